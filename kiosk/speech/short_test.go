package speech

import (
	"testing"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

func TestShortFormsStandAlone(t *testing.T) {
	f := shortForms{"z.\u00a0B.", "zum Beispiel", "č.", "číslo", "Nr.", "Nummer", "m²", "Quadratmeter", "%", "Prozent", "km", "Kilometer"}
	for text, want := range map[string]string{
		"č. 5, pryč.":              "číslo 5, pryč.",
		"Nr.\u00a05 und ZimmerNr.": "Nummer\u00a05 und ZimmerNr.",
		"z.\u00a0B. 80 m² (50%)":   "zum Beispiel 80 Quadratmeter (50Prozent)",
		"Blickmaß, 3 km, km/h":     "Blickmaß, 3 Kilometer, Kilometer/h",
		"":                         "",
		"č.č.":                     "čísločíslo",
	} {
		if got := f.Replace(text); got != want {
			t.Errorf("%q is said as %q, want %q", text, got, want)
		}
	}
}

// TestClausesBehindShortForms: behind a short form there is a pause as behind every clause, though its point is said with it.
func TestClausesBehindShortForms(t *testing.T) {
	w := wordsOf(all(t).Language("hsb"))
	for clauses, want := range map[[2]string]string{
		{"Rano, do 9 hodź.", "njewubrane"}:  "Rano, do 9 hodźin, njewubrane",
		{"Rano.", "njewubrane"}:             "Rano. njewubrane",
		{"Rano", sentence("Njewubrane")}:    "Rano. Njewubrane",
		{"9 hodź.", sentence("Njewubrane")}: "9 hodźin. Njewubrane",
	} {
		if got := w.spoken(w.join(clauses[:])); got != want {
			t.Errorf("%q is said as %q, want %q", clauses, got, want)
		}
	}
}

// TestAnswersAreNoShortForms: an answer that ends its sentence is said as it stands. "No." was a number in English.
func TestAnswersAreNoShortForms(t *testing.T) {
	c, err := flows.Load(catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	texts, asked := all(t), 0
	for _, lang := range texts.Languages() {
		l := texts.Language(lang)
		for _, key := range []string{"answer.yes", "answer.no"} {
			if _, said, is := wordsOf(l).tables.short.at(l.Text(key)+".", ' '); is {
				t.Errorf("in %s the answer %q is said as %q", lang, l.Text(key), said)
			}
		}
	}
	for _, f := range c.Flows {
		for _, lang := range f.Languages {
			short := wordsOf(texts.Language(lang)).tables.short
			for _, p := range f.Pages {
				for _, q := range p.Fields {
					for _, o := range q.Options {
						answer, _ := f.Text(lang, "option."+q.ID+"."+o.ID)
						asked++
						if whole, said, is := short.at(answer+".", ' '); is && whole == answer+"." {
							t.Errorf("%s in %s: the answer %q is said as %q", f.ID, lang, answer, said)
						}
					}
				}
			}
		}
	}
	if asked < 1000 {
		t.Errorf("%d answers only", asked)
	}
}
