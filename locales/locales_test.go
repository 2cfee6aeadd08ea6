package locales_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"buergerterminal/flows"
	"buergerterminal/locales"
)

func embedded(t testing.TB) *locales.Texts {
	t.Helper()
	w, err := locales.Load(locales.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// files are texts as they lie in folders.
func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func TestMistakesAreReported(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files fstest.MapFS
		says  []string
	}{
		{"a key that a language lacks", files("de/a.toml", `"x" = "X"`+"\n"+`"y" = "Y"`, "en/a.toml", `"x" = "X"`), []string{`en lacks "y", which de has`}},
		{"each of several", files("de/a.toml", `"x" = "X"`, "en/a.toml", `"y" = "Y"`), []string{`de lacks "y", which en has`, `en lacks "x", which de has`}},
		{"a key in two files", files("de/a.toml", `"x" = "X"`, "de/b.toml", `"x" = "Z"`), []string{"de/b.toml", `"x" stands in two files`}},
		{"a key twice in a file", files("de/a.toml", "\"x\" = \"X\"\n\"x\" = \"Z\""), []string{"de/a.toml: 2:1"}},
		{"broken TOML", files("de/a.toml", "\"x\" = \"X\"\n\"y\" = unquoted"), []string{"de/a.toml: 2:7"}},
		{"a text that is no text", files("de/a.toml", `"x" = 7`), []string{"de/a.toml", `"x"`}},
		{"a key without quotes", files("de/a.toml", `x.title = "X"`), []string{"de/a.toml", `"x"`}},
		{"a plural without its last form", files("de/a.toml", "[\"x\"]\none = \"1\""), []string{"de/a.toml", `"x"`}},
		{"an empty text", files("de/a.toml", `"x" = ""`), []string{"de/a.toml", `"x"`}},
		{"a folder that is no language", files("notalanguage1/a.toml", `"x" = "X"`), []string{"notalanguage1 is no language"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := locales.Load(tt.files)
			if err == nil {
				t.Fatal("nothing was reported")
			}
			for _, want := range tt.says {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(`"x" = "X"`)
	f.Add("[\"x\"]\none = \"1 {n}\"\nother = \"{n}\"")
	f.Add("x.y.z = 1979-05-27\n[[a]]")
	f.Add("\"x\" = [1, {a = \"}\"}]")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := locales.Load(files("de/a.toml", text))
		if err == nil && w.Language("de") == nil {
			t.Error("neither texts nor a mistake")
		}
	})
}

func TestTextIsFilled(t *testing.T) {
	w, err := locales.Load(files("de/a.toml", `"pair" = "{a} und {b}"`+"\n"+`"twice" = "{a}{a}"`))
	if err != nil {
		t.Fatal(err)
	}
	l := w.Language("de")
	for _, tt := range []struct {
		key  string
		args []any
		want string
	}{
		{"pair", []any{"a", 1, "b", "zwei"}, "1 und zwei"},
		{"twice", []any{"a", "x"}, "xx"},
		{"pair", []any{"a", "{b}", "b", "{a}"}, "{b} und {a}"}, // what is filled in is not read again
		{"pair", nil, "{a} und {b}"},
		{"pair", []any{"a"}, "{a} und {b}"},
		{"none", nil, "[none]"},
	} {
		for range 20 { // the order of a map must not show
			if got := l.Text(tt.key, tt.args...); got != tt.want {
				t.Fatalf("%s %v: %q, want %q", tt.key, tt.args, got, tt.want)
			}
		}
	}
}

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

// TestRightToLeft isolates what is filled in where a sentence runs from right to left, and nowhere else.
func TestRightToLeft(t *testing.T) {
	w := embedded(t)
	for _, lang := range w.Languages() {
		l := w.Language(lang)
		if l.RTL() != (lang == "ar") {
			t.Errorf("%s runs from right to left: %t", lang, l.RTL())
		}
		phone := "03596 12-34"
		if l.RTL() {
			phone = "\u2068" + phone + "\u2069"
		}
		if got := l.Text("search.nothing", "phone", "03596 12-34"); !strings.Contains(got, " "+phone) {
			t.Errorf("%s: %q does not hold %q", lang, got, phone)
		}
		if got := l.Text("search.nothing", "phone", ""); strings.ContainsAny(got, "\u2068\u2069") {
			t.Errorf("%s: nothing is isolated in %q", lang, got)
		}
	}
}

// TestIsolatesEnd holds each text to the end of the pieces that it isolates.
func TestIsolatesEnd(t *testing.T) {
	for _, lang := range embedded(t).Languages() {
		for key, forms := range entries(t, lang) {
			for _, text := range forms {
				open := 0
				for _, r := range text {
					switch r {
					case '\u2066', '\u2067', '\u2068':
						open++
					case '\u2069':
						open--
					}
				}
				if open != 0 {
					t.Errorf("%s, %s: %q", lang, key, text)
				}
			}
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
	for n := range 26 * 26 * 26 {
		code := string([]byte{byte('A' + n/676), byte('A' + n/26%26), byte('A' + n%26)})
		if got := l.Country(code); got == "" || got == display.German.Languages().Name(language.Und) {
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

func TestLanguages(t *testing.T) {
	w := embedded(t)
	if got := w.Languages(); !slices.IsSorted(got) || !slices.Contains(got, "de") || !slices.Contains(got, "ar") {
		t.Errorf("languages %v", got)
	}
	if w.Language("xx") != nil {
		t.Error("an unknown language has words")
	}
	for tag, want := range map[string]string{"de": "Deutsch", "en": "English", "ar": "العربية", "hsb": "Hornjoserbšćina", "de-leicht": "Leichte Sprache", "uk": "Українська", "???": "???"} {
		if got := locales.OwnName(tag); got != want {
			t.Errorf("%s calls itself %q, want %q", tag, got, want)
		}
	}
}

// TestOffered: what is close to the first language stands beside it, and what runs from right to left last.
func TestOffered(t *testing.T) {
	fsys := files()
	for _, tag := range []string{"ar", "cs", "de", "de-leicht", "en", "hsb", "ru", "uk"} {
		fsys[tag+"/a.toml"] = &fstest.MapFile{Data: []byte(`"x" = "X"`)}
	}
	w, err := locales.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for first, want := range map[string]string{"de": "de de-leicht cs en hsb ru uk ar", "en": "en cs de de-leicht hsb ru uk ar", "uk": "uk cs de de-leicht en hsb ru ar"} {
		if got := strings.Join(w.Offered(first), " "); got != want {
			t.Errorf("%s first: %s, want %s", first, got, want)
		}
	}
}

// TestRules: a language counts by the rules of CLDR, under the name that they know it by.
func TestRules(t *testing.T) {
	all := "[\"x\"]\none = \"one\"\ntwo = \"two\"\nfew = \"few\"\nmany = \"many\"\nother = \"other\""
	for _, tt := range []struct{ lang, want string }{ // of 0, 1, 2, 3, 5, 11, 21, 22, 101, 102
		{"de-leicht", "other one other other other other other other other other"},
		{"hsb", "other one two few other other other other one two"},
		{"ru", "many one few few many many one few one few"},
		{"pl", "many one few few many many many few many few"},
		{"cs", "other one few few other other other other other other"},
		{"tr", "other one other other other other other other other other"},
	} {
		w, err := locales.Load(files(tt.lang+"/a.toml", all))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range []int{0, 1, 2, 3, 5, 11, 21, 22, 101, 102} {
			got = append(got, w.Language(tt.lang).Plural("x", n))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.lang, got, tt.want)
		}
		if l := w.Language(tt.lang); !l.Latin() && tt.lang != "ru" || l.RTL() {
			t.Errorf("%s: Latin %t, from right to left %t", tt.lang, l.Latin(), l.RTL())
		}
	}
	if got := locales.Standard("de-leicht"); got != "de-simple" {
		t.Errorf("Leichte Sprache is %s", got)
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// TestLanguagesFillTheSame holds each text to the placeholders of the German one: what one language tells, all tell.
func TestLanguagesFillTheSame(t *testing.T) {
	german := entries(t, "de")
	for _, lang := range embedded(t).Languages() {
		for key, forms := range entries(t, lang) {
			want, got := placeholders(german[key]), placeholders(forms)
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s fills %v, German fills %v", lang, key, got, want)
			}
			for form, text := range forms {
				if strings.Count(text, "**")%2 != 0 {
					t.Errorf("%s, %s %s: a strong span does not end", lang, key, form)
				}
				if strings.TrimSpace(text) != text {
					t.Errorf("%s, %s %s: space around the text", lang, key, form)
				}
			}
		}
	}
}

// placeholders are those of all forms together; one form may do without the number.
func placeholders(forms map[string]string) []string {
	set := map[string]bool{}
	for _, text := range forms {
		for _, p := range placeholder.FindAllString(text, -1) {
			set[p] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// longest is the length of a sentence, in words, that is still easy to read (level B1).
const longest = 15

// TestSentencesAreShort counts the words of every sentence.
func TestSentencesAreShort(t *testing.T) {
	for _, lang := range embedded(t).Languages() {
		for key, forms := range entries(t, lang) {
			if key == "speech.short" || key == "speech.letters" {
				continue // tables
			}
			for _, text := range forms {
				for _, s := range sentences(text) {
					if n := len(strings.Fields(s)); n > longest {
						t.Errorf("%s, %s: %d words: %s", lang, key, n, s)
					}
				}
			}
		}
	}
	if got := len(sentences("Eins, zwei. Drei? **Vier.** Am 3. Mai: fünf.")); got != 4 {
		t.Errorf("the sample has %d sentences, want 4", got)
	}
}

var ends = regexp.MustCompile(`[.!?:؟](\*\*)? +(\*\*)?[\p{Lu}\p{Arabic}{]`)

// sentences parts a text where a sentence ends and another begins; "3. Mai" is none.
func sentences(text string) []string {
	text = strings.NewReplacer("\u00ad", "", "\n", " ").Replace(text)
	var all []string
	from := 0
	for _, at := range ends.FindAllStringIndex(text, -1) {
		if at[0] > 0 && text[at[0]-1] >= '0' && text[at[0]-1] <= '9' || text[at[0]] == ':' {
			continue
		}
		all = append(all, text[from:at[0]+1])
		from = at[0] + 1
	}
	return append(all, text[from:])
}

// BenchmarkText is what a page asks about a hundred times.
func BenchmarkText(b *testing.B) {
	l := embedded(b).Language("de")
	for b.Loop() {
		if l.Text("progress.step", "n", 1, "of", 6, "name", "Angaben") == "" {
			b.Fatal(fmt.Sprint("no text"))
		}
	}
}
