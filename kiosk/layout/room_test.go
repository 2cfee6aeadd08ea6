package layout_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/locales/localestest"
)

// TestErrorTurnsNoPage: the sentence below a list that just fits makes the rows closer and turns nothing.
func TestErrorTurnsNoPage(t *testing.T) {
	tree := page16()
	tree.More, tree.Less = more(), less()
	place := placer(t, portrait)
	before := place.Place(tree).Find("p.4").Rect.Dy()
	wrong := &node{ID: "error", Role: screen.RoleError, Name: "Bitte berühren Sie zuerst das Feld: Meine Angaben sind richtig und vollständig."}
	tree.Act = append(nodes(tree.Act[0], wrong), tree.Act[1:]...)
	p := place.Place(tree)
	if p.Pages != 1 || p.Find("p.4") == nil {
		t.Fatalf("the error makes %d pages", p.Pages)
	}
	if after := p.Find("p.4").Rect.Dy(); after >= before {
		t.Errorf("rows are %d high, and were %d before", after, before)
	}
}

// TestFieldStaysWhileTurning: many hits are turned below the field that is written into.
func TestFieldStaysWhileTurning(t *testing.T) {
	tree := page04()
	tree.More, tree.Less = more(), less()
	const found = 14
	var hits []*node
	for i := range found {
		hits = append(hits, on(&node{ID: fmt.Sprintf("many.%d", i), Role: screen.RoleHit, Icon: "dog", Name: "Hund anmelden"}))
	}
	tree.Act = nodes(tree.Act[0], stack("hits", hits...), tree.Act[2])
	place := placer(t, portrait)
	seen := 0
	for page, pages := 0, 1; page < pages; page++ {
		tree.ListPage = page
		p := place.Place(tree)
		pages = p.Pages
		if p.Find("search") == nil {
			t.Errorf("page %d has no field", page)
		}
		here := 0
		for i := range found {
			if p.Find(fmt.Sprintf("many.%d", i)) != nil {
				here++
			}
		}
		if here < 3 && page < pages-1 {
			t.Errorf("page %d shows %d hits", page, here)
		}
		seen += here
	}
	if seen != found {
		t.Errorf("%d of %d hits can be reached", seen, found)
	}
}

// TestWordInRing: the word for seconds keeps off the circle around it in any text size.
func TestWordInRing(t *testing.T) {
	place := placer(t, portrait)
	for _, size := range []session.TextSize{session.Normal, session.Large, session.VeryLarge} {
		tree := page21()
		tree.Look.Size = size
		var ring layout.Path
		var word layout.Words
		for _, o := range place.Place(tree).Paint {
			switch o := o.(type) {
			case layout.Path:
				if o.Stroke == layout.Track {
					ring = o
				}
			case layout.Words:
				if o.Line.Text == "Sekunden" {
					word = o
				}
			}
		}
		middle := float64(160 * ring.Scale)
		x := float64(word.X) - float64(ring.X) - middle
		y := float64(word.Y) - float64(ring.Y) - middle // of the base line
		if inner := float64((132 - 10) * ring.Scale); math.Hypot(x, y) > inner-10 {
			t.Errorf("size %d: the word is %.0f from the middle of a circle of %.0f", size, math.Hypot(x, y), inner)
		}
	}
}

// TestPressedInHighContrast: all grounds are black there, so a press shows at the border.
func TestPressedInHighContrast(t *testing.T) {
	place := placer(t, portrait)
	for _, c := range []struct {
		id    string
		width int
	}{{"back", 8}, {"c.2", 8}, {"aids", 8}} {
		tree := page09()
		tree.Look.Theme = session.HighContrast
		tree.Find(c.id).Pressed = true
		p := place.Place(tree)
		want := layout.Box{Rect: p.Find(c.id).Rect, Radius: 8, Fill: layout.Tint2, Line: layout.Accent, Width: c.width}
		if !paints(p, want) {
			t.Errorf("%s: %+v is not painted", c.id, want)
		}
	}
}

// TestInkIsRound: a stroke bends at its points and keeps its ends.
func TestInkIsRound(t *testing.T) {
	p := placer(t, portrait).Place(page14())
	for _, want := range []string{
		"M240.0 180.0Q300.0 330.0 330.0 265.0Q360.0 200.0 390.0 260.0Q420.0 320.0 530.0 285.0L640.0 250.0", "M500.0 180.0h.01",
	} {
		found := false
		for _, o := range p.Paint {
			path, ok := o.(layout.Path)
			found = found || ok && strings.HasPrefix(path.D, want)
		}
		if !found {
			t.Errorf("no stroke is %q", want)
		}
	}
}

// TestArabicTitlesKeepApart: the tail of one line of a title in Arabic letters does not touch the next line.
func TestArabicTitlesKeepApart(t *testing.T) {
	place := placer(t, portrait)
	for _, c := range []struct {
		rtl   bool
		title string
		apart int
	}{{true, "هل ينتقل طفل مع أحد الوالدين فقط؟", 80}, {false, "Haben Sie noch eine andere Wohnung in Deutschland?", 68}} {
		tree := page09()
		tree.RTL = c.rtl
		tree.Find("title").Name = c.title
		var lines []int
		for _, o := range place.Place(tree).Paint {
			if w, ok := o.(layout.Words); ok && w.Line.Style.Size == 60 {
				lines = append(lines, w.Y)
			}
		}
		if len(lines) != 2 || lines[1]-lines[0] != c.apart {
			t.Errorf("%q has lines at %v, want two that are %d apart", c.title, lines, c.apart)
		}
	}
}

// TestRefusalIsSeen: whoever goes on without an answer sees why on the page that opens then, in every size, and of a list
// that just fits no answer goes to another page for it.
func TestRefusalIsSeen(t *testing.T) {
	words := localestest.Shipped(t)
	place := placer(t, portrait)
	for _, size := range []session.TextSize{session.Normal, session.Large, session.VeryLarge} {
		s := sessiontest.Idle(t)
		s.Catalog = sessiontest.Shipped(t)
		s, _ = sessiontest.Walk(s, session.Start{}, session.Continue{}, session.ChooseFlow{ID: "sparkasse-rueckruf"}, session.Continue{}, session.Continue{})
		s.Visit.Look.Size = size
		pages := place.Place(screen.Build(s, words)).Pages
		s, _ = sessiontest.Walk(s, session.TurnList{By: pages - 1}, session.Continue{})
		p := place.Place(screen.Build(s, words))
		if p.Find("error.anliegen") == nil {
			t.Errorf("size %v: page %d of %d says nothing", size, s.Visit.ListPage, p.Pages)
		}
		if size == session.Normal && p.Pages != 1 {
			t.Errorf("the refusal makes %d pages", p.Pages)
		}
	}
}
