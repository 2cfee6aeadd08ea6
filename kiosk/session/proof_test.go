package session_test

import (
	"strings"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// scanned are the names of the accepted pages of the certificate's proof.
func scanned(s session.State) string {
	var all []string
	for _, p := range s.Visit.Proofs["sozialnachweis"] {
		all = append(all, string(p.Data))
	}
	return strings.Join(all, " ")
}

func TestProof(t *testing.T) {
	scan := func(name string) []session.Event {
		return []session.Event{session.StartScan{}, session.ScanDone{Page: sheet(name)}}
	}
	then := func(runs ...[]session.Event) []session.Event {
		var all []session.Event
		for _, r := range runs {
			all = append(all, r...)
		}
		return all
	}
	one := func(e session.Event) []session.Event { return []session.Event{e} }
	next, add, back := one(session.Continue{}), one(session.AddPage{}), one(session.Back{})
	for _, tt := range []struct {
		name    string
		events  []session.Event
		at      string
		scanned string
		skipped bool
	}{
		{"a page", then(scan("a"), next), "signature", "a", false},
		{"a page that is not yet accepted", scan("a"), "proof sozialnachweis check", "", false},
		{"three pages", then(scan("a"), add, scan("b"), add, scan("c"), next), "signature", "a b c", false},
		{"no more than four", then(scan("a"), add, scan("b"), add, scan("c"), add, scan("d"), add, next), "signature", "a b c d", false},
		{"a page again", then(scan("a"), one(session.ScanAgain{}), one(session.ScanDone{Page: sheet("b")}), next), "signature", "b", false},
		{"the second page again", then(scan("a"), add, scan("b"), one(session.ScanAgain{}), one(session.ScanDone{Page: sheet("c")}), next), "signature", "a c", false},
		{"the second page not at all", then(scan("a"), add, next), "signature", "a", false},
		{"replaced later", then(scan("a"), add, scan("b"), next, back, scan("c"), next), "signature", "c", false},
		{"looked at again, and kept", then(scan("a"), next, back, next), "signature", "a", false},
		{"later", one(session.SkipProof{}), "signature", "", true},
		{"later, then scanned all the same", then(one(session.SkipProof{}), back, scan("a"), next), "signature", "a", false},
		{"scanned, then later", then(scan("a"), next, back, one(session.SkipProof{})), "signature", "", true},
		{"stopped", then(one(session.StartScan{}), one(session.StopScan{})), "proof sozialnachweis place", "", false},
		{"stopped by Back", then(one(session.StartScan{}), back), "proof sozialnachweis place", "", false},
		{"stopped, and the page comes all the same", then(one(session.StartScan{}), one(session.StopScan{}), one(session.ScanDone{Page: sheet("late")})), "proof sozialnachweis place", "", false},
		{"thrown away at the check", then(scan("a"), back), "proof sozialnachweis place", "", false},
		{"failed, and again", then(one(session.StartScan{}), one(session.ScanFailed{Fault: devices.FaultScanNoSheet}), scan("a"), next), "signature", "a", false},
		{"the second page failed", then(scan("a"), add, one(session.StartScan{}), one(session.ScanFailed{Fault: devices.FaultScanNoSheet}), scan("b"), next), "signature", "a b", false},
		{"back before the proof", back, "question telefon", "", false},
		{"zoomed, and back from it", then(scan("a"), one(session.ToggleZoom{}), back), "proof sozialnachweis check", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "proof")
			v.do(tt.events...)
			v.at(tt.at)
			if got := scanned(v.s); got != tt.scanned {
				t.Errorf("pages %q, want %q", got, tt.scanned)
			}
			if got := v.s.Visit.Skipped["sozialnachweis"]; got != tt.skipped {
				t.Errorf("skipped %t", got)
			}
		})
	}
}

func TestScanEffects(t *testing.T) {
	v := page(t, "proof")
	v.do(session.StartScan{})
	v.did(session.ScanPage{Mode: "text"})
	v.do(session.StartScan{}, session.AddPage{}, session.ScanAgain{}, session.SkipProof{})
	v.did()
	v.do(session.StopScan{})
	v.did(session.CancelScan{})
	v.do(session.StartScan{}, session.Cancel{}, session.EndVisit{})
	v.did(session.ScanPage{Mode: "text"}, session.Wipe{})
}

// TestScannerAway goes on without a scanner: it says why, and the proof can always come later.
func TestScannerAway(t *testing.T) {
	v := page(t, "proof")
	v.do(status(devices.Scanner, devices.NoDevice), session.StartScan{})
	v.did()
	v.at("proof sozialnachweis place")
	if got := v.s.Visit.Scan.Fault; got != devices.FaultUnplugged {
		t.Errorf("the page says %q", got)
	}
	delete(v.s.Devices, devices.Scanner)
	v.do(session.Continue{})
	if got := v.s.Visit.Scan.Fault; got != devices.FaultUnplugged {
		t.Errorf("without a scanner the page says %q", got)
	}
	v.do(session.SkipProof{})
	v.at("signature")
	v = page(t, "proof")
	v.do(status(devices.Scanner, devices.NoDevice), session.StartScan{}, status(devices.Scanner, devices.Online), session.StartScan{})
	v.did(session.ScanPage{Mode: "text"})
	v.at("proof sozialnachweis running")
}

func TestPagesLeft(t *testing.T) {
	v := page(t, "scan check")
	for _, want := range []int{3, 2, 1, 0} {
		if got := v.s.PagesLeft(); got != want {
			t.Errorf("%d pages are left, want %d", got, want)
		}
		v.do(session.AddPage{}, session.StartScan{}, session.ScanDone{Page: sheet("x")})
	}
	if got := page(t, "review").s.PagesLeft(); got != 0 {
		t.Errorf("%d pages are left where nothing is scanned", got)
	}
}

// TestCardReader asks the reader whenever it can answer and somebody waits for it.
func TestCardReader(t *testing.T) {
	v := page(t, "card")
	v.do(status(devices.IDCard, devices.NoDevice))
	v.did()
	v.do(status(devices.IDCard, devices.Online))
	v.did(session.ReadCard{})
	v.do(status(devices.IDCard, devices.Busy), status(devices.IDCard, devices.Online))
	v.did()
	v.do(session.CardFailed{Fault: devices.FaultCardExpired})
	v.did(session.ReadCard{Again: true})
	if got := v.s.Visit.CardFault; got != devices.FaultCardExpired {
		t.Errorf("the page says %q", got)
	}
	v.do(session.CardFailed{Fault: devices.FaultUnplugged})
	v.did()
	v.do(session.Back{})
	v.did(session.StopCard{})
	v.do(status(devices.IDCard, devices.NoDevice), session.Continue{})
	v.at("card")
	v.did()
	v.do(session.SkipCard{})
	v.at("question art")
}
