package session

import (
	"slices"

	"buergerterminal/flows"
)

// Who waits for a human may wish for an appointment meanwhile, which is a service of its own. The application that was open is laid
// aside whole, with what was typed and not yet confirmed, and taken up where it was: by going back out of the other service, at
// its end, and when nobody touches its last page any more. The place in the queue stays throughout.

// appointment is the id of the service of the catalogue by which an appointment is wished for.
const appointment = "termin"

// Appointment is that service, where a citizen who waits can go over to it; nil where not: it is not offered here, it is open
// already, or what is open has just been sent.
func (s State) Appointment() *flows.Flow {
	v := s.Visit
	if !v.Call.Queued() || v.Aside != nil || s.working() || v.Submission.Done() {
		return nil
	}
	if slices.Contains([]StationKind{AtIdle, AtClosed, AtCode, AtTechnician}, v.At.Kind) || v.Flow != nil && v.Flow.ID == appointment {
		return nil
	}
	return s.Catalog.Flow(appointment)
}

// toAppointment opens the service, and lays aside what is open.
func toAppointment(s State) (State, []Effect) {
	f := s.Appointment()
	if f == nil {
		return s, nil
	}
	s, effects := layAside(closeOver(s))
	next, more := touchChooser(s, ChooseFlow{ID: f.ID})
	return next, append(effects, more...)
}

// layAside keeps the open application, if there is one. What it said is offered to the next; its devices come to rest.
func layAside(s State) (State, []Effect) {
	if s.Visit.Flow == nil {
		return s, nil
	}
	var effects []Effect
	if s.Visit.At.Kind == AtCardData {
		s, effects = stopChip(s)
	}
	kept := s.Visit
	kept.Call, kept.Callback = Call{Filled: kept.Call.Filled}, Callback{}
	if kept.At.Kind == AtCard {
		effects = append(effects, StopCard{})
	}
	s, more := another(s)
	s.Visit.Aside = &kept
	return s, append(effects, more...)
}

// takeUp goes on with the application that was laid aside, on its page and with what was typed there.
func takeUp(s State) (State, []Effect) {
	v := s.Visit
	back := *v.Aside
	filled := back.Call.Filled
	back.Lang, back.Look, back.Voice, back.Switches = v.Lang, v.Look, v.Voice, v.Switches
	back.LastTouch, back.Known, back.Call, back.Callback = s.Now, v.Known, v.Call, v.Callback
	back.Call.Filled = filled
	_, effects := arrive(s, at(AtAreas)) // the devices of the page that is left come to rest
	s.Visit = back
	s = closeOver(s)
	if back.At.Kind == AtCard {
		next, more := arrive(s, back.At)
		return next, append(effects, more...)
	}
	return s, effects
}
