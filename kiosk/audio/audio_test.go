package audio

import (
	"errors"
	"math"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const frame = time.Second / 100

// tape is a null device that a test drives, frame by frame.
type tape struct {
	*Device
	clock chan time.Time
}

// pass lets a time be played, in whole frames.
func (d tape) pass(length time.Duration) {
	for range length / frame {
		d.clock <- time.Time{}
	}
	synctest.Wait()
}

// hear runs a script on a tape and returns what was played.
func hear(t *testing.T, script func(d tape)) []float32 {
	t.Helper()
	var played []float32
	synctest.Test(t, func(*testing.T) {
		clock := make(chan time.Time)
		d := tape{Tape(clock, func(samples []float32) { played = append(played, samples...) }), clock}
		script(d)
		d.Close() // the bubble fails where a goroutine outlives it
	})
	return played
}

func peak(samples []float32) (highest float64) {
	for _, s := range samples {
		highest = max(highest, math.Abs(float64(s)))
	}
	return highest
}

// leap is the largest step from one sample to the next, the silence before the first one included.
func leap(samples []float32) (largest float64) {
	before := 0.0
	for _, s := range samples {
		largest, before = max(largest, math.Abs(float64(s)-before)), float64(s)
	}
	return largest
}

// sounding is the span from the first sample that is not silent to the last.
func sounding(samples []float32) (from, to int) {
	from = len(samples)
	for i, s := range samples {
		if s != 0 {
			from, to = min(from, i), i+1
		}
	}
	return from, to
}

// crossings counts the turns of a wave.
func crossings(samples []float32) (n int) {
	for i := 1; i < len(samples); i++ {
		if samples[i-1] < 0 && samples[i] >= 0 {
			n++
		}
	}
	return n
}

func TestTones(t *testing.T) {
	for _, tt := range []struct {
		tone    Tone
		length  time.Duration
		low     float64 // peak
		high    float64
		largest float64 // step between samples that its waves need: 2π·hz/rate of the peak, twice as much an octave above
	}{
		{Key, 15 * time.Millisecond, 0.12, 0.15, 0.15 * 2 * math.Pi * 1000 / Rate},
		{Refused, 220 * time.Millisecond, 0.2, 0.35, 0.35 * 2 * math.Pi * 260 * 1.3 / Rate},
		{Warning, 750 * time.Millisecond, 0.2, 0.45, 0.3*2*math.Pi*880*1.2/Rate + 0.01},
		{Done, 600 * time.Millisecond, 0.2, 0.45, 0.25*2*math.Pi*784*1.2/Rate*1.5 + 0.01},
	} {
		t.Run(string(tt.tone), func(t *testing.T) {
			if got := tt.tone.Length(); got != tt.length {
				t.Errorf("lasts %s, want %s", got, tt.length)
			}
			played := hear(t, func(d tape) {
				d.pass(5 * frame)
				d.Play(tt.tone)
				d.pass(tt.length + 20*frame)
			})
			from, to := sounding(played)
			if want := 5 * FrameSize; from < want || from > want+2 {
				t.Errorf("begins at sample %d, want %d", from, want)
			}
			if got, want := to-from, count(tt.length); got > want || got < want-count(time.Millisecond) {
				t.Errorf("sounds for %d samples, want %d", got, want)
			}
			if p := peak(played); p < tt.low || p > tt.high+1e-6 {
				t.Errorf("peak %.3f, want %.2f to %.2f", p, tt.low, tt.high)
			}
			if l := leap(played); l > tt.largest*1.05 {
				t.Errorf("leaps by %.4f from one sample to the next, want at most %.4f", l, tt.largest)
			}
			if p := peak(played[to:]); p != 0 || len(played)-to < 15*FrameSize {
				t.Errorf("not silent afterwards: %.3f in %d samples", p, len(played)-to)
			}
		})
	}
}

func TestPitch(t *testing.T) {
	middle := Key.samples()[count(3*time.Millisecond):count(7*time.Millisecond)]
	if got := crossings(middle); got < 3 || got > 4 {
		t.Errorf("the click turns %d times in 4 ms, want 1 kHz", got)
	}
	if got := crossings(Refused.samples()[:count(100*time.Millisecond)]); got < 25 || got > 27 {
		t.Errorf("the low note turns %d times in 100 ms, want 26", got)
	}
}

// TestLeapIsSeen proves that a click would be found.
func TestLeapIsSeen(t *testing.T) {
	cut := Refused.samples()
	cut = append(cut[:count(101*time.Millisecond)], make([]float32, 100)...)
	if l := leap(cut); l < 0.05 {
		t.Errorf("a tone that was cut off leaps by %.4f only", l)
	}
}

func TestMixing(t *testing.T) {
	played := hear(t, func(d tape) {
		d.Play(Refused)
		d.pass(3 * frame)
		d.Play(Warning)
		d.pass(Warning.Length() + 2*frame)
	})
	refused, warning := Refused.samples(), Warning.samples()
	for i, got := range played {
		want := float32(0)
		if i < len(refused) {
			want += refused[i]
		}
		if i -= 3 * FrameSize; i >= 0 && i < len(warning) {
			want += warning[i]
		}
		if math.Abs(float64(got-want)) > 1e-6 {
			t.Fatalf("sample %d is %.4f, want %.4f", i, got, want)
		}
	}
}

// TestManyAtOnce keeps touching: nothing is cut off, nothing leaves the scale, and the ninth is left out.
func TestManyAtOnce(t *testing.T) {
	played := hear(t, func(d tape) {
		for range maxSources {
			if !d.Mix(steady(0.4)) {
				t.Error("one of eight was left out")
			}
		}
		if d.Mix(steady(0.4)) {
			t.Error("a ninth was taken in")
		}
		d.pass(frame)
	})
	if p := peak(played); p != 1 {
		t.Errorf("peak %.2f, want the end of the scale", p)
	}
}

// steady is a source that never ends.
type steady float32

func (s steady) Read(samples []float32) int {
	for i := range samples {
		samples[i] = float32(s)
	}
	return len(samples)
}

func TestVolume(t *testing.T) {
	for _, tt := range []struct {
		name     string
		set      float32
		from, to float64
	}{
		{"silent", 0, 0, 0},
		{"half", 0.5, 0.25, 0.25},
		{"full", 1, 0.5, 0.5},
		{"beyond the scale", 7, 0.5, 0.5},
		{"below it", -1, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			played := hear(t, func(d tape) {
				d.Mix(steady(0.5))
				d.pass(2 * frame)
				d.SetVolume(tt.set)
				d.pass(3 * frame)
			})
			after := played[3*FrameSize:]
			for _, s := range after {
				if float64(s) < tt.from-1e-5 || float64(s) > tt.to+1e-5 {
					t.Fatalf("%.3f after the change, want %.2f", s, tt.to)
				}
			}
			for i := 1; i < len(played); i++ {
				if d := math.Abs(float64(played[i] - played[i-1])); d > 0.5/fullSwing+1e-6 {
					t.Fatalf("the change leaps by %.4f at sample %d", d, i)
				}
			}
		})
	}
}

// TestNull plays into nothing, as long as anybody likes, and keeps nothing of it.
func TestNull(t *testing.T) {
	d, err := Open(Options{Null: true})
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		d.Play(Key)
	}
	d.SetVolume(0.3)
	if d.Mix(steady(0)) || len(d.mixer.sources) != 0 {
		t.Error("the null device keeps what nobody will hear")
	}
	d.Close()
	d.Close()
	d.Play(Key)
}

// TestClosed plays after the end: nothing is kept, nothing breaks.
func TestClosed(t *testing.T) {
	played := hear(t, func(d tape) {
		d.Play(Warning)
		d.pass(2 * frame)
		d.Close()
		d.Play(Warning)
		if d.Mix(steady(1)) {
			t.Error("a closed device takes a source in")
		}
	})
	if len(played) != 2*FrameSize {
		t.Errorf("%d samples, want those of before", len(played))
	}
}

// TestClockEnds closes the clock instead of the device: no goroutine waits for a tick that cannot come.
func TestClockEnds(t *testing.T) {
	synctest.Test(t, func(*testing.T) {
		clock := make(chan time.Time)
		d := Tape(clock, func([]float32) { t.Error("a tick that never was") })
		close(clock)
		synctest.Wait()
		d.Play(Key)
		d.Close()
	})
}

func TestUnknownTone(t *testing.T) {
	played := hear(t, func(d tape) {
		d.Play("gong")
		d.pass(3 * frame)
	})
	if p := peak(played); p != 0 || Tone("gong").Length() != 0 {
		t.Errorf("a tone that is not there sounds: %.2f", p)
	}
}

// TestManyHands plays, turns the volume and closes from everywhere at once, for the race detector.
func TestManyHands(t *testing.T) {
	clock := make(chan time.Time)
	d := Tape(clock, func([]float32) {})
	var hands sync.WaitGroup
	for i := range 8 {
		hands.Go(func() {
			for j := range 50 {
				d.Play(Tones()[(i+j)%len(Tones())])
				d.SetVolume(float32(j%3) / 2)
			}
		})
	}
	for range 100 {
		clock <- time.Time{}
	}
	hands.Wait()
	for range 3 {
		hands.Go(d.Close)
	}
	hands.Wait()
}

// TestFallsBack opens whatever this machine has. With or without it the device can be used, and a missing one has a code.
func TestFallsBack(t *testing.T) {
	d, err := Open(Options{})
	defer d.Close()
	d.SetVolume(0)
	d.Play(Key)
	var e *Error
	if err != nil && (!errors.As(err, &e) || e.Code != CodeNoSystem && e.Code != CodeNoDevice || e.Unwrap() == nil) {
		t.Errorf("no code says why there is no device: %v", err)
	}
	t.Logf("this machine: %v", err)
}

func BenchmarkFrame(b *testing.B) {
	d := newDevice()
	out := make([]float32, FrameSize)
	for b.Loop() {
		d.Play(Warning)
		d.mixer.read(out)
	}
}
