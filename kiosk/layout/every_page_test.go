package layout_test

import (
	"image"
	"slices"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

const (
	smallestTarget = 41 // px: 12.8 mm
	smallestGap    = 9
)

// TestEveryPage places each page of each variant once, on both panels, and holds it to all that must be true of any page.
func TestEveryPage(t *testing.T) {
	all := append(variants(), realVariants(t)...)
	checks := []func(*testing.T, *layout.Placed){targets, wordsInside, paintBelongs, elementsApart, quietGroundHasWords, paneByPane}
	for _, panel := range []struct {
		name string
		layout.Monitor
	}{{"upright", portrait}, {"wide", landscape}} {
		t.Run(panel.name, func(t *testing.T) {
			t.Parallel()
			place := placer(t, panel.Monitor)
			for _, v := range all {
				if panel.Monitor == landscape && twice(v) {
					continue
				}
				t.Run(v.name, func(t *testing.T) {
					pages := pagesOf(place, v.tree)
					for _, p := range pages {
						for _, check := range checks {
							check(t, p)
						}
					}
					readingOrder(t, v.tree, pages)
				})
			}
		})
	}
}

// twice reports whether a variant differs in a wide page from another one only in where its acting zone lies.
func twice(v variant) bool { return v.tree.Look.Lower && v.tree.Look.Size != session.Normal }

// pagesOf places every page of a list.
func pagesOf(place *layout.Placer, of *tree) []*layout.Placed {
	var out []*layout.Placed
	for pages := 1; len(out) < pages; {
		turned := *of
		turned.ListPage = len(out)
		p := place.Place(&turned)
		out, pages = append(out, p), p.Pages
	}
	return out
}

// targets: what can be touched is large enough, lies in its node on the panel, and keeps its distance from the next.
func targets(t *testing.T, p *layout.Placed) {
	t.Helper()
	panel := image.Rectangle{Max: p.Size}
	var targets []layout.PlacedNode
	for _, n := range p.Nodes {
		if n.Node.On == nil {
			if !n.Target.Empty() {
				t.Errorf("%s cannot be touched and has a target", n.Node.ID)
			}
			continue
		}
		if n.Target.Dx() < smallestTarget || n.Target.Dy() < smallestTarget {
			t.Errorf("%s: target %v is too small", n.Node.ID, n.Target)
		}
		if !n.Target.In(panel) || !n.Target.In(n.Rect) {
			t.Errorf("%s: target %v is not in %v", n.Node.ID, n.Target, n.Rect)
		}
		targets = append(targets, n)
	}
	for i, a := range targets {
		for _, b := range targets[i+1:] {
			if distance(a.Target, b.Target) < smallestGap {
				t.Errorf("page %d: %s %v and %s %v are too close", p.Tree.ListPage, a.Node.ID, a.Target, b.Node.ID, b.Target)
			}
		}
	}
}

// distance returns how far two rectangles are apart, negative where they overlap.
func distance(a, b image.Rectangle) int {
	return max(a.Min.X-b.Max.X, b.Min.X-a.Max.X, a.Min.Y-b.Max.Y, b.Min.Y-a.Max.Y)
}

// wordsInside: no word leaves its node or the panel, and no two lines lie on each other.
func wordsInside(t *testing.T, p *layout.Placed) {
	t.Helper()
	panel := image.Rectangle{Max: p.Size}
	var lines []image.Rectangle
	for _, o := range p.Paint {
		w, ok := o.(layout.Words)
		if !ok {
			continue
		}
		r := image.Rect(w.X, w.Y-w.Line.Style.Size*3/4, w.X+w.Line.Width, w.Y)
		if w.Role == layout.OnClerk {
			continue // on the flag of who points, which lies over the page
		}
		if !r.In(panel) || !inSomeNode(p, r) {
			t.Errorf("page %d: %q at %v is in no node", p.Tree.ListPage, w.Line.Text, r)
		}
		for _, other := range lines {
			if r.Overlaps(other) {
				t.Errorf("page %d: %q at %v lies on other words", p.Tree.ListPage, w.Line.Text, r)
			}
		}
		lines = append(lines, r)
	}
}

func inSomeNode(p *layout.Placed, r image.Rectangle) bool {
	return slices.ContainsFunc(p.Nodes, func(n layout.PlacedNode) bool {
		return len(n.Node.Children) == 0 && r.In(n.Rect) || isOne(n.Node.Role) && r.In(n.Rect)
	})
}

// isOne says whether a role with children has words of its own.
func isOne(r screen.Role) bool {
	return !slices.Contains([]screen.Role{screen.RoleStack, screen.RoleGrid, screen.RoleSplit, screen.RoleKeyboard, screen.RoleKeyRow, screen.RolePad}, r)
}

// paintBelongs: whatever is painted lies in a node, but the grounds of the page, its hairlines and its skyline.
func paintBelongs(t *testing.T, p *layout.Placed) {
	t.Helper()
	for _, o := range p.Paint {
		var r image.Rectangle
		switch o := o.(type) {
		case layout.Box:
			if o.Fill == layout.Surface || o.Fill == layout.Page && o.Line == layout.None && o.Radius == 0 || o.Fill == layout.Hair || o.Line == layout.Focus || o.Line == layout.Page || pointer(o) ||
				o.Fill == layout.Sender && o.Rect.Dx() == p.Size.X { // along the edge of the page, as an ornament
				continue
			}
			r = o.Rect
		case layout.Path:
			if p.Tree.Band || p.Tree.Page == "idle" {
				continue
			}
			r = image.Rect(int(o.X), int(o.Y), int(o.X)+1, int(o.Y)+1)
			if o.Mirror {
				r = r.Sub(image.Pt(8, 0))
			}
		case layout.Caret:
			r = o.Rect
		case layout.Modules:
			r = o.Rect
		case layout.Picture:
			r = o.Rect
		default:
			continue
		}
		if !slices.ContainsFunc(p.Nodes, func(n layout.PlacedNode) bool { return r.In(n.Rect) }) {
			t.Errorf("%T %v belongs to no node", o, r)
		}
	}
}

// pointer reports whether a box is the ring around what a clerk points at, or the flag on it.
func pointer(b layout.Box) bool {
	return b.Line == layout.Clerk && b.Fill == layout.None || b.Fill == layout.Clerk && b.Radius == 8 && b.Rect.Dx() > 24
}

// elementsApart: no element lies on another one that is not part of it.
func elementsApart(t *testing.T, p *layout.Placed) {
	t.Helper()
	within := map[*node]*node{}
	p.Tree.Walk(func(n *node) bool {
		for _, c := range n.Children {
			within[c] = n
		}
		return true
	})
	part := func(a, b *node) bool {
		for n := a; n != nil; n = within[n] {
			if n == b {
				return true
			}
		}
		return false
	}
	for i, a := range p.Nodes {
		for _, b := range p.Nodes[i+1:] {
			if a.Rect.Overlaps(b.Rect) && !part(a.Node, b.Node) && !part(b.Node, a.Node) {
				t.Errorf("page %d: %s %v lies on %s %v", p.Tree.ListPage, a.Node.ID, a.Rect, b.Node.ID, b.Rect)
			}
		}
	}
}

// quietGroundHasWords: a page that can only move down a little stays white above; grey without words says nothing.
func quietGroundHasWords(t *testing.T, p *layout.Placed) {
	t.Helper()
	if p.Tree.Quiet {
		return
	}
	ground := false
	for _, o := range p.Paint {
		b, ok := o.(layout.Box)
		ground = ground || ok && b.Fill == layout.Surface && b.Rect.Min.Y == 0 && b.Rect.Dx() == portrait.Width
	}
	if ground && p.Find("lowered") == nil {
		t.Error("the ground above says nothing")
	}
}

// readingOrder: nodes come as in the tree, each once a page, and all of them on some page.
func readingOrder(t *testing.T, of *tree, pages []*layout.Placed) {
	t.Helper()
	seen := map[*node]bool{}
	order := map[*node]int{}
	for _, n := range readFrom(of, pages[0]) {
		order[n] = len(order)
	}
	for page, p := range pages {
		last := -1
		for _, n := range p.Nodes {
			if order[n.Node] <= last {
				t.Errorf("page %d: %s comes too late or twice", page, n.Node.ID)
			}
			last = order[n.Node]
			seen[n.Node] = true
		}
	}
	of.Walk(func(n *node) bool {
		ornament := n.Role == screen.RoleSpot || n.Role == screen.RoleBadge
		group := n.Role == screen.RoleTalk || n.Role == screen.RoleStack || n.Role == screen.RoleGrid || n.Role == screen.RoleSplit // its children are looked for
		wanted := !group && n.Role != screen.RoleTranscript && n.Role != screen.RoleLine && n != of.More && n != of.Less && n != of.Lowered && !ornament
		if wanted && !seen[n] {
			t.Errorf("%s is on none of the %d pages", n.ID, len(pages))
		}
		return true
	})
	if len(pages) > 1 && (of.More == nil || !seen[of.More] || !seen[of.Less]) {
		t.Error("the list cannot be turned")
	}
}

// readFrom are the nodes of a tree as they are read: of a wide page the left pane first, in which what is written in a call stands
// below what is read.
func readFrom(t *tree, p *layout.Placed) []*node {
	wide := p.Size.X > p.Size.Y
	var out, tiles []*node
	var read func(n *node)
	read = func(n *node) {
		out = append(out, n)
		for _, c := range n.Children {
			if n == t.Talk && inBar(p, c) { // read before the switches of the call
				tiles = append(tiles, c)
				continue
			}
			read(c)
		}
	}
	for _, n := range t.Roots() {
		if n == t.Bar[3] {
			out = append(out, tiles...)
		}
		if wide && n == t.Talk && len(t.Act) > 0 {
			continue
		}
		if wide && t.Talk != nil && len(t.Act) > 0 && n == t.Act[0] {
			read(t.Talk)
		}
		read(n)
	}
	return out
}

// inBar reports whether a node stands in the bar at the bottom.
func inBar(p *layout.Placed, n *node) bool {
	placed := p.Find(n.ID)
	return n.ID != "" && placed != nil && placed.Rect.Min.Y > p.Size.Y*944/1080
}

// paneByPane: in a wide page of a call the place to write, in the left pane, has the focus before the answers in the right one.
func paneByPane(t *testing.T, p *layout.Placed) {
	t.Helper()
	const divider = 776
	of := p.Tree
	if p.Size.X < p.Size.Y || of.Talk == nil || len(of.Act) == 0 {
		return
	}
	right := false
	for _, n := range p.Nodes {
		if n.Node.On == nil || slices.Contains(of.Bar[:], n.Node) || n.Node == of.Less || n.Node == of.More {
			continue
		}
		left := n.Rect.Max.X <= divider
		if of.RTL {
			left = n.Rect.Min.X >= p.Size.X-divider
		}
		if left && right {
			t.Errorf("%s in the left pane comes behind the right one", n.Node.ID)
		}
		right = right || !left
	}
}
