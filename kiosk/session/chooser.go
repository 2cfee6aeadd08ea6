package session

import "buergerterminal/flows"

func touchLanguage(s State, e Event) (State, []Effect) {
	switch e.(type) {
	case Continue:
		return arrive(s, at(AtAreas))
	case Back:
		return wipe(s)
	}
	return s, nil
}

func touchChooser(s State, e Event) (State, []Effect) {
	v := &s.Visit
	switch e := e.(type) {
	case ChooseArea:
		before := v.Category
		v.Category = e.Category
		switch found := s.Services(); {
		case len(found) == 0:
			v.Category = before
			return s, nil
		case len(found) == 1 && e.Category != "":
			return touchChooser(s, ChooseFlow{ID: found[0].ID})
		}
		return arrive(s, at(AtServices))
	case OpenSearch:
		v.Query, v.Listed = Edit{}, false
		return arrive(s, at(AtSearch))
	case ListHits:
		if v.At.Kind == AtSearch {
			v.Listed, v.ListPage, v.Focus = e.All && len(s.Hits()) > 0, 0, ""
		}
		return s, nil
	case OpenResume:
		if v.At.Kind != AtAreas || s.Place.SaveDays == 0 {
			return s, nil
		}
		return arrive(s, at(AtResume))
	case ChooseFlow:
		f := s.Catalog.Flow(e.ID)
		if f == nil {
			return s, nil
		}
		v.Flow = f
		v.Answers, v.Offered = s.offered(f)
		return arrive(s, at(AtService))
	case ChooseElsewhere:
		before := v.Elsewhere
		if v.Elsewhere = e.ID; s.Elsewhere() == nil {
			v.Elsewhere = before
			return s, nil
		}
		return arrive(s, at(AtElsewhere))
	case Back:
		switch v.At.Kind {
		case AtAreas:
			return arrive(s, at(AtLanguage))
		case AtElsewhere:
			v.Elsewhere = ""
			return arrive(s, at(AtSearch))
		}
		v.Category = ""
		return arrive(s, at(AtAreas))
	}
	if v.At.Kind == AtSearch {
		before := v.Query.Text
		v.Query = v.Query.edited(e, &v.Draft, maxQuery)
		v.Listed, v.ListPage = v.Listed && v.Query.Text == before, 0
	}
	return s, nil
}

// maxQuery is the longest search, in runes; more helps nobody.
const maxQuery = 40

func touchIntroduction(s State, e Event) (State, []Effect) {
	switch e.(type) {
	case Continue:
		if s.Visit.Flow.Kind == flows.FlowCall { // what it leads to is a human, or how to find one
			return over(s, OverHelp), nil
		}
		return arrive(s, s.next())
	case Back:
		if before, ok := s.previous(); ok {
			return arrive(s, before)
		}
		if s.Visit.Aside != nil {
			return takeUp(s)
		}
		if s.Visit.Loan.Open() {
			return foundAgain(s)
		}
		s.Visit = s.Visit.withoutService()
		return arrive(s, at(AtAreas))
	}
	return s, nil
}

// withoutService is the visit before a service was chosen: no answer, consent or signature for one counts for another.
func (v Visit) withoutService() Visit {
	kept := Visit{Lang: v.Lang, Look: v.Look, Voice: v.Voice, Switches: v.Switches, At: v.At, LastTouch: v.LastTouch, Known: v.Known, Call: v.Call, Callback: v.Callback}
	kept.Call.Filled = nil
	if v.CardKept {
		kept.Card, kept.CardKept = v.Card, true
	}
	return kept
}
