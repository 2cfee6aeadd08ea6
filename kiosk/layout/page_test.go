package layout_test

import (
	"fmt"
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

// variant is a page in one text size, height and direction.
type variant struct {
	name string
	tree *tree
}

// variants returns every page of the look in every form that a citizen can give it.
func variants() []variant {
	var out []variant
	for _, pic := range append(pictures(), others()...) {
		for _, size := range []session.TextSize{session.Normal, session.Large, session.VeryLarge} {
			for _, lower := range []bool{false, true} {
				for _, rtl := range []bool{false, true} {
					t := pic.tree()
					t.Look.Size, t.Look.Lower, t.RTL = size, lower, t.RTL != rtl
					t.Lowered, t.More, t.Less = lowered(), more(), less()
					out = append(out, variant{fmt.Sprintf("%s size %d lower %t rtl %t", pic.name, size, lower, t.RTL), t})
				}
			}
		}
	}
	return out
}

// everyPage calls check with every page of every variant.
func everyPage(t *testing.T, check func(t *testing.T, p *layout.Placed)) {
	upright, wide := placer(t, portrait), placer(t, landscape)
	for _, v := range append(variants(), realVariants(t)...) {
		t.Run(v.name, func(t *testing.T) { eachOfList(upright, v.tree, func(p *layout.Placed) { check(t, p) }) })
		if twice(v) {
			continue
		}
		t.Run(v.name+" wide", func(t *testing.T) { eachOfList(wide, v.tree, func(p *layout.Placed) { check(t, p) }) })
	}
}

// twice reports whether a variant differs in a wide page from another one only in where its acting zone lies.
func twice(v variant) bool { return v.tree.Look.Lower && v.tree.Look.Size != session.Normal }

// eachOfList calls check with every page of a list.
func eachOfList(place *layout.Placer, of *tree, check func(p *layout.Placed)) {
	for page, pages := 0, 1; page < pages; page++ {
		of.ListPage = page
		p := place.Place(of)
		pages = p.Pages
		check(p)
	}
}

func TestTargets(t *testing.T) {
	everyPage(t, func(t *testing.T, p *layout.Placed) {
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
	})
}

// distance returns how far two rectangles are apart, negative where they overlap.
func distance(a, b image.Rectangle) int {
	return max(a.Min.X-b.Max.X, b.Min.X-a.Max.X, a.Min.Y-b.Max.Y, b.Min.Y-a.Max.Y)
}

// TestWordsInside: no word leaves its node or the panel, and no two lines lie on each other.
func TestWordsInside(t *testing.T) {
	everyPage(t, func(t *testing.T, p *layout.Placed) {
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
	})
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

// TestPaintBelongs: whatever is painted lies in a node, but the grounds of the page, its hairlines and its skyline.
func TestPaintBelongs(t *testing.T) {
	everyPage(t, func(t *testing.T, p *layout.Placed) {
		for _, o := range p.Paint {
			var r image.Rectangle
			switch o := o.(type) {
			case layout.Box:
				if o.Fill == layout.Surface || o.Fill == layout.Page && o.Line == layout.None && o.Radius == 0 || o.Fill == layout.Hair || o.Line == layout.Focus || pointer(o) ||
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
	})
}

// pointer reports whether a box is the ring around what a clerk points at, or the flag on it.
func pointer(b layout.Box) bool {
	return b.Line == layout.Clerk && b.Fill == layout.None || b.Fill == layout.Clerk && b.Radius == 8 && b.Rect.Dx() > 24
}

// TestElementsApart: no element lies on another one that is not part of it.
func TestElementsApart(t *testing.T) {
	everyPage(t, func(t *testing.T, p *layout.Placed) {
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
	})
}

// TestReadingOrder: nodes come as in the tree, each once a page, and all of them on some page.
func TestReadingOrder(t *testing.T) {
	both := map[string]*layout.Placer{"": placer(t, portrait), " wide": placer(t, landscape)}
	for _, v := range append(variants(), realVariants(t)...) {
		for panel, place := range both {
			if panel != "" && twice(v) {
				continue
			}
			t.Run(v.name+panel, func(t *testing.T) { checkOrder(t, place, v) })
		}
	}
}

func checkOrder(t *testing.T, place *layout.Placer, v variant) {
	seen := map[*node]bool{}
	pages := 1
	for page := 0; page < pages; page++ {
		v.tree.ListPage = page
		p := place.Place(v.tree)
		pages = p.Pages
		order := map[*node]int{}
		for _, n := range readFrom(v.tree, p.Size.X > p.Size.Y) {
			order[n] = len(order)
		}
		last := -1
		for _, n := range p.Nodes {
			if order[n.Node] <= last {
				t.Errorf("page %d: %s comes too late or twice", page, n.Node.ID)
			}
			last = order[n.Node]
			seen[n.Node] = true
		}
	}
	v.tree.Walk(func(n *node) bool {
		ornament := n.Role == screen.RoleSpot || n.Role == screen.RoleBadge
		group := n.Role == screen.RoleStack || n.Role == screen.RoleGrid || n.Role == screen.RoleSplit // its children are looked for
		wanted := !group && n.Role != screen.RoleTranscript && n.Role != screen.RoleLine && n != v.tree.More && n != v.tree.Less && n != v.tree.Lowered && !ornament
		if wanted && !seen[n] {
			t.Errorf("%s is on none of the %d pages", n.ID, pages)
		}
		return true
	})
	if pages > 1 && (v.tree.More == nil || !seen[v.tree.More] || !seen[v.tree.Less]) {
		t.Error("the list cannot be turned")
	}
}

// readFrom are the nodes of a tree as they are read: of a wide page the left pane first, in which what is written in a call stands
// below what is read.
func readFrom(t *tree, wide bool) []*node {
	var out []*node
	var read func(n *node)
	read = func(n *node) {
		out = append(out, n)
		for _, c := range n.Children {
			read(c)
		}
	}
	for _, n := range t.Roots() {
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

// TestCallIsReadByPane: in a wide page the place to write, in the left pane, has the focus before the answers in the right one.
func TestCallIsReadByPane(t *testing.T) {
	const divider = 776
	for _, v := range realVariants(t) {
		if v.tree.Talk == nil || len(v.tree.Act) == 0 {
			continue
		}
		p := placer(t, landscape).Place(v.tree)
		right := false
		for _, n := range p.Nodes {
			if n.Node.On == nil || slices.Contains(v.tree.Bar[:], n.Node) || n.Node == v.tree.Less || n.Node == v.tree.More {
				continue
			}
			left := n.Rect.Max.X <= divider
			if v.tree.RTL {
				left = n.Rect.Min.X >= p.Size.X-divider
			}
			if left && right {
				t.Errorf("%s: %s in the left pane comes behind the right one", v.name, n.Node.ID)
			}
			right = right || !left
		}
	}
}

// TestActing: what is touched above the bar begins at the horizon in the normal page, and nothing is lower than the bar.
func TestActing(t *testing.T) {
	place := placer(t, portrait)
	for _, pic := range pictures() {
		p := place.Place(pic.tree())
		if p.Pages != 1 {
			t.Errorf("%s is paged", pic.name)
		}
		for _, n := range p.Nodes {
			if n.Node.On != nil && n.Target.Min.Y < 720 {
				t.Errorf("%s: %s is above the horizon: %v", pic.name, n.Node.ID, n.Target)
			}
		}
	}
}
