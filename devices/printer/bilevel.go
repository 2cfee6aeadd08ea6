package printer

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// Bilevel is a picture as a printer prints it, which has no grey: at its true proportions and no larger than so many dots, black where
// it is darker than the threshold that parts its own light from its own dark colours best, so that red on black stays two
// colours. Where it has no ground of its own its edge is drawn, or a light shield would have none.
func Bilevel(of image.Image, most image.Point) *image.Alpha {
	size := of.Bounds().Size()
	fit := min(1, float64(most.X)/float64(size.X), float64(most.Y)/float64(size.Y))
	at := image.Rect(0, 0, max(1, int(fit*float64(size.X)+.5)), max(1, int(fit*float64(size.Y)+.5)))
	small := image.NewNRGBA(at)
	draw.CatmullRom.Scale(small, at, of, of.Bounds(), draw.Src, nil)

	shape := shapeOf(small)
	limit := parting(small, shape)
	black := image.NewAlpha(at)
	for y := range at.Dy() {
		for x := range at.Dx() {
			if shape.holds(x, y) && (grey(small, x, y) <= limit || shape.edge(x, y)) {
				black.SetAlpha(x, y, color.Alpha{A: 0xff})
			}
		}
	}
	return black
}

// shape is where a picture has something, row by row.
type shape struct {
	rows  [][]bool
	whole bool // it has something everywhere: it brings its own ground
}

func shapeOf(of *image.NRGBA) shape {
	s := shape{rows: make([][]bool, of.Rect.Dy()), whole: true}
	for y := range s.rows {
		s.rows[y] = make([]bool, of.Rect.Dx())
		for x := range s.rows[y] {
			s.rows[y][x] = of.NRGBAAt(x, y).A >= 128
			s.whole = s.whole && s.rows[y][x]
		}
	}
	return s
}

// holds reports whether there is something.
func (s shape) holds(x, y int) bool {
	return y >= 0 && y < len(s.rows) && x >= 0 && x < len(s.rows[y]) && s.rows[y][x]
}

// edge reports whether a place is within two dots of where there is nothing. What is whole has no edge.
func (s shape) edge(x, y int) bool {
	const wide = 2
	if s.whole {
		return false
	}
	for by := -wide; by <= wide; by++ {
		for bx := -wide; bx <= wide; bx++ {
			if !s.holds(x+bx, y+by) {
				return true
			}
		}
	}
	return false
}

// grey is how light a place is, from 0 to 255.
func grey(of *image.NRGBA, x, y int) int {
	c := of.NRGBAAt(x, y)
	c.A = 255
	return int(color.GrayModel.Convert(c).(color.Gray).Y)
}

// parting is the lightest grey that counts as dark: the one that parts all of a picture's greys into two classes which lie as far
// apart as can be (Otsu, "A threshold selection method from gray-level histograms", 1979). A picture of one grey is dark unless
// it is light.
func parting(of *image.NRGBA, s shape) int {
	var counts [256]int
	all, sum := 0, 0
	for y := range s.rows {
		for x := range s.rows[y] {
			if s.holds(x, y) {
				v := grey(of, x, y)
				counts[v]++
				all++
				sum += v
			}
		}
	}
	best, limit := 0.0, 127
	dark, darkSum := 0, 0
	for v, n := range counts {
		dark += n
		darkSum += n * v
		light := all - dark
		if dark == 0 || light == 0 {
			continue
		}
		apart := float64(darkSum)/float64(dark) - float64(sum-darkSum)/float64(light)
		if between := float64(dark) * float64(light) * apart * apart; between > best {
			best, limit = between, v
		}
	}
	return limit
}
