package simulator

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
)

// printed feeds bytes to a printer and returns what it says and complains of.
func printed(t *testing.T, p *Printer, stream string) (said []byte, complaints string) {
	t.Helper()
	p.receive([]byte(stream))
	p.keeping.Wait()
	said, p.out = p.out, nil
	return said, strings.Join(p.Complaints(), "; ")
}

func TestPrinterAnswers(t *testing.T) {
	tests := []struct {
		name    string
		world   string
		stream  string
		want    string
		process bool
	}{
		{"online", "", "\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04", "\x12\x12\x12\x12", false},
		{"near end", "paper near-end", "\x10\x04\x01\x10\x04\x04", "\x12\x1e", false},
		{"paper end", "paper end", "\x10\x04\x01\x10\x04\x02\x10\x04\x04", "\x1a\x32\x7e", false},
		{"cover", "cover open", "\x10\x04\x01\x10\x04\x02", "\x1a\x16", false},
		{"cutter", "cutter-error", "\x10\x04\x02\x10\x04\x03", "\x52\x1a", false},
		{"cutter recovered", "cutter-error", "\x10\x05\x02\x10\x04\x01", "\x12", false},
		{"automatic status at once", "", "\x1da\x0e", "\x10\x00\x00\x00", false},
		{"automatic status of no paper waits for the paper", "paper end", "\x1da\x0e", "", false},
		{"GS r", "paper near-end", "\x1dr\x01", "\x03", false},
		{"GS r is not executed without paper", "paper end", "\x1dr\x01", "", false},
		{"GS I", "", "\x1dI\x01\x1dI\x43", "\x20\x5fSIMULATOR-80\x00", false},
		{"process ID", "", "\x1d(H\x06\x00000001", "\x37\x220001\x00", true},
		{"clear", "", "text" + printerForget, "\x37\x25\x00", false},
		{"asked inside a picture", "", "\x1dv0\x00\x04\x00\x01\x00\xff\x10\x04\x01", "\x12", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := NewPrinter(PrinterOptions{ProcessID: test.process})
			if test.world != "" {
				words := strings.Fields(test.world)
				if _, err := p.Control(t.Context(), words[0], words[1:]); err != nil {
					t.Fatal(err)
				}
			}
			said, complaints := printed(t, p, test.stream)
			if string(said) != test.want || complaints != "" {
				t.Errorf("% x, want % x; %s", said, test.want, complaints)
			}
		})
	}
}

func TestPrinterComplains(t *testing.T) {
	tests := []struct{ name, stream, complaint string }{
		{"unknown ESC", "\x1bz", "unknown command 1b 7a"},
		{"unknown GS", "\x1d\x7f", "unknown command 1d 7f"},
		{"unknown control character", "\x07", "unknown command 07"},
		{"unknown real-time command", "\x10\x04\x09", "unknown real-time"},
		{"size", "\x1d!\x80", "GS !, width"},
		{"alignment in a line", "a\x1ba\x01", "ESC a in the middle of a line"},
		{"alignment", "\x1ba\x03", "ESC a: parameter 3"},
		{"table", "\x1bt\x63", "no table 99"},
		{"position", "\x1b$\x41\x02", "a position of 577"},
		{"picture in a line", "a\x1dv0\x00\x01\x00\x01\x00\xff", "GS v 0 in the middle"},
		{"picture too wide", "\x1dv0\x00\x4a\x00\x01\x00" + strings.Repeat("\xff", 0x4a), "a picture of 592"},
		{"picture without rows", "\x1dv0\x00\x01\x00\x00\x00", "GS v 0"},
		{"QR in a line", "\x1d(k\x06\x001P0ABCa\x1d(k\x03\x001Q0", "QR code in the middle"},
		{"QR without data", "\x1d(k\x03\x001Q0", "QR code of 0 bytes"},
		{"QR module", "\x1d(k\x03\x001C\x11", "QR code: function 67"},
		{"QR too wide", "\x1d(k\x03\x001C\x10\x1d(k\x67\x001P0" + strings.Repeat("a", 100) + "\x1d(k\x03\x001Q0", "a QR code of 592 dots"},
		{"cut in a line", "a\x1dVB\x00", "a cut in the middle"},
		{"cut through the print", "a\n\x1dV\x00", "the cut goes through"},
		{"process ID without the option", "\x1d(H\x06\x00000001", "unknown command 1d 28 48"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, complaints := printed(t, NewPrinter(PrinterOptions{}), test.stream)
			if !strings.Contains(complaints, test.complaint) {
				t.Errorf("complaints %q, want %q", complaints, test.complaint)
			}
		})
	}
}

func TestPrinterBuffer(t *testing.T) {
	p := NewPrinter(PrinterOptions{Buffer: 10})
	if _, err := p.Control(t.Context(), "cover", []string{"open"}); err != nil {
		t.Fatal(err)
	}
	if said, complaints := printed(t, p, "0123456789"); complaints != "" || len(said) > 0 {
		t.Fatal(complaints)
	}
	if said, complaints := printed(t, p, "x\x10\x04\x01"); complaints == "" || string(said) != "\x1a" {
		t.Errorf("% x, %s", said, complaints)
	}
	if _, err := p.Control(t.Context(), "cover", []string{"closed"}); err != nil {
		t.Fatal(err)
	}
	if len(p.paper.line) != 10 {
		t.Errorf("%d characters were kept", len(p.paper.line))
	}
}

func TestPrinterControl(t *testing.T) {
	p := NewPrinter(PrinterOptions{})
	for _, words := range []string{"paper", "paper no", "paper end-after", "paper end-after 0", "paper end-after x", "cover", "burn", "receipts 1", "paper end now please"} {
		args := strings.Fields(words)
		if _, err := p.Control(t.Context(), args[0], args[1:]); err == nil {
			t.Errorf("%q was obeyed", words)
		}
	}
}

// TestPrinterTellsChanges has the host subscribe, and then the world change.
func TestPrinterTellsChanges(t *testing.T) {
	p := NewPrinter(PrinterOptions{})
	printed(t, p, "\x1da\x0e")
	steps := []struct{ words, want string }{
		{"cover open", "\x38\x00\x00\x00"},
		{"cover open", ""},
		{"cover closed", "\x10\x00\x00\x00"},
		{"paper near-end", "\x10\x00\x03\x00"},
		{"paper end", "\x18\x00\x0f\x00"},
		{"paper ok", "\x10\x00\x00\x00"},
		{"cutter-error", "\x18\x08\x00\x00"},
		{"recover", "\x10\x00\x00\x00"},
	}
	for _, step := range steps {
		args := strings.Fields(step.words)
		if _, err := p.Control(t.Context(), args[0], args[1:]); err != nil {
			t.Fatal(err)
		}
		if said, _ := printed(t, p, ""); string(said) != step.want {
			t.Errorf("%s: % x, want % x", step.words, said, step.want)
		}
	}
}

func TestPrinterLeavesReceipts(t *testing.T) {
	dir := t.TempDir()
	p := NewPrinter(PrinterOptions{PaperDir: dir})
	const one, two = "\x1b@one\n\x1dVB\x00", "\x1b@two\n\x1dVB\x00"
	if _, complaints := printed(t, p, one+"\x1dr\x01\x10\x04\x01"+two); complaints != "" {
		t.Fatal(complaints)
	}
	for name, want := range map[string]string{"receipt-001.bin": one, "receipt-002.bin": two} {
		got, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || string(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	f, err := os.Open(filepath.Join(dir, "receipt-002.png"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil || picture.Bounds() != image.Rect(0, 0, 576, 96+30) {
		t.Errorf("%v, %v", picture.Bounds(), err)
	}
	again := NewPrinter(PrinterOptions{PaperDir: dir})
	printed(t, again, one)
	if _, err := os.Stat(filepath.Join(dir, "receipt-003.png")); err != nil {
		t.Error("a second printer must not overwrite the receipts of the first:", err)
	}
}

// TestPrinterServe speaks over a line, is unplugged, and is plugged in again.
func TestPrinterServe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := NewPrinter(PrinterOptions{})
		for range 2 {
			near, far := net.Pipe()
			ctx, cancel := context.WithCancel(t.Context())
			served := make(chan error, 1)
			go func() { served <- p.Serve(ctx, far) }()
			answer := make([]byte, 1)
			if _, err := near.Write([]byte("\x10\x04\x01\x1dv0\x00\x10")); err != nil { // half a picture is forgotten
				t.Fatal(err)
			}
			if _, err := near.Read(answer); err != nil || answer[0] != 0x12 {
				t.Fatal(answer, err)
			}
			near.Close()
			if err := <-served; err == nil {
				t.Error("Serve ended without a reason")
			}
			cancel()
		}
	})
}

func FuzzPrinter(f *testing.F) {
	f.Add([]byte("\x1b@\x1dv0\x00\x01\x00\x01\x00\xff\x1d(k\x06\x001P0ABC\x1d(k\x03\x001Q0\x1dVB\x00"))
	f.Add([]byte("\x1d(k\x00\x00\x1d(k\x03\x001C"))
	f.Add([]byte("\x1d!\x77\x1bt\x10WWWW\t\t\x1b\\\xff\xff\x1bJ\xff"))
	f.Add([]byte("\x1dL\xff\xff\x1dW\xff\xffabc\n\x1dL\x30\x02\x1dW\x00\x00W\n\x1dV\x00"))
	f.Fuzz(func(t *testing.T, stream []byte) {
		p := NewPrinter(PrinterOptions{ProcessID: true})
		p.receive(stream[:min(len(stream), 300)])
		if _, hanging := p.Paper(); hanging.Rect.Dx() != 576 || bytes.Contains(hanging.Pix, []byte{2}) {
			t.Error("the paper is no paper")
		}
	})
}
