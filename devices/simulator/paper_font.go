package simulator

import (
	"image"
	"math/bits"
	"slices"

	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// The cell of font A and the row on which its letters stand.
const (
	paperCellWidth  = 12
	paperCellHeight = 24
	paperBaseline   = 19
)

// paperGlyph is a character of font A: a row is 12 bits, the leftmost dot is bit 11.
type paperGlyph [paperCellHeight]uint16

type paperGlyphKey struct {
	char rune
	bold bool
}

// paperFont is the character generator: DejaVu Sans Mono, brought to 12 × 24 dots and made black and white once.
type paperFont struct {
	regular, bold *sfnt.Font
	buffer        sfnt.Buffer
	made          map[paperGlyphKey]*paperGlyph
}

// newPaperFont panics when the fonts that are compiled in are broken: then the binary is.
func newPaperFont() *paperFont {
	parse := func(ttf []byte) *sfnt.Font {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic(err)
		}
		return f
	}
	return &paperFont{
		regular: parse(dejavusansmono.TTF), bold: parse(dejavusansmonobold.TTF),
		made: map[paperGlyphKey]*paperGlyph{},
	}
}

func (f *paperFont) glyph(char rune, bold bool) *paperGlyph {
	key := paperGlyphKey{char, bold}
	if g := f.made[key]; g != nil {
		return g
	}
	g := f.draw(key)
	f.made[key] = g
	return g
}

func (f *paperFont) draw(key paperGlyphKey) *paperGlyph {
	if arms, ok := paperLines[key.char]; ok {
		return paperLineGlyph(arms, key.bold)
	}
	face := f.regular
	if key.bold {
		face = f.bold
	}
	outline := f.outline(face, key.char)
	var best *paperGlyph
	bestSharpness := -1
	for shift := -4; shift <= 4; shift++ {
		alpha := rasterise(outline, float32(shift)/8)
		if s := sharpness(alpha); s > bestSharpness {
			best, bestSharpness = threshold(alpha), s
		}
	}
	return best
}

// outline returns the character in units of the font, or nothing for a character that the font lacks.
func (f *paperFont) outline(face *sfnt.Font, char rune) sfnt.Segments {
	index, err := face.GlyphIndex(&f.buffer, char)
	if err != nil || index == 0 {
		return nil
	}
	units := fixed.Int26_6(face.UnitsPerEm()) << 6
	segments, err := face.LoadGlyph(&f.buffer, index, units, nil)
	if err != nil {
		return nil
	}
	if char == '0' {
		return withoutSmallestContour(segments)
	}
	return append(sfnt.Segments(nil), segments...)
}

// withoutSmallestContour takes the dot out of the zero: thresholded to this size it would be taken for an eight.
func withoutSmallestContour(segments sfnt.Segments) sfnt.Segments {
	var contours []sfnt.Segments
	for _, s := range segments {
		if s.Op == sfnt.SegmentOpMoveTo {
			contours = append(contours, nil)
		}
		contours[len(contours)-1] = append(contours[len(contours)-1], s)
	}
	height := func(c sfnt.Segments) fixed.Int26_6 { b := c.Bounds(); return b.Max.Y - b.Min.Y }
	slices.SortStableFunc(contours, func(a, b sfnt.Segments) int { return int(height(b) - height(a)) })
	return slices.Concat(contours[:2]...)
}

// Scales from units of DejaVu Sans Mono (1233 wide) to dots: capitals are 15 dots high, small letters 11.
const (
	paperScaleX = 12.0 / 1233 / 64
	paperScaleY = 20.5 / 2048 / 64
)

// rasterise draws an outline into a cell, shifted by a fraction of a dot: where a stem falls on whole dots, the letter
// is sharp.
func rasterise(outline sfnt.Segments, shift float32) *image.Alpha {
	r := vector.NewRasterizer(paperCellWidth, paperCellHeight)
	at := func(p fixed.Point26_6) (x, y float32) {
		return float32(p.X)*paperScaleX + shift, float32(p.Y)*paperScaleY + paperBaseline
	}
	for _, s := range outline {
		x, y := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			r.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			r.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[1])
			r.QuadTo(x, y, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			r.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	dst := image.NewAlpha(image.Rect(0, 0, paperCellWidth, paperCellHeight))
	r.Draw(dst, dst.Bounds(), image.Opaque, image.Point{})
	return dst
}

// sharpness is high when the dots are nearly white or nearly black.
func sharpness(a *image.Alpha) int {
	sum := 0
	for _, v := range a.Pix {
		d := int(v) - 128
		sum += d * d
	}
	return sum
}

// threshold makes black and white. A dot of a thermal head is a little larger than its place.
func threshold(a *image.Alpha) *paperGlyph {
	const black = 104
	var g paperGlyph
	for y := range paperCellHeight {
		for x := range paperCellWidth {
			if a.AlphaAt(x, y).A >= black {
				g[y] |= 1 << (paperCellWidth - 1 - x)
			}
		}
	}
	return &g
}

// Arms of the simple line-drawing characters, from the middle of the cell.
const (
	paperUp = 1 << iota
	paperDown
	paperLeft
	paperRight
)

// paperLines are drawn by rule and not from the font, so that they join across cells without a gap.
var paperLines = map[rune]int{
	'─': paperLeft | paperRight, '│': paperUp | paperDown,
	'┌': paperDown | paperRight, '┐': paperDown | paperLeft,
	'└': paperUp | paperRight, '┘': paperUp | paperLeft,
	'├': paperUp | paperDown | paperRight, '┤': paperUp | paperDown | paperLeft,
	'┬': paperLeft | paperRight | paperDown, '┴': paperLeft | paperRight | paperUp,
	'┼': paperUp | paperDown | paperLeft | paperRight,
}

// paperLineGlyph draws arms two dots thick, and three when bold.
func paperLineGlyph(arms int, bold bool) *paperGlyph {
	const midX, midY = paperCellWidth/2 - 1, paperCellHeight/2 - 1
	thick := 2
	if bold {
		thick = 3
	}
	upright := func(from, to int) uint16 { // dots from…to of a row
		return uint16((1<<(to-from) - 1) << (paperCellWidth - to))
	}
	var g paperGlyph
	for y := range paperCellHeight {
		if y < midY+thick && arms&paperUp != 0 || y >= midY && arms&paperDown != 0 {
			g[y] |= upright(midX, midX+thick)
		}
		if y < midY || y >= midY+thick {
			continue
		}
		if arms&paperLeft != 0 {
			g[y] |= upright(0, midX+thick)
		}
		if arms&paperRight != 0 {
			g[y] |= upright(midX, paperCellWidth)
		}
	}
	return &g
}

// bitmap is a picture in black and white, true is black.
type bitmap struct {
	width, height int
	dots          []bool
}

func newBitmap(width, height int) bitmap {
	return bitmap{width: width, height: height, dots: make([]bool, width*height)}
}

func (b bitmap) at(x, y int) bool { return b.dots[y*b.width+x] }

// enlarged is the glyph at a multiple of its size, with the corners of steps rounded when smooth (GS b: only where both
// directions are enlarged).
func (g *paperGlyph) enlarged(x, y int, smooth bool) bitmap {
	b := newBitmap(paperCellWidth, paperCellHeight)
	for row, line := range g {
		for ; line != 0; line &= line - 1 {
			b.dots[row*b.width+paperCellWidth-1-bits.TrailingZeros16(line)] = true
		}
	}
	if smooth {
		for n := 2; n <= min(x, y); n *= 2 {
			b = b.doubled()
		}
	}
	return b.stretched(paperCellWidth*x, paperCellHeight*y)
}

// doubled is the EPX rule: a corner of a dot takes the colour of two equal neighbours that meet there. The edge of the
// cell is no corner, so that line-drawing characters go on joining.
func (b bitmap) doubled() bitmap {
	d := newBitmap(2*b.width, 2*b.height)
	for y := range b.height {
		for x := range b.width {
			p, up, down := b.at(x, y), b.at(x, max(y-1, 0)), b.at(x, min(y+1, b.height-1))
			left, right := b.at(max(x-1, 0), y), b.at(min(x+1, b.width-1), y)
			corner := func(dx, dy int, a, c, otherA, otherC bool) {
				v := p
				if a == c && a != otherC && c != otherA {
					v = a
				}
				d.dots[(2*y+dy)*d.width+2*x+dx] = v
			}
			corner(0, 0, left, up, right, down)
			corner(1, 0, right, up, left, down)
			corner(0, 1, left, down, right, up)
			corner(1, 1, right, down, left, up)
		}
	}
	return d
}

func (b bitmap) stretched(width, height int) bitmap {
	if width == b.width && height == b.height {
		return b
	}
	s := newBitmap(width, height)
	for y := range height {
		for x := range width {
			s.dots[y*width+x] = b.at(x*b.width/width, y*b.height/height)
		}
	}
	return s
}
