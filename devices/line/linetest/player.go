package linetest

import (
	"bytes"
	"os"
	"sync"
	"testing"
	"time"
)

// A Player is the driver's end of a line on which a recording is played: it answers as the recorded device did, at once, and the
// test fails when the driver writes what was not written then. How the bytes were cut into calls does not matter.
type Player struct {
	t testing.TB

	mu       sync.Mutex
	rest     Recording
	deadline time.Time
	changed  chan struct{} // closed and made anew when something changed
	closed   bool
	failed   bool
}

// Play makes a player. When the test ends it must have been played to the end.
func Play(t testing.TB, r Recording) *Player {
	t.Helper()
	p := &Player{t: t, changed: make(chan struct{})}
	for _, transfer := range r {
		transfer.Bytes = bytes.Clone(transfer.Bytes)
		p.rest = append(p.rest, transfer)
	}
	t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.rest) > 0 && !p.failed {
			t.Errorf("the recording was not played to its end; next was %v", p.rest[0])
		}
	})
	return p
}

// Write takes what the driver says and compares it with what was said.
func (p *Player) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, os.ErrClosed
	}
	for rest := b; len(rest) > 0 && !p.failed; {
		n := 0
		for wanted := p.due(true); n < min(len(rest), wanted) && rest[n] == p.rest[0].Bytes[n]; n++ {
		}
		if n == 0 {
			p.differ(rest)
			break
		}
		rest = rest[n:]
		p.pass(n)
	}
	p.wake()
	return len(b), nil
}

// differ fails the test; the caller holds the lock. It may be in a goroutine of the driver, so that the test cannot be ended here.
func (p *Player) differ(b []byte) {
	p.failed = true
	if len(p.rest) == 0 {
		p.t.Errorf("the driver writes % x, and the recording is at its end", b)
		return
	}
	p.t.Errorf("the driver writes % x, the recording goes on with %v", b, p.rest[0])
}

// due is how many bytes come next in a direction; the caller holds the lock.
func (p *Player) due(written bool) int {
	for len(p.rest) > 0 && len(p.rest[0].Bytes) == 0 {
		p.rest = p.rest[1:]
	}
	if len(p.rest) == 0 || p.rest[0].Written != written {
		return 0
	}
	return len(p.rest[0].Bytes)
}

// pass takes n bytes off the recording; the caller holds the lock.
func (p *Player) pass(n int) {
	if p.rest[0].Bytes = p.rest[0].Bytes[n:]; len(p.rest[0].Bytes) == 0 {
		p.rest = p.rest[1:]
	}
}

// Read gives what the device said, as soon as the driver has written what came before it.
func (p *Player) Read(b []byte) (int, error) {
	for {
		p.mu.Lock()
		if p.closed {
			p.mu.Unlock()
			return 0, os.ErrClosed
		}
		if n := min(len(b), p.due(false)); n > 0 {
			copy(b, p.rest[0].Bytes[:n])
			p.pass(n)
			p.mu.Unlock()
			return n, nil
		}
		deadline, changed := p.deadline, p.changed
		p.mu.Unlock()
		if !wait(deadline, changed) {
			return 0, os.ErrDeadlineExceeded
		}
	}
}

// wait reports whether something changed before the deadline; the zero time is none.
func wait(deadline time.Time, changed <-chan struct{}) bool {
	if deadline.IsZero() {
		<-changed
		return true
	}
	timer := time.NewTimer(time.Until(deadline))
	defer timer.Stop()
	select {
	case <-changed:
		return true
	case <-timer.C:
		return false
	}
}

// wake lets a pending Read look again; the caller holds the lock.
func (p *Player) wake() {
	close(p.changed)
	p.changed = make(chan struct{})
}

// SetReadDeadline is that of a line.
func (p *Player) SetReadDeadline(t time.Time) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deadline = t
	p.wake()
	return nil
}

// SetWriteDeadline is that of a line; a Player never lets a Write wait.
func (p *Player) SetWriteDeadline(time.Time) error { return nil }

// Close ends a pending Read.
func (p *Player) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return os.ErrClosed
	}
	p.closed = true
	p.wake()
	return nil
}
