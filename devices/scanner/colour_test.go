package scanner_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"buergerterminal/devices"
	"buergerterminal/devices/scanner"
	"buergerterminal/devices/simulator"
)

// colourSheet is a PNG file that fills a bed: red grows to the right, green downwards, blue is a coarse check.
func colourSheet(t testing.TB, width, height int) (string, *image.RGBA) {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{uint8(x * 255 / width), uint8(y * 255 / height), uint8((x/20 + y/20) % 2 * 200), 255})
		}
	}
	path := filepath.Join(t.TempDir(), "colour.png")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path, img
}

// Each order in which colours come gives the colours of the sheet.
func TestColours(t *testing.T) {
	for _, k := range []kind{byLines(), byBytes(false), byBytes(true), kioskColour()} {
		t.Run(k.name, func(t *testing.T) {
			e, err := k.driver.Estimate(scanner.Request{Mode: scanner.Colour, DPI: 75})
			if err != nil {
				t.Fatal(err)
			}
			path, sheet := colourSheet(t, e.Width, e.Height)
			inRig(t, k, simulator.ScannerOptions{Sheet: path}, func(t *testing.T, r *rig) {
				page := r.mustScan(scanner.Request{Mode: scanner.Colour, DPI: 75})
				r.wantNoComplaint()
				got, ok := page.Image.(*image.RGBA)
				if !ok || got.Rect != sheet.Rect {
					t.Fatalf("%T of %v", page.Image, page.Image.Bounds())
				}
				for i, v := range got.Pix {
					if d := int(v) - int(sheet.Pix[i]); d < -3 || d > 3 {
						t.Fatalf("byte %d is %d, on the sheet %d", i, v, sheet.Pix[i])
					}
				}
			})
		})
	}
}

// A byte lost or doubled in a coloured page is noticed as in a grey one.
func TestColourDamage(t *testing.T) {
	for _, k := range []kind{byLines(), byBytes(true), kioskColour()} {
		inRig(t, k, simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
			request := scanner.Request{Mode: scanner.Colour, Area: scanner.Area{X: 20, Y: 25, Width: 2.9, Height: 3}}
			good := r.mustScan(request)
			e, err := k.driver.Estimate(request)
			if err != nil {
				t.Fatal(err)
			}
			for n := 1; n <= e.LineBytes-(e.Blocks-1); n += 7 {
				for _, command := range []string{"lose-byte", "double-byte"} {
					r.control(command, fmt.Sprint(n))
					attempts := 0
					page, err := r.Scan(t.Context(), request, func(p scanner.Progress) { attempts = p.Attempt })
					if err != nil || attempts != 2 || !samePicture(page.Image, good.Image) {
						t.Fatalf("%s: %s %d: attempt %d, %v", k.name, command, n, attempts, err)
					}
				}
			}
			r.wantNoComplaint()
		})
	}
}

func TestColourIsRefusedWithoutIt(t *testing.T) {
	inRig(t, kioskA4(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		_, err := r.Scan(t.Context(), scanner.Request{Mode: scanner.Colour}, nil)
		wantFault(t, err, devices.FaultScanRefused)
	})
}

func TestColourFile(t *testing.T) {
	inRig(t, kioskColour(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		file, media, err := r.mustScan(scanner.Request{Mode: scanner.Colour, DPI: 75}).Encode()
		if err != nil || media != "image/jpeg" || len(file) == 0 {
			t.Errorf("%d bytes of %s, %v", len(file), media, err)
		}
	})
}

// The FS commands give the same page as those of ESC, and the host sends what SANE's epson2 backend sends.
func TestExtendedBytes(t *testing.T) {
	inRig(t, kioskColour(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		request := scanner.Request{Mode: scanner.Photo, DPI: 75, Area: scanner.Area{Width: 30, Height: 30}}
		page := r.mustScan(request)
		if id := r.Identity(); !id.Extended || id.Model != "KIOSK A4C" {
			t.Errorf("%+v", id)
		}
		sent, _ := r.line.traffic()
		begin := unhex(t, "18 1B40 1B46 1B49 1C49  1B46 1C46  1C57 4B000000 4B000000 00000000 00000000 58000000 59000000")
		if len(sent) < len(begin) || !slices.Equal(sent[:len(begin)], begin) {
			t.Errorf("the driver sends % X, want % X", sent, begin)
		}
		end := unhex(t, "1C53 1C47 1B46 1B49")
		if !slices.Equal(sent[len(sent)-len(end):], end) {
			t.Errorf("the driver ends with % X", sent[len(sent)-len(end):])
		}
		if page.Image.Bounds().Dx() != 88 || page.Image.Bounds().Dy() != 89 {
			t.Errorf("%v", page.Image.Bounds())
		}
		r.wantNoComplaint()
	})
}

// The feeder gives one sheet after the other, says when there is none, and is no fault while nobody scans.
func TestFeeder(t *testing.T) {
	for _, extended := range []bool{true, false} {
		k := kioskFeeder()
		k.model.Extended = extended
		inRig(t, k, simulator.ScannerOptions{Sheet: "none"}, func(t *testing.T, r *rig) {
			request := scanner.Request{Mode: scanner.Text, DPI: 75}
			if st, err := r.Probe(t.Context()); err != nil || st.State != devices.Online {
				t.Fatalf("%+v, %v", st, err)
			}
			_, err := r.Scan(t.Context(), request, nil)
			wantFault(t, err, devices.FaultScanNoSheet)
			r.control("feed", "proof")
			r.control("feed", "pothole")
			first, second := r.mustScan(request), r.mustScan(request)
			if samePicture(first.Image, second.Image) {
				t.Error("the second sheet shows the first")
			}
			_, err = r.Scan(t.Context(), request, nil)
			wantFault(t, err, devices.FaultScanNoSheet)
			if st, err := r.Probe(t.Context()); err != nil || st.State != devices.Online {
				t.Errorf("between two citizens: %+v, %v", st, err)
			}
			r.control("feed", "proof")
			r.control("jam")
			_, err = r.Scan(t.Context(), request, nil)
			wantFault(t, err, scanner.FaultJam)
			r.control("jam", "off")
			if again := r.mustScan(request); !samePicture(again.Image, first.Image) {
				t.Error("the page after the jam differs")
			}
			r.wantNoComplaint()
		})
	}
}

// A damaged page from the feeder cannot be read again: its sheet is out, and the next sheet must never stand for it.
func TestFeederDoesNotRepeat(t *testing.T) {
	inRig(t, kioskFeeder(), simulator.ScannerOptions{}, func(t *testing.T, r *rig) {
		request := scanner.Request{Mode: scanner.Text, DPI: 75}
		r.control("feed", "proof")
		good := r.mustScan(request)
		r.control("feed", "pothole")
		r.control("feed", "proof")
		r.control("lose-byte", "2000")
		_, err := r.Scan(t.Context(), request, nil)
		wantFault(t, err, devices.FaultScanCorrupted)
		if page := r.mustScan(request); !samePicture(page.Image, good.Image) {
			t.Error("the next sheet is not the next page")
		}
		r.wantNoComplaint()
	})
}
