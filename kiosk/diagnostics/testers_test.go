package diagnostics_test

import (
	"context"
	"errors"
	"image"
	"strings"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/diagnostics"
)

func online(kind devices.Kind) func(context.Context) (devices.Status, error) {
	return func(context.Context) (devices.Status, error) {
		return devices.Status{Kind: kind, State: devices.Online}, nil
	}
}

func faulty(fault devices.Fault) func(context.Context) (devices.Status, error) {
	return func(context.Context) (devices.Status, error) {
		return devices.Status{State: devices.UserError, Fault: fault}, nil
	}
}

func says(text string, err error) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return text, err }
}

func prints(o devices.Outcome, err error) func(context.Context) (devices.Outcome, error) {
	return func(context.Context) (devices.Outcome, error) { return o, err }
}

func scans(size int, err error) func(context.Context) (image.Image, error) {
	return func(context.Context) (image.Image, error) { return image.NewGray(image.Rect(0, 0, size, size)), err }
}

func reads(err error) func(context.Context) error { return func(context.Context) error { return err } }

func answering(yes bool) diagnostics.Ask {
	return func(context.Context, diagnostics.Question) (bool, error) { return yes, nil }
}

func TestTesters(t *testing.T) {
	silent := func(context.Context) (devices.Status, error) {
		return devices.Status{}, devices.Errorf(devices.FaultSilent, "no answer")
	}
	walkedAway := func(context.Context, diagnostics.Question) (bool, error) { return false, context.Canceled }
	broken := devices.Errorf(devices.FaultPaperEnd, "during the slip")
	for _, tt := range []struct {
		name    string
		tester  diagnostics.Tester
		level   diagnostics.Level
		ask     diagnostics.Ask
		reached diagnostics.Level
		outcome diagnostics.Outcome
		fault   devices.Fault
		detail  string
	}{
		{"a printer that answers", diagnostics.Printer{Probe: online(devices.Printer), Firmware: says("1.02 ESC/POS", nil)}, diagnostics.Internal, nil, diagnostics.Internal, diagnostics.Passed, "", "firmware 1.02 ESC/POS"},
		{"a silent printer is asked nothing more", diagnostics.Printer{Probe: silent}, diagnostics.Interactive, answering(true), diagnostics.Internal, diagnostics.Failed, devices.FaultSilent, "no answer"},
		{"a printer that names a fault", diagnostics.Printer{Probe: faulty(devices.FaultCoverOpen)}, diagnostics.External, nil, diagnostics.Internal, diagnostics.Failed, devices.FaultCoverOpen, ""},
		{"a printer that says no firmware", diagnostics.Printer{Probe: online(devices.Printer), Firmware: says("", devices.Errorf(devices.FaultNoise, "half an answer"))}, diagnostics.Internal, nil, diagnostics.Internal, diagnostics.Failed, devices.FaultNoise, "half"},
		{"a slip", diagnostics.Printer{Probe: online(devices.Printer), Slip: prints(devices.Printed, nil)}, diagnostics.External, nil, diagnostics.External, diagnostics.Passed, "", "slip printed"},
		{"a slip without a proof", diagnostics.Printer{Probe: online(devices.Printer), Slip: prints(devices.Unknown, nil)}, diagnostics.External, nil, diagnostics.External, diagnostics.Failed, devices.FaultOutcomeUnsure, "slip unknown"},
		{"a slip that ran out of paper", diagnostics.Printer{Probe: online(devices.Printer), Slip: prints(devices.NotPrinted, broken)}, diagnostics.Interactive, answering(true), diagnostics.External, diagnostics.Failed, devices.FaultPaperEnd, "notPrinted"},
		{"a slip that a person can read", diagnostics.Printer{Probe: online(devices.Printer), Slip: prints(devices.Printed, nil)}, diagnostics.Interactive, answering(true), diagnostics.Interactive, diagnostics.Passed, "", ""},
		{"a slip that a person cannot read", diagnostics.Printer{Probe: online(devices.Printer), Slip: prints(devices.Printed, nil)}, diagnostics.Interactive, answering(false), diagnostics.Interactive, diagnostics.Failed, diagnostics.FaultPrintPoor, "printer.slip"},
		{"nobody looks", diagnostics.Printer{Probe: online(devices.Printer), Slip: prints(devices.Printed, nil)}, diagnostics.Interactive, nil, diagnostics.Interactive, diagnostics.Skipped, "", "nobody"},
		{"the person walks away", diagnostics.Printer{Probe: online(devices.Printer), Slip: prints(devices.Printed, nil)}, diagnostics.Interactive, walkedAway, diagnostics.Interactive, diagnostics.Skipped, "", "nobody"},

		{"a scanner that scans", diagnostics.Scanner{Probe: online(devices.Scanner), Identity: says("B4", nil), Area: scans(90, nil)}, diagnostics.External, nil, diagnostics.External, diagnostics.Passed, "", "picture (90,90)"},
		{"a scanner without a picture", diagnostics.Scanner{Probe: online(devices.Scanner), Area: scans(0, nil)}, diagnostics.External, nil, diagnostics.External, diagnostics.Failed, devices.FaultProtocol, "without pixels"},
		{"a scanner that fails", diagnostics.Scanner{Probe: online(devices.Scanner), Area: scans(1, errors.New("odd"))}, diagnostics.External, nil, diagnostics.External, diagnostics.Failed, devices.FaultProtocol, "odd"},
		{"a striped picture", diagnostics.Scanner{Probe: online(devices.Scanner), Area: scans(9, nil)}, diagnostics.Interactive, answering(false), diagnostics.Interactive, diagnostics.Failed, diagnostics.FaultPicturePoor, ""},

		{"a reader has no work of its own", diagnostics.CardReader{Probe: online(devices.IDCard)}, diagnostics.External, nil, diagnostics.Internal, diagnostics.Passed, "", ""},
		{"a specimen", diagnostics.CardReader{Probe: online(devices.IDCard), Specimen: reads(nil)}, diagnostics.Interactive, answering(true), diagnostics.Interactive, diagnostics.Passed, "", "specimen read"},
		{"an expired specimen", diagnostics.CardReader{Probe: online(devices.IDCard), Specimen: reads(devices.Errorf(devices.FaultCardExpired, "no longer valid"))}, diagnostics.Interactive, answering(true), diagnostics.Interactive, diagnostics.Passed, "", "expired"},
		{"a specimen that is not read", diagnostics.CardReader{Probe: online(devices.IDCard), Specimen: reads(devices.Errorf(devices.FaultCardUnreadable, "2 problems"))}, diagnostics.Interactive, answering(true), diagnostics.Interactive, diagnostics.Failed, devices.FaultCardUnreadable, "2 problems"},
		{"no specimen at hand", diagnostics.CardReader{Probe: online(devices.IDCard)}, diagnostics.Interactive, answering(false), diagnostics.Interactive, diagnostics.Skipped, "", ""},

		{"a chip that answers", diagnostics.ChipReader{Kind: "cardreader", Probe: online("cardreader"), Firmware: says("GemTwin-V2.10", nil), Card: reads(nil)}, diagnostics.Interactive, answering(true), diagnostics.Interactive, diagnostics.Passed, "", "the chip answers"},
		{"a mute chip", diagnostics.ChipReader{Kind: "cardreader", Probe: online("cardreader"), Card: reads(devices.Errorf(devices.FaultChipMute, "no ATR"))}, diagnostics.Interactive, answering(true), diagnostics.Interactive, diagnostics.Failed, devices.FaultChipMute, "no ATR"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := tt.tester.Test(t.Context(), tt.level, tt.ask)
			if r.Level != tt.reached || r.Outcome != tt.outcome || r.Fault != tt.fault || !strings.Contains(r.Detail, tt.detail) {
				t.Errorf("got %+v", r)
			}
			if r.Device == "" || r.Began.IsZero() {
				t.Errorf("whose test, and when? %+v", r)
			}
		})
	}
}

// TestPictureIsShown: the person judges the picture that was scanned, not another.
func TestPictureIsShown(t *testing.T) {
	var shown diagnostics.Question
	tester := diagnostics.Scanner{Probe: online(devices.Scanner), Area: scans(42, nil)}
	tester.Test(t.Context(), diagnostics.Interactive, func(_ context.Context, q diagnostics.Question) (bool, error) {
		shown = q
		return true, nil
	})
	if shown.Picture == nil || shown.Picture.Bounds().Dx() != 42 || shown.Text.DE == "" || shown.Text.EN == "" {
		t.Errorf("the question was %+v", shown)
	}
}

// TestNoSpecimenComes: a reader that nothing is laid on fails the test in time, and one that the technician stopped does not.
func TestNoSpecimenComes(t *testing.T) {
	waits := func(ctx context.Context) error {
		<-ctx.Done()
		return devices.Errorf(devices.FaultCancelled, "waiting: %w", ctx.Err())
	}
	tester := diagnostics.CardReader{Probe: online(devices.IDCard), Specimen: waits}
	stopped, stop := context.WithCancel(t.Context())
	asked := func(context.Context, diagnostics.Question) (bool, error) { stop(); return true, nil }
	if r := tester.Test(stopped, diagnostics.Interactive, asked); r.Outcome != diagnostics.Skipped || r.Fault != "" {
		t.Errorf("a stopped test: %+v", r)
	}
}

func TestTally(t *testing.T) {
	var tally diagnostics.Tally
	status := func(states ...devices.State) {
		for _, s := range states {
			tally.Status(devices.Status{Kind: devices.Printer, State: s})
		}
	}
	status(devices.Starting, devices.Online, devices.Online, devices.NoDevice, devices.PowerOff, devices.Online, devices.Busy, devices.UserError)
	tally.Job(devices.Printer, 4000, nil)
	tally.Job(devices.Printer, 10, devices.Errorf(devices.FaultPaperEnd, "x"))
	tally.Job(devices.Printer, 0, devices.Errorf(devices.FaultCancelled, "x"))
	if got, want := tally.Of(devices.Printer), (diagnostics.Counters{OK: 1, Failed: 1, Lost: 2, Back: 1, Bytes: 4010}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	tally.Status(devices.Status{Kind: devices.Scanner, State: devices.NoDevice})
	if got := tally.Of(devices.Scanner); got != (diagnostics.Counters{Lost: 1}) {
		t.Errorf("a device that was never there: %+v", got)
	}
}

func TestUnknownLevel(t *testing.T) {
	if len(diagnostics.Levels()) != 3 {
		t.Fatal(diagnostics.Levels())
	}
	r := diagnostics.Printer{Probe: online(devices.Printer), Now: func() time.Time { return time.Unix(1, 0) }}.Test(t.Context(), "all", nil)
	if r.Outcome != diagnostics.Skipped || r.Took != 0 {
		t.Errorf("an unknown level did something: %+v", r)
	}
}
