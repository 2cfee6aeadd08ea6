package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// noteLook is bar, ground and sign of a note's tone.
func noteLook(t screen.Tone) (bar, ground, sign Role) {
	switch t {
	case screen.ToneOK:
		return OK, OKBg, OK
	case screen.ToneWarn:
		return WarnMark, WarnBg, Warn
	case screen.ToneDanger:
		return Danger, DangerBg, Danger
	}
	return Accent, Tint, Accent
}

// note places a sentence on a tint with a bar at the start; beside a picture the sign stands above the words.
func (p *page) note(n *screen.Node, w int) block {
	bar, ground, sign := noteLook(n.Tone)
	st := p.sizes.tight()
	if n.Kind == screen.Strong {
		st = p.sizes.asBody(30, 40)
	}
	x, y := 36, 24
	if n.Icon != "" && w >= narrow {
		x += 60
	}
	room := w - x - 28
	first := st
	if w < narrow && n.Detail != "" {
		first = medium(st)
	}
	lines := p.unorphaned
	if w < narrow {
		lines = p.words // a column is too narrow to give words away
	}
	name, detail := lines(n, n.Name, first, room), lines(n, n.Detail, st, room)
	if w < narrow && n.Icon != "" {
		y += 40 + 12
	}
	gap := 0
	if n.Detail != "" {
		gap = 12
	}
	b := block{w: w, h: max(y+name.Height+gap+detail.Height, 24+40) + 24}
	b.node(n, b.whole(), 8)
	b.box(Box{Rect: image.Rect(0, 0, 24, b.h), Radius: 8, Fill: bar})
	b.box(Box{Rect: image.Rect(8, 0, w, b.h), Radius: 8, Fill: ground})
	b.box(Box{Rect: image.Rect(8, 0, 24, b.h), Fill: ground})
	p.sign(&b, n.Icon, 36, 24, 40, sign)
	y = p.text(&b, name, x, y, room, start, Text)
	p.text(&b, detail, x, y+gap, room, start, Text)
	return b
}

// numberLook is the two forms of the number card: alone, and small where other ways out follow.
type numberLook struct {
	plate, gap            int
	label, number, detail typeset.Style
	labelRole, detailRole Role
	above, below          int // room above and below the number
}

func (p *page) numberLook(n *screen.Node) numberLook {
	if n.Kind == screen.Small {
		return numberLook{328, 32, medium(p.sizes.choice), medium(p.sizes.asNumber(72, 88)), p.sizes.asBody(28, 38), Text, Muted, 0, 0}
	}
	return numberLook{368, 40, p.sizes.body, medium(p.sizes.asNumber(80, 92)), p.sizes.asBody(28, 38), Muted, Text, 4, 24}
}

// number places the card with the number to take away and its code.
func (p *page) number(n *screen.Node, w int) block {
	l := p.numberLook(n)
	l.number = tabular(l.number)
	room := w - 40 - 24
	if len(n.Children) > 0 {
		room -= l.gap + l.plate
	}
	label := p.words(n, n.Name, l.label, room)
	number := p.value(n.Value, l.number, room)
	detail := p.words(n, n.Detail, l.detail, min(room, 400*p.sizes.body.Size/28))
	if n.Kind == screen.Small {
		detail = p.words(n, n.Detail, l.detail, room)
	}
	text := label.Height + l.above + number.Height + l.below + detail.Height
	b := block{w: w, h: 48 + text}
	if len(n.Children) > 0 {
		b.h = 48 + max(l.plate, text)
	}
	b.node(n, b.whole(), 16)
	b.box(Box{Rect: b.whole(), Radius: 16, Fill: Tint})
	y := p.text(&b, label, 40, (b.h-text)/2, room, start, l.labelRole)
	y = p.text(&b, number, 40, y+l.above, room, start, Text)
	p.text(&b, detail, 40, y+l.below, room, start, l.detailRole)
	for _, c := range n.Children {
		b.put(p.qr(c, l.plate), w-24-l.plate, (b.h-l.plate)/2)
	}
	return b
}

// qr places a code on a white plate: whole px a module and at least four modules of white around it.
func (p *page) qr(n *screen.Node, side int) block {
	b := block{w: side, h: side}
	b.node(n, b.whole(), 8)
	b.box(Box{Rect: b.whole(), Radius: 8, Fill: White})
	if len(n.Modules) == 0 {
		return b
	}
	code := max(1, side/(len(n.Modules)+8)) * len(n.Modules)
	r := square((side-code)/2, (side-code)/2, code)
	b.framed(Modules{Bits: n.Modules, Rect: r}, r)
	return b
}

// meter places a bar that is filled as far as something has come.
func (p *page) meter(n *screen.Node, w int) block {
	b := block{w: w, h: 16}
	b.node(n, b.whole(), 8)
	filled(&b, b.whole(), 8, n.Fraction)
	return b
}

// filled paints a bar of which a part is done. What has begun shows at least its round end.
func filled(b *block, r image.Rectangle, radius int, part float64) {
	b.box(Box{Rect: r, Radius: radius, Fill: Track})
	if part <= 0 {
		return
	}
	done := r
	done.Max.X = r.Min.X + max(2*radius, round(min(part, 1)*float64(r.Dx())))
	b.box(Box{Rect: done, Radius: radius, Fill: Accent})
}

// countdown places the card with the ring of seconds and what happens when they are over.
func (p *page) countdown(n *screen.Node, w int) block {
	const edge = 2
	ring, pad, gap := 320, 56, 56
	if p.sizes.size == session.VeryLarge {
		ring, pad, gap = 384, 40, 32 // the word for seconds has to stay inside the circle
	}
	x := edge + pad + ring + gap
	room := w - x - pad - edge
	head := p.words(n, n.Detail, medium(p.sizes.asSection(36, 48)), room)
	texts := make([]typeset.Paragraph, len(n.Children))
	height := head.Height
	for i, c := range n.Children {
		texts[i] = p.words(c, c.Name, p.sizes.body, room)
		height += 24 + texts[i].Height
	}
	b := block{w: w, h: 2*(edge+pad) + max(ring, height)}
	b.node(n, b.whole(), 16)
	b.box(Box{Rect: b.whole(), Radius: 16, Fill: Raised, Line: Hair, Width: edge})
	p.ring(&b, n, square(edge+pad, (b.h-ring)/2, ring))
	y := p.text(&b, head, x, (b.h-height)/2, room, start, Text)
	for i, c := range n.Children {
		y = p.place(&b, c, texts[i], x, y+24, room, start, Muted)
	}
	return b
}

// ring paints the seconds: a circle that empties clockwise from the top, the number and its word in it.
func (p *page) ring(b *block, n *screen.Node, at image.Rectangle) {
	circle := "M160 28A132 132 0 0 1 160 292A132 132 0 0 1 160 28Z"
	o := Path{D: circle, X: float32(at.Min.X), Y: float32(at.Min.Y), Scale: float32(at.Dx()) / 320, Stroke: Track, Width: 20}
	b.framed(o, at)
	if n.Fraction > 0 {
		o.D, o.Stroke = arc(160, 160, 132, n.Fraction), Accent
		b.framed(o, at)
	}
	number := p.value(n.Value, tabular(typeset.Style{Size: 104, Line: 112, Weight: typeset.Medium}), 0)
	word := p.words(n, n.Name, p.sizes.body, at.Dx()-40)
	y := at.Min.Y + (at.Dy()-number.Height-word.Height+12)/2 - 12
	y = p.text(b, number, at.Min.X, y, at.Dx(), centre, Text)
	p.text(b, word, at.Min.X, y, at.Dx(), centre, Muted)
}

// signature places the pad to sign on: a line with a cross at its start, below it the name and the date.
func (p *page) signature(n *screen.Node, w int) block {
	const edge, line, words = 3, 112, 60
	b := block{w: w, h: 480}
	b.node(n, b.whole(), 8)
	b.box(Box{Rect: b.whole(), Radius: 8, Fill: Field, Line: FieldLine, Width: max(edge, p.border(edge))})
	left, right, bottom := edge+48, w-edge-48, b.h-edge
	b.rule(left, bottom-line-3, right-left, 3, LineRole)
	p.sign(&b, "close", left, bottom-126-40, 40, Muted)
	date := p.words(n, n.Detail, tabular(p.sizes.small), 0)
	name := p.words(n, n.Name, p.sizes.small, right-left-date.Width-24)
	y := bottom - words - p.sizes.small.Line
	p.text(&b, name, left, y, right-left, start, Muted)
	p.text(&b, date, left, y, right-left, end, Muted)
	for _, s := range n.Strokes {
		if d := strokePath(s); d != "" {
			b.framed(Path{D: d, Scale: 1, Stroke: Text, Width: 6}, b.whole())
		}
	}
	return b
}

// spot places the sign of a service on its tint, badge that of a result in a circle.
func (p *page) spot(n *screen.Node) block {
	b := block{w: 112, h: 112}
	b.node(n, b.whole(), 16)
	b.box(Box{Rect: b.whole(), Radius: 16, Fill: Tint})
	p.sign(&b, n.Icon, 20, 20, 72, Accent)
	return b
}

func (p *page) badge(n *screen.Node) block {
	b := block{w: 120, h: 120}
	b.node(n, b.whole(), 60)
	sign := Page
	switch n.Tone {
	case screen.ToneWarn:
		b.circle(b.whole(), WarnBg, WarnMark, 6)
		sign = Warn
	case screen.ToneDanger:
		b.circle(b.whole(), DangerBg, Danger, 6)
		sign = Danger
	default:
		b.circle(b.whole(), OK, None, 0)
	}
	p.sign(&b, n.Icon, 24, 24, 72, sign)
	return b
}
