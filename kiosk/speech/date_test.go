package speech

import (
	"fmt"
	"strings"
	"testing"

	"buergerterminal/locales"
)

// all are the words of every language.
func all(t testing.TB) *locales.Texts {
	t.Helper()
	texts, err := locales.Load(locales.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return texts
}

// TestDays: each day of each month is said with the day's name where the language has one, and never with the bare figure there.
func TestDays(t *testing.T) {
	texts := all(t)
	for _, tt := range []struct {
		lang    string
		endings []string // of a genitive
		twenty  string   // before the ordinal of 21 to 29
		thirty  string
	}{
		{"cs", []string{"ého", "ího"}, "dvacátého ", "třicátého "},
		{"pl", []string{"ego"}, "dwudziestego ", "trzydziestego "},
		{"uk", []string{"ого", "ього"}, "двадцять ", "тридцять "},
		{"ru", []string{"ого", "его"}, "двадцать ", "тридцать "},
		{"hsb", []string{"eho"}, "", ""},
	} {
		w := wordsOf(texts.Language(tt.lang))
		days, seen := w.tables.dates.days, map[string]bool{}
		if len(days) != lastDay {
			t.Fatalf("%s has names of %d days", tt.lang, len(days))
		}
		for n := 1; n <= lastDay; n++ {
			name := days[n-1]
			genitive := false
			for _, ending := range tt.endings {
				genitive = genitive || strings.HasSuffix(name, ending)
			}
			if !genitive || seen[name] {
				t.Errorf("%s: the day %d is %q", tt.lang, n, name)
			}
			seen[name] = true
			if tt.twenty != "" && n > 20 && n < 30 && name != tt.twenty+days[n-21] || tt.thirty != "" && n == 31 && name != tt.thirty+days[0] {
				t.Errorf("%s: the day %d is %q", tt.lang, n, name)
			}
			for month := 1; month <= 12; month++ {
				word := texts.Language(tt.lang).Text(fmt.Sprint("month.", month))
				for _, written := range []string{fmt.Sprintf("%d. %s", n, word), fmt.Sprintf("%d\u00a0%s", n, word)} {
					if got := w.spoken(written); got != name+" "+word {
						t.Errorf("%s: %q is said as %q", tt.lang, written, got)
					}
				}
			}
		}
	}
}

// TestDates: in the sentences of pages and of services.
func TestDates(t *testing.T) {
	texts := all(t)
	for _, tt := range []struct{ lang, written, want string }{
		{"cs", "neděle 22. listopadu 2026", "neděle dvacátého druhého listopadu 2026"},
		{"cs", "Od 1. ledna do 31. ledna.", "Od prvního ledna do třicátého prvního ledna."},
		{"cs", "22. Lindenstraße", "22. Lindenstraße"},
		{"cs", "32. ledna", "32. ledna"},
		{"hsb", "njedźela, 22. nowembra 2026", "njedźela, dwaadwaceteho nowembra 2026"},
		{"pl", "niedziela, 22 listopada 2026 r.", "niedziela, dwudziestego drugiego listopada dwa tysiące dwudziestego szóstego roku"},
		{"pl", "Do 22 listopada 2026 r. Potem nie.", "Do dwudziestego drugiego listopada dwa tysiące dwudziestego szóstego roku. Potem nie."},
		{"pl", "listopad 2026 r., wybrane", "listopad dwa tysiące dwudziestego szóstego roku, wybrane"},
		{"pl", "1 maja 2000 r. wybrane", "pierwszego maja dwutysięcznego roku, wybrane"},
		{"pl", "2026 roku.", "dwa tysiące dwudziestego szóstego roku."},
		{"pl", "22 listopada 1987 r.", "dwudziestego drugiego listopada tysiąc dziewięćset osiemdziesiątego siódmego roku"},
		{"uk", "неділя, 22 листопада 2026 р.", "неділя, двадцять другого листопада дві тисячі двадцять шостого року"},
		{"uk", "3 січня 1950 р.", "третього січня тисяча дев’ятсот п’ятдесятого року"},
		{"uk", "3 січня 1945 р.", "третього січня тисяча дев’ятсот сорок п’ятого року"},
		{"ru", "воскресенье, 22 ноября 2026 г.", "воскресенье, двадцать второго ноября две тысячи двадцать шестого года"},
		{"ru", "5 мая 1900 г.", "пятого мая тысяча девятисотого года"},
		{"ru", "5 мая 2031 г.", "пятого мая две тысячи тридцать первого года"},
		{"en", "Sunday, 22 November 2026", "Sunday, 22nd November 2026"},
		{"en", "11 June, 3 July", "11th June, 3rd July"},
		{"de", "Sonntag, 22. November 2026", "Sonntag, 22. November 2026"},
		{"tr", "22 Kasım 2026 Pazar", "22 Kasım 2026 Pazar"},
		{"ar", "الأحد، 22 نوفمبر 2026", "الأحد، 22 نوفمبر 2026"},
	} {
		if got := wordsOf(texts.Language(tt.lang)).spoken(tt.written); got != tt.want {
			t.Errorf("%s: %q is said as %q, want %q", tt.lang, tt.written, got, tt.want)
		}
	}
}

// TestYears: every year of a living person's dates has a name, and each another one.
func TestYears(t *testing.T) {
	texts := all(t)
	for _, lang := range []string{"pl", "uk", "ru"} {
		d, seen := datesOf(texts.Language(lang)), map[string]int{}
		for year := 1900; year < 2100; year++ {
			name := d.ordinal(fmt.Sprint(year))
			if other, there := seen[name]; there || name != strings.TrimSpace(name) || strings.Contains(name, "  ") || len(strings.Fields(name)) > 5 {
				t.Errorf("%s: %d is %q, as %d", lang, year, name, other)
			}
			seen[name] = year
		}
	}
}
