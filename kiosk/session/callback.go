package session

import (
	"slices"
	"time"

	"buergerterminal/flows"
)

// CallbackStage is where the wish to be called back stands.
type CallbackStage string

// The stages of a call-back.
const (
	CallbackNone   CallbackStage = ""
	CallbackSlot   CallbackStage = "slot"  // when?
	CallbackPhone  CallbackStage = "phone" // under which number?
	CallbackSent   CallbackStage = "sent"
	CallbackKept   CallbackStage = "kept" // the hub has stored it; the number is forgotten here
	CallbackFailed CallbackStage = "failed"
)

// Callback is the wish to be called back. It ends with the visit; what the hub has stored stays there.
type Callback struct {
	Stage CallbackStage
	Slot  Slot
	Phone Edit
	Short bool // Continue found too few figures
}

// Slot is a time in which the citizen would be called.
type Slot struct{ From, To time.Time }

// Hours are a part of a day, counted from midnight.
type Hours struct{ From, To time.Duration }

// Week are the hours of every week, but for the days on which all is closed.
type Week struct {
	Days   [7][]Hours // by time.Weekday
	Closed []flows.Day
}

// On are the hours of the day of t.
func (w Week) On(t time.Time) []Hours {
	if slices.Contains(w.Closed, flows.DayOf(t)) {
		return nil
	}
	return w.Days[t.Weekday()]
}

// WorkingDays are the same hours from Monday to Friday.
func WorkingDays(hours ...Hours) Week {
	var w Week
	for day := time.Monday; day <= time.Friday; day++ {
		w.Days[day] = hours
	}
	return w
}

// Bounds of a call-back.
const (
	maxSlots    = 4
	daysAhead   = 14               // a week of holidays lies in between at most
	shortestRun = 30 * time.Minute // that a slot must still last
	minPhone    = 5                // figures
	maxPhone    = 20
)

// Slots are the times that can be chosen, the next first: the rest of today's, then those of the next days.
func (s State) Slots() []Slot {
	if !s.Place.Calls || !s.Desk.Linked {
		return nil
	}
	var slots []Slot
	y, m, d := s.Now.Date()
	for day := 0; day < daysAhead && len(slots) < maxSlots; day++ {
		midnight := time.Date(y, m, d+day, 0, 0, 0, 0, s.Now.Location())
		for _, h := range s.Place.CallbackHours.On(midnight) {
			// By the clock on the wall: a day on which the clock changes has not 24 hours.
			from := time.Date(y, m, d+day, 0, int(h.From/time.Minute), 0, 0, s.Now.Location())
			to := time.Date(y, m, d+day, 0, int(h.To/time.Minute), 0, 0, s.Now.Location())
			if from.Before(s.Now) {
				from = s.Now.Truncate(time.Minute)
			}
			if to.Sub(from) >= shortestRun && len(slots) < maxSlots {
				slots = append(slots, Slot{from, to})
			}
		}
	}
	return slots
}

// openCallback asks when the citizen wants to be called. A wish that the hub has can be looked at, not doubled.
func openCallback(s State) State {
	switch s.Visit.Callback.Stage {
	case CallbackSent, CallbackKept:
	default:
		s.Visit.Callback = Callback{Stage: CallbackSlot}
	}
	return over(s, OverCallback)
}

// touchCallback takes the time, then the number.
func touchCallback(s State, e Event) (State, []Effect) {
	c := &s.Visit.Callback
	switch e := e.(type) {
	case ChooseSlot:
		slots := s.Slots()
		if c.Stage == CallbackSlot && e.N >= 0 && e.N < len(slots) {
			c.Slot, c.Stage = slots[e.N], CallbackPhone
			s.Visit.Focus, s.Visit.ListPage = "", 0
		}
		return s, nil
	case Back:
		switch c.Stage {
		case CallbackPhone:
			c.Stage = CallbackSlot
			return s, nil
		case CallbackSlot, CallbackFailed:
			s.Visit.Callback = Callback{}
		}
		s.Visit.Over = OverHelp
		return s, nil
	case Continue:
		switch c.Stage {
		case CallbackPhone:
			return askCallback(s)
		case CallbackFailed:
			c.Stage = CallbackPhone
			return s, nil
		case CallbackSent, CallbackKept:
			return closeOver(s), nil
		}
		return s, nil
	}
	if c.Stage == CallbackPhone {
		c.Phone, c.Short = typedPhone(c.Phone, e), false
	}
	return s, nil
}

// typedPhone is the number after a key: figures, and a plus before them.
func typedPhone(phone Edit, e Event) Edit {
	if t, ok := e.(TypeRune); ok && (t.Rune < '0' || t.Rune > '9') && !(t.Rune == '+' && phone.Caret == 0) {
		return phone
	}
	return phone.edited(e, &Draft{}, maxPhone)
}

// askCallback sends the wish.
func askCallback(s State) (State, []Effect) {
	c := &s.Visit.Callback
	if len(c.Phone.Text) < minPhone {
		c.Short = true
		return s, nil
	}
	c.Stage = CallbackSent
	ask := AskCallback{Language: s.Visit.Lang, Phone: c.Phone.Text, From: c.Slot.From, To: c.Slot.To}
	if s.Visit.Flow != nil {
		ask.Flow = s.Visit.Flow.ID
	}
	if s.Visit.Call.Queued() {
		s.Visit.Call = Call{}
		return s, []Effect{ask, StopWaiting{}}
	}
	return s, []Effect{ask}
}
