package simulator

import (
	"math/rand/v2"
	"sync"
)

// A mode is how a device behaves on the line.
type mode int

const (
	talking  mode = iota
	silent        // hears nothing and says nothing, as without power
	babbling      // hears nothing and says random bytes without end
	refusing      // hears, and answers only NAK
)

// nak is what a refusing device says.
const nak = 0x15

// What a queue holds before a sender must wait. A device takes in a few kilobytes; it gets hardly ahead of what it
// says, so that it can still stop soon.
const (
	inSize  = 4096
	outSize = 256

	maxPushed = 64 << 10 // what may wait of bytes that no model said
)

// A queue carries bytes in one direction between a model and its line.
type queue struct {
	mu      sync.Mutex
	changed sync.Cond
	size    int
	bytes   []byte
	mode    mode
	sends   bool // towards the terminal: babble comes out of it
	closed  bool
	random  *rand.Rand
}

func newQueue(size int, sends bool, m mode) *queue {
	q := &queue{size: size, sends: sends, mode: m, random: rand.New(rand.NewPCG(1, 2))} // a fixed seed, so that a fault can be repeated
	q.changed.L = &q.mu
	return q
}

// put appends p and waits while the queue is full; waited tells that it did. A device that does not talk drops p.
// It returns false when the queue is closed.
func (q *queue) put(p []byte) (waited, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(p) > 0 && !q.closed && q.mode == talking {
		room := min(q.size-len(q.bytes), len(p))
		if room <= 0 {
			waited = true
			q.changed.Wait()
			continue
		}
		q.bytes = append(q.bytes, p[:room]...)
		p = p[room:]
		q.changed.Broadcast()
	}
	return waited, !q.closed
}

// take fills p with what there is and waits while there is nothing; waited tells that it did. It returns 0 when the
// queue is closed.
func (q *queue) take(p []byte) (n int, waited bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for !q.closed {
		if q.sends && q.mode == babbling {
			q.noise(p)
			return len(p), waited
		}
		if len(q.bytes) > 0 {
			n = copy(p, q.bytes)
			q.bytes = q.bytes[:copy(q.bytes, q.bytes[n:])]
			q.changed.Broadcast()
			return n, waited
		}
		waited = true
		q.changed.Wait()
	}
	return 0, waited
}

// length is how many bytes wait.
func (q *queue) length() int {
	q.mu.Lock()
	defer q.mu.Unlock()
	return len(q.bytes)
}

// push puts p on the line, whatever the mode.
func (q *queue) push(p []byte) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.bytes) > maxPushed {
		return
	}
	q.bytes = append(q.bytes, p...)
	q.changed.Broadcast()
}

// refuses reports whether whatever comes is to be answered by NAK.
func (q *queue) refuses() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.mode == refusing
}

// inject puts n random bytes on the line, whatever the mode.
func (q *queue) inject(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	p := make([]byte, n)
	q.noise(p)
	q.bytes = append(q.bytes, p...)
	q.changed.Broadcast()
}

// set changes the mode; what was under way is lost.
func (q *queue) set(m mode) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.mode, q.bytes = m, nil
	q.changed.Broadcast()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.changed.Broadcast()
}

// noise fills p; the caller holds the lock.
func (q *queue) noise(p []byte) {
	for i := range p {
		p[i] = byte(q.random.Uint32())
	}
}
