package scanner

import (
	"image"
	"image/draw"
	"slices"
)

// What tells the document from what lies around it.
const (
	backgroundDark = 0.60 // of the page's white: the lid is black, or a camera sees the table
	cropMarginMM   = 5.0  // kept around print on a white lid, where the paper's own edge cannot be seen
	cropWorth      = 0.50 // of the picture: a document that fills more is left as it is
	cropLeastMM2   = 400  // a document is not smaller than a stamp
)

// Find tells which part of a page the document fills. On a dark ground that is the bright rectangle around all paper, with
// its edges. On a white one only the print can be seen, and the part is told only where it is small, as a card or a receipt on a
// large bed. found is false where the document fills the page, or cannot be told from the ground. Askew documents are not turned.
func Find(p Page) (part image.Rectangle, found bool) {
	if p.Image == nil || p.Image.Bounds().Empty() {
		return image.Rectangle{}, false
	}
	s := newSurvey(p)
	sorted := slices.Sorted(slices.Values(s.paper))
	s.white = float64(sorted[len(sorted)*24/25]) // a card on a table is a small part of the picture
	if s.white < darkBelow {
		return image.Rectangle{}, false
	}
	worth := cropWorth
	if s.onDark() {
		part = s.bounds(func(paper uint8) bool { return float64(paper) >= backgroundDark*s.white })
		worth = 0.97
	} else if part = s.inkBounds(); !part.Empty() {
		part = part.Inset(-s.pixels(cropMarginMM)).Intersect(s.grey.Rect)
	}
	area := part.Dx() * part.Dy()
	if s.mm2(area) < cropLeastMM2 || float64(area) > worth*float64(s.grey.Rect.Dx()*s.grey.Rect.Dy()) {
		return image.Rectangle{}, false
	}
	return part, true
}

// Crop cuts the page down to its document. A page that the device compressed stays whole, for its file is kept as it came.
func Crop(p Page) Page {
	part, found := Find(p)
	if !found || p.File != nil {
		return p
	}
	b := p.Image.Bounds()
	bounds := image.Rect(0, 0, part.Dx(), part.Dy())
	var target draw.Image
	switch from := p.Image.(type) {
	case *image.Gray:
		target = image.NewGray(bounds)
	case *image.Paletted:
		target = image.NewPaletted(bounds, from.Palette)
	default:
		target = image.NewRGBA(bounds)
	}
	draw.Draw(target, bounds, p.Image, b.Min.Add(part.Min), draw.Src)
	p.Image = target
	return p
}

// onDark tells whether the tiles at the edge of the picture are mostly dark.
func (s *survey) onDark() bool {
	dark, all := 0, 0
	for i, paper := range s.paper {
		if s.atEdge(i) {
			all++
			if float64(paper) < backgroundDark*s.white {
				dark++
			}
		}
	}
	return dark*4 >= all*3 && all > 0
}

// bounds is the rectangle around all tiles whose paper is so, to the pixel where its rows and columns begin to be so.
func (s *survey) bounds(is func(paper uint8) bool) image.Rectangle {
	var r image.Rectangle
	for i, paper := range s.paper {
		if is(paper) {
			r = r.Union(s.tile(i))
		}
	}
	// A tile at the rim is half table: its rows and columns without paper are left out.
	limit := uint8(backgroundDark * s.white)
	bright := func(line image.Rectangle) bool {
		n := 0
		for y := line.Min.Y; y < line.Max.Y; y++ {
			for _, v := range s.grey.Pix[y*s.grey.Stride+line.Min.X : y*s.grey.Stride+line.Max.X] {
				if v >= limit {
					n++
				}
			}
		}
		return 4*n > line.Dx()*line.Dy()
	}
	for range 2 * s.size {
		before := r
		if top := image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+1); r.Dy() > 1 && !bright(top) {
			r.Min.Y++
		}
		if bottom := image.Rect(r.Min.X, r.Max.Y-1, r.Max.X, r.Max.Y); r.Dy() > 1 && !bright(bottom) {
			r.Max.Y--
		}
		if left := image.Rect(r.Min.X, r.Min.Y, r.Min.X+1, r.Max.Y); r.Dx() > 1 && !bright(left) {
			r.Min.X++
		}
		if right := image.Rect(r.Max.X-1, r.Min.Y, r.Max.X, r.Max.Y); r.Dx() > 1 && !bright(right) {
			r.Max.X--
		}
		if r == before {
			break
		}
	}
	return r
}

// inkBounds is the rectangle around all tiles with print. Dust is less than a letter in a tile.
func (s *survey) inkBounds() image.Rectangle {
	least := max(2, s.pixels(0.5)*s.pixels(0.5))
	var r image.Rectangle
	for i := range s.paper {
		if s.ink(s.tile(i)) >= least {
			r = r.Union(s.tile(i))
		}
	}
	return r
}
