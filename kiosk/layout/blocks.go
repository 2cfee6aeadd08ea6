package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// page is one page while it is placed, in px of the look.
type page struct {
	z            zones
	titleRight   bool // of a wide page: the title stands over what is acted on
	titleSmall   bool // the title is set as beside pictures: on a wide page because a word of it is too wide, else where it leaves no room to write
	turnAside    bool // of a wide page: the buttons that turn a list stand below what is read
	set          *typeset.Setter
	drawings     map[string]drawing
	tree         *screen.Tree
	sizes        sizes
	highContrast bool
	least        int // px of the smallest letters that may stand on this panel, where they are the same in every text size
	pages        int
	artHeight    int            // the most that a drawing in the acting zone may be high, 0 is its own height
	inBar        []*screen.Node // of a wide page: the ways to write and to the camera, where they are tiles of the bar
	strip        int            // of a wide page: the most that a strip of a scanned page may be high, so that its buttons stand below it
	form         callForm
	grown        float64 // how much larger than in the look everything is on the panel, in millimetres
	tight        bool    // rows and headings stand closer, so that a list need not be turned for its last row
	mended       bool    // rows of the list that is placed have buttons: those without one stand as these do
	loose        bool    // what stands side by side goes below each other
}

// block is a placed part of a page with its own origin. Blocks are made first and put where there is room for them.
type block struct {
	w, h  int
	items []item
	nodes []placedNode
}

// item is an operation in a block. In right-to-left pages its frame is mirrored and the operation moves along with it.
type item struct {
	op    Op
	at    image.Point // where the block's origin is by now
	frame image.Rectangle
}

// placedNode is a node with the frame that is mirrored around it.
type placedNode struct {
	PlacedNode
	frame image.Rectangle
}

// put lays a block into another one.
func (b *block) put(c block, x, y int) {
	by := image.Pt(x, y)
	for _, i := range c.items {
		i.at = i.at.Add(by)
		i.frame = i.frame.Add(by)
		b.items = append(b.items, i)
	}
	for _, n := range c.nodes {
		n.Rect, n.Target, n.frame = n.Rect.Add(by), n.Target.Add(by), n.frame.Add(by)
		b.nodes = append(b.nodes, n)
	}
}

// rigid returns the block as one piece: what lies in it keeps its order in right-to-left pages.
func (b block) rigid() block {
	frame := image.Rect(0, 0, b.w, b.h)
	for i := range b.items {
		b.items[i].frame = frame
	}
	for i := range b.nodes {
		b.nodes[i].frame = frame
	}
	return b
}

// node says where a node is. All of it can be touched when it can be touched at all.
func (b *block) node(n *screen.Node, r image.Rectangle, radius int) {
	p := placedNode{PlacedNode: PlacedNode{Node: n, Rect: r, Radius: radius}, frame: r}
	if n.On != nil {
		p.Target = r
	}
	b.nodes = append(b.nodes, p)
}

// box paints a rectangle.
func (b *block) box(o Box) { b.items = append(b.items, item{op: o, frame: o.Rect}) }

// circle paints a circle that fills a square.
func (b *block) circle(r image.Rectangle, fill, line Role, width int) {
	b.box(Box{Rect: r, Radius: r.Dx() / 2, Fill: fill, Line: line, Width: width})
}

// rule paints a horizontal line of a height.
func (b *block) rule(x, y, w, h int, role Role) {
	b.box(Box{Rect: image.Rect(x, y, x+w, y+h), Fill: role})
}

// framed paints anything else; frame is the room that it takes.
func (b *block) framed(o Op, frame image.Rectangle) {
	b.items = append(b.items, item{op: o, frame: frame})
}

// whole returns the rectangle of the block.
func (b *block) whole() image.Rectangle { return image.Rect(0, 0, b.w, b.h) }

// ops returns the operations at their places.
func (b *block) ops() []Op {
	out := make([]Op, len(b.items), len(b.items)+4)
	for i, it := range b.items {
		out[i] = moved(it.op, it.at)
	}
	return out
}

// moved returns an operation at another place.
func moved(o Op, by image.Point) Op {
	switch o := o.(type) {
	case Box:
		o.Rect = o.Rect.Add(by)
		return o
	case Path:
		o.X, o.Y = o.X+float32(by.X), o.Y+float32(by.Y)
		return o
	case Words:
		o.X, o.Y = o.X+by.X, o.Y+by.Y
		return o
	case Picture:
		o.Rect = o.Rect.Add(by)
		return o
	case Modules:
		o.Rect = o.Rect.Add(by)
		return o
	case Video:
		o.Rect = o.Rect.Add(by)
		return o
	case Caret:
		o.Rect = o.Rect.Add(by)
		return o
	}
	return o
}
