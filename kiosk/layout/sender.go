package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
)

// Measures of the head of a sender that is no authority.
const (
	foreignStrip = 16 // height of its colour along the upper edge of the page
	foreignSign  = 72 // side of the square that its sign stands in

	// foreignMost is the height that there is between the strip and the progress below; in larger words the name takes the
	// next smaller role.
	foreignMost = 128
)

// foreignHead places the sign and the name of a sender that is no authority, and below the name that it is none; the service
// at the end. Nothing of it is where the town's arms are on other pages.
func (p *page) foreignHead(n *screen.Node) block {
	const x = foreignSign + 20
	w := p.z.read.w
	none := p.words(n, n.Value, medium(p.sizes.small), 500)
	name := p.words(n, n.Name, medium(p.sizes.choice), 500)
	if name.Height+none.Height > foreignMost {
		name = p.words(n, n.Name, medium(p.sizes.small), 500)
	}
	words := max(name.Width, none.Width)
	if p.z.panes() {
		return p.paneForeign(n, name, none)
	}
	what := p.words(n, n.Detail, p.sizes.small, w-x-words-24)
	b := block{w: w, h: max(headHeight, name.Height+none.Height, what.Height)}
	b.node(n, b.whole(), 0)
	b.put(p.foreignSign(n), 0, (b.h-foreignSign)/2)
	y := p.text(&b, name, x, (b.h-name.Height-none.Height)/2, words, start, Text)
	p.text(&b, none, x, y, words, start, Sender)
	p.text(&b, what, 0, (b.h-what.Height)/2, w, end, Muted)
	return b
}

// foreignSign is the logo at its true proportions, on white as it was drawn for; or the first letter of the name.
func (p *page) foreignSign(n *screen.Node) block {
	b := block{w: foreignSign, h: foreignSign}
	if n.Picture == nil {
		b.box(Box{Rect: b.whole(), Radius: 8, Fill: Sender})
		st := medium(p.sizes.choice)
		st.Size, st.Line = 40, foreignSign
		letter := p.words(n, n.Icon, st, foreignSign)
		p.text(&b, letter, 0, 0, foreignSign, centre, OnSender)
		return b.rigid()
	}
	b.box(Box{Rect: b.whole(), Radius: 8, Fill: White, Line: Hair, Width: 2})
	size, room := n.Picture.Bounds().Size(), foreignSign-16
	w, h := room, room
	if size.X > size.Y {
		h = max(1, room*size.Y/size.X)
	} else {
		w = max(1, room*size.X/size.Y)
	}
	at := image.Rect(0, 0, w, h).Add(image.Pt((foreignSign-w)/2, (foreignSign-h)/2))
	b.framed(Picture{Image: n.Picture, Rect: at}, at)
	return b.rigid()
}
