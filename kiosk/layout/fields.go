package layout

import (
	"image"
	"strings"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

const (
	fieldHeight = 104
	caretWidth  = 4
	caretHeight = 52
	caretGap    = 3                          // between the text and its caret
	hintGap     = caretGap + caretWidth + 13 // before an example, which begins behind the caret
	unitGap     = 20                         // between a value and its unit
	tallLines   = 3                          // of a field of several lines
	tallLine    = 52
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
		p.press(&o)
	}
	b.box(o)
	return edge
}

// field places what is written into: a label where there are several, a sign at the start, the value, and the cross
// that empties it at the end. Fields of one row stand on the same line, low below the upper edge of the row.
func (p *page) field(n *screen.Node, w, low int) block {
	edge := p.border(3)
	x, right := edge+32, w-edge-32
	if n.Icon != "" {
		x += 40 + 24
	}
	if len(n.Children) > 0 {
		right = w - fieldHeight
	}
	var hint, unit typeset.Paragraph
	switch {
	case n.Icon == "": // no search
		unit = p.words(n, n.Detail, p.sizes.choice, (right-x)/2)
	case n.Value == "":
		hint = p.words(n, n.Detail, p.sizes.choice, right-x-hintGap)
	}
	h := max(fieldHeight, hint.Height+2*(edge+8))
	if n.Kind == screen.Tall {
		h = fieldHeight + (tallLines-1)*tallLine
	}
	b, r := p.labelledField(n, w, low, h)
	p.fieldFrame(&b, n, r)
	if n.Icon != "" {
		p.sign(&b, n.Icon, edge+32, r.Min.Y+(h-40)/2, 40, searchRole(n))
	}
	if len(n.Children) > 0 {
		p.emptying(&b, n.Children[0], r)
	}
	after := 0
	if n.Active {
		after = hintGap
	}
	p.text(&b, hint, x+after, r.Min.Y+(h-hint.Height)/2, right-x-after, start, Muted)
	p.text(&b, unit, x, r.Min.Y+(h-unit.Height)/2, right-x, end, Muted)
	if unit.Width > 0 {
		right -= unit.Width + unitGap
	}
	in := image.Rect(x, r.Min.Y, right, r.Max.Y)
	switch {
	case n.Value == "" && !n.Active:
	case n.Kind == screen.Tall:
		p.writtenLines(&b, n, in)
	default:
		p.written(&b, n, typeset.Style{Size: 40, Line: fieldHeight}, in, start)
	}
	return b
}

func searchRole(n *screen.Node) Role {
	if n.Active {
		return Accent
	}
	return Muted
}

// labelledField makes the block of a field h high with its label above it, and says where the field is.
func (p *page) labelledField(n *screen.Node, w, low, h int) (block, image.Rectangle) {
	label := p.words(n, n.Name, p.sizes.small, w)
	top := 0
	if label.Height > 0 {
		top = label.Height + 8
	}
	b := block{w: w, h: max(low, top+h)}
	r := image.Rect(0, b.h-h, w, b.h)
	b.node(n, b.whole(), 8)
	if n.On != nil {
		b.nodes[0].Target = r
	}
	p.text(&b, label, 0, r.Min.Y-top, w, start, Muted)
	return b, r
}

// emptying places the cross at the end of a field. It is touched apart from the field, so the field's target ends
// before it.
func (p *page) emptying(b *block, n *screen.Node, field image.Rectangle) {
	r := image.Rect(b.w-fieldHeight, field.Min.Y, b.w, field.Max.Y)
	if of := &b.nodes[0]; of.Node.On != nil {
		of.Target.Max.X = r.Min.X - 12
	}
	b.node(n, r, 8)
	p.sign(b, n.Icon, b.w-p.border(3)-32-40, r.Min.Y+(r.Dy()-40)/2, 40, Muted)
}

// written paints what a field holds with its caret, in one piece: a value in Latin letters stays so in a page that
// runs from the right. Of a value that is wider than the field it shows the part around the caret.
func (p *page) written(b *block, n *screen.Node, st typeset.Style, in image.Rectangle, a align) {
	st.Weight = typeset.Regular
	one := strings.ReplaceAll(n.Value, "\n", " ")
	value, caret := p.window(one, n.Caret, st, in.Dx()-caretGap-caretWidth, n.Active)
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
	cx := x + caretGap
	if value != "" {
		cx += p.set.CaretX(value, st, line.Lines[0].RTL, caret)
	}
	p.caret(b, n, cx, in.Min.Y+(in.Dy()-caretHeight)/2, frame)
}

// caret paints the caret of a field in its colour.
func (p *page) caret(b *block, n *screen.Node, x, y int, frame image.Rectangle) {
	role := Accent
	if n.Wrong {
		role = Danger
	}
	b.framed(Caret{Rect: image.Rect(x, y, x+caretWidth, y+caretHeight), Role: role}, frame)
}

// writtenLines paints a value of several lines. When it has more than the field, the ones around the caret show.
func (p *page) writtenLines(b *block, n *screen.Node, in image.Rectangle) {
	st := typeset.Style{Size: 40, Line: tallLine, Weight: typeset.Regular}
	lines := p.value(n.Value, st, in.Dx()-caretGap-caretWidth).Lines
	if len(lines) == 0 {
		lines = []typeset.Line{{Style: st}}
	}
	at, runes := caretLine(n.Value, lines, n.Caret)
	first := max(0, min(at-tallLines+1, len(lines)-tallLines))
	if !n.Active {
		first = 0
	}
	y := in.Min.Y + (in.Dy()-tallLines*tallLine)/2
	for i, l := range lines[first:min(len(lines), first+tallLines)] {
		frame := image.Rect(in.Min.X, y, in.Min.X+l.Width+caretGap+caretWidth, y+tallLine)
		b.framed(Words{Line: l, X: in.Min.X, Y: y + p.set.Baseline(st), Role: Text}, frame)
		if n.Active && first+i == at {
			x := in.Min.X + caretGap
			if l.Text != "" {
				x += p.set.CaretX(l.Text, st, l.RTL, runes)
			}
			p.caret(b, n, x, y+(tallLine-caretHeight)/2, frame)
		}
		y += tallLine
	}
}

// caretLine returns the line in which the caret stands, and how many runes of that line are before it. Lines are parts
// of the value in its order; what was left out at their ends is spaces and ends of lines.
func caretLine(value string, lines []typeset.Line, caret int) (line, runes int) {
	rest := []rune(value)
	caret = max(0, min(caret, len(rest)))
	done := 0
	for i, l := range lines {
		text := []rune(l.Text)
		for len(rest) > 0 && len(text) > 0 && rest[0] != text[0] {
			rest, done = rest[1:], done+1
		}
		if caret < done {
			return max(0, i-1), len([]rune(lines[max(0, i-1)].Text))
		}
		if caret <= done+len(text) {
			return i, caret - done
		}
		step := min(len(text), len(rest))
		rest, done = rest[step:], done+step
	}
	last := len(lines) - 1
	return last, len([]rune(lines[last].Text))
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
	first := caret - longest(caret, func(n int) bool { return fits(caret-n, caret) })
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
func (p *page) datePart(n *screen.Node, w, low int) block {
	b, r := p.labelledField(n, w, low, fieldHeight)
	p.fieldFrame(&b, n, r)
	p.written(&b, n, tabular(typeset.Style{Size: 52, Line: fieldHeight}), r.Inset(8), centre)
	return b
}

// fault places the sentence below a wrong field.
func (p *page) fault(n *screen.Node, w int) block {
	words := p.unorphaned(n, n.Name, medium(p.sizes.tight()), w-40-16)
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
	if n.Kind == screen.Human {
		return p.helped(n, w)
	}
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
