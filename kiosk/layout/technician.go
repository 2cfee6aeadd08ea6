package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// The technician's pages use the whole height: they are for a person who stands (LOOK.md, 10).
const (
	tallTop    = 180 // where the reading zone begins
	unitHeight = 106
	unitButton = 76
	unitIndent = 80 // circle and gap
)

// mostFaulty is the height of a card that one page surely holds, beside the buttons that turn it.
func (p *page) mostFaulty() int {
	if p.tall() {
		return 640
	}
	return 440
}

// tall reports whether the page begins further up than others. Who wants everything further down gets that here too.
func (p *page) tall() bool { return p.tree.Tall && !p.tree.Look.Lower && !p.z.panes() }

// unit places one row of the technician's list: its state, what it is, and the way to its page.
func (p *page) unit(n *screen.Node, w int, last bool) block {
	look := stateLookOf(n.Tone)
	var button block
	for _, c := range n.Children {
		l := p.buttonLook(c)
		l.h = unitButton
		button = p.buttonAs(c, l, max(176, p.buttonWidth(c, l)), 0)
	}
	room := w - unitIndent
	beside := p.sizes.size == session.Normal
	if beside {
		room -= button.w + 24
	}
	name := p.words(n, n.Name, medium(p.sizes.asChoice(30, 36)), room)
	detail := p.words(n, n.Detail, p.sizes.small, room)
	words := name.Height + detail.Height
	inside := max(56, words, button.h)
	if !beside {
		inside = max(56, words) + 12 + button.h
	}
	b := block{w: w, h: p.rowHeight(unitHeight, inside+24, last)}
	b.node(n, b.whole(), 0)
	top := (b.h - words) / 2
	if !beside {
		top = 12
	}
	at := square(0, top+(words-56)/2, 56)
	b.circle(at, look.fill, look.line, 4)
	p.sign(&b, n.Icon, 12, at.Min.Y+12, 32, look.sign)
	y := p.text(&b, name, unitIndent, top, room, start, Text)
	y = p.text(&b, detail, unitIndent, y, room, start, Muted)
	if beside {
		b.put(button, w-button.w, (b.h-button.h)/2)
		return b
	}
	b.put(button, unitIndent, y+12)
	return b
}

// faulty places the card of a broken unit: what it is and its code, since when, why, what to do, and buttons.
func (p *page) faulty(n *screen.Node, w int) block {
	const edge, side, top, bottom = 3, 32, 28, 32
	look := stateLookOf(n.Tone)
	inner := w - 2*(edge+side)
	head := p.faultyHead(n, look, inner)
	b := block{w: w, h: edge + top + head.h + 24}
	x, y := edge+side, edge+top
	var parts block
	parts.w = inner
	buttons := false
	for _, c := range n.Children {
		if c.Role == screen.RoleRow {
			fact := p.faultyFact(c, inner-p.faultyIndent())
			parts.put(fact, p.faultyIndent(), parts.h)
			parts.h += fact.h + 12
			continue
		}
		grid := p.block(c, inner)
		parts.put(grid, 0, parts.h+16)
		parts.h += 16 + grid.h
		buttons = true
	}
	if !buttons {
		parts.h = max(0, parts.h-12)
	}
	b.h += parts.h + bottom + edge
	b.node(n, b.whole(), 8)
	b.box(Box{Rect: b.whole(), Radius: 8, Line: look.line, Width: edge})
	b.put(head, x, y)
	b.put(parts, x, y+head.h+24)
	return b
}

// faultyIndent is how far the facts of a card stand in: below the title, in large text at the edge.
func (p *page) faultyIndent() int {
	if p.sizes.size > session.Normal {
		return 0
	}
	return unitIndent
}

// faultyHead places the circle, the title and the code in its frame; in large text the code stands below the title.
func (p *page) faultyHead(n *screen.Node, look stateLook, w int) block {
	ink := Danger
	if n.Tone == screen.ToneWarn {
		ink = Warn
	}
	code := p.value(n.Value, medium(p.sizes.small), w-unitIndent-32)
	plate := image.Pt(code.Width+32, code.Height+12)
	room := w - unitIndent
	beside := p.sizes.size == session.Normal && n.Value != ""
	if beside {
		room -= plate.X + 24
	}
	name := p.words(n, n.Name, medium(p.sizes.section), room)
	b := block{w: w, h: max(56, name.Height)}
	b.circle(square(0, (b.h-56)/2, 56), look.fill, look.line, 4)
	p.sign(&b, n.Icon, 12, (b.h-32)/2, 32, look.sign)
	p.text(&b, name, unitIndent, (b.h-name.Height)/2, room, start, Text)
	if n.Value == "" {
		return b
	}
	at := image.Pt(w-plate.X, (b.h-plate.Y)/2)
	if !beside {
		at = image.Pt(unitIndent, b.h+8)
		b.h = at.Y + plate.Y
	}
	b.box(Box{Rect: image.Rectangle{Min: at, Max: at.Add(plate)}, Radius: 8, Line: look.line, Width: 2})
	p.text(&b, code, at.X+16, at.Y+6, code.Width, start, ink)
	return b
}

// faultyFact places a label and its sentence beside each other, in large text below each other.
func (p *page) faultyFact(n *screen.Node, w int) block {
	st := p.sizes.tight()
	label := p.sizes.small
	x := 132 + 24
	if p.sizes.size > session.Normal {
		name, value := p.words(n, n.Name, label, w), p.value(n.Value, st, w)
		b := block{w: w, h: name.Height + value.Height}
		b.node(n, b.whole(), 0)
		y := p.text(&b, name, 0, 0, w, start, Muted)
		p.text(&b, value, 0, y, w, start, Text)
		return b
	}
	label.Line = st.Line
	name, value := p.words(n, n.Name, label, x-24), p.value(n.Value, st, w-x)
	b := block{w: w, h: max(name.Height, value.Height)}
	b.node(n, b.whole(), 0)
	p.text(&b, name, 0, 0, x-24, start, Muted)
	p.text(&b, value, x, 0, value.Width, start, Text)
	return b
}

// looseFaulty is the parts of a card that is too high for one page, one below the other.
func (p *page) looseFaulty(n *screen.Node, w int) []unit {
	head := p.faultyHead(n, stateLookOf(n.Tone), w)
	head.node(n, head.whole(), 0)
	us := []unit{{block: head, node: n}}
	for _, c := range n.Children {
		more := p.expand(c, w)
		for i := range more {
			more[i].gap = 16
		}
		us = append(us, more...)
	}
	return us
}

// tile words of the technician's bar are other ones, and so are their widths in large text.
var tallBar = [4]int{168, 200, 236, 380}
