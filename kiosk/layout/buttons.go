package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// buttonLook is how a kind of button is drawn.
type buttonLook struct {
	fill, line, ink          Role
	width, pad, gap, icon, h int
	style                    typeset.Style
	align                    align
}

// buttonLook returns the drawing of a button (LOOK.md, 5 and 6).
func (p *page) buttonLook(n *screen.Node) buttonLook {
	l := buttonLook{
		fill: Raised, line: Accent, ink: Accent, width: p.border(3), pad: 32, gap: 20, icon: 40, h: 112,
		style: medium(p.sizes.choice), align: centre,
	}
	switch n.Kind {
	case screen.Primary:
		l.fill, l.ink = Accent, OnAccent
	case screen.Neutral, screen.NeutralMedium:
		l.line, l.ink, l.width = LineRole, Text, p.border(2)
	case screen.Deleting:
		l.line, l.ink = Danger, Danger
	case screen.StartAligned:
		l.align = start
	}
	if n.Kind == screen.SecondaryMedium || n.Kind == screen.NeutralMedium {
		l.style, l.pad, l.gap, l.h = medium(p.sizes.body), 28, 16, 88
	}
	return l
}

// press shows that a finger lies on a box: its ground changes, and in high contrast, where all grounds are black, its
// border becomes an accent one and as wide again.
func (p *page) press(o *Box) {
	o.Fill = Tint2
	if p.highContrast {
		o.Line, o.Width = Accent, o.Width+4
	}
}

// border returns the width of a border of what can be touched: in high contrast all are 4.
func (p *page) border(normal int) int {
	if p.highContrast {
		return 4
	}
	return normal
}

// button places a button with its sign, words and sign behind the words in the middle of it.
func (p *page) button(n *screen.Node, w, h int) block {
	return p.buttonAs(n, p.buttonLook(n), w, h)
}

func (p *page) buttonAs(n *screen.Node, l buttonLook, w, h int) block {
	edge := l.width + l.pad
	signs := 0
	for _, s := range []string{n.Icon, n.After} {
		if s != "" {
			signs += l.icon + l.gap
		}
	}
	words := p.words(n, n.Name, l.style, w-2*edge-signs)
	b := block{w: w, h: max(h, l.h, words.Height+2*l.width+8)}
	b.node(n, b.whole(), 8)
	o := Box{Rect: b.whole(), Radius: 8, Fill: l.fill, Line: l.line, Width: l.width}
	switch {
	case n.Pressed && n.Kind == screen.Primary:
		o.Fill, o.Line = AccentPress, AccentPress
	case n.Pressed:
		p.press(&o)
	}
	b.box(o)
	x := edge
	if l.align == centre {
		x = (w - words.Width - signs) / 2
	}
	if n.Icon != "" {
		p.sign(&b, n.Icon, x, (b.h-l.icon)/2, l.icon, l.ink)
		x += l.icon + l.gap
	}
	p.text(&b, words, x, (b.h-words.Height)/2, words.Width, l.align, l.ink)
	if n.After != "" {
		p.sign(&b, n.After, x+words.Width+l.gap, (b.h-l.icon)/2, l.icon, l.ink)
	}
	return b
}

// buttonWidth returns the width of a button that is as wide as its words.
func (p *page) buttonWidth(n *screen.Node, l buttonLook) int {
	w := p.words(n, n.Name, l.style, 0).Width + 2*(l.width+l.pad)
	for _, s := range []string{n.Icon, n.After} {
		if s != "" {
			w += l.icon + l.gap
		}
	}
	return w
}

// barTiles are the four places of the bottom bar and how high its tiles are.
type barTiles struct {
	at        [4]pane
	top, high int
}

// barTiles returns the places of the bar. In larger text it goes to the edges.
func (p *page) barTiles() barTiles {
	x, widths := p.z.margin, [4]int{176, 176, 176, 360}
	if p.sizes.size > 0 {
		x, widths = 24, [4]int{200, 168, 236, 380}
		if p.tree.Tall {
			widths = tallBar
		}
	}
	t := barTiles{top: 24, high: 120}
	if p.z.panes() {
		t.top, t.high, widths = 22, 90, [4]int{245, 245, 245, 505}
		if p.sizes.size > 0 {
			t.top, t.high, widths = 16, 104, [4]int{340, 340, 340, 700}
		}
	}
	for i, w := range widths {
		t.at[i] = pane{x, w}
		x += w + 16
	}
	if p.z.panes() { // the human stays in the corner below the way on
		t.at[3].x = p.z.width - t.at[0].x - t.at[3].w
	}
	return t
}

// bar places the bottom bar: four places that never change, empty ones stay empty.
func (p *page) bar() block {
	b := block{w: p.z.width, h: p.z.barHeight}
	b.box(Box{Rect: b.whole(), Fill: Surface})
	b.rule(0, 0, b.w, 2, Hair)
	t := p.barTiles()
	p.barTalk(&b, t)
	for i, n := range p.tree.Bar {
		switch {
		case n == nil:
		case n.Role == screen.RoleTile:
			b.put(p.tile(n, t.at[i].w, t.high), t.at[i].x, t.top)
		default:
			b.put(p.pairOfTiles(n, t.at[i].w, t.high), t.at[i].x, t.top)
		}
	}
	return b
}

// Measures of a tile whose sign stands beside its words.
const (
	tileSign = 40
	tileGap  = 16
)

// tile places one tile of the bar: the sign above the word; the human's, and all of a wide page, beside it.
func (p *page) tile(n *screen.Node, w, h int) block {
	b := block{w: w, h: h}
	b.node(n, b.whole(), 8)
	o := Box{Rect: b.whole(), Radius: 8, Fill: Raised, Line: BarLine, Width: p.border(2)}
	ink, strong := tileInk(n)
	if strong {
		o.Line, o.Width = ink, p.border(3)
	}
	edge := o.Width
	if n.Pressed {
		p.press(&o)
	}
	b.box(o)
	if n.Kind == screen.Human || n.Kind == screen.Waiting {
		p.human(&b, n, edge, ink)
		return b
	}
	icon, gap := 40, 8
	if p.sizes.size > 0 {
		icon, gap = 48, 4
	}
	if p.z.panes() {
		words := p.words(n, n.Name, p.sizes.bar, p.tileRoom(w, edge))
		x := (w - tileSign - tileGap - words.Width) / 2
		sign := n.Icon
		if n.Role == screen.RoleField {
			sign = p.tree.Talk.Icon
		}
		p.sign(&b, sign, x, (b.h-tileSign)/2, tileSign, ink)
		p.text(&b, words, x+tileSign+tileGap, (b.h-words.Height)/2, words.Width, start, ink)
		return b
	}
	words := p.words(n, n.Name, p.sizes.bar, w-2*edge)
	if left := b.h - 8 - gap - words.Height; left < icon { // of two lines
		icon = max(28, left)
	}
	y := (b.h - icon - gap - words.Height) / 2
	p.sign(&b, n.Icon, (w-icon)/2, y, icon, ink)
	p.text(&b, words, 0, y+icon+gap, w, centre, ink)
	return b
}

// human places the sign and the two lines of the human's tile.
func (p *page) human(b *block, n *screen.Node, border int, ink Role) {
	icon, pad, gap, st := 56, 28, 20, medium(p.sizes.tight())
	if p.sizes.size > 0 {
		icon, pad, gap, st = 48, 20, 16, typeset.Style{Size: 34, Line: 40, Weight: typeset.Medium}
	}
	inner := b.w - 2*(border+pad) - icon - gap
	words := p.paragraph(n.Name, st, typeset.Options{Width: inner, RTL: p.rtlOf(n), Balance: true})
	x := border + pad
	if p.sizes.size > 0 || p.z.panes() {
		x = (b.w - icon - gap - words.Width) / 2
	}
	p.sign(b, n.Icon, x, (b.h-icon)/2, icon, ink)
	p.text(b, words, x+icon+gap, (b.h-words.Height)/2, words.Width, start, ink)
}

// square returns the square of a side at a place.
func square(x, y, side int) image.Rectangle { return image.Rect(x, y, x+side, y+side) }
