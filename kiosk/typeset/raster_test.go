package typeset

import (
	"fmt"
	"image"
	"math"
	"testing"

	"golang.org/x/image/math/fixed"
)

func lineOf(s *Setter, text string, st Style, rtl bool) Line {
	return s.Break(text, st, Options{RTL: rtl}).Lines[0]
}

// glyphsOf lists what is drawn from left to right: the rune that each glyph begins with.
func glyphsOf(s *Setter, text string, rtl bool) string {
	m := readMarks(text, false)
	got := ""
	s.shape(m, body, rtl).visual(func(r *run, _ fixed.Int26_6) {
		for _, g := range r.out.Glyphs {
			if g.Advance > 0 {
				got += string(m.runes[g.TextIndex()])
			}
		}
	})
	return got
}

func TestVisualText(t *testing.T) {
	tests := []struct {
		name, text string
		rtl        bool
		want       string
	}{
		{"latin", "ab 12", false, "ab 12"},
		{"arabic", "سلام", true, "ماس"}, // lam and alef are one glyph, named by its first letter
		{"latin in arabic", "في Dresden غدا", true, "ادغ Dresden يف"},
		{"arabic and figures in latin", "عر 12 ab", false, "12 رع ab"},
		{"brackets in arabic", "(7)", true, ")7("},
		{"isolated phone number", "هاتف \u20660351-488\u2069", true, "0351-488 فتاه"},
	}
	s := newSetter(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := []rune(tt.want)
			got := []rune(glyphsOf(s, tt.text, tt.rtl))
			if tt.name == "arabic" {
				want = []rune("ملس")
			}
			if string(got) != string(want) {
				t.Errorf("%+q is drawn as %+q, want %+q", tt.text, string(got), string(want))
			}
		})
	}
}

func TestArabicJoins(t *testing.T) {
	s := newSetter(t)
	forms := map[string]bool{}
	for _, text := range []string{"ب", "بب", "ببب"} {
		s.shape(readMarks(text, true), body, true).visual(func(r *run, _ fixed.Int26_6) {
			for _, g := range r.out.Glyphs {
				forms[fmt.Sprint(g.GlyphID)] = true
			}
		})
	}
	if len(forms) < 4 {
		t.Errorf("beh has %d shapes, want isolated, initial, medial and final", len(forms))
	}
}

func TestNoLetterIsMissing(t *testing.T) {
	s := newSetter(t)
	for _, text := range []string{"äöüßẞ ÄÖÜ €§°–…„“", "ěščřžýáíéúůłńśźżćóőű", "Київ Москва Софија", "Αθήνα", "Tiếng Việt", "ığşâîăț",
		"العربية فارسی ڕێ", "עברית", "ქართული", "հայերեն", "←→⌫⏎⇧✓☎"} {
		s.shape(readMarks(text, true), body, false).visual(func(r *run, _ fixed.Int26_6) {
			for _, g := range r.out.Glyphs {
				if g.GlyphID == 0 {
					t.Errorf("%q: no glyph for %q", text, []rune(text)[g.TextIndex()])
				}
			}
		})
	}
}

func ink(r Raster) int {
	if r.Alpha == nil {
		return 0
	}
	sum := 0
	for _, a := range r.Alpha.Pix {
		sum += int(a)
	}
	return sum
}

func TestRaster(t *testing.T) {
	s := newSetter(t)
	tests := []struct {
		name, text    string
		plain, strong bool // has ink there
	}{
		{"no marks", "Angaben", true, false},
		{"strong only", "**Angaben**", false, true},
		{"both", "**Schritt 2** Angaben", true, true},
		{"spaces", "   ", false, false},
		{"invisible", "\u2066\u2069\u200D", false, false},
		{"arabic", "الخطوة", true, false},
		{"sign", "✓", true, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := lineOf(s, tt.text, body, false)
			if got := ink(s.Raster(l, false)) > 0; got != tt.plain {
				t.Errorf("plain ink %v", got)
			}
			if got := ink(s.Raster(l, true)) > 0; got != tt.strong {
				t.Errorf("strong ink %v", got)
			}
		})
	}
}

func TestRasterMeasures(t *testing.T) {
	s := newSetter(t)
	st := Style{Size: 100, Line: 120, Weight: Regular}
	r := s.Raster(lineOf(s, "H", st, false), false)
	if got, want := r.Alpha.Rect.Dy(), int(math.Ceil(s.CapHeight(st))); got != want {
		t.Errorf("H is %d px high, want %d", got, want)
	}
	if r.Origin.Y != r.Alpha.Rect.Dy() {
		t.Errorf("H stands at %d, want on the baseline", r.Origin.Y)
	}
	if s.Raster(lineOf(s, "H", Style{Size: 100, Weight: Medium}, false), false).Alpha.Rect == (image.Rectangle{}) {
		t.Error("no medium H")
	}
	if regular, strong := ink(r), ink(s.Raster(lineOf(s, "**H**", st, false), true)); strong <= regular {
		t.Errorf("strong H has %d ink, regular %d", strong, regular)
	}
}

func TestBaseline(t *testing.T) {
	s := newSetter(t)
	// As Chromium sets Roboto 60/68 and 28/40.
	if got := s.Baseline(title); got != 54 {
		t.Errorf("title: %d", got)
	}
	if got := s.Baseline(body); got != 29 {
		t.Errorf("body: %d", got)
	}
}

func TestTabular(t *testing.T) {
	s := newSetter(t)
	st := Style{Size: 52, Line: 60, Tabular: true}
	if a, b := s.Measure("111", st), s.Measure("888", st); a != b {
		t.Errorf("111 is %d wide, 888 %d", a, b)
	}
}

func TestCaretX(t *testing.T) {
	s := newSetter(t)
	width := s.Measure("Dresden", body)
	arabic := s.Measure("مدينة", body)
	tests := []struct {
		text string
		rtl  bool
		at   int
		want func(x int) bool
	}{
		{"Dresden", false, 0, func(x int) bool { return x == 0 }},
		{"Dresden", false, 7, func(x int) bool { return x == width || x == width-1 }},
		{"Dresden", false, 99, func(x int) bool { return x == width || x == width-1 }},
		{"Dresden", false, 3, func(x int) bool { return x > 0 && x < width }},
		{"", false, 0, func(x int) bool { return x == 0 }},
		{"a**b", false, 4, func(x int) bool { return x > s.Measure("ab", body) }},
		{"مدينة", true, 0, func(x int) bool { return x == arabic }},
		{"مدينة", true, 5, func(x int) bool { return x == 0 }},
		{"مدينة", true, 2, func(x int) bool { return x > 0 && x < arabic }},
		{"سلام", true, 3, func(x int) bool { return x > 0 }}, // in the middle of lam-alef
	}
	for _, tt := range tests {
		if x := s.CaretX(tt.text, body, tt.rtl, tt.at); !tt.want(x) {
			t.Errorf("caret of %q behind %d runes at %d", tt.text, tt.at, x)
		}
	}
}

func TestCaretMovesOneWay(t *testing.T) {
	s := newSetter(t)
	last := -1
	for i := range len("Wohnungsgeber") + 1 {
		x := s.CaretX("Wohnungsgeber", body, false, i)
		if x <= last {
			t.Errorf("caret %d at %d, before it %d", i, x, last)
		}
		last = x
	}
}

func BenchmarkRasterTitle(b *testing.B) {
	s := newSetter(b)
	l := lineOf(s, "Haben Sie noch eine andere", title, false)
	b.ReportAllocs()
	for b.Loop() {
		s.Raster(l, false)
	}
}
