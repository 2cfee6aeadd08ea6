package fit

import (
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales/localestest"
)

// TestNoWordIsBroken places the terminal's own pages in the largest size, in every language, and on the voice's page with each rate
// chosen, for what is chosen is set bolder beside its sign: no word is broken but where its text says so.
func TestNoWordIsBroken(t *testing.T) {
	words := localestest.Shipped(t)
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	placer := layout.New(setter, layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6})
	seen := map[string]bool{}
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Clips) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		if s.Visit.Lang == "" {
			continue
		}
		rates := []session.Rate{s.Visit.Voice.Rate}
		if s.Visit.Over == session.OverVoice {
			rates = []session.Rate{session.Slow, session.UsualRate, session.Fast}
		}
		for _, s.Visit.Lang = range words.Languages() {
			for _, s.Visit.Voice.Rate = range rates {
				s.Visit.Look.Size = session.VeryLarge
				tree := screen.Build(s, words)
				for page, pages := 0, 1; page < pages; page++ {
					turned := *tree
					turned.ListPage = page
					placed := placer.Place(&turned)
					pages = placed.Pages
					for _, word := range broken(placed, 4) {
						if strings.Contains(words.Language(s.Visit.Lang).Text("key.empty"), word) {
							continue // a cross stands for it
						}
						if key := s.Visit.Lang + word; !seen[key] {
							seen[key] = true
							t.Errorf("%s in %s: %q is broken", p.Name, s.Visit.Lang, word)
						}
					}
				}
			}
		}
	}
}
