package scanner_test

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"buergerterminal/devices/scanner"
	"buergerterminal/devices/simulator"
)

// The compressed file is small, says truly what it is, and shows the page.
func TestEncode(t *testing.T) {
	for _, c := range []struct {
		sheet string
		mode  scanner.Mode
		media string
		limit int // bytes of an A4 page at 150 dpi
	}{
		{"proof", scanner.Text, "image/png", 20_000},
		{"proof", scanner.Photo, "image/jpeg", 200_000},
		{"pothole", scanner.Photo, "image/jpeg", 700_000},
	} {
		inRig(t, kioskA4(), simulator.ScannerOptions{Sheet: c.sheet}, func(t *testing.T, r *rig) {
			page := r.mustScan(scanner.Request{Mode: c.mode})
			file, media, err := page.Encode()
			if err != nil || media != c.media || len(file) > c.limit {
				t.Fatalf("%s %s: %d bytes of %s, %v", c.sheet, c.mode, len(file), media, err)
			}
			back, format, err := image.Decode(bytes.NewReader(file))
			if err != nil || "image/"+format != c.media || back.Bounds() != page.Image.Bounds() {
				t.Fatalf("%s %s: decodes as %s, %v", c.sheet, c.mode, format, err)
			}
			worst := 0
			for y := 0; y < back.Bounds().Dy(); y += 7 {
				for x := 0; x < back.Bounds().Dx(); x += 7 {
					worst = max(worst, greyAt(back, x, y)-greyAt(page.Image, x, y))
				}
			}
			if c.mode == scanner.Text && worst > 0 || worst > 120 {
				t.Errorf("%s %s: a pixel differs by %d", c.sheet, c.mode, worst)
			}
			t.Logf("%s %s: %d bytes", c.sheet, c.mode, len(file))
		})
	}
}

func TestTextPageHasOneBitAPixel(t *testing.T) {
	img := image.NewPaletted(image.Rect(0, 0, 16, 2), color.Palette{color.Black, color.White})
	file, _, err := scanner.Page{Image: img, DPI: 150, Mode: scanner.Text}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	const bitDepth = 24 // its place in a PNG file: signature, chunk header, width, height
	if file[bitDepth] != 1 {
		t.Errorf("%d bits a pixel", file[bitDepth])
	}
}

func TestEncodeNothing(t *testing.T) {
	if _, _, err := (scanner.Page{}).Encode(); err == nil {
		t.Error("a page without a picture is encoded")
	}
}
