package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

const (
	lineGap   = 14 // between what two people wrote
	talkLines = 4  // of what was written beside a page
)

// talk places the ways to write and to the camera, and above them what was written where the page has room for it: so much
// of it as fits into the height most.
func (p *page) talk(n *screen.Node, most int) block {
	if n == nil {
		return block{}
	}
	var transcript, field, camera *screen.Node
	for _, c := range n.Children {
		switch c.Role {
		case screen.RoleTranscript:
			transcript = c
		case screen.RoleField:
			field = c
		case screen.RoleButton:
			camera = c
		}
	}
	b := block{w: p.z.read.w}
	if !p.form.short && transcript != nil && len(transcript.Children) > 0 {
		b.rule(0, 0, b.w, 4, Clerk)
		words := p.words(n, n.Name, medium(p.sizes.body), b.w-56)
		p.sign(&b, n.Icon, 0, p.talkTop()+(words.Height-40)/2, 40, Clerk)
		b.h = p.text(&b, words, 56, p.talkTop(), words.Width, start, Text) + 16
		lines := p.transcript(transcript, b.w, most)
		b.put(lines, 0, b.h)
		b.h += lines.h + 28
	}
	if len(p.inBar) == 0 {
		row := p.talkRow(field, camera)
		b.put(row, 0, b.h)
		b.h += row.h
	}
	if b.h == 0 {
		return block{}
	}
	b.nodes = append([]placedNode{{PlacedNode: PlacedNode{Node: n, Rect: b.whole()}, frame: b.whole()}}, b.nodes...)
	return b
}

// talkRow is the place to write and the switch of the camera.
func (p *page) talkRow(field, camera *screen.Node) block {
	const low, pad, gap = 88, 28, 16
	b := block{w: p.z.read.w, h: low}
	room, right := b.w, block{}
	if camera != nil {
		right = p.button(camera, p.buttonWidth(camera, p.buttonLook(camera)), 0)
		room -= right.w + gap
	}
	edge := p.border(3)
	hint := p.words(field, field.Detail, p.sizes.body, room-2*(edge+pad))
	if len(hint.Lines) > 1 { // the row takes room from the page
		hint = p.words(field, field.Detail, p.sizes.small, room-2*(edge+pad))
	}
	b.h = max(low, right.h, hint.Height+2*(edge+8))
	r := image.Rect(0, 0, room, b.h)
	p.fieldFrame(&b, field, r)
	b.node(field, r, 8)
	p.text(&b, hint, edge+pad, (b.h-hint.Height)/2, hint.Width, start, Muted)
	if camera != nil {
		b.put(p.button(camera, right.w, b.h), b.w-right.w, 0)
	}
	return b
}

// transcript places what was written, the newest last and as much of it as the height allows.
func (p *page) transcript(n *screen.Node, w, most int) block {
	names := p.lineNames(n)
	var rows []block
	h := 0
	for i := len(n.Children) - 1; i >= 0; i-- {
		room := most - h
		if h > 0 {
			room -= lineGap
		}
		row := p.lineOf(n.Children[i], w, names, room)
		if row.h == 0 {
			break
		}
		if h > 0 {
			h += lineGap
		}
		h += row.h
		rows = append([]block{row}, rows...)
	}
	b := block{w: w, h: h}
	b.node(n, b.whole(), 0)
	y := 0
	for _, row := range rows {
		b.put(row, 0, y)
		y += row.h + lineGap
	}
	return b
}

// lineNames is the width of the column of names.
func (p *page) lineNames(n *screen.Node) int {
	const narrowest, widest = 148, 300
	w := narrowest
	for _, c := range n.Children {
		w = max(w, p.words(c, c.Name, medium(p.sizes.small), 0).Width)
	}
	return min(w, widest)
}

// lineOf places what somebody wrote beside their name. Of what is longer than the room its end shows.
func (p *page) lineOf(n *screen.Node, w, names, room int) block {
	const gap = 20
	st, small := p.sizes.tight(), medium(p.sizes.small)
	name := p.words(n, n.Name, small, names)
	value := p.value(n.Value, st, w-names-gap-caretGap-caretWidth)
	if fit := room / st.Line; fit < len(value.Lines) {
		value.Lines = value.Lines[len(value.Lines)-max(0, fit):]
	}
	high := max(name.Height+p.sink(st, small), len(value.Lines)*st.Line)
	if len(value.Lines) == 0 || high > room {
		return block{}
	}
	role := Muted
	if n.Kind == screen.Human {
		role = Clerk
	}
	b := block{w: w, h: high}
	b.node(n, b.whole(), 0)
	p.text(&b, name, 0, p.sink(st, small), names, start, role)
	for i, l := range value.Lines {
		last := i == len(value.Lines)-1
		p.lineWords(&b, l, names+gap, i*st.Line, n.Active && last)
	}
	return b
}

// lineWords paints one line, with the caret of who is still writing behind it.
func (p *page) lineWords(b *block, l typeset.Line, x, y int, caret bool) {
	wide := l.Width
	if caret {
		wide += caretGap + caretWidth
	}
	frame := image.Rect(x, y, x+wide, y+l.Style.Line)
	at := x
	if caret && l.RTL {
		at += caretGap + caretWidth
	}
	b.framed(Words{Line: l, X: at, Y: y + p.set.Baseline(l.Style), Role: Text}, frame)
	if !caret {
		return
	}
	cx := x + l.Width + caretGap
	if l.RTL {
		cx = x
	}
	high := l.Style.Line * 5 / 6
	b.framed(Caret{Rect: image.Rect(cx, y+(l.Style.Line-high)/2, cx+caretWidth, y+(l.Style.Line+high)/2), Role: Clerk}, frame)
}
