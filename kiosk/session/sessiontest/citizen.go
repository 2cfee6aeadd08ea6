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
		do := append(Answers(s), session.Event(session.Continue{}))
		before := s.Visit.At
		s, _ = Walk(s, do...)
		all = append(all, do...)
		if s.Visit.At == before {
			panic(fmt.Sprintf("the citizen of the tests is stuck at %v: %v", before, s.Visit.Draft.Wrong))
		}
	}
	return all
}

// AtPage is reached on the flow's page.
func AtPage(id string) func(session.State) bool {
	return func(s session.State) bool { return s.Visit.At.Page == id }
}

// Answers are the events that answer what the open page requires and nobody has answered yet.
func Answers(s session.State) []session.Event {
	var all []session.Event
	for _, key := range s.Page().Fields {
		f := s.Visit.Flow.Field(key)
		if f.Counts != "" || !f.Required || !s.Visit.Draft.Answers[key].IsEmpty() {
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
	for _, text := range []string{"Muster", "01999", "27", "1", "mia@example.org", "0351 12345", "L01X00T47"} {
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
