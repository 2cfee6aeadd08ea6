package simulator

import (
	"image"
	"image/color"
	"math/bits"
)

// The paper of the simulated printer: 80 mm, 576 dots at 203 dpi. The cutter stands 12 mm above the head, so that a
// receipt begins with that much white.
const (
	paperDots   = 576
	paperStride = paperDots / 8
	paperCutter = 96
	paperFeed   = 40 * 203
)

// paper is what has come out since the last cut, row by row, and the line that is being set.
type paper struct {
	rows []byte // paperStride bytes a row, the leftmost dot is bit 7
	line []paperItem
	next int // where the next character goes, in dots from the left margin

	margin, area int // GS L, GS W
	spacing      int // ESC 3
	align        int // ESC a
	lines        int // lines printed since the paper was put in
}

// paperItem is a piece of the line: a bitmap at a place, with so many of its rows above the baseline.
type paperItem struct {
	x, above int
	bitmap   bitmap
}

// newPaper is paper after a cut, in a printer after ESC @.
func newPaper() *paper {
	p := &paper{rows: make([]byte, paperStride*paperCutter)}
	p.initialise()
	return p
}

// initialise is what ESC @ does to the setting; what is printed stays.
func (p *paper) initialise() {
	p.line, p.next = nil, 0
	p.margin, p.area, p.spacing, p.align = 0, paperDots, 30, 0
}

func (p *paper) height() int { return len(p.rows) / paperStride }

// feed moves the paper, by 40 inches at most (EPG, ESC d).
func (p *paper) feed(dots int) {
	p.rows = append(p.rows, make([]byte, min(dots, paperFeed)*paperStride)...)
}

// place sets a bitmap at the next place of the line; a full line is printed first, as the printer does by itself.
func (p *paper) place(b bitmap, above int) {
	if p.next+b.width > p.width() && p.next > 0 {
		p.print(p.spacing)
	}
	p.line = append(p.line, paperItem{x: p.next, above: above, bitmap: b})
	p.next += b.width
}

// width is the printing area, which ends at the edge of the paper at the latest.
func (p *paper) width() int { return min(p.area, paperDots-p.margin) }

// print puts the line on paper and feeds at least as far; characters of different size stand on one baseline.
func (p *paper) print(feed int) {
	above, below := 0, 0
	for _, item := range p.line {
		above = max(above, item.above)
		below = max(below, item.bitmap.height-item.above)
	}
	top := p.height()
	p.feed(max(feed, above+below))
	shift := p.margin + p.shift(p.next)
	for _, item := range p.line {
		p.stamp(item.bitmap, shift+item.x, top+above-item.above)
	}
	p.line, p.next = nil, 0
	p.lines++
}

// shift is what ESC a adds on the left of something so wide.
func (p *paper) shift(width int) int { return max(p.width()-width, 0) * p.align / 2 }

// picture prints a bitmap as lines of its own, without air.
func (p *paper) picture(b bitmap) {
	top := p.height()
	p.feed(b.height)
	p.stamp(b, p.margin+p.shift(b.width), top)
	p.lines++
}

// stamp blackens dots; what lies outside the paper is lost.
func (p *paper) stamp(b bitmap, left, top int) {
	for y := range b.height {
		for x := range b.width {
			if b.dots[y*b.width+x] && left+x < paperDots && left+x >= 0 {
				p.rows[(top+y)*paperStride+(left+x)/8] |= 0x80 >> ((left + x) % 8)
			}
		}
	}
}

// cut takes off everything that is above the cutter and returns it; what is between head and cutter stays.
func (p *paper) cut() (sheet *image.Paletted, through bool) {
	at := len(p.rows) - paperStride*paperCutter
	sheet = paperImage(p.rows[:at])
	p.rows = append([]byte(nil), p.rows[at:]...)
	for _, b := range p.rows {
		through = through || b != 0
	}
	return sheet, through
}

// image is the paper that hangs out of the printer.
func (p *paper) image() *image.Paletted { return paperImage(p.rows) }

func paperImage(rows []byte) *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, paperDots, len(rows)/paperStride), color.Palette{color.White, color.Black})
	for i, b := range rows {
		for ; b != 0; b &= b - 1 {
			img.Pix[i*8+7-bits.TrailingZeros8(b)] = 1
		}
	}
	return img
}
