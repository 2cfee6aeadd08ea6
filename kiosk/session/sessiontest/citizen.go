package sessiontest

import (
	"fmt"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// Until lets a simulated citizen go on from where the events lead, answering what is required with something valid, until
// the station is reached. It panics when the citizen is stuck: the catalogue does not fit this citizen any more.
func Until(events []session.Event, reached func(session.State) bool) []session.Event {
	s, err := idle()
	if err != nil {
		panic(err)
	}
	s, _ = Walk(s, events...)
	all := append([]session.Event(nil), events...)
	for !reached(s) {
		do := append(Answers(s), onward(s)...)
		before := s.Visit.At
		s, _ = Walk(s, do...)
		all = append(all, do...)
		if s.Visit.At == before {
			panic(fmt.Sprintf("the citizen of the tests is stuck at %v: %v", before, s.Visit.Draft.Wrong))
		}
	}
	return all
}

// onward leaves a page that Answers has answered. What a page of a proof or a signature needs is given there.
func onward(s session.State) []session.Event {
	switch s.Visit.At.Kind {
	case session.AtProof:
		return []session.Event{session.StartScan{}, session.ScanDone{Page: sheet}, next}
	case session.AtSignature, session.AtCosignature:
		return then(ink, next)
	}
	return []session.Event{next}
}

// AtPage is reached on the flow's page.
func AtPage(id string) func(session.State) bool {
	return func(s session.State) bool { return s.Visit.At.Page == id }
}

// AtKind is reached on a station of the kind.
func AtKind(k session.StationKind) func(session.State) bool {
	return func(s session.State) bool { return s.Visit.At.Kind == k }
}

// Answers are the events that answer what the open page requires and nobody has answered yet.
func Answers(s session.State) []session.Event {
	var all []session.Event
	for _, key := range s.Page().Fields {
		f := s.Visit.Flow.Field(key)
		if f.Counts != "" || !f.Required || !s.Visit.Draft.Answers[key].IsEmpty() {
			continue
		}
		switch {
		case f.List != nil && f.Type == flows.TypeChoice:
			all = append(all, session.ChooseOption{Key: key, Option: f.List.Entries[0].Code})
			continue
		case f.List != nil:
			all = append(all, session.ToggleOption{Key: key, Option: f.List.Entries[0].Code})
			continue
		}
		switch f.Type {
		case flows.TypeChoice:
			all = append(all, session.ChooseOption{Key: key, Option: s.Evaluation().VisibleOptions(key)[0].ID})
		case flows.TypeChoices:
			all = append(all, session.ToggleOption{Key: key, Option: s.Evaluation().VisibleOptions(key)[0].ID})
		case flows.TypeCountry:
			all = append(all, session.ChooseOption{Key: key, Option: "DEU"})
		case flows.TypeBool:
			all = append(all, session.Answer{Key: key})
		case flows.TypeDate:
			all = append(all, session.ActivateField{Key: key}, session.PutDate{Day: flows.Day{Year: 2026, Month: 11, Day: 15}})
		default:
			all = append(all, session.ActivateField{Key: key})
			all = append(all, typed(sample(s, f, key))...)
		}
	}
	return all
}

// sample is a text that the field takes.
func sample(s session.State, f *flows.Field, key string) string {
	if f.Type == flows.TypeNumber || f.Type == flows.TypeMoney {
		return "120"
	}
	for _, text := range []string{"Muster", "01999", "27", "1", "mia@example.org", "0351 12345", "L01X00T47", "DE02120300000000202051"} {
		v := flows.Text(text)
		if f.Type == flows.TypeInt {
			v = flows.Int(1)
			text = "1"
		}
		if len(s.Visit.Flow.Check(key, v, s.Visit.Answers)) == 0 {
			return text
		}
	}
	return "Muster"
}
