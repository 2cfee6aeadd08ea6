package simulator

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// sheetPaper is an A4 sheet to draw on, in millimetres from its upper left corner.
type sheetPaper struct {
	image *image.Gray
	dpi   int
}

func newSheetPaper(dpi int) *sheetPaper {
	p := &sheetPaper{dpi: dpi}
	p.image = image.NewGray(image.Rect(0, 0, int(p.pixels(sheetWidthMM)), int(p.pixels(sheetHeightMM))))
	for i := range p.image.Pix {
		p.image.Pix[i] = paperWhite
	}
	return p
}

func (p *sheetPaper) pixels(mm float64) float64 { return mm * float64(p.dpi) / 25.4 }

// sheetText is one line of text; y is its baseline.
type sheetText struct {
	x, y, points float64
	bold         bool
	ink          uint8
	text         string
}

func (p *sheetPaper) write(lines ...sheetText) error {
	regular, err := opentype.Parse(dejavusans.TTF)
	if err != nil {
		return fmt.Errorf("font: %w", err)
	}
	bold, err := opentype.Parse(dejavusansbold.TTF)
	if err != nil {
		return fmt.Errorf("font: %w", err)
	}
	for _, l := range lines {
		f := regular
		if l.bold {
			f = bold
		}
		face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: l.points, DPI: float64(p.dpi)})
		if err != nil {
			return fmt.Errorf("font: %w", err)
		}
		d := font.Drawer{Dst: p.image, Src: image.NewUniform(color.Gray{l.ink}), Face: face}
		d.Dot = fixed.Point26_6{X: fixed.Int26_6(p.pixels(l.x) * 64), Y: fixed.Int26_6(p.pixels(l.y) * 64)}
		d.DrawString(l.text)
		if err := face.Close(); err != nil {
			return fmt.Errorf("font: %w", err)
		}
	}
	return nil
}

// rule draws a horizontal line of 0.25 mm.
func (p *sheetPaper) rule(x1, x2, y float64, ink uint8) {
	p.stroke(0.125, ink, func(t float64) (float64, float64) { return x1 + t*(x2-x1), y }, x2-x1)
}

// stroke draws a pen of a radius along a curve (t from 0 to 1) that is not longer than length; all in millimetres.
func (p *sheetPaper) stroke(radius float64, ink uint8, curve func(t float64) (x, y float64), length float64) {
	r := max(p.pixels(radius), 0.6)
	steps := int(p.pixels(length)*2) + 1
	for i := range steps + 1 {
		x, y := curve(float64(i) / float64(steps))
		p.dot(p.pixels(x), p.pixels(y), r, ink)
	}
}

// dot darkens a disc with a soft rim; pixels.
func (p *sheetPaper) dot(cx, cy, r float64, ink uint8) {
	for y := int(cy - r - 1); y <= int(cy+r+1); y++ {
		for x := int(cx - r - 1); x <= int(cx+r+1); x++ {
			if !(image.Point{X: x, Y: y}.In(p.image.Rect)) {
				continue
			}
			cover := min(1, max(0, r+0.5-math.Hypot(float64(x)+0.5-cx, float64(y)+0.5-cy)))
			v := paperWhite - cover*float64(paperWhite-int(ink))
			i := p.image.PixOffset(x, y)
			p.image.Pix[i] = min(p.image.Pix[i], clampGrey(v))
		}
	}
}

// shade multiplies the brightness of every pixel; coordinates in millimetres.
func (p *sheetPaper) shade(factor func(x, y float64) float64) {
	mm := 25.4 / float64(p.dpi)
	for y := range p.image.Rect.Dy() {
		for x := range p.image.Rect.Dx() {
			i := p.image.PixOffset(x, y)
			p.image.Pix[i] = clampGrey(float64(p.image.Pix[i]) * factor(float64(x)*mm, float64(y)*mm))
		}
	}
}
