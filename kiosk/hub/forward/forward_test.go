package forward

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/hub/fitconnect/fitconnecttest"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission/seal"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

func TestForwarded(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		g, c, s := fitconnecttest.New(t), newClock(), &said{}
		g.Manual()
		f := replica(t, open(), g, c, s, nil)
		a := application()
		arrive(t, f, a.ID, sealedFor(t, g, a))
		if fate(t, f, a.ID) != link.FateArrived {
			t.Error("no row yet, and not arrived")
		}
		settle(t, f, c, a.ID, Handed)
		if fate(t, f, a.ID) != link.FateHanded {
			t.Error("not handed over")
		}
		g.Accept(0)
		settle(t, f, c, a.ID, Accepted)
		if fate(t, f, a.ID) != link.FateAccepted {
			t.Error("not accepted")
		}
		if got := g.Received(); len(got) != 1 || got[0].Wrong != "" || !strings.Contains(string(got[0].Data), canary) {
			t.Errorf("%+v", got)
		}
		if got := audited(t, f, a.ID); got != "submission.forwarded submission.accepted" {
			t.Error(got)
		}
		if strings.Contains(s.all(), canary) {
			t.Error("the log names a person")
		}
	})
}

func TestRejected(t *testing.T) {
	g, c := fitconnecttest.New(t), newClock()
	f := replica(t, openDB(t), g, c, &said{}, nil)
	a, b := application(), application()
	s := sealedFor(t, g, a)
	s.Data = sealedFor(t, g, b).Data
	arrive(t, f, a.ID, s)
	settle(t, f, c, a.ID, Rejected)
	if fate(t, f, a.ID) != link.FateRejected || audited(t, f, a.ID) != "submission.forwarded submission.rejected" {
		t.Error(audited(t, f, a.ID))
	}
}

// Each call of the way is broken once, before it is carried out, behind it, and with a refusal that passes; with and without a crash of the
// hub in that moment. Whatever breaks, the authority gets the application once, and its word is believed once.
func TestBrokenAtEachCall(t *testing.T) {
	g := fitconnecttest.New(t)
	calls := callsOfOne(t, g)
	if calls < 7 {
		t.Fatalf("only %d calls for one application", calls)
	}
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		for nth := 1; nth <= calls; nth++ {
			for _, cut := range []fitconnecttest.Cut{fitconnecttest.CutBefore, fitconnecttest.CutAfter, fitconnecttest.Answer503} {
				for _, crash := range []bool{false, true} {
					t.Run(fmt.Sprintf("call %d, cut %d, crash %t", nth, cut, crash), func(t *testing.T) {
						broken(t, open, nth, cut, crash)
					})
				}
			}
		}
	})
}

// callsOfOne counts the requests of one application.
func callsOfOne(t *testing.T, g *fitconnecttest.Gateway) int {
	c := newClock()
	f := replica(t, openDB(t), g, c, &said{}, nil)
	a := application()
	arrive(t, f, a.ID, sealedFor(t, g, a))
	before := g.Calls()
	settle(t, f, c, a.ID, Accepted)
	return g.Calls() - before
}

func broken(t *testing.T, open func() *database.DB, nth int, cut fitconnecttest.Cut, crash bool) {
	g, c := fitconnecttest.New(t), newClock()
	db := open()
	f := replica(t, db, g, c, &said{}, nil)
	a := application()
	arrive(t, f, a.ID, sealedFor(t, g, a))
	happened := make(chan struct{})
	g.Fail(nth, cut, func() {
		if crash { // nothing of this replica reaches the database any more, not even the end of its lease
			db.Close()
		}
		close(happened)
	})
	err := f.rows.adopt(t.Context(), f.Authorities)
	for err == nil && !isDone(happened) {
		err = f.drain(t.Context())
		c.move(time.Minute) // what was put off is due again
	}
	if !isDone(happened) {
		t.Fatalf("it never came to that call: %v", err)
	}
	second := f
	if crash {
		second = replica(t, open(), g, c, &said{}, nil)
	}
	settle(t, second, c, a.ID, Accepted)
	if got := g.Received(); len(got) != 1 || got[0].Wrong != "" {
		t.Errorf("the authority got %d", len(got))
	}
	if got := audited(t, second, a.ID); got != "submission.forwarded submission.accepted" {
		t.Error(got)
	}
}

func isDone(c chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// An announcement that ran out reached nobody: it is begun anew. What may have been handed over is never sent again by itself.
func TestGone(t *testing.T) {
	g, c := fitconnecttest.New(t), newClock()
	f := replica(t, openDB(t), g, c, &said{}, nil)
	a := application()
	arrive(t, f, a.ID, sealedFor(t, g, a))
	g.Fail(3, fitconnecttest.Answer503, nil) // token, announcement, first attachment
	if err := errors.Join(f.rows.adopt(t.Context(), f.Authorities), f.drain(t.Context())); err != nil {
		t.Fatal(err)
	}
	if s := standingOf(t, f, a.ID); s.State != Begun || s.Reason != "fitconnect.failing" {
		t.Errorf("%+v", s)
	}
	g.Forget()
	settle(t, f, c, a.ID, Accepted)
	if len(g.Received()) != 1 {
		t.Errorf("%d came", len(g.Received()))
	}

	b := application()
	arrive(t, f, b.ID, sealedFor(t, g, b))
	g.Fail(4, fitconnecttest.Answer503, nil) // announcement, two attachments, handing over
	if err := errors.Join(f.rows.adopt(t.Context(), f.Authorities), f.drain(t.Context())); err != nil {
		t.Fatal(err)
	}
	g.Forget()
	settle(t, f, c, b.ID, Refused)
	if s := standingOf(t, f, b.ID); s.Reason != ReasonUnsure || len(g.Received()) != 1 {
		t.Errorf("%+v, %d came", s, len(g.Received()))
	}
	// A person has asked the authority, which has nothing.
	if err := f.Retry(t.Context(), standingOf(t, f, b.ID).Submission, b.ID); err != nil {
		t.Fatal(err)
	}
	settle(t, f, c, b.ID, Accepted)
	if got := audited(t, f, b.ID); got != "submission.refused submission.retried submission.forwarded submission.accepted" {
		t.Error(got)
	}
	if err := f.Retry(t.Context(), standingOf(t, f, b.ID).Submission, b.ID); hub.CodeOf(err) != hub.CodeNotFound {
		t.Errorf("what was accepted is repeated: %v", err)
	}
}

// What is wrong stands in the row, with its code, until it is mended.
func TestTroubles(t *testing.T) {
	for name, c := range map[string]struct {
		fault  fitconnecttest.Fault
		reason string
	}{
		"unavailable": {fitconnecttest.Unavailable, "fitconnect.failing"}, "throttled": {fitconnecttest.Throttled, "fitconnect.throttled"},
		"forbidden": {fitconnecttest.Forbidden, "fitconnect.forbidden"}, "a page of the network": {fitconnecttest.Strange, "fitconnect.stranger"},
		"token refused": {fitconnecttest.TokenRefused, "fitconnect.credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			g, clock := fitconnecttest.New(t), newClock()
			f := replica(t, openDB(t), g, clock, &said{}, nil)
			a := application()
			arrive(t, f, a.ID, sealedFor(t, g, a))
			g.Set(c.fault, 100)
			for range 3 {
				if err := errors.Join(f.rows.adopt(t.Context(), f.Authorities), f.drain(t.Context())); err != nil {
					t.Fatal(err)
				}
				clock.move(time.Hour)
			}
			if s := standingOf(t, f, a.ID); s.State != Waiting || s.Reason != c.reason || s.Tries != 3 || s.DueAt.IsZero() {
				t.Errorf("%+v", s)
			}
			g.Set(c.fault, 0)
			settle(t, f, clock, a.ID, Accepted)
			if s := standingOf(t, f, a.ID); s.Reason != "" || s.Tries != 0 || len(g.Received()) != 1 {
				t.Errorf("%+v", s)
			}
		})
	}
}

// A word that cannot be believed is not told. The true one is, when it comes.
func TestUnbelieved(t *testing.T) {
	g, c, s := fitconnecttest.New(t), newClock(), &said{}
	g.Manual()
	f := replica(t, openDB(t), g, c, s, nil)
	a := application()
	arrive(t, f, a.ID, sealedFor(t, g, a))
	settle(t, f, c, a.ID, Handed)
	g.Set(fitconnecttest.EventKey, 1)
	g.Accept(0)
	c.move(time.Minute)
	for range 3 {
		if err := f.drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		c.move(time.Minute)
	}
	if st := standingOf(t, f, a.ID); st.State != Handed || st.Reason != "fitconnect.event" || strings.Count(s.all(), EventUnbelieved) != 1 {
		t.Errorf("%+v\n%s", st, s.all())
	}
	g.Accept(0)
	settle(t, f, c, a.ID, Accepted)
}

// What the terminal sealed for another way, and what is no application, waits for a person.
func TestForAPerson(t *testing.T) {
	g, c := fitconnecttest.New(t), newClock()
	f := replica(t, openDB(t), g, c, &said{}, nil)
	key, err := seal.GenerateKey(seal.P256)
	if err != nil {
		t.Fatal(err)
	}
	a := application()
	house, err := seal.Seal(a, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	arrive(t, f, a.ID, house)
	settle(t, f, c, a.ID, Refused)
	if s := standingOf(t, f, a.ID); s.Reason != ReasonForm || fate(t, f, a.ID) != link.FateArrived {
		t.Errorf("%+v", s)
	}
	b := application()
	other := sealedFor(t, g, b)
	other.Destination.ID = seal.NewID()
	arrive(t, f, b.ID, other)
	settle(t, f, c, b.ID, Refused)
	d := application()
	s := sealedFor(t, g, d)
	s.Attachments[0].JWE = "scan"
	arrive(t, f, d.ID, s)
	settle(t, f, c, d.ID, Refused)
	if s := standingOf(t, f, d.ID); s.Reason != "fitconnect.refused" || len(g.Received()) != 0 {
		t.Errorf("%+v", s)
	}
}

// Two replicas that work at the same rows hand each application over once.
func TestReplicas(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		g, c := fitconnecttest.New(t), newClock()
		first, second := replica(t, open(), g, c, &said{}, nil), replica(t, open(), g, c, &said{}, nil)
		const n = 12
		var keys []string
		for range n {
			a := application()
			keys = append(keys, a.ID)
			arrive(t, first, a.ID, sealedFor(t, g, a))
		}
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 2)
		for _, f := range []*Forward{first, second} {
			go func() { ended <- f.Run(ctx) }()
		}
		deadline := time.After(patience)
		for _, key := range keys {
			for standingOf(t, first, key).State != Accepted {
				select {
				case <-deadline:
					t.Fatalf("%+v", standingOf(t, first, key))
				case <-time.After(20 * time.Millisecond):
				}
				c.move(10 * time.Second)
			}
		}
		cancel()
		if err := errors.Join(<-ended, <-ended); err != nil {
			t.Error(err)
		}
		if len(g.Received()) != n || g.Announced() != n {
			t.Errorf("%d announced, %d came, not %d", g.Announced(), len(g.Received()), n)
		}
	})
}

// A terminal learns of its own submissions alone, and gets the keys of destinations; both only as itself.
func TestHandler(t *testing.T) {
	g, c := fitconnecttest.New(t), newClock()
	f := replica(t, openDB(t), g, c, &said{}, nil)
	a := application()
	arrive(t, f, a.ID, sealedFor(t, g, a))
	settle(t, f, c, a.ID, Accepted)
	h := f.Handler(func(r *http.Request) (string, bool) {
		id := r.Header.Get(link.HeaderTerminal)
		return id, id != ""
	})
	ask := func(terminal, path string) (int, string) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set(link.HeaderTerminal, terminal)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for _, q := range []struct {
		terminal, path string
		status         int
		holds          string
	}{
		{"MS-03", link.FatesPath + a.ID, 200, `"accepted"`},
		{"MS-04", link.FatesPath + a.ID, 404, "envelope"},
		{"MS-03", link.FatesPath + seal.NewID(), 404, "envelope"},
		{"", link.FatesPath + a.ID, 401, "unauthorized"},
		{"MS-03", link.DestinationsPath + "buergeramt", 200, `"encryptionKid"`},
		{"MS-03", link.DestinationsPath + "bauhof", 404, "envelope"},
		{"", link.DestinationsPath + "buergeramt", 401, "unauthorized"},
	} {
		if status, body := ask(q.terminal, q.path); status != q.status || !strings.Contains(body, q.holds) {
			t.Errorf("%s asks %s: %d %s", q.terminal, q.path, status, body)
		}
	}
	before := g.Calls()
	if status, _ := ask("MS-03", link.DestinationsPath+"buergeramt"); status != 200 || g.Calls() != before {
		t.Error("the keys are asked for again")
	}
	g.Set(fitconnecttest.Unavailable, 10)
	c.move(time.Hour)
	if status, _ := ask("MS-03", link.DestinationsPath+"buergeramt"); status != 200 {
		t.Errorf("%d while FIT-Connect is away", status)
	}
	c.move(48 * time.Hour)
	if status, _ := ask("MS-03", link.DestinationsPath+"buergeramt"); status != 502 {
		t.Errorf("%d with keys of two days ago", status)
	}
}

func TestPauses(t *testing.T) {
	for failures, most := range map[int]time.Duration{0: 5 * time.Second, 1: 10 * time.Second, 3: 40 * time.Second, 100: longest} {
		if p := pause(failures); p > most || p < most/2 {
			t.Errorf("%v after %d failures, at most %v", p, failures, most)
		}
	}
	for age, want := range map[time.Duration]time.Duration{0: 2 * time.Second, time.Minute: 6 * time.Second, time.Hour: 6 * time.Minute, 90 * 24 * time.Hour: 6 * time.Hour} {
		if got := interval(age); got != want {
			t.Errorf("%v after %v, not %v", got, age, want)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	g := fitconnecttest.New(t)
	f := replica(t, openDB(t), g, newClock(), &said{}, nil)
	for name, a := range map[string]Authority{"no destination": {Way: FITConnect}, "no carrier": {Way: Mail}} {
		c := f.Config
		c.Authorities = map[string]Authority{"buergeramt": a}
		if _, err := New(t.Context(), c); hub.CodeOf(err) != hub.CodeSetup {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := New(t.Context(), Config{}); hub.CodeOf(err) != hub.CodeSetup {
		t.Error(err)
	}
}
