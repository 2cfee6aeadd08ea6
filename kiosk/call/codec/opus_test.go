//go:build cgo

package codec

import (
	"errors"
	"math"
	"testing"
)

// tone is a frame of a wave of 440 Hz that goes on from frame to frame.
func tone(n int) []float32 {
	samples := make([]float32, FrameSize)
	for i := range samples {
		samples[i] = float32(0.4 * math.Sin(2*math.Pi*440*float64(n*FrameSize+i)/Rate))
	}
	return samples
}

func power(samples []float32) (sum float64) {
	for _, s := range samples {
		sum += float64(s) * float64(s)
	}
	return math.Sqrt(sum / float64(max(len(samples), 1)))
}

// turns is the pitch of a wave in Hz.
func turns(samples []float32) (n int) {
	for i := 1; i < len(samples); i++ {
		if samples[i-1] < 0 && samples[i] >= 0 {
			n++
		}
	}
	return n * Rate / len(samples)
}

func speech(t testing.TB, c AudioConfig) (*AudioEncoder, *AudioDecoder) {
	t.Helper()
	e, err := NewAudioEncoder(c)
	if err != nil {
		t.Fatal(err)
	}
	d, err := NewAudioDecoder()
	if err != nil {
		t.Fatal(err)
	}
	return e, d
}

func TestAudio(t *testing.T) {
	for _, rate := range []int{16_000, 32_000, 64_000} {
		e, d := speech(t, AudioConfig{Bitrate: rate})
		var heard []float32
		bytes := 0
		for n := range 100 {
			frame, err := e.Encode(tone(n), nil)
			if err != nil {
				t.Fatal(err)
			}
			bytes += len(frame)
			before := len(heard)
			if heard, err = d.Decode(frame, heard); err != nil || len(heard)-before != FrameSize {
				t.Fatalf("frame %d: %d samples, %v", n, len(heard)-before, err)
			}
		}
		heard = heard[10*FrameSize:]
		if p := power(heard); math.Abs(p-0.4/math.Sqrt2) > 0.05 {
			t.Errorf("%d bit/s: loudness %.3f", rate, p)
		}
		if hz := turns(heard); hz < 430 || hz > 450 {
			t.Errorf("%d bit/s: %d Hz", rate, hz)
		}
		if got := bytes * 8 / 2; got > rate*13/10 {
			t.Errorf("%d bit/s became %d", rate, got)
		}
	}
}

// vowel is a frame of something like a voice: a buzz whose pitch and loudness change.
func vowel(n int) []float32 {
	samples := make([]float32, FrameSize)
	for i := range samples {
		at := float64(n*FrameSize+i) / Rate
		turn := 2*math.Pi*140*at + 6*math.Sin(2*math.Pi*1.3*at)
		for k := 1; k <= 12; k++ {
			samples[i] += float32(0.1 / float64(k) * math.Sin(float64(k)*turn) * (1 + math.Sin(2*math.Pi*4*at)))
		}
	}
	return samples
}

// TestLostFrames loses every tenth frame. What the following frame says of it is nearer to what was said than a guess is.
func TestLostFrames(t *testing.T) {
	e, d := speech(t, AudioConfig{Bitrate: 32_000, Loss: 20})
	var frames [][]byte
	var whole []float32
	for n := range 200 {
		frame, err := e.Encode(vowel(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, frame)
		if whole, err = d.Decode(frame, whole); err != nil {
			t.Fatal(err)
		}
	}
	off := func(repair bool) (sum float64) {
		_, d := speech(t, AudioConfig{Bitrate: 32_000})
		for n := range frames[:199] {
			var samples []float32
			var err error
			switch {
			case n%10 != 9:
				samples, err = d.Decode(frames[n], nil)
			case repair:
				samples, err = d.DecodeLost(frames[n+1], nil)
			default:
				samples, err = d.DecodeLost(nil, nil)
			}
			if err != nil || len(samples) != FrameSize {
				t.Fatalf("frame %d: %d samples, %v", n, len(samples), err)
			}
			if n%10 != 9 {
				continue
			}
			for i, s := range samples {
				sum += math.Pow(float64(s-whole[n*FrameSize+i]), 2)
			}
		}
		return sum
	}
	repaired, guessed := off(true), off(false)
	t.Logf("off by %.2f repaired, %.2f guessed", repaired, guessed)
	if repaired > guessed/2 {
		t.Errorf("off by %.2f repaired, %.2f guessed", repaired, guessed)
	}
}

func TestAudioRefused(t *testing.T) {
	e, d := speech(t, AudioConfig{Bitrate: 1})
	if _, err := e.Encode(make([]float32, 100), nil); !errors.Is(err, ErrSize) {
		t.Errorf("100 samples: %v", err)
	}
	if _, err := d.Decode(nil, nil); !errors.Is(err, ErrCorrupt) {
		t.Errorf("an empty frame: %v", err)
	}
	if _, err := d.Decode([]byte{0xff, 0xff, 0xff}, nil); !errors.Is(err, ErrCorrupt) {
		t.Errorf("no frame: %v", err)
	}
}

func FuzzAudioDecoder(f *testing.F) {
	e, _ := speech(f, AudioConfig{Bitrate: 24_000, Loss: 10})
	for n := range 3 {
		frame, err := e.Encode(tone(n), nil)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(frame)
	}
	f.Add([]byte{0xff, 0xff})
	f.Fuzz(func(t *testing.T, frame []byte) {
		_, d := speech(t, AudioConfig{Bitrate: 24_000})
		for _, decode := range []func([]byte, []float32) ([]float32, error){d.Decode, d.DecodeLost, d.Decode} {
			samples, err := decode(frame, nil)
			if err != nil && !errors.Is(err, ErrCorrupt) {
				t.Fatalf("an error without a name: %v", err)
			}
			if len(samples) > maxSamples {
				t.Fatalf("%d samples", len(samples))
			}
		}
	})
}

func BenchmarkAudioEncode(b *testing.B) {
	e, _ := speech(b, AudioConfig{Bitrate: 32_000, Loss: 5})
	samples, frame := tone(0), make([]byte, 0, MaxAudioFrame)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := e.Encode(samples, frame[:0]); err != nil {
			b.Fatal(err)
		}
	}
}

// TestBand: what is heard reaches to 7 kHz, as EN 301 549 (6.1) wants it of speech both ways, also at the rate of a narrow line.
func TestBand(t *testing.T) {
	for _, rate := range []int{16_000, 32_000} {
		e, d := speech(t, AudioConfig{Bitrate: rate})
		loud := func(hz float64) float64 {
			var heard []float32
			for n := range 50 {
				samples := make([]float32, FrameSize)
				for i := range samples {
					samples[i] = float32(0.3 * math.Sin(2*math.Pi*hz*float64(n*FrameSize+i)/Rate))
				}
				frame, err := e.Encode(samples, nil)
				if err != nil {
					t.Fatal(err)
				}
				if heard, err = d.Decode(frame, heard); err != nil {
					t.Fatal(err)
				}
			}
			return power(heard[20*FrameSize:])
		}
		low := loud(1000)
		if high := loud(7000); high < low/2 {
			t.Errorf("%d bit/s: 7 kHz is %.1f dB below 1 kHz", rate, 20*math.Log10(low/high))
		}
	}
}
