package capture

import (
	"math"
	"sync"
	"time"
)

// Tone is a microphone that hears a steady tone, or nothing where its peak is 0. Tests and terminals without a microphone speak with it.
type Tone struct {
	Hz   float64
	Peak float64 // 0 to 1
}

// rate is the number of samples a second.
const rate = 48000

// portion is how much is heard at once: 10 ms, as a sound device gives it.
const portion = rate / 100

// Listen hears until stop is called. The error is always nil.
func (t Tone) Listen(hear func(samples []float32)) (stop func(), err error) {
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		t.sound(quit, hear)
	}()
	var once sync.Once
	return func() { once.Do(func() { close(quit) }); <-ended }, nil
}

func (t Tone) sound(quit <-chan struct{}, hear func(samples []float32)) {
	var samples [portion]float32
	second := t.second()
	tick := time.NewTicker(time.Second * portion / rate)
	defer tick.Stop()
	begin, heard := time.Now(), 0
	for {
		select {
		case <-quit:
			return
		case now := <-tick.C:
			// As many as the time that has passed, for a ticker leaves out what was not taken.
			for due := int(now.Sub(begin) * rate / time.Second / portion); heard < due; heard++ {
				copy(samples[:], second[heard*portion%rate:])
				hear(samples[:])
			}
		}
	}
}

// second is what sounds again and again.
func (t Tone) second() []float32 {
	samples := make([]float32, rate)
	for i := range samples {
		samples[i] = float32(t.Peak * math.Sin(2*math.Pi*t.Hz*float64(i)/rate))
	}
	return samples
}
