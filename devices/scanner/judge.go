package scanner

import (
	"cmp"
	"image"
	"image/color"
	"math"
	"slices"
)

// FindingKind is what a finding is about.
type FindingKind string

// What Judge looks at. Those of a kind that cannot be told from a picture are left out of its answer.
const (
	FindingDark    FindingKind = "dark"    // the brightest parts are not bright
	FindingBlank   FindingKind = "blank"   // nothing is on the page
	FindingCut     FindingKind = "cut"     // ink runs over an edge: the page is not whole
	FindingBlurred FindingKind = "blurred" // edges of letters are soft
	FindingShadow  FindingKind = "shadow"  // a darker region at an edge or corner
	FindingCrooked FindingKind = "crooked" // lines of text are askew; told only where they are
)

// Rect is a part of a picture; the whole picture is 0, 0, 1, 1.
type Rect struct{ X0, Y0, X1, Y1 float64 }

// Finding is one judgement. With OK the fear did not come true; otherwise Rect says where (the whole picture if everywhere).
type Finding struct {
	Kind FindingKind
	OK   bool
	Rect Rect
}

// Thresholds, in parts of the page's own white where no unit is given. Chosen on drawn pages at 75 to 300 dpi with ±3 greys of noise.
const (
	tileMM         = 5.0  // smaller than a paragraph, larger than a capital letter
	darkBelow      = 150  // grey; recycled paper scans at about 200
	inkContrast    = 0.20 // darker than the paper around it by so much is ink
	blankMM2       = 3.0  // less ink on the page than a short word
	cutMM2         = 1.5  // ink within edgeMM of one edge
	edgeMM         = 1.0
	edgeContrast   = 0.15 // weaker steps are no edges
	sharpStep      = 0.33 // of an edge's contrast lies between two neighbouring pixels; a blur of 1.2 pixels is the limit
	edgesNeeded    = 40
	shadowBelow    = 0.92
	shadowShare    = 0.01 // of the page
	documentShare  = 0.50 // of the page is paper-white; less is a photograph
	documentWhite  = 0.92
	unknownPageDPI = 150
)

// Judge looks at a page and tells what a citizen should check. It is a help, not a proof: it does not read. A dark bar printed to
// the edge counts as a shadow. Of a photograph that fills the page only darkness and emptiness are judged; softness is not judged on
// 1-bit pages, whose edges are always hard.
func Judge(p Page) []Finding {
	if p.Image == nil || p.Image.Bounds().Empty() {
		return []Finding{{Kind: FindingBlank, Rect: Rect{0, 0, 1, 1}}}
	}
	s := newSurvey(p)
	everywhere := Rect{0, 0, 1, 1}
	findings := []Finding{{FindingDark, s.white >= darkBelow, everywhere}}
	if s.white < darkBelow {
		return findings
	}
	blank := s.mm2(s.inkPixels) < blankMM2
	findings = append(findings, Finding{FindingBlank, !blank, everywhere})
	if !s.document() {
		return findings
	}
	findings = append(findings, s.shadows()...)
	if blank {
		return findings
	}
	findings = append(findings, s.cuts()...)
	if p.Mode != Text {
		if sharp, known := s.sharp(); known {
			findings = append(findings, Finding{FindingBlurred, sharp, everywhere})
		}
	}
	if degrees, known := s.crooked(); known && math.Abs(degrees) >= crookedDegrees {
		findings = append(findings, Finding{FindingCrooked, false, everywhere})
	}
	return findings
}

// survey is a page in tiles.
type survey struct {
	grey       *image.Gray
	dpi        int
	size       int // of a tile in pixels
	cols, rows int
	paper      []uint8 // brightness of the paper in each tile
	white      float64 // of the page
	inkPixels  int
}

func newSurvey(p Page) *survey {
	s := &survey{grey: toGrey(p.Image), dpi: cmp.Or(p.DPI, unknownPageDPI)}
	s.size = max(4, s.pixels(tileMM))
	bounds := s.grey.Rect
	s.cols = (bounds.Dx() + s.size - 1) / s.size
	s.rows = (bounds.Dy() + s.size - 1) / s.size
	s.paper = make([]uint8, s.cols*s.rows)
	for i := range s.paper {
		s.paper[i] = s.tilePaper(i)
	}
	sorted := slices.Sorted(slices.Values(s.paper))
	s.white = float64(sorted[len(sorted)*3/4])
	s.inkPixels = s.ink(bounds)
	return s
}

// toGrey returns the picture with its origin at 0, 0; grey pictures that start there are not copied.
func toGrey(img image.Image) *image.Gray {
	b := img.Bounds()
	if g, ok := img.(*image.Gray); ok && b.Min == (image.Point{}) {
		return g
	}
	grey := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	if p, ok := img.(*image.Paletted); ok && b.Min == (image.Point{}) && p.Stride == grey.Stride {
		var greys [256]uint8
		for i, c := range p.Palette {
			greys[i] = color.GrayModel.Convert(c).(color.Gray).Y
		}
		for i, v := range p.Pix {
			grey.Pix[i] = greys[v]
		}
		return grey
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			grey.Pix[y*grey.Stride+x] = color.GrayModel.Convert(img.At(b.Min.X+x, b.Min.Y+y)).(color.Gray).Y
		}
	}
	return grey
}

func (s *survey) pixels(mm float64) int { return int(mm * float64(s.dpi) / mmPerInch) }

func (s *survey) mm2(pixels int) float64 {
	perMM := float64(s.dpi) / mmPerInch
	return float64(pixels) / perMM / perMM
}

func (s *survey) tile(i int) image.Rectangle {
	x, y := i%s.cols*s.size, i/s.cols*s.size
	return image.Rect(x, y, x+s.size, y+s.size).Intersect(s.grey.Rect)
}

// tilePaper is the ninth decile of a tile: the paper between the letters.
func (s *survey) tilePaper(i int) uint8 {
	var histogram [256]int
	r := s.tile(i)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, v := range s.grey.Pix[y*s.grey.Stride+r.Min.X : y*s.grey.Stride+r.Max.X] {
			histogram[v]++
		}
	}
	brighter := r.Dx() * r.Dy() / 10
	for v := 255; v > 0; v-- {
		if brighter -= histogram[v]; brighter < 0 {
			return uint8(v)
		}
	}
	return 0
}

// ink counts the pixels of an area that are clearly darker than the paper around them. The border of a shadow would look like
// ink, so that tiles in and beside a shadow do not count.
func (s *survey) ink(area image.Rectangle) int {
	count := 0
	for i, paper := range s.paper {
		r := s.tile(i).Intersect(area)
		if r.Empty() || s.shaded(i) || slices.ContainsFunc(s.neighbours(i), s.shaded) {
			continue
		}
		limit := float64(paper) - inkContrast*s.white
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for _, v := range s.grey.Pix[y*s.grey.Stride+r.Min.X : y*s.grey.Stride+r.Max.X] {
				if float64(v) < limit {
					count++
				}
			}
		}
	}
	return count
}

// document tells paper with print on it from a photograph.
func (s *survey) document() bool {
	white := 0
	for _, paper := range s.paper {
		if float64(paper) >= documentWhite*s.white {
			white++
		}
	}
	return float64(white) >= documentShare*float64(len(s.paper))
}

// cuts looks for ink at the four edges.
func (s *survey) cuts() []Finding {
	b, edge := s.grey.Rect, max(1, s.pixels(edgeMM))
	var found []Finding
	for _, strip := range []image.Rectangle{
		image.Rect(0, 0, b.Max.X, edge), image.Rect(0, b.Max.Y-edge, b.Max.X, b.Max.Y),
		image.Rect(0, 0, edge, b.Max.Y), image.Rect(b.Max.X-edge, 0, b.Max.X, b.Max.Y),
	} {
		if s.mm2(s.ink(strip)) >= cutMM2 {
			found = append(found, Finding{FindingCut, false, s.rect(strip)})
		}
	}
	if found == nil {
		return []Finding{{FindingCut, true, Rect{0, 0, 1, 1}}}
	}
	return found
}

func (s *survey) rect(r image.Rectangle) Rect {
	r = r.Intersect(s.grey.Rect)
	w, h := float64(s.grey.Rect.Dx()), float64(s.grey.Rect.Dy())
	return Rect{float64(r.Min.X) / w, float64(r.Min.Y) / h, float64(r.Max.X) / w, float64(r.Max.Y) / h}
}

// shadows finds connected regions of darkened paper that touch an edge; the largest comes first.
func (s *survey) shadows() []Finding {
	type region struct {
		tiles  int
		bounds image.Rectangle
	}
	var regions []region
	seen := make([]bool, len(s.paper))
	for i := range s.paper {
		if seen[i] || !s.shaded(i) || !s.atEdge(i) {
			continue
		}
		r := region{}
		for reached := []int{i}; len(reached) > 0; {
			t := reached[len(reached)-1]
			reached = reached[:len(reached)-1]
			if seen[t] || !s.shaded(t) {
				continue
			}
			seen[t] = true
			r.tiles++
			r.bounds = r.bounds.Union(s.tile(t))
			reached = append(reached, s.neighbours(t)...)
		}
		if float64(r.tiles) >= shadowShare*float64(len(s.paper)) {
			regions = append(regions, r)
		}
	}
	slices.SortStableFunc(regions, func(a, b region) int { return cmp.Compare(b.tiles, a.tiles) })
	if len(regions) == 0 {
		return []Finding{{FindingShadow, true, Rect{0, 0, 1, 1}}}
	}
	found := make([]Finding, len(regions))
	for i, r := range regions {
		found[i] = Finding{FindingShadow, false, s.rect(r.bounds)}
	}
	return found
}

func (s *survey) shaded(tile int) bool { return float64(s.paper[tile]) < shadowBelow*s.white }

func (s *survey) atEdge(tile int) bool {
	x, y := tile%s.cols, tile/s.cols
	return x == 0 || y == 0 || x == s.cols-1 || y == s.rows-1
}

func (s *survey) neighbours(tile int) []int {
	x, y := tile%s.cols, tile/s.cols
	var n []int
	for _, p := range [][2]int{{x - 1, y}, {x + 1, y}, {x, y - 1}, {x, y + 1}} {
		if p[0] >= 0 && p[1] >= 0 && p[0] < s.cols && p[1] < s.rows {
			n = append(n, p[1]*s.cols+p[0])
		}
	}
	return n
}

// sharp measures how much of an edge's contrast lies between two neighbouring pixels, as the median over all upright edges. known is
// false where there are too few edges to tell.
func (s *survey) sharp() (sharp, known bool) {
	const reach = 4 // pixels to each side that belong to an edge
	var steps []float64
	width := s.grey.Rect.Dx()
	for y := 0; y < s.grey.Rect.Dy(); y += 2 {
		row := s.grey.Pix[y*s.grey.Stride : y*s.grey.Stride+width]
		for x := reach; x+reach+1 < width; x++ {
			step := difference(row[x], row[x+1])
			if step < 8 || step < difference(row[x-1], row[x]) || step <= difference(row[x+1], row[x+2]) {
				continue
			}
			around := row[x-reach : x+reach+2]
			contrast := float64(slices.Max(around)) - float64(slices.Min(around))
			if contrast >= edgeContrast*s.white {
				steps = append(steps, step/contrast)
			}
		}
	}
	if len(steps) < edgesNeeded {
		return false, false
	}
	slices.Sort(steps)
	return steps[len(steps)/2] >= sharpStep, true
}

func difference(a, b uint8) float64 {
	if a > b {
		return float64(a - b)
	}
	return float64(b - a)
}
