//go:build cgo

package media

import (
	"context"
	"image"
	"math"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/media/mediatest"
)

// clap is how long hands are seen and heard at the beginning of each second.
const clap = 100 * time.Millisecond

// claps reports whether hands clap now.
func claps(began time.Time) bool { return time.Since(began)%time.Second < clap }

// hands is a camera whose lower half is white while hands clap, and a microphone that hears them.
type hands struct {
	*capture.Drawn
	began time.Time
}

func (h hands) Next(ctx context.Context, into *image.YCbCr) (*image.YCbCr, time.Time, error) {
	p, taken, err := h.Drawn.Next(ctx, into)
	if err == nil && taken.Sub(h.began)%time.Second < clap {
		half := p.Y[len(p.Y)/2:]
		for i := range half {
			half[i] = 235
		}
	}
	return p, taken, err
}

func (h hands) Listen(hear func([]float32)) (stop func(), err error) {
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-quit:
				return
			case <-tick.C:
			}
			var samples [480]float32
			if claps(h.began) {
				for i := range samples {
					samples[i] = float32(0.5 * math.Sin(2*math.Pi*float64(i)/48)) // 1 kHz
				}
			}
			hear(samples[:])
		}
	}()
	return func() { close(quit); <-ended }, nil
}

// onsets are the moments at which something begins that lasts for a clap.
type onsets struct {
	mu  sync.Mutex
	is  bool
	all []time.Time
}

func (o *onsets) note(is bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if is && !o.is {
		o.all = append(o.all, time.Now())
	}
	o.is = is
}

// forget drops what was noted so far.
func (o *onsets) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = nil
}

// noted is what was noted since.
func (o *onsets) noted() []time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.all)
}

// TestLips claps hands before the camera: sight and sound lie no further apart than EN 301 549 (6.5.4) allows, 100 ms, on a clean line and on one that loses, and the
// picture is no smaller and no slower than it wants (6.5.2 and 6.5.3: 320 × 240, 20 a second).
func TestLips(t *testing.T) {
	for name, path := range map[string]mediatest.Path{
		"clean":     {Delay: 10 * time.Millisecond},
		"loses 5 %": {Delay: 50 * time.Millisecond, Loss: 0.05},
		"swings":    {Delay: 30 * time.Millisecond, Swing: 40 * time.Millisecond, Every: 300 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n := mediatest.NewNetwork(11)
				clerk := &side{t: t, network: n}
				var err error
				if clerk.c, err = Connect(Options{Settings: clerk.settings(path)}); err != nil {
					t.Fatal(err)
				}
				h := hands{capture.Draw(large, ""), time.Now()}
				clerk.furnishWith(SourceOptions{Open: func() (capture.Camera, error) { return h, nil }, Format: large}, h)
				terminal := newSide(t, n, path, 440, small)
				var seen, heard onsets
				var shown *image.YCbCr
				terminal.receiver.shown = func() {
					shown, _ = terminal.receiver.Picture(0, shown)
					seen.note(shown.Y[len(shown.Y)*3/4] > 200)
				}
				terminal.device.Close()
				terminal.device = audio.Tape(terminal.clock.C, func(samples []float32) {
					heard.note(slices.Max(samples) > 0.1)
				})
				terminal.device.Mix(terminal.receiver.Ear())
				meet(t, terminal.c, clerk.c)
				pass(10 * time.Second) // until the rate has risen
				before := terminal.receiver.Seen()
				seen.forget()
				heard.forget()
				pass(20 * time.Second)
				after := terminal.receiver.Seen()
				if fps := (after.Shown - before.Shown) / 20; fps < 20 || after.Width < 320 || after.Height < 240 {
					t.Errorf("%d × %d, %d a second", after.Width, after.Height, fps)
				}
				sights, sounds := seen.noted(), heard.noted()
				var apart []time.Duration
				for _, sight := range sights {
					for _, sound := range sounds {
						if d := sound.Sub(sight); d.Abs() < time.Second/2 {
							apart = append(apart, d)
						}
					}
				}
				slices.Sort(apart)
				if len(apart) < 15 {
					t.Fatalf("seen %d times, heard %d times, together %d times in 20 s", len(sights), len(sounds), len(apart))
				}
				t.Logf("the sound comes %s behind the picture (%s to %s)", apart[len(apart)/2], apart[0], apart[len(apart)-1])
				if d := apart[len(apart)/2]; d.Abs() > 100*time.Millisecond {
					t.Errorf("the sound comes %s behind the picture", d)
				}
				terminal.close()
				clerk.close()
			})
		})
	}
}
