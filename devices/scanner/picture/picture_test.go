package picture

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"golang.org/x/image/bmp"
)

func gradient(width, height int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = uint8(i * 7)
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func bmpOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bmp.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withThumbnail puts a whole JPEG into a segment of another, as cameras do.
func withThumbnail(t testing.TB, file []byte) []byte {
	small := jpegOf(t, gradient(16, 16))
	segment := append([]byte{0xFF, 0xE1, byte((len(small) + 2) >> 8), byte(len(small) + 2)}, small...)
	return append(append(bytes.Clone(file[:2]), segment...), file[2:]...)
}

func TestCut(t *testing.T) {
	grey, rgba := jpegOf(t, gradient(300, 200)), image.NewRGBA(image.Rect(0, 0, 33, 20))
	for name, file := range map[string][]byte{
		"JPEG": grey, "coloured JPEG": jpegOf(t, rgba), "with a thumbnail": withThumbnail(t, grey), "grey BMP": bmpOf(t, gradient(31, 5)), "coloured BMP": bmpOf(t, rgba),
	} {
		for _, behind := range [][]byte{nil, bytes.Repeat([]byte{0x1A}, 1023), {0xFF, 0xD9}, grey} {
			got, mime, err := Cut(append(bytes.Clone(file), behind...))
			if err != nil || !bytes.Equal(got, file) {
				t.Fatalf("%s with %d bytes behind it: %d of %d bytes, %v", name, len(behind), len(got), len(file), err)
			}
			img, err := Decode(got, mime)
			if err != nil || img.Bounds().Empty() {
				t.Errorf("%s: %v", name, err)
			}
		}
		for n := range file {
			if got, _, err := Cut(file[:n]); err == nil || got != nil {
				t.Fatalf("%s: the first %d of %d bytes are a file", name, n, len(file))
			}
		}
	}
}

func TestWhatIsNoFile(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing": {nil, ErrShort}, "PNG": {[]byte("\x89PNG"), ErrUnknown}, "no marker": {[]byte{0xFF, 0xD8, 0x12, 0x34}, ErrUnknown},
		"empty BMP": {[]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"), ErrUnknown}, "segment of no length": {[]byte{0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0}, ErrUnknown},
	} {
		if _, _, err := Cut(c.data); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestDecode(t *testing.T) {
	if img, err := Decode(jpegOf(t, gradient(20, 10)), JPEG); err != nil {
		t.Error(err)
	} else if _, ok := img.(*image.Gray); !ok {
		t.Errorf("a grey JPEG becomes %T", img)
	}
	if img, err := Decode(bmpOf(t, gradient(20, 10)), BMP); err != nil {
		t.Error(err)
	} else if g, ok := img.(*image.Gray); !ok || g.GrayAt(3, 1) != (color.Gray{uint8(23 * 7 & 0xFF)}) {
		t.Errorf("a grey BMP becomes %T", img)
	}
	if img, err := Decode(jpegOf(t, image.NewRGBA(image.Rect(0, 0, 9, 9))), JPEG); err != nil {
		t.Error(err)
	} else if _, ok := img.(*image.RGBA); !ok {
		t.Errorf("a coloured JPEG becomes %T", img)
	}
	huge := bmpOf(t, gradient(8, 8))
	huge[19], huge[23] = 0xFF, 0xFF // millions of pixels to each side
	if _, err := Decode(huge, BMP); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a huge picture: %v", err)
	}
}

// FuzzCut: what is cut is a beginning of the data, is whole by itself, and decodes or does not, but never more.
func FuzzCut(f *testing.F) {
	f.Add(append(jpegOf(f, gradient(16, 16)), 0x1A, 0x1A))
	f.Add(bmpOf(f, gradient(8, 8)))
	f.Add([]byte{0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0, 0xFF, 0xD0, 0xFF, 0xD9})
	f.Fuzz(func(t *testing.T, data []byte) {
		file, mime, err := Cut(data)
		if err != nil {
			return
		}
		if !bytes.HasPrefix(data, file) {
			t.Error("not a beginning")
		}
		again, kind, err := Cut(file)
		if err != nil || len(again) != len(file) || kind != mime {
			t.Errorf("cut again: %d of %d bytes, %v", len(again), len(file), err)
		}
		if img, err := Decode(file, mime); (err == nil) != (img != nil) {
			t.Errorf("%v, %v", img, err)
		}
	})
}
