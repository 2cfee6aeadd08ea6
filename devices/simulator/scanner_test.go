package simulator

import (
	"bytes"
	"context"
	"encoding/hex"
	"image"
	"image/png"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// scannerHost is the host's end of a line to a scanner model.
type scannerHost struct {
	*testing.T
	line  net.Conn
	model *Scanner
}

func withScanner(t *testing.T, o ScannerOptions, f func(h scannerHost)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		host, device := net.Pipe()
		h := scannerHost{t, host, NewScanner(o)}
		served := make(chan error, 1)
		go func() { served <- h.model.Serve(context.Background(), device) }()
		defer func() {
			host.Close()
			if err := <-served; err != io.EOF {
				t.Errorf("Serve returns %v", err)
			}
		}()
		f(h)
	})
}

// exchange sends bytes and expects others, both in hexadecimal; nothing more may come.
func (h scannerHost) exchange(send, want string) {
	h.Helper()
	if _, err := h.line.Write(h.unhex(send)); err != nil {
		h.Fatal(err)
	}
	expected := h.unhex(want)
	got := make([]byte, len(expected))
	h.line.SetReadDeadline(time.Now().Add(time.Second))
	n, err := io.ReadFull(h.line, got)
	if !bytes.Equal(got[:n], expected) {
		h.Fatalf("%s is answered by % X (%v), want %s", send, got[:n], err, want)
	}
	h.line.SetReadDeadline(time.Now().Add(time.Millisecond))
	if n, _ := h.line.Read(make([]byte, 1)); n > 0 {
		h.Fatalf("%s: more than %s is answered", send, want)
	}
}

func (h scannerHost) unhex(s string) []byte {
	h.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		h.Fatal(err)
	}
	return b
}

func (h scannerHost) control(words ...string) {
	h.Helper()
	if _, err := h.model.Control(h.Context(), words[0], words[1:]); err != nil {
		h.Fatal(err)
	}
}

func (h scannerHost) wantComplaints(n int) {
	h.Helper()
	if got := h.model.Complaints(); len(got) != n {
		h.Errorf("complaints: %q, want %d", got, n)
	}
}

// The byte sequences of the manual.
func TestScannerSpeaksTheManual(t *testing.T) {
	profile := ScannerGT1000()
	profile.Resolutions = []int{200}
	withScanner(t, ScannerOptions{Profile: profile, Sheet: "none"}, func(h scannerHost) {
		h.exchange("1B40", "06")
		h.exchange("1B46", "02 00 00 00")
		h.exchange("1B49", "02 00 0A 00 42 32 52 C8 00 41 50 02 48 03")
		h.exchange("1B43", "06")
		h.exchange("00", "06")
		h.exchange("1B44", "06")
		h.exchange("08", "06")
		h.exchange("1B52", "06")
		h.exchange("C8 00 C8 00", "06")
		h.exchange("1B41", "06")
		h.exchange("00 00 00 00 50 02 48 03", "06")
		h.exchange("1B41", "06")
		h.exchange("08 00 08 00 08 00 02 00", "06")
		h.exchange("1B53", "02 00 1B 00 43 00 52 C8 00 C8 00 41 08 00 08 00 08 00 02 00 44 08 42 00 4C 00 5A 01 48 64 64")
		h.exchange("1B44", "06")
		h.exchange("01", "06")
		h.exchange("1B42", "06")
		h.exchange("01", "06")
		h.exchange("1B47", "02 00 01 00 FF")
		h.exchange("06", "02 20 01 00 FF")
		h.exchange("1B46", "02 00 00 00")
		h.exchange("1B47", "02 00 01 00 FF")
		h.exchange("18", "06")
		h.exchange("1B46", "02 00 00 00")
		h.wantComplaints(0)
	})
}

func TestScannerBlocks(t *testing.T) {
	withScanner(t, ScannerOptions{Sheet: "none"}, func(h scannerHost) {
		for _, setting := range [][2]string{
			{"1B44", "01"}, {"1B42", "01"}, {"1B52", "4B00 4B00"}, {"1B41", "0000 0000 1000 0500"}, {"1B64", "02"},
		} {
			h.exchange(setting[0], "06")
			h.exchange(setting[1], "06")
		}
		h.exchange("1B53", "02 00 23 00 43 00 52 4B00 4B00 41 0000 0000 1000 0500 44 01 42 01 4C 00 5A 01 48 64 64 4D 00 67 00 64 02 51 00")
		h.exchange("1B47", "02 00 0200 0200 FFFF FFFF")
		h.exchange("06", "02 00 0200 0200 FFFF FFFF")
		h.exchange("06", "02 20 0200 0100 FFFF")
		h.exchange("1B66", "02 00 21 00"+strings.Repeat("00", 33))
		h.wantComplaints(0)
	})
}

func TestScannerRefuses(t *testing.T) {
	for _, c := range []struct {
		name, prepare, send, want string
		complaints                int
	}{
		{"unknown command", "", "1B 58", "15", 1},
		{"no command", "", "41", "15", 1},
		{"FS command", "", "1C", "15", 1},
		{"ACK while idle", "", "06", "15", 1},
		{"CAN while idle", "", "18", "15", 0},
		{"colour", "1B43", "02", "15", 1},
		{"bits", "1B44", "04", "15", 1},
		{"halftone", "1B42", "FF", "15", 1},
		{"brightness", "1B4C", "FC", "15", 1},
		{"zoom", "1B48", "31 64", "15", 1},
		{"resolution", "1B52", "2C01 9600", "15", 1},
		{"no such resolution", "1B52", "5802 5802", "15", 1},
		{"empty area", "1B41", "0000 0000 0000 0100", "15", 1},
		{"odd width", "1B41", "0000 0000 0700 0100", "15", 1},
		{"area too wide", "1B41", "F000 0000 8003 0100", "15", 1},
		{"setting while scanning", "1B47", "1B", "15", 1},
		{"status while scanning", "1B47", "1B 46", "15 15", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			withScanner(t, ScannerOptions{}, func(h scannerHost) {
				if c.prepare == "1B47" {
					h.startPage()
				} else if c.prepare != "" {
					h.exchange(c.prepare, "06")
				}
				h.exchange(c.send, c.want)
				h.wantComplaints(c.complaints)
			})
		})
	}
}

// startPage sets a small page up and takes its first block.
func (h scannerHost) startPage() {
	h.Helper()
	h.exchange("1B41", "06")
	h.exchange("0000 0000 0800 0400", "06")
	h.exchange("1B64", "06")
	h.exchange("02", "06")
	if _, err := h.line.Write([]byte{0x1B, 'G'}); err != nil {
		h.Fatal(err)
	}
	h.line.SetReadDeadline(time.Now().Add(time.Second))
	if _, err := io.ReadFull(h.line, make([]byte, 6+16)); err != nil {
		h.Fatal(err)
	}
}

func TestScannerRefusesOldLevels(t *testing.T) {
	withScanner(t, ScannerOptions{Profile: ScannerGT1000()}, func(h scannerHost) {
		for i, command := range []string{"1B64", "1B66", "1B67", "1B4B"} {
			h.exchange(command, "15")
			h.wantComplaints(i + 1)
		}
		if _, err := h.model.Control(t.Context(), "cover", []string{"open"}); err == nil {
			t.Error("a GT-1000 has a cover sensor")
		}
	})
}

func TestScannerBlockTooLarge(t *testing.T) {
	withScanner(t, ScannerOptions{Sheet: "none"}, func(h scannerHost) {
		h.exchange("1B52", "06")
		h.exchange("2C01 2C01", "06")
		h.exchange("1B64", "06")
		h.exchange("FF", "06")
		h.exchange("1B47", "15")
		h.wantComplaints(1)
	})
}

func TestScannerFaults(t *testing.T) {
	withScanner(t, ScannerOptions{}, func(h scannerHost) {
		h.control("cover", "open")
		h.exchange("1B46", "02 80 00 00")
		h.exchange("1B66", "02 80 21 00 00 22"+strings.Repeat("00", 31))
		h.exchange("1B47", "02 80 00 00")
		h.control("cover", "closed")
		h.control("fatal")
		h.exchange("1B66", "02 80 21 00 80 00"+strings.Repeat("00", 31))
		h.control("fatal", "off")
		h.exchange("1B46", "02 00 00 00")
		h.startPage()
		h.control("fatal")
		h.exchange("06", "02 80 0000 0000")
		h.control("fatal", "off")
		h.exchange("1B46", "02 00 00 00")
		h.wantComplaints(0)
	})
}

func TestScannerDamagesOneByteOfTheNextScan(t *testing.T) {
	page := func(h scannerHost, want string) {
		h.Helper()
		h.exchange("1B47", want)
		h.exchange("18", "06")
	}
	withScanner(t, ScannerOptions{Sheet: "none"}, func(h scannerHost) {
		for _, setting := range [][2]string{{"1B44", "01"}, {"1B42", "01"}, {"1B41", "0000 0000 1000 0500"}, {"1B64", "02"}} {
			h.exchange(setting[0], "06")
			h.exchange(setting[1], "06")
		}
		h.control("lose-byte", "2")
		h.control("double-byte", "3")
		h.control("lose-byte", "10")
		page(h, "02 0200 0200 FFFF FFFF")
		page(h, "02 00 020200 0200 FFFF FFFF")
		page(h, "02 00 0200 0200 FFFF FF")
		page(h, "02 00 0200 0200 FFFF FFFF")
	})
}

// A stalled scanner is dead until it is resumed, and then goes on where it was.
func TestScannerStall(t *testing.T) {
	withScanner(t, ScannerOptions{Sheet: "none"}, func(h scannerHost) {
		for _, setting := range [][2]string{{"1B44", "01"}, {"1B42", "01"}, {"1B41", "0000 0000 1000 0500"}, {"1B64", "02"}} {
			h.exchange(setting[0], "06")
			h.exchange(setting[1], "06")
		}
		h.control("stall")
		h.exchange("1B47", "02 00 0200 0200 FFFF")
		h.exchange("18", "")
		h.control("resume")
		h.exchange("", "FFFF 06")
		h.exchange("1B46", "02 00 00 00")
		h.wantComplaints(0)
	})
}

func TestScannerControlErrors(t *testing.T) {
	m := NewScanner(ScannerOptions{})
	broken := filepath.Join(t.TempDir(), "broken.png")
	if err := os.WriteFile(broken, []byte("no picture"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, words := range [][]string{
		{"dance"}, {"sheet"}, {"sheet", "unknown"}, {"sheet", "missing.png"}, {"sheet", broken}, {"sheet", "proof", "none"},
		{"lose-byte"}, {"lose-byte", "0"}, {"double-byte", "x"}, {"cover", "ajar"}, {"fatal", "on"},
	} {
		if reply, err := m.Control(t.Context(), words[0], words[1:]); err == nil {
			t.Errorf("%q is answered by %q", words, reply)
		}
	}
	if got := NewScanner(ScannerOptions{Sheet: broken}).Complaints(); len(got) != 1 {
		t.Errorf("a broken sheet: %q", got)
	}
}

// A file lies in the upper left corner, as large as the bed allows.
func TestScannerSheetFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "black.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, image.NewGray(image.Rect(0, 0, 100, 50))); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	m := NewScanner(ScannerOptions{Sheet: path})
	img := m.render()
	width, height := img.Rect.Dx(), img.Rect.Dy()
	for _, c := range []struct{ x, y, from, to int }{
		{0, 0, 0, 3}, {width - 9, width/2 - 9, 0, 3}, {5, width/2 + 9, 240, 255}, {width - 5, height - 5, 240, 255},
	} {
		if v := int(img.GrayAt(c.x, c.y).Y); v < c.from || v > c.to {
			t.Errorf("%d,%d is %d", c.x, c.y, v)
		}
	}
}

// The sheets are as large as A4 and have ink where they should.
func TestScannerSheets(t *testing.T) {
	for _, name := range []string{"proof", "shadow", "pothole"} {
		sheet, err := loadScannerSheet(name)
		if err != nil {
			t.Fatal(err)
		}
		img, err := sheet.draw(100, 827, 1169)
		if err != nil {
			t.Fatal(err)
		}
		if img.Rect.Dx() != 826 || img.Rect.Dy() != 1169 {
			t.Errorf("%s is %v", name, img.Rect)
		}
		ink := 0
		for _, v := range img.Pix {
			if v < 100 {
				ink++
			}
		}
		if share := float64(ink) / float64(len(img.Pix)); share < 0.005 || share > 0.4 {
			t.Errorf("%s: %.2f of the sheet is dark", name, share)
		}
	}
}

// Whatever a host sends, the scanner lives, and answers a reset in the end.
func FuzzScannerHost(f *testing.F) {
	f.Add([]byte{0x1B, 'G', 0x06, 0x06, 0x18})
	f.Add([]byte{0x1B, 'A', 0, 0, 0, 0, 8, 0, 1, 0, 0x1B, 'd', 2, 0x1B, 'G'})
	f.Add([]byte{0x1B, 'R', 75, 0, 75, 0, 0x1B, 'A', 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF})
	f.Add([]byte{0x06, 0x15, 0x1C, 'G', 0xFF})
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) > 100 {
			b = b[:100] // each ESC G is a page
		}
		withScanner(t, ScannerOptions{Sheet: "none"}, func(h scannerHost) {
			var last byte
			read := make(chan struct{})
			go func() {
				defer close(read)
				for p := make([]byte, 4096); ; {
					n, err := h.line.Read(p)
					if n > 0 {
						last = p[n-1]
					}
					if err != nil {
						return
					}
				}
			}()
			h.line.Write(b)
			synctest.Wait()
			h.line.Write(append([]byte{0x18}, bytes.Repeat([]byte{0x1B, '@'}, 5)...))
			synctest.Wait()
			h.line.SetReadDeadline(time.Now())
			<-read
			if last != 0x06 {
				t.Errorf("after % X and resets the last byte is %02X", b, last)
			}
		})
	})
}
