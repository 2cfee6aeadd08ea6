package audio

import (
	"math"
	"time"
)

// Tone is a short sound with a meaning.
type Tone string

// The tones. They lie between 260 Hz and 1 kHz with an octave above, for old ears lose the high notes first; each has its
// own rhythm, so that none is told from another by its pitch alone.
const (
	Key     Tone = "key"     // a node was touched: one soft click
	Refused Tone = "refused" // something is missing or wrong: one low note
	Warning Tone = "warning" // the time runs out: two notes that fall
	Done    Tone = "done"    // all is stored: two notes that rise
	Called  Tone = "called"  // a clerk is there, or wants something: three notes, the last one high
)

// Tones are all tones.
func Tones() []Tone { return []Tone{Key, Refused, Warning, Done, Called} }

// note is one sound of a tone.
type note struct {
	at, length time.Duration
	hz         float64
	peak       float64 // at most, full scale is 1
	bright     float64 // part of the peak that sounds an octave above
	attack     time.Duration
	release    time.Duration
}

// notes are what a tone is made of.
func (t Tone) notes() []note {
	const ms = time.Millisecond
	switch t {
	case Key:
		return []note{{length: 15 * ms, hz: 1000, peak: 0.15, attack: 3 * ms, release: 8 * ms}}
	case Refused:
		return []note{{length: 220 * ms, hz: 260, peak: 0.35, bright: 0.3, attack: 8 * ms, release: 80 * ms}}
	case Warning:
		return []note{
			{length: 350 * ms, hz: 880, peak: 0.3, bright: 0.2, attack: 5 * ms, release: 320 * ms},
			{at: 250 * ms, length: 500 * ms, hz: 660, peak: 0.3, bright: 0.2, attack: 5 * ms, release: 450 * ms},
		}
	case Called:
		return []note{
			{length: 160 * ms, hz: 587, peak: 0.25, bright: 0.2, attack: 5 * ms, release: 130 * ms},
			{at: 180 * ms, length: 160 * ms, hz: 587, peak: 0.25, bright: 0.2, attack: 5 * ms, release: 130 * ms},
			{at: 360 * ms, length: 420 * ms, hz: 880, peak: 0.25, bright: 0.2, attack: 5 * ms, release: 380 * ms},
		}
	case Done:
		return []note{
			{length: 250 * ms, hz: 523, peak: 0.25, bright: 0.2, attack: 5 * ms, release: 220 * ms},
			{at: 150 * ms, length: 450 * ms, hz: 784, peak: 0.25, bright: 0.2, attack: 5 * ms, release: 400 * ms},
		}
	}
	return nil
}

// Length is how long a tone sounds.
func (t Tone) Length() time.Duration {
	var length time.Duration
	for _, n := range t.notes() {
		length = max(length, n.at+n.length)
	}
	return length
}

// samples is the tone as the device plays it at full volume.
func (t Tone) samples() []float32 {
	all := make([]float32, count(t.Length()))
	for _, n := range t.notes() {
		n.addTo(all[count(n.at):])
	}
	return all
}

// addTo adds the note from the first sample on.
func (n note) addTo(samples []float32) {
	total := count(n.length)
	for i := range total {
		turn := 2 * math.Pi * n.hz * float64(i) / Rate
		wave := (1-n.bright)*math.Sin(turn) + n.bright*math.Sin(2*turn)
		samples[i] += float32(n.peak * wave * fade(i, count(n.attack)) * fade(total-1-i, count(n.release)))
	}
}

// fade is a raised cosine from 0 at the edge to 1 at the given distance from it: a wave that began or ended at once would
// click.
func fade(distance, length int) float64 {
	if distance >= length {
		return 1
	}
	return (1 - math.Cos(math.Pi*float64(distance)/float64(length))) / 2
}

// count is a duration in samples.
func count(d time.Duration) int { return int(d * Rate / time.Second) }
