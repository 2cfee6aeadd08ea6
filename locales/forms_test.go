package locales_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"buergerterminal/flows"
)

func TestPlural(t *testing.T) {
	w := embedded(t)
	for _, tt := range []struct {
		lang string
		n    int
		want string
	}{
		{"de", 0, "0 Seiten"}, {"de", 1, "1 Seite"}, {"de", 2, "2 Seiten"}, {"de", 21, "21 Seiten"},
		{"en", 0, "0 pages"}, {"en", 1, "1 page"}, {"en", 2, "2 pages"},
		{"uk", 1, "1 сторінка"}, {"uk", 2, "2 сторінки"}, {"uk", 5, "5 сторінок"}, {"uk", 11, "11 сторінок"}, {"uk", 21, "21 сторінка"}, {"uk", 22, "22 сторінки"}, {"uk", 0, "0 сторінок"},
		{"ru", 1, "1 страница"}, {"ru", 2, "2 страницы"}, {"ru", 5, "5 страниц"}, {"ru", 11, "11 страниц"}, {"ru", 21, "21 страница"}, {"ru", 22, "22 страницы"}, {"ru", 0, "0 страниц"},
		{"pl", 1, "1\u00a0strona"}, {"pl", 2, "2\u00a0strony"}, {"pl", 5, "5\u00a0stron"}, {"pl", 12, "12\u00a0stron"}, {"pl", 21, "21\u00a0stron"}, {"pl", 22, "22\u00a0strony"}, {"pl", 0, "0\u00a0stron"},
		{"cs", 1, "1\u00a0strana"}, {"cs", 2, "2\u00a0strany"}, {"cs", 4, "4\u00a0strany"}, {"cs", 5, "5\u00a0stran"}, {"cs", 21, "21\u00a0stran"}, {"cs", 22, "22\u00a0stran"}, {"cs", 0, "0\u00a0stran"},
		{"hsb", 1, "1 strona"}, {"hsb", 2, "2 stronje"}, {"hsb", 3, "3 strony"}, {"hsb", 4, "4 strony"}, {"hsb", 5, "5 stronow"}, {"hsb", 0, "0 stronow"}, {"hsb", 101, "101 strona"}, {"hsb", 102, "102 stronje"},
		{"tr", 0, "0\u00a0sayfa"}, {"tr", 1, "1\u00a0sayfa"}, {"tr", 5, "5\u00a0sayfa"},
		{"ar", 0, "دون صفحات"}, {"ar", 1, "صفحة واحدة"}, {"ar", 2, "صفحتان"}, {"ar", 3, "\u20683\u2069 صفحات"}, {"ar", 11, "\u206811\u2069 صفحة"}, {"ar", 100, "\u2068100\u2069 صفحة"}, {"ar", 103, "\u2068103\u2069 صفحات"},
	} {
		if got := w.Language(tt.lang).Plural("proof.pages", tt.n); got != tt.want {
			t.Errorf("%s, %d: %q, want %q", tt.lang, tt.n, got, tt.want)
		}
	}
}

// TestEveryPluralHasItsForms asks each text that counts for numbers of every form of the languages of Europe.
func TestEveryPluralHasItsForms(t *testing.T) {
	for _, lang := range embedded(t).Languages() {
		for key, forms := range entries(t, lang) {
			if _, single := forms[""]; single {
				continue
			}
			for _, n := range []int{0, 1, 2, 3, 5, 11, 21, 100, 101, 102} {
				if got := embedded(t).Language(lang).Plural(key, n); strings.HasPrefix(got, "[") {
					t.Errorf("%s, %s has no form for %d", lang, key, n)
				}
			}
		}
	}
}

// TestDates: a day keeps its month, wherever the line breaks.
func TestDates(t *testing.T) {
	w := embedded(t)
	day := time.Date(2026, 3, 1, 9, 5, 0, 0, time.FixedZone("CET", 3600))
	for _, tt := range []struct{ lang, full, short, dayMonth, weekday string }{
		{"de", "Sonntag, 1.\u00a0März 2026", "1.\u00a0März 2026", "1.\u00a0März", "Sonntag, 1.\u00a0März"},
		{"en", "Sunday, 1\u00a0March 2026", "1\u00a0March 2026", "1\u00a0March", "Sunday, 1\u00a0March"},
		{"uk", "Неділя, 1\u00a0березня 2026\u00a0р.", "1\u00a0березня 2026\u00a0р.", "1\u00a0березня", "Неділя, 1\u00a0березня"},
		{"ru", "Воскресенье, 1\u00a0марта 2026\u00a0г.", "1\u00a0марта 2026\u00a0г.", "1\u00a0марта", "Воскресенье, 1\u00a0марта"},
		{"pl", "niedziela, 1\u00a0marca 2026\u00a0r.", "1\u00a0marca 2026\u00a0r.", "1\u00a0marca", "niedziela, 1\u00a0marca"},
		{"cs", "neděle 1.\u00a0března 2026", "1.\u00a0března 2026", "1.\u00a0března", "neděle 1.\u00a0března"},
		{"hsb", "njedźela, 1.\u00a0měrca 2026", "1.\u00a0měrca 2026", "1.\u00a0měrca", "njedźela, 1.\u00a0měrca"},
		{"tr", "1\u00a0Mart 2026 Pazar", "1\u00a0Mart 2026", "1\u00a0Mart", "1\u00a0Mart Pazar"},
		{"ar", "الأحد، 1\u00a0مارس 2026", "1\u00a0مارس 2026", "1\u00a0مارس", "الأحد، 1\u00a0مارس"},
	} {
		l := w.Language(tt.lang)
		for name, pair := range map[string][2]string{
			"Date": {l.Date(day), tt.full}, "ShortDate": {l.ShortDate(day), tt.short}, "DayMonth": {l.DayMonth(day), tt.dayMonth},
			"WeekdayMonth": {l.WeekdayMonth(day), tt.weekday}, "Clock": {l.Clock(day), "09:05"},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s, %s: %q, want %q", tt.lang, name, pair[0], pair[1])
			}
		}
		for d := range 366 {
			if got := l.Date(day.AddDate(0, 0, d)); strings.ContainsAny(got, "[{") {
				t.Errorf("%s: %q", tt.lang, got)
			}
		}
	}
}

func TestLists(t *testing.T) {
	for lang, want := range map[string]string{"de": "a, b, c", "ar": "\u2068a\u2069، \u2068b\u2069، \u2068c\u2069"} {
		if got := embedded(t).Language(lang).List("a", "b", "c"); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

// TestMonthsAlone names a month without its day, which Ukrainian bends otherwise.
func TestMonthsAlone(t *testing.T) {
	w := embedded(t)
	for lang, want := range map[string]string{"de": "März 2026", "en": "March 2026", "uk": "березень 2026\u00a0р.", "ru": "март 2026\u00a0г.", "pl": "marzec 2026\u00a0r.", "cs": "březen 2026", "hsb": "měrc 2026", "de-leicht": "März 2026", "tr": "Mart 2026", "ar": "مارس 2026"} {
		if got := w.Language(lang).PartialDate(2026, 3, 0); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestAmounts(t *testing.T) {
	w := embedded(t)
	for _, tt := range []struct {
		cents  int
		de, en string
	}{
		{0, "0,00 €", "€0.00"}, {5, "0,05 €", "€0.05"}, {-50, "-0,50 €", "-€0.50"}, {-1250, "-12,50 €", "-€12.50"}, {900, "9,00 €", "€9.00"}, {1250, "12,50 €", "€12.50"}, {123456789, "1234567,89 €", "€1234567.89"},
	} {
		plain := strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace
		if got := plain(w.Language("de").Amount(tt.cents)); got != tt.de {
			t.Errorf("de, %d: %q, want %q", tt.cents, got, tt.de)
		}
		if got := plain(w.Language("en").Amount(tt.cents)); got != tt.en {
			t.Errorf("en, %d: %q, want %q", tt.cents, got, tt.en)
		}
		if got := plain(w.Language("uk").Amount(tt.cents)); got != tt.de {
			t.Errorf("uk, %d: %q, want %q", tt.cents, got, tt.de)
		}
		if got := plain(w.Language("ar").Amount(tt.cents)); got != "\u2066"+tt.de+"\u2069" {
			t.Errorf("ar, %d: %q, want %q from left to right", tt.cents, got, tt.de)
		}
	}
}

// TestCountries names states and what stands in place of one by the codes of ICAO 9303-3 section 5; what nobody can have
// stays as it is printed.
func TestCountries(t *testing.T) {
	w := embedded(t)
	for _, tt := range []struct{ code, de, en string }{
		{"D", "Deutschland", "Germany"}, {"DEU", "Deutschland", "Germany"}, {"POL", "Polen", "Poland"}, {"CZE", "Tschechien", "Czechia"},
		{"SYR", "Syrien", "Syria"}, {"UKR", "Ukraine", "Ukraine"}, {"GBR", "Vereinigtes Königreich", "United Kingdom"},
		{"XKK", "Kosovo", "Kosovo"}, {"RKS", "Kosovo", "Kosovo"}, {"GBN", "Vereinigtes Königreich (Übersee)", "British National (Overseas)"},
		{"XXA", "Staatenlos", "Stateless"}, {"XXB", "Flüchtling (Genfer Konvention)", "Refugee (Geneva Convention)"}, {"XXC", "Flüchtling", "Refugee"},
		{"XXX", "Ungeklärt", "Not established"}, {"UNO", "Vereinte Nationen", "United Nations"}, {"EUE", "Europäische Union", "European Union"},
		{"UTO", "UTO", "UTO"}, {"", "", ""}, {"<<<", "<<<", "<<<"},
	} {
		if got := w.Language("de").Country(tt.code); got != tt.de {
			t.Errorf("de, %s: %q, want %q", tt.code, got, tt.de)
		}
		if got := w.Language("en").Country(tt.code); got != tt.en {
			t.Errorf("en, %s: %q, want %q", tt.code, got, tt.en)
		}
	}
}

// TestNoCodeIsNameless tries every code of three letters: each has a name or stays as it is.
func TestNoCodeIsNameless(t *testing.T) {
	l := embedded(t).Language("de")
	unknown := display.German.Languages().Name(language.Und)
	for n := range 26 * 26 * 26 {
		code := string([]byte{byte('A' + n/676), byte('A' + n/26%26), byte('A' + n%26)})
		if got := l.Country(code); got == "" || got == unknown {
			t.Errorf("%s is called %q", code, got)
		}
	}
}

// TestEveryAnswerHasAName: each code that answers a question for a state has a name in every language, and no two the same.
func TestEveryAnswerHasAName(t *testing.T) {
	w := embedded(t)
	for _, lang := range w.Languages() {
		codes := map[string]string{}
		for _, code := range flows.Countries() {
			name := w.Language(lang).Country(code)
			if other := codes[name]; name == code || other != "" {
				t.Errorf("%s: %s is called %q, as is %q", lang, code, name, other)
			}
			codes[name] = code
		}
	}
}
