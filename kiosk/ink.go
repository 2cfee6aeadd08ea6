package kiosk

import (
	"math"

	"golang.org/x/image/vector"

	"buergerterminal/kiosk/session"
)

// corners of the polygon that stands for the round tip of the pen.
const corners = 12

// dot is the pen's tip. Dots and segments turn the same way round, so that where they overlap the ink stays ink.
func dot(ink *vector.Rasterizer, at session.Point) {
	for i := range corners {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		x, y := at.X+inkRadius*float32(cos), at.Y+inkRadius*float32(sin)
		if i == 0 {
			ink.MoveTo(x, y)
			continue
		}
		ink.LineTo(x, y)
	}
	ink.ClosePath()
}

// segment is the straight piece between two points, as wide as the pen.
func segment(ink *vector.Rasterizer, a, b session.Point) {
	dx, dy := float64(b.X-a.X), float64(b.Y-a.Y)
	length := math.Hypot(dx, dy)
	if length == 0 {
		return
	}
	nx, ny := float32(-dy/length*inkRadius), float32(dx/length*inkRadius)
	ink.MoveTo(a.X-nx, a.Y-ny)
	ink.LineTo(b.X-nx, b.Y-ny)
	ink.LineTo(b.X+nx, b.Y+ny)
	ink.LineTo(a.X+nx, a.Y+ny)
	ink.ClosePath()
}
