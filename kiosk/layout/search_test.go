package layout_test

import (
	"fmt"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales/localestest"
)

// TestEveryHitCanBeReached searches all services with words that find none, few and many of them, in every size and place of
// the page: above the keyboard nothing is turned, and where there is more, the button leads to each of the hits, as many as
// the page has said.
func TestEveryHitCanBeReached(t *testing.T) {
	words := localestest.Shipped(t)
	place := placer(t, portrait)
	start := sessiontest.Idle(t)
	start.Catalog = sessiontest.Shipped(t)
	start, _ = sessiontest.Walk(start, session.Start{}, session.Continue{}, session.OpenSearch{})
	for _, query := range []string{"xyz", "hund", "geld", "a"} {
		for _, size := range []session.TextSize{session.Normal, session.Large, session.VeryLarge} {
			for _, lower := range []bool{false, true} {
				t.Run(fmt.Sprint(query, " ", size, " ", lower), func(t *testing.T) {
					s := start
					s.Visit.Look.Size, s.Visit.Look.Lower = size, lower
					s.Visit.Query = session.Edit{Text: query, Caret: len(query)}
					all := len(s.Hits())
					tree := screen.Build(s, words)
					written := place.Place(tree)
					if written.Pages != 1 || written.Find("keyboard") == nil {
						t.Errorf("%d pages above the keyboard", written.Pages)
					}
					if all > 0 && tree.Find("title") != nil && words.Language("de").Plural("search.found", all) != tree.Read[1].Name {
						t.Errorf("%d hits, the page says %q", all, tree.Read[1].Name)
					}
					more := written.Find("search.all")
					if shown := hitsOn(written); (more != nil) != (shown < all) {
						t.Fatalf("%d of %d hits, the button for more: %t", shown, all, more != nil)
					}
					if more == nil {
						return
					}
					s, _ = session.Step(s, more.Node.On)
					seen, pages := 0, 1
					for s.Visit.ListPage = 0; s.Visit.ListPage < pages; s.Visit.ListPage++ {
						p := place.Place(screen.Build(s, words))
						pages = p.Pages
						if n := hitsOn(p); n == 0 || p.Find("search") == nil || p.Find("keyboard") != nil {
							t.Errorf("page %d has %d hits", s.Visit.ListPage, n)
						}
						seen += hitsOn(p)
					}
					if seen != all {
						t.Errorf("%d of %d hits can be reached", seen, all)
					}
				})
			}
		}
	}
}

func hitsOn(p *layout.Placed) int {
	n := 0
	for _, placed := range p.Nodes {
		if placed.Node.Role == screen.RoleHit {
			n++
		}
	}
	return n
}
