package scanner_test

import (
	"image"
	"image/draw"
	"testing"

	"buergerterminal/devices/scanner"
)

// laid puts a page on a ground of one brightness.
func laid(p scanner.Page, ground uint8, size, at image.Point) scanner.Page {
	img := image.NewGray(image.Rectangle{Max: size})
	for i := range img.Pix {
		img.Pix[i] = ground
	}
	draw.Draw(img, p.Image.Bounds().Add(at), p.Image, image.Point{}, draw.Src)
	p.Image = img
	return p
}

func TestFind(t *testing.T) {
	proof := scanned(t, "proof", scanner.Request{Mode: scanner.Photo})
	card := crop(proof, image.Rect(100, 120, 605, 439)) // as large as a card, with the headline on it
	blank := scanned(t, "none", scanner.Request{Mode: scanner.Photo})
	for _, c := range []struct {
		name string
		page scanner.Page
		want image.Rectangle // empty: the page stays whole
		near int
	}{
		{"a whole sheet", proof, image.Rectangle{}, 0},
		{"an empty bed", blank, image.Rectangle{}, 0},
		{"a card on a white bed", laid(card, 250, image.Pt(1240, 1754), image.Pt(50, 80)), image.Rect(33, 70, 620, 400), 90},
		{"a sheet on a dark table", laid(proof, 60, image.Pt(1700, 2300), image.Pt(200, 300)), image.Rect(200, 300, 1440, 2054), 3},
		{"a card on a dark table", laid(card, 40, image.Pt(1240, 1754), image.Pt(600, 900)), image.Rect(600, 900, 1105, 1219), 3},
		{"a dark picture", change(proof, func(_, _ int, v float64) float64 { return v / 3 }), image.Rectangle{}, 0},
		{"nothing", scanner.Page{}, image.Rectangle{}, 0},
	} {
		got, found := scanner.Find(c.page)
		if found != !c.want.Empty() || found && !near(got, c.want, c.near) {
			t.Errorf("%s: %v, %t, want %v", c.name, got, found, c.want)
		}
		if cut := scanner.Crop(c.page); found && (cut.Image.Bounds().Dx() != got.Dx() || cut.Image.Bounds().Min != image.Point{}) || !found && cut.Image != c.page.Image {
			t.Errorf("%s: cropped to %v", c.name, cut.Image.Bounds())
		}
	}
}

func near(a, b image.Rectangle, by int) bool {
	for _, d := range []int{a.Min.X - b.Min.X, a.Min.Y - b.Min.Y, a.Max.X - b.Max.X, a.Max.Y - b.Max.Y} {
		if max(d, -d) > by {
			return false
		}
	}
	return true
}

// What the device compressed is never cut.
func TestCropKeepsFiles(t *testing.T) {
	card := crop(scanned(t, "proof", scanner.Request{Mode: scanner.Photo}), image.Rect(100, 120, 605, 439))
	page := laid(card, 40, image.Pt(1240, 1754), image.Pt(600, 900))
	page.File, page.MIME = []byte("file"), "image/jpeg"
	if got := scanner.Crop(page); got.Image != page.Image || string(got.File) != "file" {
		t.Error("the file no longer shows what the picture shows")
	}
}
