package layout

import (
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

const (
	keyGap        = 12
	halfKey       = 34 // width of half a key without gaps: 22 of them and 21 gaps span 1000
	keyboardWidth = 1000
	padKeyGap     = 16
)

// keyboardTop returns where a keyboard with so many rows begins.
func (p *page) keyboardTop(rows int) int {
	pitch := p.z.keyboard.height + p.z.keyboard.gap
	switch {
	case p.z.panes():
		return p.z.actions - 24 - p.z.keyboard.tall(rows)
	case rows >= 5:
		return 1032 - (rows-5)*pitch
	}
	return 1136 + (4-rows)*pitch
}

// keyboardPane is where the ground of the keyboard lies: over the whole width, or that of the right pane with its margins.
func (p *page) keyboardPane() pane {
	if p.z.panes() {
		return pane{p.z.divider + hairline, p.z.width - p.z.divider - hairline}
	}
	return pane{0, p.z.width}
}

// keyboard places the rows of keys on their ground. It stays left to right in every language.
func (p *page) keyboard(n *screen.Node) block {
	rows := len(n.Children)
	b := block{w: p.keyboardPane().w, h: p.z.keyboard.tall(rows)}
	b.node(n, b.whole(), 0)
	b.box(Box{Rect: b.whole(), Fill: Panel})
	b.rule(0, 0, b.w, 2, Hair)
	b.rule(0, b.h-2, b.w, 2, Hair)
	y, pitch := p.z.keyboard.pad, p.z.keyboard.height+p.z.keyboard.gap
	for _, row := range n.Children {
		x := (b.w - keyboardWidth) / 2
		for _, k := range row.Children {
			parts := max(1, k.Weight)
			w := parts*halfKey + (parts-1)*keyGap
			b.put(p.key(k, w, p.z.keyboard.height, 36, 36), x, y)
			x += w + keyGap
		}
		y += pitch
	}
	return b.rigid()
}

// pad places the number pad: three keys in a row.
func (p *page) pad(n *screen.Node, w int) block {
	rows := (len(n.Children) + 2) / 3
	high := p.z.padKeyHeight
	if n.Kind == screen.Tall {
		high = p.z.touchTest
	}
	b := block{w: w, h: rows*high + (rows-1)*padKeyGap}
	b.node(n, b.whole(), 0)
	for i, k := range n.Children {
		x0 := (i % 3) * (w + padKeyGap) / 3
		x1 := (i%3+1)*(w+padKeyGap)/3 - padKeyGap
		b.put(p.key(k, x1-x0, high, 52, 48), x0, (i/3)*(high+padKeyGap))
	}
	return b.rigid()
}

// key places one key. Letters and figures have the size px, function keys are smaller and darker.
func (p *page) key(n *screen.Node, w, h, px, icon int) block {
	b := block{w: w, h: h}
	b.node(n, b.whole(), 8)
	o := Box{Rect: b.whole(), Radius: 8, Fill: Key, Line: KeyLine, Width: p.border(2)}
	st := typeset.Style{Size: px, Line: px, Weight: typeset.Regular}
	if n.Kind == screen.Function {
		o.Fill = Key2
		st = typeset.Style{Size: max(26, p.least), Line: max(26, p.least), Weight: typeset.Medium}
	}
	if n.Chosen {
		o.Fill, o.Line, o.Width = Tint, Accent, p.border(4)
	}
	if n.Pressed {
		p.press(&o)
	}
	b.box(o)
	if n.Icon != "" {
		p.sign(&b, n.Icon, (w-icon)/2, (h-icon)/2, icon, Text)
		return b
	}
	words := p.value(n.Name, st, 0)
	p.text(&b, words, 0, (h-st.Line)/2, w, centre, Text)
	return b
}

// keys returns the room that the keyboard leaves to the acting zone: where it begins, or the end of the page's zone.
func (p *page) keys(actEnd int) (top, limit int) {
	if p.tree.Keyboard == nil {
		return 0, actEnd
	}
	top = p.keyboardTop(len(p.tree.Keyboard.Children))
	return top, top - 24
}
