package session

import (
	"slices"
	"strings"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

// ClerkAct is what a clerk may do with an element beside pointing at it.
type ClerkAct string

// Acts of a clerk.
const (
	ClerkNothing ClerkAct = ""
	ClerkPress   ClerkAct = "press"
	ClerkFill    ClerkAct = "fill"
)

// ClerkMay says what a clerk may do with an element that means this event, on the page that is open now. Consents, data
// that were read from a document, submitting, signing, the end of the visit, language and aids are the citizen's alone; so
// is every page that lies over the station.
func (s State) ClerkMay(on Event) ClerkAct {
	v := s.Visit
	if v.Call.Stage != CallLive || v.Over != OverNone || s.Warning() {
		return ClerkNothing
	}
	asks := v.At.Kind == AtQuestion
	switch on.(type) {
	case ActivateField, ActivatePart:
		if asks && !s.secret(on) {
			return ClerkFill
		}
	case ChooseOption, ToggleOption, Answer, PutDate, Suggest, AddRow, ChangeRow:
		if asks && !s.secret(on) {
			return ClerkPress
		}
	case ChooseArea, OpenSearch, ListHits, ChooseFlow, ChooseElsewhere:
		if slices.Contains([]StationKind{AtAreas, AtServices, AtSearch, AtElsewhere}, v.At.Kind) {
			return ClerkPress
		}
	case EditAnswer:
		if v.At.Kind == AtReview {
			return ClerkPress
		}
	case TurnList:
		return ClerkPress
	case Continue, Back:
		if s.clerkMayTurn() {
			return ClerkPress
		}
	}
	return ClerkNothing
}

// secret reports whether an event answers a field that a clerk does not get to see.
func (s State) secret(on Event) bool {
	key := answeredBy(s, on)
	if key == "" || s.Visit.Flow == nil {
		return false
	}
	f := s.Visit.Flow.Field(key)
	return f != nil && f.Secret
}

// clerkMayTurn reports whether a clerk may go a page on or back from here: not where that confirms something, and not
// while a device works.
func (s State) clerkMayTurn() bool {
	switch s.Visit.At.Kind {
	case AtLanguage, AtAreas, AtServices, AtSearch, AtElsewhere, AtService, AtQuestion, AtReview:
		return true
	}
	return false
}

// helped takes what somebody does at the citizen's page, or asks for.
func helped(s State, e Event) (State, []Effect) {
	c := s.Visit.Call
	switch e := e.(type) {
	case CallFilled:
		return handLent(s, HelpingHand{ID: e.ID, Who: e.Who, On: e.On, Fill: true, Value: e.Value})
	case CallPressed:
		return handLent(s, HelpingHand{ID: e.ID, Who: e.Who, On: e.On})
	case CallSuggested:
		return suggested(s, e)
	case CallAsked:
		return requested(s, e)
	case CallWithdrawn:
		if c.Suggestion != nil && c.Suggestion.ID == e.ID {
			s.Visit.Call.Suggestion = nil
		}
		if c.Request != nil && c.Request.ID == e.ID {
			s.Visit.Call.Request = nil
		}
	}
	return s, nil
}

// mayHelp reports whether a participant's part allows more than talking and pointing.
func (s State) mayHelp(who string) bool {
	p, there := s.Visit.Call.Person(who)
	return s.Visit.Call.Stage == CallLive && there && p.Admitted && (p.Part == PartClerk || p.Part == PartSecond)
}

// handLent does what a clerk wants to do, after the citizen has allowed it once.
func handLent(s State, h HelpingHand) (State, []Effect) {
	want := ClerkPress
	if h.Fill {
		want = ClerkFill
	}
	c := &s.Visit.Call
	switch {
	case c.Stage != CallLive:
		return s, nil
	case h.On == nil || c.Pending != nil:
		return s, []Effect{AnswerDone{h.ID, OutcomeStale}}
	case !s.mayHelp(h.Who) || s.ClerkMay(h.On) != want:
		return s, []Effect{AnswerDone{h.ID, OutcomeForbid}}
	case c.Grant == GrantRefused:
		return s, []Effect{AnswerDone{h.ID, OutcomeRefused}}
	case c.Grant == GrantGiven:
		return lendHand(s, h)
	}
	c.Grant, c.Pending = GrantAsked, &h
	return closeOver(s), []Effect{AnswerGrant{GrantAsked}, Sound{ToneCalled}}
}

// lendHand does it where the page still has it. The citizen sees who answered.
func lendHand(s State, h HelpingHand) (State, []Effect) {
	if s.ClerkMay(h.On) == ClerkNothing {
		return s, []Effect{AnswerDone{h.ID, OutcomeStale}}
	}
	next, effects, outcome := carryOut(s, h.On, h.Fill, h.Value)
	if outcome == OutcomeDone {
		p, _ := s.Visit.Call.Person(h.Who)
		if key := answeredBy(s, h.On); key != "" {
			next.Visit.Call.Filled = with(next.Visit.Call.Filled, key, p.Name)
		}
	}
	return next, append(effects, AnswerDone{h.ID, outcome})
}

// carryOut fills a field, or touches what can be touched.
func carryOut(s State, on Event, fill bool, value string) (State, []Effect, Outcome) {
	if !fill {
		next, effects := touch(s, on)
		return next, effects, OutcomeDone
	}
	switch on := on.(type) {
	case ActivateField:
		next, outcome := fillField(s, on.Key, value)
		return next, nil, outcome
	case ActivatePart:
		next, outcome := fillPart(s, on.Part, value)
		return next, nil, outcome
	}
	return s, nil, OutcomeForbid
}

// answeredBy is the key of the field that an event answers, "" for none.
func answeredBy(s State, on Event) string {
	switch on := on.(type) {
	case ActivateField:
		return on.Key
	case ActivatePart, PutDate:
		return s.Visit.Draft.Active
	case ChooseOption:
		return on.Key
	case ToggleOption:
		return on.Key
	case Answer:
		return on.Key
	case Suggest:
		return on.Key
	}
	return ""
}

// fillField puts a text into a field of the open page, if the field takes its signs.
func fillField(s State, key, value string) (State, Outcome) {
	if _, there := s.Visit.Draft.Edits[key]; !there {
		return s, OutcomeStale
	}
	f := s.Visit.Flow.Field(key)
	if f.Type == flows.TypeIBAN {
		value = f.Normal(flows.Text(value)).Text()
	}
	if Decimals(f) > 0 {
		value = strings.ReplaceAll(value, ".", ",")
	}
	runes := []rune(value)
	if len(runes) > limit(f) || slices.ContainsFunc(runes, func(r rune) bool { return !accepts(f, r) }) {
		return s, OutcomeInvalid
	}
	return suggest(s, Suggest{Key: key, Text: value}), OutcomeDone
}

// fillPart puts figures into a box of the date that is open.
func fillPart(s State, part DatePart, value string) (State, Outcome) {
	d := &s.Visit.Draft
	date, there := d.Dates[d.Active]
	if !there || part < PartDay || part > PartYear {
		return s, OutcomeStale
	}
	if len(value) > dateLengths[part] || slices.ContainsFunc([]rune(value), func(r rune) bool { return r < '0' || r > '9' }) {
		return s, OutcomeInvalid
	}
	date.Parts[part], date.Active = value, part
	d.Dates, d.Wrong, d.Broken = with(d.Dates, d.Active, date), without(d.Wrong, d.Active), nil
	return s, OutcomeDone
}

// pointed shows where somebody points.
func pointed(s State, e CallPointed) State {
	c := &s.Visit.Call
	p, there := c.Person(e.Who)
	if c.Stage != CallLive || !there || !p.Admitted {
		return s
	}
	c.Pointed, c.PointedBy = e.Node, p.Name
	if e.Node == "" {
		c.PointedBy = ""
	}
	return s
}

// suggested shows an answer that somebody proposes; a newer one takes the place of an older one.
func suggested(s State, e CallSuggested) (State, []Effect) {
	c := &s.Visit.Call
	switch {
	case c.Stage != CallLive:
		return s, nil
	case e.On == nil:
		return s, []Effect{AnswerDone{e.ID, OutcomeStale}}
	case !s.mayHelp(e.Who) || s.ClerkMay(e.On) == ClerkNothing:
		return s, []Effect{AnswerDone{e.ID, OutcomeForbid}}
	}
	effects := []Effect{AnswerDone{e.ID, OutcomeShown}, Sound{ToneCalled}}
	if c.Suggestion != nil {
		effects = append(effects, AnswerDone{c.Suggestion.ID, OutcomeStale})
	}
	p, _ := c.Person(e.Who)
	c.Suggestion = &Suggestion{ID: e.ID, Who: p.Name, Node: e.Node, On: e.On, Value: e.Value}
	return s, effects
}

// touchOffer takes what lies beside the page of a station: a suggestion, or a request.
func touchOffer(s State, e Event) (State, []Effect, bool) {
	c := &s.Visit.Call
	switch e.(type) {
	case TakeSuggestion:
		if offer := c.Suggestion; offer != nil {
			c.Suggestion = nil
			next, effects, outcome := carryOut(s, offer.On, s.ClerkMay(offer.On) == ClerkFill, offer.Value)
			return next, append(effects, AnswerDone{offer.ID, outcome}), true
		}
	case LeaveSuggestion:
		if offer := c.Suggestion; offer != nil {
			c.Suggestion = nil
			return s, []Effect{AnswerDone{offer.ID, OutcomeRefused}}, true
		}
	case TakeRequest:
		next, effects := takeRequest(s)
		return next, effects, true
	case LeaveRequest:
		if r := c.Request; r != nil {
			c.Request = nil
			return s, []Effect{AnswerDone{r.ID, OutcomeRefused}}, true
		}
	default:
		return s, nil, false
	}
	return s, nil, true
}

// usableFor are the devices that a request needs.
var usableFor = map[Wanted]devices.Kind{WantCard: devices.IDCard, WantScan: devices.Scanner, WantPrint: devices.Printer}
