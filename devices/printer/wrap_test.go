package printer

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWrap(t *testing.T) {
	tests := []struct {
		text    string
		columns int
		want    []string
	}{
		{"", 10, []string{""}},
		{"kurz", 10, []string{"kurz"}},
		{"eins zwei drei", 9, []string{"eins zwei", "drei"}},
		{"eins  zwei", 10, []string{"eins zwei"}},
		{" eins", 10, []string{"eins"}},
		{"eins ", 10, []string{"eins"}},
		{"   ", 10, []string{""}},
		{"eins\nzwei", 10, []string{"eins", "zwei"}},
		{"Wohnungs\u00adgeber\u00adbestätigung, 1\u00a0Seite", 28, []string{"Wohnungsgeberbestätigung,", "1\u00a0Seite"}},
		{"Wohnungs\u00adgeber\u00adbestätigung", 16, []string{"Wohnungsgeber-", "bestätigung"}},
		{"Die Wohnungs\u00adgeber\u00adbestätigung", 13, []string{"Die Wohnungs-", "geber-", "bestätigung"}},
		{"Die Wohnungs\u00adgeber\u00adbestätigung", 12, []string{"Die", "Wohnungs-", "geber-", "bestätigung"}},
		{"unteilbares Wort", 12, []string{"unteilbares", "Wort"}},
		{"ein unteilbares", 12, []string{"ein", "unteilbares"}},
		{"Donaudampfschiff", 6, []string{"Donau-", "dampf-", "schiff"}}, // there is no other way
		{"4K7-219 und", 8, []string{"4K7-219", "und"}},
		{"\u00adab", 10, []string{"ab"}},
	}
	for _, test := range tests {
		if got := Wrap(test.text, test.columns); !slices.Equal(got, test.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", test.text, test.columns, got, test.want)
		}
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("Die Wohnungs\u00adgeber\u00adbestätigung liegt bei.", 12)
	f.Add("\u00ad\u00ad \u00ad", 1)
	f.Add("aaaaaaaaaaaaa\nb", 3)
	f.Fuzz(func(t *testing.T, text string, columns int) {
		if columns < 1 || columns > 100 || !utf8.ValidString(text) {
			t.Skipf("%d columns, or no UTF-8: no caller asks for that", columns)
		}
		lines := Wrap(text, columns)
		letters := func(s string) string {
			return strings.NewReplacer(" ", "", "\n", "", "-", "", string(softHyphen), "").Replace(s)
		}
		if got := letters(strings.Join(lines, "")); got != letters(text) {
			t.Errorf("%q became %q", text, lines)
		}
		for _, line := range lines {
			if width(line) > columns {
				t.Errorf("%q is wider than %d", line, columns)
			}
		}
	})
}
