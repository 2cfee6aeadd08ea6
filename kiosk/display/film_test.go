package display

import (
	"image"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// reel is what a call shows, set by a test.
type reel struct {
	mu     sync.Mutex
	frames map[string]*image.YCbCr
	number uint64
	asked  int
}

func (r *reel) Frame(of string) (*image.YCbCr, uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	return r.frames[of], r.number
}

func (r *reel) set(of string, p *image.YCbCr) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.frames[of] = p
	r.number++
}

// pattern is a picture of slow waves in all three planes; the seed moves them.
func pattern(w, h int, seed uint64) *image.YCbCr {
	p := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	random := rand.New(rand.NewPCG(seed, 1))
	a, b, c := 1+random.IntN(3), 1+random.IntN(3), random.IntN(100)
	for y := range h {
		for x := range w {
			p.Y[y*p.YStride+x] = wave(x*a + y*b + c)
		}
	}
	for y := range (h + 1) / 2 {
		for x := range (w + 1) / 2 {
			p.Cb[y*p.CStride+x], p.Cr[y*p.CStride+x] = wave(x*b+c), wave(y*a+c)
		}
	}
	return p
}

// wave rises and falls without an edge.
func wave(n int) uint8 {
	n %= 510
	return uint8(min(n, 510-n))
}

// filmPage is a page with the places of a clerk's and the citizen's own picture.
func filmPage(t *testing.T) *layout.Placed {
	page := testPage(t, layout.Tint)
	page.Paint = append(page.Paint,
		layout.Box{Rect: image.Rect(72, 228, 600, 525), Radius: 8, Fill: layout.Tint2}, layout.Video{Of: "p1", Rect: image.Rect(72, 228, 600, 525), Radius: 8},
		layout.Video{Of: "own", Rect: image.Rect(632, 405, 792, 525), Radius: 8})
	return page
}

// TestFilmIsTheReference shows pictures of several sizes and compares with the software: what the shader of the graphics card
// makes of them, and what comes straight.
func TestFilmIsTheReference(t *testing.T) {
	w, _ := opened(t)
	bothWays(t, w, func(t *testing.T) { filmIsTheReference(t, w) })
}

func filmIsTheReference(t *testing.T, w *Window) {
	from := &reel{frames: map[string]*image.YCbCr{}}
	w.SetPictures(from)
	t.Cleanup(func() { w.SetPictures(nil) })
	setter, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	for i, size := range []image.Point{{640, 480}, {320, 240}, {639, 479}, {66, 50}, {1280, 720}} {
		page := filmPage(t)
		from.set("p1", pattern(size.X, size.Y, uint64(i)))
		from.set("own", pattern(size.Y/2*2, size.X/2*2, uint64(i+9)))
		show(t, w, page)
		got, err := w.Screenshot(waiting(t))
		if err != nil {
			t.Fatal(err)
		}
		want := image.NewRGBA(image.Rectangle{Max: page.Size})
		reference := paint.New(setter)
		reference.ShowFilms(from.Frame)
		reference.Paint(want, page, session.Look{}, paint.Rest())
		nearlySame(t, got, want)
	}
	from.set("p1", nil)
	plain := image.NewRGBA(image.Rect(0, 0, 1080, 1920))
	page := filmPage(t)
	paint.New(setter).Paint(plain, page, session.Look{}, paint.Rest())
	until(t, "the ground where nobody is seen", func() bool {
		picture, err := w.Screenshot(waiting(t))
		return err == nil && picture.(*image.RGBA).RGBAAt(300, 300) == plain.RGBAAt(300, 300)
	})
}

// nearlySame allows for the rounding of a graphics card: a px on the edge of a sample of colour may take its neighbour, which
// in these patterns is no further away than 7.
func nearlySame(t *testing.T, got image.Image, want *image.RGBA) {
	t.Helper()
	far, all := 0, 0
	for y := 228; y < 525; y++ {
		for x := 72; x < 792; x++ {
			all++
			if difference(got.(*image.RGBA).RGBAAt(x, y), want.RGBAAt(x, y)) > 7 {
				far++
			}
		}
	}
	if far*200 > all {
		t.Errorf("%d of %d px are far from the reference; at 300,300 %v, want %v", far, all, got.(*image.RGBA).RGBAAt(300, 300), want.RGBAAt(300, 300))
	}
}

// TestFilmIsSeen shows a newer picture without anybody giving a page, and asks for none while the page shows none.
func TestFilmIsSeen(t *testing.T) {
	w, _ := opened(t)
	bothWays(t, w, func(t *testing.T) { filmIsSeen(t, w) })
}

func filmIsSeen(t *testing.T, w *Window) {
	from := &reel{frames: map[string]*image.YCbCr{}}
	w.SetPictures(from)
	t.Cleanup(func() { w.SetPictures(nil) })
	show(t, w, filmPage(t))
	for seed := range uint64(3) {
		p := pattern(64, 48, seed)
		for i := range p.Y {
			p.Y[i] = uint8(60 + 60*seed)
		}
		for i := range p.Cb {
			p.Cb[i], p.Cr[i] = 128, 128
		}
		from.set("p1", p)
		want := 1.164383 * (60 + 60*float64(seed) - 16)
		until(t, "the newer picture", func() bool {
			picture, err := w.Screenshot(waiting(t))
			return err == nil && max(float64(picture.(*image.RGBA).RGBAAt(300, 300).R)-want, want-float64(picture.(*image.RGBA).RGBAAt(300, 300).R)) < 3
		})
	}
	show(t, w, testPage(t, layout.Tint))
	settle(t, w)
	from.mu.Lock()
	asked := from.asked
	from.mu.Unlock()
	settle(t, w)
	from.mu.Lock()
	defer from.mu.Unlock()
	if from.asked != asked {
		t.Error("pictures are asked for that no page shows")
	}
}

// BenchmarkFilm is a call's pictures at their pace: what drawing costs of a core (under the software renderer of the test).
func BenchmarkFilm(b *testing.B) {
	if window.skip != "" {
		b.Skip(window.skip)
	}
	w := window.window
	from := &reel{frames: map[string]*image.YCbCr{}}
	w.SetPictures(from)
	defer w.SetPictures(nil)
	page := testPage(b, layout.Tint)
	page.Paint = append(page.Paint, layout.Video{Of: "p1", Rect: image.Rect(72, 228, 600, 525), Radius: 8}, layout.Video{Of: "own", Rect: image.Rect(632, 405, 792, 525), Radius: 8})
	w.Show(page, session.Look{})
	pictures := [2]*image.YCbCr{pattern(640, 480, 1), pattern(640, 480, 2)}
	const pace = time.Second / 25
	tick := time.NewTicker(pace)
	defer tick.Stop()
	began, cpu := time.Now(), cpuTime(b)
	for i := 0; b.Loop(); i++ {
		<-tick.C
		from.set("p1", pictures[i%2])
		from.set("own", pictures[i%2])
		w.PictureCame()
	}
	b.ReportMetric(100*float64(cpuTime(b)-cpu)/float64(time.Since(began)), "%core")
}
