package scanner_test

import (
	"fmt"
	"image"
	"image/draw"
	"math"
	"slices"
	"testing"

	"buergerterminal/devices/scanner"
	"buergerterminal/devices/simulator"
)

// scanned returns a sheet of the simulator as the driver brings it.
func scanned(t *testing.T, sheet string, request scanner.Request) (page scanner.Page) {
	t.Helper()
	inRig(t, kioskA4(), simulator.ScannerOptions{Sheet: sheet}, func(t *testing.T, r *rig) {
		page = r.mustScan(request)
	})
	return page
}

// words puts findings into one line each, "dark ok" or "shadow 0.70 0.60 1.00 1.00".
func words(findings []scanner.Finding) []string {
	var w []string
	for _, f := range findings {
		if f.OK {
			w = append(w, string(f.Kind)+" ok")
		} else {
			w = append(w, fmt.Sprintf("%s %.1f %.1f %.1f %.1f", f.Kind, f.Rect.X0, f.Rect.Y0, f.Rect.X1, f.Rect.Y1))
		}
	}
	return w
}

func wantFindings(t *testing.T, name string, page scanner.Page, want ...string) {
	t.Helper()
	if got := words(scanner.Judge(page)); !slices.Equal(got, want) {
		t.Errorf("%s: %q, want %q", name, got, want)
	}
}

func TestJudgeSheets(t *testing.T) {
	for _, c := range []struct {
		sheet string
		mode  scanner.Mode
		dpi   int
		want  []string
	}{
		{"proof", scanner.Photo, 150, []string{"dark ok", "blank ok", "shadow ok", "cut ok", "blurred ok"}},
		{"proof", scanner.Photo, 100, []string{"dark ok", "blank ok", "shadow ok", "cut ok", "blurred ok"}},
		{"proof", scanner.Photo, 300, []string{"dark ok", "blank ok", "shadow ok", "cut ok", "blurred ok"}},
		{"proof", scanner.Text, 150, []string{"dark ok", "blank ok", "shadow ok", "cut ok"}},
		{"shadow", scanner.Photo, 150, []string{"dark ok", "blank ok", "shadow 0.7 0.7 1.0 1.0", "cut ok", "blurred ok"}},
		{"none", scanner.Photo, 150, []string{"dark ok", "blank 0.0 0.0 1.0 1.0", "shadow ok"}},
		{"none", scanner.Text, 150, []string{"dark ok", "blank 0.0 0.0 1.0 1.0", "shadow ok"}},
		{"pothole", scanner.Photo, 150, []string{"dark ok", "blank ok"}},
	} {
		page := scanned(t, c.sheet, scanner.Request{Mode: c.mode, DPI: c.dpi})
		wantFindings(t, fmt.Sprint(c.sheet, " ", c.mode, " ", c.dpi), page, c.want...)
	}
}

func TestJudgeDamage(t *testing.T) {
	proof := scanned(t, "proof", scanner.Request{Mode: scanner.Photo})
	half := crop(proof, image.Rect(0, 0, 1240, 900))
	fine := []string{"dark ok", "blank ok", "shadow ok", "cut ok", "blurred ok"}
	for _, c := range []struct {
		name string
		page scanner.Page
		want []string
	}{
		{"untouched", proof, fine},
		{"recycled paper", change(proof, func(_, _ int, v float64) float64 { return 0.8 * v }), fine},
		{"underexposed", change(proof, func(_, _ int, v float64) float64 { return 0.5 * v }), []string{"dark 0.0 0.0 1.0 1.0"}},
		{"black", change(proof, func(_, _ int, _ float64) float64 { return 3 }), []string{"dark 0.0 0.0 1.0 1.0"}},
		{"soft by 0.7 pixels", blur(half, 0.7), fine},
		{"soft by 2 pixels", blur(half, 2), []string{"dark ok", "blank ok", "shadow ok", "cut ok", "blurred 0.0 0.0 1.0 1.0"}},
		{"soft by 3 pixels", blur(half, 3), []string{"dark ok", "blank ok", "shadow ok", "cut ok", "blurred 0.0 0.0 1.0 1.0"}},
		{"shadow on the left", change(proof, func(x, _ int, v float64) float64 {
			return v * (0.7 + 0.3*min(1, float64(x)/300))
		}), []string{"dark ok", "blank ok", "shadow 0.0 0.0 0.2 1.0", "cut ok", "blurred ok"}},
		{"hand in the upper right", change(proof, func(x, y int, v float64) float64 {
			if x > 1000 && y < 300 {
				return v * 0.4
			}
			return v
		}), []string{"dark ok", "blank ok", "shadow 0.8 0.0 1.0 0.2", "cut ok", "blurred ok"}},
		{"cut on the left", crop(proof, image.Rect(130, 0, 1240, 1754)), []string{
			"dark ok", "blank ok", "shadow ok", "cut 0.0 0.0 0.0 1.0", "blurred ok"}},
		{"the signature alone", crop(proof, image.Rect(600, 1340, 1160, 1560)), fine},
	} {
		wantFindings(t, c.name, c.page, c.want...)
	}
}

// A sheet that was laid down askew is told, whichever way; one that lies nearly straight is not.
func TestJudgeCrooked(t *testing.T) {
	for _, mode := range []scanner.Mode{scanner.Photo, scanner.Text} {
		proof := scanned(t, "proof", scanner.Request{Mode: mode})
		for degrees, want := range map[float64]bool{-6: true, -3: true, -2: true, -0.75: false, 0: false, 0.75: false, 2: true, 3: true, 6: true} {
			page := askew(proof, degrees)
			got := slices.ContainsFunc(scanner.Judge(page), func(f scanner.Finding) bool { return f.Kind == scanner.FindingCrooked && !f.OK })
			if got != want {
				t.Errorf("%s by %.1f degrees: crooked %t", mode, degrees, got)
			}
		}
	}
}

// askew turns a page about its middle, clockwise.
func askew(p scanner.Page, degrees float64) scanner.Page {
	b := p.Image.Bounds()
	img := image.NewGray(b)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range b.Dy() {
		for x := range b.Dx() {
			u, v := float64(x-b.Dx()/2), float64(y-b.Dy()/2)
			from := image.Pt(int(cos*u+sin*v)+b.Dx()/2, int(cos*v-sin*u)+b.Dy()/2)
			img.Pix[y*img.Stride+x] = 250
			if from.In(b) {
				img.Pix[y*img.Stride+x] = uint8(greyAt(p.Image, from.X, from.Y))
			}
		}
	}
	p.Image = img
	return p
}

func TestJudgeAnySize(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {1, 1}, {8, 1}, {3, 900}, {592, 1}} {
		for _, v := range []uint8{0, 128, 255} {
			img := image.NewGray(image.Rect(0, 0, size[0], size[1]))
			for i := range img.Pix {
				img.Pix[i] = v
			}
			found := scanner.Judge(scanner.Page{Image: img, Mode: scanner.Photo})
			if len(found) == 0 || found[len(found)-1].OK && found[0].OK && v != 255 {
				t.Errorf("%v of %d: %v", size, v, words(found))
			}
		}
	}
	wantFindings(t, "no picture", scanner.Page{}, "blank 0.0 0.0 1.0 1.0")
}

// change returns a page whose pixels went through f.
func change(p scanner.Page, f func(x, y int, v float64) float64) scanner.Page {
	from := p.Image.(*image.Gray)
	img := image.NewGray(from.Rect)
	for i, v := range from.Pix {
		img.Pix[i] = uint8(max(0, min(255, f(i%from.Stride, i/from.Stride, float64(v)))))
	}
	p.Image = img
	return p
}

func crop(p scanner.Page, r image.Rectangle) scanner.Page {
	img := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	draw.Draw(img, img.Rect, p.Image, r.Min, draw.Src)
	p.Image = img
	return p
}

// blur is a Gaussian of a standard deviation in pixels, first along the rows and then along the columns.
func blur(p scanner.Page, sigma float64) scanner.Page {
	reach := int(3*sigma) + 1
	var kernel []float64
	sum := 0.0
	for i := -reach; i <= reach; i++ {
		k := math.Exp(-float64(i*i) / 2 / sigma / sigma)
		kernel, sum = append(kernel, k), sum+k
	}
	for _, d := range []image.Point{{X: 1}, {Y: 1}} {
		from := p.Image.(*image.Gray)
		b := from.Rect
		p = change(p, func(x, y int, _ float64) float64 {
			v := 0.0
			for i, k := range kernel {
				qx := max(0, min(b.Max.X-1, x+(i-reach)*d.X))
				qy := max(0, min(b.Max.Y-1, y+(i-reach)*d.Y))
				v += k / sum * float64(from.Pix[qy*from.Stride+qx])
			}
			return v
		})
	}
	return p
}

func BenchmarkJudge(b *testing.B) {
	img := image.NewGray(image.Rect(0, 0, 1240, 1754))
	for i := range img.Pix {
		img.Pix[i] = uint8(200 + i*i%50)
	}
	for b.Loop() {
		scanner.Judge(scanner.Page{Image: img, DPI: 150, Mode: scanner.Photo})
	}
}
