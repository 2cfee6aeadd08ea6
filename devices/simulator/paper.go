package simulator

import (
	"image"
	"image/color"
	"math/bits"
)

// paperFeed is as far as the paper moves at once: 40 inches at 203 dpi (EPG, ESC d).
const paperFeed = 40 * 203

// paper is what has come out since the last cut, row by row, and the line that is being set. The cutter stands above the
// head, so that a receipt begins with that much white.
type paper struct {
	dots, cutter int // across the paper; from head to cutter

	rows []byte // stride bytes a row, the leftmost dot is bit 7
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
func newPaper(dots, cutter int) *paper {
	p := &paper{dots: dots, cutter: cutter}
	p.rows = make([]byte, p.stride()*cutter)
	p.initialise()
	return p
}

// stride is the length of a row in bytes.
func (p *paper) stride() int { return p.dots / 8 }

// initialise is what ESC @ does to the setting; what is printed stays.
func (p *paper) initialise() {
	p.line, p.next = nil, 0
	p.margin, p.area, p.spacing, p.align = 0, p.dots, 30, 0
}

func (p *paper) height() int { return len(p.rows) / p.stride() }

// feed moves the paper.
func (p *paper) feed(dots int) {
	p.rows = append(p.rows, make([]byte, min(dots, paperFeed)*p.stride())...)
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
func (p *paper) width() int { return min(p.area, p.dots-p.margin) }

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
func (p *paper) picture(b bitmap, fromEdge bool) {
	top, left := p.height(), 0
	if !fromEdge {
		left = p.margin + p.shift(b.width)
	}
	p.feed(b.height)
	p.stamp(b, left, top)
	p.lines++
}

// stamp blackens dots; what lies outside the paper is lost.
func (p *paper) stamp(b bitmap, left, top int) {
	for y := range b.height {
		for x := range b.width {
			if b.dots[y*b.width+x] && left+x < p.dots && left+x >= 0 {
				p.rows[(top+y)*p.stride()+(left+x)/8] |= 0x80 >> ((left + x) % 8)
			}
		}
	}
}

// cut takes off everything that is above the cutter and returns it; what is between head and cutter stays.
func (p *paper) cut() (sheet *image.Paletted, through bool) {
	at := len(p.rows) - p.stride()*p.cutter
	sheet = p.draw(p.rows[:at])
	p.rows = append([]byte(nil), p.rows[at:]...)
	for _, b := range p.rows {
		through = through || b != 0
	}
	return sheet, through
}

// image is the paper that hangs out of the printer.
func (p *paper) image() *image.Paletted { return p.draw(p.rows) }

func (p *paper) draw(rows []byte) *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, p.dots, len(rows)/p.stride()), color.Palette{color.White, color.Black})
	for i, b := range rows {
		for ; b != 0; b &= b - 1 {
			img.Pix[i*8+7-bits.TrailingZeros8(b)] = 1
		}
	}
	return img
}
