package layout

import (
	"image"
	"strings"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// answer paints the ground of what is chosen or leads on by itself, and returns the width that its border takes.
func (p *page) answer(b *block, n *screen.Node) int {
	edge := p.border(2)
	o := Box{Rect: b.whole(), Radius: 8, Fill: Raised, Line: LineRole, Width: edge}
	if n.Chosen {
		o.Fill, o.Line, o.Width = Tint, Accent, edge+4
	}
	if n.Wrong {
		o.Line, o.Width = Danger, edge+4
	}
	if n.Pressed {
		p.press(&o)
	}
	b.node(n, b.whole(), 8)
	b.box(o)
	return edge
}

// pair is a name and a smaller second line below it.
type pair struct {
	name, detail typeset.Paragraph
	gap          int
}

// pair breaks name and detail of a node to a width.
func (p *page) pair(n *screen.Node, name typeset.Style, gap, w int) pair {
	t := pair{name: p.words(n, n.Name, name, w), detail: p.unorphaned(n, n.Detail, p.sizes.small, w)}
	if n.Detail != "" {
		t.gap = gap
	}
	return t
}

func (t pair) height() int { return t.name.Height + t.gap + t.detail.Height }

// pairAt paints the pair at the middle of the block.
func (p *page) pairAt(b *block, t pair, x int) {
	y := p.text(b, t.name, x, (b.h-t.height())/2, t.name.Width, start, Text)
	p.text(b, t.detail, x, y+t.gap, t.detail.Width, start, Muted)
}

// choice places one answer of several (a circle) or several of several (a box).
func (p *page) choice(n *screen.Node, w, h int) block {
	edge, mark := p.border(2), 48
	if n.Role == screen.RoleCheck {
		mark = 56
	}
	low, pad := 120, 20
	if p.sizes.size == session.VeryLarge {
		low, pad = 136, 16
	}
	st := p.sizes.choice
	if n.Chosen {
		st = medium(st)
	}
	x := edge + 32 + mark + 28
	t := p.pair(n, st, 4, w-x-32-edge)
	b := block{w: w, h: max(h, low, t.height()+2*(pad+edge))}
	p.answer(&b, n)
	at := square(edge+32, (b.h-mark)/2, mark)
	if n.Role == screen.RoleCheck {
		p.checkMark(&b, n, at)
	} else {
		circleMark(&b, n, at)
	}
	p.pairAt(&b, t, x)
	return b
}

func circleMark(b *block, n *screen.Node, at image.Rectangle) {
	if !n.Chosen {
		b.circle(at, Field, FieldLine, 4)
		return
	}
	b.circle(at, Field, Accent, 4)
	b.circle(at.Inset(11), Accent, None, 0)
}

func (p *page) checkMark(b *block, n *screen.Node, at image.Rectangle) {
	if !n.Chosen {
		b.box(Box{Rect: at, Radius: 8, Fill: Field, Line: FieldLine, Width: 4})
		return
	}
	b.box(Box{Rect: at, Radius: 8, Fill: Accent, Line: Accent, Width: 4})
	p.sign(b, "check", at.Min.X+8, at.Min.Y+8, 40, OnAccent)
}

// compact places a small choice: a language with its check, or a text size in that size. A long word has its check closer to it.
func (p *page) compact(n *screen.Node, w, h int) block {
	st, low, sized := p.compactStyle(n)
	edge, pad, gap := p.border(2), 24, 16
	x := edge + 24
	if n.Icon != "" {
		x += 40 + 12
	}
	room := w - x - edge - pad
	if n.Chosen && !sized {
		if p.longest(n, st) > room-40-gap {
			pad, gap = closePad, closeGap
		}
		room = w - x - gap - 40 - pad - edge
	}
	words := p.words(n, n.Name, st, room)
	b := block{w: w, h: max(h, low, words.Height+2*(edge+8))}
	p.answer(&b, n)
	a := start
	if sized {
		a = centre
	}
	p.text(&b, words, x, (b.h-words.Height)/2, w-x-edge-24, a, Text)
	if n.Icon != "" {
		p.sign(&b, n.Icon, edge+24, (b.h-40)/2, 40, Text)
	}
	if n.Chosen && !sized {
		p.sign(&b, "check", w-edge-pad-40, (b.h-40)/2, 40, Text)
	}
	return b
}

// Room beside a check where a long word needs it: to the border, and to the word.
const (
	closePad = 16
	closeGap = 8
)

// compactFits says whether the words of a small choice fit into a cell of a width. In the normal size they stand in one line, and when
// they are chosen, set bolder and beside their check, none of them is broken, so that choosing moves nothing into another column; in
// larger text they have one line then too.
func (p *page) compactFits(n *screen.Node, w int) bool {
	plain, chosen := *n, *n
	plain.Chosen, chosen.Chosen = false, true
	st, _, sized := p.compactStyle(&plain)
	strong, _, _ := p.compactStyle(&chosen)
	room := w - 2*(p.border(2)+24)
	if n.Icon != "" {
		room -= 40 + 12
	}
	switch {
	case sized:
		return p.words(n, n.Name, strong, 0).Width <= room
	case p.sizes.size != session.Normal:
		return p.words(n, n.Name, strong, 0).Width <= room-40-16
	}
	return p.words(n, n.Name, st, 0).Width <= room && p.longest(n, strong) <= room+24-closePad-40-closeGap
}

// longest is how wide the longest word of a node's name is.
func (p *page) longest(n *screen.Node, st typeset.Style) int {
	wide := 0
	for _, word := range strings.FieldsFunc(n.Name, mayEnd) {
		wide = max(wide, p.words(n, word, st, 0).Width)
	}
	return wide
}

// closer is the height of a small target where rows stand closer: a little less, but nowhere less than a finger needs.
func (p *page) closer(h int) int {
	const less = 8
	if p.tight && p.grown*float64(h-less)/pxPerMM >= LeastTouch {
		return h - less
	}
	return h
}

// compactStyle returns how a compact choice is set, how high it is at least, and whether it shows a text size.
func (p *page) compactStyle(n *screen.Node) (st typeset.Style, low int, sized bool) {
	st, low = p.sizes.asChoice(30, 40), p.closer(88)
	if p.rtlOf(n) {
		st = p.sizes.choice // Arabic letters look smaller at the same size
	}
	if n.Kind == screen.Sample {
		st, low, sized = sizesOf(session.TextSize(n.Step)).body, 96, true
	}
	if n.Chosen {
		st = medium(st)
	}
	return st, low, sized
}

// toggle places a switch: what it does, and a knob that lies at the end when it is on.
func (p *page) toggle(n *screen.Node, w, h int) block {
	edge := p.border(2)
	st := p.sizes.body
	if n.Chosen {
		st = medium(st)
	}
	x := edge + 24 + 40 + 20
	words := p.words(n, n.Name, st, w-x-20-72-20-edge)
	b := block{w: w, h: max(h, p.closer(88), words.Height+2*(edge+8))}
	p.answer(&b, n)
	p.sign(&b, n.Icon, edge+24, (b.h-40)/2, 40, Text)
	p.text(&b, words, x, (b.h-words.Height)/2, words.Width, start, Text)
	slot := image.Rect(w-edge-20-72, b.h/2-20, w-edge-20, b.h/2+20)
	if n.Chosen {
		b.box(Box{Rect: slot, Radius: 20, Fill: Accent, Line: Accent, Width: 4})
		b.circle(square(slot.Max.X-8-24, slot.Min.Y+8, 24), OnAccent, None, 0)
		return b
	}
	b.box(Box{Rect: slot, Radius: 20, Fill: Field, Line: FieldLine, Width: 4})
	b.circle(square(slot.Min.X+8, slot.Min.Y+8, 24), FieldLine, None, 0)
	return b
}

// area places the tile of a life situation.
func (p *page) area(n *screen.Node, w, h int) block {
	edge := p.border(2)
	x := edge + 24 + 88 + 24
	t := p.pair(n, medium(p.sizes.asChoice(30, 36)), 4, w-x-24-edge)
	b := block{w: w, h: max(h, 160, t.height()+2*(edge+16))}
	p.answer(&b, n)
	plate := square(edge+24, (b.h-88)/2, 88)
	b.box(Box{Rect: plate, Radius: 8, Fill: Tint})
	p.sign(&b, n.Icon, plate.Min.X+16, plate.Min.Y+16, 56, Accent)
	p.pairAt(&b, t, x)
	return b
}

// hit places a service that was found, option a large way out: both lead on with an arrow.
func (p *page) hit(n *screen.Node, w, h int) block {
	return p.leading(n, w, max(h, 104), 28, 24, 40, 0, Text)
}

func (p *page) option(n *screen.Node, w, h int) block {
	return p.leading(n, w, max(h, 120), 32, 28, 56, 4, Accent)
}

func (p *page) leading(n *screen.Node, w, low, pad, gap, icon, between int, role Role) block {
	edge := p.border(2)
	x := edge + pad + icon + gap
	t := p.pair(n, medium(p.sizes.choice), between, w-x-gap-40-pad-edge)
	b := block{w: w, h: max(low, t.height()+2*(edge+14))}
	p.answer(&b, n)
	p.sign(&b, n.Icon, edge+pad, (b.h-icon)/2, icon, role)
	p.pairAt(&b, t, x)
	p.sign(&b, "arrow", w-edge-pad-40, (b.h-40)/2, 40, Text)
	return b
}

// quick places a likely answer beside the number pad.
func (p *page) quick(n *screen.Node, w, h int) block {
	edge := p.border(2)
	t := p.pair(n, medium(p.sizes.choice), 0, w-2*(edge+28))
	b := block{w: w, h: max(h, 112, t.height()+2*edge)}
	p.answer(&b, n)
	p.pairAt(&b, t, edge+28)
	return b
}
