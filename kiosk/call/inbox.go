package call

import "sync"

// inbox hands work to the goroutine that owns something. Putting never waits.
type inbox struct {
	mu      sync.Mutex
	waiting []func()
	ready   chan struct{}
}

func newInbox() *inbox { return &inbox{ready: make(chan struct{}, 1)} }

func (q *inbox) put(f func()) {
	q.mu.Lock()
	q.waiting = append(q.waiting, f)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// take is what waits, in order. Ready tells when there is something.
func (q *inbox) take() []func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	waiting := q.waiting
	q.waiting = nil
	return waiting
}
