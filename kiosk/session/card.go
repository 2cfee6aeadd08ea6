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
	if v.Row != nil {
		return touchRowCard(s, e)
	}
	switch e.(type) {
	case SkipCard:
		if v.At.Kind != AtCard {
			return s, nil
		}
		v.Card, v.CardConfirmed = nil, false
		return s.behindCard()
	case Continue:
		if v.At.Kind == AtCard {
			return touchCard(s, SkipCard{})
		}
		v.Answers, v.CardConfirmed = fill(s), true
		return s.behindCard()
	case CardWrong:
		if v.At.Kind != AtCardData {
			return s, nil
		}
		v.Answers, v.CardConfirmed = fill(s), false
		return s.behindCard()
	case Back:
		before, ok := s.previous()
		if !ok {
			return s, nil
		}
		if v.At.Kind == AtCardData {
			v.Card, v.CardKept, v.CardConfirmed = nil, false, false
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
	s.Visit.CardFault = ""
	s.Visit.LastTouch, s.Visit.WarnUntil = s.Now, time.Time{}
	if s.Visit.Row != nil {
		row := *s.Visit.Row
		row.Card, row.Confirmed = &c, false
		s.Visit.Row = &row
	} else {
		s.Visit.Card, s.Visit.CardConfirmed = &c, false
	}
	s, effects := arrive(s, at(AtCardData))
	s, more := startChip(s)
	return s, append(effects, more...)
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
		return s, []Effect{ReadCard{Again: true}}
	case devices.FaultNoise:
		return s, []Effect{ReadCard{Again: true}} // no proof that anybody is there: a line that babbles would keep the page open for ever
	}
	return s, nil
}

// fill is the answers with what the card says, where the citizen has not answered yet. Doubtful data are left to the citizen.
func fill(s State) flows.Answers {
	a := maps.Clone(s.Visit.Answers)
	for _, p := range s.Visit.Flow.Pages {
		if p.Repeat != nil {
			continue // another person's
		}
		for _, f := range p.Fields {
			if v := s.Visit.Card.sure(f); !v.IsEmpty() {
				a[f.ID] = v
			}
		}
	}
	return a
}

// touchRowCard is the reading of a document for the row that is open.
func touchRowCard(s State, e Event) (State, []Effect) {
	row := *s.Visit.Row
	switch e.(type) {
	case SkipCard, Back:
		row.Card = nil
		s.Visit.Row = &row
		return firstOfRow(s)
	case Continue, CardWrong:
		if row.Card == nil {
			return firstOfRow(s)
		}
		s.Visit.Answers = fillRow(s)
		_, wrong := e.(CardWrong)
		row.Confirmed = !wrong
		s.Visit.Row = &row
		return firstOfRow(s)
	}
	return s, nil
}

// ShownCard is the document that the card's page shows: the row's own while a row is open.
func (s State) ShownCard() *Card {
	if s.Visit.Row != nil {
		return s.Visit.Row.Card
	}
	return s.Visit.Card
}

// sure is the card's datum for a field, or the empty value where it names none or was not read surely.
func (c Card) sure(f *flows.Field) flows.Value {
	if f.Prefill == "" || c.Chip.Refuted() || slices.Contains(c.Doubtful, f.Prefill) {
		return flows.Value{}
	}
	return c.value(f)
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
	if f.Type == flows.TypeCountry && f.Prefill == "card.nationality" {
		return country(c.Nationality)
	}
	if f.Prefill == "card.sex" {
		text = map[string]string{"F": "w", "M": "m"}[c.Sex] // as the register of residents has it (DSMeld 0701)
	}
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

// country is a state by the code of the machine readable zone, where Germany is "D" (ICAO 9303-3 section 5).
func country(code string) flows.Value {
	if known := flows.CountryOf(code); known != "" {
		return flows.Choice(known)
	}
	return flows.Value{}
}

func day(d flows.Day) flows.Value {
	if d == (flows.Day{}) {
		return flows.Value{}
	}
	return flows.DateOf(d)
}
