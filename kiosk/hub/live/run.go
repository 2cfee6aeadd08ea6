package live

import (
	"context"
	"errors"
	"sync"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// Intervals of what is not told by an event.
const (
	boardEvery   = 500 * time.Millisecond // boards and places, at most; and terminals' standings are written
	reapEvery    = time.Second
	openingEvery = 10 * time.Second // opening hours begin and end by the clock
	checkEvery   = 30 * time.Second // whether terminals still count

	settlers = 4 // parties that are told at once
)

// Run watches the queue and tells the parties, until ctx ends; then it closes all channels.
func (l *Live) Run(ctx context.Context) error {
	defer l.finish()
	failed := func(err error) error {
		if ctx.Err() != nil {
			return nil // ended while it began
		}
		return err
	}
	events, err := l.config.Queue.Watch(ctx)
	if err != nil {
		return failed(err)
	}
	notices, err := l.config.DB.Listen(ctx, parcelChannel, terminalsChannel)
	if err != nil {
		return failed(err)
	}
	if err := l.standings.alive(ctx); err != nil {
		return failed(err)
	}
	var tasks sync.WaitGroup
	tasks.Go(func() {
		for e := range events {
			l.happened(ctx, e)
		}
	})
	tasks.Go(func() {
		for n := range notices {
			l.heard(ctx, n)
		}
	})
	for range settlers {
		tasks.Go(func() { l.settler.work(ctx) })
	}
	for _, duty := range []struct {
		every time.Duration
		do    func(context.Context)
	}{
		{boardEvery, l.show}, {reapEvery, l.reap}, {link.BeatEvery, l.beat}, {openingEvery, l.tellOpenings}, {checkEvery, l.check}, {l.config.Vanished, l.tellVanished},
	} {
		tasks.Go(func() { repeat(ctx, duty.every, duty.do) })
	}
	tasks.Wait()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), writeTime)
	defer cancel()
	return errors.Join(l.standings.flush(ending), l.standings.forget(ending))
}

func repeat(ctx context.Context, every time.Duration, do func(context.Context)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			do(ctx)
		}
	}
}

// happened answers an event of the queue: those whose call it is are told at once, and who sees it in a list with the next
// board.
func (l *Live) happened(ctx context.Context, e queue.Event) {
	l.lines.moved(e.Authority)
	l.dirty.authority(e.Authority)
	if e.Kind == queue.LookAgain {
		for _, p := range l.router.all() {
			l.settler.add(p)
		}
		l.tellOpenings(ctx)
		return
	}
	if e.Kind == queue.Attends {
		l.tellOpenings(ctx)
	}
	if e.Call == "" || e.Kind == queue.CallbackIn || e.Kind == queue.CalledBack {
		return
	}
	for _, a := range []address{terminalAddress(e.Terminal), clerkAddress(e.Clerk), clerkAddress(e.Other)} {
		if p, ok := l.router.here(a); ok {
			l.settler.add(p)
		}
	}
	for _, p := range l.router.all() {
		if d, ok := p.(*desk); ok && d.concerns(e.Call) {
			l.settler.add(d)
		}
	}
}

// concerns reports whether the desk was told of a call.
func (d *desk) concerns(call string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.told.call == call || d.ringing[call]
}

func (l *Live) heard(ctx context.Context, n database.Notice) {
	if n.Channel == terminalsChannel {
		l.dirty.authority(n.Payload)
		return
	}
	l.failed("parcel", l.router.hear(ctx, n))
}

// before tells a party who sends a signal, if it does not know yet: the signal may be faster than the event.
func (l *Live) before(ctx context.Context, p party, b link.Body) {
	m, ok := b.(link.Signal)
	if !ok {
		return
	}
	if s, ok := p.(interface {
		knows(link.Signal) bool
		settled
	}); ok && !s.knows(m) {
		s.settle(ctx)
	}
}

func (l *Live) reap(ctx context.Context) {
	r, err := l.config.Queue.Reap(ctx)
	l.failed("reap", err)
	for _, call := range r.Gone { // its terminal, which would tell of it else, is not here
		l.audit(ctx, audit.Entry{Action: audit.CallEnded, Actor: audit.Hub, Object: call, Detail: audit.Unreachable})
	}
	if r.Lost+r.Vanished+r.Closed > 0 {
		l.config.Log(EventReaped, "lost", r.Lost, "vanished", r.Vanished, "closed", r.Closed)
	}
}

// beat says for this replica and its terminals with calls that they are here.
func (l *Live) beat(ctx context.Context) {
	l.failed("alive", l.standings.alive(ctx))
	var here []string
	for _, p := range l.router.all() {
		if t, ok := p.(*terminal); ok && t.calls() {
			here = append(here, t.who.ID)
		}
	}
	l.failed("terminals here", l.config.Queue.TerminalsHere(ctx, here...))
	l.failed("parcels", l.router.collect(ctx))
}

func (t *terminal) calls() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.call != ""
}

// check cuts off terminals that do not count any more.
func (l *Live) check(ctx context.Context) {
	for a, p := range l.router.all() {
		if t, ok := p.(*terminal); ok && !l.config.Admitted(ctx, t.who) && l.router.detach(a, p) {
			t.dismiss()
		}
	}
}

// Dismiss cuts a terminal off that does not count any more, or all that do not.
func (l *Live) Dismiss(ctx context.Context, id string) {
	if id == "" {
		l.check(ctx)
		return
	}
	if p, ok := l.router.here(terminalAddress(id)); ok {
		p.(*terminal).dismiss()
	}
}

// settled is a party that can be told what holds.
type settled interface {
	settle(context.Context)
}

// again lets a party be told later what could not be read now.
func (l *Live) again(p party) { l.settler.later(p) }

// settler tells parties what holds, each once however often it is asked to meanwhile.
type settler struct {
	mu      sync.Mutex
	waiting []party
	inLine  map[party]bool
	retry   []party
	wake    chan struct{}
}

func newSettler() *settler {
	return &settler{inLine: map[party]bool{}, wake: make(chan struct{}, settlers)}
}

func (s *settler) add(p party) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.inLine[p] {
		return
	}
	s.inLine[p] = true
	s.waiting = append(s.waiting, p)
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// later adds a party at the next board.
func (s *settler) later(p party) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.retry = append(s.retry, p)
}

func (s *settler) retryAll() {
	s.mu.Lock()
	retry := s.retry
	s.retry = nil
	s.mu.Unlock()
	for _, p := range retry {
		s.add(p)
	}
}

func (s *settler) next() (party, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		return nil, false
	}
	p := s.waiting[0]
	s.waiting = s.waiting[1:]
	delete(s.inLine, p)
	return p, true
}

func (s *settler) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.wake:
		}
		for p, ok := s.next(); ok; p, ok = s.next() {
			p.(settled).settle(ctx)
		}
	}
}
