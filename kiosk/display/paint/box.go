package paint

import (
	"image"
	"image/color"
	"math"

	"buergerterminal/kiosk/layout"
)

// roundRect is a rectangle with round corners whose edges lie on whole px.
type roundRect struct {
	rect   image.Rectangle
	radius float64
}

func newRoundRect(r image.Rectangle, radius float64) roundRect {
	return roundRect{r, max(0, min(radius, float64(min(r.Dx(), r.Dy()))/2))}
}

// cover is how much of a px lies inside, 0 to 255.
func (r roundRect) cover(x, y int) uint32 {
	if !(image.Point{X: x, Y: y}).In(r.rect) {
		return 0
	}
	dx := cornerDistance(float64(x)+0.5, float64(r.rect.Min.X), float64(r.rect.Max.X), r.radius)
	dy := cornerDistance(float64(y)+0.5, float64(r.rect.Min.Y), float64(r.rect.Max.Y), r.radius)
	if dx <= 0 || dy <= 0 {
		return 255
	}
	c := r.radius + 0.5 - math.Sqrt(dx*dx+dy*dy)
	return uint32(max(0, min(1, c))*255 + 0.5)
}

// cornerDistance is how far v lies beyond the centre of the nearer corner, along one axis.
func cornerDistance(v, low, high, radius float64) float64 {
	return max(low+radius-v, v-(high-radius))
}

// paintBox paints fill and border. Only the ends of its rows, where corners and upright borders are, go px by px.
func (p *Painter) paintBox(b layout.Box, clip image.Rectangle) {
	area := b.Rect.Intersect(clip)
	if area.Empty() || b.Fill == layout.None && (b.Line == layout.None || b.Width <= 0) {
		return
	}
	s := newBoxShape(b, p.palette)
	end := max(int(math.Ceil(s.outer.radius)), s.width)
	left, right := min(b.Rect.Min.X+end, b.Rect.Max.X), max(b.Rect.Max.X-end, b.Rect.Min.X+end)
	for y := area.Min.Y; y < area.Max.Y; y++ {
		s.ends(p.dst, y, area.Min.X, min(left, area.Max.X))
		s.ends(p.dst, y, max(right, area.Min.X), area.Max.X)
	}
	s.middle(p.dst, image.Rect(left, area.Min.Y, right, area.Max.Y).Intersect(area))
}

type boxShape struct {
	outer, inner roundRect
	width        int
	line, fill   color.RGBA // transparent is not painted
}

func newBoxShape(b layout.Box, colours palette) boxShape {
	s := boxShape{outer: newRoundRect(b.Rect, float64(b.Radius))}
	if b.Line != layout.None && b.Width > 0 {
		s.line, s.width = colours[b.Line], b.Width
	}
	if b.Fill != layout.None {
		s.fill = colours[b.Fill]
	}
	s.inner = newRoundRect(b.Rect.Inset(s.width), s.outer.radius-float64(s.width))
	return s
}

// ends paints one row px by px.
func (s *boxShape) ends(dst *image.RGBA, y, from, to int) {
	for x := from; x < to; x++ {
		outer := s.outer.cover(x, y)
		if outer == 0 {
			continue
		}
		pix := dst.Pix[dst.PixOffset(x, y):][:4:4]
		if s.line.A == 0 {
			mix(pix, s.fill, outer)
			continue
		}
		inner := s.inner.cover(x, y)
		if s.fill.A == 0 {
			mix(pix, s.line, outer-min(inner, outer))
			continue
		}
		mix(pix, s.line, outer)
		mix(pix, s.fill, min(inner, outer))
	}
}

// middle paints what lies between the ends: whole px, no corners.
func (s *boxShape) middle(dst *image.RGBA, area image.Rectangle) {
	if s.fill.A != 0 {
		fill(dst, area, s.fill)
	}
	if s.line.A == 0 {
		return
	}
	top := image.Rect(area.Min.X, s.outer.rect.Min.Y, area.Max.X, min(s.outer.rect.Min.Y+s.width, s.outer.rect.Max.Y))
	bottom := image.Rect(area.Min.X, max(s.outer.rect.Max.Y-s.width, top.Max.Y), area.Max.X, s.outer.rect.Max.Y)
	fill(dst, top.Intersect(area), s.line)
	fill(dst, bottom.Intersect(area), s.line)
}
