package layout

import (
	"image"
	"strings"

	"buergerterminal/kiosk/screen"
)

// Heights of a film of sign language: as high as it is over the whole width, and as low as fingers are still told apart, 75 mm.
const (
	filmHigh = 702
	filmLow  = 240
)

// film places a film of sign language whole and in the middle, at most so high: its shape is kept, nothing of the hands is cut off.
func (p *page) film(n *screen.Node, w, high int) block {
	wide := min(w, round(float64(high)*n.Fraction))
	h := min(high, round(float64(wide)/n.Fraction))
	b := block{w: w, h: h}
	r := image.Rect((w-wide)/2, 0, (w-wide)/2+wide, h)
	b.node(n, r, 8)
	p.picture(&b, n, r)
	return b
}

// isFilm reports whether a node is a film, and not somebody's picture.
func isFilm(n *screen.Node) bool { return n.Role == screen.RoleVideo && n.Fraction > 0 }

// lessFilm makes a film lower where what is read and touched has too little room.
func (p *page) lessFilm(read []reading, room int) []reading {
	for i, r := range read {
		if over := stackHeight(read) - room; over > 0 && isFilm(r.node) {
			read[i].block = p.film(r.node, p.z.read.w, max(filmLow, r.h-over))
		}
	}
	return read
}

// caption places what is signed below a film. It is as high as the longest one is, so that nothing moves while the film runs.
func (p *page) caption(n *screen.Node, w int) block {
	w = min(w, textMax)
	b := p.textBlock(n, p.words(n, n.Name, p.sizes.body, w), Text)
	longest := p.words(n, strings.Repeat("und ", (n.Steps+3)/4), p.sizes.body, w)
	b.h = max(b.h, longest.Height)
	return b
}
