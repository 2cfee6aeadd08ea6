package capture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"buergerterminal/kiosk/call/picture"
)

func TestFromYUYV(t *testing.T) {
	data := []byte{ // 4 × 2, rows of 10 bytes
		10, 100, 11, 200, 12, 102, 13, 202, 0, 0,
		20, 110, 21, 210, 22, 113, 23, 213,
	}
	p, err := fromYUYV(nil, data, 4, 2, 10)
	if err != nil {
		t.Fatal(err)
	}
	if want := []byte{10, 11, 12, 13, 20, 21, 22, 23}; !bytes.Equal(p.Y[:8], want) {
		t.Errorf("Y %v, want %v", p.Y, want)
	}
	if want := []byte{105, 108}; !bytes.Equal(p.Cb[:2], want) {
		t.Errorf("Cb %v, want %v", p.Cb, want)
	}
	if want := []byte{205, 208}; !bytes.Equal(p.Cr[:2], want) {
		t.Errorf("Cr %v, want %v", p.Cr, want)
	}
	if again, err := fromYUYV(p, data, 4, 2, 10); again != p || err != nil {
		t.Errorf("a picture that fits was not used: %v", err)
	}
	if _, err := fromYUYV(nil, data[:17], 4, 2, 10); !errors.Is(err, errShort) {
		t.Errorf("a byte too few: %v", err)
	}
}

// painted is a JPEG picture: left half of one colour, right half of another.
func painted(t testing.TB, left, right color.Color) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 64, 32))
	for y := range 32 {
		for x := range 64 {
			if x < 32 {
				p.Set(x, y, left)
			} else {
				p.Set(x, y, right)
			}
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// withoutTables takes the Huffman tables out, as cameras do.
func withoutTables(t testing.TB, data []byte) []byte {
	t.Helper()
	from := bytes.Index(data, []byte{0xff, 0xc4})
	if from < 0 {
		t.Fatal("no tables in the picture")
	}
	to := from + 2 + (int(data[from+2])<<8 | int(data[from+3]))
	return append(append([]byte(nil), data[:from]...), data[to:]...)
}

func TestMJPEG(t *testing.T) {
	whole := painted(t, color.White, color.RGBA{R: 255, A: 255})
	bare := withoutTables(t, whole)
	if _, err := jpeg.Decode(bytes.NewReader(bare)); err == nil {
		t.Log("image/jpeg has become able to read pictures without tables")
	}
	for name, data := range map[string][]byte{"with tables": whole, "without": bare} {
		var m mjpeg
		p, err := m.decode(nil, data, 64, 32)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, tt := range []struct {
			x         int
			y, cb, cr int
		}{{8, 235, 128, 128}, {56, 81, 90, 240}} { // BT.601, 16 to 235
			c := p.COffset(tt.x, 8)
			if !near(p.Y[p.YOffset(tt.x, 8)], tt.y) || !near(p.Cb[c], tt.cb) || !near(p.Cr[c], tt.cr) {
				t.Errorf("%s: pixel %d is %d %d %d, want %d %d %d", name, tt.x, p.Y[p.YOffset(tt.x, 8)], p.Cb[c], p.Cr[c], tt.y, tt.cb, tt.cr)
			}
		}
	}
	var m mjpeg
	for name, data := range map[string][]byte{"nothing": nil, "torn off": whole[:len(whole)/3], "no JPEG": []byte("\xff\xd8\xff\xda\x00\x02 no picture"), "smaller": whole} {
		width := 64
		if name == "smaller" {
			width = 128
		}
		if _, err := m.decode(nil, data, width, 32); err == nil {
			t.Errorf("%s was decoded", name)
		}
	}
}

func near(got byte, want int) bool { return int(got) >= want-3 && int(got) <= want+3 }

func FuzzMJPEG(f *testing.F) {
	whole := painted(f, color.White, color.Black)
	f.Add(whole)
	f.Add(withoutTables(f, whole))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xda, 0, 2})
	f.Add([]byte{0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(withTables(data)) > len(data)+len(usualTables) {
			t.Fatal("the tables were put in twice")
		}
		if len(data) > 4 && bytes.Contains(data, []byte{0xff, 0xc0}) && len(data) < 2000 {
			var m mjpeg
			_, _ = m.decode(nil, data, 16, 16)
		}
	})
}

func FuzzYUYV(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), uint8(1), uint8(1), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, w, h, more uint8) {
		width, height := 2*int(w%32)+2, 2*int(h%32)+2
		p, err := fromYUYV(nil, data, width, height, 2*width+int(more))
		if (err == nil) != (p != nil) {
			t.Fatalf("%v and a picture: %v", err, p != nil)
		}
	})
}

func BenchmarkYUYV480p(b *testing.B) {
	data := make([]byte, 640*480*2)
	into := picture.Fit(nil, 640, 480)
	for b.Loop() {
		if _, err := fromYUYV(into, data, 640, 480, 1280); err != nil {
			b.Fatal(err)
		}
	}
}
