package pdf

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

// marked is a picture of two colours, white but for its upper left quarter.
func marked(width, height int) *image.Paletted {
	img := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.Black, color.White})
	for y := range height {
		for x := range width {
			if x >= width/2 || y >= height/2 {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	return img
}

func pngPage(t testing.TB, width, height, dpi, turns int) Page {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, marked(width, height)); err != nil {
		t.Fatal(err)
	}
	return Page{Data: b.Bytes(), MIME: "image/png", DPI: dpi, Turns: turns}
}

func jpegPage(t testing.TB, width, height, turns int) Page {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, marked(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return Page{Data: b.Bytes(), MIME: "image/jpeg", Turns: turns}
}

func TestFilesGoInAsTheyCame(t *testing.T) {
	photo := jpegPage(t, 600, 800, 1)
	file, err := Encode("Brief", noon, []Page{photo})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(file, photo.Data) {
		t.Error("the JPEG is not in the file byte for byte")
	}
	again, err := Encode("Brief", noon, []Page{photo})
	if err != nil || !bytes.Equal(file, again) {
		t.Errorf("the same pages give other bytes; %v", err)
	}
}

func TestTextPagesStaySmall(t *testing.T) {
	page := pngPage(t, 1240, 1754, 150, 0)
	file, err := Encode("Brief", noon, []Page{page, page, page})
	if err != nil {
		t.Fatal(err)
	}
	if limit := 3*len(page.Data) + 4000; len(file) > limit {
		t.Errorf("%d bytes for three pages of %d", len(file), len(page.Data))
	}
}

func TestWhatIsNoPage(t *testing.T) {
	good := pngPage(t, 10, 10, 150, 0)
	for name, pages := range map[string][]Page{
		"none": nil, "noise": {{Data: []byte("noise"), MIME: "image/png"}}, "cut": {{Data: good.Data[:20], MIME: "image/png"}},
		"another kind": {{Data: good.Data, MIME: "image/jpeg"}}, "the second": {good, {}},
	} {
		if file, err := Encode("x", noon, pages); err == nil || file != nil {
			t.Errorf("%s: %d bytes, %v", name, len(file), err)
		}
	}
	if _, err := Encode("x", noon, nil); !errors.Is(err, errEmpty) {
		t.Errorf("no pages: %v", err)
	}
}

func TestSize(t *testing.T) {
	for _, c := range []struct {
		name         string
		dpi          int
		width        float64
		height       float64
		across, down float64
		want         float64 // width in mm
	}{
		{"A4", 150, 1240, 1754, 210, 297, 210},
		{"a card keeps its size", 200, 592, 840, 210, 297, 75.2},
		{"a bed a little larger than A4", 100, 835, 1175, 210, 297, 210},
		{"larger than A4", 100, 1654, 2339, 210, 297, 210},
		{"of a camera", 0, 1000, 1000, 210, 297, 210},
	} {
		got := mmPerPixel(c.dpi, c.width, c.height, c.across, c.down) * c.width
		if got < c.want-1 || got > c.want+1 {
			t.Errorf("%s: %.1f mm wide, want %.1f", c.name, got, c.want)
		}
	}
}

// poppler asks another program what the file is, and how it looks.
func poppler(t *testing.T, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not installed (Debian: poppler-utils)", program)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

// TestAnotherReader opens the file with poppler: the number of pages, their size, and where the dark quarter is after each turn.
func TestAnotherReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "proof.pdf")
	var pages []Page
	for turns := range 4 {
		pages = append(pages, pngPage(t, 620, 877, 75, turns), jpegPage(t, 620, 877, turns))
	}
	file, err := Encode("Brief der Rentenkasse", noon, pages)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	info := poppler(t, "pdfinfo", "-f", "1", "-l", "8", path)
	for _, want := range []string{"Title:           Brief der Rentenkasse", "Pages:           8", "Page    1 size:  595.28 x 841.89 pts (A4)", "Page    3 size:  841.89 x 595.28 pts (A4)"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
	prefix := filepath.Join(t.TempDir(), "page")
	poppler(t, "pdftoppm", "-r", "30", "-gray", "-png", path, prefix)
	quarters := []string{"upper left", "upper right", "lower right", "lower left"}
	for i := range 8 {
		img := readPNG(t, prefix+"-"+string(rune('1'+i))+".png")
		if got, want := darkQuarter(img), quarters[i/2]; got != want {
			t.Errorf("page %d: the dark quarter is %s, want %s", i+1, got, want)
		}
	}
}

func readPNG(t *testing.T, path string) image.Image {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	img, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// darkQuarter names the quarter whose middle is black; "" if there is not exactly one.
func darkQuarter(img image.Image) string {
	b := img.Bounds()
	found := ""
	for name, at := range map[string][2]int{"upper left": {1, 1}, "upper right": {3, 1}, "lower left": {1, 3}, "lower right": {3, 3}} {
		if color.GrayModel.Convert(img.At(b.Min.X+b.Dx()*at[0]/4, b.Min.Y+b.Dy()*at[1]/4)).(color.Gray).Y < 100 {
			found += name
		}
	}
	return found
}

// FuzzEncode: whatever a page holds, there is a file or an error, and a file starts as one.
func FuzzEncode(f *testing.F) {
	f.Add(pngPage(f, 8, 8, 150, 0).Data, true, 1, 150)
	f.Add(jpegPage(f, 8, 8, 0).Data, false, 3, 0)
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), true, 0, -1)
	f.Fuzz(func(t *testing.T, data []byte, isPNG bool, turns, dpi int) {
		p := Page{Data: data, MIME: "image/jpeg", Turns: turns, DPI: dpi}
		if isPNG {
			p.MIME = "image/png"
		}
		file, err := Encode("x", noon, []Page{p})
		if (err == nil) != bytes.HasPrefix(file, []byte("%PDF-1.")) {
			t.Errorf("%d bytes, %v", len(file), err)
		}
	})
}
