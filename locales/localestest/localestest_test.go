package localestest_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"buergerterminal/locales/localestest"
)

func TestSay(t *testing.T) {
	for _, tt := range []struct {
		text string
		most int
		want string
	}{
		{"", 0, ""},
		{"{whole},{part} €", 0, "{whole},{part} €"},
		{"Ja", 0, "[Já]"},
		{"Schritt {n} von {of}", 0, "[Ščhř\u00adïïïtt {n} vôôôń {of}]"},
		{"Zum Starten\nhier", 0, "[Žůům Štáá\u00adřtěěń\nhïïěř]"},
		{"**Vier** Wörter", 9, "[**Vïěř*]"},
	} {
		if got := localestest.Say(tt.text, tt.most); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.text, got, tt.want)
		}
	}
	long := "Wählen Sie, was Ihnen hilft. Sie können das auf jeder Seite unten wieder ändern."
	said := strings.ReplaceAll(localestest.Say(long, 0), "\u00ad", "")
	if got, want := utf8.RuneCountInString(said), utf8.RuneCountInString(long)*14/10; got < want-2 || got > want {
		t.Errorf("%d letters, want %d: %s", got, want, said)
	}
}

// TestEverythingIsSaid loads the shipped texts and services in the language.
func TestEverythingIsSaid(t *testing.T) {
	l := localestest.Words(t).Language(localestest.Pseudo)
	if l == nil || !strings.HasPrefix(l.Text("bar.cancel"), "[") || l.RTL() {
		t.Error("the terminal does not speak it")
	}
	for _, f := range localestest.Catalog(t).Flows {
		if title, ok := f.Text(localestest.Pseudo, "title"); !ok || !strings.HasPrefix(title, "[") {
			t.Errorf("%s is called %q", f.ID, title)
		}
	}
}
