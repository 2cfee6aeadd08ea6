package printer_test

import (
	"context"
	"fmt"
	"image"
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

func TestPrint(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		for n := 1; n <= 3; n++ {
			outcome, err := b.printer.Print(t.Context(), receipt())
			if outcome != devices.Printed || err != nil || b.cuts() != fmt.Sprint(n) {
				t.Fatalf("%s, %v, %s receipts", outcome, err, b.cuts())
			}
		}
	})
}

// outcomes: what a person or fate does before the job or after so many bytes of it, and what must be said of it.
func TestOutcomes(t *testing.T) {
	const questions = 6 // DLE EOT 1 and 4 stand before the job
	tests := []struct {
		name    string
		profile printer.Profile
		before  string
		after   int
		during  string
		outcome devices.Outcome
		fault   devices.Fault
		cuts    string
	}{
		{"near end", printer.Kiosk80(), "paper near-end", 0, "", devices.Printed, "", "1"},
		{"no paper", printer.Kiosk80(), "paper end", 0, "", devices.NotPrinted, devices.FaultPaperEnd, "0"},
		{"cover open", printer.Kiosk80(), "cover open", 0, "", devices.NotPrinted, devices.FaultCoverOpen, "0"},
		{"cutter", printer.Kiosk80(), "cutter-error", 0, "", devices.NotPrinted, devices.FaultCutter, "0"},
		{"offline", printer.Kiosk80(), "offline", 0, "", devices.NotPrinted, devices.FaultPrinterError, "0"},
		{"paper ends", printer.Kiosk80(), "paper end-after 10", 0, "", devices.NotPrinted, devices.FaultPaperEnd, "0"},
		{"paper ends with the last line", printer.Kiosk80(), "paper end-after 31", 0, "", devices.NotPrinted, devices.FaultPaperEnd, "0"},
		{"paper ends, and data are left", printer.TMT88III(), "paper end-after 1", 0, "", devices.NotPrinted, devices.FaultPaperEnd, "0"},
		{"paper ends with the last line, and nothing can be cleared", printer.TMT88III(), "paper end-after 38", 0, "", devices.Unknown, devices.FaultPaperEnd, "0"},
		{"cover opened in the logo", printer.Kiosk80(), "", questions + 900, "cover open", devices.NotPrinted, devices.FaultCoverOpen, "0"},
		{"cover opened in the text", printer.Kiosk80(), "", questions + 3900, "cover open", devices.NotPrinted, devices.FaultCoverOpen, "0"},
		{"cover opened and not cleared, data left", printer.TMT88III(), "", questions + 900, "cover open", devices.NotPrinted, devices.FaultCoverOpen, "0"},
		{"cutter fails in the text", printer.Kiosk80(), "", questions + 3900, "cutter-error", devices.NotPrinted, devices.FaultCutter, "0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			onBench(t, test.profile, func(t *testing.T, b *bench) {
				if test.before != "" {
					b.control(test.before)
				}
				if test.during != "" {
					b.after(test.after, func() { b.control(test.during) })
				}
				outcome, err := b.printer.Print(t.Context(), receipt())
				if outcome != test.outcome || devices.FaultOf(err) != test.fault || b.cuts() != test.cuts {
					t.Fatalf("%s, %v, %s receipts", outcome, err, b.cuts())
				}
				if test.after == 0 && !strings.Contains(test.before, "after") && outcome == devices.NotPrinted && b.inked() {
					t.Error("something was printed")
				}
			})
		})
	}
}

// TestNothingComesOutLater puts paper in after a job was given up: the rest must not come out in front of the next
// citizen, and the next receipt must be whole.
func TestNothingComesOutLater(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		b.control("paper end-after 10")
		if outcome, err := b.printer.Print(t.Context(), receipt()); outcome != devices.NotPrinted {
			t.Fatal(outcome, err)
		}
		_, before := b.model.Paper()
		b.control("paper ok")
		synctest.Wait()
		if _, after := b.model.Paper(); after.Rect != before.Rect || b.cuts() != "0" {
			t.Errorf("%v grew to %v", before.Rect, after.Rect)
		}
		if outcome, err := b.printer.Print(t.Context(), receipt()); outcome != devices.Printed {
			t.Fatal(outcome, err)
		}
	})
}

// TestCoverOpensDuringTheCut: the cut is on its way, and its proof does not come. Nobody can know.
func TestCoverOpensDuringTheCut(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		b.when("\x1dVB", func() { b.control("cover open") })
		outcome, err := b.printer.Print(t.Context(), receipt())
		if outcome != devices.Unknown || devices.FaultOf(err) != devices.FaultCoverOpen {
			t.Errorf("%s, %v, %s receipts", outcome, err, b.cuts())
		}
	})
}

// TestLineLostAtEveryByte pulls the cable after each byte of a short job. Whatever is said must be true.
func TestLineLostAtEveryByte(t *testing.T) {
	doc := printer.Document{printer.Line{Text: "Ihre Nummer 4K7-219"}, printer.Cut{}}
	total := 6 + size(t, doc, printer.Kiosk80()) + 2*3 + 3 // questions, job, GS r twice, DLE EOT
	for n := 1; n <= total; n++ {
		onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
			b.after(n, func() { b.cable.Conn.Close() })
			outcome, err := b.printer.Print(t.Context(), doc)
			truth := map[devices.Outcome]bool{
				devices.Printed:    b.cuts() == "1" && err == nil,
				devices.NotPrinted: b.cuts() == "0" && !b.inked() && n <= 6,
				devices.Unknown:    n > 6,
			}
			if !truth[outcome] {
				t.Errorf("after %d bytes: %s, %v, %s receipts", n, outcome, err, b.cuts())
			}
			if outcome != devices.Printed && devices.FaultOf(err) != devices.FaultUnplugged {
				t.Errorf("after %d bytes: %v", n, err)
			}
		})
	}
}

func TestSilence(t *testing.T) {
	const patient = 3 * time.Second
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		b.after(1000, func() { b.cable.deaf = true })
		start := time.Now()
		outcome, err := b.printer.Print(t.Context(), receipt())
		if outcome != devices.Unknown || devices.FaultOf(err) != devices.FaultSilent || time.Since(start) > patient {
			t.Errorf("%s, %v after %v", outcome, err, time.Since(start))
		}
		outcome, err = b.printer.Print(t.Context(), receipt())
		if outcome != devices.NotPrinted || devices.FaultOf(err) != devices.FaultSilent {
			t.Errorf("%s, %v", outcome, err)
		}
		b.cable.deaf = false
		if status, err := b.printer.Probe(t.Context()); err != nil || status.State != devices.Online {
			t.Errorf("%+v, %v", status, err)
		}
	})
}

func TestCancel(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		ctx, cancel := context.WithCancel(t.Context())
		b.control("paper end-after 20") // so that something waits in the printer's buffer
		b.after(4000, cancel)
		outcome, err := b.printer.Print(ctx, receipt())
		if outcome != devices.NotPrinted || err == nil || b.cuts() != "0" {
			t.Errorf("%s, %v", outcome, err)
		}
		if outcome, err := b.printer.Print(ctx, receipt()); outcome != devices.NotPrinted || devices.FaultOf(err) != devices.FaultCancelled {
			t.Errorf("%s, %v", outcome, err)
		}
		b.control("paper ok")
		if outcome, err := b.printer.Print(t.Context(), receipt()); outcome != devices.Printed {
			t.Errorf("%s, %v", outcome, err)
		}
	})
}

// TestResetAfterHalfACommand is what a crash of the terminal leaves behind: the printer waits for the rest of a picture.
func TestResetAfterHalfACommand(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		if _, err := io.WriteString(b.cable, "\x1b@\x1dv0\x00\x20\x00\x60\x00half"); err != nil {
			t.Fatal(err)
		}
		if err := b.printer.Reset(t.Context()); err != nil {
			t.Fatal(err)
		}
		if outcome, err := b.printer.Print(t.Context(), receipt()); outcome != devices.Printed {
			t.Fatal(outcome, err)
		}
	})
}

func TestRecover(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		b.control("cutter-error")
		status, err := b.printer.Probe(t.Context())
		if err != nil || status.State != devices.HardwareError || status.Fault != devices.FaultCutter {
			t.Fatalf("%+v, %v", status, err)
		}
		if err := b.printer.Recover(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.control("cover open")
		if err := b.printer.Recover(t.Context()); devices.FaultOf(err) != devices.FaultCoverOpen {
			t.Error(err)
		}
		b.control("cover closed")
		if outcome, err := b.printer.Print(t.Context(), receipt()); outcome != devices.Printed {
			t.Fatal(outcome, err)
		}
	})
}

// TestPictureThatAsks prints a picture with the bytes of DLE EOT in it: the printer answers unasked, and the driver must
// not take that for anything.
func TestPictureThatAsks(t *testing.T) {
	img := image.NewAlpha(image.Rect(0, 0, 24, 8))
	for y := range 8 {
		for x, c := range fmt.Sprintf("%08b%08b%08b", 0x10, 0x04, 1+y%4) {
			if c == '1' {
				img.Pix[y*img.Stride+x] = 255
			}
		}
	}
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		outcome, err := b.printer.Print(t.Context(), printer.Document{printer.Raster{Image: img}, printer.Cut{}})
		if outcome != devices.Printed || err != nil {
			t.Errorf("%s, %v", outcome, err)
		}
	})
}

// TestNoise puts bytes on the line towards the terminal during the job.
func TestNoise(t *testing.T) {
	tests := []struct {
		name  string
		noise string
		want  devices.Outcome
	}{
		{"bytes that nobody sends", "\xff\xa7", devices.Unknown},
		{"a forged proof", "\x00", devices.Unknown},
		{"flow control", "\x13\x11", devices.Printed},
		{"a real-time answer", "\x12", devices.Printed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				near, far := net.Pipe()
				noisy := &noisyEnd{Conn: far}
				b := &bench{t: t, model: simulator.NewPrinter(simulator.PrinterOptions{}), cable: &cable{Conn: near}}
				b.printer = printer.New(b.cable, printer.Kiosk80())
				served := make(chan error, 1)
				go func() { served <- b.model.Serve(t.Context(), noisy) }()
				b.after(2000, func() { noisy.inject(test.noise) })
				outcome, err := b.printer.Print(t.Context(), receipt())
				if outcome != test.want || (outcome == devices.Unknown) != (devices.FaultOf(err) == devices.FaultNoise) {
					t.Errorf("%s, %v", outcome, err)
				}
				near.Close()
				<-served
			})
		})
	}
}

func TestProbe(t *testing.T) {
	onBench(t, printer.Kiosk80(), func(t *testing.T, b *bench) {
		b.control("paper near-end")
		status, err := b.printer.Probe(t.Context())
		if err != nil || !status.Usable() || status.Warning != devices.FaultPaperNearEnd {
			t.Errorf("%+v, %v", status, err)
		}
		b.cable.Conn.Close()
		status, err = b.printer.Probe(t.Context())
		if devices.FaultOf(err) != devices.FaultUnplugged || status.State != devices.NoDevice {
			t.Errorf("%+v, %v", status, err)
		}
	})
}

// TestBabble is a device that never stops talking, and says nothing that makes sense.
func TestBabble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, far) }()
		babble := make(chan struct{})
		go func() {
			defer close(babble)
			for b := byte(0x80); ; b++ {
				time.Sleep(time.Millisecond / 11)
				if _, err := far.Write([]byte{b | 0x80}); err != nil {
					return
				}
			}
		}()
		start := time.Now()
		status, err := printer.New(near, printer.Kiosk80()).Probe(t.Context())
		if devices.FaultOf(err) != devices.FaultNoise || status.Fault != devices.FaultNoise || time.Since(start) > 2*time.Second {
			t.Errorf("%+v, %v after %v", status, err, time.Since(start))
		}
		near.Close()
		<-babble
	})
}

// TestLineIsNotKeptWaiting measures in virtual time what the driver adds to the time that the bytes need themselves.
func TestLineIsNotKeptWaiting(t *testing.T) {
	for _, baud := range []int{9600, 19200, 115200} {
		p := printer.Kiosk80()
		p.Baud = baud
		onBench(t, p, func(t *testing.T, b *bench) {
			b.cable.baud = baud
			outcome, err := b.printer.Print(t.Context(), receipt())
			if outcome != devices.Printed {
				t.Fatal(outcome, err)
			}
			need := time.Duration(size(t, receipt(), p)) * 10 * time.Second / time.Duration(baud)
			took := b.cable.last.Sub(b.cable.first)
			t.Logf("%d baud: %v for a job of %v", baud, took, need)
			if took > need*105/100 {
				t.Errorf("%d baud: %v for a job of %v", baud, took, need)
			}
		})
	}
}

// TestBufferIsNotOverrun has a printer that is online and takes all the time of the world: without hardware flow control
// the driver must not send more than the printer can hold, and in the end it does not know.
func TestBufferIsNotOverrun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		heard := scripted(far, map[string]string{"\x10\x04\x01": "\x12", "\x10\x04\x04": "\x12"})
		doc := printer.Document{printer.Line{Text: strings.Repeat("Wort ", 3000)}, printer.Cut{}}
		start := time.Now()
		outcome, err := printer.New(near, printer.Kiosk80()).Print(t.Context(), doc)
		if outcome != devices.Unknown || devices.FaultOf(err) != devices.FaultProtocol || time.Since(start) > time.Minute {
			t.Errorf("%s, %v after %v", outcome, err, time.Since(start))
		}
		near.Close()
		data := strings.NewReplacer("\x10\x04\x01", "", "\x10\x04\x04", "").Replace(<-heard)
		if len(data) > 4096 || len(data) < 3000 {
			t.Errorf("%d bytes were sent to a buffer of 4096", len(data))
		}
	})
}

// TestPaperEndsInTheQueue is a model that says in its queue that the paper is at its end, and denies it when asked aloud.
func TestPaperEndsInTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		heard := scripted(far, map[string]string{"\x10\x04\x01": "\x12", "\x10\x04\x04": "\x12", "\x1dr\x01": "\x0f"})
		outcome, err := printer.New(near, printer.TMT88III()).Print(t.Context(), receipt())
		if outcome != devices.Unknown || devices.FaultOf(err) != devices.FaultNoise {
			t.Errorf("%s, %v", outcome, err)
		}
		near.Close()
		if strings.Contains(<-heard, "\x1dVB") {
			t.Error("it was cut all the same")
		}
	})
}
