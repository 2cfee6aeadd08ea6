package session_test

import (
	"testing"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// renewal is a change of the municipality's.
func renewal() session.ServicesChanged {
	return session.ServicesChanged{Catalog: &flows.Catalog{}, Place: session.Place{Town: "Neustadt", Languages: []string{"de"}}}
}

// TestServicesChangeWhenIdle takes a change at once where nobody is served.
func TestServicesChangeWhenIdle(t *testing.T) {
	changed := renewal()
	s, effects := session.Step(sessiontest.Idle(t), changed)
	if s.Catalog != changed.Catalog || s.Place.Town != "Neustadt" || s.Changed != nil || len(effects) > 0 {
		t.Errorf("%s, %d services, waiting %v, effects %v", s.Place.Town, len(s.Catalog.Flows), s.Changed, effects)
	}
}

// TestServicesNeverChangeInAVisit brings a change on every page: the visit keeps its catalogue, its place and its page until it
// is wiped, and the last change counts then.
func TestServicesNeverChangeInAVisit(t *testing.T) {
	for _, p := range sessiontest.Pages {
		before, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		if before.Idle() {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			first, last := renewal(), renewal()
			last.Place.Town = "Altstadt"
			s, effects := sessiontest.Walk(before, first, last)
			if s.Catalog != before.Catalog || s.Place.Town != before.Place.Town || where(s) != where(before) || len(effects) > 0 {
				t.Fatalf("at %s, effects %v", where(s), effects)
			}
			if s, _ = session.Step(s, session.Tick{Now: s.Now.Add(1)}); s.Catalog != before.Catalog {
				t.Fatal("a tick brought the change into the visit")
			}
			for _, e := range []session.Event{session.Cancel{}, session.EndVisit{}, session.Cancel{}, session.Back{}, session.Back{}, session.Back{}} {
				if !s.Idle() {
					s, _ = session.Step(s, e)
				}
			}
			for i := 0; i < 100 && !s.Idle(); i++ { // storing cannot be cancelled, and a technician is not asked
				s, _ = sessiontest.Walk(s, session.StoreFailed{Code: "outbox.io"}, session.DraftRefused{}, session.PrintEnded{Outcome: devices.Printed}, session.Tick{Now: s.Now.Add(s.Times.Technician)}, session.EndVisit{})
			}
			if !s.Idle() || s.Catalog != last.Catalog || s.Place.Town != "Altstadt" || s.Changed != nil {
				t.Errorf("after the visit: %q, %s, waiting %v", where(s), s.Place.Town, s.Changed)
			}
		})
	}
}
