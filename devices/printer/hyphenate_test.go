package printer

import (
	"strings"
	"testing"
)

func TestLongWords(t *testing.T) {
	tests := []struct {
		word    string
		columns int
		want    string
	}{
		{"Staatsangehörigkeit", 15, "Staatsangehö-|rigkeit"},
		{"Wohnungsgeberbestätigung", 20, "Wohnungsgeberbestä-|tigung"},
		{"Verwaltungsgemeinschaft", 15, "Verwaltungs-|gemeinschaft"},
		{"Aufenthaltsbestimmungsrecht", 24, "Aufenthaltsbestimmungs-|recht"},
		{"Lebenspartnerschaftsregisterauszug", 22, "Lebenspartnerschafts-|registerauszug"},
		{"Straßenverkehrsbehörde", 15, "Straßenver-|kehrsbehörde"},
		{"Deutschlandticket", 12, "Deutschland-|ticket"},
		{"Zuckerwatte", 8, "Zucker-|watte"},
		{"Rhein-Neckar-Verkehrsbetriebe", 15, "Rhein-Neckar-|Verkehrsbe-|triebe"},
		{"buergeramt@musterstadt.example", 15, "buergeramt@|musterstadt.|example"},
		{"1234567890123456789", 10, "1234567890|123456789"},
		{"K5RWGZDFMZ4WS3TLN5ZGK3LQOA", 20, "K5RWGZDFMZ4WS3TLN5ZG|K3LQOA"},
		{"Hmpfbrrgts", 6, "Hmpfbr|rgts"},
		{"kurz", 4, "kurz"},
	}
	for _, test := range tests {
		if got := strings.Join(Wrap(test.word, test.columns), "|"); got != test.want {
			t.Errorf("%s in %d: %s, want %s", test.word, test.columns, got, test.want)
		}
	}
}

// FuzzHyphenate: no line is wider than it may be, and no letter is lost, added or moved but hyphens.
func FuzzHyphenate(f *testing.F) {
	f.Add("Wohnungsgeber\u00adbestätigung, 1 Seite", 11)
	f.Add("Staatsangehörigkeit der Eltern", 7)
	f.Add("a-b-c-d-e/f.g@h", 2)
	f.Fuzz(func(t *testing.T, text string, columns int) {
		if columns < 1 || columns > 100 {
			return
		}
		text, _ = plain(text, onlyPC858())
		bare := func(s string) string {
			return strings.Map(func(r rune) rune {
				if strings.ContainsRune("- \n\u00ad", r) {
					return -1
				}
				return r
			}, s)
		}
		lines := Wrap(text, columns)
		for _, line := range lines {
			if width(line) > columns {
				t.Errorf("%q in %d: %q", text, columns, line)
			}
		}
		if got := bare(strings.Join(lines, "")); got != bare(text) {
			t.Errorf("%q became %q", text, lines)
		}
	})
}
