package scanner

import (
	"fmt"
	"image"
	"image/color"
)

// canvas receives raw rows. Grey rows land in the picture itself; others are spread out after they came.
type canvas struct {
	sequence sequence
	grey     *image.Gray
	bits     *image.Paletted
	rgba     *image.RGBA
	raw      []byte
	seen     map[status]bool // colours of the current line, in line sequence
}

func newCanvas(pl plan) *canvas {
	bounds := image.Rect(0, 0, pl.width, pl.height)
	c := &canvas{sequence: pl.sequence, raw: make([]byte, pl.bytesPerLine*max(pl.linesPerBlock, 1))}
	switch pl.mode {
	case Photo:
		c.grey = image.NewGray(bounds)
	case Colour:
		c.rgba = image.NewRGBA(bounds)
		for i := 3; i < len(c.rgba.Pix); i += 4 {
			c.rgba.Pix[i] = 0xFF
		}
	default:
		c.bits = image.NewPaletted(bounds, color.Palette{color.Black, color.White})
	}
	return c
}

// rows is where the raw bytes of some lines go.
func (c *canvas) rows(line, lines int) []byte {
	switch {
	case c.grey != nil:
		return c.grey.Pix[line*c.grey.Stride : (line+lines)*c.grey.Stride]
	case c.bits != nil:
		return c.raw[:lines*c.bits.Stride/8]
	case c.sequence == lineSequence:
		return c.raw[:c.rgba.Rect.Dx()]
	}
	return c.raw[:3*lines*c.rgba.Rect.Dx()]
}

// keep takes what rows received into the picture; colour are the colour bits of the block's status. The error is a line that has one
// colour twice, and another not at all.
func (c *canvas) keep(line, lines int, colour status) error {
	switch {
	case c.bits != nil:
		c.keepBits(line, lines)
	case c.rgba != nil && c.sequence == lineSequence:
		return c.keepPass(line, colour)
	case c.rgba != nil:
		c.keepPixels(line, lines, colour == statusGreen)
	}
	return nil
}

// keepBits spreads bits out. In ESC/I a set bit is white, the highest bit leftmost.
func (c *canvas) keepBits(line, lines int) {
	target := c.bits.Pix[line*c.bits.Stride:]
	for i, b := range c.raw[:lines*c.bits.Stride/8] {
		for bit := range 8 {
			target[i*8+bit] = b >> (7 - bit) & 1
		}
	}
}

// keepPass takes one colour of a line.
func (c *canvas) keepPass(line int, colour status) error {
	channel, ok := map[status]int{statusRed: 0, statusGreen: 1, statusBlue: 2}[colour]
	if len(c.seen) == 3 {
		c.seen = nil
	}
	if !ok || c.seen[colour] {
		return noise(cmdScan, fmt.Errorf("%w: colour %02X in line %d, which has %d others", errMalformed, byte(colour), line, len(c.seen)))
	}
	if c.seen == nil {
		c.seen = map[status]bool{}
	}
	c.seen[colour] = true
	target := c.rgba.Pix[line*c.rgba.Stride+channel:]
	for x, v := range c.raw[:c.rgba.Rect.Dx()] {
		target[4*x] = v
	}
	return nil
}

// keepPixels takes whole pixels: red, green, blue, or with the first two exchanged.
func (c *canvas) keepPixels(line, lines int, greenFirst bool) {
	red, green := 0, 1
	if greenFirst {
		red, green = 1, 0
	}
	target := c.rgba.Pix[line*c.rgba.Stride:]
	for i := range lines * c.rgba.Rect.Dx() {
		from, to := c.raw[3*i:3*i+3], target[4*i:4*i+3]
		to[0], to[1], to[2] = from[red], from[green], from[2]
	}
}

func (c *canvas) page(pl plan) Page {
	p := Page{DPI: pl.dpi, Mode: pl.mode}
	switch {
	case c.grey != nil:
		p.Image = c.grey
	case c.rgba != nil:
		p.Image = c.rgba
	default:
		p.Image = c.bits
	}
	return p
}
