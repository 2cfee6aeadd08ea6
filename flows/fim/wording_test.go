package fim

import "testing"

func TestTitle(t *testing.T) {
	long := "Nachweis zu den zwei Wochen Einführung in der Ausbildungsfahrschule im Rahmen der Einführungsphase"
	tests := []struct {
		name        string
		wordings    []string
		short, more string
	}{
		{"short enough", []string{" Wie heißen\n Sie?", "Name"}, "Wie heißen Sie?", ""},
		{"a colon", []string{"Hinweis:"}, "Hinweis", ""},
		{"the next one", []string{long, "Einführung"}, "Einführung", long},
		{"an editor's mark", []string{long, "Abfrage ähnliche Fälle"}, "Ähnliche Fälle", long},
		{"none is short", []string{long, long}, "Nachweis zu den zwei Wochen Einführung", long},
		{"a first sentence", []string{"Bitte nennen Sie uns alle Orte. Nennen Sie sie bitte in der richtigen Reihenfolge."}, "Bitte nennen Sie uns alle Orte", "Bitte nennen Sie uns alle Orte. Nennen Sie sie bitte in der richtigen Reihenfolge."},
		{"no sentence", []string{"Persönliche Angaben Ehegatte bzw. Ehegattin oder Lebenspartner bzw. Lebenspartnerin"}, "Persönliche Angaben Ehegatte bzw. Ehegattin", "Persönliche Angaben Ehegatte bzw. Ehegattin oder Lebenspartner bzw. Lebenspartnerin"},
		{"a cut bracket", []string{"Auszug der Angehörigen über 14 Jahren (erweitertes Führungszeugnis gem. § 30 a BZRG)"}, "Auszug der Angehörigen über 14 Jahren", "Auszug der Angehörigen über 14 Jahren (erweitertes Führungszeugnis gem. § 30 a BZRG)"},
		{"one word", []string{"Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"}, "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsver", "Grundstücksverkehrsgenehmigungszuständigkeitsübertragungsverordnung"},
		{"nothing", []string{"", " "}, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			short, more := title(tt.wordings...)
			if short != tt.short || more != tt.more {
				t.Errorf("got  %q, %q\nwant %q, %q", short, more, tt.short, tt.more)
			}
			if len([]rune(short)) > maxTitle {
				t.Errorf("%d letters", len([]rune(short)))
			}
		})
	}
}

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Straße und Hausnummer": "strasse_und_hausnummer", "1. Vorname": "n1_vorname", "+++": "angabe", "Übermittlung (ab 18)": "uebermittlung_ab_18",
		"Ein sehr langer Name, der nicht in vierzig Zeichen passt": "ein_sehr_langer_name_der_nicht_in",
	} {
		if got := slug(name, 40); got != want {
			t.Errorf("slug(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestScanned(t *testing.T) {
	for help, want := range map[string]string{
		"Laden Sie an dieser Stelle Ihren Lebenslauf hoch.\nBeachten Sie, dass das maximal zulässige Datenvolumen von 20MB nicht überschritten werden darf. Akzeptierte Dateiformate sind JPG, PNG und PDF.": "Scannen Sie hier Ihren Lebenslauf.",
		"Fügen Sie ein Führungszeugnis hinzu. Es darf nicht älter als drei Monate sein.":                                                                                                                     "Scannen Sie hier ein Führungszeugnis. Es darf nicht älter als drei Monate sein.",
		"Den Nachweis stellt die Schule aus.": "Den Nachweis stellt die Schule aus.",
	} {
		if got := scanned(help); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}
