package kiosk

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/kiosk/walk"
	"buergerterminal/locales"
)

// modes are the ways in which bots go through the services.
var modes = []struct {
	name string
	way  way
}{{"six keys", sixKeys}, {"two switches", twoSwitches}, {"one switch", oneSwitch}}

// wholeProduct says that every service is walked through in every mode and every language (make accessibility). Without it each
// service is in each mode, and each language with each mode, but not every service in every language.
var wholeProduct = os.Getenv("BOTS") == "all"

// TestBots finishes every service of the catalogue without touching anything.
func TestBots(t *testing.T) {
	words, err := locales.Load(locales.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	for m, mode := range modes {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			setter, err := typeset.New()
			if err != nil {
				t.Fatal(err)
			}
			placer := layout.New(setter, layout.Monitor{Width: 1080, Height: panelHeight, DPI: 81.6})
			all := walked(t, words, m, func() *bot { return &bot{words: words, placer: placer, way: mode.way, seen: map[string]bool{}} })
			t.Log(all)
		})
	}
}

// tally counts what bots have done.
type tally struct {
	mu                       sync.Mutex
	flows, presses, pages, n int
}

func (a *tally) String() string {
	return fmt.Sprintf("%d services, %d visits, %d pages, %d presses", a.flows, a.n, a.pages, a.presses)
}

// walked walks through all services of the catalogue.
func walked(t *testing.T, words *locales.Texts, m int, made func() *bot) *tally {
	t.Helper()
	catalog := sessiontest.Shipped(t)
	languages := words.Languages()
	all := &tally{flows: len(catalog.Flows)}
	for i, f := range catalog.Flows {
		for l, lang := range languages {
			if !wholeProduct && lang != "de" && (i+m)%(len(languages)) != l {
				continue
			}
			b := made()
			if _, err := walk.Flow(f, walk.Settings{Catalog: catalog, Words: words, Today: sessiontest.Noon, Lang: lang, Once: true, Hand: b}); err != nil {
				t.Errorf("%s in %s: %v", f.ID, lang, err)
			}
			all.n, all.presses, all.pages = all.n+1, all.presses+b.presses, all.pages+b.pages
		}
	}
	return all
}
