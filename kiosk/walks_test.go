package kiosk

import (
	"fmt"
	"os"
	"testing"

	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/walk"
)

// earTurn is the turn of the bot that goes by ear.
const earTurn = 3

// walked lets bots finish every service of the catalogue without touching anything: each service with each way in one language, the
// languages in turn, so that each language is walked in with each way. In every language with BOTS=all (make accessibility).
func (v *visits) walked(t *testing.T, turn int, by way) string {
	t.Helper()
	catalog := sessiontest.Shipped(t)
	walks, pages, presses := 0, 0, 0
	for i, f := range catalog.Flows {
		for l, lang := range v.languages {
			if (i+turn)%len(v.languages) != l && os.Getenv("BOTS") != "all" {
				continue
			}
			b := &bot{words: v.words, placer: v.placer, way: by, seen: map[string]bool{}}
			if _, err := walk.Flow(f, walk.Settings{Catalog: catalog, Words: v.words, Today: sessiontest.Noon, Lang: lang, Once: true, Hand: b}); err != nil {
				t.Errorf("%s in %s: %v", f.ID, lang, err)
			}
			walks, pages, presses = walks+1, pages+b.pages, presses+b.presses
		}
	}
	return fmt.Sprintf("%d services in %d visits, %d pages, %d presses", len(catalog.Flows), walks, pages, presses)
}
