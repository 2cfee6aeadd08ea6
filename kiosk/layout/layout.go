package layout

import (
	"image"
	"math"
	"slices"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// Placer places pages on one panel. It keeps nothing of a page and may be used by several goroutines.
type Placer struct {
	set      *typeset.Setter
	monitor  Monitor
	drawings map[string]drawing
}

// New returns a placer that measures text with the setter.
func New(setter *typeset.Setter, monitor Monitor) *Placer {
	return &Placer{set: setter, monitor: monitor, drawings: drawings()}
}

// Place says where everything on the page is. The same tree gives the same page.
func (l *Placer) Place(t *screen.Tree) *Placed {
	p := &page{
		set:          l.set,
		z:            l.monitor.zones(),
		drawings:     l.drawings,
		tree:         t,
		sizes:        sizesOf(l.monitor.sizeFor(t.Look.Size)),
		highContrast: t.Look.Theme == session.HighContrast,
		least:        l.monitor.leastSize(),
		grown:        l.monitor.grown(),
		pages:        1,
	}
	p.inBar = p.talkTiles()
	whole := p.whole()
	if t.RTL {
		mirror(&whole, p.z.width)
	}
	placed := &Placed{Tree: t, Pages: p.pages, Nodes: p.inReadingOrder(whole.nodes), Paint: whole.ops()}
	placed.Paint = append(placed.Paint, p.pointers(placed.Nodes)...)
	placed.Paint = append(placed.Paint, rings(placed.Nodes)...)
	if t.Blank != nil {
		p.blank(placed)
	}
	l.monitor.stretch(placed)
	return placed
}

// inReadingOrder sorts the nodes as the tree is read and gives containers the room that their children take. A container
// whose children stand in both panes has no place of its own.
func (p *page) inReadingOrder(nodes []placedNode) []PlacedNode {
	t := p.tree
	edge := p.z.divider
	if t.RTL {
		edge = p.z.width - edge
	}
	at := make(map[*screen.Node]int, len(nodes))
	for i, n := range nodes {
		if first, twice := at[n.Node]; twice {
			nodes[first].Rect = nodes[first].Rect.Union(n.Rect)
			continue
		}
		at[n.Node] = i
	}
	out := make([]PlacedNode, 0, len(nodes)+8)
	var read func(n *screen.Node)
	read = func(n *screen.Node) {
		i, known := at[n]
		from := len(out)
		if known {
			out = append(out, nodes[i].PlacedNode)
		} else {
			out = append(out, PlacedNode{Node: n})
		}
		for _, c := range n.Children {
			if n != t.Talk || !slices.Contains(p.inBar, c) {
				read(c)
			}
		}
		if known {
			return
		}
		for _, c := range out[from+1:] {
			out[from].Rect = out[from].Rect.Union(c.Rect)
		}
		switch r := out[from].Rect; {
		case len(out) == from+1:
			out = out[:from]
		case p.z.panes() && r.Min.X < edge && r.Max.X > edge:
			out = slices.Delete(out, from, from+1)
		}
	}
	for _, n := range p.roots() {
		read(n)
	}
	return slices.Clip(out)
}

// roots are the tree's own nodes as they are read: in a wide page what is written in a call stands below the clerk's picture,
// beside what is acted on, and so before it.
func (p *page) roots() []*screen.Node {
	all, talk := p.tree.Roots(), p.tree.Talk
	if talk == nil || !p.z.panes() || len(p.tree.Act) == 0 {
		return p.withTalkTiles(all)
	}
	all = slices.DeleteFunc(all, func(n *screen.Node) bool { return n == talk })
	return p.withTalkTiles(slices.Insert(all, slices.Index(all, p.tree.Act[0]), talk))
}

// rings paints the focus around the nodes that hold it, over everything else.
func rings(nodes []PlacedNode) []Op {
	var ops []Op
	if group := grouped(nodes); !group.Empty() {
		ops = append(ops, ring(group)...)
	}
	reading := slices.ContainsFunc(nodes, func(n PlacedNode) bool { return n.Node.Read })
	for _, n := range nodes {
		if ringed(n.Node, reading) {
			r := n.Rect
			if !n.Target.Empty() {
				r.Min.Y, r.Max.Y = n.Target.Min.Y, n.Target.Max.Y // a field without its label
			}
			ops = append(ops, ring(r)...)
		}
	}
	return ops
}

// ring is the focus around a place. On both sides it has an edge of the page's ground, so that it is seen on whatever it crosses:
// words beside the voice, the ring of the clerk, a municipality's own colour.
func ring(around image.Rectangle) []Op {
	const edge = 2
	outside := around.Inset(-13)
	return []Op{
		Box{Rect: outside.Inset(-edge), Radius: 18 + edge, Line: Page, Width: 6 + 2*edge},
		Box{Rect: outside, Radius: 18, Line: Focus, Width: 6},
	}
}

// grouped is the place of the group that has the focus as a whole, empty where none has.
func grouped(nodes []PlacedNode) image.Rectangle {
	var all image.Rectangle
	for _, n := range nodes {
		if n.Node.Grouped {
			all = all.Union(n.Target)
		}
	}
	return all
}

// ringed reports whether a node has the ring: it follows the voice while one reads, else the focus.
func ringed(n *screen.Node, reading bool) bool {
	if reading {
		return n.Read
	}
	return n.Focused
}

// round returns the nearest px.
func round(v float64) int { return int(math.Round(v)) }
