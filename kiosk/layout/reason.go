package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
)

// reasonWidth is how wide the way to a reason is beside fields.
const reasonWidth = 152

// reasoned reports whether a node is fields with the way to why they are asked for beside them.
func reasoned(n *screen.Node) bool {
	return n.Role == screen.RoleSplit && len(n.Children) == 2 && n.Children[1].Role == screen.RoleReason
}

// reasoned places fields and, at their end, the way to why they are asked for. It takes no height of its own: on a page
// with a keyboard there is none to give, and the fields are not to move out of reach for it.
func (p *page) reasoned(fields, why *screen.Node, w int) unit {
	left := p.block(fields, w-24-reasonWidth)
	b := block{w: w, h: left.h}
	b.put(left, 0, 0)
	right := p.reason(why, reasonWidth, left.h)
	b.h = max(b.h, right.h)
	b.put(right, w-reasonWidth, 0)
	return unit{block: b, node: fields}
}

// reason places the way itself, as high as a field and at the foot of its row: a sign over a word, or beside it where
// there is room for both.
func (p *page) reason(n *screen.Node, w, low int) block {
	const sign, gap = 40, 16
	edge := p.border(2)
	st := p.sizes.bar
	beside := w >= 2*reasonWidth
	room := w - 2*(edge+4)
	if beside {
		room = w - 2*(edge+24) - sign - gap
	}
	words := p.words(n, n.Name, st, room)
	h := max(fieldHeight, sign+words.Height+2*edge)
	if beside {
		h = max(fieldHeight, words.Height+2*(edge+8))
	}
	if n.Kind == screen.Tall {
		h = max(h, low)
	}
	b := block{w: w, h: max(low, h)}
	r := image.Rect(0, b.h-h, w, b.h)
	b.node(n, r, 8)
	o := Box{Rect: r, Radius: 8, Fill: Raised, Line: LineRole, Width: edge}
	if n.Pressed {
		p.press(&o)
	}
	b.box(o)
	if beside {
		p.sign(&b, n.Icon, edge+24, r.Min.Y+(h-sign)/2, sign, Text)
		p.text(&b, words, edge+24+sign+gap, r.Min.Y+(h-words.Height)/2, words.Width, start, Text)
		return b
	}
	top := r.Min.Y + (h-sign-words.Height)/2
	p.sign(&b, n.Icon, (w-sign)/2, top, sign, Text)
	p.text(&b, words, edge+4, top+sign, room, centre, Text)
	return b
}
