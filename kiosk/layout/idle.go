package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// idleZones are those of the idle page (look, picture 01; the wide page has no picture in the look).
type idleZones struct {
	clock, hello, skyline int             // upper edges
	width                 int             // of the clock and the welcome
	start                 image.Rectangle // the area that starts a visit
	column                int             // where the second of two columns begins
	row, below            int             // between two rows of columns, and before what follows them
	explain               int             // width of the explanation
}

func (p *page) idle() idleZones {
	if p.z.panes() {
		return idleZones{
			clock: 40, hello: 148, skyline: p.z.bar - skylineHeight, width: skylineWidth - 2*p.z.margin,
			start: image.Rect(skylineWidth, 0, p.z.width, p.z.bar), column: 480, row: 0, below: 16, explain: skylineWidth - 2*p.z.margin,
		}
	}
	return idleZones{
		clock: 72, hello: 296, skyline: 908, width: p.z.read.w,
		start: image.Rect(0, 1227, p.z.width, p.z.bar), column: 480, row: 20, below: 48, explain: 800,
	}
}

// overhang is by how much the large word begins before the margin, so that its stem stands on it.
const overhang = -6

// styleOf is a style that only the idle page has; it is the same in every text size, because nobody has chosen one yet.
func styleOf(size, line int, w typeset.Weight) typeset.Style {
	return typeset.Style{Size: size, Line: line, Weight: w}
}

// clock places the head of the idle page: town and site at the start, time and date at the end.
func (p *page) clock(n *screen.Node) block {
	w := p.idle().width
	b := block{w: w, h: 96}
	b.node(n, b.whole(), 0)
	b.put(p.arms(80, 96), 0, 0)
	big, body := styleOf(44, 52, typeset.Medium), styleOf(max(28, p.least), 40, typeset.Regular)
	at := p.value(n.Value, tabular(big), 0)
	room := w - 108 - at.Width - 48
	y := p.text(&b, p.words(n, n.Name, big, room), 108, 2, room, start, Text)
	p.text(&b, p.words(n, n.Detail, body, 0), 108, y, room, start, Muted)
	y = p.text(&b, at, 0, 2, w, end, Text)
	for _, c := range n.Children {
		y = p.place(&b, c, p.words(c, c.Name, body, 0), 0, y, w, end, Muted)
	}
	return b
}

// hello places the welcome: the large word, the same in other languages in two columns, and what this is.
func (p *page) hello(n *screen.Node) block {
	z := p.idle()
	b := block{w: z.width}
	word := p.words(n, n.Name, styleOf(136, 160, typeset.Medium), 0)
	y := p.text(&b, word, overhang, 0, word.Width, start, Text) + z.below
	others, last := n.Children, (*screen.Node)(nil)
	if len(others) > 0 && others[len(others)-1].Lang == "" {
		others, last = others[:len(others)-1], others[len(others)-1]
	}
	y = p.columns(&b, others, styleOf(48, 76, typeset.Regular), y, z.row, Accent)
	if last != nil {
		t := p.words(last, last.Name, styleOf(36, 48, typeset.Regular), z.explain)
		y = p.place(&b, last, t, 0, y+z.below, z.explain, start, Muted)
	}
	b.h = y
	b.node(n, image.Rect(overhang, 0, b.w, y), 0)
	return b
}

// columns places texts in two columns, or in one where they are too wide, and returns where they end.
func (p *page) columns(b *block, texts []*screen.Node, st typeset.Style, y, gap int, role Role) int {
	columns, second := 2, min(p.idle().column, (b.w+24)/2)
	for _, c := range texts {
		if p.words(c, c.Name, st, 0).Width > b.w-second {
			columns = 1
		}
	}
	for i, c := range texts {
		if i > 0 && i%columns == 0 {
			y += st.Line + gap
		}
		p.place(b, c, p.words(c, c.Name, st, 0), (i%columns)*second, y, 0, start, role)
	}
	if len(texts) > 0 {
		y += st.Line
	}
	return y
}

// startArea places the large blue area: all of it starts a visit. In a wide page the words stand below the sign and the
// other languages at its foot.
func (p *page) startArea(n *screen.Node) block {
	const disc, gap, sign, top = 152, 44, 92, 72
	at := p.idle().start
	b := block{w: at.Dx(), h: at.Dy()}
	fill := Accent
	if n.Pressed {
		fill = AccentPress
	}
	b.box(Box{Rect: b.whole(), Fill: fill})
	b.node(n, b.whole(), 0)
	inner, x := b.w-2*top, top+disc+gap
	if p.z.panes() {
		x = top
	}
	words := p.paragraph(n.Name, styleOf(68, 80, typeset.Medium), typeset.Options{Width: b.w - top - x, RTL: p.rtlOf(n), Balance: true})
	h := max(disc, words.Height)
	plate := square(top, top+(h-disc)/2, disc)
	y := top + (h-words.Height)/2
	others := block{w: inner}
	others.h = p.columns(&others, n.Children, styleOf(32, 44, typeset.Regular), 0, 16, OnAccent)
	rule := top + h + 56
	if p.z.panes() {
		h = disc + gap + words.Height
		rule = b.h - top - others.h - 42
		plate = square(top, (rule-h)/2, disc)
		y = plate.Max.Y + gap
	}
	b.circle(plate, None, OnAccent, 4)
	p.sign(&b, n.Icon, plate.Min.X+(disc-sign)/2, plate.Min.Y+(disc-sign)/2, sign, OnAccent)
	p.text(&b, words, x, y, words.Width, start, OnAccent)
	b.rule(top, rule, inner, 2, StartRule)
	b.put(others, top, rule+2+40)
	return b
}

// town paints the skyline of the idle page.
func (p *page) town() block {
	d := p.drawings["skyline"]
	b := block{w: skylineWidth, h: d.h}
	d.paint(&b, 0, 0, 1)
	return b.rigid()
}
