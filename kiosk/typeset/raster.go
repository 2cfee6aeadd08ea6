package typeset

import (
	"image"
	"math"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Raster draws a line, or with strong its strong spans, as coverage from 0 to 255: outlines without hinting, each glyph
// at its own fraction of a pixel. The two rasters of a line lie over each other when their origins do.
func (s *Setter) Raster(l Line, strong bool) Raster {
	m := readMarks(l.Text, l.Plain)
	s.mu.Lock()
	defer s.mu.Unlock()
	line := s.shape(m, l.Style, l.RTL)
	var glyphs []glyph
	line.visual(func(r *run, x fixed.Int26_6) {
		if r.strong == strong {
			glyphs = appendGlyphs(glyphs, r, x, l.Style.Size)
		}
	})
	return rasterize(glyphs)
}

// glyph is an outline and where it stands: px from the line's origin, y down.
type glyph struct {
	segments []opentype.Segment
	x, y     float32
	scale    float32 // px per font unit
}

// at returns the place of a point of the outline, whose y goes up.
func (g *glyph) at(p opentype.SegmentPoint) (x, y float32) {
	return g.x + p.X*g.scale, g.y - p.Y*g.scale
}

func appendGlyphs(glyphs []glyph, r *run, x fixed.Int26_6, size int) []glyph {
	scale := float32(size) / float32(r.face.Upem())
	for _, g := range r.out.Glyphs {
		outline, ok := r.face.GlyphData(g.GlyphID).(font.GlyphOutline)
		if ok && len(outline.Segments) > 0 {
			glyphs = append(glyphs, glyph{outline.Segments, px(x + g.XOffset), -px(g.YOffset), scale})
		}
		x += g.Advance
	}
	return glyphs
}

func px(v fixed.Int26_6) float32 { return float32(v) / 64 }

// rasterize paints glyphs into the smallest picture that holds them.
func rasterize(glyphs []glyph) Raster {
	box := boundsOf(glyphs)
	if box.Empty() {
		return Raster{}
	}
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	dx, dy := float32(box.Min.X), float32(box.Min.Y)
	for i := range glyphs {
		trace(z, &glyphs[i], dx, dy)
	}
	alpha := image.NewAlpha(image.Rect(0, 0, box.Dx(), box.Dy()))
	z.Draw(alpha, alpha.Rect, image.Opaque, image.Point{})
	return Raster{alpha, image.Pt(-box.Min.X, -box.Min.Y)}
}

// trace hands one outline to the rasterizer, moved by −dx, −dy.
func trace(z *vector.Rasterizer, g *glyph, dx, dy float32) {
	open := false
	for i := range g.segments {
		s := &g.segments[i]
		x0, y0 := g.at(s.Args[0])
		x1, y1 := g.at(s.Args[1])
		x2, y2 := g.at(s.Args[2])
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if open {
				z.ClosePath()
			}
			open = true
			z.MoveTo(x0-dx, y0-dy)
		case opentype.SegmentOpLineTo:
			z.LineTo(x0-dx, y0-dy)
		case opentype.SegmentOpQuadTo:
			z.QuadTo(x0-dx, y0-dy, x1-dx, y1-dy)
		case opentype.SegmentOpCubeTo:
			z.CubeTo(x0-dx, y0-dy, x1-dx, y1-dy, x2-dx, y2-dy)
		}
	}
	if open {
		z.ClosePath()
	}
}

// boundsOf returns whole px around all points of the outlines, control points included.
func boundsOf(glyphs []glyph) image.Rectangle {
	minX, minY := float32(math.Inf(1)), float32(math.Inf(1))
	maxX, maxY := float32(math.Inf(-1)), float32(math.Inf(-1))
	for i := range glyphs {
		g := &glyphs[i]
		for j := range g.segments {
			for _, p := range g.segments[j].ArgsSlice() {
				x, y := g.at(p)
				minX, maxX = min(minX, x), max(maxX, x)
				minY, maxY = min(minY, y), max(maxY, y)
			}
		}
	}
	if minX >= maxX || minY >= maxY {
		return image.Rectangle{}
	}
	floor := func(v float32) int { return int(math.Floor(float64(v))) }
	ceil := func(v float32) int { return int(math.Ceil(float64(v))) }
	return image.Rect(floor(minX), floor(minY), ceil(maxX), ceil(maxY))
}
