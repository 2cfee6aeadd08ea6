//go:build cgo

package codec

import (
	"errors"
	"image"
	"math"
	"testing"
	"time"

	"buergerterminal/kiosk/call/picture"
)

// scene draws a picture that moves with n: a gradient, a bar, and grain that no encoder can foresee.
func scene(into *image.YCbCr, n int) {
	seed := uint32(n*2654435761 + 1)
	for y := range into.Rect.Dy() {
		for x := range into.Rect.Dx() {
			seed = seed*1664525 + 1013904223
			into.Y[y*into.YStride+x] = byte((x+3*n)/2+y/3) + byte(seed>>29)
		}
	}
	for y := range into.Rect.Dy() / 2 {
		for x := range into.Rect.Dx() / 2 {
			into.Cb[y*into.CStride+x] = byte(128 + (x+n)%64)
			into.Cr[y*into.CStride+x] = byte(128 - (y+n)%64)
		}
	}
}

func encoder(t testing.TB, c VideoConfig) *VideoEncoder {
	t.Helper()
	e, err := NewVideoEncoder(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return e
}

func decoder(t testing.TB) *VideoDecoder {
	t.Helper()
	d, err := NewVideoDecoder()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// psnr is how near two pictures are, in dB of luma.
func psnr(a, b *image.YCbCr) float64 {
	sum := 0.0
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			d := float64(a.Y[y*a.YStride+x]) - float64(b.Y[y*b.YStride+x])
			sum += d * d
		}
	}
	return 10 * math.Log10(255*255*float64(a.Rect.Dx()*a.Rect.Dy())/max(sum, 1))
}

const tick = time.Second / 30

func TestVideo(t *testing.T) {
	for _, size := range []image.Point{{640, 480}, {320, 240}, {176, 144}, {18, 22}} {
		e, d := encoder(t, VideoConfig{size.X, size.Y, 30, 800_000}), decoder(t)
		drawn := picture.Fit(nil, size.X, size.Y)
		var out *image.YCbCr
		keys, shown := 0, 0
		for n := range 30 {
			scene(drawn, n)
			f, err := e.Encode(drawn, time.Duration(n)*tick)
			if err != nil {
				t.Fatal(err)
			}
			if f.Key {
				keys++
			}
			if f.Key != IsKeyFrame(f.Data) && len(f.Data) > 0 {
				t.Errorf("%v: frame %d says key %v, its header %v", size, n, f.Key, IsKeyFrame(f.Data))
			}
			if len(f.Data) == 0 {
				continue
			}
			before := out
			if out, err = d.Decode(f.Data, out); err != nil || out == nil {
				t.Fatalf("%v: frame %d: %v", size, n, err)
			}
			if before != nil && before != out {
				t.Errorf("%v: frame %d was decoded into a new picture", size, n)
			}
			if shown++; psnr(drawn, out) < 24 {
				t.Errorf("%v: frame %d is %.1f dB from its picture", size, n, psnr(drawn, out))
			}
		}
		if keys != 1 || shown < 20 {
			t.Errorf("%v: %d key frames, %d of 30 shown", size, keys, shown)
		}
	}
}

func TestForceKeyFrame(t *testing.T) {
	e := encoder(t, VideoConfig{320, 240, 30, 500_000})
	drawn := picture.Fit(nil, 320, 240)
	for n := range 20 {
		scene(drawn, n)
		if n == 7 || n == 12 {
			e.ForceKeyFrame()
		}
		f, err := e.Encode(drawn, time.Duration(n)*tick)
		if err != nil {
			t.Fatal(err)
		}
		if want := n == 0 || n == 7 || n == 12; f.Key != want {
			t.Errorf("frame %d: key %v, want %v", n, f.Key, want)
		}
		if w, h, err := KeyFrameSize(f.Data); f.Key && (w != 320 || h != 240 || err != nil) {
			t.Errorf("frame %d: %d × %d, %v", n, w, h, err)
		}
	}
}

// TestSetBitrate lowers the rate in the middle: the stream follows, and no key frame is spent on it.
func TestSetBitrate(t *testing.T) {
	e := encoder(t, VideoConfig{640, 480, 30, 1_200_000})
	drawn := picture.Fit(nil, 640, 480)
	rate := func(from, to int) (bits int) {
		for n := from; n < to; n++ {
			scene(drawn, n)
			f, err := e.Encode(drawn, time.Duration(n)*tick)
			if err != nil {
				t.Fatal(err)
			}
			if f.Key && n > 0 {
				t.Errorf("frame %d is a key frame", n)
			}
			bits += 8 * len(f.Data)
		}
		return bits * 30 / (to - from)
	}
	rate(0, 30)
	high := rate(30, 90)
	if err := e.SetBitrate(300_000); err != nil {
		t.Fatal(err)
	}
	rate(90, 120)
	low := rate(120, 180)
	t.Logf("%d and %d bit/s", high, low)
	if high < 900_000 || high > 1_500_000 || low > 360_000 || e.Config().Bitrate != 300_000 {
		t.Errorf("%d bit/s at 1,200,000, then %d at 300,000", high, low)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []VideoConfig{{}, {641, 480, 30, 1}, {640, 480, 0, 1}, {4096, 2160, 30, 1}, {640, 480, 30, 0}, {-2, 480, 30, 1}} {
		if e, err := NewVideoEncoder(c); !errors.Is(err, ErrSize) || e != nil {
			t.Errorf("%+v: %v", c, err)
		}
	}
	e := encoder(t, VideoConfig{320, 240, 30, 500_000})
	if _, err := e.Encode(picture.Fit(nil, 640, 480), 0); !errors.Is(err, ErrSize) {
		t.Errorf("a larger picture: %v", err)
	}
	if _, err := e.Encode(image.NewYCbCr(image.Rect(0, 0, 320, 240), image.YCbCrSubsampleRatio422), 0); !errors.Is(err, ErrSize) {
		t.Errorf("a picture of 4:2:2: %v", err)
	}
	e.Close()
	e.Close()
	if _, err := e.Encode(picture.Fit(nil, 320, 240), 0); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
	if err := e.SetBitrate(1); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

// TestDecodeRefused feeds what is no stream, and then goes on with the next key frame.
func TestDecodeRefused(t *testing.T) {
	e, d := encoder(t, VideoConfig{64, 64, 30, 200_000}), decoder(t)
	drawn := picture.Fit(nil, 64, 64)
	scene(drawn, 0)
	f, _ := e.Encode(drawn, 0)
	key := append([]byte(nil), f.Data...)
	scene(drawn, 1)
	f, _ = e.Encode(drawn, tick)
	delta := append([]byte(nil), f.Data...)
	huge := append([]byte(nil), key...)
	huge[6], huge[7], huge[8], huge[9] = 0xff, 0x3f, 0xff, 0x3f
	flat := append([]byte(nil), key...)
	flat[6], flat[7] = 0, 0
	for _, tt := range []struct {
		name  string
		frame []byte
		want  error
	}{
		{"nothing", nil, ErrCorrupt},
		{"two bytes", key[:2], ErrCorrupt},
		{"a key frame without its header", key[:9], ErrCorrupt},
		{"a header alone", key[:10], ErrCorrupt},
		{"a key frame of 16383 × 16383 pixels", huge, ErrSize},
		{"a key frame without width", flat, ErrCorrupt},
		{"a frame that follows nothing", delta, ErrCorrupt},
		{"a frame of text", []byte("\x01Guten Tag, dies ist kein Bild"), ErrCorrupt},
	} {
		if out, err := d.Decode(tt.frame, nil); !errors.Is(err, tt.want) || out != nil {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
	for i, frame := range [][]byte{key, delta} {
		if out, err := d.Decode(frame, nil); err != nil || out == nil {
			t.Errorf("frame %d afterwards: %v", i, err)
		}
	}
	d.Close()
	d.Close()
	if _, err := d.Decode(key, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func FuzzVideoDecoder(f *testing.F) {
	e := encoder(f, VideoConfig{48, 32, 30, 100_000})
	drawn := picture.Fit(nil, 48, 32)
	var key []byte
	for n := range 4 {
		scene(drawn, n)
		frame, err := e.Encode(drawn, time.Duration(n)*tick)
		if err != nil {
			f.Fatal(err)
		}
		if n == 0 {
			key = append(key, frame.Data...)
		}
		f.Add(append([]byte(nil), frame.Data...))
	}
	f.Add([]byte{})
	f.Add([]byte{0x30, 0x01, 0x00, 0x9d, 0x01, 0x2a, 0x10, 0x00, 0x10, 0x00})
	f.Fuzz(func(t *testing.T, frame []byte) {
		d := decoder(t)
		defer d.Close()
		for _, b := range [][]byte{key, frame, frame, key} {
			out, err := d.Decode(b, nil)
			if (err == nil) == (out == nil) && err != nil {
				t.Fatal("a picture and an error")
			}
			if err != nil && !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrSize) {
				t.Fatalf("an error without a name: %v", err)
			}
			if out != nil && (out.Rect.Dx() > MaxWidth || out.Rect.Dy() > MaxHeight) {
				t.Fatalf("a picture of %v", out.Rect)
			}
		}
		if out, err := d.Decode(key, nil); err != nil || out == nil {
			t.Fatalf("the decoder does not come back: %v", err)
		}
	})
}

func BenchmarkEncode480p(b *testing.B) {
	e := encoder(b, VideoConfig{640, 480, 30, 800_000})
	pictures := make([]*image.YCbCr, 30)
	for i := range pictures {
		pictures[i] = picture.Fit(nil, 640, 480)
		scene(pictures[i], i)
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		if _, err := e.Encode(pictures[n%len(pictures)], time.Duration(n)*tick); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecode480p(b *testing.B) {
	e, d := encoder(b, VideoConfig{640, 480, 30, 800_000}), decoder(b)
	var frames [][]byte
	drawn := picture.Fit(nil, 640, 480)
	for n := range 60 {
		scene(drawn, n)
		f, err := e.Encode(drawn, time.Duration(n)*tick)
		if err != nil {
			b.Fatal(err)
		}
		if len(f.Data) > 0 {
			frames = append(frames, append([]byte(nil), f.Data...))
		}
	}
	b.ReportAllocs()
	var out *image.YCbCr
	for n := 0; b.Loop(); n++ {
		var err error
		if out, err = d.Decode(frames[n%len(frames)], out); err != nil {
			b.Fatal(err)
		}
	}
}
