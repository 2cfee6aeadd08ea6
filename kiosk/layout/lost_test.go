package layout_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// TestNothingIsLost places pages by chance, short ones and such as are longer than any that ships, on every panel in every size:
// whatever a page says stands on one of its pages, and where there are several, they can be turned.
func TestNothingIsLost(t *testing.T) {
	panels := map[string]*layout.Placer{
		"upright": placer(t, portrait), "wide": placer(t, landscape), "suitcase": placer(t, layout.Monitor{Width: 1280, Height: 800, DPI: 149.5}),
	}
	seeds := uint64(150)
	if testing.Short() {
		seeds = 30
	}
	for seed := range seeds {
		for name, place := range panels {
			for size := session.Normal; size <= session.VeryLarge; size++ {
				tree := pageByChance(rand.New(rand.NewPCG(seed, 1)))
				tree.Look.Size = size
				for _, what := range lost(place, tree) {
					t.Errorf("seed %d, %s, size %d: %s", seed, name, size, what)
				}
			}
		}
	}
}

// lost says what of a tree is on none of its pages.
func lost(place *layout.Placer, of *tree) []string {
	var wrong []string
	shown := map[*node]bool{}
	all := 1
	for _, p := range pagesOf(place, of) {
		all = p.Pages
		for _, n := range p.Nodes {
			shown[n.Node] = true
		}
	}
	of.Walk(func(n *node) bool {
		if n.Name != "" && !shown[n] && n != of.More && n != of.Less && n != of.Lowered && n.Role != screen.RoleTranscript && n.Role != screen.RoleLine {
			wrong = append(wrong, fmt.Sprintf("%s (%s) is on none of %d pages", n.ID, n.Role, all))
		}
		return true
	})
	if all > 1 && (!shown[of.More] || !shown[of.Less]) {
		wrong = append(wrong, "the list cannot be turned")
	}
	return wrong
}

// pageByChance is a page as services have them: with facts, what is needed, remarks and explanations, each of any length.
func pageByChance(r *rand.Rand) *tree {
	count := 0
	say := func(most int) string {
		words := []string{"Die", "Gebühr", "beträgt", "Bürgeramt", "Ausstellung", "12 Euro", "ermäßigt", "Wohnungs\u00adgeber\u00adbestätigung", "für", "Kinder", "unter", "sechzehn", "Jahren"}
		n := 1 + r.IntN(most)
		var said []string
		for range n {
			said = append(said, words[r.IntN(len(words))])
		}
		return strings.Join(said, " ")
	}
	id := func() string { count++; return fmt.Sprintf("n.%d", count) }
	one := func(role screen.Role, most int) *node {
		return &node{ID: id(), Role: role, Icon: "info", Name: say(most), Detail: say(most)}
	}
	t := page05()
	t.More, t.Less, t.Lowered = more(), less(), lowered()
	t.Head.Detail = say(5)
	t.Read = nodes(t.Read[0], title(say(7)))
	for range r.IntN(3) {
		t.Read = append(t.Read, text(id(), say(30), ""))
	}
	t.Look.Lower = r.IntN(4) == 0
	if r.IntN(3) == 0 {
		t.Progress = progress(1, .5, "**Schritt 2 von 6** · Angaben")
	}
	t.Act = nil
	for range 1 + r.IntN(5) {
		switch r.IntN(8) {
		case 0:
			facts := grid(id(), 3)
			for range 1 + r.IntN(4) {
				facts.Children = append(facts.Children, &node{ID: id(), Role: screen.RoleFact, Name: say(2), Value: say(12)})
			}
			t.Act = append(t.Act, facts)
		case 1:
			needs := rows(id())
			for range 1 + r.IntN(4) {
				needs.Children = append(needs.Children, one(screen.RoleNeed, 12))
			}
			t.Act = append(t.Act, heading(id(), say(4)), needs)
		case 2:
			n := one(screen.RoleNote, 40)
			n.Tone = screen.ToneWarn
			t.Act = append(t.Act, n)
		case 3:
			t.Act = append(t.Act, text(id(), say(30), screen.Small))
		case 4:
			ways := stack(id())
			for range 1 + r.IntN(7) {
				ways.Children = append(ways.Children, on(one(screen.RoleChoice, 8)))
			}
			t.Act = append(t.Act, ways)
		case 5:
			points := rows(id())
			for range 1 + r.IntN(5) {
				points.Children = append(points.Children, one(screen.RolePoint, 14))
			}
			t.Act = append(t.Act, points)
		case 6:
			t.Act = append(t.Act, button(id(), say(5), screen.SecondaryMedium, "pen", ""))
		case 7:
			values := rows(id())
			for range 1 + r.IntN(4) {
				values.Children = append(values.Children, &node{ID: id(), Role: screen.RoleRow, Name: say(3), Value: say(60)})
			}
			t.Act = append(t.Act, values)
		}
	}
	return t
}
