package forward

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/hub/fitconnect/fitconnecttest"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission/seal"
)

// carrier is a double that notes its calls; before and after break one of them.
type carrier struct {
	calls         []string
	before, after func(call string) error
}

func (c *carrier) Takes(w link.Way) bool { return w == link.WayHub }

func (c *carrier) Prepare(_ context.Context, p Parcel) error { return c.call("prepare", p) }

func (c *carrier) Deliver(_ context.Context, p Parcel, resumed bool) error {
	if resumed {
		return c.call("deliver again", p)
	}
	return c.call("deliver", p)
}

func (c *carrier) call(name string, p Parcel) error {
	if p.Key == "" || p.Envelope.Number == "" || len(p.Body) == 0 || p.StoredAt.IsZero() {
		return errors.New("the parcel lacks something")
	}
	if c.before != nil {
		if err := c.before(name); err != nil {
			return err
		}
	}
	c.calls = append(c.calls, name)
	if c.after != nil {
		return c.after(name)
	}
	return nil
}

// refusal is a Trouble of a carrier.
type refusal struct{ final bool }

func (refusal) Error() string       { return "no" }
func (refusal) Kind() string        { return "mail.refused" }
func (r refusal) Final() bool       { return r.final }
func (refusal) Wait() time.Duration { return 2 * time.Hour }

func byHand(c *carrier) map[string]Authority {
	return map[string]Authority{"buergeramt": {Way: Directory, Carrier: c}}
}

func house(t *testing.T, a seal.Application) link.Sealed {
	t.Helper()
	key, err := seal.GenerateKey(seal.P256)
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.Seal(a, key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A crash around each step: what was prepared may be prepared again, and what may have been delivered is told to be so.
func TestCarrierCrashes(t *testing.T) {
	for name, c := range map[string]struct {
		at    string // the call that is broken
		after bool
		want  string
	}{
		"nothing breaks":   {"", false, "[prepare deliver]"},
		"before prepare":   {"prepare", false, "[prepare deliver]"},
		"behind prepare":   {"prepare", true, "[prepare prepare deliver]"},
		"before deliver":   {"deliver", false, "[prepare deliver again]"},
		"behind delivered": {"deliver", true, "[prepare deliver deliver again]"},
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
				g, clock, double, db := fitconnecttest.New(t), newClock(), &carrier{}, open()
				crash := func(call string) error {
					if call == c.at {
						db.Close()
						return errors.New("crash")
					}
					return nil
				}
				if double.before = crash; c.after {
					double.before, double.after = nil, crash
				}
				f := replica(t, db, g, clock, &said{}, byHand(double))
				a := application()
				arrive(t, f, a.ID, house(t, a))
				err := errors.Join(f.rows.adopt(t.Context(), f.Authorities), f.drain(t.Context()))
				if (c.at != "") != (err != nil) {
					t.Fatal(err)
				}
				double.before, double.after = nil, nil
				second := replica(t, open(), g, clock, &said{}, byHand(double))
				settle(t, second, clock, a.ID, Handed)
				if got := fmt.Sprint(double.calls); got != c.want {
					t.Errorf("%s, not %s", got, c.want)
				}
				if got := audited(t, second, a.ID); got != "submission.forwarded" {
					t.Error(got)
				}
				if fate(t, second, a.ID) != link.FateHanded {
					t.Error("the terminal is told otherwise")
				}
			})
		})
	}
}

func TestCarrierTroubles(t *testing.T) {
	g, clock, double := fitconnecttest.New(t), newClock(), &carrier{}
	f := replica(t, openDB(t), g, clock, &said{}, byHand(double))
	a := application()
	arrive(t, f, a.ID, house(t, a))
	double.before = func(string) error { return refusal{} }
	if err := errors.Join(f.rows.adopt(t.Context(), f.Authorities), f.drain(t.Context())); err != nil {
		t.Fatal(err)
	}
	if s := standingOf(t, f, a.ID); s.State != Waiting || s.Reason != "mail.refused" || s.DueAt.Sub(clock.now()) < time.Hour {
		t.Errorf("%+v", s)
	}
	double.before = func(string) error { return refusal{true} }
	settle(t, f, clock, a.ID, Refused)
	double.before = nil
	if err := f.Retry(t.Context(), standingOf(t, f, a.ID).Submission, a.ID); err != nil {
		t.Fatal(err)
	}
	settle(t, f, clock, a.ID, Handed)

	// What was sealed for FIT-Connect cannot be opened from a directory.
	b := application()
	arrive(t, f, b.ID, sealedFor(t, g, b))
	settle(t, f, clock, b.ID, Refused)
	if s := standingOf(t, f, b.ID); s.Reason != ReasonForm {
		t.Errorf("%+v", s)
	}
}

// An authority that has another way since is served on it, unless the old one was begun.
func TestChangedSettings(t *testing.T) {
	g, clock, db := fitconnecttest.New(t), newClock(), openDB(t)
	f := replica(t, db, g, clock, &said{}, nil)
	a, b := application(), application()
	arrive(t, f, a.ID, house(t, a))
	if err := f.rows.adopt(t.Context(), f.Authorities); err != nil {
		t.Fatal(err)
	}
	second := replica(t, db, g, clock, &said{}, byHand(&carrier{}))
	settle(t, second, clock, a.ID, Handed)

	arrive(t, f, b.ID, sealedFor(t, g, b))
	g.Fail(3, fitconnecttest.Answer503, nil) // token, announcement, first attachment
	if err := errors.Join(f.rows.adopt(t.Context(), f.Authorities), f.drain(t.Context())); err != nil {
		t.Fatal(err)
	}
	clock.move(time.Hour)
	if err := second.drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s := standingOf(t, second, b.ID); s.State != Begun || s.Reason != ReasonSettings {
		t.Errorf("%+v", s)
	}
}
