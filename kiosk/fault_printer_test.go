package kiosk_test

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"buergerterminal/devices"
)

// sendRig is a citizen one touch before sending a report.
func sendRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t).open()
	r.report("de", "Am Markt 4", "Loch im Gehweg.")
	return r
}

func (r *rig) printerUsable(want bool) {
	r.t.Helper()
	r.until("the printer to come or go", func(v view) bool { return v.state.Usable(devices.Printer) == want })
}

// noReceipt waits for the page that says why there is no receipt, and asserts that it says that nothing is lost and shows
// the number.
func (r *rig) noReceipt(title string) view {
	r.t.Helper()
	v := r.clear("no-receipt", "title", title)
	german := r.reportWords("de")
	if !v.says(german.Text("no-receipt.arrived")) && !v.says(german.Text("no-receipt.stored")) {
		r.t.Error("the page does not say that the application is safe")
	}
	number := v.placed.Tree.Find("number")
	if number == nil || number.Value == "" || number.Value != v.state.Visit.Submission.Number {
		r.t.Errorf("the page shows the number %+v", number)
	}
	return v
}

// receipt is what the printer got for the n-th receipt.
func (r *rig) receipt(n int) []byte {
	r.t.Helper()
	raw, err := os.ReadFile(r.path("paper", fmt.Sprintf("receipt-%03d.bin", n)))
	if err != nil {
		r.t.Fatal(err)
	}
	return raw
}

// begun is how much paper hangs out of the printer in the middle of a receipt, in dots; the blank head of the next one is
// there before it.
const begun = 300

// lying is how much paper hangs out of the printer that was not cut, in dots.
func (r *rig) lying() int {
	_, hanging := r.printer.Paper()
	if hanging == nil {
		return 0
	}
	return hanging.Bounds().Dy()
}

// TestPaperEndsBefore finds the printer empty before the receipt, and filled again.
func TestPaperEndsBefore(t *testing.T) {
	t.Parallel()
	r := sendRig(t)
	r.world("printer", "paper", "end")
	r.printerUsable(false)
	r.touch("forward")
	v := r.noReceipt(r.words("de").Text("fault.printer.paper-end"))
	if v.placed.Tree.Find("print.again") != nil && v.placed.Tree.Find("print.again").On != nil {
		t.Error("an empty printer is offered")
	}
	r.told("device.lost", "printer.paper-end")
	r.world("printer", "paper", "ok")
	r.printerUsable(true)
	r.touch("print.again")
	r.printed()
	if bytes.Contains(r.receipt(1), []byte("Kopie")) {
		t.Error("the first receipt says that it is a copy")
	}
	r.finish()
	r.paper(1)
}

// TestPrinterStopsInTheMiddle lets paper and cover stop a receipt that has begun. The printer says so and forgets the rest:
// nothing comes out by itself, and the next try is an original.
func TestPrinterStopsInTheMiddle(t *testing.T) {
	for _, tt := range []struct {
		name       string
		stop, mend []string
		code       string
	}{
		{"paper", []string{"paper", "end-after", "6"}, []string{"paper", "ok"}, "printer.paper-end"},
		{"cover", nil, []string{"cover", "closed"}, "printer.cover-open"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := sendRig(t)
			if tt.stop != nil {
				r.world(append([]string{"printer"}, tt.stop...)...)
			}
			r.touch("forward")
			if tt.stop == nil {
				eventually(t, "the receipt to begin", func() bool { return r.lying() > begun })
				r.world("printer", "cover", "open")
			}
			v := r.until("the printer to stop", func(v view) bool { return v.state.PrinterTrouble() })
			title := "fault." + tt.code
			if v.state.Visit.Print.Outcome == devices.Unknown {
				title = "no-receipt.unsure"
			}
			r.noReceipt(r.words("de").Text(title))
			r.told("work.failed", tt.code)
			r.world(append([]string{"printer"}, tt.mend...)...)
			r.printerUsable(true)
			if said := r.world("printer", "receipts"); said != "0" {
				t.Errorf("%s receipts came out by themselves", said)
			}
			r.touch("print.again")
			r.printed()
			copied := bytes.Contains(r.receipt(2), []byte("Kopie")) // the first is what hung in the printer, cut off
			if want := v.state.Visit.Print.Outcome == devices.Unknown; copied != want {
				t.Errorf("the receipt says that it is a copy: %t, want %t", copied, want)
			}
			r.finish()
		})
	}
}

// TestPrinterUnplugged pulls the cable while the receipt is printed. Nobody knows what lies in the outlet: it is never
// printed again by itself, and what the citizen has printed again is a copy.
func TestPrinterUnplugged(t *testing.T) {
	t.Parallel()
	r := sendRig(t)
	german := r.words("de")
	r.touch("forward")
	eventually(t, "the receipt to begin", func() bool { return r.lying() > begun })
	r.world("printer", "unplug")
	v := r.noReceipt(german.Text("no-receipt.unsure"))
	if v.state.Visit.Print.Outcome != devices.Unknown {
		t.Fatalf("the outcome is %s", v.state.Visit.Print.Outcome)
	}
	r.told("work.failed", "line.unplugged")
	r.world("printer", "plug")
	r.printerUsable(true)
	r.until("the tick after the next", func(w view) bool { return w.state.Now.After(v.state.Now.Add(2e9)) })
	if said := r.world("printer", "receipts"); said != "0" {
		t.Errorf("%s receipts came out by themselves", said)
	}
	v = r.clear("no-receipt", "print.again", german.Text("no-receipt.again"))
	if detail := v.placed.Tree.Find("print.again").Detail; detail != german.Text("no-receipt.copy.detail") {
		t.Errorf("printing again is said to be %q", detail)
	}
	r.touch("print.again")
	r.printed()
	if !bytes.Contains(r.receipt(2), []byte("Kopie")) { // the first is what hung in the printer, cut off
		t.Error("the second receipt does not say that it is a copy")
	}
	r.finish()
}

// TestPrinterAway sends without a printer: the number on the screen is enough.
func TestPrinterAway(t *testing.T) {
	t.Parallel()
	r := sendRig(t)
	german := r.words("de")
	r.world("printer", "silence")
	r.printerUsable(false)
	r.told("device.lost", "line.silent")
	r.touch("forward")
	r.noReceipt(german.Text("fault.printer.error"))
	r.touch("forward")
	v := r.clear("done", "receipt", german.Text("receipt.none"))
	if v.placed.Tree.Find("number").Value == "" {
		t.Error("the last page shows no number")
	}
	r.finish()
	eventually(t, "the application to arrive", func() bool { return len(r.got()) == 1 })
}

// TestPaperNearEnd prints as ever, and tells the technician.
func TestPaperNearEnd(t *testing.T) {
	t.Parallel()
	r := sendRig(t)
	r.world("printer", "paper", "near-end")
	r.told("device.state", "printer.paper-near-end")
	r.touch("forward")
	r.printed()
	r.finish()
	r.paper(1)
	r.noComplaints()
}
