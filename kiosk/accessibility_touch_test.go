package kiosk

import (
	"fmt"
	"image"
	"math"
	"os"
	"regexp"
	"testing"
	"time"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// targets: 12.7 mm and 2.54 mm between them, on every page.
func targets(t *testing.T, v *visits) string {
	smallest, gap, seen := math.Inf(1), math.Inf(1), 0
	v.each(func(p visited, placed *layout.Placed) {
		var before []layout.PlacedNode
		for _, n := range placed.Nodes {
			if n.Node.On == nil {
				continue
			}
			side := millimetres(float64(min(n.Target.Dx(), n.Target.Dy())))
			if smallest = min(smallest, side); side < 12.7 {
				t.Errorf("%s: %s is %.1f mm", p.name, n.Node.ID, side)
			}
			for _, other := range before {
				between := millimetres(float64(apart(n.Target, other.Target)))
				if gap = min(gap, between); between < 2.54 {
					t.Errorf("%s: %s and %s are %.2f mm apart", p.name, n.Node.ID, other.Node.ID, between)
				}
			}
			before = append(before, n)
			seen++
		}
	})
	return fmt.Sprintf("%d targets, ≥ %.1f mm, gaps ≥ %.2f mm", seen, smallest, gap)
}

// apart is how far two rectangles are from each other, negative where they overlap.
func apart(a, b image.Rectangle) int {
	return max(a.Min.X-b.Max.X, b.Min.X-a.Max.X, a.Min.Y-b.Max.Y, b.Min.Y-a.Max.Y)
}

// pressAndRelease tries every target: inside counts, sliding off or on does not.
func pressAndRelease(t *testing.T, v *visits) string {
	tried := 0
	for _, p := range v.normal("de") {
		for _, placed := range p.placed {
			for _, n := range placed.Nodes {
				if n.Node.On == nil || n.Node.Role == screen.RoleSignature {
					continue
				}
				inside, outside := n.Target.Min.Add(n.Target.Size().Div(2)), image.Pt(540, 1)
				for _, way := range []struct {
					down, up image.Point
					counts   bool
				}{{inside, inside, true}, {inside, outside, false}, {outside, inside, false}} {
					if acted := acts(placed, way.down, way.up); acted != way.counts {
						t.Errorf("%s: %s from %v to %v acts: %t", p.name, n.Node.ID, way.down, way.up, acted)
					}
				}
				tried++
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d targets were tried", tried)
	}
	return fmt.Sprintf("%d targets", tried)
}

// acts reports whether a finger that comes down and goes up means anything but being there.
func acts(p *layout.Placed, down, up image.Point) bool {
	var h hand
	h.events(p, Down, down)
	for _, e := range h.events(p, Up, up) {
		if _, released := e.(session.Released); !released {
			return true
		}
	}
	return false
}

// nothingFlashes: the idle page is still, and of the moving things of a page the quickest, the caret, changes about twice
// a second, less than the three changes that are allowed.
func nothingFlashes(t *testing.T, v *visits) string {
	moving := 0
	v.each(func(p visited, placed *layout.Placed) {
		for _, op := range placed.Paint {
			if path, ok := op.(layout.Path); ok && path.Motion != layout.Still {
				if moving++; p.state.Idle() {
					t.Errorf("%s: something moves on the idle page", p.name)
				}
			}
		}
	})
	text, err := os.ReadFile("display/motion.go")
	if err != nil {
		t.Fatal(err)
	}
	var said string
	for _, m := range regexp.MustCompile(`(caretTime|pulseTime) += +(\d+) \* time.Millisecond`).FindAllStringSubmatch(string(text), -1) {
		every, err := time.ParseDuration(m[2] + "ms")
		if err != nil || every < time.Second/3 {
			t.Errorf("%s is %s", m[1], every)
		}
		said += fmt.Sprintf(", %s %s", m[1], every)
	}
	if said == "" {
		t.Error("the times of the motion were not found")
	}
	return fmt.Sprintf("idle page still, %d pulsing signs%s; none where the citizen switches motion off among the aids, or the terminal has none (kiosk/display TestMotion, TestReduced; kiosk/session TestStill)", moving, said)
}

// reachMM is how far up one reaches from a wheelchair (LOOK.md, section 1).
const reachMM = 1220

// reach: nothing to touch begins higher above the floor. Of the pad for signing, where one does not have to touch all, the
// middle counts; what its edge has beyond is told.
func reach(t *testing.T, v *visits) string {
	above := func(y int) float64 { return lowerEdgeMM + millimetres(float64(panelHeight-y)) }
	highest, edge := map[bool]float64{}, 0.0
	v.each(func(p visited, placed *layout.Placed) {
		for _, n := range placed.Nodes {
			if n.Node.On == nil {
				continue
			}
			mm, lower := above(n.Target.Min.Y), placed.Tree.Look.Lower
			if n.Node.Role == screen.RoleSignature {
				edge, mm = max(edge, mm), above(n.Target.Min.Y+n.Target.Dy()/2)
			}
			if highest[lower] = max(highest[lower], mm); mm > reachMM {
				t.Errorf("%s: %s begins %.0f mm above the floor", p.name, n.Node.ID, mm)
			}
		}
	})
	said := fmt.Sprintf("highest target %.0f mm above the floor, further down %.0f mm", highest[false], highest[true])
	if edge > reachMM {
		said += fmt.Sprintf("; not yet: the upper edge of the pad for signing, %.0f mm at the larger sizes", edge)
	}
	return said
}

// focus goes round every page with Tab. The ring's contrast is A2's.
func focus(t *testing.T, v *visits) string {
	steps, pages := 0, 0
	for _, p := range v.normal("de") {
		s := p.state
		if s.Idle() {
			continue // nobody is there who could have a focus; the first key is tested with the keys
		}
		pages++
		place := func() *layout.Placed { return v.place(s)[0] }
		want := touchable(place())
		for i, id := range append(want, want[:min(1, len(want))]...) { // and on from the last to the first
			e := keyEvent(place(), Tab, 0)
			s, _ = session.Step(s, e)
			placed := place()
			held := holders(placed)
			if len(held) != 1 || held[0] != id {
				t.Errorf("%s: after %d times Tab the focus is on %v, want %s", p.name, i+1, held, id)
				break
			}
			if r, ok := ringOf(placed); !ok || !r.In(image.Rect(0, 0, 1080, panelHeight)) {
				t.Errorf("%s: the ring around %s is at %v", p.name, id, r)
			}
			steps++
		}
	}
	if steps < 200 {
		t.Errorf("only %d steps of the focus", steps)
	}
	return fmt.Sprintf("%d steps round %d pages, each target once, ring 6 px", steps, pages)
}

// holders are the nodes that have the focus.
func holders(p *layout.Placed) []string {
	var ids []string
	for _, n := range p.Nodes {
		if n.Node.Focused {
			ids = append(ids, n.Node.ID)
		}
	}
	return ids
}

func ringOf(p *layout.Placed) (image.Rectangle, bool) {
	for _, op := range p.Paint {
		if b, ok := op.(layout.Box); ok && b.Line == layout.Focus && b.Width >= 6 {
			return b.Rect, true
		}
	}
	return image.Rectangle{}, false
}
