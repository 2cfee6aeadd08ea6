package live_test

import (
	"slices"
	"testing"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/hub/live"
	"buergerterminal/kiosk/hub/live/livetest"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// A clerk who is lost loses the call, and the citizen stands in front.
func TestClerkLost(t *testing.T) {
	t.Parallel()
	each2(t, short, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		_, atDesk := talk(t, terminal, desk)
		stop := beating(terminal)
		defer stop()
		desk.Cut()
		if l := livetest.Await[link.Left](t, terminal); l.Who != atDesk.Who.ID || !l.Lost {
			t.Errorf("left %+v", l)
		}
		if w := livetest.AwaitThat(t, terminal, func(w link.Waiting) bool { return w.Again }); w.Place != 1 {
			t.Errorf("told %+v", w)
		}
		other := a.Desk(t, livetest.Colleague("karl"))
		stopDesk := beating(other)
		defer stopDesk()
		other.Send(t, link.Accept{Call: callID})
		if got := livetest.Await[link.Accepted](t, terminal); got.Epoch != 2 {
			t.Errorf("accepted %+v", got)
		}
		// The clerk comes back with what the tab remembers: the call is another's.
		back := b.Tab(t, livetest.Petra(), link.DeskHello{Tab: queue.NewID(), Call: callID, Epoch: 1})
		if l := livetest.Await[link.Left](t, back); l.Who != atDesk.Who.ID {
			t.Errorf("left %+v", l)
		}
	})
}

// beating lets a party beat until the test ends it, faster than a real one does, as leases are shorter.
func beating(p *livetest.Party) (stop func()) {
	end, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(300 * time.Millisecond)
		defer tick.Stop()
		raw, err := link.Encode(link.Beat{})
		for err == nil {
			select {
			case <-end:
				return
			case <-tick.C:
				err = p.SendRaw(raw)
			}
		}
	}()
	return func() { close(end); <-done }
}

// A terminal that does not come back loses its call; one that does keeps it.
func TestTerminalLost(t *testing.T) {
	t.Parallel()
	each2(t, short, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		stop := beating(desk)
		defer stop()
		talk(t, terminal, desk)
		terminal.Cut()
		back := b.Terminal(t, "MS-03", callID)
		if got := livetest.Await[link.Accepted](t, back); got.Epoch != 1 || got.Who.Name != "Name of petra" {
			t.Errorf("after the cut it was told %+v", got)
		}
		back.Cut()
		if e := livetest.Await[link.Ended](t, desk); e.Reason != link.ReasonGone {
			t.Errorf("ended by %s", e.Reason)
		}
		late := a.Terminal(t, "MS-03", callID)
		if e := livetest.Await[link.Ended](t, late); e.Reason != link.ReasonGone {
			t.Errorf("late, it was told %+v", e)
		}
	})
}

// A terminal that began anew does not hold the call of the visit before.
func TestTerminalBeganAnew(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		talk(t, terminal, desk)
		b.Terminal(t, "MS-03", "")
		if e := livetest.Await[link.Ended](t, desk); e.Reason != link.ReasonVisitEnd {
			t.Errorf("ended by %s", e.Reason)
		}
		if code, _ := terminal.AwaitEnd(t); code != websocket.StatusNormalClosure {
			t.Errorf("the channel before ended with %v", code)
		}
	})
}

// The hub restarts in the middle of a call: both come back, and it is theirs.
func TestHubRestarts(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		first := livetest.Open(t, db, livetest.Options{})
		terminal, desk := first.Terminal(t, "MS-03", ""), first.Desk(t, livetest.Petra())
		_, atDesk := talk(t, terminal, desk)
		first.Close(t)
		for _, p := range []*livetest.Party{terminal, desk} {
			if code, _ := p.AwaitEnd(t); code != websocket.StatusServiceRestart && code != 0 {
				t.Errorf("the channel ended with %v", code)
			}
		}
		second := livetest.Open(t, db, livetest.Options{})
		desk = second.Tab(t, livetest.Petra(), link.DeskHello{Tab: queue.NewID(), Call: callID, Epoch: atDesk.Epoch})
		again := livetest.Await[link.Accepted](t, desk)
		if again.Epoch != atDesk.Epoch || again.Who.ID != atDesk.Who.ID {
			t.Errorf("the desk was told %+v", again)
		}
		terminal = second.Terminal(t, "MS-03", callID)
		if got := livetest.Await[link.Accepted](t, terminal); got.Epoch != atDesk.Epoch {
			t.Errorf("the terminal was told %+v", got)
		}
		exchange(t, desk, terminal, again, link.TerminalPeer, "v=0 restart")
		desk.Send(t, link.End{Call: callID, Reason: link.ReasonSolved})
		livetest.Await[link.Ended](t, terminal)
	})
}

// The newest tab is the clerk's desk. Opened in the middle of a call, it takes the call over, and the others connect anew.
func TestTwoTabs(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, first := a.Terminal(t, "MS-03", ""), a.Desk(t, livetest.Petra())
		_, atDesk := talk(t, terminal, first)
		second := b.Desk(t, livetest.Petra())
		livetest.Await[link.Superseded](t, first)
		if code, _ := first.AwaitEnd(t); code != websocket.StatusNormalClosure {
			t.Errorf("the first tab ended with %v", code)
		}
		again := livetest.Await[link.Accepted](t, second)
		if again.Epoch != 1 || len(again.Peers) != 1 || !again.Peers[0].Offer {
			t.Errorf("the second tab was told %+v", again)
		}
		if l := livetest.Await[link.Left](t, terminal); l.Who != atDesk.Who.ID || !l.Lost {
			t.Errorf("left %+v", l)
		}
		livetest.Await[link.Joined](t, terminal)
		exchange(t, second, terminal, again, link.TerminalPeer, "v=0 second tab")
	})
}

// A terminal that vanishes in a call, and stays away, stands in the audit log with its call; one that is soon back does not. The
// board says since when it is away.
func TestTerminalVanished(t *testing.T) {
	t.Parallel()
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		log, err := audit.Open(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		o := short
		o.Change = func(c *live.Config) { c.Audit, c.Vanished = log, time.Second }
		a := livetest.Open(t, db, o)
		b := a
		if db.Dialect() == database.PostgreSQL {
			b = livetest.Open(t, open(), o)
		}
		terminal, brief, desk := a.Terminal(t, "MS-03", ""), a.Terminal(t, "MS-04", ""), b.Desk(t, livetest.Petra())
		stop := beating(desk)
		defer stop()
		talk(t, terminal, desk)
		brief.Cut()
		b.Terminal(t, "MS-04", "")
		began := time.Now().Truncate(time.Second)
		terminal.Cut()
		livetest.AwaitThat(t, desk, func(b link.Board) bool {
			i := slices.IndexFunc(b.Terminals, func(s link.Standing) bool { return s.Terminal == "MS-03" })
			return i >= 0 && !b.Terminals[i].Online && !b.Terminals[i].Since.Before(began)
		})
		livetest.Await[link.Ended](t, desk)
		var rows []audit.Entry
		wait(t, func() bool {
			rows = nil
			if err := log.Rows(t.Context(), 0, func(r audit.Row) error { rows = append(rows, r.Entry); return nil }); err != nil {
				t.Fatal(err)
			}
			return slices.ContainsFunc(rows, func(e audit.Entry) bool { return e.Action == audit.TerminalVanished }) &&
				slices.Contains(rows, audit.Entry{Action: audit.CallEnded, Actor: audit.Hub, Object: callID, Detail: audit.Unreachable})
		})
		for _, e := range rows {
			if e.Action == audit.TerminalVanished && e.Object != "MS-03" {
				t.Errorf("%s stands in the log, and was soon back", e.Object)
			}
		}
	})
}
