package layout

import (
	"fmt"
	"image"
	"math"
	"strconv"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// Widths of a scanned page.
const (
	scanWidth = 540
)

// mostScan is the height that a scanned page may take.
func (p *page) mostScan(n *screen.Node) int {
	most := p.z.scanHeight
	if p.inCall() {
		most = p.z.scanInCall
	}
	if n.Kind == screen.Wide && p.strip > 0 {
		most = min(most, p.strip)
	}
	return most
}

// scan places a scanned page at its true proportions, with frames around what is doubtful. Wide is a strip of it over
// the whole width, to be read letter by letter.
func (p *page) scan(n *screen.Node, room int) block {
	wide := scanWidth
	if n.Kind == screen.Wide {
		wide = room - 4
	}
	w, h := wide, wide*1414/1000
	if n.Picture != nil {
		size := n.Picture.Bounds().Size()
		h = round(float64(wide) * float64(size.Y) / float64(max(1, size.X)))
	}
	if most := p.mostScan(n); h > most {
		w, h = round(float64(w)*float64(most)/float64(h)), most
	}
	b := block{w: w + 4, h: h + 4}
	b.node(n, b.whole(), 0)
	b.box(Box{Rect: b.whole(), Fill: White, Line: LineRole, Width: 2})
	in := b.whole().Inset(2)
	if n.Picture != nil {
		b.framed(Picture{Image: n.Picture, Rect: in}, in)
	}
	for _, m := range n.Marks {
		b.box(Box{Rect: markRect(m, in), Radius: 8, Line: WarnMark, Width: 6})
	}
	return b.rigid()
}

func markRect(m screen.Mark, in image.Rectangle) image.Rectangle {
	at := func(x, y float64) image.Point {
		return in.Min.Add(image.Pt(round(x*float64(in.Dx())), round(y*float64(in.Dy()))))
	}
	return image.Rectangle{Min: at(m.X, m.Y), Max: at(m.X+m.W, m.Y+m.H)}.Intersect(in)
}

// strokePath returns the path of one stroke of the signature pad, round as ink is: a curve bends at each point and runs
// through the middle between two. A touch without a way is a dot.
func strokePath(points []session.Point) string {
	if len(points) == 0 {
		return ""
	}
	d := make([]byte, 0, 28*len(points)+8)
	to := func(command byte, at session.Point) {
		d = append(d, command)
		d = strconv.AppendFloat(d, float64(at.X), 'f', 1, 32)
		d = append(d, ' ')
		d = strconv.AppendFloat(d, float64(at.Y), 'f', 1, 32)
	}
	last := len(points) - 1
	to('M', points[0])
	for i := 1; i < last; i++ {
		to('Q', points[i])
		to(' ', session.Point{X: (points[i].X + points[i+1].X) / 2, Y: (points[i].Y + points[i+1].Y) / 2})
	}
	if last == 0 {
		return string(append(d, "h.01"...))
	}
	to('L', points[last])
	return string(d)
}

// arc returns the path of a part of a circle, clockwise from the top.
func arc(x, y, r, part float64) string {
	if part >= 1 {
		return fmt.Sprintf("M%g %gA%g %g 0 0 1 %g %gA%g %g 0 0 1 %g %gZ", x, y-r, r, r, x, y+r, r, r, x, y-r)
	}
	angle := 2 * math.Pi * part
	large := 0
	if part > 0.5 {
		large = 1
	}
	return fmt.Sprintf("M%g %gA%g %g 0 %d 1 %.2f %.2f", x, y-r, r, r, large, x+r*math.Sin(angle), y-r*math.Cos(angle))
}

// art places a drawing on its tint. Where less height is left than it needs, the drawing becomes smaller, its ground
// stays as wide as the page.
func (p *page) art(n *screen.Node, w, most int) block {
	d, ok := p.drawings[n.Icon]
	if !ok {
		return block{w: w}
	}
	h := d.h
	if most > 0 && most < h {
		h = most
	}
	k := min(float64(h)/float64(d.h), float64(w)/float64(d.w))
	b := block{w: w, h: h}
	b.node(n, b.whole(), 16)
	b.box(Box{Rect: b.whole(), Radius: 16, Fill: Tint})
	d.paint(&b, (float64(w)-k*float64(d.w))/2, (float64(h)-k*float64(d.h))/2, k)
	return b.rigid()
}
