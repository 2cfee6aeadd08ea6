package picture

import (
	"image"
	"testing"
)

// slope is a picture whose pixels say where they are.
func slope(width, height int) *image.YCbCr {
	p := Fit(nil, width, height)
	for y := range height {
		for x := range width {
			p.Y[y*p.YStride+x] = byte(2*x + 3*y)
		}
	}
	for y := range height / 2 {
		for x := range width / 2 {
			p.Cb[y*p.CStride+x], p.Cr[y*p.CStride+x] = byte(x), byte(y)
		}
	}
	return p
}

func TestFit(t *testing.T) {
	p := Fit(nil, 64, 48)
	if Fit(p, 64, 48) != p {
		t.Error("a picture that fits was not used")
	}
	for _, other := range []*image.YCbCr{Fit(p, 64, 46), Fit(image.NewYCbCr(image.Rect(0, 0, 64, 48), image.YCbCrSubsampleRatio422), 64, 48)} {
		if other == p || other.SubsampleRatio != image.YCbCrSubsampleRatio420 {
			t.Errorf("%v, %v", other.Rect, other.SubsampleRatio)
		}
	}
}

func TestCopy(t *testing.T) {
	for _, size := range []image.Point{{64, 48}, {63, 47}, {2, 2}, {1, 1}} {
		from := slope(size.X, size.Y)
		wide := slope(size.X+16, size.Y).SubImage(image.Rect(0, 0, size.X, size.Y)).(*image.YCbCr) // of another stride
		for _, from := range []*image.YCbCr{from, wide} {
			into := Copy(nil, from)
			if again := Copy(into, from); again != into {
				t.Errorf("%v: a picture that fits was not used", size)
			}
			for y := range size.Y {
				for x := range size.X {
					if into.YCbCrAt(x, y) != from.YCbCrAt(x, y) {
						t.Fatalf("%v: pixel %d, %d is %v, want %v", size, x, y, into.YCbCrAt(x, y), from.YCbCrAt(x, y))
					}
				}
			}
		}
	}
}

func TestHalve(t *testing.T) {
	half := Halve(nil, slope(64, 44))
	if half.Rect != image.Rect(0, 0, 32, 22) {
		t.Fatalf("%v", half.Rect)
	}
	for y := range 22 {
		for x := range 32 {
			want := (4*(2*(2*x)+3*(2*y)) + 2*2 + 2*3 + 2) / 4
			if want < 256 && int(half.Y[y*half.YStride+x]) != want {
				t.Fatalf("pixel %d, %d is %d, want %d", x, y, half.Y[y*half.YStride+x], want)
			}
		}
	}
	if got := Halve(nil, slope(66, 46)).Rect; got != image.Rect(0, 0, 32, 22) {
		t.Errorf("an odd half is %v", got)
	}
}

func BenchmarkHalve480p(b *testing.B) {
	from := slope(640, 480)
	var into *image.YCbCr
	for b.Loop() {
		into = Halve(into, from)
	}
}
