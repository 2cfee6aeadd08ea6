package layout

import (
	"image"

	"buergerterminal/kiosk/typeset"
)

// stretch carries a page from the px of the look to those of the panel: one factor, and the page in the middle.
func (m Monitor) stretch(placed *Placed) {
	placed.Size = image.Pt(m.Width, m.Height)
	k, z := m.scale(), m.zones()
	off := image.Pt((m.Width-round(float64(z.width)*k))/2, (m.Height-round(float64(z.height)*k))/2)
	if k == 1 && off == (image.Point{}) {
		return
	}
	s := stretched{k, off}
	for i := range placed.Nodes {
		n := &placed.Nodes[i]
		n.Rect, n.Target, n.Radius = s.rect(n.Rect), s.rect(n.Target), s.length(n.Radius)
	}
	for i, o := range placed.Paint {
		placed.Paint[i] = s.op(o)
	}
	placed.Paint = append(placed.Paint, s.margins(m, placed.Paint[0])...)
}

// stretched is a factor and where the page's corner goes.
type stretched struct {
	k   float64
	off image.Point
}

func (s stretched) length(v int) int {
	if v == 0 {
		return 0
	}
	return max(1, round(float64(v)*s.k))
}

func (s stretched) point(v image.Point) image.Point {
	return image.Pt(round(float64(v.X)*s.k), round(float64(v.Y)*s.k)).Add(s.off)
}

func (s stretched) rect(r image.Rectangle) image.Rectangle {
	if r.Empty() {
		return r
	}
	return image.Rectangle{Min: s.point(r.Min), Max: s.point(r.Max)}
}

// op returns the operation in px of the panel.
func (s stretched) op(o Op) Op {
	switch o := o.(type) {
	case Box:
		o.Rect, o.Radius, o.Width = s.rect(o.Rect), s.length(o.Radius), s.length(o.Width)
		return o
	case Path:
		o.X, o.Y = o.X*float32(s.k)+float32(s.off.X), o.Y*float32(s.k)+float32(s.off.Y)
		o.Scale *= float32(s.k)
		return o
	case Words:
		at := s.point(image.Pt(o.X, o.Y))
		o.X, o.Y = at.X, at.Y
		o.Line.Style = s.style(o.Line.Style)
		o.Line.Width = s.length(o.Line.Width)
		return o
	case Picture:
		o.Rect = s.rect(o.Rect)
		return o
	case Video:
		o.Rect, o.Radius = s.rect(o.Rect), s.length(o.Radius)
		return o
	case Modules:
		o.Rect = s.modules(o)
		return o
	case Caret:
		o.Rect = s.rect(o.Rect)
		return o
	}
	return o
}

func (s stretched) style(st typeset.Style) typeset.Style {
	st.Size, st.Line = s.length(st.Size), s.length(st.Line)
	return st
}

// modules keeps the edges of a code on whole px: it grows or shrinks by whole px a module.
func (s stretched) modules(o Modules) image.Rectangle {
	r := s.rect(o.Rect)
	side := max(1, r.Dx()/len(o.Bits)) * len(o.Bits)
	corner := r.Min.Add(image.Pt((r.Dx()-side)/2, (r.Dy()-side)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(side, side))}
}

// margins covers what lies outside the page with its ground, so that drawings end where the page ends.
func (s stretched) margins(m Monitor, ground Op) []Op {
	fill := Page
	if g, ok := ground.(Box); ok {
		fill = g.Fill
	}
	in := s.rect(m.zones().whole())
	var ops []Op
	for _, r := range []image.Rectangle{
		image.Rect(0, 0, m.Width, in.Min.Y), image.Rect(0, in.Max.Y, m.Width, m.Height),
		image.Rect(0, in.Min.Y, in.Min.X, in.Max.Y), image.Rect(in.Max.X, in.Min.Y, m.Width, in.Max.Y),
	} {
		if !r.Empty() {
			ops = append(ops, Box{Rect: r, Fill: fill})
		}
	}
	return ops
}
