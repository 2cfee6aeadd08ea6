package paint

import (
	"image"
	"image/color"
	"math"

	"buergerterminal/kiosk/layout"
)

// Pictures gives the newest picture of whoever takes part in a call. The planes of a picture hold BT.601 in the limited
// range (ITU-R BT.601-7, 2.5), as VP8 has it, and not the full range that the Go library takes them for.
// The number rises with each picture, for the memory of one may hold the next but one.
type Pictures func(of string) (*image.YCbCr, uint64)

// Film is a picture as it lies in a rectangle: its middle, as much of it as covers the rectangle.
type Film struct {
	Of     *image.YCbCr
	Rect   image.Rectangle
	Radius int
}

// Source is the part of the picture that shows, in its px.
func (f Film) Source() (x0, y0, x1, y1 float64) {
	w, h := float64(f.Of.Rect.Dx()), float64(f.Of.Rect.Dy())
	k := max(float64(f.Rect.Dx())/w, float64(f.Rect.Dy())/h)
	sw, sh := float64(f.Rect.Dx())/k, float64(f.Rect.Dy())/k
	return (w - sw) / 2, (h - sh) / 2, (w + sw) / 2, (h + sh) / 2
}

// column says where the px of one column of a film come from.
type column struct {
	left, right int // samples of brightness beside it
	part        int // of the right one, 0 to 256
	colour      int // sample of either colour
}

// paintFilm paints a picture by software, as the shader of the display does: brightness between its four neighbours,
// colour from the nearest sample. It counts in parts of 256.
func (p *Painter) paintFilm(f Film, clip image.Rectangle) {
	area := f.Rect.Intersect(clip).Intersect(p.dst.Rect)
	if area.Empty() || f.Of == nil || f.Of.Rect.Empty() {
		return
	}
	x0, y0, x1, y1 := f.Source()
	kx, ky := (x1-x0)/float64(f.Rect.Dx()), (y1-y0)/float64(f.Rect.Dy())
	size := f.Of.Rect.Size()
	p.columns = p.columns[:0]
	for x := area.Min.X; x < area.Max.X; x++ {
		at := x0 + (float64(x-f.Rect.Min.X)+0.5)*kx
		left, right, part := between(at, size.X)
		p.columns = append(p.columns, column{left, right, part, min(max(int(at), 0), size.X-1) / 2})
	}
	round := newRoundRect(f.Rect, float64(f.Radius))
	for y := area.Min.Y; y < area.Max.Y; y++ {
		at := y0 + (float64(y-f.Rect.Min.Y)+0.5)*ky
		top, bottom, part := between(at, size.Y)
		colours := min(max(int(at), 0), size.Y-1) / 2 * f.Of.CStride
		r := filmRow{f.Of.Y[top*f.Of.YStride:], f.Of.Y[bottom*f.Of.YStride:], part, f.Of.Cb[colours:], f.Of.Cr[colours:]}
		pix := p.dst.Pix[p.dst.PixOffset(area.Min.X, y):]
		upright := y >= f.Rect.Min.Y+f.Radius && y < f.Rect.Max.Y-f.Radius
		for i, c := range p.columns {
			px := r.at(c)
			if p.order == BlueFirst {
				px.R, px.B = px.B, px.R
			}
			cover, x := uint32(255), area.Min.X+i
			if !upright && (x < f.Rect.Min.X+f.Radius || x >= f.Rect.Max.X-f.Radius) {
				cover = round.cover(x, y)
			}
			mix(pix[4*i:4*i+4:4*i+4], px, cover)
		}
	}
}

// between returns the samples beside a place of a row or column of n samples, and the second one's part of 256.
func between(at float64, n int) (first, second, part int) {
	floor := math.Floor(at - 0.5)
	first = int(floor)
	return min(max(first, 0), n-1), min(max(first+1, 0), n-1), int((at-0.5-floor)*256 + 0.5)
}

// filmRow are the samples that one row of px comes from.
type filmRow struct {
	top, bottom []uint8 // brightness
	part        int     // of the bottom one, 0 to 256
	cb, cr      []uint8
}

func (r *filmRow) at(c column) color.RGBA {
	above := int(r.top[c.left])*(256-c.part) + int(r.top[c.right])*c.part
	below := int(r.bottom[c.left])*(256-c.part) + int(r.bottom[c.right])*c.part
	return limited((above*(256-r.part)+below*r.part)>>8, int(r.cb[c.colour]), int(r.cr[c.colour]))
}

// limited is BT.601 in the limited range as RGB; the brightness counts in parts of 256, and what it is multiplied with in
// parts of 65536.
func limited(y, cb, cr int) color.RGBA {
	y, cb, cr = (y-16<<8)*76309>>8+32768, cb-128, cr-128
	return color.RGBA{byteOf(y + 104597*cr), byteOf(y - 25675*cb - 53279*cr), byteOf(y + 132201*cb), 255}
}

// byteOf cuts 65536ths to a byte.
func byteOf(v int) uint8 { return uint8(min(max(v, 0)>>16, 255)) }

// Films are the moving pictures of a page, in painting order.
func Films(page *layout.Placed) []layout.Video {
	var films []layout.Video
	for _, op := range page.Paint {
		if v, ok := op.(layout.Video); ok {
			films = append(films, v)
		}
	}
	return films
}
