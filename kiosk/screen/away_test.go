package screen_test

import (
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestServiceTellsWhatIsAway says before a service begins what it will lack, of the devices that it would use and no others,
// and lets the citizen begin all the same.
func TestServiceTellsWhatIsAway(t *testing.T) {
	w := words(t)
	german := w.Language("de")
	reader, later, optional, printer := german.Text("service.away.reader"), german.Text("service.away.scanner"), german.Text("service.away.scanner.optional"), german.Text("service.away.printer")
	for _, tt := range []struct {
		service string
		away    []devices.Kind
		says    []string
	}{
		{"anmeldung", nil, nil},
		{"anmeldung", []devices.Kind{devices.CardReader}, nil},
		{"anmeldung", []devices.Kind{devices.IDCard}, []string{reader}},
		{"anmeldung", []devices.Kind{devices.Scanner}, []string{later}},
		{"anmeldung", []devices.Kind{devices.IDCard, devices.Scanner, devices.Printer}, []string{reader, later, printer}},
		{"maengelmelder", []devices.Kind{devices.IDCard, devices.Scanner}, []string{optional}},
		{"maengelmelder", []devices.Kind{devices.Printer}, []string{printer}},
	} {
		s := sessiontest.Idle(t)
		for _, kind := range tt.away {
			s, _ = session.Step(s, session.DeviceChanged{Status: devices.Status{Kind: kind, State: devices.NoDevice, Fault: devices.FaultUnplugged}})
		}
		s, _ = sessiontest.Walk(s, session.Start{}, session.Continue{}, session.ChooseFlow{ID: tt.service})
		tree := screen.Build(s, w)
		said := ""
		if n := tree.Find("note.away"); n != nil {
			said = n.Name
		}
		if said != strings.Join(tt.says, " ") {
			t.Errorf("%s without %v says %q, want %q", tt.service, tt.away, said, tt.says)
		}
		if s, _ = session.Step(s, tree.Forward.On); s.Visit.At.Kind != session.AtPrivacy {
			t.Errorf("%s without %v does not begin", tt.service, tt.away)
		}
	}
}
