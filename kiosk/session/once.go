package session

import (
	"maps"

	"buergerterminal/flows"
)

// Once-only: who makes a second application in the same visit is offered what they have already said. It is kept in the
// Visit, and so ends with it.

// another begins a further application of the same visit. What was said is kept by its key, as a FIM data field means the same in
// every service; the document that was read is shown again for another look.
func another(s State) (State, []Effect) {
	v := s.Visit
	kept := Visit{Lang: v.Lang, Look: v.Look, Voice: v.Voice, Switches: v.Switches, LastTouch: s.Now, Known: maps.Clone(v.Known), Card: v.Card, CardKept: v.Card != nil, Call: v.Call, Callback: v.Callback, Aside: v.Aside}
	kept.Call.Filled = nil
	if kept.Known == nil {
		kept.Known = map[string]flows.Value{}
	}
	for key, value := range s.Application() {
		group, _, _ := flows.SplitKey(key)
		if f := v.Flow.Field(key); f != nil && f.OnceKey() != "" && group == "" && !value.IsEmpty() {
			kept.Known[f.OnceKey()] = value
		}
	}
	s.Visit = kept
	if kept.Aside != nil {
		return takeUp(s)
	}
	return arrive(s, at(AtAreas))
}

// offered are the answers that a service begins with: what it proposes itself, and what the citizen has already said and
// the field would take; said are those of the second kind.
func (s State) offered(f *flows.Flow) (answers, said flows.Answers) {
	answers = defaults(f)
	for _, p := range f.Pages {
		if p.Repeat != nil {
			continue
		}
		for _, field := range p.Fields {
			value, known := s.Visit.Known[field.OnceKey()]
			if known && field.OnceKey() != "" && len(f.Check(field.ID, value, s.withToday(answers))) == 0 {
				answers[field.ID], said = value, with(said, field.ID, value)
			}
		}
	}
	return answers, said
}

// SaidBefore reports whether the field of the open page still holds what an earlier application of this visit said.
func (s State) SaidBefore(key string) bool {
	before, offered := s.Visit.Offered[key]
	f := s.Visit.Flow.Field(key)
	if !offered || f == nil {
		return false
	}
	return value(f, s.Visit.Draft, key).Equal(before)
}

// defaults are the answers that the flow itself proposes.
func defaults(f *flows.Flow) flows.Answers {
	a := flows.Answers{}
	for _, p := range f.Pages {
		if p.Repeat != nil {
			continue
		}
		for _, field := range p.Fields {
			if !field.Default.IsEmpty() {
				a[field.ID] = field.Default
			}
		}
	}
	return a
}
