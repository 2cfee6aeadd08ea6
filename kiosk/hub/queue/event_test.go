package queue

import (
	"context"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/link"
)

// Another replica hears of everything, in order, and of nothing that was refused.
func TestWatch(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		f := newFixture(t, db)
		watching := f
		if db.Dialect() == database.PostgreSQL {
			watching = newFixture(t, open())
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		events, err := watching.Watch(ctx)
		f.must(err)
		next := func() Event {
			t.Helper()
			select {
			case e, ok := <-events:
				if !ok {
					t.Fatal("the events ended")
				}
				return e
			case <-time.After(time.Minute):
				t.Fatal("no event came")
			}
			return Event{}
		}
		if e := next(); e.Kind != LookAgain {
			t.Errorf("the first is %+v", e)
		}
		f.arrive("krahl", "lehmann")
		f.ask(call(1))
		_, err = f.Accept(t.Context(), "krahl", call(9).ID)
		f.refused(err, CodeUnknown)
		l := f.accept("krahl", Next)
		f.must(f.Transfer(t.Context(), l, To{Clerk: "lehmann"}))
		l = f.accept("lehmann", Next)
		f.must(f.Invite(t.Context(), l, "krahl", link.AsSecond))
		_, err = f.Join(t.Context(), "krahl", l.Call)
		f.must(err)
		f.must(f.Leave(t.Context(), "krahl", l.Call))
		f.must(f.TerminalLost(t.Context(), "ms-01"))
		f.must(f.End(t.Context(), l, link.ReasonSolved))
		for _, want := range []Event{
			{Kind: Attends, Clerk: "krahl"},
			{Kind: Attends, Clerk: "lehmann"},
			{Kind: Enqueued, Call: l.Call},
			{Kind: Accepted, Call: l.Call, Clerk: "krahl", Epoch: 1},
			{Kind: Handed, Call: l.Call, Clerk: "krahl", Other: "lehmann", Epoch: 1},
			{Kind: Accepted, Call: l.Call, Clerk: "lehmann", Other: "krahl", Epoch: 2},
			{Kind: Invited, Call: l.Call, Clerk: "lehmann", Other: "krahl", Epoch: 2},
			{Kind: Joined, Call: l.Call, Clerk: "krahl", Other: "lehmann", Epoch: 2},
			{Kind: Left, Call: l.Call, Clerk: "krahl", Other: "lehmann", Epoch: 2},
			{Kind: Progressed, Call: l.Call, Clerk: "lehmann", Epoch: 2},
			{Kind: Ended, Call: l.Call, Clerk: "lehmann", Epoch: 2, Reason: link.ReasonSolved},
		} {
			got := next()
			if got.Call != "" && (got.Terminal != "ms-01" || got.Authority != town) || got.Seq == 0 || got.At.IsZero() {
				t.Errorf("%+v lacks something", got)
			}
			got.Seq, got.At, got.Terminal, got.Authority = 0, time.Time{}, "", ""
			if got != want {
				t.Errorf("%+v, want %+v", got, want)
			}
		}
		cancel()
		for range events { // ends
		}
	})
}
