package printer_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/devices"
	"buergerterminal/devices/printer"
	"buergerterminal/devices/simulator"
)

// slow is a bench whose printer moves its paper at so many mm/s.
func slow(t *testing.T, p printer.Profile, speed int, test func(t *testing.T, b *bench)) {
	t.Helper()
	onPrinter(t, p, simulator.PrinterOptions{Model: modelOf(t, p), Speed: speed}, test)
}

// TestPowerFailsForAMoment in the middle of a job, on every model: nobody can know what is on paper, it is said within
// seconds and with its cause, and nothing comes out twice.
func TestPowerFailsForAMoment(t *testing.T) {
	profiles(t, func(t *testing.T, p printer.Profile) {
		slow(t, p, 80, func(t *testing.T, b *bench) {
			b.cable.baud, b.garbled = p.Baud, true
			b.after(3900, func() { b.control("power cycle") })
			start := time.Now()
			outcome, err := b.printer.Print(t.Context(), receipt())
			if outcome != devices.Unknown || devices.FaultOf(err) != devices.FaultPrinterReset || time.Since(start) > 8*time.Second {
				t.Errorf("%s, %v after %v", outcome, err, time.Since(start))
			}
			if b.cuts() != "0" {
				t.Errorf("%s receipts", b.cuts())
			}
			b.print(devices.Printed)
		})
	})
}

// TestPowerFailsLonger: the printer is away when it is asked.
func TestPowerFailsLonger(t *testing.T) {
	profiles(t, func(t *testing.T, p printer.Profile) {
		slow(t, p, 80, func(t *testing.T, b *bench) {
			b.cable.baud, b.garbled = p.Baud, true
			b.after(3000, func() {
				b.control("power off")
				time.AfterFunc(10*time.Second, func() { b.control("power on") })
			})
			outcome, err := b.printer.Print(t.Context(), receipt())
			if outcome != devices.Unknown || devices.FaultOf(err) != devices.FaultSilent {
				t.Errorf("%s, %v", outcome, err)
			}
			<-time.After(20 * time.Second) // virtual: the printer is back
			if b.cuts() != "0" {
				t.Error("something came out by itself")
			}
			b.print(devices.Printed)
		})
	})
}

// TestPowerOnNotice is a printer whose memory switch makes it say that it started.
func TestPowerOnNotice(t *testing.T) {
	p := printer.Kiosk80()
	onPrinter(t, p, simulator.PrinterOptions{Notice: true}, func(t *testing.T, b *bench) {
		b.after(4300, func() { b.control("power cycle") })
		outcome, err := b.printer.Print(t.Context(), receipt())
		if outcome != devices.Unknown || devices.FaultOf(err) != devices.FaultPrinterReset {
			t.Errorf("%s, %v", outcome, err)
		}
	})
}

// TestSlowPaper prints on every model with paper that is slower than the line: the driver never sends more than the
// buffer holds, waits, and takes slowness for no fault.
func TestSlowPaper(t *testing.T) {
	profiles(t, func(t *testing.T, p printer.Profile) {
		for _, speed := range []int{10, 60, 200} {
			slow(t, p, speed, func(t *testing.T, b *bench) {
				doc := append(printer.Document{printer.Line{Text: strings.Repeat("Wort für Wort ", 400)}}, receipt()...)
				outcome, err := b.printer.Print(t.Context(), doc)
				if outcome != devices.Printed || err != nil || b.cuts() != "1" {
					t.Errorf("%d mm/s: %s, %v", speed, outcome, err)
				}
			})
		}
	})
}

// TestSmallBuffer is a printer whose switch says 45 bytes (T88 p. 7): what the profile says of the buffer is kept to.
func TestSmallBuffer(t *testing.T) {
	p := printer.TMT88III()
	p.Buffer = 1200
	onPrinter(t, p, simulator.PrinterOptions{Model: modelOf(t, p), Speed: 40, Buffer: 1200}, func(t *testing.T, b *bench) {
		b.print(devices.Printed)
	})
}

// TestBufferOverrun shows that the printer of these tests would complain: a profile that promises too much loses bytes.
func TestBufferOverrun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		model := simulator.NewPrinter(simulator.PrinterOptions{Speed: 40})
		served := make(chan error, 1)
		go func() { served <- model.Serve(t.Context(), far) }()
		p := printer.Kiosk80()
		p.Buffer = 1 << 16
		doc := printer.Document{printer.Line{Text: strings.Repeat("Wort für Wort ", 1000)}, printer.Cut{}}
		outcome, err := printer.New(near, p).Print(t.Context(), doc)
		if outcome == devices.Printed {
			t.Errorf("%s, %v", outcome, err)
		}
		near.Close()
		<-served
		if all := strings.Join(model.Complaints(), " "); !strings.Contains(all, "overrun") {
			t.Errorf("complaints: %q", all)
		}
	})
}

// TestProcessID is what goes over the line on a model that has GS ( H.
func TestProcessID(t *testing.T) {
	onBench(t, printer.TMT81(), func(t *testing.T, b *bench) {
		for range 2 {
			b.print(devices.Printed)
		}
		sent := string(b.cable.past)
		if strings.Contains(sent, "\x1dr\x01") || !strings.Contains(sent, "\x1d(H\x06\x00000001") {
			t.Error("the proof is not GS ( H")
		}
		if strings.Count(sent, "\x1d(H\x06\x00000001") != 1 {
			t.Error("a number was used twice")
		}
	})
}

// TestLateProof is an answer to a job before this one: its number proves nothing.
func TestLateProof(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		heard := scripted(far, map[string]string{
			"\x10\x04\x01": "\x12", "\x10\x04\x04": "\x12",
			"0001": "\x37\x220001\x00", // the printer is in step
			"0002": "\x37\x220001\x00",
		})
		p := printer.TMT81()
		p.Stall = 3 * time.Second
		outcome, err := printer.New(near, p).Print(t.Context(), printer.Document{printer.Line{Text: "x"}, printer.Cut{}})
		if outcome != devices.Unknown || err == nil {
			t.Errorf("%s, %v", outcome, err)
		}
		near.Close()
		if strings.Contains(<-heard, "\x1dVB") {
			t.Error("it was cut all the same")
		}
	})
}

// TestHalfACommand is what a crash of the terminal leaves behind, on every model, also on those that cannot forget: the
// next receipt is whole.
func TestHalfACommand(t *testing.T) {
	halves := map[string]string{
		"picture":         "\x1b@\x1dv0\x00\x20\x00\x60\x00half",
		"large picture":   "\x1dv0\x00\x48\x00\x00\x01",
		"size of letters": "\x1d!",
		"text":            "Ihre Nummer",
	}
	profiles(t, func(t *testing.T, p printer.Profile) {
		for name, half := range halves {
			onBench(t, p, func(t *testing.T, b *bench) {
				b.garbled = true
				if _, err := io.WriteString(b.cable, half); err != nil {
					t.Fatal(err)
				}
				if err := b.printer.Reset(t.Context()); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				complaints := len(b.model.Complaints())
				b.print(devices.Printed)
				if more := b.model.Complaints()[complaints:]; len(more) > 0 {
					t.Errorf("%s: the printer still complains: %v", name, more)
				}
				sheet, _ := b.model.Paper()
				alone := fresh(t, p)
				if p.Clear.Confirmed && sheet.Rect != alone {
					t.Errorf("%s: the receipt is %v, alone it is %v", name, sheet.Rect, alone)
				}
			})
		}
	})
}

// TestAnswersNothingInItsQueue is a printer that is online and executes nothing.
func TestAnswersNothingInItsQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		heard := scripted(far, map[string]string{"\x10\x04\x01": "\x12", "\x10\x04\x04": "\x12"})
		start := time.Now()
		err := printer.New(near, printer.TMT88III()).Reset(t.Context())
		if devices.FaultOf(err) != devices.FaultProtocol || time.Since(start) > 2*time.Minute {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		near.Close()
		<-heard
	})
}
