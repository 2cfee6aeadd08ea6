package simulator

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func modelled(t *testing.T, name string) *Printer {
	t.Helper()
	m, ok := PrinterModelOf(name)
	if !ok {
		t.Fatalf("no model %q", name)
	}
	return NewPrinter(PrinterOptions{Model: m})
}

func TestPrinterModelOf(t *testing.T) {
	if m, ok := PrinterModelOf("vkp80iii-mark"); !ok || m.name != "vkp80iii" {
		t.Error("a roll with marks goes into the same printer", m.name)
	}
	if _, ok := PrinterModelOf("laser"); ok {
		t.Error("a laser printer is modelled")
	}
}

// TestPrinterModelsAnswer: what each model says, in each world.
func TestPrinterModelsAnswer(t *testing.T) {
	tests := []struct{ model, world, stream, want string }{
		{"kpm-210", "", "\x10\x04\x14", "\x10\x0f\x00\x00\x00\x00"},
		{"kpm-210", "paper near-end", "\x10\x04\x14", "\x10\x0f\x04\x00\x00\x00"},
		{"kpm-210", "paper end", "\x10\x04\x14\x10\x04\x11", "\x10\x0f\x05\x00\x00\x00\x32"},
		{"kpm-210", "cover open", "\x10\x04\x14\x10\x04\x01", "\x10\x0f\x00\x02\x00\x00\x1a"},
		{"kpm-210", "head up", "\x10\x04\x14", "\x10\x0f\x00\x01\x00\x00"},
		{"kpm-210", "hot", "\x10\x04\x14", "\x10\x0f\x00\x00\x01\x00"},
		{"kpm-210", "cutter-error", "\x10\x04\x14", "\x10\x0f\x00\x00\x00\x01"},
		{"kpm-210", "broken", "\x10\x04\x14", "\x10\x0f\x00\x00\x00\x08"},
		{"kpm-210", "key press", "\x10\x04\x01\x10\x04\x14", "\x52\x10\x0f\x00\x20\x00\x00"},
		{"kpm-210", "jam", "\x10\x04\x14", "\x10\x0f\x00\x00\x00\x00"},
		{"vkp80iii", "jam", "\x10\x04\x14", "\x10\x0f\x00\x00\x40\x00"},
		{"kpm-210", "", "a\n\x1bi\x1de\x03\xa0\x10\x04\x14\x1de\x06", "\x10\x0f\x20\x00\x00\x00\x0c"},
		{"kpm-210", "", "a\n\x1bi\x1de\x03\xa0\x1de\x02\x10\x04\x14", "\x10\x0f\x00\x00\x00\x00"},
		{"kpm-210", "", "\x1d\xe0\x0f\x1dr\x01\x1bv\x1d\xe1", "\x00\x00510cm"},
		{"kpm-150h", "cutter-error", "\x1c\xc0\x18\x10\x14\x1b\x10\x04\x14", "\x10\x0f\x00\x00\x00\x00"},
		{"kiosk-80", "hot", "\x10\x04\x02\x10\x04\x03", "\x52\x52"},
		{"kiosk-80", "broken", "\x10\x04\x02\x10\x04\x03", "\x52\x32"},
		{"tm-t81", "", "\x1d(H\x06\x00000001", "\x37\x220001\x00"},
	}
	for _, test := range tests {
		t.Run(test.model+" "+test.world, func(t *testing.T) {
			p := modelled(t, test.model)
			if words := strings.Fields(test.world); len(words) > 0 {
				if _, err := p.Control(t.Context(), words[0], words[1:]); err != nil {
					t.Fatal(err)
				}
			}
			p.receive([]byte(strings.ReplaceAll(test.stream, "a\n", "a\n\x1bJ\xe8")))
			if said := string(p.out); said != test.want || len(p.Complaints()) > 0 {
				t.Errorf("% x, want % x; %v", said, test.want, p.Complaints())
			}
		})
	}
}

// TestPrinterModelsComplain: each of what it lacks.
func TestPrinterModelsComplain(t *testing.T) {
	tests := []struct{ model, stream, complaint string }{
		{"tm-t88iii", printerForget, "unknown real-time"},
		{"tm-t88iii", "\x1d(k\x03\x001Q0", "unknown command 1d 28 6b"},
		{"tm-t88iii", "\x1d(H\x06\x00000001", "unknown command 1d 28 48"},
		{"tm-t88iii", "\x1d(L\x02\x0002", "unknown command 1d 28 4c"},
		{"tm-t88iii", "\x1dP\xcb\xcb", "203 units across the paper of 180 dpi"},
		{"tm-t81", "\x1d(L\x02\x0002", "nothing is stored"},
		{"tm-t81", "\x1d(L\x0b\x000p0\x01\x011\x08\x00\x02\x00\xff", "GS ( L: 8 × 2 in 11 bytes"},
		{"tm-t81", "\x1d(L\x03\x00xyz", "GS ( L with 3 bytes"},
		{"kpm-210", "\x1da\x0e", "unknown command 1d 61"},
		{"kpm-210", "\x1db\x01", "unknown command 1d 62"},
		{"kpm-210", "\x1c.", "unknown command 1c 2e"},
		{"kpm-210", "\x1dVB\x00", "unknown command 1d 56"},
		{"kpm-210", "\x1bt\x10", "no table 16"},
		{"kpm-210", "\x10\x05\x02", "unknown real-time"},
		{"kpm-210", "\x10\x04\x63", "unknown real-time"},
		{"kpm-210", "\x1c\xc0\x18\x10\x14\x1b", "unknown hardware reset"},
		{"kpm-210", "\x1de\x09", "GS e: parameter 9"},
		{"kpm-210", "\x1de\x03\x08", "nothing to present"},
		{"kpm-210", "\x1bi\x1de\x03\x08\x1bi", "while another lies in the mouth"},
		{"vkp80iii", "\x1de\x05", "unknown command 1d 65"},
		{"vkp80iii", "\x1cP\x14\x02X\x3c", "FS P: parameters"},
		{"kiosk-80", "\x1bi", "unknown command 1b 69"},
		{"kiosk-80", "\x1d\xf8", "unknown command 1d f8"},
		{"kiosk-80", "\x10\x04\x14", "unknown real-time"},
	}
	for _, test := range tests {
		t.Run(test.model+" "+test.complaint, func(t *testing.T) {
			p := modelled(t, test.model)
			p.receive([]byte(test.stream))
			if all := strings.Join(p.Complaints(), "; "); !strings.Contains(all, test.complaint) {
				t.Errorf("%q, want %q", all, test.complaint)
			}
		})
	}
}

// TestPrinterMarks feeds to the next mark, and says when there is none.
func TestPrinterMarks(t *testing.T) {
	p := modelled(t, "vkp80iii")
	for n := 1; n <= 2; n++ {
		p.receive([]byte("a\n\x1bJ\x87\x1d\xf8\x1bi"))
		if p.fed%markEvery != 0 || p.fed != n*markEvery {
			t.Errorf("cut %d is %d dots from the start, marks are every %d", n, p.fed, markEvery)
		}
	}
	if _, err := p.Control(t.Context(), "marks", []string{"missing"}); err != nil {
		t.Fatal(err)
	}
	p.out = nil
	p.receive([]byte("\x1d\xf8\x10\x04\x14"))
	if string(p.out) != "\x10\x0f\x00\x00\x80\x00" {
		t.Errorf("% x", p.out)
	}
}

// TestPrinterTellsKioskChanges has the host ask for automatic status in some items.
func TestPrinterTellsKioskChanges(t *testing.T) {
	p := modelled(t, "kpm-210")
	p.receive([]byte("\x1d\xe0\x03"))
	for _, step := range []struct{ words, want string }{
		{"cover open", "\x10\x03\x00\x02"},
		{"cover open", ""},
		{"cutter-error", ""},
		{"paper end", "\x10\x03\x05\x02"},
		{"cover closed", "\x10\x03\x05\x00"},
	} {
		args := strings.Fields(step.words)
		if _, err := p.Control(t.Context(), args[0], args[1:]); err != nil {
			t.Fatal(err)
		}
		if said := string(p.out); said != step.want {
			t.Errorf("%s: % x, want % x", step.words, said, step.want)
		}
		p.out = nil
	}
}

// TestPrinterTickets counts what becomes of them.
func TestPrinterTickets(t *testing.T) {
	p := modelled(t, "kpm-210")
	for _, stream := range []string{"\x1bi\x1de\x03\x08\x1de\x02", "\x1bi\x1de\x03\x08\x1de\x05", "\x1bi\x1de\x02", "\x1bi\x1de\x03\x08"} {
		p.receive([]byte(stream))
	}
	if _, err := p.Control(t.Context(), "ticket", []string{"take"}); err != nil {
		t.Error(err)
	}
	if _, err := p.Control(t.Context(), "ticket", []string{"take"}); err == nil {
		t.Error("a ticket was taken twice")
	}
	got, err := p.Control(t.Context(), "tickets", nil)
	if want := "mouth=0 taken=1 retracted=2 ejected=1"; err != nil || got != want || len(p.Complaints()) > 0 {
		t.Errorf("%s, want %s; %v", got, want, p.Complaints())
	}
}

// TestPrinterMovesPaper waits for the paper, and hears nothing without power.
func TestPrinterMovesPaper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPrinter(PrinterOptions{Speed: 100, Notice: true})
		start := time.Now()
		p.receive([]byte(strings.Repeat("\n", 80) + "\x1dr\x01")) // 80 lines of 30 dots: 300 mm
		for p.heard() == "" {
			<-time.After(10 * time.Millisecond)
		}
		if took := time.Since(start); took < 2900*time.Millisecond || took > 3100*time.Millisecond {
			t.Errorf("300 mm in %v", took)
		}
		if _, err := p.Control(t.Context(), "power", []string{"cycle"}); err != nil {
			t.Fatal(err)
		}
		p.receive([]byte("\x10\x04\x01"))
		<-time.After(printerBoot)
		synctest.Wait()
		p.receive([]byte("\x10\x04\x01"))
		if said := p.heard(); said != "\x3b\x31\x00\x12" {
			t.Errorf("% x", said)
		}
	})
}

// heard is what the printer has said since it was asked last.
func (p *Printer) heard() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	said := string(p.out)
	p.out = nil
	return said
}

// FuzzPrinterModels: no bytes make any model panic, or its paper grow beyond what it feeds at once.
func FuzzPrinterModels(f *testing.F) {
	f.Add([]byte("\x1b@\x1d\xe0\x0f\x1dP\xcb\xcba\n\x1bJ\x87\x1d\xf8\x1bi\x1de\x03\xa0\x10\x04\x14\x1de\x02"), byte(3))
	f.Add([]byte("\x1cP\x14\x01R\x00\x1cP\x00\x00E\x00\x10\x04\x11"), byte(6))
	f.Add([]byte("\x1d(L\x0b\x000p0\x01\x011\x08\x00\x01\x00\xff\x1d(L\x02\x0002\x1dP\x00\x00"), byte(2))
	f.Add([]byte("\x1c\xc0\x18\x10\x14\x1b\x1c\xc1\x0b\x1dP\x01\x01\x1b3\xff\n"), byte(4))
	f.Fuzz(func(t *testing.T, stream []byte, model byte) {
		all := printerModels()
		p := NewPrinter(PrinterOptions{Model: all[int(model)%len(all)]})
		p.receive(stream[:min(len(stream), 200)])
		if _, hanging := p.Paper(); hanging.Rect.Dx() != p.model.dots {
			t.Error("the paper is no paper")
		}
	})
}
