package queue

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/link"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

const town, village = "musterstadt", "klein-musterau"

// clock is a clock that stands still until it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// noon is a Wednesday.
var noon = time.Date(2026, 11, 18, 11, 0, 0, 0, time.UTC)

type fixture struct {
	*Queue
	t     testing.TB
	clock *clock
}

// each runs a test on each engine, with a queue whose clock stands still.
func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) { test(t, newFixture(t, open())) })
}

func newFixture(t testing.TB, db *database.DB) *fixture {
	t.Helper()
	c := &clock{t: noon}
	q, err := New(context.Background(), db, Options{Now: c.now, NumberKey: make([]byte, 32)})
	if err != nil {
		t.Fatal(err)
	}
	return &fixture{q, t, c}
}

func (f *fixture) must(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *fixture) refused(err error, want Code) {
	f.t.Helper()
	if CodeOf(err) != want {
		f.t.Errorf("error %v, want %s", err, want)
	}
}

// arrive lets clerks of the town sit down who speak German.
func (f *fixture) arrive(ids ...string) {
	f.t.Helper()
	for _, id := range ids {
		f.must(f.SetPresence(f.t.Context(), Clerk{ID: id, Authorities: []string{town}, Languages: []string{"de"}}, link.Available))
	}
}

func call(n int) Call {
	return Call{ID: fmt.Sprintf("0123456789-0123-%04d", n), Authority: town, Terminal: fmt.Sprintf("ms-%02d", n), Flow: "wohnung", Language: "de"}
}

// ask enqueues calls a second apart.
func (f *fixture) ask(calls ...Call) {
	f.t.Helper()
	for _, c := range calls {
		_, err := f.Enqueue(f.t.Context(), c)
		f.must(err)
		f.clock.move(time.Second)
	}
}

func (f *fixture) accept(clerk, call string) Lease {
	f.t.Helper()
	l, err := f.Accept(f.t.Context(), clerk, call)
	f.must(err)
	return l
}

func (f *fixture) find(call string) Case {
	f.t.Helper()
	c, err := f.Find(f.t.Context(), call)
	f.must(err)
	return c
}

func (f *fixture) state(call string, want State) {
	f.t.Helper()
	if c := f.find(call); c.State != want {
		f.t.Errorf("%s is %s, want %s", call, c.State, want)
	}
}

// reap does what is due, and keeps terminals and clerks alive but for those that are named.
func (f *fixture) reap() Reaped {
	f.t.Helper()
	r, err := f.Reap(f.t.Context())
	f.must(err)
	return r
}

func (f *fixture) waiting(viewer string) string {
	f.t.Helper()
	cases, err := f.Waiting(f.t.Context(), viewer)
	f.must(err)
	var ids []string
	for _, c := range cases {
		ids = append(ids, strings.TrimPrefix(c.ID, "0123456789-0123-"))
	}
	return strings.Join(ids, " ")
}

func TestCallFromAskToEnd(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann")
		c := call(1)
		c.Needs, c.Writes, c.Progress = []link.Need{link.NeedLargeText, link.NeedText}, true, Progress{2, 6, "Angaben"}
		ticket, err := f.Enqueue(ctx, c)
		f.must(err)
		if ticket.Place != 1 || ticket.State != Waiting || ticket.Repeated {
			t.Errorf("ticket %+v", ticket)
		}
		again, err := f.Enqueue(ctx, c)
		f.must(err)
		if !again.Repeated || again.Place != 1 {
			t.Errorf("asked again: %+v", again)
		}
		f.ask(call(2))
		f.must(f.Progress(ctx, "ms-01", call(1).ID, "wohnung", Progress{3, 6, "Prüfen"}))
		got := f.find(call(1).ID)
		if got.Progress != (Progress{3, 6, "Prüfen"}) || !got.Writes || !slices.Equal(got.Needs, c.Needs) || !got.Since.Equal(noon) {
			t.Errorf("the call is %+v", got)
		}
		l := f.accept("krahl", Next)
		if l.Call != call(1).ID || l.Epoch != 1 || !l.Until.Equal(f.clock.now().Add(25*time.Second)) {
			t.Errorf("lease %+v", l)
		}
		if same := f.accept("krahl", call(1).ID); same.Epoch != 1 {
			t.Errorf("accepted twice: %+v", same)
		}
		_, err = f.Accept(ctx, "lehmann", call(1).ID)
		f.refused(err, CodeTaken)
		_, err = f.Accept(ctx, "krahl", Next)
		f.refused(err, CodeBusy)
		if held, ok, err := f.Holding(ctx, "krahl"); err != nil || !ok || held.Epoch != 1 || held.Call != l.Call {
			t.Errorf("holding %+v %v %v", held, ok, err)
		}
		f.clock.move(20 * time.Second)
		l, err = f.Renew(ctx, l)
		f.must(err)
		f.refused(f.End(ctx, l, link.ReasonCitizen), CodeInvalid)
		f.must(f.End(ctx, l, link.ReasonSolved))
		f.refused(f.End(ctx, l, link.ReasonSolved), CodeEnded)
		_, err = f.Renew(ctx, l)
		f.refused(err, CodeEnded)
		_, err = f.Enqueue(ctx, c)
		f.refused(err, CodeEnded)
		done := f.find(c.ID)
		if done.State != Done || done.Clerk != "" || done.Progress.Part != "" || len(done.Needs) > 0 || done.Reason != link.ReasonSolved {
			t.Errorf("what stays of it: %+v", done)
		}
	})
}

// A clerk who is not heard of loses the call, which goes to the front; what the clerk says later is refused.
func TestLostClerk(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann")
		f.ask(call(1), call(2), call(3))
		lost := f.accept("krahl", Next)
		f.clock.move(20 * time.Second)
		f.must(f.Beat(ctx, "lehmann"))
		f.must(f.TerminalsHere(ctx, "ms-01", "ms-02", "ms-03"))
		if r := f.reap(); !reflect.DeepEqual(r, Reaped{}) {
			t.Errorf("reaped too early: %+v", r)
		}
		f.clock.move(6 * time.Second)
		if r := f.reap(); r.Lost != 1 || r.Departed != 1 {
			t.Errorf("reaped %+v", r)
		}
		if line := f.waiting("lehmann"); line != "0001 0002 0003" {
			t.Errorf("the line is %s", line)
		}
		if c := f.find(call(1).ID); !c.Again || c.Clerk != "" {
			t.Errorf("the call is %+v", c)
		}
		if place, err := f.Place(ctx, "ms-01", call(1).ID); err != nil || place.Place != 1 || !place.Again {
			t.Errorf("%+v, %v", place, err)
		}
		_, err := f.Renew(ctx, lost)
		f.refused(err, CodeFenced)
		next := f.accept("lehmann", Next)
		if next.Call != lost.Call || next.Epoch != 2 {
			t.Errorf("taken by the next: %+v", next)
		}
		for _, err := range []error{f.End(ctx, lost, link.ReasonSolved), f.Requeue(ctx, lost), f.Transfer(ctx, lost, To{Flow: "x"}),
			f.Recall(ctx, lost), f.Invite(ctx, lost, "weber", link.AsSecond)} {
			f.refused(err, CodeFenced)
		}
		// The same clerk takes it again: the lease from before stays void.
		f.must(f.Requeue(ctx, next))
		f.arrive("krahl")
		mine := f.accept("krahl", call(1).ID)
		f.refused(f.End(ctx, lost, link.ReasonSolved), CodeFenced)
		f.must(f.End(ctx, mine, link.ReasonSolved))
	})
}

// A terminal that is lost keeps its place for a while and gets no clerk; then its call is abandoned.
func TestLostTerminal(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl")
		f.ask(call(1), call(2))
		f.must(f.TerminalLost(ctx, "ms-01"))
		_, err := f.Accept(ctx, "krahl", call(1).ID)
		f.refused(err, CodeAbsent)
		if l := f.accept("krahl", Next); l.Call != call(2).ID {
			t.Errorf("taken: %+v", l)
		} else {
			f.must(f.End(ctx, l, link.ReasonSolved))
		}
		f.must(f.TerminalsHere(ctx, "ms-01", "unknown"))
		if c := f.find(call(1).ID); c.Absent {
			t.Error("the terminal is still absent")
		}
		f.clock.move(29 * time.Second)
		f.must(f.TerminalsHere(ctx, "ms-01"))
		f.clock.move(29 * time.Second)
		if r := f.reap(); r.Vanished != 0 {
			t.Errorf("reaped %+v", r)
		}
		f.clock.move(2 * time.Second)
		if r := f.reap(); r.Vanished != 1 {
			t.Errorf("reaped %+v", r)
		}
		if c := f.find(call(1).ID); c.State != Abandoned || c.Reason != link.ReasonGone {
			t.Errorf("%+v", c)
		}
	})
}

// A terminal has one open call: what a visit before left open is over.
func TestOneCallPerTerminal(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl")
		f.ask(call(1))
		l := f.accept("krahl", Next)
		second := call(2)
		second.Terminal = "ms-01"
		f.ask(second)
		f.state(call(1).ID, Abandoned)
		_, err := f.Renew(ctx, l)
		f.refused(err, CodeEnded)
		if open, ok, err := f.Open(ctx, "ms-01"); err != nil || !ok || open.ID != second.ID {
			t.Errorf("open is %+v, %v, %v", open, ok, err)
		}
		foreign := second
		foreign.Terminal = "ms-09"
		_, err = f.Enqueue(ctx, foreign)
		f.refused(err, CodeConflict)
		f.refused(f.HangUp(ctx, "ms-09", second.ID, link.ReasonCitizen), CodeUnknown)
		f.refused(f.Progress(ctx, "ms-09", second.ID, "", Progress{}), CodeUnknown)
		_, err = f.Place(ctx, "ms-09", second.ID)
		f.refused(err, CodeUnknown)
		f.must(f.HangUp(ctx, "ms-01", second.ID, link.ReasonWithdrawn))
		f.state(second.ID, Abandoned)
		if _, ok, err := f.Open(ctx, "ms-01"); err != nil || ok {
			t.Errorf("open after the end: %v, %v", ok, err)
		}
	})
}

func TestRefusesMalformed(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		for name, change := range map[string]func(*Call){
			"id":        func(c *Call) { c.ID = "short" },
			"authority": func(c *Call) { c.Authority = "" },
			"terminal":  func(c *Call) { c.Terminal = "a b" },
			"flow":      func(c *Call) { c.Flow = "<script>" },
			"language":  func(c *Call) { c.Language = "de%" },
			"needs":     func(c *Call) { c.Needs = make([]link.Need, 17) },
			"a need":    func(c *Call) { c.Needs = []link.Need{"a b"} },
			"progress":  func(c *Call) { c.Progress = Progress{Step: 9, Steps: 3} },
			"part":      func(c *Call) { c.Progress.Part = strings.Repeat("x", 200) },
		} {
			c := call(1)
			change(&c)
			if _, err := f.Enqueue(ctx, c); CodeOf(err) != CodeInvalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		f.refused(f.SetPresence(ctx, Clerk{ID: ""}, link.Available), CodeInvalid)
		f.refused(f.SetPresence(ctx, Clerk{ID: "a", Languages: []string{"%"}}, link.Available), CodeInvalid)
		f.refused(f.SetPresence(ctx, Clerk{ID: "a", Authorities: []string{" "}}, link.Available), CodeInvalid)
		f.refused(f.SetPresence(ctx, Clerk{ID: "a"}, "asleep"), CodeInvalid)
		f.refused(f.Beat(ctx, "nobody"), CodeAway)
		_, err := f.Accept(ctx, "nobody", Next)
		f.refused(err, CodeAway)
		f.arrive("krahl")
		_, err = f.Accept(ctx, "krahl", Next)
		f.refused(err, CodeEmpty)
		_, err = f.Accept(ctx, "krahl", call(1).ID)
		f.refused(err, CodeUnknown)
		_, err = f.Find(ctx, "x")
		f.refused(err, CodeUnknown)
		_, err = New(ctx, f.db, Options{NumberKey: []byte("short")})
		f.refused(err, CodeSetup)
	})
}

// Ids do not repeat and are keys of the link.
func TestNewID(t *testing.T) {
	if a, b := NewID(), NewID(); a == b || !link.ValidKey(a) {
		t.Errorf("%s, %s", a, b)
	}
}
