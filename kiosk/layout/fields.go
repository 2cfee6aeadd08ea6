package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

const (
	fieldHeight = 104
	caretWidth  = 4
	caretHeight = 52
	caretGap    = 3 // between the text and its caret
)

// fieldFrame paints the ground of a field and returns the width that its border takes.
func (p *page) fieldFrame(b *block, n *screen.Node, r image.Rectangle) int {
	edge := p.border(3)
	o := Box{Rect: r, Radius: 8, Fill: Field, Line: FieldLine, Width: edge}
	switch {
	case n.Wrong:
		o.Line, o.Width = Danger, edge+3
	case n.Active:
		o.Line, o.Width = Accent, edge+3
	}
	if n.Pressed {
		o.Fill = Tint2
	}
	b.box(o)
	return edge
}

// field places a line to write in: a sign at the start, what is written, and the cross that empties it at the end.
func (p *page) field(n *screen.Node, w int) block {
	b := block{w: w, h: fieldHeight}
	edge := p.fieldFrame(&b, n, b.whole())
	b.node(n, b.whole(), 8)
	x, right := edge+32, w-edge-32
	if n.Icon != "" {
		role := Muted
		if n.Active {
			role = Accent
		}
		p.sign(&b, n.Icon, x, (b.h-40)/2, 40, role)
		x += 40 + 24
	}
	if len(n.Children) > 0 {
		right = p.emptying(&b, n.Children[0])
	}
	if n.Value == "" && n.Detail != "" {
		hint := p.words(n, n.Detail, p.sizes.choice, right-x)
		b.h = max(b.h, hint.Height+2*(edge+8))
		p.text(&b, hint, x, (b.h-hint.Height)/2, right-x, start, Muted)
		b = p.grown(b, n)
	}
	if n.Value != "" || n.Active {
		p.written(&b, n, typeset.Style{Size: 40, Line: fieldHeight}, image.Rect(x, 0, right, b.h), start)
	}
	return b
}

// grown makes the frame of a field as high as its example needs: large words may take two lines.
func (p *page) grown(b block, n *screen.Node) block {
	if b.h == fieldHeight {
		return b
	}
	for i, it := range b.items {
		if o, ok := it.op.(Box); ok && o.Rect.Dy() == fieldHeight {
			o.Rect.Max.Y = b.h
			b.items[i] = item{op: o, frame: o.Rect}
		}
	}
	for i := range b.nodes {
		if b.nodes[i].Node == n {
			b.nodes[i].Rect = b.whole()
			b.nodes[i].frame = b.whole()
			if n.On != nil {
				b.nodes[i].Target.Max.Y = b.h
			}
		}
	}
	return b
}

// emptying places the cross at the end of a field. It is touched apart from the field, so the field's target ends
// before it. It returns where the text has to end.
func (p *page) emptying(b *block, n *screen.Node) int {
	r := image.Rect(b.w-fieldHeight, 0, b.w, fieldHeight)
	field := &b.nodes[len(b.nodes)-1]
	if field.Node.On != nil {
		field.Target.Max.X = r.Min.X - 12
	}
	icon := n.Icon
	if icon == "" {
		icon = "close"
	}
	b.node(n, r, 8)
	p.sign(b, icon, b.w-p.border(3)-32-40, (b.h-40)/2, 40, Muted)
	return r.Min.X
}

// written paints what a field holds with its caret, in one piece: a value in Latin letters stays so in a page that
// runs from the right. Of a value that is wider than the field it shows the part around the caret.
func (p *page) written(b *block, n *screen.Node, st typeset.Style, in image.Rectangle, a align) {
	value, caret := p.window(n.Value, n.Caret, st, in.Dx()-caretGap-caretWidth, n.Active)
	st.Weight = typeset.Regular
	line := p.value(value, st, 0)
	total := line.Width
	if n.Active {
		total += caretGap + caretWidth
	}
	x := inset(in.Min.X, in.Dx(), total, a)
	frame := image.Rect(x, in.Min.Y, x+total, in.Max.Y)
	y := in.Min.Y + (in.Dy()-st.Line)/2
	for _, l := range line.Lines {
		b.framed(Words{Line: l, X: x, Y: y + p.set.Baseline(l.Style), Role: Text}, frame)
	}
	if !n.Active {
		return
	}
	role := Accent
	if n.Wrong {
		role = Danger
	}
	cx := x + caretGap
	if value != "" {
		cx += p.set.CaretX(value, st, line.Lines[0].RTL, caret)
	}
	top := in.Min.Y + (in.Dy()-caretHeight)/2
	b.framed(Caret{Rect: image.Rect(cx, top, cx+caretWidth, top+caretHeight), Role: role}, frame)
}

// window returns the part of a value that fits, and the caret in it. It ends with the caret when the text before the
// caret alone is too wide, and begins with the value otherwise.
func (p *page) window(value string, caret int, st typeset.Style, width int, active bool) (string, int) {
	runes := []rune(value)
	if !active {
		caret = 0
	}
	caret = max(0, min(caret, len(runes)))
	fits := func(from, to int) bool {
		return p.value(string(runes[from:to]), st, 0).Width <= width
	}
	first := 0
	if !fits(0, caret) {
		first = caret - longest(caret, func(n int) bool { return fits(caret-n, caret) })
	}
	last := first + longest(len(runes)-first, func(n int) bool { return fits(first, first+n) })
	return string(runes[first:last]), caret - first
}

// longest returns the largest n up to most for which ok holds, tried from the short end so that no long text is set.
func longest(most int, ok func(int) bool) int {
	low, high := 0, min(most, 16)
	for high < most && ok(high) {
		low, high = high, min(most, 2*high)
	}
	if ok(high) {
		return high
	}
	for low+1 < high {
		mid := (low + high) / 2
		if ok(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// datePart places day, month or year: the label above a field with large figures.
func (p *page) datePart(n *screen.Node, w int) block {
	label := p.words(n, n.Name, p.sizes.small, w)
	top := label.Height + 8
	b := block{w: w, h: top + fieldHeight}
	r := image.Rect(0, top, w, b.h)
	b.node(n, b.whole(), 8)
	if n.On != nil {
		b.nodes[0].Target = r
	}
	p.text(&b, label, 0, 0, w, start, Muted)
	p.fieldFrame(&b, n, r)
	st := tabular(typeset.Style{Size: 52, Line: fieldHeight})
	p.written(&b, n, st, r.Inset(8), centre)
	return b
}

// fault places the sentence below a wrong field.
func (p *page) fault(n *screen.Node, w int) block {
	words := p.words(n, n.Name, medium(p.sizes.tight()), w-40-16)
	b := block{w: w, h: max(40, words.Height)}
	b.node(n, b.whole(), 0)
	icon := n.Icon
	if icon == "" {
		icon = "warning"
	}
	p.sign(&b, icon, 0, 0, 40, Danger)
	p.text(&b, words, 56, 0, words.Width, start, Danger)
	return b
}

// confirm places a value in words with its green check.
func (p *page) confirm(n *screen.Node, w int) block {
	if w < narrow {
		return p.smallState(n, w, "check", OK)
	}
	words := p.words(n, n.Name, medium(p.sizes.asSection(36, 48)), w-60)
	b := block{w: w, h: max(48, words.Height)}
	b.node(n, b.whole(), 0)
	p.sign(&b, "check", 0, (b.h-40)/2, 40, OK)
	p.text(&b, words, 60, (b.h-words.Height)/2, words.Width, start, Text)
	return b
}
