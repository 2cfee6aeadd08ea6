package layout

import (
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// buttonsInRow places buttons beside each other; one that does not fit any more begins a new line.
func (p *page) buttonsInRow(buttons []*screen.Node, w, gap int) block {
	row := block{}
	x, y, line := 0, 0, 0
	for _, c := range buttons {
		look := p.buttonLook(c)
		button := p.buttonAs(c, look, min(w, p.buttonWidth(c, look)), 0)
		if x > 0 && x+button.w > w {
			x, y, line = 0, y+line+gap, 0
		}
		row.put(button, x, y)
		x, line = x+button.w+gap, max(line, button.h)
		row.w, row.h = max(row.w, x-gap), y+line
	}
	return row
}

// person places a row of a repeated group as a card: name and second line, and two buttons at the end; in large text the
// buttons stand below (look/src/citizen.mjs, page 11).
func (p *page) person(n *screen.Node, w int) block {
	const left, right, pad, gap = 32, 28, 28, 16
	inner := w - left - right
	buttons := p.buttonsInRow(n.Children, inner, gap)
	room := inner
	if p.sizes.size == session.Normal {
		room = inner - buttons.w - gap
	}
	name := p.words(n, n.Name, medium(p.sizes.section), room)
	detail := p.words(n, n.Detail, p.sizes.small, room)
	words := name.Height
	if n.Detail != "" {
		words += 4 + detail.Height
	}
	b := block{w: w, h: max(words, buttons.h) + 2*pad}
	if room == inner {
		b.h = words + gap + buttons.h + 2*pad
	}
	b.node(n, b.whole(), 8)
	b.box(Box{Rect: b.whole(), Radius: 8, Line: Hair, Width: 2})
	top := pad
	if room != inner {
		top = (b.h - words) / 2
	}
	y := p.text(&b, name, left, top, room, start, Text)
	if n.Detail != "" {
		p.text(&b, detail, left, y+4, room, start, Muted)
	}
	if room == inner {
		b.put(buttons, left, b.h-pad-buttons.h)
		return b
	}
	b.put(buttons, w-right-buttons.w, (b.h-buttons.h)/2)
	return b
}
