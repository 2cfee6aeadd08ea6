package kiosk_test

import (
	"sync"
	"testing"
	"time"
)

// beat is how often a pulse looks at the clock, and stall the gap from which on a cell is not judged: deadlines of a driver mean nothing on
// a machine that stood still for as long as some of them.
const (
	beat  = 20 * time.Millisecond
	stall = 300 * time.Millisecond
)

// pulse measures how long the machine itself stood still, so that a test on a busy one blames nobody else for that.
type pulse struct {
	mu    sync.Mutex
	worst time.Duration
}

// newPulse starts to measure, until the test ends.
func newPulse(t *testing.T) *pulse {
	p, ended := &pulse{}, make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticks := time.NewTicker(beat)
		defer ticks.Stop()
		for last := time.Now(); ; {
			select {
			case <-ended:
				return
			case <-ticks.C:
			}
			now := time.Now()
			p.mu.Lock()
			p.worst = max(p.worst, now.Sub(last)-beat)
			p.mu.Unlock()
			last = now
		}
	}()
	t.Cleanup(func() { close(ended); <-done })
	return p
}

// stalled reports whether there was a standstill that counts since the last take.
func (p *pulse) stalled() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.worst >= stall
}

// take returns the longest standstill since the last call.
func (p *pulse) take() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	worst := p.worst
	p.worst = 0
	return worst
}
