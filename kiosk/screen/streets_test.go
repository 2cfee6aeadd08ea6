package screen_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestStreetsAreOffered writes the beginning of a street: at most two stand above the keyboard, in German whatever is read, and a
// touch takes one.
func TestStreetsAreOffered(t *testing.T) {
	streets, problems := flows.ReadStreets(fstest.MapFS{"s": {Data: []byte("plz,street\n01844,Bahnhofstraße\n01844,Bahnhofsplatz\n01844,Baderberg\n01833,Badstraße\n")}}, "s")
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	w, next := words(t), session.Continue{}
	s := sessiontest.Idle(t)
	shipped := sessiontest.Shipped(t)
	s.Catalog = &flows.Catalog{Flows: shipped.Flows, Elsewhere: shipped.Elsewhere, Streets: streets}
	s, _ = sessiontest.Walk(s, session.Start{}, session.SetLanguage{Lang: "uk"}, next, session.ChooseFlow{ID: "meldebescheinigung"})
	s.Visit.At = session.Station{Kind: session.AtQuestion, Page: "strasse", Row: -1}
	s.Visit.Answers = flows.Answers{"plz": flows.Text("01844"), "ort": flows.Text("Neustadt")}
	s = s.Opened(s.Visit.At)
	offered := func(s session.State) (names []string) {
		screen.Build(s, w).Walk(func(n *screen.Node) bool {
			if strings.HasPrefix(n.ID, "street.") {
				if n.Lang != "de" || n.Privacy != screen.Personal {
					t.Errorf("%+v", n)
				}
				names = append(names, n.Name)
			}
			return true
		})
		return names
	}
	write := func(s session.State, text string) session.State {
		for _, r := range text {
			s, _ = session.Step(s, session.TypeRune{Rune: r})
		}
		return s
	}
	for text, want := range map[string]string{"": "", "b": "", "ba": "Baderberg Bahnhofsplatz", "bahn": "Bahnhofsplatz Bahnhofstraße", "bad": "Baderberg", "zz": ""} {
		if got := strings.Join(offered(write(s, text)), " "); got != want {
			t.Errorf("%q offers %q, want %q", text, got, want)
		}
	}
	written := write(s, "bahnhofst")
	taken, _ := session.Step(written, screen.Build(written, w).Find("street.0").On)
	if got := taken.Visit.Draft.Edits["strasse"].Text; got != "Bahnhofstraße" || len(offered(taken)) > 0 {
		t.Errorf("taken is %q, and %v are offered still", got, offered(taken))
	}
}
