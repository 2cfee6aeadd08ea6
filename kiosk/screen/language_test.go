package screen_test

import (
	"slices"
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestServiceWithoutTheLanguage shows a service that speaks German alone to somebody who reads Arabic: its own pages are
// whole in German and say so in Arabic; what lies over them, and what comes before, is in Arabic.
func TestServiceWithoutTheLanguage(t *testing.T) {
	c, err := flows.Load(fair)
	if err != nil {
		t.Fatal(err)
	}
	w, next := words(t), session.Continue{}
	s := sessiontest.Idle(t)
	s.Catalog = c
	s, _ = sessiontest.Walk(s, session.Start{}, session.SetLanguage{Lang: "ar"}, next, session.ChooseArea{})
	list := screen.Build(s, w)
	if hit := list.Find("service.fair"); !list.RTL || hit == nil || hit.Name != "Stand" || hit.Lang != "de" {
		t.Errorf("the list shows %+v", hit)
	}
	s, _ = sessiontest.Walk(s, session.ChooseFlow{ID: "fair"})
	page := screen.Build(s, w)
	note := page.Find("note.language")
	if page.RTL || page.Lang != "de" || note == nil || note.Lang != "ar" {
		t.Errorf("the service's page is in %s, right to left %t, with the note %+v", page.Lang, page.RTL, note)
	}
	for _, over := range []session.Event{session.OpenHelp{}, session.OpenLanguage{}, session.Cancel{}} {
		above, _ := sessiontest.Walk(s, over)
		if tree := screen.Build(above, w); !tree.RTL || tree.Lang != "ar" {
			t.Errorf("%T is in %s", over, tree.Lang)
		}
		if got := screen.Language(above, w); got != "de" {
			t.Errorf("the visit is held in %s below %T", got, over)
		}
	}
	asked, _ := sessiontest.Walk(s, next, next)
	if tree := screen.Build(asked, w); tree.Lang != "de" || tree.Find("note.language") != nil {
		t.Errorf("the question is in %s", tree.Lang)
	}
	s.Visit.Lang = "de"
	if screen.Build(s, w).Find("note.language") != nil {
		t.Error("a German reads of another language")
	}
}

// TestPagesRunAsTheirLanguageDoes turns the whole page and nothing else.
func TestPagesRunAsTheirLanguageDoes(t *testing.T) {
	w := words(t)
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Technicians) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		for _, lang := range []string{"de", "en", "uk", "ar"} {
			if s.Visit.Lang == "" {
				continue
			}
			s.Visit.Lang = lang
			if f := s.Visit.Flow; f != nil && !slices.Contains(f.Languages, lang) && s.Visit.Over == session.OverNone {
				continue // TestServiceInAnotherLanguage
			}
			if tree := screen.Build(s, w); tree.RTL != (lang == "ar") || tree.Lang != lang {
				t.Errorf("%s, %s: right to left %t", p.Name, lang, tree.RTL)
			}
		}
	}
}

// TestStatesAreFoundInBothLanguages searches the list of states in the citizen's letters, and in the town's.
func TestStatesAreFoundInBothLanguages(t *testing.T) {
	w := words(t)
	for _, p := range sessiontest.Pages {
		if p.Name != "question: country" {
			continue
		}
		for _, tt := range []struct{ lang, query string }{{"ar", "بول"}, {"ar", "Pole"}, {"uk", "Поль"}, {"uk", "Pole"}, {"en", "Polan"}, {"de", "Pole"}} {
			s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
			s.Visit.Lang = tt.lang
			for _, r := range tt.query {
				s, _ = session.Step(s, session.TypeRune{Rune: r})
			}
			tree, found := screen.Build(s, w), false
			tree.Walk(func(n *screen.Node) bool {
				o, ok := n.On.(session.ChooseOption)
				found = found || ok && o.Option == "POL" && n.Name == w.Language(tt.lang).Country("POL")
				return true
			})
			if !found {
				t.Errorf("%s, %q: Poland is not offered", tt.lang, tt.query)
			}
		}
		return
	}
	t.Error("no page searches a state")
}
