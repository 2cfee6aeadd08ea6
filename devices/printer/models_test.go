package printer_test

import (
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
)

// profiles calls a test for every model of the table.
func profiles(t *testing.T, test func(t *testing.T, p printer.Profile)) {
	t.Helper()
	for _, p := range printer.Models() {
		t.Run(p.Name, func(t *testing.T) { test(t, p) })
	}
}

// TestEveryModelPrints has each profile print to the simulated printer of its name, which complains of what the model
// lacks: text, rules, a frame, a picture, a QR code, a cut, and the presenter.
func TestEveryModelPrints(t *testing.T) {
	profiles(t, func(t *testing.T, p printer.Profile) {
		onBench(t, p, func(t *testing.T, b *bench) {
			if err := b.printer.Reset(t.Context()); err != nil {
				t.Fatal(err)
			}
			outcome, err := b.printer.Print(t.Context(), receipt())
			if outcome != devices.Printed || err != nil || b.cuts() != "1" {
				t.Fatalf("%s, %v, %s receipts", outcome, err, b.cuts())
			}
			mouth := "mouth=0"
			if p.Presenter.Fitted() {
				mouth = "mouth=1"
			}
			if got := b.ask("tickets"); !strings.HasPrefix(got, mouth) {
				t.Errorf("%s, want %s", got, mouth)
			}
		})
	})
}

func TestModel(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range printer.Models() {
		if seen[p.Name] {
			t.Errorf("%s stands twice in the table", p.Name)
		}
		seen[p.Name] = true
		if got, ok := printer.Model(p.Name); !ok || got.Name != p.Name {
			t.Errorf("%s is not found", p.Name)
		}
	}
	if _, ok := printer.Model("laser"); ok {
		t.Error("a laser printer was found")
	}
}

func TestIdentity(t *testing.T) {
	profiles(t, func(t *testing.T, p printer.Profile) {
		onBench(t, p, func(t *testing.T, b *bench) {
			said, err := b.printer.Identify(t.Context())
			if p.Identity && (err != nil || said.String() != "SIMULATOR-80 1.00 ESC/POS #0000001") || !p.Identity && !errors.Is(err, printer.ErrIdentity) {
				t.Errorf("%q, %v", said, err)
			}
		})
	})
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		b.control("paper end")
		if said, err := b.printer.Identify(t.Context()); devices.FaultOf(err) != devices.FaultPaperEnd {
			t.Errorf("%q, %v", said, err)
		}
	})
}

// TestProbeTellsIdentity: the first probe of a printer that is ready says what it is, and a fault says itself.
func TestProbeTellsIdentity(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		b.control("paper end")
		if s, err := b.printer.Probe(t.Context()); err != nil || s.Fault != devices.FaultPaperEnd || s.Detail != "" {
			t.Errorf("%+v, %v", s, err)
		}
		b.control("paper ok")
		if err := b.printer.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if s, err := b.printer.Probe(t.Context()); err != nil || s.Detail != "SIMULATOR-80 1.00 ESC/POS #0000001" {
				t.Errorf("%+v, %v", s, err)
			}
		}
		if got := b.printer.Identity(); got != (printer.Identity{Model: "SIMULATOR-80", Firmware: "1.00 ESC/POS", Serial: "0000001"}) {
			t.Errorf("%+v", got)
		}
	})
}

// TestIdentityOfAnother is a printer that does not know GS I.
func TestIdentityOfAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		heard := scripted(far, map[string]string{"\x10\x04\x01": "\x12", "\x10\x04\x04": "\x12", "\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08": "\x37\x25\x00"})
		if said, err := printer.New(near, printer.Kiosk80()).Identify(t.Context()); devices.FaultOf(err) != devices.FaultProtocol {
			t.Errorf("%q, %v", said, err)
		}
		other := printer.New(near, printer.Kiosk80())
		if err := other.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		if s, err := other.Probe(t.Context()); err != nil || s.State != devices.Online || s.Detail != "" {
			t.Errorf("%+v, %v", s, err)
		}
		near.Close()
		<-heard
	})
}

// TestRecoverEveryModel mends a cutter whose cause is gone; a model without a command for it needs its switch.
func TestRecoverEveryModel(t *testing.T) {
	profiles(t, func(t *testing.T, p printer.Profile) {
		onBench(t, p, func(t *testing.T, b *bench) {
			b.control("cutter-error")
			want := devices.Fault("")
			if p.Recovery == nil {
				want = devices.FaultCutter
			}
			if err := b.printer.Recover(t.Context()); devices.FaultOf(err) != want {
				t.Error(err)
			}
			b.cable.Conn.Close()
			if err := b.printer.Recover(t.Context()); devices.FaultOf(err) != devices.FaultUnplugged {
				t.Error(err)
			}
			for name, err := range map[string]error{
				"Reset": b.printer.Reset(t.Context()), "Present": b.printer.Present(t.Context(), 9), "Eject": b.printer.Eject(t.Context()),
			} {
				if devices.FaultOf(err) != devices.FaultUnplugged && !errors.Is(err, printer.ErrPresenter) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	})
}
