package queue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/link"
)

const (
	stormClerks = 30
	stormCalls  = 200
)

// storm is thirty clerks at two replicas who take calls as fast as they can; some die with a call, some hand it on.
type storm struct {
	*testing.T
	replicas [2]*fixture // with one clock
	mu       sync.Mutex
	served   map[string]int
	died     atomic.Int64
	fenced   atomic.Int64
	moved    atomic.Int64
	left     atomic.Int64 // calls that nobody has served yet
}

// None is served twice, none is lost, and what a clerk who lost a call says is refused.
func TestStorm(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		first := newFixture(t, db)
		if db.Dialect() == database.PostgreSQL {
			db = open() // SQLite has no replicas
		}
		second, err := New(t.Context(), db, Options{Now: first.clock.now})
		first.must(err)
		s := &storm{T: t, replicas: [2]*fixture{first, {second, t, first.clock}}, served: map[string]int{}}
		s.left.Store(stormCalls)
		for n := range stormCalls {
			first.ask(call(n))
			first.must(first.TerminalsHere(t.Context(), call(n).Terminal))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		var wait sync.WaitGroup
		for n := range stormClerks {
			wait.Go(func() {
				s.work(ctx, s.replicas[n%2], fmt.Sprintf("clerk-%02d", n), rand.New(rand.NewPCG(uint64(n), 7)))
			})
		}
		for n := range 2 {
			wait.Go(func() { s.reap(ctx, s.replicas[n], n == 0) })
		}
		wait.Wait()
		s.judge()
	})
}

// work takes calls until all are served. Each turn waits for a tick, so that the reaper has a chance.
func (s *storm) work(ctx context.Context, f *fixture, clerk string, random *rand.Rand) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	var lost *Lease
	for s.left.Load() > 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			s.Error("the storm takes too long")
			return
		}
		l, err := f.Accept(ctx, clerk, Next)
		// Whoever may take another call has lost the one before.
		if lost != nil && (err == nil || CodeOf(err) == CodeEmpty) {
			s.speakAgain(ctx, f, *lost)
			lost = nil
		}
		switch CodeOf(err) {
		case "":
			if s.serve(ctx, f, l, random) {
				lost = &l
			}
		case CodeAway:
			if err := f.SetPresence(ctx, Clerk{ID: clerk, Authorities: []string{town}, Languages: []string{"de"}}, link.Available); err != nil {
				s.Error(err)
			}
		case CodeBusy, CodeEmpty:
		default:
			s.Error(err)
		}
	}
}

// speakAgain is a clerk who has lost a call and does not know it.
func (s *storm) speakAgain(ctx context.Context, f *fixture, l Lease) {
	_, err := f.Renew(ctx, l)
	for _, err := range []error{err, f.Requeue(ctx, l), f.End(ctx, l, link.ReasonSolved)} {
		if code := CodeOf(err); code != CodeFenced && code != CodeEnded {
			s.Errorf("a clerk without the call is told %v", err)
		}
		s.fenced.Add(1)
	}
}

// serve has a call: it dies with it, hands it on, or ends it.
func (s *storm) serve(ctx context.Context, f *fixture, l Lease, random *rand.Rand) (died bool) {
	switch random.IntN(8) {
	case 0:
		s.died.Add(1)
		return true
	case 1:
		s.count(&s.moved, f.Transfer(ctx, l, To{Flow: "hund"}))
		return false
	case 2:
		_, err := f.Renew(ctx, l)
		s.count(nil, err)
	}
	err := f.End(ctx, l, link.ReasonSolved)
	s.count(nil, err)
	if err == nil {
		s.mu.Lock()
		s.served[l.Call]++
		s.mu.Unlock()
		s.left.Add(-1)
	}
	return false
}

// count takes the refusals that a clerk who lost a call gets.
func (s *storm) count(done *atomic.Int64, err error) {
	switch CodeOf(err) {
	case "":
		if done != nil {
			done.Add(1)
		}
	case CodeFenced, CodeEnded:
		s.fenced.Add(1)
	default:
		s.Error(err)
	}
}

// reap lets leases end, of the living too: a hub under load must stand that.
func (s *storm) reap(ctx context.Context, f *fixture, moves bool) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	var terminals []string
	for n := range stormCalls {
		terminals = append(terminals, call(n).Terminal)
	}
	for s.left.Load() > 0 && ctx.Err() == nil {
		<-tick.C
		if moves {
			f.clock.move(time.Second)
		}
		if err := f.TerminalsHere(ctx, terminals...); err != nil {
			s.Error(err)
		}
		if _, err := f.Reap(ctx); err != nil {
			s.Error(err)
		}
	}
}

// judge holds what happened to the trail of events: epochs count up by one, one end for each call and nothing behind it.
func (s *storm) judge() {
	s.Helper()
	if len(s.served) != stormCalls {
		s.Errorf("%d of %d calls were served", len(s.served), stormCalls)
	}
	for id, n := range s.served {
		if n != 1 {
			s.Errorf("%s was served %d times", id, n)
		}
	}
	f := s.replicas[0]
	trail, err := database.All(s.Context(), f.db, func(row func(...any) error) (e Event, err error) {
		return e, row(&e.Kind, &e.Call, &e.Epoch)
	}, "SELECT kind, call, epoch FROM queue_event WHERE call <> '' ORDER BY seq")
	f.must(err)
	epochs, ended := map[string]int{}, map[string]bool{}
	for _, e := range trail {
		if ended[e.Call] {
			s.Errorf("%s: %s behind its end", e.Call, e.Kind)
		}
		if e.Kind == Accepted {
			if epochs[e.Call]++; e.Epoch != epochs[e.Call] {
				s.Errorf("%s: epoch %d behind %d", e.Call, e.Epoch, epochs[e.Call]-1)
			}
		}
		ended[e.Call] = e.Kind == Ended
	}
	for n := range stormCalls {
		f.state(call(n).ID, Done)
	}
	s.Logf("%d served; %d clerks died with a call, %d calls were handed on, %d words of clerks who had lost theirs were refused",
		len(s.served), s.died.Load(), s.moved.Load(), s.fenced.Load())
}

// A terminal that asks at both replicas at once has one open call.
func TestManyAsksAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		f := newFixture(t, open())
		other, err := New(t.Context(), open(), Options{Now: f.clock.now})
		f.must(err)
		// One terminal asks at both replicas at once, again and again with the same and with new ids.
		var wait sync.WaitGroup
		for n := range 20 {
			wait.Go(func() {
				q := []*Queue{f.Queue, other}[n%2]
				c := call(n / 4)
				c.Terminal = "ms-01"
				if _, err := q.Enqueue(t.Context(), c); err != nil && CodeOf(err) != CodeEnded {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		var waiting int
		f.must(f.db.QueryRow(t.Context(), "SELECT count(*) FROM queue_call WHERE state = 'waiting'").Scan(&waiting))
		if waiting != 1 {
			t.Errorf("%d open calls of one terminal", waiting)
		}
	})
}
