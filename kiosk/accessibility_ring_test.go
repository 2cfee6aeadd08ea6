package kiosk

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"slices"
	"testing"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// leastOfRing is the contrast that the ring of the focus has with all that lies beside it (WCAG 2.2, 1.4.11 and 2.4.13).
const leastOfRing = 3

// ringLook is a look in which the ring is painted, with a municipality's accent; the zero accent is the look's own.
type ringLook struct {
	session.Look
	accent color.RGBA
}

// ringLooks are the four looks, and light and dark with accents of municipalities; in high contrast an accent changes nothing.
func ringLooks() []ringLook {
	own := color.RGBA{}
	all := []ringLook{
		{session.Look{Theme: session.Light, Lower: true}, own},
		{session.Look{Theme: session.Light}, own}, {session.Look{Theme: session.Dark}, own}, {session.Look{Theme: session.HighContrast}, own},
	}
	for _, accent := range []color.RGBA{{0x00, 0x57, 0x3f, 255}, {0x5a, 0x34, 0x10, 255}, {0x33, 0x33, 0x33, 255}, {0x00, 0x33, 0x66, 255}} {
		all = append(all, ringLook{session.Look{Theme: session.Light}, accent}, ringLook{session.Look{Theme: session.Dark}, accent})
	}
	return all
}

// contrastOfRing paints the ring round all that can have it, whether by keys or by the voice, and measures the px on both sides of it:
// each page in one of the looks in turn, with BOTS=all (make accessibility) in all of them.
func contrastOfRing(t *testing.T, v *visits) string {
	r := rings{t: t, painter: paint.New(v.setter), page: image.NewRGBA(image.Rect(0, 0, 1080, panelHeight)), least: math.Inf(1)}
	looks := ringLooks()
	for i, p := range slices.Concat(sessiontest.Pages, sessiontest.Calls, sessiontest.Technicians) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		if s.Idle() {
			continue // nobody is there who could have a focus
		}
		for j, look := range looks {
			if j == i%len(looks) || os.Getenv("BOTS") == "all" {
				s.Visit.Look, s.Place.Accent = look.Look, look.accent
				r.round(p.Name, v.placer, screen.Build(s, v.words))
			}
		}
	}
	if r.seen < 1000 {
		t.Errorf("only %d rings were painted", r.seen)
	}
	return fmt.Sprintf("%d rings of the focus in %d looks and accents ≥ %.1f : 1 to what is beside them", r.seen, len(looks), r.least)
}

// rings paints and measures them.
type rings struct {
	t       *testing.T
	painter *paint.Painter
	page    *image.RGBA
	seen    int
	least   float64
}

// round lets the focus go round all nodes of a page.
func (r *rings) round(name string, placer *layout.Placer, tree *screen.Tree) {
	var nodes []*screen.Node
	tree.Walk(func(n *screen.Node) bool {
		n.Focused, n.Read, n.Grouped = false, false, false
		if n.On != nil || len(n.Children) == 0 { // the rest is only there to hold them
			nodes = append(nodes, n)
		}
		return true
	})
	for _, n := range nodes {
		n.Focused = true
		if placed := placer.Place(tree); placed.Find(n.ID) != nil {
			if at, ok := ringOf(placed); ok {
				r.painter.Paint(r.page, placed, tree.Look, paint.Rest())
				r.measure(fmt.Sprintf("%s, %+v, accent %v: %s", name, tree.Look, tree.Accent, n.ID), at, paint.Colour(tree.Look.Theme, layout.Focus))
			}
		}
		n.Focused = false
	}
}

// measure looks at the ring itself and at the px on both sides of it, but for its corners.
func (r *rings) measure(name string, at image.Rectangle, ring color.RGBA) {
	const corner, width = 18, 6
	r.seen++
	lowest, where := math.Inf(1), image.Point{}
	look := func(x, y, inX, inY int) { // a px of the outer edge, and which way the middle is
		if on := r.page.RGBAAt(x+2*inX, y+2*inY); on != ring {
			r.t.Errorf("%s: the ring at %d, %d is %v", name, x, y, on)
		}
		for _, beside := range []image.Point{{x - inX, y - inY}, {x + width*inX, y + width*inY}} {
			if !beside.In(r.page.Rect) {
				continue
			}
			if c := contrast(r.page.RGBAAt(beside.X, beside.Y), ring); c < lowest {
				lowest, where = c, beside
			}
		}
	}
	for x := at.Min.X + corner; x < at.Max.X-corner; x++ {
		look(x, at.Min.Y, 0, 1)
		look(x, at.Max.Y-1, 0, -1)
	}
	for y := at.Min.Y + corner; y < at.Max.Y-corner; y++ {
		look(at.Min.X, y, 1, 0)
		look(at.Max.X-1, y, -1, 0)
	}
	if lowest < leastOfRing {
		r.t.Errorf("%s: %v beside the ring has %.2f : 1 at %v", name, r.page.RGBAAt(where.X, where.Y), lowest, where)
	}
	r.least = min(r.least, lowest)
}
