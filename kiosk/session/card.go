package session

import (
	"maps"
	"slices"
	"time"

	"buergerterminal/devices"
	"buergerterminal/flows"
)

func touchCard(s State, e Event) (State, []Effect) {
	v := &s.Visit
	switch e.(type) {
	case SkipCard:
		if v.At.Kind != AtCard {
			return s, nil
		}
		v.Card, v.CardConfirmed = nil, false
		return arrive(s, s.next())
	case Continue:
		if v.At.Kind == AtCard {
			return touchCard(s, SkipCard{})
		}
		v.Answers, v.CardConfirmed = fill(s), true
		return arrive(s, s.next())
	case CardWrong:
		if v.At.Kind != AtCardData {
			return s, nil
		}
		v.Answers, v.CardConfirmed = fill(s), false
		return arrive(s, s.next())
	case Back:
		before, ok := s.previous()
		if !ok {
			return s, nil
		}
		if v.At.Kind == AtCardData {
			v.Card, v.CardConfirmed = nil, false
		}
		return arrive(s, before)
	}
	return s, nil
}

// cardRead takes a document only while the citizen is asked for it: what comes at another moment belongs to nobody.
func cardRead(s State, c Card) (State, []Effect) {
	if s.Visit.At.Kind != AtCard {
		return s, nil
	}
	s.Visit.Card, s.Visit.CardConfirmed, s.Visit.CardFault = &c, false, ""
	s.Visit.LastTouch, s.Visit.WarnUntil = s.Now, time.Time{}
	return arrive(s, at(AtCardData))
}

// cardFailed says why and goes on waiting, for the citizen can put the document in again. After the loss of the line
// there is nothing to wait for: DeviceChanged tells when the reader is back.
func cardFailed(s State, fault devices.Fault) (State, []Effect) {
	if s.Visit.At.Kind != AtCard {
		return s, nil
	}
	s.Visit.CardFault = fault
	switch fault {
	case devices.FaultCardUnreadable, devices.FaultCardWrong, devices.FaultCardExpired:
		s.Visit.LastTouch, s.Visit.WarnUntil = s.Now, time.Time{} // somebody laid it there
		return s, []Effect{ReadCard{}}
	case devices.FaultNoise:
		return s, []Effect{ReadCard{}} // no proof that anybody is there: a line that babbles would keep the page open for ever
	}
	return s, nil
}

// fill is the answers with what the card says, where the citizen has not answered yet. Doubtful data are left to the citizen.
func fill(s State) flows.Answers {
	a := maps.Clone(s.Visit.Answers)
	for _, p := range s.Visit.Flow.Pages {
		for _, f := range p.Fields {
			if f.Prefill == "" || slices.Contains(s.Visit.Card.Doubtful, f.Prefill) {
				continue
			}
			if v := s.Visit.Card.value(f); !v.IsEmpty() {
				a[f.ID] = v
			}
		}
	}
	return a
}

// value is the card's datum for a field, or the empty value.
func (c Card) value(f *flows.Field) flows.Value {
	switch f.Prefill {
	case "card.birth_date":
		return day(c.BirthDate)
	case "card.valid_until":
		return day(c.ValidUntil)
	}
	text := map[string]string{
		"card.family_names": c.FamilyNames, "card.given_names": c.GivenNames, "card.nationality": c.Nationality,
		"card.sex": c.Sex, "card.document_number": c.DocumentNumber,
	}[f.Prefill]
	if f.Type == flows.TypeChoice {
		for _, o := range f.Options {
			if o.ID == text {
				return flows.Choice(text)
			}
		}
		return flows.Value{}
	}
	if f.Prefill == "card.nationality" {
		text = c.Country
	}
	return flows.Text(text)
}

func day(d flows.Day) flows.Value {
	if d == (flows.Day{}) {
		return flows.Value{}
	}
	return flows.DateOf(d)
}
