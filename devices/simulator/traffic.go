package simulator

import (
	"bytes"
	"sync"
)

// traffic counts what passes on a device's line since the start, and tells those who wait for a moment of it.
type traffic struct {
	mu      sync.Mutex
	sent    int // bytes to the terminal
	got     int // bytes from it
	answers int // of the model
	plugs   int // times that the cable came in
	waiters map[*waiter]bool
}

// A waiter waits for a moment. One that waits for a sequence counts how often it was heard.
type waiter struct {
	due      func(t *traffic, seen int) bool
	sequence []byte // empty where none is waited for
	tail     []byte // the last bytes heard, one fewer than the sequence has
	seen     int
	ready    chan struct{}
}

func newTraffic() *traffic { return &traffic{waiters: map[*waiter]bool{}} }

// await returns a channel that is closed at a moment; forget ends the waiting.
func (t *traffic) await(sequence []byte, due func(t *traffic, seen int) bool) (ready <-chan struct{}, forget func()) {
	w := &waiter{due: due, sequence: sequence, ready: make(chan struct{})}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiters[w] = true
	t.tell()
	return w.ready, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.waiters, w)
	}
}

// tell wakes those whose moment has come; the caller holds the lock.
func (t *traffic) tell() {
	for w := range t.waiters {
		if w.due(t, w.seen) {
			close(w.ready)
			delete(t.waiters, w)
		}
	}
}

func (t *traffic) change(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
	t.tell()
}

func (t *traffic) said(n int) { t.change(func() { t.sent += n }) }
func (t *traffic) answered()  { t.change(func() { t.answers++ }) }
func (t *traffic) plugged()   { t.change(func() { t.plugs++ }) }

func (t *traffic) heard(b []byte) {
	t.change(func() {
		t.got += len(b)
		for w := range t.waiters {
			w.hear(b)
		}
	})
}

// hear counts the sequence in what was heard, also where it came in two parts.
func (w *waiter) hear(b []byte) {
	if len(w.sequence) == 0 {
		return
	}
	all := append(w.tail, b...)
	w.seen += bytes.Count(all, w.sequence)
	w.tail = bytes.Clone(all[max(0, len(all)-len(w.sequence)+1):])
}
