package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

func shipped(t testing.TB) *flows.Catalog {
	t.Helper()
	c, err := flows.Load(catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// names are the ids of hits; those of somebody else stand behind a tilde.
func names(hits []flows.Hit) []string {
	var all []string
	for _, h := range hits {
		if h.Flow != nil {
			all = append(all, h.Flow.ID)
		} else {
			all = append(all, "~"+h.Elsewhere.ID)
		}
	}
	return all
}

// TestEverydayWords finds what people say. The wanted one is among the first three.
func TestEverydayWords(t *testing.T) {
	c := shipped(t)
	for _, tt := range []struct{ lang, written, want string }{
		{"de", "ich bin umgezogen", "anmeldung"},
		{"de", "Umzug", "anmeldung"},
		{"de", "neue Wohnung anmelden", "anmeldung"},
		{"de", "Hund anmelden", "hundesteuer"},
		{"de", "Hundesteuermarke", "hundesteuer"},
		{"de", "mein Hund", "hundesteuer"},
		{"de", "Führerschein verloren", "~fuehrerschein"},
		{"de", "Fuehrerschein", "~fuehrerschein"},
		{"de", "Fürerschein", "~fuehrerschein"},
		{"de", "führerschien", "~fuehrerschein"},
		{"de", "FÜHRERSCHEIN beantragen", "~fuehrerschein"},
		{"de", "geheiratet", "~heirat"},
		{"de", "wir wollen heiraten", "~heirat"},
		{"de", "Baby", "~baby"},
		{"de", "arbeitslos", "~arbeitslos"},
		{"de", "Ich habe meine Arbeit verloren", "~arbeitslos"},
		{"de", "Strafzettel", "~strafzettel"},
		{"de", "geblitzt worden", "~strafzettel"},
		{"de", "Reisepass", "~reisepass"},
		{"de", "Reisepas", "~reisepass"},
		{"de", "Bürgergeld", "~buergergeld"},
		{"de", "Burgergeld", "~buergergeld"},
		{"de", "Hartz 4", "~buergergeld"},
		{"de", "Kindergeld", "~kindergeld"},
		{"de", "Rente beantragen", "~rente"},
		{"de", "Hud anmelden", "hundesteuer"}, // what nothing answers to is left out
		{"de", "Bauantrag", "~bauantrag"},
		{"de", "Carport bauen", "~bauantrag"},
		{"de", "Sperrmüll", "~sperrmuell"},
		{"de", "altes Sofa Sperrmüll abholen", "~sperrmuell"},
		{"de", "Kitaplatz", "~kita"},
		{"de", "Schulanmeldung", "~schule"},
		{"de", "Standesamt", "~urkunden"},
		{"de", "Geburtsurkunde", "~urkunden"},
		{"de", "Notarzt", "~notfall"},
		{"de", "Bankkarte verloren", "~karte-sperren"},
		{"de", "Loch in der Straße", "maengelmelder"},
		{"de", "Straßenlaterne kaputt", "maengelmelder"},
		{"de", "Meldebescheinigng", "meldebescheinigung"},
		{"de", "Bescheinigung für die Rente", "meldebescheinigung"},
		{"en", "I lost my driving licence", "~fuehrerschein"},
		{"en", "unemployed", "~arbeitslos"},
		{"en", "register my address", "anmeldung"},
		{"en", "Sperrmüll", "~sperrmuell"}, // the town's language is searched too
		{"uk", "водійське посвідчення", "~fuehrerschein"},
		{"uk", "тимчасовий захист", "~aufenthalt"},
		{"uk", "пенсія", "~rente"},
		{"de-leicht", "Bewohnerparkausweis", "bewohnerparkausweis"},
		{"de-leicht", "Geburtsurkunde", "~urkunden"}, // its title parts the long words
		{"ru", "потерял права", "~fuehrerschein"},
		{"ru", "прописка", "anmeldung"},
		{"ru", "собака", "hundesteuer"},
		{"ru", "пособие на жилье", "wohngeld"}, // ё is written as е by most
		{"pl", "zgubione prawo jazdy", "~fuehrerschein"},
		{"pl", "meldunek", "anmeldung"},
		{"pl", "podatek od psa", "hundesteuer"},
		{"pl", "dodatek mieszkaniowy", "wohngeld"},
		{"pl", "zaswiadczenie o niekaralnosci", "fuehrungszeugnis"}, // many type without the Polish letters
		{"cs", "ztracený řidičák", "~fuehrerschein"},
		{"cs", "trvalý pobyt", "anmeldung"},
		{"cs", "daň ze psa", "hundesteuer"},
		{"cs", "příspěvek na bydlení", "wohngeld"},
		{"cs", "vypis z rejstriku trestu", "fuehrungszeugnis"}, // without the Czech letters
		{"hsb", "jězbna dowolnosć zhubjena", "~fuehrerschein"},
		{"hsb", "přećah", "anmeldung"},
		{"hsb", "dawk za psa", "hundesteuer"},
		{"hsb", "bydlenski pjenjez", "wohngeld"},
		{"hsb", "wuswedcenje wo zadzerzenju", "fuehrungszeugnis"}, // many type without the Sorbian letters
		{"tr", "ehliyetimi kaybettim", "~fuehrerschein"},
		{"tr", "köpek vergisi", "hundesteuer"},
		{"tr", "kira yardımı", "wohngeld"},
		{"tr", "TAŞINDIM", "anmeldung"},       // the capital of ı is I
		{"tr", "cocuk parasi", "~kindergeld"}, // many type without the Turkish letters
		{"tr", "sabıka kaydı", "fuehrungszeugnis"},
		{"ar", "رخصة القيادة", "~fuehrerschein"},
		{"ar", "تمديد الاقامة", "~aufenthalt"},
	} {
		if own := strings.TrimPrefix(tt.want, "~"); own == tt.want && c.Flow(own) == nil {
			continue // a service of the catalogue that is not there
		}
		got := names(c.Search([]string{tt.lang, "de"}, tt.written))
		if !slices.Contains(got[:min(3, len(got))], tt.want) {
			t.Errorf("%s %q finds %v, want %s", tt.lang, tt.written, got, tt.want)
		}
	}
}

// TestNothingFitsEverything holds searches that mean nothing here to finding nothing, and one word to finding not half of all.
func TestNothingFitsEverything(t *testing.T) {
	c := shipped(t)
	for _, written := range []string{"", " -–„“ ", "xyzzy", "qqqq wwww", "ich bin der"} {
		if got := names(c.Search([]string{"de"}, written)); len(got) > 0 {
			t.Errorf("%q finds %v", written, got)
		}
	}
	for _, e := range c.Elsewhere {
		title, _ := e.Title("de")
		for _, word := range strings.Fields(title) {
			if got := c.Search([]string{"de"}, word); len(got) > 16 {
				t.Errorf("%q finds %d: %v", word, len(got), names(got))
			}
		}
	}
}

// TestEveryTitleFindsItself searches for what is shown.
func TestEveryTitleFindsItself(t *testing.T) {
	c := shipped(t)
	for _, lang := range words(t).Languages() {
		for _, f := range c.Flows {
			if title, ok := f.Text(lang, "title"); ok && names(c.Search([]string{lang}, title))[0] != f.ID {
				t.Errorf("%q does not find %s first", title, f.ID)
			}
		}
		for _, e := range c.Elsewhere {
			title, _ := e.Title(lang)
			if got := names(c.Search([]string{lang}, title)); !slices.Contains(got, "~"+e.ID) {
				t.Errorf("%q does not find %s, but %v", title, e.ID, got)
			}
		}
	}
}

// TestElsewhereIsWhole holds each entry to words in each language, short enough for a page.
func TestElsewhereIsWhole(t *testing.T) {
	c := shipped(t)
	if len(c.Elsewhere) < 40 {
		t.Errorf("only %d entries", len(c.Elsewhere))
	}
	for _, e := range c.Elsewhere {
		for _, lang := range e.Languages() {
			for _, sentence := range strings.Split(e.Help(lang), ". ") {
				if n := len(strings.Fields(sentence)); n > 18 {
					t.Errorf("%s, %s: a sentence of %d words: %s", e.ID, lang, n, sentence)
				}
			}
		}
	}
}

// BenchmarkSearch is one key in the search, over the whole catalogue in two languages, with words that are written wrongly.
func BenchmarkSearch(b *testing.B) {
	c := shipped(b)
	c.Search([]string{"uk", "de"}, "Hund")
	for b.Loop() {
		c.Search([]string{"uk", "de"}, "Furhescheinn verlorn gegangn")
	}
}
