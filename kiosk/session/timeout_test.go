package session_test

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

const (
	warning   = 90 * time.Second
	countdown = 60 * time.Second
)

// TestTimeOut leaves every page alone: the warning comes, one touch goes on as before, no touch ends in the wipe.
func TestTimeOut(t *testing.T) {
	for _, p := range sessiontest.Pages {
		v := idle(t)
		v.do(p.Events...)
		if v.s.Idle() || v.s.Warning() || v.s.Visit.At.Kind == session.AtClosed || v.s.Visit.At.Kind == session.AtDone && !v.s.PrinterTrouble() || v.s.CodeInHand() || busy(v.s) {
			continue
		}
		t.Run(p.Name, func(t *testing.T) {
			v.t = t
			before := where(v.s)
			v.wait(warning - time.Second)
			v.at(before)
			v.wait(time.Second)
			v.at(warned(v.s, before))
			if got := v.s.Left(); got != countdown {
				t.Errorf("%s are left, want %s", got, countdown)
			}
			v.wait(countdown - time.Second)
			v.did()
			resumed, _ := session.Step(v.s, session.Resume{})
			if got := where(resumed); got != before {
				t.Errorf("after one touch the visit is at %q, want %q", got, before)
			}
			v.wait(time.Second)
			v.wiped()

			v.s = resumed
			v.wait(warning - time.Second)
			v.at(before)
		})
	}
}

// TestIdleForgetsTheFocus: who moves the focus on the idle page and goes leaves nothing of it behind.
func TestIdleForgetsTheFocus(t *testing.T) {
	for _, e := range []session.Event{session.Focused{ID: "start"}, session.SwitchMoved{First: "bar.language", Last: "bar.help"}} {
		v := idle(t)
		v.do(e)
		v.wait(warning - time.Second)
		if reflect.DeepEqual(v.s.Visit, session.Visit{}) {
			t.Errorf("%+v is forgotten too soon", e)
		}
		if v.wait(time.Second); !reflect.DeepEqual(v.s.Visit, session.Visit{}) {
			t.Errorf("%+v leaves %+v", e, v.s.Visit)
		}
	}
}

// warned is the name of a page under the warning.
func warned(s session.State, name string) string {
	if s.PrinterTrouble() {
		return "done warned no-receipt"
	}
	return name + " warned"
}

func busy(s session.State) bool {
	v := s.Visit
	return v.Submission.Storing || v.Scan.Stage == session.ScanRunning || v.Print.Running || v.Saving.Stage == session.SaveSending || v.Saving.Print.Running || v.Resume.Stage == session.ResumeReading
}

// TestWorkStopsTheClock waits an hour for the terminal: that is never the citizen's fault.
func TestWorkStopsTheClock(t *testing.T) {
	for _, tt := range []struct {
		page  string
		ends  session.Event
		after string
	}{
		{"scanning", session.ScanDone{Page: sheet("a")}, "proof sozialnachweis check"},
		{"scanning", session.ScanFailed{Fault: devices.FaultScanCorrupted}, "proof sozialnachweis place"},
		{"storing", session.StoreFailed{Code: "outbox.disk-full"}, "send"},
		{"done: printing", session.PrintEnded{Outcome: devices.NotPrinted, Fault: devices.FaultPaperEnd}, "done no-receipt"},
	} {
		t.Run(fmt.Sprintf("%s, %T", tt.page, tt.ends), func(t *testing.T) {
			v := page(t, tt.page)
			before := where(v.s)
			v.wait(time.Hour)
			v.at(before)
			v.do(tt.ends)
			v.at(tt.after)
			v.wait(warning - time.Second)
			v.at(tt.after)
			v.wait(time.Second)
			v.at(warned(v.s, tt.after))
		})
	}
}

// TestTouchesPutTheWarningOff counts from the last touch, whatever was touched; what comes from elsewhere is no touch.
func TestTouchesPutTheWarningOff(t *testing.T) {
	for _, tt := range []struct {
		name  string
		event session.Event
		touch bool
	}{
		{"a finger that came down", session.Pressed{ID: "forward"}, true},
		{"a key", session.TypeRune{Rune: 'a'}, true},
		{"a touch that means nothing here", session.StrokeMoved{}, true},
		{"the keyboard's focus", session.Focused{ID: "back"}, true},
		{"the hub", session.HubChanged{Reachable: true}, false},
		{"a device", status(devices.Printer, devices.Online), false},
		{"an answer that nobody waits for", session.Delivered{Key: "other"}, false},
		{"a card on another page", session.CardRead{Card: sessiontest.Card}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "question: text")
			v.wait(warning - time.Second)
			v.do(tt.event)
			v.wait(time.Second)
			if got := v.s.Warning(); got == tt.touch {
				t.Errorf("warned: %t", got)
			}
		})
	}
}

// TestWarningHidesThePage touches everything under the warning: only going on and ending do something.
func TestWarningHidesThePage(t *testing.T) {
	for _, e := range sessiontest.Events {
		switch e.(type) {
		case session.Resume, session.Continue, session.EndVisit, session.Cancel, session.Tick:
			continue
		}
		v := page(t, "warning")
		answers := len(v.s.Visit.Answers)
		v.do(e)
		if !v.s.Warning() || len(v.effects) > 0 || len(v.s.Visit.Answers) != answers || v.s.Visit.Over != session.OverNone {
			t.Errorf("%T did something under the warning", e)
		}
	}
}

// TestCardEndsTheWarning lays a document on the reader while the warning runs: somebody is there.
func TestCardEndsTheWarning(t *testing.T) {
	v := page(t, "card")
	v.wait(warning)
	v.at("card warned")
	v.do(session.CardRead{Card: sessiontest.Card})
	v.at("card-data")
	v = page(t, "card")
	v.wait(warning)
	v.do(session.CardFailed{Fault: devices.FaultCardUnreadable})
	v.at("card")
	v.wait(warning)
	v.do(session.CardFailed{Fault: devices.FaultUnplugged})
	v.at("card warned")
}

// TestClockJumps sets the clock while somebody is there. Nobody is wiped without having had the whole countdown, and
// no page stays open for years.
func TestClockJumps(t *testing.T) {
	for _, years := range []int{10, -10} {
		for _, name := range []string{"question: text", "card-data", "review", "done: no paper", "over: help", "warning", "done: printed"} {
			t.Run(fmt.Sprintf("%s, %+d years", name, years), func(t *testing.T) {
				v := page(t, name)
				v.wait(5 * time.Second)
				last := v.s.Visit.WipeAt
				jumped := v.s.Now.AddDate(years, 0, 0)
				v.do(session.Tick{Now: jumped})
				v.did()
				if !last.IsZero() {
					v.wait(v.s.Times.Wipe - time.Second)
					v.did()
					v.wait(time.Second)
					v.wiped()
					return
				}
				for !v.s.Warning() {
					if v.s.Now.Sub(jumped) > warning {
						t.Fatal("the warning never comes")
					}
					v.wait(time.Second)
				}
				v.wait(countdown - time.Second)
				v.did()
				v.wait(time.Second)
				v.wiped()
			})
		}
	}
}

// TestClockJumpsBeforeTheReceipt sets the clock back while the receipt waits for the hub: it is printed all the same.
func TestClockJumpsBeforeTheReceipt(t *testing.T) {
	v := page(t, "done")
	v.do(session.Tick{Now: v.s.Now.AddDate(-10, 0, 0)})
	v.did(session.PrintReceipt{})
}
