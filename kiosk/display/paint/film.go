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

// paintFilm paints a picture by software, as the shader of the display does: brightness between its four neighbours,
// colour from the nearest sample.
func (p *Painter) paintFilm(f Film, clip image.Rectangle) {
	area := f.Rect.Intersect(clip).Intersect(p.dst.Rect)
	if area.Empty() || f.Of == nil || f.Of.Rect.Empty() {
		return
	}
	x0, y0, x1, y1 := f.Source()
	kx, ky := (x1-x0)/float64(f.Rect.Dx()), (y1-y0)/float64(f.Rect.Dy())
	round := newRoundRect(f.Rect, float64(f.Radius))
	for y := area.Min.Y; y < area.Max.Y; y++ {
		for x := area.Min.X; x < area.Max.X; x++ {
			sx, sy := x0+(float64(x-f.Rect.Min.X)+0.5)*kx, y0+(float64(y-f.Rect.Min.Y)+0.5)*ky
			c := sampleOf(f.Of, sx, sy)
			if p.order == BlueFirst {
				c.R, c.B = c.B, c.R
			}
			mix(p.dst.Pix[p.dst.PixOffset(x, y):][:4:4], c, round.cover(x, y))
		}
	}
}

// sampleOf is the colour of a picture at a place, counted from its upper left corner.
func sampleOf(from *image.YCbCr, x, y float64) color.RGBA {
	w, h := from.Rect.Dx(), from.Rect.Dy()
	luma := func(x, y int) float64 {
		return float64(from.Y[min(max(y, 0), h-1)*from.YStride+min(max(x, 0), w-1)])
	}
	fx, fy := math.Floor(x-0.5), math.Floor(y-0.5)
	ax, ay := x-0.5-fx, y-0.5-fy
	ix, iy := int(fx), int(fy)
	bright := (luma(ix, iy)*(1-ax)+luma(ix+1, iy)*ax)*(1-ay) + (luma(ix, iy+1)*(1-ax)+luma(ix+1, iy+1)*ax)*ay
	at := min(max(int(y), 0), h-1)/2*from.CStride + min(max(int(x), 0), w-1)/2
	return limited(bright, float64(from.Cb[at]), float64(from.Cr[at]))
}

// limited is BT.601 in the limited range as RGB.
func limited(y, cb, cr float64) color.RGBA {
	y, cb, cr = 1.164383*(y-16), cb-128, cr-128
	return color.RGBA{byteOf(y + 1.596027*cr), byteOf(y - 0.391762*cb - 0.812968*cr), byteOf(y + 2.017232*cb), 255}
}

func byteOf(v float64) uint8 { return uint8(math.Round(min(max(v, 0), 255))) }

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
