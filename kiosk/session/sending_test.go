package session_test

import (
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// TestStoreFailure loses nothing: the citizen tries again, once for each touch.
func TestStoreFailure(t *testing.T) {
	v := page(t, "storing")
	answers := len(v.s.Visit.Answers)
	v.do(session.Continue{}, session.Back{}, session.Cancel{}, session.EndVisit{}, session.ToggleConsent{ID: "richtig"})
	v.did()
	v.at("send storing")
	v.do(session.StoreFailed{Code: "outbox.disk-full"})
	v.did()
	v.at("send")
	if got := v.s.Visit.Submission; got != (session.Submission{Code: "outbox.disk-full"}) {
		t.Errorf("the submission is %+v", got)
	}
	v.wait(30 * time.Second)
	v.did()
	v.do(session.Continue{})
	v.did(session.Submit{})
	if got := v.s.Visit.Submission; got != (session.Submission{Storing: true}) {
		t.Errorf("the submission is %+v", got)
	}
	v.do(session.StoreFailed{Code: "outbox.io"}, session.Stored{Key: "late"})
	v.at("send")
	if len(v.s.Visit.Answers) != answers || len(v.s.Visit.Strokes) == 0 || len(v.s.Visit.Proofs) == 0 {
		t.Error("something of the application is lost")
	}
	v.do(session.Continue{}, session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
	v.at("done")
}

// TestStoredUnderAnOverlay shows the number at once, whatever lay over the page.
func TestStoredUnderAnOverlay(t *testing.T) {
	v := page(t, "storing")
	v.do(session.OpenHelp{}, session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
	v.at("done")
	if got := v.s.Visit.Submission.StoredAt; !got.Equal(v.s.Now) {
		t.Errorf("it was stored at %s", got)
	}
}

// TestArrival prints when the hub has confirmed, or has had its time to; what the receipt says is true when it is printed.
func TestArrival(t *testing.T) {
	t.Run("at once", func(t *testing.T) {
		v := page(t, "done")
		v.wait(time.Second)
		v.did()
		v.do(session.Delivered{Key: "k"})
		v.did(session.PrintReceipt{})
		if !v.s.Visit.Submission.Arrived {
			t.Error("the page does not say that it arrived")
		}
		v.wait(10 * time.Second)
		v.do(session.Delivered{Key: "k"})
		v.did()
	})
	t.Run("too late for the paper", func(t *testing.T) {
		v := page(t, "done")
		v.wait(2 * time.Second)
		v.did()
		v.wait(time.Second)
		v.did(session.PrintReceipt{})
		v.do(session.Delivered{Key: "k"})
		v.did()
		if !v.s.Visit.Submission.Arrived {
			t.Error("the page does not say that it arrived")
		}
	})
	t.Run("never", func(t *testing.T) {
		v := page(t, "done")
		v.wait(3 * time.Second)
		v.did(session.PrintReceipt{})
		v.do(session.PrintEnded{Outcome: devices.Printed})
		if v.s.Visit.Submission.Arrived {
			t.Error("the page says that it arrived")
		}
	})
	t.Run("another application", func(t *testing.T) {
		v := page(t, "done")
		v.do(session.Delivered{Key: "other"}, session.Delivered{})
		v.did()
		if v.s.Visit.Submission.Arrived {
			t.Error("the page says that it arrived")
		}
	})
}

// TestPrinting tells originals from copies: whoever may already hold a receipt gets a copy. Nothing is printed twice by itself.
func TestPrinting(t *testing.T) {
	ended := func(o devices.Outcome) session.Event {
		return session.PrintEnded{Outcome: o, Fault: devices.FaultSilent}
	}
	again := session.PrintAgain{}
	original, copied := session.PrintReceipt{}, session.PrintReceipt{Copy: true}
	for _, tt := range []struct {
		name    string
		events  []session.Event
		at      string
		effects []session.Effect
	}{
		{"printed", []session.Event{ended(devices.Printed)}, "done", nil},
		{"printed, and again", []session.Event{ended(devices.Printed), again}, "done", []session.Effect{copied}},
		{"not printed, and again", []session.Event{ended(devices.NotPrinted), again}, "done", []session.Effect{original}},
		{"not printed twice, and again", []session.Event{ended(devices.NotPrinted), again, ended(devices.NotPrinted), again}, "done", []session.Effect{original, original}},
		{"unknown, and again", []session.Event{ended(devices.Unknown), again}, "done", []session.Effect{copied}},
		{"unknown, then not printed, and again", []session.Event{ended(devices.Unknown), again, ended(devices.NotPrinted), again}, "done", []session.Effect{copied, copied}},
		{"twice while it prints", []session.Event{again, again}, "done", nil},
		{"a second answer", []session.Event{ended(devices.NotPrinted), ended(devices.Printed)}, "done no-receipt", nil},
		{"with the number, and again all the same", []session.Event{ended(devices.Unknown), session.Continue{}, again}, "done", []session.Effect{copied}},
		{"unknown, and the printer comes back", []session.Event{ended(devices.Unknown), status(devices.Printer, devices.NoDevice), status(devices.Printer, devices.Online), session.Delivered{Key: "k"}}, "done no-receipt", nil},
		{"not printed, and the hub answers", []session.Event{ended(devices.NotPrinted), session.HubChanged{}, session.HubChanged{Reachable: true}, session.Delivered{Key: "k"}}, "done no-receipt", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "done: printing")
			v.do(tt.events...)
			v.did(tt.effects...)
			v.at(tt.at)
			if s := v.s.Visit; !s.Print.Running {
				v.wait(80 * time.Second)
				v.did(untilWiped(v)...)
			}
		})
	}
}

// untilWiped is what may happen by itself in the time that a test waited: at most the wipe.
func untilWiped(v *visit) []session.Effect {
	if v.s.Idle() {
		return []session.Effect{session.Wipe{}}
	}
	return nil
}

// TestWithoutPrinter shows the number instead, at once, and prints when a printer is there and the citizen asks for it.
func TestWithoutPrinter(t *testing.T) {
	for name, change := range map[string]func(v *visit){
		"unplugged": func(v *visit) { v.do(status(devices.Printer, devices.NoDevice)) },
		"none":      func(v *visit) { delete(v.s.Devices, devices.Printer) },
	} {
		t.Run(name, func(t *testing.T) {
			v := page(t, "done")
			change(v)
			v.do(session.Delivered{Key: "k"})
			v.did()
			v.at("done no-receipt")
			if p := v.s.Visit.Print; p.Outcome != devices.NotPrinted || p.Fault != devices.FaultUnplugged || p.Copies != 0 {
				t.Errorf("the print is %+v", p)
			}
			v.do(session.PrintAgain{})
			v.did()
			v.at("done no-receipt")
			v.do(status(devices.Printer, devices.Online))
			v.did()
			v.do(session.PrintAgain{})
			v.did(session.PrintReceipt{})
		})
	}
}

func TestQRText(t *testing.T) {
	got := session.QRText(session.Submission{Number: "4K7-219", Token: "AAAABBBBCCCCDDDDEEEEFFFFGG", Key: "secret"})
	if want := "BT1 4K7-219 AAAABBBBCCCCDDDDEEEEFFFFGG"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestFastHub: the hub's receipt comes before the outbox has answered. The page says "arrived" at once, and so does the paper.
func TestFastHub(t *testing.T) {
	v := page(t, "storing")
	v.do(session.Delivered{Key: "k"})
	v.did()
	v.do(session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
	v.did(session.PrintReceipt{})
	if !v.s.Visit.Submission.Arrived {
		t.Error("the application counts as not arrived")
	}
}

// TestMendingTakesDeclarationsBack: what was declared was declared of other answers.
func TestMendingTakesDeclarationsBack(t *testing.T) {
	v := page(t, "send")
	v.do(session.ToggleConsent{ID: "richtig"}, session.Back{}, session.EditAnswer{Station: session.Station{Kind: session.AtQuestion, Page: "zweck", Row: -1}})
	if v.s.Visit.Consents["richtig"] {
		t.Error("the declaration still stands")
	}
}

// TestAccepted: the authority's word counts for the application on the page, and only behind the hub's.
func TestAccepted(t *testing.T) {
	v := page(t, "done")
	v.do(session.Accepted{Key: "k"})
	if v.s.Visit.Submission.Accepted {
		t.Error("accepted before it arrived")
	}
	v.do(session.Delivered{Key: "k"}, session.Accepted{Key: "other"})
	if v.s.Visit.Submission.Accepted {
		t.Error("another application's word counts")
	}
	v.did(session.PrintReceipt{})
	v.do(session.Accepted{Key: "k"})
	if !v.s.Visit.Submission.Accepted {
		t.Error("the authority's word is not told")
	}
	v.at("done")
	v.did()
}
