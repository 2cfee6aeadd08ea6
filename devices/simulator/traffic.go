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

// A waiter waits for a moment, and acts then. One that waits for a sequence counts how often it was heard.
type waiter struct {
	due      func(t *traffic, seen int) bool
	act      func()
	sequence []byte // empty where none is waited for
	tail     []byte // the last bytes heard, one fewer than the sequence has
	seen     int
	done     chan struct{} // closed when it has acted
}

func newTraffic() *traffic { return &traffic{waiters: map[*waiter]bool{}} }

// await lets act happen at a moment, in a goroutine of its own; the bytes that make the moment wait for its end. done is
// closed then. forget ends the waiting.
func (t *traffic) await(sequence []byte, due func(t *traffic, seen int) bool, act func()) (done <-chan struct{}, forget func()) {
	w := &waiter{due: due, act: act, sequence: sequence, done: make(chan struct{})}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.waiters[w] = true
	t.tell()
	return w.done, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.waiters, w)
	}
}

// tell lets those act whose moment has come; the caller holds the lock.
func (t *traffic) tell() (acting []<-chan struct{}) {
	for w := range t.waiters {
		if w.due(t, w.seen) {
			delete(t.waiters, w)
			acting = append(acting, w.done)
			go func() {
				defer close(w.done)
				w.act()
			}()
		}
	}
	return acting
}

func (t *traffic) change(f func()) (acting []<-chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
	return t.tell()
}

func (t *traffic) said(n int) []<-chan struct{} { return t.change(func() { t.sent += n }) }
func (t *traffic) answered() []<-chan struct{}  { return t.change(func() { t.answers++ }) }
func (t *traffic) plugged()                     { t.change(func() { t.plugs++ }) }

// sentSoFar is how many bytes went to the terminal since the start.
func (t *traffic) sentSoFar() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.sent
}

func (t *traffic) heard(b []byte) []<-chan struct{} {
	return t.change(func() {
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
