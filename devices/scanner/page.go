package scanner

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// Page is a scanned page. The picture is an *image.Gray for Photo and an *image.Paletted of black (0) and white (1) for Text.
type Page struct {
	Image image.Image
	DPI   int
	Mode  Mode
}

// jpegQuality keeps 8-point print readable; below 70 ringing around letters shows.
const jpegQuality = 80

// Encode compresses the page: PNG with one bit a pixel for Text, JPEG for Photo. It returns the file and its media type.
func (p Page) Encode() ([]byte, string, error) {
	if p.Image == nil {
		return nil, "", fmt.Errorf("scanner: page without a picture")
	}
	var b bytes.Buffer
	if p.Mode == Text {
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&b, p.Image); err != nil {
			return nil, "", fmt.Errorf("scanner: encode text page: %w", err)
		}
		return b.Bytes(), "image/png", nil
	}
	if err := jpeg.Encode(&b, p.Image, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, "", fmt.Errorf("scanner: encode photo page: %w", err)
	}
	return b.Bytes(), "image/jpeg", nil
}

// canvas receives raw rows. Grey rows land in the picture itself; 1-bit rows are spread out after they came.
type canvas struct {
	grey   *image.Gray
	bits   *image.Paletted
	packed []byte
}

func newCanvas(pl plan) *canvas {
	bounds := image.Rect(0, 0, pl.width, pl.height)
	if pl.mode == Photo {
		return &canvas{grey: image.NewGray(bounds)}
	}
	return &canvas{
		bits:   image.NewPaletted(bounds, color.Palette{color.Black, color.White}),
		packed: make([]byte, pl.bytesPerLine*max(pl.linesPerBlock, 1)),
	}
}

// rows is where the raw bytes of some lines go.
func (c *canvas) rows(line, lines int) []byte {
	if c.grey != nil {
		return c.grey.Pix[line*c.grey.Stride : (line+lines)*c.grey.Stride]
	}
	return c.packed[:lines*c.bits.Stride/8]
}

// keep takes what rows received into the picture. In ESC/I a set bit is white, the highest bit leftmost.
func (c *canvas) keep(line, lines int) {
	if c.grey != nil {
		return
	}
	target := c.bits.Pix[line*c.bits.Stride:]
	for i, b := range c.packed[:lines*c.bits.Stride/8] {
		for bit := range 8 {
			target[i*8+bit] = b >> (7 - bit) & 1
		}
	}
}

func (c *canvas) page(pl plan) Page {
	p := Page{DPI: pl.dpi, Mode: pl.mode}
	if c.grey != nil {
		p.Image = c.grey
	} else {
		p.Image = c.bits
	}
	return p
}
