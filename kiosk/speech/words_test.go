package speech

import (
	"strings"
	"testing"
	"unicode"

	"buergerterminal/locales/localestest"
)

func german(t testing.TB) words {
	t.Helper()
	return wordsOf(localestest.Shipped(t).Language("de"))
}

// TestSpoken: what is not said as it is written.
func TestSpoken(t *testing.T) {
	w := german(t)
	for _, tt := range []struct{ written, want string }{
		{"9,00\u00a0€", "9 Euro"},
		{"12000,50 €", "12000 Euro 50"},
		{"9,05 €", "9 Euro 5"},
		{"15:30 Uhr", "15 Uhr 30"},
		{"08:00 bis 12:00 Uhr", "8 Uhr bis 12 Uhr"},
		{"01999 Musterstadt", "0 1 9 9 9 Musterstadt"},
		{"Lindenstraße 27", "Lindenstraße 27"},
		{"DE02 1203 0000 0000 2020 51", "D E 0 2, 1 2 0 3, 0 0 0 0, 0 0 0 0, 2 0 2 0, 5 1"},
		{"Rufen Sie 0351 12345 an", "Rufen Sie 0 3 5 1, 1 2 3 4 5 an"},
		{"+49 351 12345", "0 0 4 9, 3 5 1, 1 2 3 4 5"},
		{"Ihre Nummer 4K7-219", "Ihre Nummer 4 K 7, 2 1 9"},
		{"F10 und A4", "F10 und A4"},
		{"am 15. November 2025", "am 15. November 2025"},
		{"Wohnungs\u00adgeber\u00adbestätigung", "Wohnungsgeberbestätigung"},
		{"Wohnungs·geber·bestätigung", "Wohnungsgeberbestätigung"}, // Leichte Sprache
		{"**Schritt 2 von 6** · Angaben", "Schritt 2 von 6, Angaben"},
		{"z.\u00a0B. nach §\u00a018 Abs. 2", "zum Beispiel nach Paragraf 18 Absatz 2"},
		{"62,5 m²", "62,5 Quadratmeter"},
		{"\u2068Jana\u2069", "Jana"},
		{"a [[b]]", "a b"},
	} {
		if got := w.spoken(tt.written); got != tt.want {
			t.Errorf("%q is said as %q, want %q", tt.written, got, tt.want)
		}
	}
}

// TestSpelled: by DIN 5009.
func TestSpelled(t *testing.T) {
	w := german(t)
	if got, want := w.spelled("Kö-ß@1"), "K wie Köln, Umlaut Offenbach, Bindestrich, Eszett, At-Zeichen, 1"; got != want {
		t.Errorf("spelled %q, want %q", got, want)
	}
	for _, tt := range []struct {
		text   string
		spells bool
		want   string
	}{{"a", false, "a"}, {"a", true, "A wie Aachen"}, {".", false, "Punkt"}, {"Lehm", false, "Lehm"}} {
		if got := w.typed(tt.text, tt.spells); got != tt.want {
			t.Errorf("typed %q, spelling %v: %q, want %q", tt.text, tt.spells, got, tt.want)
		}
	}
}

// TestForeignWords: in a language of other letters, Latin words are said as German ones.
func TestForeignWords(t *testing.T) {
	all := localestest.Shipped(t)
	got := wordsOf(all.Language("ar")).utterances("n", []run{{"الاسم: \u2068Jana Lehmann\u2069، 27", "ar"}})
	want := []Utterance{{"n", "الاسم:", "ar"}, {"n", "Jana Lehmann", "de"}, {"n", "27", "ar"}}
	if len(got) != len(want) {
		t.Fatalf("%q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%q, want %q", got[i], want[i])
		}
	}
}

// FuzzSpoken: whatever a citizen writes can be said, and nothing of it directs the engine. Ukrainian has ordinals, Arabic other letters.
func FuzzSpoken(f *testing.F) {
	for _, seed := range []string{"", "9,00 €", "15:30 Uhr", "DE02 1203", "+49 351", "[[a]]", "\u2068x\u2069", "4K7-219", "[\u00ad[", "é ł", "\xff"} {
		f.Add(seed)
	}
	shipped := localestest.Shipped(f)
	all := []words{wordsOf(shipped.Language("de")), wordsOf(shipped.Language("uk")), wordsOf(shipped.Language("ar"))}
	f.Fuzz(func(t *testing.T, text string) {
		for _, w := range all {
			canBeSaid(t, w, text)
		}
	})
}

func canBeSaid(t *testing.T, w words, text string) {
	t.Helper()
	said := w.spoken(text)
	if strings.ContainsAny(said, "\u00ad\u2068\u2069\n\u00a0") || strings.Contains(said, "  ") {
		t.Errorf("%s: %q is said as %q", w.l.Tag, text, said)
	}
	if strings.Contains(spelling(Phrase{Text: said, Lang: w.l.Tag}), "[[") {
		t.Errorf("%s: %q begins phonemes", w.l.Tag, text)
	}
	for range w.spelled(text) {
	}
	if len(said) > 40*len(text)+40 {
		t.Errorf("%s: %d signs become %d", w.l.Tag, len(text), len(said))
	}
	if strings.TrimFunc(said, unicode.IsSpace) != said {
		t.Errorf("%s: %q has space around it", w.l.Tag, said)
	}
}

// TestResampler keeps a tone's pitch and loudness, and lets nothing through above the lower rate's half.
func TestResampler(t *testing.T) {
	r := newResampler(22050, 48000)
	in := make([]float32, 22050)
	for i := range in {
		in[i] = 0.5
	}
	out := r.convert(in)
	if len(out) < 47900 || len(out) > 48001 {
		t.Fatalf("a second becomes %d samples", len(out))
	}
	for _, v := range out[1000:] {
		if v < 0.499 || v > 0.501 {
			t.Fatalf("a steady 0.5 becomes %v", v)
		}
	}
}
