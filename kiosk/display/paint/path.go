package paint

import (
	"image"
	"math"

	"buergerterminal/kiosk/layout"
	"golang.org/x/image/vector"
)

// shapeKey names the raster of a path: its form and the fraction of a px at which it stands, not its place or colour.
type shapeKey struct {
	d                   string
	fx, fy, scale, line float32 // line is the width of the stroke, 0 a fill
	mirror              bool
	dash                string
}

// wholePart splits the place of a path in whole px and the rest.
func wholePart(o layout.Path) (whole image.Point, fx, fy float32) {
	x, y := math.Floor(float64(o.X)), math.Floor(float64(o.Y))
	return image.Pt(int(x), int(y)), o.X - float32(x), o.Y - float32(y)
}

func (p *Painter) fillMask(o layout.Path) mask {
	if o.Fill == layout.None {
		return mask{}
	}
	whole, fx, fy := wholePart(o)
	key := shapeKey{d: o.D, fx: fx, fy: fy, scale: o.Scale, mirror: o.Mirror}
	return p.masks.get(key, func() mask {
		return fillOf(stepsOf(o, fx, fy))
	}).moved(whole)
}

func (p *Painter) strokeMask(o layout.Path) mask {
	if o.Stroke == layout.None || !(o.Width > 0) {
		return mask{}
	}
	whole, fx, fy := wholePart(o)
	key := shapeKey{o.D, fx, fy, o.Scale, o.Width, o.Mirror, dashText(o.Dash)}
	return p.masks.get(key, func() mask {
		pattern := make([]float64, len(o.Dash))
		for i, d := range o.Dash {
			pattern[i] = float64(d * o.Scale)
		}
		var lines []polyline
		for _, line := range flatten(stepsOf(o, fx, fy)) {
			lines = append(lines, dash(line, pattern)...)
		}
		return strokeMask(lines, float64(o.Width*o.Scale))
	}).moved(whole)
}

// stepsOf returns a path in px. Of a path with a mistake in it, what stands before the mistake is painted.
func stepsOf(o layout.Path, fx, fy float32) []step {
	steps, _ := parsePath(o.D)
	sx := float64(o.Scale)
	if o.Mirror {
		sx = -sx
	}
	for i := range steps {
		for k, q := range steps[i].points {
			steps[i].points[k] = point{float64(fx) + q.x*sx, float64(fy) + q.y*float64(o.Scale)}
		}
	}
	return steps
}

// fillOf returns the coverage of the inside of an outline (non-zero rule; open subpaths are closed).
func fillOf(steps []step) mask {
	box := boundsOf(controlPoints(steps), 0)
	if box.Empty() {
		return mask{}
	}
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(q point) (x, y float32) {
		return float32(q.x - float64(box.Min.X)), float32(q.y - float64(box.Min.Y))
	}
	for i, s := range steps {
		x, y := at(s.end())
		switch s.verb {
		case moveTo:
			if i > 0 {
				z.ClosePath()
			}
			z.MoveTo(x, y)
		case lineTo:
			z.LineTo(x, y)
		case cubeTo:
			ax, ay := at(s.points[0])
			bx, by := at(s.points[1])
			z.CubeTo(ax, ay, bx, by, x, y)
		case closePath:
			z.ClosePath()
		}
	}
	z.ClosePath()
	m := mask{image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy())), box.Min}
	z.Draw(m.alpha, m.alpha.Rect, image.Opaque, image.Point{})
	return m
}

// controlPoints returns all points of an outline as one line, for its bounds.
func controlPoints(steps []step) []polyline {
	line := make(polyline, 0, 3*len(steps))
	for _, s := range steps {
		if s.verb == cubeTo {
			line = append(line, s.points[0], s.points[1])
		}
		line = append(line, s.end())
	}
	return []polyline{line}
}
