package live_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
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

func TestMain(m *testing.M) {
	if os.Getenv(crowdURL) == "" {
		databasetest.Main(m)
		return
	}
	if err := crowd(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

const callID = "0123456789abcdef-1"

// each runs a test with two replicas on PostgreSQL, and with one that is both on SQLite.
func each(t *testing.T, test func(t *testing.T, a, b *livetest.House)) {
	each2(t, livetest.Options{}, test)
}

func each2(t *testing.T, o livetest.Options, test func(t *testing.T, a, b *livetest.House)) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		a := livetest.Open(t, db, o)
		b := a
		if db.Dialect() == database.PostgreSQL {
			b = livetest.Open(t, open(), o)
		}
		test(t, a, b)
	})
}

func ask(call string) link.Ask {
	return link.Ask{Call: call, Flow: "abfall", Language: "de", Progress: link.Progress{Step: 2, Steps: 6, Part: "details"}}
}

// talk brings a terminal and a clerk together.
func talk(t *testing.T, terminal, desk *livetest.Party) (atTerminal, atDesk link.Accepted) {
	t.Helper()
	terminal.Send(t, ask(callID))
	livetest.Await[link.Waiting](t, terminal)
	desk.Send(t, link.Accept{Call: callID})
	return livetest.Await[link.Accepted](t, terminal), livetest.Await[link.Accepted](t, desk)
}

// A citizen asks, a clerk sees it and takes it, both exchange signals, and the clerk ends it.
func TestCall(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal := a.Terminal(t, "MS-03", "")
		desk := b.Desk(t, livetest.Petra())
		livetest.AwaitThat(t, terminal, func(o link.Opening) bool { return o.Open && o.Clerks == 1 })
		terminal.Send(t, ask(callID))
		if w := livetest.Await[link.Waiting](t, terminal); w.Place != 1 || w.Again {
			t.Errorf("told %+v", w)
		}
		board := livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Waiting) == 1 })
		c := board.Waiting[0]
		if c.Call != callID || c.Site != "Site MS-03" || c.Title != "ABFALL" || c.Step != 2 || c.Steps != 6 || !c.Fits || c.Since.IsZero() {
			t.Errorf("the board shows %+v", c)
		}
		terminal.Send(t, link.Progress{Call: callID, Flow: "abfall", Step: 3, Steps: 6})
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Waiting) == 1 && b.Waiting[0].Step == 3 })

		desk.Send(t, link.Accept{})
		atDesk, atTerminal := livetest.Await[link.Accepted](t, desk), livetest.Await[link.Accepted](t, terminal)
		if atTerminal.Epoch != 1 || atTerminal.Who.Name != "Name of petra" || atTerminal.Who.Office != "Bürgeramt" || atTerminal.Who.ID != atDesk.Who.ID {
			t.Errorf("the terminal was told %+v, the desk %+v", atTerminal, atDesk)
		}
		if len(atDesk.Peers) != 1 || atDesk.Peers[0].Who.ID != link.TerminalPeer || !atDesk.Peers[0].Offer || atDesk.Case == nil || atDesk.Case.Step != 3 || atDesk.Terminal != "MS-03" {
			t.Errorf("the desk was told %+v", atDesk)
		}
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Waiting) == 0 && b.State == link.Busy })

		exchange(t, desk, terminal, atDesk, link.TerminalPeer, "v=0 offer"+strings.Repeat(" a=candidate", 3000))
		exchange(t, terminal, desk, atTerminal, atDesk.Who.ID, "v=0 answer")

		desk.Send(t, link.End{Call: callID, Reason: link.ReasonSolved})
		if e := livetest.Await[link.Ended](t, terminal); e.Reason != link.ReasonSolved {
			t.Errorf("ended by %s", e.Reason)
		}
		livetest.Await[link.Ended](t, desk)
		livetest.AwaitThat(t, desk, func(b link.Board) bool {
			return b.State == link.Available && b.Today.Calls == 1 && b.Today.DoneShare == 100
		})
	})
}

// exchange sends a signal from one party to another.
func exchange(t *testing.T, from, to *livetest.Party, sender link.Accepted, id, data string) {
	t.Helper()
	from.Send(t, link.Signal{Call: sender.Call, To: id, Epoch: sender.Epoch, Kind: link.SignalOffer, Data: data, From: "forged"})
	s := livetest.Await[link.Signal](t, to)
	if s.Data != data || s.From == "forged" || s.Call != sender.Call {
		t.Errorf("came %d bytes from %s", len(s.Data), s.From)
	}
}

// Signals in a burst arrive complete and in their order.
func TestSignalsKeepTheirOrder(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		_, atDesk := talk(t, terminal, desk)
		const many = 100
		for i := range many {
			desk.Send(t, link.Signal{Call: callID, To: link.TerminalPeer, Epoch: atDesk.Epoch, Kind: link.SignalCandidate, Data: fmt.Sprint(i)})
		}
		for i := range many {
			if s := livetest.Await[link.Signal](t, terminal); s.Data != fmt.Sprint(i) {
				t.Fatalf("%s came as number %d", s.Data, i)
			}
		}
	})
}

func TestHangUpAndWithdraw(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		talk(t, terminal, desk)
		terminal.Send(t, link.Hangup{Call: callID, Reason: link.ReasonCitizen})
		livetest.Await[link.Ended](t, terminal)
		if e := livetest.Await[link.Ended](t, desk); e.Reason != link.ReasonCitizen {
			t.Errorf("the desk was told %s", e.Reason)
		}
		terminal.Send(t, ask(callID+"b"))
		livetest.Await[link.Waiting](t, terminal)
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Waiting) == 1 })
		terminal.Send(t, link.Hangup{Call: callID + "b", Reason: link.ReasonWithdrawn})
		livetest.Await[link.Ended](t, terminal)
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Waiting) == 0 })
	})
}

func TestPlaces(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		desk := a.Desk(t, livetest.Petra())
		first, second := a.Terminal(t, "MS-01", ""), b.Terminal(t, "MS-02", "")
		first.Send(t, ask(callID+"1"))
		livetest.AwaitThat(t, first, func(w link.Waiting) bool { return w.Place == 1 })
		second.Send(t, ask(callID+"2"))
		livetest.AwaitThat(t, second, func(w link.Waiting) bool { return w.Place == 2 })
		desk.Send(t, link.Accept{})
		livetest.Await[link.Accepted](t, first)
		livetest.AwaitThat(t, second, func(w link.Waiting) bool { return w.Place == 1 })
	})
}

// A colleague takes the call over, and a third one comes; the citizen is told in the order that keeps the connection.
func TestTransferAndThirdPerson(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		colleague, interpreter := a.Desk(t, livetest.Colleague("karl")), b.Desk(t, interpreter())
		_, atDesk := talk(t, terminal, desk)

		desk.Send(t, link.Invite{Call: callID, Clerk: "ines", As: link.AsInterpreter})
		if r := livetest.Await[link.Ringing](t, interpreter); r.As != link.AsInterpreter || r.Moved || r.From != "Name of petra" || r.Case.Call != callID {
			t.Errorf("ringing %+v", r)
		}
		interpreter.Send(t, link.Join{Call: callID})
		third := livetest.Await[link.Accepted](t, interpreter)
		if len(third.Peers) != 2 || !third.Peers[0].Offer || !third.Peers[1].Offer || third.Who.As != link.AsInterpreter || third.Epoch != 1 {
			t.Errorf("the third one was told %+v", third)
		}
		for _, p := range []*livetest.Party{terminal, desk} {
			if j := livetest.Await[link.Joined](t, p); j.Who.ID != third.Who.ID {
				t.Errorf("joined %+v", j)
			}
		}
		exchange(t, interpreter, desk, third, atDesk.Who.ID, "v=0 among desks")
		exchange(t, interpreter, terminal, third, link.TerminalPeer, "v=0 to the terminal")

		desk.Send(t, link.Transfer{Call: callID, Clerk: "karl"})
		if r := livetest.Await[link.Ringing](t, colleague); !r.Moved {
			t.Errorf("ringing %+v", r)
		}
		colleague.Send(t, link.Join{Call: callID})
		next := livetest.Await[link.Accepted](t, colleague)
		if next.Epoch != 2 || len(next.Peers) != 2 || !next.Peers[1].Offer {
			t.Errorf("the colleague was told %+v", next)
		}
		if got := livetest.Await[link.Accepted](t, terminal); got.Epoch != 2 || got.Who.ID != next.Who.ID || len(got.Peers) != 2 {
			t.Errorf("the terminal was told %+v", got)
		}
		for _, p := range []*livetest.Party{terminal, desk, interpreter} {
			if l := livetest.Await[link.Left](t, p); l.Who != atDesk.Who.ID || !l.Moved {
				t.Errorf("left %+v", l)
			}
		}
		if got := livetest.Await[link.Accepted](t, interpreter); got.Epoch != 2 || got.Peers[1].Who.ID != next.Who.ID || got.Peers[1].Offer {
			t.Errorf("the third one was told %+v", got)
		}

		// What the clerk before says is refused, and does not reach the terminal.
		desk.Send(t, link.Signal{Call: callID, To: link.TerminalPeer, Epoch: 1, Kind: link.SignalOffer, Data: "late"})
		livetest.AwaitThat(t, desk, func(r link.Refused) bool { return r.Code == link.RefusedState })
		desk.Send(t, link.End{Call: callID, Reason: link.ReasonSolved})
		livetest.AwaitThat(t, desk, func(r link.Refused) bool { return r.Code == link.RefusedCall })
		exchange(t, colleague, terminal, next, link.TerminalPeer, "v=0 next")

		interpreter.Send(t, link.End{Call: callID, Reason: link.ReasonSolved}) // leaves
		livetest.Await[link.Left](t, interpreter)
		if l := livetest.Await[link.Left](t, terminal); l.Who != third.Who.ID || l.Moved || l.Lost {
			t.Errorf("left %+v", l)
		}
		if livetest.Has[link.Ended](terminal) {
			t.Error("the call ended with the third one")
		}
		colleague.Send(t, link.End{Call: callID, Reason: link.ReasonElsewhere})
		livetest.Await[link.Ended](t, terminal)
	})
}

func interpreter() live.Clerk {
	return live.Clerk{ID: "ines", Name: "Name of ines", Roles: []string{"interpreter"}, Languages: []string{"ar"}, Interpret: true}
}

// A citizen does not want one who has come into the call: they go, and nobody else does. Who has gone already, or leads the call,
// is not let go, and that ends nothing.
func TestTurnedAway(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk, interpreter := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra()), a.Desk(t, livetest.Colleague("ines"))
		_, atDesk := talk(t, terminal, desk)
		desk.Send(t, link.Invite{Call: callID, Clerk: "ines", As: link.AsInterpreter})
		livetest.Await[link.Ringing](t, interpreter)
		interpreter.Send(t, link.Join{Call: callID})
		third := livetest.Await[link.Accepted](t, interpreter).Who.ID
		livetest.Await[link.Joined](t, terminal)
		for _, who := range []string{atDesk.Who.ID, "nobody", third, third} {
			terminal.Send(t, link.TurnAway{Call: callID, Who: who})
		}
		for _, p := range []*livetest.Party{terminal, desk, interpreter} {
			if l := livetest.Await[link.Left](t, p); l.Who != third || l.Moved || l.Lost {
				t.Errorf("left %+v", l)
			}
		}
		exchange(t, desk, terminal, atDesk, link.TerminalPeer, "v=0 still there")
		desk.Send(t, link.End{Call: callID, Reason: link.ReasonSolved})
		livetest.Await[link.Ended](t, terminal)
	})
}

func TestDeclined(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk, colleague := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra()), a.Desk(t, livetest.Colleague("karl"))
		talk(t, terminal, desk)
		desk.Send(t, link.Invite{Call: callID, Clerk: "karl", As: link.AsSecond})
		livetest.Await[link.Ringing](t, colleague)
		colleague.Send(t, link.Decline{Call: callID})
		livetest.Await[link.Stopped](t, colleague)
		desk.Send(t, link.Transfer{Call: callID, Clerk: "karl"})
		livetest.Await[link.Ringing](t, colleague)
		terminal.Send(t, link.Hangup{Call: callID, Reason: link.ReasonCitizen})
		livetest.Await[link.Stopped](t, colleague)
		livetest.Await[link.Ended](t, desk)
	})
}

// short leases, so that a test sees them end. The grace must be longer than the pause between two beats of the hub.
var short = livetest.Options{Queue: queue.Options{Lease: 2 * time.Second, Grace: link.BeatEvery + 3*time.Second}}

// A clerk who is lost loses the call, and the citizen stands in front.
func TestClerkLost(t *testing.T) {
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

// wait waits for something that tells nobody.
func wait(t *testing.T, holds func() bool) {
	t.Helper()
	every, over := time.NewTicker(50*time.Millisecond), time.NewTimer(livetest.Patience)
	defer every.Stop()
	defer over.Stop()
	for !holds() {
		select {
		case <-every.C:
		case <-over.C:
			t.Fatal("waited in vain")
		}
	}
}

// Each desk sees its own authorities, and who has the skills.
func TestBoardShowsOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		mine, other := a.Terminal(t, "MS-03", ""), b.Terminal(t, "bauhof/1", "")
		skilled := livetest.Petra()
		skilled.Services = []string{"wohnsitz"}
		desk := a.Desk(t, skilled)
		elsewhere := livetest.Colleague("karl")
		elsewhere.Authorities = []string{"bauhof"}
		otherDesk := b.Desk(t, elsewhere)
		mine.Send(t, ask(callID+"1"))
		other.Send(t, ask(callID+"2"))
		board := livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Waiting) > 0 && len(b.Terminals) == 1 && b.Terminals[0].Online })
		if len(board.Waiting) != 1 || board.Waiting[0].Terminal != "MS-03" || board.Waiting[0].Fits || board.Terminals[0].Terminal != "MS-03" || len(board.Colleagues) != 0 {
			t.Errorf("the board shows %+v", board)
		}
		board = livetest.AwaitThat(t, otherDesk, func(b link.Board) bool { return len(b.Waiting) > 0 })
		if len(board.Waiting) != 1 || board.Waiting[0].Terminal != "bauhof/1" || !board.Waiting[0].Fits {
			t.Errorf("the other board shows %+v", board)
		}
		otherDesk.Send(t, link.Accept{Call: callID + "1"})
		livetest.AwaitThat(t, otherDesk, func(r link.Refused) bool { return r.Code == link.RefusedCall })
	})
}

// A desk sees how terminals are, on whatever replica they hang.
func TestStandings(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		terminal.Send(t, link.Beat{Health: []string{"printer.paper"}, Outbox: 2})
		livetest.Await[link.Beat](t, terminal)
		livetest.AwaitThat(t, desk, func(b link.Board) bool {
			return len(b.Terminals) == 1 && b.Terminals[0].Online && fmt.Sprint(b.Terminals[0].Health) == "[printer.paper]" && b.Terminals[0].Outbox == 2
		})
		terminal.Send(t, link.Beat{})
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Terminals) == 1 && b.Terminals[0].Health == nil })
		terminal.Cut()
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Terminals) == 1 && !b.Terminals[0].Online })
	})
}

func TestOpening(t *testing.T) {
	each2(t, short, func(t *testing.T, a, b *livetest.House) {
		closed := queue.Hours{}
		now := time.Now()
		closed.Weekly[(now.Weekday()+3)%7] = []queue.Span{{Opens: 480, Closes: 720}}
		if err := a.Queue.SetHours(t.Context(), livetest.Authority, closed); err != nil {
			t.Fatal(err)
		}
		terminal := a.Terminal(t, "MS-03", "")
		if o := livetest.AwaitThat(t, terminal, func(o link.Opening) bool { return !o.Open }); o.Clerks != 0 || !o.Until.After(now) {
			t.Errorf("told %+v", o)
		}
		terminal.Send(t, ask(callID))
		livetest.AwaitThat(t, terminal, func(r link.Refused) bool { return r.Code == link.RefusedClosed && r.Call == callID })
		desk := b.Desk(t, livetest.Petra())
		livetest.AwaitThat(t, terminal, func(o link.Opening) bool { return o.Open && o.Clerks == 1 })
		desk.Send(t, link.Presence{State: link.Away})
		livetest.AwaitThat(t, terminal, func(o link.Opening) bool { return !o.Open && o.Clerks == 0 })
	})
}

func TestCallback(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		from := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		wish := link.Callback{ID: callID, Flow: "abfall", Language: "de", Phone: "+49 351 1234567", From: from, To: from.Add(time.Hour)}
		terminal.Send(t, wish)
		livetest.Await[link.Noted](t, terminal)
		board := livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Callbacks) == 1 })
		if c := board.Callbacks[0]; c.Phone != wish.Phone || c.Site != "Site MS-03" || !c.From.Equal(from) {
			t.Errorf("the board shows %+v", c)
		}
		desk.Send(t, link.CallbackDone{ID: callID})
		livetest.AwaitThat(t, desk, func(b link.Board) bool { return len(b.Callbacks) == 0 })
		if log := a.Log() + b.Log(); strings.Contains(log, "1234567") {
			t.Errorf("the log holds the number: %s", log)
		}
	})
}

// Whoever may not comes no further than the handshake, and is told why.
func TestHandshakes(t *testing.T) {
	db, err := database.Open(t.Context(), t.TempDir()+"/hub.sqlite")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := livetest.Open(t, db, livetest.Options{})
	stranger := livetest.TerminalHeader("MS-03")
	link.SetBearer(stranger, "guess")
	foreign := h.DeskHeader(livetest.Petra())
	foreign.Set("Origin", "https://evil.example")
	bare := h.DeskHeader(livetest.Petra())
	bare.Del("Origin")
	for _, tt := range []struct {
		name, path, protocol string
		header               http.Header
		status               int
	}{
		{"a terminal", link.LivePath, link.LiveProtocol, livetest.TerminalHeader("MS-03"), http.StatusSwitchingProtocols},
		{"a wrong token", link.LivePath, link.LiveProtocol, stranger, http.StatusUnauthorized},
		{"no terminal", link.LivePath, link.LiveProtocol, http.Header{}, http.StatusUnauthorized},
		{"a terminal at the desk's path", link.DeskPath, link.DeskProtocol, livetest.TerminalHeader("MS-03"), http.StatusUnauthorized},
		{"a clerk at the terminals' path", link.LivePath, link.LiveProtocol, h.DeskHeader(livetest.Petra()), http.StatusUnauthorized},
		{"a clerk", link.DeskPath, link.DeskProtocol, h.DeskHeader(livetest.Petra()), http.StatusSwitchingProtocols},
		{"a clerk from another site", link.DeskPath, link.DeskProtocol, foreign, http.StatusForbidden},
		{"a clerk from nowhere", link.DeskPath, link.DeskProtocol, bare, http.StatusForbidden},
	} {
		_, answer, err := h.Dial(t, tt.path, tt.protocol, tt.header, link.ToTerminal)
		if answer == nil || answer.StatusCode != tt.status {
			t.Errorf("%s: %v, %v", tt.name, answer, err)
		}
	}
	if log := h.Log(); strings.Contains(log, "guess") || strings.Contains(log, "evil") {
		t.Errorf("logged %s", log)
	}
}

// Forged messages are refused by name, and nothing comes of them.
func TestForgedMessages(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		talk(t, terminal, desk)
		stranger := b.Terminal(t, "MS-04", "")
		other := a.Desk(t, livetest.Colleague("karl"))
		technician := livetest.Colleague("theo")
		technician.Takes, technician.Roles = false, []string{"technician"}
		third := b.Desk(t, technician)
		for _, tt := range []struct {
			name string
			by   *livetest.Party
			send link.Body
			want link.RefusalCode
		}{
			{"another terminal's signal", stranger, link.Signal{Call: callID, To: "p1", Epoch: 1, Kind: link.SignalAnswer}, link.RefusedState},
			{"another terminal's hanging up", stranger, link.Hangup{Call: callID, Reason: link.ReasonCitizen}, link.RefusedCall},
			{"another terminal's call", stranger, ask(callID), link.RefusedCall},
			{"a terminal's reason of a clerk", stranger, link.Hangup{Call: callID, Reason: link.ReasonSolved}, link.RefusedMessage},
			{"a second greeting", stranger, link.Hello{}, link.RefusedState},
			{"another clerk's signal", other, link.Signal{Call: callID, To: link.TerminalPeer, Epoch: 1, Kind: link.SignalOffer}, link.RefusedState},
			{"another clerk's end", other, link.End{Call: callID, Reason: link.ReasonSolved}, link.RefusedCall},
			{"another clerk's transfer", other, link.Transfer{Call: callID, Clerk: "theo"}, link.RefusedCall},
			{"a taken call", other, link.Accept{Call: callID}, link.RefusedTaken},
			{"joining without being asked", other, link.Join{Call: callID}, link.RefusedCall},
			{"nobody waits", other, link.Accept{}, link.RefusedState},
			{"a role that takes no calls", third, link.Accept{Call: callID}, link.RefusedRole},
			{"that ends call-backs", third, link.CallbackDone{ID: callID}, link.RefusedRole},
			{"a clerk who is not there", desk, link.Transfer{Call: callID, Clerk: "nobody"}, link.RefusedAway},
			{"a signal to nobody", desk, link.Signal{Call: callID, To: "p9", Epoch: 1, Kind: link.SignalOffer}, link.RefusedState},
			{"a signal of a later epoch", desk, link.Signal{Call: callID, To: link.TerminalPeer, Epoch: 2, Kind: link.SignalOffer}, link.RefusedState},
		} {
			tt.by.Send(t, tt.send)
			if r := livetest.Await[link.Refused](t, tt.by); r.Code != tt.want {
				t.Errorf("%s: refused by %s, want %s", tt.name, r.Code, tt.want)
			}
		}
		if livetest.Has[link.Signal](terminal) || livetest.Has[link.Ended](terminal) || livetest.Has[link.Ended](desk) {
			t.Error("a forged message had an effect")
		}
		if err := stranger.SendRaw([]byte(`{"type":"accept","body":{}}`)); err != nil {
			t.Fatal(err)
		}
		if r := livetest.Await[link.Refused](t, stranger); r.Code != link.RefusedMessage {
			t.Errorf("a desk's message from a terminal: %s", r.Code)
		}
	})
}

// A login that ends closes the desk, and a terminal that does not count any more is cut off.
func TestRightsEnd(t *testing.T) {
	revoked := make(chan bool, 10)
	o := livetest.Options{Change: func(c *live.Config) {
		c.Admitted = func(_ context.Context, who live.Terminal) bool { return who.ID != "MS-03" }
		c.Check = func(_ context.Context, k live.Clerk) (live.Clerk, error) {
			select {
			case <-revoked:
				return k, fmt.Errorf("logged out")
			default:
				return k, nil
			}
		}
	}}
	each2(t, o, func(t *testing.T, a, b *livetest.House) {
		terminal, other, desk := a.Terminal(t, "MS-03", ""), a.Terminal(t, "MS-04", ""), a.Desk(t, livetest.Petra())
		a.Live.Dismiss(t.Context(), "")
		if code, reason := terminal.AwaitEnd(t); code != websocket.StatusPolicyViolation || reason != "revoked" {
			t.Errorf("ended with %v %s", code, reason)
		}
		other.Send(t, link.Beat{})
		livetest.Await[link.Beat](t, other)
		desk.Send(t, link.Beat{})
		livetest.Await[link.Beat](t, desk)
		revoked <- true
		desk.Send(t, link.Beat{})
		if code, reason := desk.AwaitEnd(t); code != websocket.StatusPolicyViolation || reason != "login" {
			t.Errorf("ended with %v %s", code, reason)
		}
	})
}
