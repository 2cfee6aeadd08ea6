package scanner

import (
	"image"
	"math"
)

// What tells a crooked sheet. Chosen on drawn pages turned by known angles.
const (
	crookedDegrees = 1.5  // less looks straight
	crookedReach   = 10.0 // more is no sheet that was laid down askew, but one that lies across
	crookedStep    = 0.25
	crookedGain    = 1.25 // by which lines of text must be clearer along the crooked angle than along the edge of the bed
	crookedNeeds   = 400  // points of ink
	crookedDPI     = 75   // letters become strokes, which is enough to find their lines
)

// crooked finds by how many degrees the lines of text are turned clockwise. known is false where no lines can be told.
//
// The ink is summed along lines of each angle: along the lines of text the sums differ most, for a line is dark and the space
// between two lines is not (Postl's method).
func (s *survey) crooked() (degrees float64, known bool) {
	points := s.inkPoints()
	if len(points) < crookedNeeds {
		return 0, false
	}
	straight := clearness(points, 0)
	best, at := straight, 0.0
	for a := -crookedReach; a <= crookedReach; a += crookedStep {
		if c := clearness(points, a); c > best {
			best, at = c, a
		}
	}
	if math.Abs(at) >= crookedReach-crookedStep {
		return 0, false // it goes on beyond what was looked at
	}
	return at, best >= crookedGain*straight || at == 0
}

// inkPoints are dark places, one for each pixel of a coarser picture.
func (s *survey) inkPoints() []image.Point {
	pace := max(1, s.dpi/crookedDPI)
	limit := uint8(max(0, min(255, s.white-2*inkContrast*s.white)))
	var points []image.Point
	for y := 0; y < s.grey.Rect.Dy(); y += pace {
		row := s.grey.Pix[y*s.grey.Stride : y*s.grey.Stride+s.grey.Rect.Dx()]
		for x := 0; x < len(row); x += pace {
			if row[x] < limit {
				points = append(points, image.Pt(x/pace, y/pace))
			}
		}
	}
	return points
}

// clearness is the sum of the squares of the ink on each line of an angle.
func clearness(points []image.Point, degrees float64) float64 {
	slope := math.Tan(degrees * math.Pi / 180)
	lowest, highest := math.MaxInt, math.MinInt
	for _, p := range points {
		line := lineThrough(p, slope)
		lowest, highest = min(lowest, line), max(highest, line)
	}
	sums := make([]int, highest-lowest+1)
	for _, p := range points {
		sums[lineThrough(p, slope)-lowest]++
	}
	total := 0.0
	for _, n := range sums {
		total += float64(n) * float64(n)
	}
	return total
}

// lineThrough numbers the lines of a slope by where they meet the left edge.
func lineThrough(p image.Point, slope float64) int {
	return int(math.Floor(float64(p.Y) - slope*float64(p.X) + 0.5))
}
