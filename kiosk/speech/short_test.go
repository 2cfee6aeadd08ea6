package speech

import "testing"

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
