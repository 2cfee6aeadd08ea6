package kiosk_test

import (
	"bytes"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// scanRig is a citizen in front of the page that asks for a proof.
func scanRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t).open()
	r.toCard("de")
	r.touch("forward")
	r.choose("art", "art.einfach")
	r.choose("zweck", "zweck.sozial")
	r.page("question.name")
	r.write("Muster")
	r.touch("field.vornamen")
	r.write("Max")
	r.touch("forward")
	r.answer("fruehere_namen", "")
	r.page("question.zusaetze")
	r.touch("forward")
	r.page("question.geburtsdatum")
	r.typeDate("14081989")
	r.touch("forward")
	r.answer("geburtsort", "Bautzen")
	r.answer("staatsangehoerigkeit", "Deutschland")
	r.page("question.wohnort")
	r.write("01999")
	r.touch("field.ort")
	r.write("Musterstadt")
	r.touch("forward")
	r.answer("strasse", "Lindenstraße")
	r.answer("hausnummer", "27a")
	r.page("question.anzahl")
	r.touch("forward")
	r.choose("zustellung", "zustellung.post")
	r.answer("telefon", "")
	r.page("proof.sozialnachweis")
	return r
}

// scanning starts a scan and waits until so many lines have come.
func (r *rig) scanning(lines int) {
	r.t.Helper()
	r.touch("forward")
	r.until("the scan to be under way", func(v view) bool { return v.state.Visit.Scan.Progress.Lines >= lines })
}

// scanned waits for the picture of a scan.
func (r *rig) scanned() session.ScannedPage {
	r.t.Helper()
	return *r.page("scan-check").state.Visit.Scan.Page
}

func (r *rig) scannerUsable(want bool) {
	r.t.Helper()
	r.until("the scanner to come or go", func(v view) bool { return v.state.Usable(devices.Scanner) == want })
}

// TestScannerWithoutPower takes the scanner's power before the scan: the citizen hands the proof in later.
func TestScannerWithoutPower(t *testing.T) {
	t.Parallel()
	r := scanRig(t)
	german := r.words("de")
	r.world("scanner", "silence")
	v := r.clear("proof.sozialnachweis", "note", german.Text("proof.away"))
	if v.node("forward") != german.Text("proof.later") {
		t.Errorf("the way on is %q", v.node("forward"))
	}
	r.told("device.lost", "line.silent")
	r.touch("forward")
	v = r.page("signature")
	if !v.state.Visit.Skipped["sozialnachweis"] {
		t.Error("the proof is not noted as coming later")
	}
	r.world("scanner", "talk")
	r.scannerUsable(true)
}

// TestScannerBabbles lets the scanner say nonsense without end.
func TestScannerBabbles(t *testing.T) {
	t.Parallel()
	r := scanRig(t)
	r.world("scanner", "babble")
	r.clear("proof.sozialnachweis", "note", r.words("de").Text("proof.away"))
	r.told("device.lost", "line.noise")
	r.world("scanner", "talk")
	r.scannerUsable(true)
	r.touch("forward")
	r.scanned()
}

// TestScannerUnplugged pulls the cable in the middle of a page and puts it in again.
func TestScannerUnplugged(t *testing.T) {
	t.Parallel()
	r := scanRig(t)
	german := r.words("de")
	r.scanning(200)
	r.world("scanner", "unplug")
	r.clear("proof.sozialnachweis", "note", german.Text("proof.away"))
	r.told("work.failed", "line.unplugged")
	r.told("device.lost", "line.unplugged")
	r.world("scanner", "plug")
	r.scannerUsable(true)
	r.clear("proof.sozialnachweis", "scan.fault", german.Text("fault.line.unplugged"))
	r.touch("forward")
	r.scanned()
	r.noComplaints()
}

// TestScannerLosesByte loses one byte on the line: the page is repeated by itself, the citizen is told, and the picture is
// the same as that of an undisturbed scan.
func TestScannerLosesByte(t *testing.T) {
	t.Parallel()
	r := scanRig(t)
	repeat := r.words("de").Text("scan.repeat")
	for _, fault := range []string{"lose-byte", "double-byte"} {
		repeated := r.ever(func(v view) bool { return v.page() == "scanning" && v.says(repeat) })
		r.world("scanner", fault, "20000")
		r.touch("forward")
		disturbed := r.scanned()
		if !repeated.Load() {
			t.Errorf("%s: the citizen was not told that the page is read again", fault)
		}
		r.touch("scan.again")
		r.until("another picture", func(v view) bool { p := v.state.Visit.Scan.Page; return p != nil && p.Image != disturbed.Image })
		if !bytes.Equal(disturbed.Data, r.scanned().Data) {
			t.Errorf("%s: the picture differs from that of an undisturbed scan", fault)
		}
		r.touch("back")
		r.page("proof.sozialnachweis")
	}
	r.noComplaints()
}

// TestScannerLosesByteTwice loses a byte in the repeated page too: the citizen is told and tries again.
func TestScannerLosesByteTwice(t *testing.T) {
	t.Parallel()
	r := scanRig(t)
	r.world("scanner", "lose-byte", "20000")
	r.world("scanner", "lose-byte", "30000")
	r.touch("forward")
	v := r.clear("proof.sozialnachweis", "scan.fault", r.words("de").Text("fault.scanner.corrupted"))
	if v.state.Visit.Scan.Page != nil {
		t.Error("a damaged picture is in the session")
	}
	r.told("work.failed", "scanner.corrupted")
	r.touch("forward")
	r.scanned()
}

// TestScannerCover opens the cover before a scan and during one. A citizen can close it, and is told so.
func TestScannerCover(t *testing.T) {
	t.Parallel()
	r := scanRig(t)
	open := r.words("de").Text("fault.scanner.cover-open")
	r.world("scanner", "cover", "open")
	r.scannerUsable(false)
	r.clear("proof.sozialnachweis", "note", open)
	r.told("device.lost", "scanner.cover-open")
	r.world("scanner", "cover", "closed")
	r.scannerUsable(true)
	r.scanning(200)
	r.world("scanner", "cover", "open")
	r.until("the scan to fail", func(v view) bool { return v.state.Visit.Scan.Fault == "scanner.cover-open" })
	r.told("work.failed", "scanner.cover-open")
	r.world("scanner", "cover", "closed")
	r.scannerUsable(true)
	r.clear("proof.sozialnachweis", "scan.fault", open)
	r.touch("forward")
	r.scanned()
	r.noComplaints()
}

// TestScanStopped stops a scan by touch: that is no fault, and the next scan works.
func TestScanStopped(t *testing.T) {
	t.Parallel()
	r := scanRig(t)
	r.scanning(200)
	if v := r.page("scanning"); v.node("forward") != r.words("de").Text("scan.stop") {
		t.Errorf("the way on is %q", v.node("forward"))
	}
	r.touch("forward")
	v := r.page("proof.sozialnachweis")
	if v.state.Visit.Scan.Fault != "" {
		t.Errorf("stopping shows the fault %s", v.state.Visit.Scan.Fault)
	}
	r.touch("forward")
	r.scanned()
	if n := r.logged("work.failed", ""); n != 0 {
		t.Errorf("stopping was logged as %d failures", n)
	}
	r.noComplaints()
}
