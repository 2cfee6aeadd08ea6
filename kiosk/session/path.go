package session

import (
	"slices"

	"buergerterminal/flows"
)

// StationKind is a kind of page on the path of a visit.
type StationKind string

// The stations in the order of the path.
const (
	AtIdle      StationKind = ""
	AtClosed    StationKind = "out-of-order" // somebody reads where else help is, in their language
	AtLanguage  StationKind = "language"
	AtAreas     StationKind = "areas"
	AtServices  StationKind = "services"
	AtSearch    StationKind = "search"
	AtElsewhere StationKind = "elsewhere" // the terminal cannot do it: who helps
	AtResume    StationKind = "resume"    // going on with an application that was kept
	AtService   StationKind = "service"
	AtPrivacy   StationKind = "privacy"
	AtCard      StationKind = "card"
	AtCardData  StationKind = "card-data"
	AtQuestion  StationKind = "question"
	AtProof     StationKind = "proof"
	AtSignature StationKind = "signature"

	AtCosignature StationKind = "cosignature" // of a second person

	AtReview StationKind = "review"
	AtSend   StationKind = "send"
	AtDone   StationKind = "done"

	AtCode       StationKind = "technician-code" // off the path: the technician's way in
	AtTechnician StationKind = "technician"
)

// Station is one place on the path. Page is the id of a flow's page, proof or cosignature; Row counts a repeated page, −1 for
// others.
type Station struct {
	Kind StationKind
	Page string
	Row  int
}

// at is a station without a page of the flow.
func at(k StationKind) Station { return Station{Kind: k, Row: -1} }

// Path is the way from the service's own page to sending, as it is with the answers so far.
func (s State) Path() []Station {
	v := s.Visit
	if v.Flow == nil {
		return nil
	}
	if v.Flow.Kind == flows.FlowCall {
		return []Station{at(AtService)}
	}
	path := []Station{at(AtService), at(AtPrivacy)}
	if v.Flow.Identity == flows.IdentityCard {
		if !v.CardKept {
			path = append(path, at(AtCard))
		}
		if v.Card != nil {
			path = append(path, at(AtCardData))
		}
	}
	ev := s.Evaluation()
	for _, p := range ev.VisiblePages {
		if s.counted(p) || s.knownFromCard(p) && !s.editing(p) {
			continue
		}
		path = append(path, stationOf(p))
	}
	if ev.Exit != nil {
		return path
	}
	for _, p := range ev.VisibleProofs {
		path = append(path, Station{Kind: AtProof, Page: p.ID, Row: -1})
	}
	if v.Flow.Signature != nil {
		path = append(path, at(AtSignature))
	}
	for _, c := range ev.VisibleCosignatures {
		path = append(path, Station{Kind: AtCosignature, Page: c.ID, Row: -1})
	}
	return append(path, at(AtReview), at(AtSend))
}

// knownFromCard reports whether the citizen has confirmed all answers of the page on the card's page.
func (s State) knownFromCard(p flows.VisiblePage) bool {
	return s.Visit.CardConfirmed && p.Page.Repeat == nil && s.answeredByCard(p)
}

// answeredByCard reports whether every answer of the page is one that a document gives, and is there and valid.
func (s State) answeredByCard(p flows.VisiblePage) bool {
	for _, key := range p.Fields {
		f := s.Visit.Flow.Field(key)
		if f.Prefill == "" || len(s.Visit.Flow.Check(key, s.Visit.Answers[key], s.withToday(s.Visit.Answers))) > 0 {
			return false
		}
		if s.Visit.Answers[key].IsEmpty() {
			return false
		}
	}
	return len(p.Fields) > 0
}

// editing reports whether the page is the one that the citizen came to mend.
func (s State) editing(p flows.VisiblePage) bool { return s.Visit.At == stationOf(p) }

// next is the station behind the current one.
func (s State) next() Station {
	path := s.Path()
	i := slices.Index(path, s.Visit.At)
	if i < 0 || i+1 >= len(path) {
		return at(AtReview)
	}
	return path[i+1]
}

// previous is the station before the current one; ok is false before the service's own page.
func (s State) previous() (Station, bool) {
	path := s.Path()
	i := slices.Index(path, s.Visit.At)
	if i <= 0 {
		return Station{}, false
	}
	return path[i-1], true
}

// unfinished is the first station whose answer is missing or wrong; ok is false when the application is complete.
func (s State) unfinished() (Station, bool) {
	ev := s.Evaluation()
	for _, p := range ev.VisiblePages {
		for _, key := range p.Fields {
			if len(ev.Errors[key]) > 0 || slices.ContainsFunc(ev.Broken, func(b flows.BrokenRule) bool { return b.Key == key }) {
				return stationOf(p), true
			}
		}
		if p.Page.Exit {
			return stationOf(p), true
		}
	}
	for _, p := range ev.VisibleProofs {
		if len(s.Visit.Proofs[p.ID]) == 0 && !s.Visit.Skipped[p.ID] {
			return Station{Kind: AtProof, Page: p.ID, Row: -1}, true
		}
	}
	if sign := s.Visit.Flow.Signature; sign != nil && sign.Required && !s.Visit.Signed() && !s.Visit.CannotSign {
		return at(AtSignature), true
	}
	for _, c := range ev.VisibleCosignatures {
		if !s.Cosigned(c).given() || s.Likeness(c) == SamePerson {
			return Station{Kind: AtCosignature, Page: c.ID, Row: -1}, true
		}
	}
	return Station{}, false
}

// Page is the flow's page that the visit is at, or the zero value.
func (s State) Page() flows.VisiblePage {
	if s.Visit.Flow == nil || s.Visit.At.Kind != AtQuestion {
		return flows.VisiblePage{}
	}
	for _, p := range s.Evaluation().VisiblePages {
		if stationOf(p) == s.Visit.At {
			return p
		}
	}
	return flows.VisiblePage{}
}

// Proof is the proof that the visit is at, or nil.
func (s State) Proof() *flows.Proof {
	if s.Visit.Flow == nil || s.Visit.At.Kind != AtProof {
		return nil
	}
	for _, p := range s.Visit.Flow.Proofs {
		if p.ID == s.Visit.At.Page {
			return p
		}
	}
	return nil
}

// Group is a step of the progress.
type Group string

// The steps, in order; a flow has those that it needs.
const (
	GroupCard      Group = "card"
	GroupAnswers   Group = "answers"
	GroupProofs    Group = "proofs"
	GroupSignature Group = "signature"
	GroupReview    Group = "review"
	GroupSend      Group = "send"
)

var groupOf = map[StationKind]Group{
	AtCard: GroupCard, AtCardData: GroupCard, AtQuestion: GroupAnswers, AtProof: GroupProofs,
	AtSignature: GroupSignature, AtCosignature: GroupSignature, AtReview: GroupReview, AtSend: GroupSend,
}

// Steps are the groups that the flow has, the index of the open one (−1 before the first) and how much of it is done,
// 0…1. They are counted from the definition, so that an answer never changes their number.
func (s State) Steps() (groups []Group, open int, part float64) {
	f := s.Visit.Flow
	for _, g := range []struct {
		group Group
		there bool
	}{
		{GroupCard, f.Identity == flows.IdentityCard}, {GroupAnswers, len(f.Pages) > 0}, {GroupProofs, len(f.Proofs) > 0},
		{GroupSignature, f.Signature != nil || len(f.Cosignatures) > 0}, {GroupReview, true}, {GroupSend, true},
	} {
		if g.there {
			groups = append(groups, g.group)
		}
	}
	if s.Visit.At.Kind == AtDone {
		return groups, len(groups), 1
	}
	place := s.onPath()
	here := groupOf[place.Kind]
	return groups, slices.Index(groups, here), s.partOf(here, place)
}

// onPath is the station that the progress shows: in a row it is the list of the rows.
func (s State) onPath() Station {
	if s.Visit.Row != nil {
		return s.listStation(s.Visit.Row.Group)
	}
	return s.Visit.At
}

// partOf is how much of a group is done: half of the open page counts.
func (s State) partOf(g Group, place Station) float64 {
	count, done := 0, 0
	for _, st := range s.Path() {
		if groupOf[st.Kind] != g {
			continue
		}
		if st == place {
			done = count
		}
		count++
	}
	return (float64(done) + 0.5) / float64(max(count, 1))
}
