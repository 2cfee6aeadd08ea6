package audio

import (
	"slices"
	"sync"
)

const (
	maxSources = 8
	// fullSwing is how many samples the volume takes from silent to full.
	fullSwing = FrameSize
)

// mixer adds up what sounds.
type mixer struct {
	mu      sync.Mutex
	sources []Source
	scratch []float32
	ended   bool
	used    bool    // something was played since the last call of played
	volume  float32 // of the last sample
	target  float32
}

func (m *mixer) reset() {
	m.sources = make([]Source, 0, maxSources)
	m.scratch = make([]float32, FrameSize)
	m.volume, m.target = 1, 1
}

// add takes a source in. One of those that sound would have to be broken off for the ninth, which would be heard as a click;
// so the ninth is left out.
func (m *mixer) add(s Source) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ended || len(m.sources) == maxSources {
		return false
	}
	m.sources = append(m.sources, s)
	return true
}

func (m *mixer) setVolume(v float32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.target = v
}

func (m *mixer) end() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sources, m.ended = nil, true
}

// drop ends what sounds, but for what is live. It reports whether anything is left.
func (m *mixer) drop() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sources = slices.DeleteFunc(m.sources, func(s Source) bool { _, live := s.(Live); return !live })
	return len(m.sources) > 0
}

// played reports whether the device has taken any sound since the last call.
func (m *mixer) played() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	used := m.used
	m.used = false
	return used
}

// read fills out with the sum of the sources.
func (m *mixer) read(out []float32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(out)
	m.used = m.used || len(m.sources) > 0
	for rest := out; len(rest) > 0; {
		n := min(len(rest), len(m.scratch))
		m.sum(rest[:n])
		rest = rest[n:]
	}
	for i, sample := range out {
		m.volume = toward(m.volume, m.target)
		out[i] = min(max(sample*m.volume, -1), 1)
	}
}

// sum adds each source to out and drops those that ended.
func (m *mixer) sum(out []float32) {
	kept := m.sources[:0]
	for _, s := range m.sources {
		n := s.Read(m.scratch[:len(out)])
		for i, sample := range m.scratch[:n] {
			out[i] += sample
		}
		if n == len(out) {
			kept = append(kept, s)
		}
	}
	clear(m.sources[len(kept):])
	m.sources = kept
}

// toward is the volume one sample later.
func toward(from, to float32) float32 {
	const step = 1.0 / fullSwing
	if from < to {
		return min(from+step, to)
	}
	return max(from-step, to)
}

// recording is a source that was made before.
type recording struct{ left []float32 }

func (r *recording) Read(samples []float32) int {
	n := copy(samples, r.left)
	r.left = r.left[n:]
	return n
}
