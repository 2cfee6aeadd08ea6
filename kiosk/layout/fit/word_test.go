package fit

import (
	"image"
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
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

// TestNamesOfLanguages chooses each language on the page of languages, with and without Leichte Sprache, in each size and on panels of
// several kinds: no word of its own name, bolder and beside its sign, is broken, and choosing it moves no name into another column.
func TestNamesOfLanguages(t *testing.T) {
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, panel := range []layout.Monitor{
		{Width: 1080, Height: 1920, DPI: 81.6}, {Width: 1920, Height: 1080, DPI: 81.6}, {Width: 1280, Height: 800, DPI: 149.5}, {Width: 1024, Height: 768},
		{Width: 1366, Height: 768}, {Width: 1440, Height: 2560, DPI: 108.8}, {Width: 800, Height: 1280, DPI: 149.5},
	} {
		placer := layout.New(setter, panel)
		for size := session.Normal; size <= session.VeryLarge; size++ {
			for _, easy := range []bool{true, false} {
				choosesLanguages(t, panel, placer, size, easy)
			}
		}
	}
}

// choosesLanguages chooses one after the other.
func choosesLanguages(t *testing.T, panel layout.Monitor, placer *layout.Placer, size session.TextSize, easy bool) {
	t.Helper()
	words, pseudo := localestest.Shipped(t), localestest.Words(t)
	shown := slices.DeleteFunc(words.Languages(), func(tag string) bool { return tag == locales.EasyGerman && !easy })
	wide := map[string]int{}
	for _, lang := range append(slices.Clone(shown), localestest.Pseudo) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{})
		s.Place.Languages, s.Visit.Lang, s.Visit.Look.Size = shown, lang, size
		all := words
		if lang == localestest.Pseudo {
			s.Place.Languages, all = append(slices.Clone(shown), lang), pseudo
		}
		tree := screen.Build(s, all)
		for page, pages := 0, 1; page < pages; page++ {
			turned := *tree
			turned.ListPage = page
			placed := placer.Place(&turned)
			pages = placed.Pages
			for _, n := range placed.Nodes {
				tag, is := strings.CutPrefix(n.Node.ID, "language.")
				if !is || !slices.Contains(shown, tag) {
					continue
				}
				for _, word := range strings.Fields(n.Node.Name) {
					if !slices.ContainsFunc(placed.Paint, func(op layout.Op) bool {
						w, ok := op.(layout.Words)
						return ok && strings.Contains(w.Line.Text, word) && image.Pt(w.X+w.Line.Width/2, w.Y-2).In(n.Rect) && w.X+w.Line.Width <= n.Rect.Max.X
					}) {
						t.Errorf("%+v, size %d, %s chosen: %q is broken", panel, size, lang, word)
					}
				}
				before, known := wide[tag]
				if known && lang != localestest.Pseudo && max(before-n.Rect.Dx(), n.Rect.Dx()-before) > 4 {
					t.Errorf("%+v, size %d, %s chosen: %q is %d px wide, was %d", panel, size, lang, n.Node.Name, n.Rect.Dx(), before)
				}
				wide[tag] = n.Rect.Dx()
			}
		}
	}
}
