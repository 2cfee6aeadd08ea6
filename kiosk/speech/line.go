package speech

import (
	"math"
	"sync"

	"buergerterminal/kiosk/audio"
)

const (
	// ahead is how many samples are made before they are heard: enough that a busy machine never lets the voice break off.
	ahead = 2 * audio.Rate
	// fading is how many samples a voice that is cut takes to fall silent, so that it makes no click.
	fading = audio.Rate / 200
)

// line is the way of a voice's samples from the engine to the device. It is an audio.Source.
type line struct {
	mu      sync.Mutex
	room    *sync.Cond // for more samples, or the line was cut
	samples []float32
	marks   []mark
	passed  chan int // marks that were heard; has room for all
	taken   int      // samples that were heard
	put     int      // samples that came
	ended   bool     // no more come
	cut     bool
	paused  bool
	gain    float32 // of the last sample
	target  float32
}

// mark is a place in the samples.
type mark struct{ at, n int }

func newLine(marks int, gain float32) *line {
	l := &line{passed: make(chan int, marks), gain: gain, target: gain}
	l.room = sync.NewCond(&l.mu)
	return l
}

// write puts samples behind those that wait, when there is room.
func (l *line) write(samples []float32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.samples) > ahead && !l.cut {
		l.room.Wait()
	}
	if !l.cut {
		l.samples = append(l.samples, samples...)
		l.put += len(samples)
	}
}

// mark notes that what comes now is the n-th.
func (l *line) mark(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.marks = append(l.marks, mark{l.put, n})
}

// end says that no more samples come.
func (l *line) end() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ended = true
}

// stop ends the line, with the rest of what sounds now fading out.
func (l *line) stop() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.cut = true
	l.marks = nil
	l.room.Broadcast()
}

func (l *line) pause(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.paused = on
}

// setGain sets how loud the line is, from 0 to 1.
func (l *line) setGain(gain float32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.target = gain
}

// Read gives the device the next samples; while none are there yet it gives silence.
func (l *line) Read(out []float32) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.cut {
		n := copy(out, l.samples[:min(len(l.samples), fading, max(0, len(out)-1))])
		for i := range n {
			out[i] *= l.gain * float32(n-i) / float32(n)
		}
		l.samples = nil
		return n
	}
	if l.paused {
		clear(out)
		return len(out)
	}
	n := copy(out, l.samples)
	l.samples = l.samples[n:]
	l.taken += n
	for i := range out[:n] {
		l.gain += max(-step, min(step, l.target-l.gain))
		out[i] *= l.gain
	}
	l.pass()
	if n < len(out) && l.ended {
		return n
	}
	clear(out[n:])
	l.room.Signal()
	return len(out)
}

// step is how far the gain moves with a sample: from silent to full within 10 ms.
const step = 1.0 / audio.FrameSize

// pass tells of the marks that were heard.
func (l *line) pass() {
	for len(l.marks) > 0 && l.marks[0].at < l.taken {
		l.passed <- l.marks[0].n
		l.marks = l.marks[1:]
	}
	if l.ended && len(l.samples) == 0 && l.passed != nil {
		for _, m := range l.marks {
			l.passed <- m.n
		}
		l.marks = nil
		close(l.passed)
		l.passed = nil
	}
}

// gainOf is a number of decibels as a factor.
func gainOf(db int) float32 { return float32(math.Pow(10, float64(db)/20)) }
