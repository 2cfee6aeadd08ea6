package printer_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
)

// tickets asserts what has become of the tickets.
func (b *bench) tickets(want string) {
	b.t.Helper()
	synctest.Wait()
	if got := b.ask("tickets"); got != want {
		b.t.Errorf("%s, want %s", got, want)
	}
}

func (b *bench) print(want devices.Outcome) {
	b.t.Helper()
	if outcome, err := b.printer.Print(b.t.Context(), receipt()); outcome != want {
		b.t.Fatal(outcome, err)
	}
}

// TestReceiptIsTaken is the common case: nothing is left, and nothing moves.
func TestReceiptIsTaken(t *testing.T) {
	onBench(t, printer.KPM210(), func(t *testing.T, b *bench) {
		b.print(devices.Printed)
		b.tickets("mouth=1 taken=0 retracted=0 ejected=0")
		b.control("ticket take")
		if found, err := b.printer.Withdraw(t.Context()); found || err != nil {
			t.Error(found, err)
		}
		b.tickets("mouth=0 taken=1 retracted=0 ejected=0")
	})
}

// TestReceiptIsLeft: the citizen goes without it, and the next one must not find it.
func TestReceiptIsLeft(t *testing.T) {
	onBench(t, printer.KPM210(), func(t *testing.T, b *bench) {
		b.print(devices.Printed)
		if found, err := b.printer.Withdraw(t.Context()); !found || err != nil {
			t.Error(found, err)
		}
		b.tickets("mouth=0 taken=0 retracted=1 ejected=0")
	})
}

// TestReceiptIsLeftUntilTheNext: whoever forgets to withdraw it has it withdrawn before the next job.
func TestReceiptIsLeftUntilTheNext(t *testing.T) {
	onBench(t, printer.KPM210(), func(t *testing.T, b *bench) {
		b.print(devices.Printed)
		b.print(devices.Printed)
		b.tickets("mouth=1 taken=0 retracted=1 ejected=0")
	})
}

// TestReceiptIsDropped by a model that cannot take it back.
func TestReceiptIsDropped(t *testing.T) {
	p := printer.KPM210()
	p.Presenter.Retract = nil
	onBench(t, p, func(t *testing.T, b *bench) {
		b.print(devices.Printed)
		if found, err := b.printer.Withdraw(t.Context()); !found || err != nil {
			t.Error(found, err)
		}
		b.tickets("mouth=0 taken=0 retracted=0 ejected=1")
	})
}

// TestReceiptGoesBackByItself after the seconds that the profile gives the printer.
func TestReceiptGoesBackByItself(t *testing.T) {
	onBench(t, printer.VKP80III(), func(t *testing.T, b *bench) {
		b.print(devices.Printed)
		<-time.After(59 * time.Second) // virtual
		b.tickets("mouth=1 taken=0 retracted=0 ejected=0")
		<-time.After(2 * time.Second)
		b.tickets("mouth=0 taken=0 retracted=1 ejected=0")
	})
}

// TestReceiptIsStuck: the mouth does not become free.
func TestReceiptIsStuck(t *testing.T) {
	p := printer.KPM210()
	p.Presenter.Retract = []byte{0x1d, 'e', 6} // moves nothing
	onBench(t, p, func(t *testing.T, b *bench) {
		b.print(devices.Printed)
		start := time.Now()
		found, err := b.printer.Withdraw(t.Context())
		if !found || devices.FaultOf(err) != devices.FaultPrinterJam || time.Since(start) > 10*time.Second {
			t.Error(found, err, time.Since(start))
		}
		outcome, err := b.printer.Print(t.Context(), receipt())
		if outcome != devices.NotPrinted || devices.FaultOf(err) != devices.FaultPrinterJam {
			t.Error(outcome, err)
		}
	})
}

// TestPresenterByHand is what a technician asks for.
func TestPresenterByHand(t *testing.T) {
	onBench(t, printer.KPM210(), func(t *testing.T, b *bench) {
		b.print(devices.Printed)
		if err := b.printer.Eject(t.Context()); err != nil {
			t.Error(err)
		}
		b.tickets("mouth=0 taken=0 retracted=0 ejected=1")
		b.control("cover open")
		if err := b.printer.Eject(t.Context()); devices.FaultOf(err) != devices.FaultCoverOpen {
			t.Error(err)
		}
	})
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		if err := b.printer.Present(t.Context(), 50); !errors.Is(err, printer.ErrPresenter) {
			t.Error(err)
		}
		if err := b.printer.Eject(t.Context()); !errors.Is(err, printer.ErrPresenter) {
			t.Error(err)
		}
		if found, err := b.printer.Withdraw(t.Context()); found || err != nil {
			t.Error(found, err)
		}
	})
}

// TestPresent sends the steps of the model.
func TestPresent(t *testing.T) {
	p := printer.KPM210()
	onBench(t, p, func(t *testing.T, b *bench) {
		b.print(devices.Printed)
		if _, err := b.printer.Withdraw(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.print(devices.Printed)
		if !strings.Contains(string(b.cable.past), "\x1de\x03\xa0") { // 100 mm in steps of 0.625 mm
			t.Error("the receipt was not presented 100 mm")
		}
	})
}

// TestRemainsAreTakenAway cuts off what an unfinished job has left, and keeps it from the next citizen.
func TestRemainsAreTakenAway(t *testing.T) {
	for _, p := range []printer.Profile{printer.Kiosk80(), printer.TMT88III(), printer.TMT81(), printer.KPM150H(), printer.KPM210(), printer.VKP80III()} {
		t.Run(p.Name, func(t *testing.T) {
			onBench(t, p, func(t *testing.T, b *bench) {
				b.after(3000, func() { b.control("cover open") })
				if outcome, err := b.printer.Print(t.Context(), receipt()); outcome == devices.Printed {
					t.Fatal(outcome, err)
				}
				if !b.printer.Unfinished() {
					t.Error("the driver does not know that something hangs in the printer")
				}
				b.control("cover closed")
				b.print(devices.Printed)
				if b.printer.Unfinished() || b.cuts() != "2" {
					t.Errorf("%s cuts", b.cuts())
				}
				if p.Presenter.Fitted() && !strings.Contains(b.ask("tickets"), "retracted=1") {
					t.Error(b.ask("tickets"))
				}
			})
		})
	}
}

// TestDistrust has a new driver cut off what the old one left before its cable was pulled.
func TestDistrust(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		b.printer.Distrust()
		b.print(devices.Printed)
		if b.cuts() != "2" {
			t.Errorf("%s cuts", b.cuts())
		}
	})
}
