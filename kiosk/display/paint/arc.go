package paint

import "math"

// arc appends an elliptical arc as curves of at most a quarter turn (SVG 1.1, appendix F.6).
func (p *pathParser) arc(rx, ry, degrees float64, large, sweep bool, end point) {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx == 0 || ry == 0 || p.pen == end {
		p.push(lineTo, end)
		return
	}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	half := p.pen.sub(end).scaled(0.5)
	x, y := cos*half.x+sin*half.y, -sin*half.x+cos*half.y
	if out := x*x/(rx*rx) + y*y/(ry*ry); out > 1 { // F.6.6: too small radii grow
		rx, ry = rx*math.Sqrt(out), ry*math.Sqrt(out)
	}
	below := rx*rx*y*y + ry*ry*x*x
	f := math.Sqrt(max(0, rx*rx*ry*ry-below) / below)
	if large == sweep {
		f = -f
	}
	cx, cy := f*rx*y/ry, -f*ry*x/rx
	from := math.Atan2((y-cy)/ry, (x-cx)/rx)
	turn := math.Atan2((-y-cy)/ry, (-x-cx)/rx) - from
	switch {
	case sweep && turn < 0:
		turn += 2 * math.Pi
	case !sweep && turn > 0:
		turn -= 2 * math.Pi
	}
	if math.IsNaN(from) || math.IsNaN(turn) {
		p.push(lineTo, end)
		return
	}
	middle := lerp(p.pen, end, 0.5)
	on := func(u, v float64) point { // from the unit circle
		u, v = rx*u+cx, ry*v+cy
		return middle.add(point{cos*u - sin*v, sin*u + cos*v})
	}
	p.turns(from, turn, on, end)
}

// turns appends the quarters of an arc on a unit circle that on maps to the path.
func (p *pathParser) turns(from, turn float64, on func(u, v float64) point, end point) {
	n := int(math.Ceil(math.Abs(turn) / (math.Pi / 2)))
	part := turn / float64(max(n, 1))
	k := 4.0 / 3 * math.Tan(part/4)
	for i := range n {
		s0, c0 := math.Sincos(from + float64(i)*part)
		s1, c1 := math.Sincos(from + float64(i+1)*part)
		to := on(c1, s1)
		if i == n-1 {
			to = end
		}
		p.cubic(on(c0-k*s0, s0+k*c0), on(c1+k*s1, s1-k*c1), to)
	}
}
