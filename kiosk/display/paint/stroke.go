package paint

import (
	"image"
	"math"
)

// polyline is a flattened subpath in px.
type polyline []point

// flatness is how far a flattened curve may lie from the true one, in px.
const flatness = 0.05

// flatten turns steps into polylines. A closed subpath ends where it began.
func flatten(steps []step) []polyline {
	var lines []polyline
	var open polyline
	flush := func() {
		if len(open) > 1 || len(open) == 1 && !endsAt(lines, open[0]) {
			lines = append(lines, open)
		}
		open = nil
	}
	for _, s := range steps {
		switch s.verb {
		case moveTo:
			flush()
			open = polyline{s.end()}
		case lineTo:
			open = append(open, s.end())
		case cubeTo:
			open = appendCurve(open, s)
		case closePath:
			open = append(open, s.end())
			flush()
			open = polyline{s.end()}
		}
	}
	flush()
	return lines
}

// endsAt tells whether the last line ends at p, so that a single point there adds nothing.
func endsAt(lines []polyline, p point) bool {
	if len(lines) == 0 {
		return false
	}
	last := lines[len(lines)-1]
	return last[len(last)-1] == p
}

// appendCurve appends a cubic Bézier in as many parts as its bend needs (Wang's bound).
func appendCurve(line polyline, s step) polyline {
	p0, p1, p2, p3 := line[len(line)-1], s.points[0], s.points[1], s.points[2]
	bend := max(p0.sub(p1.scaled(2)).add(p2).distance(point{}), p1.sub(p2.scaled(2)).add(p3).distance(point{}))
	n := int(min(100, max(1, math.Ceil(math.Sqrt(0.75*bend/flatness)))))
	for i := 1; i < n; i++ {
		t := float64(i) / float64(n)
		a, b, c := lerp(p0, p1, t), lerp(p1, p2, t), lerp(p2, p3, t)
		line = append(line, lerp(lerp(a, b, t), lerp(b, c, t), t))
	}
	return append(line, p3)
}

// shortestDash is what a pattern must have on average, in px, so that a line cannot have dashes without number.
const shortestDash = 0.5

// dash cuts a polyline into its dashes: on, off, on, … in px, repeated. Without a pattern, with one that is not all
// positive or too fine to be seen, and where the line leaves every page, the line stays whole.
func dash(line polyline, pattern []float64) []polyline {
	sum := 0.0
	for _, d := range pattern {
		if !(d > 0) {
			return []polyline{line}
		}
		sum += d
	}
	if !(sum >= shortestDash*float64(len(pattern))) || len(pattern) == 0 || boundsOf([]polyline{line}, 1).Empty() {
		return []polyline{line}
	}
	if len(pattern)%2 == 1 {
		pattern = append(pattern[:len(pattern):len(pattern)], pattern...)
	}
	var dashes []polyline
	on := polyline{line[0]}
	k, left := 0, pattern[0]
	for i := 1; i < len(line); i++ {
		a, b := line[i-1], line[i]
		length := a.distance(b)
		for done := 0.0; done < length; {
			move := min(left, length-done)
			done += move
			left -= move
			at := lerp(a, b, done/length)
			if k%2 == 0 {
				on = append(on, at)
			}
			if left > 0 {
				continue
			}
			if k%2 == 0 {
				dashes = append(dashes, on)
			}
			k++
			left = pattern[k%len(pattern)]
			on = polyline{at}
		}
	}
	if k%2 == 0 && len(on) > 0 {
		dashes = append(dashes, on)
	}
	return dashes
}

// maxPiece is the longest piece of a line that is painted at once, so that its bounding box stays small.
const maxPiece = 24.0

// strokeMask returns the coverage of lines of a width with round caps and joins. It goes by the distance from the line, so
// pieces that meet leave no seam: a px has the coverage of the nearest piece.
func strokeMask(lines []polyline, width float64) mask {
	reach := width/2 + 1
	box := boundsOf(lines, reach)
	if box.Empty() {
		return mask{}
	}
	m := mask{image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy())), box.Min}
	for _, line := range lines {
		if len(line) == 1 {
			m.strokePiece(line[0], line[0], width)
		}
		for i := 1; i < len(line); i++ {
			a, b := line[i-1], line[i]
			n := math.Ceil(a.distance(b) / maxPiece)
			for k := 0.0; k < n || k == 0; k++ {
				m.strokePiece(lerp(a, b, k/max(n, 1)), lerp(a, b, (k+1)/max(n, 1)), width)
			}
		}
	}
	return m
}

// strokePiece raises the coverage of each px near the piece from a to b.
func (m mask) strokePiece(a, b point, width float64) {
	reach := width/2 + 1
	box := boundsOf([]polyline{{a, b}}, reach).Sub(m.at).Intersect(m.alpha.Rect)
	off := point{float64(m.at.X), float64(m.at.Y)}
	a, b = a.sub(off), b.sub(off)
	d := b.sub(a)
	length := d.x*d.x + d.y*d.y
	full := min(1, width)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := m.alpha.Pix[y*m.alpha.Stride:]
		for x := box.Min.X; x < box.Max.X; x++ {
			p := point{float64(x) + 0.5, float64(y) + 0.5}
			t := 0.0
			if length > 0 {
				v := p.sub(a)
				t = max(0, min(1, (v.x*d.x+v.y*d.y)/length))
			}
			cover := min(full, width/2+0.5-p.distance(a.add(d.scaled(t))))
			if cover <= 0 {
				continue
			}
			if c := uint8(cover*255 + 0.5); c > row[x] {
				row[x] = c
			}
		}
	}
}

// boundsOf returns whole px around lines, widened by reach. What is not finite or absurdly far has no bounds.
func boundsOf(lines []polyline, reach float64) image.Rectangle {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, line := range lines {
		for _, p := range line {
			minX, maxX = min(minX, p.x), max(maxX, p.x)
			minY, maxY = min(minY, p.y), max(maxY, p.y)
		}
	}
	const far = 8192
	if !(minX >= -far && minY >= -far && maxX <= far && maxY <= far) {
		return image.Rectangle{}
	}
	return image.Rect(int(math.Floor(minX-reach)), int(math.Floor(minY-reach)), int(math.Ceil(maxX+reach)), int(math.Ceil(maxY+reach)))
}
