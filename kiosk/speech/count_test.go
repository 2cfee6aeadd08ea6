package speech

import (
	"fmt"
	"testing"

	"buergerterminal/locales/localestest"
)

// counted are the numbers that tell the forms of the languages apart.
var counted = []int{1, 2, 5, 11, 21, 22, 25}

// TestUnitsAgreeWithTheirNumbers: what is counted is said in the form that the number asks for (CLDR, plural rules). 25 is no hour.
func TestUnitsAgreeWithTheirNumbers(t *testing.T) {
	for _, tt := range []struct {
		lang, written string
		want          [7]string
	}{
		{"cs", "%02d:00 hodin", [7]string{"1 hodina", "2 hodiny", "5 hodin", "11 hodin", "21 hodin", "22 hodin"}},
		{"cs", "%d %%", [7]string{"1 procento", "2 procenta", "5 procent", "11 procent", "21 procent", "22 procent", "25 procent"}},
		{"cs", "%d,00 €", [7]string{"1 euro", "2 eura", "5 eur", "11 eur", "21 eur", "22 eur", "25 eur"}},
		{"cs", "%d €", [7]string{"1 euro", "2 eura", "5 eur", "11 eur", "21 eur", "22 eur", "25 eur"}},
		{"cs", "%d m²", [7]string{"1 metr čtvereční", "2 metry čtvereční", "5 metrů čtverečních", "11 metrů čtverečních", "21 metrů čtverečních", "22 metrů čtverečních", "25 metrů čtverečních"}},
		{"hsb", "%02d:00 hodź.", [7]string{"1 hodźina", "2 hodźinje", "5 hodźin", "11 hodźin", "21 hodźin", "22 hodźin"}},
		{"hsb", "%02d:30 hodź.", [7]string{"1 hodźina 30", "2 hodźinje 30", "5 hodźin 30", "11 hodźin 30", "21 hodźin 30", "22 hodźin 30"}},
		{"hsb", "%d %%", [7]string{"1 procent", "2 procentaj", "5 procentow", "11 procentow", "21 procentow", "22 procentow", "25 procentow"}},
		{"hsb", "%d,00 €", [7]string{"1 euro", "2 euraj", "5 eurow", "11 eurow", "21 eurow", "22 eurow", "25 eurow"}},
		{"hsb", "%d m²", [7]string{"1 kwadratny meter", "2 kwadratnej metraj", "5 kwadratnych metrow", "11 kwadratnych metrow", "21 kwadratnych metrow", "22 kwadratnych metrow", "25 kwadratnych metrow"}},
		{"pl", "%d%%", [7]string{"1 procent", "2 procent", "5 procent", "11 procent", "21 procent", "22 procent", "25 procent"}},
		{"pl", "%d,00 €", [7]string{"1 euro", "2 euro", "5 euro", "11 euro", "21 euro", "22 euro", "25 euro"}},
		{"pl", "%d m²", [7]string{"1 metr kwadratowy", "2 metry kwadratowe", "5 metrów kwadratowych", "11 metrów kwadratowych", "21 metrów kwadratowych", "22 metry kwadratowe", "25 metrów kwadratowych"}},
		{"ru", "%d %%", [7]string{"1 процент", "2 процента", "5 процентов", "11 процентов", "21 процент", "22 процента", "25 процентов"}},
		{"ru", "%d м²", [7]string{"1 квадратный метр", "2 квадратных метра", "5 квадратных метров", "11 квадратных метров", "21 квадратный метр", "22 квадратных метра", "25 квадратных метров"}},
		{"ru", "%02d:00", [7]string{"1 ноль-ноль", "2 ноль-ноль", "5 ноль-ноль", "11 ноль-ноль", "21 ноль-ноль", "22 ноль-ноль"}},
		{"uk", "%d %%", [7]string{"1 відсоток", "2 відсотки", "5 відсотків", "11 відсотків", "21 відсоток", "22 відсотки", "25 відсотків"}},
		{"uk", "%d м²", [7]string{"1 квадратний метр", "2 квадратні метри", "5 квадратних метрів", "11 квадратних метрів", "21 квадратний метр", "22 квадратні метри", "25 квадратних метрів"}},
		{"ar", "%d م²", [7]string{"متر مربع واحد", "متران مربعان", "5 أمتار مربعة", "11 مترًا مربعًا", "21 مترًا مربعًا", "22 مترًا مربعًا", "25 مترًا مربعًا"}},
		{"ar", "%d,00 €", [7]string{"1 يورو", "2 يورو", "5 يورو", "11 يورو", "21 يورو", "22 يورو", "25 يورو"}},
		{"en", "%d.00 €", [7]string{"1 euro", "2 euros", "5 euros", "11 euros", "21 euros", "22 euros", "25 euros"}},
		{"en", "%d m²", [7]string{"1 square metre", "2 square metres", "5 square metres", "11 square metres", "21 square metres", "22 square metres", "25 square metres"}},
		{"de", "%02d:00 Uhr", [7]string{"1 Uhr", "2 Uhr", "5 Uhr", "11 Uhr", "21 Uhr", "22 Uhr"}},
		{"tr", "%d %%", [7]string{"yüzde 1", "yüzde 2", "yüzde 5", "yüzde 11", "yüzde 21", "yüzde 22", "yüzde 25"}},
	} {
		w := wordsOf(localestest.Shipped(t).Language(tt.lang))
		for i, n := range counted {
			if tt.want[i] == "" {
				continue
			}
			written := fmt.Sprintf(tt.written, n)
			if got := w.spoken(written); got != tt.want[i] {
				t.Errorf("%s: %q is said as %q, want %q", tt.lang, written, got, tt.want[i])
			}
		}
	}
}

// TestDecimalsAgreeToo: a number with decimals has a form of its own, and figures in groups are one number.
func TestDecimalsAgreeToo(t *testing.T) {
	for _, tt := range []struct{ lang, written, want string }{
		{"cs", "62,5 m²", "62,5 metru čtverečního"}, {"ru", "62,5 м²", "62,5 квадратного метра"}, {"pl", "2,5 %", "2,5 procenta"},
		{"cs", "1 001 €", "1 001 eur"}, {"de", "1.450 €", "1.450 Euro"}, {"cs", "2,50 €", "2 eura 50"}, {"cs", "€", "eur"},
		{"de", "Lindenstraße 27, 5 %", "Lindenstraße 27, 5 Prozent"}, {"cs", "08:00–12:00 hodin", "8 hodin–12 hodin"},
	} {
		if got := wordsOf(localestest.Shipped(t).Language(tt.lang)).spoken(tt.written); got != tt.want {
			t.Errorf("%s: %q is said as %q, want %q", tt.lang, tt.written, got, tt.want)
		}
	}
}

// TestEveryCountIsSaidInItsForm: each number of each language finds a form for all that the voice counts.
func TestEveryCountIsSaidInItsForm(t *testing.T) {
	all := localestest.Shipped(t)
	for _, lang := range all.Languages() {
		w := wordsOf(all.Language(lang))
		for n := range 103 {
			for _, key := range []string{"speech.percent", "speech.euro", "speech.square-metres", "speech.clock", "speech.clock.full"} {
				if got := w.counted(key, fmt.Sprint(n), "m", 5); got == "["+key+"]" {
					t.Errorf("%s has no %s for %d", lang, key, n)
				}
			}
		}
	}
}
