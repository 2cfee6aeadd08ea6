package simulator

import (
	"image"
	"math/bits"
	"strings"
	"testing"
)

// draw is a glyph as text, for people who read a failing test.
func (g *paperGlyph) draw() string {
	var s strings.Builder
	for _, row := range g {
		for x := range paperCellWidth {
			s.WriteByte(" #"[row>>(paperCellWidth-1-x)&1])
		}
		s.WriteByte('\n')
	}
	return s.String()
}

func (g *paperGlyph) ink() int {
	n := 0
	for _, row := range g {
		n += bits.OnesCount16(row)
	}
	return n
}

func TestPaperGlyphs(t *testing.T) {
	font := newPaperFont()
	for _, char := range "ABCXYZabcxyzÄÖÜäöüß€0123456789.,:;!?-─│┌┐└┘■" {
		regular, bold := font.glyph(char, false), font.glyph(char, true)
		if regular.ink() == 0 || bold.ink() <= regular.ink() && char != '■' {
			t.Errorf("%c has %d dots, bold %d:\n%s", char, regular.ink(), bold.ink(), regular.draw())
		}
	}
	for _, pair := range []string{"0O", "08", "1l", "Il", "uü", "B8"} {
		a, b := []rune(pair)[0], []rune(pair)[1]
		if *font.glyph(a, false) == *font.glyph(b, false) || *font.glyph(a, true) == *font.glyph(b, true) {
			t.Errorf("%c and %c look the same", a, b)
		}
	}
	if font.glyph(' ', false).ink() != 0 {
		t.Error("a space is not empty")
	}
}

// TestPaperCapitals holds the size of the letters: capitals of 15 dots that stand on the baseline.
func TestPaperCapitals(t *testing.T) {
	font := newPaperFont()
	for _, char := range "EFHILT" {
		g := font.glyph(char, false)
		first, last := -1, -1
		for y, row := range g {
			if row != 0 && first < 0 {
				first = y
			}
			if row != 0 {
				last = y
			}
		}
		if last != paperBaseline-1 || first != paperBaseline-15 {
			t.Errorf("%c fills rows %d to %d:\n%s", char, first, last, g.draw())
		}
	}
}

// TestPaperLinesJoin checks that a rule and a frame have no gap, also when enlarged and smoothed.
func TestPaperLinesJoin(t *testing.T) {
	stream := "\x1b@\x1bt\x13\x1b3\x18\x1db\x01" + // spacing 24, smoothing
		"\x1d!\x11\xda\xc4\xc4\xbf\n\xb3  \xb3\n\xc0\xc4\xc4\xd9\n"
	sheet, complaints := DrawReceipt(PrinterModel{}, []byte(stream))
	if len(complaints) > 0 {
		t.Fatal(complaints)
	}
	if n := connected(sheet); n != 1 {
		t.Errorf("the frame falls into %d pieces", n)
	}
}

// connected counts the pieces of black.
func connected(sheet *image.Paletted) int {
	seen := make([]bool, len(sheet.Pix))
	pieces := 0
	for start, v := range sheet.Pix {
		if v == 0 || seen[start] {
			continue
		}
		pieces++
		queue := []int{start}
		seen[start] = true
		for len(queue) > 0 {
			i := queue[0]
			queue = queue[1:]
			for _, j := range []int{i - 1, i + 1, i - sheet.Stride, i + sheet.Stride} {
				if j >= 0 && j < len(sheet.Pix) && sheet.Pix[j] == 1 && !seen[j] {
					seen[j] = true
					queue = append(queue, j)
				}
			}
		}
	}
	return pieces
}

// box is the smallest rectangle around all black.
func box(sheet *image.Paletted) image.Rectangle {
	var r image.Rectangle
	for i, v := range sheet.Pix {
		if v == 1 {
			x, y := i%sheet.Stride, i/sheet.Stride
			r = r.Union(image.Rect(x, y, x+1, y+1))
		}
	}
	return r
}

func TestPaperPlaces(t *testing.T) {
	const top = 96
	picture := "\x1dv0\x00\x02\x00\x03\x00" + strings.Repeat("\xff", 6) // 16 × 3
	tests := []struct {
		name, stream string
		want         image.Rectangle
	}{
		{"picture left", picture, image.Rect(0, top, 16, top+3)},
		{"picture centred", "\x1ba\x01" + picture, image.Rect(280, top, 296, top+3)},
		{"picture right", "\x1ba\x02" + picture, image.Rect(560, top, 576, top+3)},
		{"picture in margins", "\x1dL\x18\x00\x1dW\x10\x02\x1ba\x02" + picture, image.Rect(536, top, 552, top+3)},
		{"block", "\xdb\n", image.Rect(0, top, 12, top+24)},
		{"block after a tab", "\t\xdb\n", image.Rect(96, top, 108, top+24)},
		{"block at a position", "\x1b$\x64\x00\xdb\n", image.Rect(100, top, 112, top+24)},
		{"block four times", "\x1d!\x33\xdb\n", image.Rect(0, top, 48, top+96)},
		{"line spacing", "\x1b3\x64\n\xdb\n", image.Rect(0, top+100, 12, top+124)},
		{"a full line goes on below", strings.Repeat(" ", 48) + "\xdb\n", image.Rect(0, top+30, 12, top+54)},
		{"QR of 21 modules", "\x1d(k\x03\x001C\x04\x1d(k\x06\x001P0ABC\x1d(k\x03\x001Q0", image.Rect(0, top, 84, top+84)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sheet, complaints := DrawReceipt(PrinterModel{}, []byte("\x1b@"+test.stream))
			if got := box(sheet); got != test.want || len(complaints) > 0 {
				t.Errorf("%v, want %v; %v", got, test.want, complaints)
			}
		})
	}
}
