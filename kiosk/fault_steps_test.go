package kiosk_test

import (
	"reflect"
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales/localestest"
)

// deviceFaults are the codes that a device of a kind can have.
func deviceFaults(kind devices.Kind) []devices.Fault {
	own := map[devices.Kind]string{devices.IDCard: "idcard.", devices.CardReader: "idcard.", devices.Scanner: "scanner.", devices.Printer: "printer."}[kind]
	var all []devices.Fault
	for _, e := range health.Catalogue() {
		if e.CitizenKey != "" && (strings.HasPrefix(e.Code, "line.") || strings.HasPrefix(e.Code, "device.") || strings.HasPrefix(e.Code, own)) {
			all = append(all, devices.Fault(e.Code))
		}
	}
	return all
}

// deviceEvents is everything that a device can let happen in a visit.
func deviceEvents() []session.Event {
	states := []devices.State{devices.Starting, devices.Online, devices.Offline, devices.PowerOff, devices.NoDevice, devices.HardwareError, devices.UserError, devices.Busy, devices.FraudAttempt}
	var all []session.Event
	for _, kind := range []devices.Kind{devices.IDCard, devices.CardReader, devices.Scanner, devices.Printer} {
		for _, state := range states {
			all = append(all, session.DeviceChanged{Status: devices.Status{Kind: kind, State: state}})
		}
		for _, fault := range deviceFaults(kind) {
			all = append(all, session.DeviceChanged{Status: devices.Status{Kind: kind, State: devices.Offline, Fault: fault}},
				session.DeviceChanged{Status: devices.Status{Kind: kind, State: devices.Online, Warning: fault}})
		}
	}
	for _, fault := range deviceFaults(devices.IDCard) {
		all = append(all, session.CardFailed{Fault: fault})
	}
	for _, fault := range deviceFaults(devices.CardReader) {
		all = append(all, session.ChipEnded{Chip: session.Chip{Stage: session.ChipUnread, Fault: fault}})
	}
	for _, verdict := range []session.ChipVerdict{session.ChipGenuine, session.ChipNotVerified, session.ChipForged, session.ChipCloned} {
		all = append(all, session.ChipEnded{Chip: session.Chip{Stage: session.ChipRead, Verdict: verdict}})
	}
	for _, fault := range deviceFaults(devices.Scanner) {
		all = append(all, session.ScanFailed{Fault: fault})
	}
	for _, fault := range deviceFaults(devices.Printer) {
		all = append(all, session.PrintEnded{Outcome: devices.NotPrinted, Fault: fault}, session.PrintEnded{Outcome: devices.Unknown, Fault: fault})
	}
	return append(all, session.PrintEnded{Outcome: devices.Printed})
}

// TestEveryDeviceEventAtEveryStep lets everything that a device can do happen at every step of a visit: the page that follows says what
// happened, and is no dead end.
func TestEveryDeviceEventAtEveryStep(t *testing.T) {
	words := localestest.Shipped(t)
	events, cases, told := deviceEvents(), 0, 0
	for _, p := range sessiontest.Pages {
		before, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		seen := false
		for _, e := range events {
			cases++
			after, _ := session.Step(before, e)
			if reflect.DeepEqual(before, after) { // the page stays as it is, which is looked at once
				if seen {
					continue
				}
				seen = true
			}
			tree := screen.Build(after, words)
			if title := tree.Find("title"); title == nil || title.Name == "" {
				t.Errorf("%s, %+v: the page %s has no title", p.Name, e, tree.Page)
			}
			if stuck(tree) {
				t.Errorf("%s, %+v: the page %s is a dead end", p.Name, e, tree.Page)
			}
			if key := rawKey(tree); key != "" {
				t.Errorf("%s, %+v: the page %s shows the key %q", p.Name, e, tree.Page, key)
			}
			want := expected(e, before, after)
			if want == "" {
				continue
			}
			told++
			if text := words.Language(tree.Lang).Text("fault." + want); !tells(tree, text) {
				t.Errorf("%s, %+v: the page %s does not say %q", p.Name, e, tree.Page, text)
			}
		}
	}
	t.Logf("%d events at %d steps: %d cases, in %d the citizen is told of a fault of the work", len(events), len(sessiontest.Pages), cases, told)
	if told < 20 {
		t.Error("hardly any event ended a work")
	}
}

// stuck reports whether nothing can be touched.
func stuck(tree *screen.Tree) bool {
	touchable := false
	tree.Walk(func(n *screen.Node) bool {
		touchable = touchable || n.On != nil
		return !touchable
	})
	return !touchable && tree.Page != "storing" // which goes on by itself
}

// rawKey finds a key of a text that is missing.
func rawKey(tree *screen.Tree) (key string) {
	tree.Walk(func(n *screen.Node) bool {
		for _, text := range []string{n.Name, n.Detail, n.Value} {
			if strings.HasPrefix(text, "fault.") {
				key = text
			}
		}
		return key == ""
	})
	return key
}

// tells reports whether a tree says a text.
func tells(tree *screen.Tree, text string) bool {
	said := false
	tree.Walk(func(n *screen.Node) bool {
		said = strings.Contains(plain(n.Name), plain(text)) || strings.Contains(plain(n.Detail), plain(text))
		return !said
	})
	return said
}

// expected is the code that the citizen must be told about after an event that ended the work that he waits for.
func expected(e session.Event, before, after session.State) string {
	switch e := e.(type) {
	case session.CardFailed:
		if after.Visit.CardFault == e.Fault && before.Visit.CardFault != e.Fault && screenOf(after) == "card" && after.Usable(devices.IDCard) {
			return string(e.Fault)
		}
	case session.ChipEnded:
		if e.Chip.Fault != "" && after.ShownCard() != before.ShownCard() && screenOf(after) == "card-data" {
			return string(e.Chip.Fault)
		}
	case session.ScanFailed:
		if after.Visit.Scan.Fault == e.Fault && before.Visit.Scan.Fault != e.Fault && strings.HasPrefix(screenOf(after), "proof") && after.Usable(devices.Scanner) {
			return string(e.Fault)
		}
	}
	return ""
}

// screenOf is the page of a state that nothing lies over.
func screenOf(s session.State) string {
	if s.Visit.Over != "" || s.Warning() {
		return ""
	}
	return string(s.Visit.At.Kind)
}
