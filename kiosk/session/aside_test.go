package session_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// waits is a page of a call with the whole catalogue, in which the citizen waits for a human.
func waits(t *testing.T, name string, on ...session.Event) session.State {
	t.Helper()
	s := callPage(t, name)
	s.Catalog = sessiontest.Shipped(t)
	s, _ = sessiontest.Walk(s, on...)
	if s.Appointment() == nil {
		t.Fatalf("%s: no appointment is offered", name)
	}
	return s
}

// sent is the last page of the service that is open, its receipt printed.
func sent(s session.State) session.State {
	v := &s.Visit
	v.At, v.Over = session.Station{Kind: session.AtDone, Row: -1}, session.OverNone
	v.Submission = session.Submission{Key: "k", Number: "4K7-219", Token: "T", StoredAt: s.Now}
	v.Print = session.Print{Asked: true, Ended: true, Outcome: devices.Printed}
	return s
}

// TestAppointmentWhileWaiting goes over to the appointment and comes back in every way there is: what was answered, and what was typed
// and not confirmed, is as it was, and so is the place in the queue.
func TestAppointmentWhileWaiting(t *testing.T) {
	before := callPage(t, "call: live with a field", append(keys("Wohn"), session.CallLeft{Who: "p1", Lost: true})...)
	before.Catalog = sessiontest.Shipped(t)
	over, effects := session.Step(before, session.OpenAppointment{})
	v := over.Visit
	if v.Flow == nil || v.Flow.ID != "termin" || v.At.Kind != session.AtService || v.Over != session.OverNone || v.Call.Stage != session.CallWaiting || v.Call.Place != before.Visit.Call.Place {
		t.Fatalf("it leads to %v over %q, the call is %+v", v.At, v.Over, v.Call)
	}
	if !slices.ContainsFunc(effects, func(e session.Effect) bool {
		p, ok := e.(session.TellProgress)
		return ok && p.Progress.Flow == "termin"
	}) {
		t.Errorf("the hub is not told what the citizen does: %v", effects)
	}
	for name, back := range map[string][]session.Event{
		"back": {session.Back{}}, "another": {session.Another{}}, "finished": {session.EndVisit{}}, "continued": {session.Continue{}},
		"nobody touches it any more": {session.Tick{Now: before.Now.Add(time.Second)}, session.Tick{Now: before.Now.Add(time.Second + before.Times.Wipe)}},
	} {
		s := over
		if name != "back" {
			s = sent(s)
		}
		s, _ = sessiontest.Walk(s, back...)
		got, want := s.Visit, before.Visit
		got.LastTouch, want.LastTouch, got.Known, want.Known = time.Time{}, time.Time{}, nil, nil
		want.Over = session.OverNone
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the visit is at %v with %v, draft %+v, and was at %v with %v, draft %+v", name, got.At, got.Answers, got.Draft, want.At, want.Answers, want.Draft)
		}
	}
}

// TestAppointmentWithNothingOpen goes there directly, and back to the choice.
func TestAppointmentWithNothingOpen(t *testing.T) {
	s := waits(t, "call: live on its first page", session.CallLeft{Who: "p1", Lost: true})
	s, _ = session.Step(s, session.OpenAppointment{})
	if v := s.Visit; v.Flow.ID != "termin" || v.Aside != nil || !v.Call.Queued() {
		t.Errorf("it leads to %v, something is laid aside: %t", v.At, v.Aside != nil)
	}
	if s, _ = session.Step(s, session.Back{}); s.Visit.At.Kind != session.AtAreas || s.Visit.Flow != nil {
		t.Errorf("back leads to %v", s.Visit.At)
	}
}

// TestAppointmentAndTheReader lets the reader rest meanwhile, and wait for the card again.
func TestAppointmentAndTheReader(t *testing.T) {
	s := page(t, "card").s
	s.Catalog = sessiontest.Shipped(t)
	s, _ = sessiontest.Walk(s, session.DeskLinked{Up: true}, session.DeskChanged{Open: true, Clerks: 1}, session.OpenHelp{}, session.StartCall{}, session.CallQueued{Place: 1})
	s, effects := session.Step(s, session.OpenAppointment{})
	if !slices.Contains(effects, session.Effect(session.StopCard{})) {
		t.Errorf("leaving has the effects %v", effects)
	}
	s, effects = session.Step(s, session.Back{})
	if s.Visit.At.Kind != session.AtCard || !slices.Contains(effects, session.Effect(session.ReadCard{})) {
		t.Errorf("coming back to %v has the effects %v", s.Visit.At, effects)
	}
}

// TestAppointmentIsNotOffered where it makes no sense.
func TestAppointmentIsNotOffered(t *testing.T) {
	s := waits(t, "call: waiting")
	for name, change := range map[string]func(*session.State){
		"nobody is waited for":          func(s *session.State) { s.Visit.Call = session.Call{} },
		"a clerk is there":              func(s *session.State) { s.Visit.Call.Stage = session.CallLive },
		"it is open already":            func(s *session.State) { s.Visit.Flow = s.Catalog.Flow("termin") },
		"it is stored just now":         func(s *session.State) { s.Visit.Submission.Storing = true },
		"it was sent":                   func(s *session.State) { s.Visit.Submission.Key = "k" },
		"something is laid aside":       func(s *session.State) { s.Visit.Aside = &session.Visit{} },
		"the town has no such service":  func(s *session.State) { s.Catalog = sessiontest.Idle(t).Catalog },
		"the terminal is out of order":  func(s *session.State) { s.Visit.At = session.Station{Kind: session.AtClosed, Row: -1} },
		"a page is being scanned still": func(s *session.State) { s.Visit.At.Kind, s.Visit.Scan.Stage = session.AtProof, session.ScanRunning },
	} {
		changed := s
		change(&changed)
		if changed.Appointment() != nil {
			t.Errorf("%s: it is offered", name)
		}
		if after, effects := session.Step(changed, session.OpenAppointment{}); after.Visit.At != changed.Visit.At || len(effects) > 0 && name != "nobody is waited for" {
			t.Errorf("%s: it leads to %v with %v", name, after.Visit.At, effects)
		}
	}
}

// TestAsideEndsWithTheVisit: what is laid aside is wiped with everything else, and a clerk who comes meanwhile finds the citizen at the
// other service.
func TestAsideEndsWithTheVisit(t *testing.T) {
	s, _ := session.Step(waits(t, "call: waiting"), session.OpenAppointment{})
	met, _ := sessiontest.Walk(s, session.CallAccepted{Who: sessiontest.Clerk}, session.CallConnected{Who: "p1"}, session.CallPictureSeen{Who: "p1"}, session.AllowLive{Audio: true})
	if met.Visit.Call.Stage != session.CallLive || met.Visit.Flow.ID != "termin" || met.Visit.Aside == nil {
		t.Errorf("with the clerk: %v, %v", met.Visit.Call.Stage, met.Visit.At)
	}
	back, _ := session.Step(met, session.Back{})
	if back.Visit.Flow.ID != "meldebescheinigung" || back.Visit.Call.Stage != session.CallLive || !back.Visit.Call.Audio {
		t.Errorf("back with the clerk: %v, %+v", back.Visit.At, back.Visit.Call)
	}
	gone, _ := sessiontest.Walk(s, session.Cancel{}, session.EndVisit{})
	if !reflect.DeepEqual(gone.Visit, session.Visit{}) {
		t.Errorf("something is left: %+v", gone.Visit)
	}
}
