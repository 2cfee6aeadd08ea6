package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// narrow is the width below which states, notes and confirmations take the form of a column beside a picture.
const narrow = 400

// hairline is the rule above each row of a list and below its last one.
const hairline = 2

// ruled puts a row between hairlines: one above, and one below the last.
func ruled(inner block, last bool) block {
	b := block{w: inner.w, h: inner.h + hairline}
	b.rule(0, 0, b.w, hairline, Hair)
	b.put(inner, 0, hairline)
	if last {
		b.rule(0, b.h, b.w, hairline, Hair)
		b.h += hairline
	}
	return b
}

// rowHeight returns the height of a row's inside: the look gives heights with the hairlines. Tight rows take less.
func (p *page) rowHeight(low, content int, last bool) int {
	low -= hairline
	if p.tight {
		low -= 18
	}
	if last {
		low -= hairline
	}
	return max(low, content)
}

// row places label, value and a button at the end; in large text the button stands below the value.
func (p *page) row(n *screen.Node, value typeset.Paragraph, w int, last bool) block {
	if len(n.Children) == 0 && !(p.mended && p.sizes.size > session.Normal) {
		return p.labelled(n, value, w, last)
	}
	if p.sizes.size > session.Normal {
		return p.rowStacked(n, value, w, last)
	}
	label := p.words(n, n.Name, p.sizes.small, rowLabelNarrow)
	c := n.Children[0]
	look := p.rowButton(c)
	bw := p.buttonWidth(c, look)
	button := p.buttonAs(c, look, bw, 0)
	air := 16
	if p.tight {
		air = 8
	}
	b := block{w: w, h: p.rowHeight(117, max(label.Height, value.Height, button.h)+air, last)}
	b.node(n, b.whole(), 0)
	p.text(&b, label, 0, (b.h-label.Height)/2, rowLabelNarrow, start, Muted)
	p.text(&b, value, rowLabelNarrow+24, (b.h-value.Height)/2, value.Width, start, Text)
	b.put(button, w-bw, (b.h-button.h)/2)
	return b
}

// Widths of the label column of a row, with and without a button at the end.
const (
	rowLabelNarrow = 224
	rowLabel       = 296
)

// rowValue breaks the value of a row to the width that is left for it.
func (p *page) rowValue(n *screen.Node, w int) typeset.Paragraph {
	st := p.sizes.choice
	room := w - p.labelWidth() - 24
	if p.mended && len(n.Children) == 0 {
		st = p.sizes.asChoice(30, 38)
		if p.sizes.size > session.Normal {
			room = w
		}
	}
	if len(n.Children) > 0 {
		st = p.sizes.asChoice(30, 38)
		c := n.Children[0]
		room = w - rowLabelNarrow - 48 - p.buttonWidth(c, p.rowButton(c))
		if p.sizes.size > session.Normal {
			room = w
		}
	}
	return p.value(n.Value, st, room)
}

// rowButton returns the drawing of a button at the end of a row: its sign is smaller.
func (p *page) rowButton(n *screen.Node) buttonLook {
	l := p.buttonLook(n)
	l.icon = 32
	return l
}

// labelWidth returns the width of the label of a row without a button.
func (p *page) labelWidth() int {
	if p.mended {
		return rowLabelNarrow
	}
	return rowLabel
}

func (p *page) labelled(n *screen.Node, value typeset.Paragraph, w int, last bool) block {
	rowLabel := p.labelWidth()
	label := p.words(n, n.Name, p.sizes.small, rowLabel)
	b := block{w: w, h: p.rowHeight(96, max(label.Height, value.Height)+24, last)}
	b.node(n, b.whole(), 0)
	p.text(&b, label, 0, (b.h-label.Height)/2, rowLabel, start, Muted)
	p.text(&b, value, rowLabel+24, (b.h-value.Height)/2, value.Width, start, Text)
	return b
}

// rowStacked is a row in large text: label above value, the button at the end where both fit beside each other, below
// the value where not.
func (p *page) rowStacked(n *screen.Node, value typeset.Paragraph, w int, last bool) block {
	const pad, gap = 16, 12
	label := p.words(n, n.Name, p.sizes.small, w)
	var button block
	if len(n.Children) > 0 {
		look := p.rowButton(n.Children[0])
		button = p.buttonAs(n.Children[0], look, min(w, p.buttonWidth(n.Children[0], look)), 0)
	}
	words := label.Height + value.Height
	beside := max(label.Width, value.Width)+24+button.w <= w
	inside := words + gap + button.h
	if beside || len(n.Children) == 0 {
		inside = max(words, button.h)
	}
	b := block{w: w, h: p.rowHeight(0, inside+2*pad, last)}
	b.node(n, b.whole(), 0)
	top := pad
	if beside {
		top = (b.h - words) / 2
	}
	y := p.text(&b, label, 0, top, w, start, Muted)
	y = p.text(&b, value, 0, y, w, start, Text)
	switch {
	case len(n.Children) == 0:
	case beside:
		b.put(button, w-button.w, (b.h-button.h)/2)
	default:
		b.put(button, 0, y+gap)
	}
	return b
}

// need places something to bring: a large sign, what it is, and a second line.
func (p *page) need(n *screen.Node, w int, last bool) block {
	t := p.pair(n, p.sizes.choice, 0, w-84)
	b := block{w: w, h: p.rowHeight(112, max(56, t.height())+24, last)}
	b.node(n, b.whole(), 0)
	p.sign(&b, n.Icon, 0, (b.h-56)/2, 56, Accent)
	p.pairAt(&b, t, 84)
	return b
}

// point places one sentence with its sign.
func (p *page) point(n *screen.Node, w int, last bool) block {
	words := p.unorphaned(n, n.Name, p.sizes.tight(), w-68)
	air := 32
	if p.tight {
		air = 20
	}
	b := block{w: w, h: p.rowHeight(92, max(40, words.Height)+air, last)}
	b.node(n, b.whole(), 0)
	p.sign(&b, n.Icon, 0, (b.h-40)/2, 40, Accent)
	p.text(&b, words, 68, (b.h-words.Height)/2, words.Width, start, Text)
	return b
}

// contact places a way to a human: what kind, where, and when.
func (p *page) contact(n *screen.Node, w int) block {
	large := regular(p.sizes.section)
	label := p.words(n, n.Name, p.sizes.small, w-96)
	value := p.value(n.Value, large, w-96)
	st := p.sizes.small
	st.Line = large.Line
	detail := p.words(n, n.Detail, st, w-96)
	b := block{w: w, h: 48 + label.Height + value.Height + detail.Height}
	b.node(n, b.whole(), 0)
	p.sign(&b, n.Icon, 0, (b.h-56)/2, 56, Accent)
	y := p.text(&b, label, 96, 24, w, start, Muted)
	y = p.text(&b, value, 96, y, w, start, Text)
	p.text(&b, detail, 96, y+p.sink(large, st), w, start, Muted)
	return b
}

// sink returns how much lower a smaller style stands when it shares the baseline of a larger one.
func (p *page) sink(large, small typeset.Style) int {
	return p.set.Baseline(large) - p.set.Baseline(small)
}

// stateLook is the circle and the ink of a tone.
type stateLook struct {
	fill, line, sign, ink Role
	medium                bool
}

func stateLookOf(t screen.Tone) stateLook {
	switch t {
	case screen.ToneOK:
		return stateLook{OK, OK, Page, Text, false}
	case screen.ToneNow:
		return stateLook{Accent, Accent, OnAccent, Text, true}
	case screen.ToneWarn:
		return stateLook{WarnBg, WarnMark, Warn, Text, true}
	case screen.ToneDanger:
		return stateLook{Danger, Danger, Page, Text, true}
	}
	return stateLook{None, LineRole, Muted, Muted, false}
}

// state places a step or a finding: a circle with a sign, and words with so much air around them at least.
func (p *page) state(n *screen.Node, w, low, air int) block {
	look := stateLookOf(n.Tone)
	if w < narrow || n.Kind == screen.Small {
		role := look.line
		if n.Tone == screen.ToneWarn {
			role = Warn
		}
		return p.smallState(n, w, n.Icon, role)
	}
	st := p.sizes.choice
	if look.medium {
		st = medium(st)
	}
	name := p.words(n, n.Name, st, w-80)
	small := p.sizes.small
	small.Line = p.sizes.body.Line
	detail := p.unorphaned(n, n.Detail, small, w-80)
	b := block{w: w, h: max(low, 56, name.Height+detail.Height+air)}
	b.node(n, b.whole(), 0)
	at := square(0, (b.h-56)/2, 56)
	b.circle(at, look.fill, look.line, 4)
	p.sign(&b, n.Icon, 12, at.Min.Y+12, 32, look.sign)
	y := p.text(&b, name, 80, (b.h-name.Height-detail.Height)/2, w, start, look.ink)
	p.text(&b, detail, 80, y+p.sink(p.sizes.body, small), w, start, Muted)
	return b
}

// smallState is a finding beside a picture: a bare sign and running text.
func (p *page) smallState(n *screen.Node, w int, icon string, role Role) block {
	words := p.words(n, n.Name, p.sizes.body, w-56)
	b := block{w: w, h: max(64, words.Height)}
	b.node(n, image.Rect(0, 0, w, b.h), 0)
	p.sign(&b, icon, 0, (b.h-40)/2, 40, role)
	p.text(&b, words, 56, (b.h-words.Height)/2, words.Width, start, Text)
	return b
}

// fact places a label and a value below an accent rule.
func (p *page) fact(n *screen.Node, w int) block {
	if n.Kind == screen.Human {
		return p.standing(n, w)
	}
	label := p.words(n, n.Name, p.sizes.small, w)
	value := p.words(n, n.Value, medium(p.sizes.section), w)
	b := block{w: w, h: 4 + 16 + label.Height + 4 + value.Height}
	b.node(n, b.whole(), 0)
	b.rule(0, 0, w, 4, Accent)
	y := p.text(&b, label, 0, 20, w, start, Muted)
	p.text(&b, value, 0, y+4, w, start, Text)
	return b
}
