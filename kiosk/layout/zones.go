package layout

import (
	"image"
	"strings"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// Measures that only the upright page has, and those that all pages share.
const (
	headHeight   = 72
	bandTop      = 128
	bandBottom   = 392
	lowerHorizon = 264 // how far the horizon moves down when everything does
	lowerHead    = 360 // how far the head does
)

// head places the arms and the town, and the service at the end. Of a long name in large text it takes more height, half of
// it above: the progress below stays where it is.
func (p *page) head(n *screen.Node) block {
	if n.Kind == screen.Foreign {
		return p.foreignHead(n)
	}
	if p.z.panes() {
		return p.paneHead(n)
	}
	w := p.z.read.w
	town := p.words(n, n.Name, medium(p.sizes.choice), 500)
	what := p.words(n, n.Detail, p.sizes.small, w-80-town.Width-24)
	b := block{w: w, h: max(headHeight, town.Height, what.Height)}
	b.node(n, b.whole(), 0)
	b.put(p.arms(60, 72), 0, (b.h-headHeight)/2)
	p.text(&b, town, 80, (b.h-town.Height)/2, town.Width, start, Text)
	p.text(&b, what, 0, (b.h-what.Height)/2, w, end, Muted)
	return b
}

// arms paints the coat of arms: the municipality's at its true proportions, or else the drawing.
func (p *page) arms(w, h int) block {
	if of := p.tree.Arms; of != nil {
		return armsOf(of, w, h)
	}
	d := p.drawings["arms"]
	b := block{w: w, h: h}
	d.paint(&b, 0, 0, float64(w)/float64(d.w))
	return b.rigid()
}

// armsOf is a picture in the middle of the place that arms have.
func armsOf(of image.Image, w, h int) block {
	size := of.Bounds().Size()
	wide, high := w, max(1, w*size.Y/size.X)
	if high > h {
		wide, high = max(1, h*size.X/size.Y), h
	}
	b := block{w: w, h: h}
	at := image.Rect(0, 0, wide, high).Add(image.Pt((w-wide)/2, (h-high)/2))
	b.framed(Picture{Image: of, Rect: at}, at)
	return b.rigid()
}

// progress places the steps of the flow: done ones full, the open one partly filled.
func (p *page) progress(n *screen.Node) block {
	const gap, high = 12, 12
	w := p.progressPane().w
	b := block{w: w, h: high}
	steps := max(1, n.Steps)
	for i := range steps {
		x0, x1 := i*(w+gap)/steps, (i+1)*(w+gap)/steps-gap
		part := 0.0
		switch {
		case i < n.Step:
			part = 1
		case i == n.Step:
			part = n.Fraction
		}
		filled(&b, image.Rect(x0, 0, x1, high), 6, part)
	}
	words := p.words(n, n.Name, p.sizes.small, w)
	b.h = p.text(&b, words, 0, high+16, w, start, Muted)
	b.node(n, b.whole(), 0)
	return b
}

// band paints the skyline of the pages before a service, with a hairline below.
func (p *page) band() block {
	d := p.drawings["band"]
	b := block{w: p.z.width, h: bandBottom - bandTop}
	d.paint(&b, 0, 0, 1)
	b.rule(0, b.h-2, b.w, 2, Hair)
	return b.rigid()
}

// quiet places the ground above a page that was moved down, with the way back; where that has no room, there is none.
func (p *page) quiet(n *screen.Node, h int) block {
	if n == nil {
		return block{}
	}
	margin, pageWidth := p.z.margin, p.z.width
	x := margin + 56 + 28
	name := p.words(n, n.Name, medium(p.sizes.choice), pageWidth-margin-x)
	detail := p.words(n, n.Detail, p.sizes.body, pageWidth-margin-x)
	high := max(56, name.Height+detail.Height)
	if high+32 > h {
		return block{}
	}
	b := block{w: pageWidth, h: h}
	b.box(Box{Rect: b.whole(), Fill: Surface})
	b.rule(0, h-2, b.w, 2, Hair)
	b.node(n, image.Rect(margin, (h-high)/2, pageWidth-margin, (h+high)/2), 0)
	p.sign(&b, "down", margin, (h-56)/2-1, 56, Accent)
	y := p.text(&b, name, x, (h-name.Height-detail.Height)/2-1, name.Width, start, Text)
	p.text(&b, detail, x, y, detail.Width, start, Muted)
	return b
}

// actions places the row of actions: back at the start, forward at the end. Large words make it higher; it then
// reaches into the white below it first, and above it only for the rest.
func (p *page) actions() (b block, top int) {
	var back, forward block
	const gap = 24
	w, low, narrow := p.z.act.w, p.z.actionHeight, p.backWidth()
	if n := p.tree.Back; n != nil {
		back = p.action(n, narrow, low)
	}
	if n := p.tree.Forward; n != nil {
		forward = p.action(n, w-narrow-gap, low)
	}
	h := max(low, back.h, forward.h)
	b = block{w: w, h: h}
	if n := p.tree.Back; n != nil {
		b.put(p.action(n, narrow, h), 0, 0)
	}
	if n := p.tree.Forward; n != nil {
		b.put(p.action(n, w-narrow-gap, h), narrow+gap, 0)
	}
	return b, p.z.actions - max(0, h-low-24)
}

// backWidth is the width of the way back: always the same, but wider in a wide page where its words would make the row of
// actions high, for there is less height.
func (p *page) backWidth() int {
	const normal, widest, step = 296, 488, 64
	n := p.tree.Back
	if n == nil || !p.z.panes() {
		return normal
	}
	w := normal
	for w < widest && p.action(n, w, 0).h > p.action(n, widest, 0).h {
		w += step
	}
	return w
}

// action places a button of the row of actions, as high as the row.
func (p *page) action(n *screen.Node, w, h int) block {
	look := p.buttonLook(n)
	look.h = min(look.h, p.z.actionHeight)
	return p.buttonAs(n, look, w, h)
}

// reading is one element of the reading zone with the room above it.
type reading struct {
	block
	node *screen.Node
	gap  int
}

// reads makes the blocks of the reading zone.
func (p *page) reads() []reading {
	out := make([]reading, 0, len(p.tree.Read))
	for _, n := range p.tree.Read {
		if n.Role == screen.RoleHello {
			continue
		}
		r := reading{node: n, block: p.readBlock(n)}
		if len(out) > 0 {
			r.gap = readGap(out[len(out)-1].node)
			if p.tall() {
				r.gap = 16
			}
		}
		out = append(out, r)
	}
	p.fillTranscript(out)
	return out
}

// fillTranscript gives what was written the height that the rest of the reading zone leaves.
func (p *page) fillTranscript(out []reading) {
	for i, r := range out {
		if r.node.Role == screen.RoleTranscript {
			room := p.z.readBottom - p.free() - stackHeight(out)
			out[i].block = p.transcript(r.node, p.z.read.w, max(room, p.sizes.tight().Line))
		}
	}
}

// readBlock makes one of them. Titles break balanced, running text is not as wide as the page.
func (p *page) readBlock(n *screen.Node) block {
	switch n.Role {
	case screen.RoleTitle:
		st, o := p.titleStyle(), typeset.Options{Width: p.titlePane().w, RTL: p.rtlOf(n), Balance: true}
		t := p.paragraph(n.Name, st, o)
		if len(t.Lines) > 1 && o.RTL {
			st.Line += arabicLeading
			t = p.paragraph(n.Name, st, o)
		}
		return p.textBlock(n, t, Text)
	case screen.RoleText:
		return p.running(n, p.z.read.w)
	case screen.RoleTranscript:
		return block{w: p.z.read.w} // as high as the others leave it
	}
	return p.block(n, p.z.read.w)
}

// arabicLeading is what the lines of a title need more in Arabic letters, which reach further up and down than Latin ones:
// at the look's own leading the tail of one line touches the next.
const arabicLeading = 12

// readGap returns the room below an element of the reading zone.
func readGap(above *screen.Node) int {
	switch above.Role {
	case screen.RoleSpot:
		return 36
	case screen.RoleCall:
		return 40
	case screen.RoleBadge, screen.RoleArt:
		return 40
	}
	return 24
}

// textBlock is lines as an element of their own.
func (p *page) textBlock(n *screen.Node, t typeset.Paragraph, role Role) block {
	b := block{w: t.Width, h: t.Height}
	b.node(n, b.whole(), 0)
	p.text(&b, t, 0, 0, t.Width, start, role)
	return b
}

// running is running text: muted, or in the colour of text when it is strong.
func (p *page) running(n *screen.Node, w int) block {
	st, role := p.sizes.body, Muted
	switch n.Kind {
	case screen.Caption:
		return p.caption(n, w)
	case screen.Strong:
		role = Text
	case screen.Small:
		st = p.sizes.small
	}
	return p.textBlock(n, p.unorphaned(n, n.Name, st, min(w, textMax)), role)
}

// unorphaned breaks words of a node so that their last line is not a single word, where that takes no more lines.
func (p *page) unorphaned(n *screen.Node, s string, st typeset.Style, w int) typeset.Paragraph {
	t := p.words(n, s, st, w)
	for next := t; len(t.Lines) > 1 && !strings.Contains(next.Lines[len(next.Lines)-1].Text, " "); {
		if next = p.words(n, s, st, next.Width-1); len(next.Lines) > len(t.Lines) {
			return t
		}
		if strings.Contains(next.Lines[len(next.Lines)-1].Text, " ") {
			return next
		}
	}
	return t
}

// stackHeight returns the height of reading elements below each other.
func stackHeight(rs []reading) int {
	h := 0
	for i, r := range rs {
		if i > 0 {
			h += r.gap
		}
		h += r.h
	}
	return h
}
