package screen_test

import (
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// at walks to a page of the tests and on.
func at(t *testing.T, page string, on ...session.Event) session.State {
	t.Helper()
	for _, p := range sessiontest.Pages {
		if p.Name == page {
			s, _ := sessiontest.Walk(sessiontest.Idle(t), append(append([]session.Event(nil), p.Events...), on...)...)
			return s
		}
	}
	t.Fatalf("no page is called %q", page)
	return session.State{}
}

// TestErrorsTellTheirField: below two fields a sentence of the UI says which of them it means; one of the flow says it itself.
// Of two wrong fields it is that where the keyboard is: both sentences would push the fields out of reach.
func TestErrorsTellTheirField(t *testing.T) {
	w := words(t)
	s := at(t, "review", session.EditAnswer{Station: session.Station{Kind: session.AtQuestion, Page: "wohnort", Row: -1}},
		session.ActivateField{Key: "plz"}, session.Erase{}, session.ActivateField{Key: "ort"}, session.Empty{}, session.Continue{})
	for _, tt := range []struct{ at, other, want string }{
		{"plz", "ort", "Eine Postleitzahl hat fünf Ziffern."},
		{"ort", "plz", "Ort: " + w.Language("de").Text("error.required")},
	} {
		s, _ = session.Step(s, session.ActivateField{Key: tt.at})
		tree := screen.Build(s, w)
		if n := tree.Find("error." + tt.at); n == nil || n.Name != tt.want {
			t.Errorf("error.%s is %+v, want %q", tt.at, n, tt.want)
		}
		if tree.Find("error."+tt.other) != nil || !tree.Find("field."+tt.other).Wrong {
			t.Errorf("%s is to be marked and to say nothing", tt.other)
		}
	}
}

// TestZoomButtonsStay: going down a page of the scan, the button for it stays where the finger is.
func TestZoomButtonsStay(t *testing.T) {
	w := words(t)
	for strip, want := range [][2]string{{"", "zoom.down"}, {"zoom.up", "zoom.down"}, {"zoom.up", ""}} {
		s := at(t, "scan check", session.ToggleZoom{})
		for range strip {
			s, _ = session.Step(s, session.TurnList{By: 1})
		}
		tree := screen.Build(s, w)
		turn := tree.Act[len(tree.Act)-1].Children
		if got := [2]string{turn[0].ID, turn[1].ID}; got != want {
			t.Errorf("strip %d has %q, want %q", strip, got, want)
		}
	}
}

// TestPrintAgainFitsItsTitle: "when the printer is ready again" is not said below "the printer is ready again".
func TestPrintAgainFitsItsTitle(t *testing.T) {
	w := words(t)
	de := w.Language("de")
	tree := screen.Build(at(t, "done: no paper"), w)
	if title, again := tree.Find("title").Name, tree.Find("print.again"); title != de.Text("no-receipt.ready") || again.Detail != de.Text("receipt.where") {
		t.Errorf("%q: %q", title, again.Detail)
	}
}

// TestAllMissingConsentsAreMarked: whoever sends too early sees everything that is missing, and the sentence fits it.
func TestAllMissingConsentsAreMarked(t *testing.T) {
	w := words(t)
	de := w.Language("de")
	for _, tt := range []struct {
		given []session.Event
		wrong []string
		says  string
	}{
		{nil, []string{"consent.richtig", "consent.datenschutz"}, de.Plural("send.missing", 2)},
		{[]session.Event{session.ToggleConsent{ID: "richtig"}}, []string{"consent.datenschutz"}, "Ich habe die Hinweise zum Datenschutz gelesen."},
		{[]session.Event{session.ToggleConsent{ID: "richtig"}, session.ToggleConsent{ID: "datenschutz"}}, nil, ""},
	} {
		s := at(t, "send", session.Continue{})
		s, _ = sessiontest.Walk(s, tt.given...)
		tree := screen.Build(s, w)
		var wrong []string
		said := ""
		tree.Walk(func(n *screen.Node) bool {
			if n.Wrong {
				wrong = append(wrong, n.ID)
			}
			if n.Role == screen.RoleError {
				said = n.Name
			}
			return true
		})
		if !slices.Equal(wrong, tt.wrong) || !strings.Contains(said, tt.says) || (said == "") != (tt.wrong == nil) {
			t.Errorf("after %v %q are marked, with the sentence %q", tt.given, wrong, said)
		}
	}
}
