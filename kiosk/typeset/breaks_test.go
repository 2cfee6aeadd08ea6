package typeset

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

var (
	body  = Style{Size: 28, Line: 40, Weight: Regular}
	title = Style{Size: 60, Line: 68, Weight: Medium}
)

func newSetter(t testing.TB) *Setter {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func texts(p Paragraph) string {
	lines := make([]string, len(p.Lines))
	for i, l := range p.Lines {
		lines[i] = l.Text
	}
	return strings.Join(lines, "|")
}

func TestBreak(t *testing.T) {
	const nbsp = "\u00A0"
	tests := []struct {
		name, text string
		style      Style
		options    Options
		want       string // lines, | between
	}{
		{"empty has no line", "", body, Options{Width: 100}, ""},
		{"one line without end", "Haben Sie noch eine andere Wohnung?", body, Options{}, "Haben Sie noch eine andere Wohnung?"},
		{"words", "Haben Sie noch eine Wohnung in Deutschland?", title, Options{Width: 936}, "Haben Sie noch eine Wohnung in|Deutschland?"},
		{"balanced", "Haben Sie noch eine Wohnung in Deutschland?", title, Options{Width: 936, Balance: true}, "Haben Sie noch eine|Wohnung in Deutschland?"},
		{"balance leaves one line", "Was fehlt?", title, Options{Width: 936, Balance: true}, "Was fehlt?"},
		{"soft hyphen unused", "Wohnungs\u00ADgeber", body, Options{Width: 300}, "Wohnungsgeber"},
		{"soft hyphen used", "Wohnungs\u00ADgeber\u00ADbestätigung", body, Options{Width: 240}, "Wohnungsgeber-|bestätigung"},
		{"soft hyphen without room for the hyphen", "aaaa\u00ADaaaa\u00ADaaaa", body, Options{Width: 126}, "aaaa-|aaaaaaaa"},
		{"balance breaks no further word", "Die Wohnungs\u00ADgeber\u00ADbestätigung fehlt noch", title, Options{Width: 936, Balance: true}, "Die Wohnungsgeberbestätigung|fehlt noch"},
		{"no-break space", "um 15:30" + nbsp + "Uhr", body, Options{Width: 130}, "um|15:30" + nbsp + "Uhr"},
		{"line end", "eins\n\nzwei", body, Options{Width: 900}, "eins||zwei"},
		{"other line ends", "eins\r\nzwei\u2028drei", body, Options{}, "eins|zwei|drei"},
		{"word wider than the line breaks by letter", "Straßenverkehrsamt", body, Options{Width: 100}, "Straßen|verkehr|samt"},
		{"letter wider than the line", "mm", body, Options{Width: 5}, "m|m"},
		{"a mark stays on its letter", "e\u0301e\u0301e\u0301", body, Options{Width: 20}, "e\u0301|e\u0301|e\u0301"},
		{"strong", "**Schritt 2 von 6** · Angaben", body, Options{Width: 900}, "**Schritt 2 von 6** · Angaben"},
		{"parted by a dot", "die Wohnungs·geber·bestätigung", body, Options{Width: 330}, "die|Wohnungs·geber·|bestätigung"},
		{"parted and narrow", "Wohnungs·geber", body, Options{Width: 150}, "Wohnungs·|geber"},
		{"a dot between words", "Schritt 2 · Angaben", body, Options{Width: 140}, "Schritt 2 ·|Angaben"},
		{"strong over a line end", "**Schritt 2 von 6** · Angaben", body, Options{Width: 120}, "**Schritt 2**|**von 6** ·|Angaben"},
		{"strong that is never closed", "a **b", body, Options{}, "a **b**"},
		{"plain", "a**b** \u00ADc", body, Options{Plain: true}, "a**b** c"},
		{"isolate over a line end", "\u2067مدينة درسدن\u2069 ist da", body, Options{Width: 90}, "\u2067مدينة\u2069|\u2067درسدن\u2069|ist da"},
		{"first strong isolate keeps its direction", "\u20681 مدينة\u2069", body, Options{Width: 72}, "\u20671\u2069|\u2067مدينة\u2069"},
		{"spaces at line ends go", "eins   zwei", body, Options{Width: 80}, "eins|zwei"},
		{"control characters are spaces", "a\tb\x00c", body, Options{}, "a b c"},
	}
	s := newSetter(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := s.Break(tt.text, tt.style, tt.options)
			if got := texts(p); got != tt.want {
				t.Errorf("Break(%q) = %q, want %q", tt.text, got, tt.want)
			}
			if p.Height != len(p.Lines)*tt.style.Line {
				t.Errorf("height %d of %d lines", p.Height, len(p.Lines))
			}
		})
	}
}

func TestBreakArabic(t *testing.T) {
	s := newSetter(t)
	p := s.Break("هل لديك مسكن آخر في ألمانيا؟", title, Options{Width: 400, RTL: true})
	if len(p.Lines) < 2 {
		t.Fatalf("%d lines", len(p.Lines))
	}
	for _, l := range p.Lines {
		if !l.RTL || l.Width > 400 || l.Width == 0 {
			t.Errorf("line %+v", l)
		}
	}
}

func TestLineIsAKey(t *testing.T) {
	s := newSetter(t)
	a := s.Break("Wohnungs\u00ADgeber", body, Options{Width: 900}).Lines[0]
	b := s.Break("Wohnungsgeber", body, Options{}).Lines[0]
	if a != b {
		t.Errorf("%+v and %+v look the same but differ", a, b)
	}
}

func TestForget(t *testing.T) {
	s := newSetter(t)
	for range maxKnown + 10 {
		s.Break(strings.Repeat("x", len(s.known)), body, Options{})
	}
	if len(s.known) > maxKnown {
		t.Errorf("%d texts are remembered", len(s.known))
	}
	for n := range 5 {
		s.Break(strings.Repeat("x", maxHeld/3+n), body, Options{})
	}
	if s.held > maxHeld || len(s.texts) > 3 {
		t.Errorf("%d letters of %d texts are remembered", s.held, len(s.texts))
	}
	s.Break("Krahl", body, Options{})
	s.Forget()
	if len(s.known) != 0 || len(s.texts) != 0 {
		t.Errorf("%d paragraphs of %d texts are remembered after the wipe", len(s.known), len(s.texts))
	}
}

// TestRememberedIsTheSame sets texts in one width after the other: what was measured for one changes nothing in the next.
func TestRememberedIsTheSame(t *testing.T) {
	s, alone := newSetter(t), newSetter(t)
	for _, text := range []string{
		"Die **Wohnungs\u00ADgeber\u00ADbestätigung** fehlt noch, bringen Sie sie mit.\nBis  bald ", "\u2068مدينة 12\u2069 ist \u2067درسدن\u2069", "die Wohnungs·geber·bestätigung",
	} {
		for _, o := range []Options{{}, {RTL: true}, {Plain: true}, {Balance: true}} {
			for width := 0; width < 1000; width += 37 {
				o.Width = width
				alone.Forget()
				if got, want := s.Break(text, title, o), alone.Break(text, title, o); !reflect.DeepEqual(got, want) {
					t.Fatalf("%q in %+v: %q after other widths, %q alone", text, o, texts(got), texts(want))
				}
			}
		}
	}
}

func FuzzBreak(f *testing.F) {
	f.Add("Haben Sie noch eine **andere** Wohnung in Deutsch\u00ADland?", 300, false, true)
	f.Add("\u2067مدينة درسدن\u2069 ist da", 60, true, false)
	f.Add("\u2068\u2066\u2069 a\nb **", 1, false, true)
	f.Add("e\u0301\u200D\xff\U0001F468\u200D\U0001F469", 10, true, true)
	f.Add(strings.Repeat("\u2067(", 130), 50, false, false)
	s := newSetter(f)
	f.Fuzz(func(t *testing.T, text string, width int, rtl, balance bool) {
		if utf8.RuneCountInString(text) > 300 {
			t.Skip("long texts say nothing more")
		}
		width = 1 + max(width, -width)%2000
		p := s.Break(text, body, Options{Width: width, RTL: rtl, Balance: balance})
		if got, want := letters(texts(p)), letters(text); got != want && !strings.ContainsAny(text, "\u00AD|") {
			t.Errorf("Break(%q, %d) = %q", text, width, texts(p))
		}
		for _, l := range p.Lines {
			if again := s.Break(l.Text, body, Options{RTL: rtl}); len(again.Lines) > 1 || len(again.Lines) == 1 && again.Lines[0] != l {
				t.Errorf("line %+v set again is %+v", l, again.Lines)
			}
			s.Raster(l, false)
		}
	})
}

// letters leaves what must survive breaking: everything but spaces, marks, isolates and line ends.
func letters(text string) string {
	m := readMarks(text, false)
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" \n|*\u200B\u2066\u2067\u2068\u2069", r) {
			return -1
		}
		return r
	}, string(m.runes))
}

func BenchmarkBreakBody(b *testing.B) {
	s := newSetter(b)
	const text = "Bringen Sie Ihren Ausweis und die Wohnungs\u00ADgeber\u00ADbestätigung mit. Wir brauchen beides, um Sie anzumelden."
	b.ReportAllocs()
	for b.Loop() {
		s.Forget()
		s.Break(text, body, Options{Width: 864})
	}
}

func BenchmarkBreakBalanced(b *testing.B) {
	s := newSetter(b)
	b.ReportAllocs()
	for b.Loop() {
		s.Forget()
		s.Break("Haben Sie noch eine andere Wohnung in Deutschland?", title, Options{Width: 936, Balance: true})
	}
}
