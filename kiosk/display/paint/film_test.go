package paint

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// TestLimitedRange holds the conversion to colours whose values in the limited range are known (EBU Tech 3325, bars of 100 %,
// and the ends of the range).
func TestLimitedRange(t *testing.T) {
	for _, tt := range []struct {
		name      string
		y, cb, cr int
		want      color.RGBA
	}{
		{"white", 235, 128, 128, color.RGBA{255, 255, 255, 255}},
		{"black", 16, 128, 128, color.RGBA{0, 0, 0, 255}},
		{"below black", 0, 128, 128, color.RGBA{0, 0, 0, 255}},
		{"above white", 255, 128, 128, color.RGBA{255, 255, 255, 255}},
		{"grey", 126, 128, 128, color.RGBA{128, 128, 128, 255}},
		{"red", 81, 90, 240, color.RGBA{255, 0, 0, 255}},
		{"green", 145, 54, 34, color.RGBA{0, 255, 0, 255}},
		{"blue", 41, 240, 110, color.RGBA{0, 0, 255, 255}},
	} {
		got := limited(tt.y<<8, tt.cb, tt.cr)
		for _, d := range []int{int(got.R) - int(tt.want.R), int(got.G) - int(tt.want.G), int(got.B) - int(tt.want.B)} {
			if d < -2 || d > 2 {
				t.Errorf("%s is %v, want %v", tt.name, got, tt.want)
				break
			}
		}
	}
}

// halves is a picture whose left half is dark and whose right half is bright.
func halves(w, h int) *image.YCbCr {
	p := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	for i := range p.Y {
		p.Y[i] = 16
		if i%p.YStride >= w/2 {
			p.Y[i] = 235
		}
	}
	for i := range p.Cb {
		p.Cb[i], p.Cr[i] = 128, 128
	}
	return p
}

// TestFilmCoversItsPlace shows the middle of a picture, keeps its proportions, leaves the corners to the page, and paints
// nothing outside.
func TestFilmCoversItsPlace(t *testing.T) {
	for _, size := range []image.Point{{64, 48}, {48, 64}, {63, 47}, {640, 480}, {2, 2}} {
		dst := image.NewRGBA(image.Rect(0, 0, 100, 80))
		place := layout.Video{Of: "p1", Rect: image.Rect(10, 10, 90, 70), Radius: 8}
		page := &layout.Placed{Tree: &screen.Tree{}, Size: image.Pt(100, 80), Paint: []layout.Op{layout.Box{Rect: place.Rect, Radius: 8, Fill: layout.Accent}, place}}
		p := New(newSetter(t))
		p.ShowFilms(func(of string) (*image.YCbCr, uint64) { return halves(size.X, size.Y), 1 })
		p.Paint(dst, page, session.Look{}, Rest())
		white, black, ground := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}, Colour(session.Light, layout.Page)
		for at, want := range map[image.Point]color.RGBA{{15, 40}: black, {84, 40}: white, {5, 5}: ground, {10, 10}: ground, {50, 75}: ground} {
			if got := dst.RGBAAt(at.X, at.Y); got != want && size.X > 2 {
				t.Errorf("%v: px %v is %v, want %v", size, at, got, want)
			}
		}
	}
}

// TestFilmIsPaintedAnew repaints only the place of a picture, and only when there is a newer one.
func TestFilmIsPaintedAnew(t *testing.T) {
	dst := image.NewRGBA(image.Rect(0, 0, 100, 80))
	place := layout.Video{Of: "p1", Rect: image.Rect(10, 10, 90, 70)}
	page := &layout.Placed{Tree: &screen.Tree{}, Size: image.Pt(100, 80), Paint: []layout.Op{place}}
	newest, number := halves(64, 48), uint64(1)
	p := New(newSetter(t))
	p.ShowFilms(func(string) (*image.YCbCr, uint64) { return newest, number })
	p.Paint(dst, page, session.Look{}, Rest())
	if dirty := p.Paint(dst, page, session.Look{}, Rest()); len(dirty) != 0 {
		t.Errorf("the same picture repaints %v", dirty)
	}
	number++ // in the same memory
	if dirty := p.Paint(dst, page, session.Look{}, Rest()); len(dirty) != 1 || dirty[0] != place.Rect {
		t.Errorf("a newer picture repaints %v", dirty)
	}
}

// exactly is what paintFilm comes near to: brightness between its four neighbours, colour from the nearest sample, BT.601 in
// the limited range.
func exactly(from *image.YCbCr, x, y float64) [3]float64 {
	w, h := from.Rect.Dx(), from.Rect.Dy()
	luma := func(x, y int) float64 {
		return float64(from.Y[min(max(y, 0), h-1)*from.YStride+min(max(x, 0), w-1)])
	}
	fx, fy := math.Floor(x-0.5), math.Floor(y-0.5)
	ax, ay := x-0.5-fx, y-0.5-fy
	ix, iy := int(fx), int(fy)
	bright := (luma(ix, iy)*(1-ax)+luma(ix+1, iy)*ax)*(1-ay) + (luma(ix, iy+1)*(1-ax)+luma(ix+1, iy+1)*ax)*ay
	at := min(max(int(y), 0), h-1)/2*from.CStride + min(max(int(x), 0), w-1)/2
	l, cb, cr := 1.164383*(bright-16), float64(from.Cb[at])-128, float64(from.Cr[at])-128
	rgb := [3]float64{l + 1.596027*cr, l - 0.391762*cb - 0.812968*cr, l + 2.017232*cb}
	for i := range rgb {
		rgb[i] = min(max(rgb[i], 0), 255)
	}
	return rgb
}

// TestFilmIsExact holds pictures of noise, larger and smaller than their place, to what they are exactly.
func TestFilmIsExact(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, size := range []image.Point{{64, 48}, {48, 64}, {63, 47}, {200, 150}, {2, 2}, {1, 1}} {
		film := image.NewYCbCr(image.Rectangle{Max: size}, image.YCbCrSubsampleRatio420)
		for _, plane := range [][]uint8{film.Y, film.Cb, film.Cr} {
			for i := range plane {
				plane[i] = uint8(random.IntN(256))
			}
		}
		place := layout.Video{Of: "p1", Rect: image.Rect(10, 10, 90, 70)}
		dst := image.NewRGBA(image.Rect(0, 0, 100, 80))
		p := New(newSetter(t))
		p.ShowFilms(func(string) (*image.YCbCr, uint64) { return film, 1 })
		p.Paint(dst, &layout.Placed{Tree: &screen.Tree{}, Size: dst.Rect.Max, Paint: []layout.Op{place}}, session.Look{}, Rest())
		x0, y0, x1, y1 := Film{Of: film, Rect: place.Rect}.Source()
		for y := place.Rect.Min.Y; y < place.Rect.Max.Y; y++ {
			for x := place.Rect.Min.X; x < place.Rect.Max.X; x++ {
				want := exactly(film, x0+(float64(x-10)+0.5)*(x1-x0)/80, y0+(float64(y-10)+0.5)*(y1-y0)/60)
				got := dst.RGBAAt(x, y)
				for i, v := range []uint8{got.R, got.G, got.B} {
					if math.Abs(float64(v)-want[i]) > 2 {
						t.Fatalf("size %v: px %d,%d is %v, want %v", size, x, y, got, want)
					}
				}
			}
		}
	}
}
