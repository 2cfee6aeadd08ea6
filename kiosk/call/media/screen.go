package media

import (
	"image"
	"sync"
	"time"
)

// held is how many decoded pictures may wait to be shown: 300 ms at 30 a second.
const held = 10

// screen shows pictures when they are due.
type screen struct {
	r     *Receiver
	wake  chan struct{}
	done  chan struct{}
	ended chan struct{}

	mu    sync.Mutex
	queue []dated
	spare []*image.YCbCr
}

// dated is a picture and when it is to be shown.
type dated struct {
	picture *image.YCbCr
	due     time.Time
}

func newScreen(r *Receiver) *screen {
	s := &screen{r: r, wake: make(chan struct{}, 1), done: make(chan struct{}), ended: make(chan struct{})}
	go s.run()
	return s
}

func (s *screen) close() {
	close(s.done)
	<-s.ended
}

// empty gives a picture to decode into, or nil.
func (s *screen) empty() *image.YCbCr {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.spare); n > 0 {
		p := s.spare[n-1]
		s.spare = s.spare[:n-1]
		return p
	}
	return nil
}

func (s *screen) add(p *image.YCbCr, due time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) == held {
		s.skip()
	}
	s.queue = append(s.queue, dated{p, due})
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// skip leaves the first picture out.
func (s *screen) skip() {
	s.spare = append(s.spare, s.queue[0].picture)
	s.queue = append(s.queue[:0], s.queue[1:]...)
	s.r.count(func(c *Seen) { c.Skipped++ })
}

func (s *screen) run() {
	defer close(s.ended)
	timer := time.NewTimer(0)
	defer timer.Stop()
	var before time.Time
	for {
		now := time.Now()
		p, wait := s.next(now)
		if p != nil {
			s.show(p, now, before)
			before = now
			continue
		}
		if wait > 0 {
			timer.Reset(wait)
		}
		select {
		case <-s.done:
			return
		case <-s.wake:
		case <-timer.C:
		}
	}
}

// next gives the picture that is due, or how long until one is; 0 while there is none. Of several that are due the last one counts.
func (s *screen) next(now time.Time) (p *image.YCbCr, wait time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(s.queue) > 1 && !s.queue[1].due.After(now) {
		s.skip()
	}
	if len(s.queue) == 0 {
		return nil, 0
	}
	if wait := s.queue[0].due.Sub(now); wait > 0 {
		return nil, wait
	}
	p = s.queue[0].picture
	s.queue = append(s.queue[:0], s.queue[1:]...)
	return p, 0
}

func (s *screen) show(p *image.YCbCr, now, before time.Time) {
	old := s.r.self.show(p)
	if old != nil {
		s.mu.Lock()
		if len(s.spare) < held {
			s.spare = append(s.spare, old)
		}
		s.mu.Unlock()
	}
	s.r.count(func(c *Seen) {
		c.Shown++
		if !before.IsZero() {
			c.Longest = max(c.Longest, now.Sub(before))
		}
	})
	s.r.shown()
}
