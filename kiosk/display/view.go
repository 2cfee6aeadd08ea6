package display

import (
	"image"
	"math"
)

// view is how a page lies on the screen: as large as fits, in the middle.
type view struct {
	scale    float64 // px of the screen per px of the page
	offset   image.Point
	page     image.Point
	screenPx image.Point
}

func newView(page, screen image.Point) view {
	v := view{scale: 1, page: page, screenPx: screen}
	if page.X <= 0 || page.Y <= 0 {
		return v
	}
	v.scale = min(float64(screen.X)/float64(page.X), float64(screen.Y)/float64(page.Y))
	v.offset = image.Pt(
		int(float64(screen.X)-float64(page.X)*v.scale)/2,
		int(float64(screen.Y)-float64(page.Y)*v.scale)/2)
	return v
}

// toPage returns the px of the page that lies at a px of the screen. Beside the page it returns points beside the page.
func (v view) toPage(at image.Point) image.Point {
	if v.scale == 0 {
		return image.Pt(-1, -1)
	}
	floor := func(n int) int { return int(math.Floor((float64(n) + 0.5) / v.scale)) }
	return image.Pt(floor(at.X-v.offset.X), floor(at.Y-v.offset.Y))
}

// toScreen returns the px of the screen that a part of the page reaches, filtered neighbours included.
func (v view) toScreen(r image.Rectangle) image.Rectangle {
	if v.scale == 1 {
		return r.Add(v.offset)
	}
	const neighbours = 2
	floor := func(n int) int { return int(math.Floor(float64(n)*v.scale)) - neighbours }
	ceil := func(n int) int { return int(math.Ceil(float64(n)*v.scale)) + neighbours }
	return image.Rect(floor(r.Min.X), floor(r.Min.Y), ceil(r.Max.X), ceil(r.Max.Y)).Add(v.offset).Intersect(image.Rectangle{Max: v.screenPx})
}
