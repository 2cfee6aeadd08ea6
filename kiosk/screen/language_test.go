package screen_test

import (
	"bytes"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales"
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
		for _, lang := range w.Languages() {
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

// TestLanguageIsSwitchedInTwo switches on every page by two touches, and then goes back: nothing that was answered, typed,
// scanned, signed or sent has changed, and the citizen stands where they stood.
func TestLanguageIsSwitchedInTwo(t *testing.T) {
	w := words(t)
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Calls) {
		before, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		switched, touches := before, []string{"bar.language", "language.ar"}
		if before.Visit.At.Kind == session.AtLanguage {
			touches = touches[1:]
		}
		for _, id := range touches {
			n := screen.Build(switched, w).Find(id)
			if n == nil || n.On == nil {
				if !before.Warning() { // whoever is asked whether they are still there answers first
					t.Errorf("%s: there is no %s", p.Name, id)
				}
				break
			}
			switched, _ = sessiontest.Step(switched, n.On)
		}
		if switched.Visit.Lang != "ar" {
			continue
		}
		if tree := screen.Build(switched, w); tree.Lang != "ar" {
			t.Errorf("%s: the page is in %s", p.Name, tree.Lang)
		}
		after := switched
		if after.Visit.Over == session.OverLanguage {
			after, _ = sessiontest.Step(switched, session.Continue{})
		}
		if before.Idle() { // it began a visit
			continue
		}
		for _, v := range []*session.Visit{&before.Visit, &after.Visit} {
			v.Lang, v.LastTouch, v.Focus, v.ListPage, v.Under = "", time.Time{}, "", 0, session.OverNone
			v.Call.Pointed, v.Call.PointedBy = "", "" // it points at a page, and goes with it
			if v.Over == session.OverAids || v.Over == session.OverVoice {
				v.Over = session.OverNone
			}
		}
		if !reflect.DeepEqual(before.Visit, after.Visit) {
			t.Errorf("%s: the visit has changed:\n%+v\n%+v", p.Name, before.Visit, after.Visit)
		}
	}
}

// ten are the texts of ten languages, whether they ship or not: all say the same in German, but Arabic, and each greets in its own way.
func ten(t *testing.T) *locales.Texts {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, tag := range []string{"de", "de-leicht", "cs", "en", "hsb", "pl", "tr", "uk", "ru", "ar"} {
		from := "de"
		if tag == "ar" {
			from = "ar"
		}
		names, err := fs.Glob(locales.Embedded(), from+"/*.toml")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := fs.ReadFile(locales.Embedded(), name)
			if err != nil {
				t.Fatal(err)
			}
			if tag != "de-leicht" {
				data = bytes.Replace(data, []byte(`"idle.welcome" = "`), []byte(`"idle.welcome" = "`+tag), 1)
			}
			fsys[path.Join(tag, path.Base(name))] = &fstest.MapFile{Data: data}
		}
	}
	w, err := locales.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// TestInvitations: five languages at once, the town's always; where there are more, each has its turn.
func TestInvitations(t *testing.T) {
	w := ten(t)
	s := sessiontest.Idle(t)
	s.Place.Languages = w.Offered("de")
	seen := map[string]bool{}
	for range 10 {
		tree := screen.Build(s, w)
		hello := tree.Find("title")
		if hello.Name != w.Language("de").Text("idle.welcome") {
			t.Errorf("the page says %q first", hello.Name)
		}
		if n := len(tree.Find("start").Children); n != 4 {
			t.Errorf("%d other languages invite", n)
		}
		for _, n := range tree.Find("start").Children {
			seen[n.Lang] = true
		}
		s.Now = s.Now.Add(time.Minute)
	}
	if len(seen) != 9 {
		t.Errorf("in ten minutes these invite: %v", seen)
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
