package walk_test

import (
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/walk"
)

// What a citizen does leads through every service to its end, and nothing that a device does is among it.
func TestActs(t *testing.T) {
	s := settings(t)
	for _, f := range s.Catalog.Flows {
		if f.Kind == flows.FlowCall {
			continue
		}
		acts, err := walk.Acts(f, s)
		if err != nil {
			t.Errorf("%s: %v", f.ID, err)
			continue
		}
		if _, ends := acts[len(acts)-1].(session.EndVisit); !ends {
			t.Errorf("%s ends with %T", f.ID, acts[len(acts)-1])
		}
		for _, a := range acts {
			switch a.(type) {
			case session.ScanDone, session.Stored, session.Delivered, session.PrintEnded, session.CardRead, session.Tick:
				t.Errorf("%s: %T is nobody's act", f.ID, a)
			}
		}
		t.Logf("%s: %d acts", f.ID, len(acts))
	}
}
