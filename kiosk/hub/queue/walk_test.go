package queue

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// walk takes bytes as steps through the queue and its model side by side.
type walk struct {
	f      *fixture
	m      *model
	steps  []byte
	ids    []string // of all calls
	leases []Lease  // that ever were given, void ones too
	counts map[Code]int
}

var (
	walkClerks = []Clerk{
		{ID: "a", Authorities: []string{town}, Languages: []string{"de"}},
		{ID: "b", Authorities: []string{town}, Languages: []string{"de", "hsb"}},
		{ID: "c", Authorities: []string{town, village}, Languages: []string{"de"}},
		{ID: "d", Authorities: []string{village}, Languages: []string{"hsb"}},
	}
	walkTerminals = []Call{{Authority: town, Terminal: "t0"}, {Authority: town, Terminal: "t1"}, {Authority: village, Terminal: "t2"}, {Authority: town, Terminal: "t3"}}
	walkLanguages = []string{"de", "de", "hsb"}
)

func (w *walk) pick(n int) int {
	if len(w.steps) == 0 || n == 0 {
		return 0
	}
	b := w.steps[0]
	w.steps = w.steps[1:]
	return int(b) % n
}

func (w *walk) clerk() Clerk { return walkClerks[w.pick(len(walkClerks))] }

// call prefers the newest, most of which are open.
func (w *walk) call() string {
	if n := len(w.ids) - 1 - w.pick(9); n >= 0 && w.pick(20) > 0 {
		return w.ids[n]
	}
	return "0123456789-unknown"
}

// lastLease prefers the newest, so that not all of them are void.
func (w *walk) lastLease() Lease {
	if len(w.leases) == 0 {
		return Lease{Call: "0123456789-unknown", Clerk: "a", Epoch: 1}
	}
	return w.leases[max(0, len(w.leases)-1-w.pick(6))]
}

func (w *walk) run(t *testing.T) {
	for n := 0; len(w.steps) > 0; n++ {
		name, got, want := w.step(t.Context())
		w.counts[want]++
		if CodeOf(got) != want {
			t.Fatalf("step %d, %s: %v, the model says %q", n, name, got, want)
		}
		w.compare(t, n, name)
	}
}

// step makes one move in both worlds, and lets time pass.
func (w *walk) step(ctx context.Context) (name string, got error, want Code) {
	switch w.pick(16) {
	case 0:
		c := walkTerminals[w.pick(len(walkTerminals))]
		c.ID, c.Language = fmt.Sprintf("0123456789-call-%04d", len(w.ids)), walkLanguages[w.pick(len(walkLanguages))]
		if w.pick(4) == 0 {
			c.ID = w.call()
		}
		_, err := w.f.Enqueue(ctx, c)
		if want = w.m.enqueue(c); want == "" && w.m.calls[c.ID].epoch == 0 {
			w.ids = append(w.ids, c.ID)
		}
		return "enqueue " + c.ID, err, want
	case 2, 3:
		return w.accept(ctx)
	case 1, 4, 5:
		c, away := w.clerk(), w.pick(9) == 0
		state := link.Available
		if away {
			state = link.Away
		}
		w.m.clerks[c.ID] = &modelClerk{c.Authorities, c.Languages, away, w.m.now.Add(w.m.lease)}
		return "presence " + c.ID, w.f.SetPresence(ctx, c, state), ""
	case 6:
		l := w.lastLease()
		_, err := w.f.Renew(ctx, l)
		return fmt.Sprint("renew ", l), err, w.m.renew(l)
	case 7:
		l, to := w.lastLease(), To{Clerk: w.clerk().ID}
		if w.pick(3) == 0 {
			to = To{Language: walkLanguages[w.pick(len(walkLanguages))]}
		}
		return fmt.Sprint("transfer ", l, to), w.f.Transfer(ctx, l, to), w.m.transfer(l, to)
	case 8:
		return w.byLease(ctx)
	case 9:
		l, c := w.lastLease(), w.clerk().ID
		return fmt.Sprint("invite ", l, c), w.f.Invite(ctx, l, c, link.AsSecond), w.m.invite(l, c)
	case 10:
		c, id := w.clerk().ID, w.call()
		_, err := w.f.Join(ctx, c, id)
		return "join " + c + id, err, w.m.join(c, id)
	case 11:
		c, id := w.clerk().ID, w.call()
		return "leave " + c + id, w.f.Leave(ctx, c, id), w.m.leave(c, id)
	case 12:
		id, terminal := w.call(), walkTerminals[w.pick(len(walkTerminals))].Terminal
		reason := []link.Reason{link.ReasonCitizen, link.ReasonVisitEnd}[w.pick(2)]
		return "hang up " + id, w.f.HangUp(ctx, terminal, id, reason), w.m.hangUp(terminal, id, reason)
	case 13:
		return w.terminals(ctx)
	case 14:
		c := w.clerk().ID
		return "beat " + c, w.f.Beat(ctx, c), w.m.beat(c)
	}
	return w.pass(ctx)
}

func (w *walk) accept(ctx context.Context) (string, error, Code) {
	clerk, id := w.clerk().ID, Next
	if w.pick(3) == 0 {
		id = w.call()
	}
	l, err := w.f.Accept(ctx, clerk, id)
	c, code := w.m.accept(clerk, id)
	if err == nil && code == "" {
		if l.Call != c.id || l.Epoch != c.epoch || l.Clerk != clerk {
			return "accept " + clerk, fmt.Errorf("got %+v, the model gives %s epoch %d", l, c.id, c.epoch), ""
		}
		w.leases = append(w.leases, l)
	}
	return "accept " + clerk + " " + id, err, code
}

// byLease ends a call, gives it back, or recalls it.
func (w *walk) byLease(ctx context.Context) (string, error, Code) {
	l := w.lastLease()
	switch w.pick(3) {
	case 0:
		c, code := w.m.held(l, MoveEnd)
		if code == "" {
			c.end(Done)
		}
		return fmt.Sprint("end ", l), w.f.End(ctx, l, link.ReasonSolved), code
	case 1:
		c, code := w.m.held(l, MoveRequeue)
		if code == "" {
			c.back()
		}
		return fmt.Sprint("requeue ", l), w.f.Requeue(ctx, l), code
	}
	c, code := w.m.held(l, MoveRecall)
	if code == "" {
		c.state, c.target = Active, ""
	}
	return fmt.Sprint("recall ", l), w.f.Recall(ctx, l), code
}

// terminals loses one, or hears of all.
func (w *walk) terminals(ctx context.Context) (string, error, Code) {
	if w.pick(3) == 0 {
		lost := walkTerminals[w.pick(len(walkTerminals))].Terminal
		for _, c := range w.m.calls {
			c.absent = c.absent || c.state.Open() && c.terminal == lost
		}
		return "lost " + lost, w.f.TerminalLost(ctx, lost), ""
	}
	var all []string
	for _, terminal := range walkTerminals {
		all = append(all, terminal.Terminal)
	}
	for _, c := range w.m.calls {
		if c.state.Open() {
			c.absent, c.terminalUntil = false, w.m.now.Add(w.m.grace)
		}
	}
	return "terminals here", w.f.TerminalsHere(ctx, all...), ""
}

func (w *walk) pass(ctx context.Context) (string, error, Code) {
	d := time.Duration(w.pick(6)) * time.Second
	w.f.clock.move(d)
	w.m.now = w.f.clock.now()
	w.m.reap()
	_, err := w.f.Reap(ctx)
	return "pass " + d.String(), err, ""
}

// compare holds every call, and the line that a clerk sees, to the model.
func (w *walk) compare(t *testing.T, n int, name string) {
	t.Helper()
	cases, err := database.All(t.Context(), w.f.db, plainRecord, "SELECT "+recordColumns+" FROM queue_call c")
	if err != nil {
		t.Fatal(err)
	}
	if len(cases) != len(w.m.calls) {
		t.Fatalf("step %d, %s: %d calls, the model has %d", n, name, len(cases), len(w.m.calls))
	}
	for _, r := range cases {
		c := w.m.calls[r.ID]
		if r.state != c.state || r.clerk != c.clerk || r.target != c.target || r.epoch != c.epoch || r.absent != c.absent || r.Language != c.language {
			t.Fatalf("step %d, %s: %s is %s %q→%q %d %v %s, the model has %s %q→%q %d %v %s", n, name, r.ID,
				r.state, r.clerk, r.target, r.epoch, r.absent, r.Language, c.state, c.clerk, c.target, c.epoch, c.absent, c.language)
		}
	}
	viewer := walkClerks[n%len(walkClerks)].ID
	got, err := w.f.Waiting(t.Context(), viewer)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, c := range w.m.line(viewer) {
		want = append(want, c.id)
	}
	for i, c := range got {
		if len(got) != len(want) || c.ID != want[i] {
			t.Fatalf("step %d, %s: %s sees %+v, the model %v", n, name, viewer, got, want)
		}
	}
	if len(got) != len(want) {
		t.Fatalf("step %d, %s: %s sees %d calls, the model %d", n, name, viewer, len(got), len(want))
	}
}

func newWalk(f *fixture, steps []byte) *walk {
	return &walk{f: f, steps: steps, counts: map[Code]int{}, m: &model{now: f.clock.now(), lease: f.lease, grace: f.grace,
		calls: map[string]*modelCall{}, clerks: map[string]*modelClerk{}}}
}

func randomSteps(seed uint64, n int) []byte {
	random := rand.New(rand.NewPCG(seed, 5))
	steps := make([]byte, n)
	for i := range steps {
		steps[i] = byte(random.Uint32())
	}
	return steps
}

// A long random walk meets every kind of refusal, and never differs from the model.
func TestWalk(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		w := newWalk(f, randomSteps(1, 8000))
		w.run(t)
		for _, code := range []Code{"", CodeAway, CodeBusy, CodeEmpty, CodeUnknown, CodeTaken, CodeAbsent, CodeEnded, CodeFenced, CodeState, CodeConflict, CodeInvalid, CodeAuthority} {
			if w.counts[code] == 0 {
				t.Errorf("the walk never met %q", code)
			}
		}
		t.Logf("%d calls, %d leases, %v", len(w.ids), len(w.leases), w.counts)
	})
}

func FuzzWalk(f *testing.F) {
	for seed := range uint64(4) {
		f.Add(randomSteps(100+seed, 200))
	}
	f.Fuzz(func(t *testing.T, steps []byte) {
		if len(steps) > 500 {
			t.Skipf("%d steps: walks of more than 500 are TestWalk's", len(steps))
		}
		db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "hub.sqlite"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		newWalk(newFixture(t, db), steps).run(t)
	})
}
