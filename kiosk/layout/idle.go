package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// The idle page has zones of its own (look, picture 01).
const (
	clockTop    = 72
	helloTop    = 296
	skylineTop  = 908
	startTop    = 1227
	secondRow   = 480 // where the second of two columns begins, from the margin
	idleExplain = 800 // width of the explanation
	overhang    = -6  // the large word begins before the margin, so that its stem stands on it
)

// styleOf is a style that only the idle page has; it is the same in every text size, because nobody has chosen one yet.
func styleOf(size, line int, w typeset.Weight) typeset.Style {
	return typeset.Style{Size: size, Line: line, Weight: w}
}

// clock places the head of the idle page: town and site at the start, time and date at the end.
func (p *page) clock(n *screen.Node) block {
	b := block{w: contentWidth, h: 96}
	b.node(n, b.whole(), 0)
	b.put(p.arms(80, 96), 0, 0)
	big, body := styleOf(44, 52, typeset.Medium), styleOf(28, 40, typeset.Regular)
	at := p.value(n.Value, tabular(big), 0)
	room := contentWidth - 108 - at.Width - 48
	y := p.text(&b, p.words(n, n.Name, big, room), 108, 2, room, start, Text)
	p.text(&b, p.words(n, n.Detail, body, 0), 108, y, room, start, Muted)
	y = p.text(&b, at, 0, 2, contentWidth, end, Text)
	for _, c := range n.Children {
		y = p.place(&b, c, p.words(c, c.Name, body, 0), 0, y, contentWidth, end, Muted)
	}
	return b
}

// hello places the welcome: the large word, the same in other languages in two columns, and what this is.
func (p *page) hello(n *screen.Node) block {
	b := block{w: contentWidth}
	word := p.words(n, n.Name, styleOf(136, 160, typeset.Medium), 0)
	y := p.text(&b, word, overhang, 0, word.Width, start, Text) + 48
	others, last := n.Children, (*screen.Node)(nil)
	if len(others) > 0 && others[len(others)-1].Lang == "" {
		others, last = others[:len(others)-1], others[len(others)-1]
	}
	y = p.columns(&b, others, styleOf(48, 76, typeset.Regular), y, 20, Accent)
	if last != nil {
		t := p.words(last, last.Name, styleOf(36, 48, typeset.Regular), idleExplain)
		y = p.place(&b, last, t, 0, y+48, idleExplain, start, Muted)
	}
	b.h = y
	b.node(n, image.Rect(overhang, 0, contentWidth, y), 0)
	return b
}

// columns places texts in two columns and returns where they end.
func (p *page) columns(b *block, texts []*screen.Node, st typeset.Style, y, gap int, role Role) int {
	for i, c := range texts {
		if i > 0 && i%2 == 0 {
			y += st.Line + gap
		}
		p.place(b, c, p.words(c, c.Name, st, 0), (i%2)*secondRow, y, 0, start, role)
	}
	if len(texts) > 0 {
		y += st.Line
	}
	return y
}

// startArea places the large blue area: all of it starts a visit.
func (p *page) startArea(n *screen.Node) block {
	b := block{w: pageWidth, h: barTop - startTop}
	fill := Accent
	if n.Pressed {
		fill = AccentPress
	}
	b.box(Box{Rect: b.whole(), Fill: fill})
	b.node(n, b.whole(), 0)
	const disc, gap, sign = 152, 44, 92
	words := p.paragraph(n.Name, styleOf(68, 80, typeset.Medium),
		typeset.Options{Width: contentWidth - disc - gap, RTL: p.rtlOf(n), Balance: true})
	h := max(disc, words.Height)
	at := square(margin, 72+(h-disc)/2, disc)
	b.circle(at, None, OnAccent, 4)
	p.sign(&b, n.Icon, at.Min.X+(disc-sign)/2, at.Min.Y+(disc-sign)/2, sign, OnAccent)
	p.text(&b, words, margin+disc+gap, 72+(h-words.Height)/2, words.Width, start, OnAccent)
	y := 72 + h + 56
	b.rule(margin, y, contentWidth, 2, StartRule)
	inner := block{w: contentWidth}
	p.columns(&inner, n.Children, styleOf(32, 44, typeset.Regular), 0, 16, OnAccent)
	b.put(inner, margin, y+2+40)
	return b
}

// town paints the skyline of the idle page.
func (p *page) town() block {
	d := p.drawings["skyline"]
	b := block{w: pageWidth, h: d.h}
	d.paint(&b, 0, 0, 1)
	return b.rigid()
}
