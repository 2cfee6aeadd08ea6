package capture

import (
	"context"
	"errors"
	"image"
	"math"
	"testing"
	"testing/synctest"
	"time"
)

func TestDrawn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := Draw(Format{640, 480, 30}, "Keine Kamera")
		begin := time.Now()
		var picture *image.YCbCr
		for n := range uint32(90) {
			before := picture
			var taken time.Time
			var err error
			if picture, taken, err = d.Next(t.Context(), picture); err != nil {
				t.Fatal(err)
			}
			if before != nil && before != picture {
				t.Fatal("a new picture although the old one fits")
			}
			if got, ok := Counter(picture); !ok || got != n {
				t.Errorf("picture %d says %d, %v", n, got, ok)
			}
			if want := time.Duration(n) * (time.Second / 30); taken.Sub(begin) != want {
				t.Errorf("picture %d was taken after %s, want %s", n, taken.Sub(begin), want)
			}
		}
		time.AfterFunc(time.Millisecond, func() { d.Close() })
		var e *Error
		if _, _, err := d.Next(t.Context(), picture); !errors.As(err, &e) || e.Code != CodeUnplugged {
			t.Errorf("closed while it was waited for: %v", err)
		}
	})
}

// TestDrawnLate asks too seldom: the clock of the camera goes on, and nothing is made up for after a long time.
func TestDrawnLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := Draw(Format{320, 240, 10}, "")
		if _, _, err := d.Next(t.Context(), nil); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Minute)
		for range 3 {
			_, taken, err := d.Next(t.Context(), nil)
			if err != nil || time.Since(taken) > time.Second {
				t.Errorf("a picture of %s ago, %v", time.Since(taken), err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, cancel)
		if _, _, err := d.Next(ctx, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}

func TestCounter(t *testing.T) {
	picture := image.NewYCbCr(image.Rect(0, 0, 320, 240), image.YCbCrSubsampleRatio420)
	if n, ok := Counter(picture); ok {
		t.Errorf("a black picture says %d", n)
	}
	for _, n := range []uint32{0, 1, 0xaaaaaa, 0xffffff, 123456} {
		count(picture, n)
		if got, ok := Counter(picture); got != n || !ok {
			t.Errorf("%d is read as %d, %v", n, got, ok)
		}
	}
	picture.Y[picture.YStride*6+155] ^= 0xff
	picture.Y[picture.YStride*6+154] ^= 0xff
	picture.Y[picture.YStride*5+155] ^= 0xff
	picture.Y[picture.YStride*5+154] ^= 0xff
	if got, ok := Counter(picture); ok {
		t.Errorf("a damaged cell is read as %d", got)
	}
	if _, ok := Counter(image.NewYCbCr(image.Rect(0, 0, 16, 2), image.YCbCrSubsampleRatio420)); ok {
		t.Error("a picture that is too small has a counter")
	}
}

func TestTone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		heard, peak, turns, last := 0, 0.0, 0, float32(0)
		stop, err := Tone{Hz: 440, Peak: 0.5}.Listen(func(samples []float32) {
			for _, s := range samples {
				if last < 0 && s >= 0 {
					turns++
				}
				peak, last = max(peak, math.Abs(float64(s))), s
			}
			heard += len(samples)
		})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(2*time.Second + time.Millisecond)
		stop()
		stop()
		if heard != 2*rate || turns < 878 || turns > 880 || math.Abs(peak-0.5) > 0.01 {
			t.Errorf("%d samples, %d turns, peak %.3f", heard, turns, peak)
		}
	})
}

func BenchmarkDraw(b *testing.B) {
	d := Draw(Format{640, 480, 30}, "Keine Kamera")
	var picture *image.YCbCr
	for b.Loop() {
		picture = d.draw(picture)
		d.number++
	}
}
