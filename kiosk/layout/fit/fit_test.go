package fit_test

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/kiosk/layout/fit"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales/localestest"
)

func checker(t *testing.T) *fit.Checker {
	t.Helper()
	words := localestest.Shipped(t)
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	return fit.New(setter, words)
}

// TestCatalogueFits places every page of every service that ships, in every language, in the largest size.
func TestCatalogueFits(t *testing.T) {
	c := checker(t)
	all := sessiontest.Shipped(t)
	var running sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for _, f := range all.Flows {
		running.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			for _, m := range c.Flow(f, all) {
				t.Errorf("%s: %s", f.ID, m)
			}
		})
	}
	running.Wait()
}

// TestPseudoFits places the same pages in a language that is longer than any by four tenths.
func TestPseudoFits(t *testing.T) {
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	all, words := localestest.Catalog(t), localestest.Words(t)
	c := fit.New(setter, words)
	for _, f := range all.Flows {
		pseudo := *f
		pseudo.Languages = []string{localestest.Pseudo}
		for _, m := range c.Flow(&pseudo, all) {
			t.Errorf("%s: %s", f.ID, m)
		}
	}
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Calls) {
		s := sessiontest.Idle(t)
		s.Catalog, s.Place.Languages = all, []string{localestest.Pseudo}
		s, _ = sessiontest.Walk(s, p.Events...)
		if s.Idle() {
			continue // the idle page has one size
		}
		for _, m := range c.Page(s) {
			t.Errorf("%s: %s", p.Name, m)
		}
	}
}

const (
	tinyFlow = `id = "tiny"
version = "1.0.0"
icon = "dog"
category = "local"
authority = "amt"
legal = "Satzung"
identity = "none"
minutes = 3
languages = ["de"]

[[page]]
id = "frage"

[[page.field]]
id = "frage"
type = "choice"
options = ["a", "b"]

[[page]]
id = "ende"
visible = "frage == 'a'"
exit = true
`
	tinyTexts = `title = "Hund"
summary = "S"
duration = "D"
fee = "F"
authority.name = "Amt"
receipt.title = "Hund"
page.ende.title = "ENDE"
page.ende.help = "H"
field.frage.title = "Frage?"
field.frage.short = "Frage"
option.frage.a = "A"
option.frage.b = "B"
`
)

// TestLongWordsAreFound: a word that nobody may break and that is wider than its place is named with its page, also behind a
// condition.
func TestLongWordsAreFound(t *testing.T) {
	const long = "Donaudampfschifffahrtsgesellschaftskapitän"
	for _, tt := range []struct{ name, texts, page string }{
		{"nothing", tinyTexts, ""},
		{"title of an exit", strings.Replace(tinyTexts, "ENDE", long, 1), "question.ende"},
		{"an answer", strings.Replace(tinyTexts, `"A"`, `"`+long+`"`, 1), "question.frage"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			all, err := flows.Load(fstest.MapFS{"tiny/flow.toml": {Data: []byte(tinyFlow)}, "tiny/texts.de.toml": {Data: []byte(tt.texts)}})
			if err != nil {
				t.Fatal(err)
			}
			found := checker(t).Flow(all.Flows[0], nil)
			if tt.page == "" && len(found) > 0 {
				t.Errorf("%v does not fit", found)
			}
			named := false
			for _, m := range found {
				named = named || m.Page == tt.page && strings.Contains(m.Text, "Donau")
			}
			if tt.page != "" && !named {
				t.Errorf("found %v, want the word on %s", found, tt.page)
			}
		})
	}
}

// TestServiceTouchesProgress: a service whose name takes three lines in the head stands clear of the progress below it; one
// whose name is still longer is named.
func TestServiceTouchesProgress(t *testing.T) {
	const three, more = "Ermäßigung des Rundfunkbeitrags für Haushalte auf dem Land", "Baugenehmigung Beurkundungen Schulanmeldung Wohnungstausch"
	for _, tt := range []struct {
		title string
		found bool
	}{{three, false}, {more, true}} {
		all, err := flows.Load(fstest.MapFS{"tiny/flow.toml": {Data: []byte(tinyFlow)}, "tiny/texts.de.toml": {Data: []byte(strings.Replace(tinyTexts, `"Hund"`, `"`+tt.title+`"`, 1))}})
		if err != nil {
			t.Fatal(err)
		}
		found := checker(t).Flow(all.Flows[0], nil)
		if crowded := slices.ContainsFunc(found, func(m fit.Misfit) bool { return strings.Contains(m.What, "the progress") }); crowded != tt.found {
			t.Errorf("%s: %v", tt.title, found)
		}
	}
}
