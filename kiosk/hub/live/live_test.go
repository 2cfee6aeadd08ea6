package live_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
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

// short leases, so that a test sees them end. The grace must be longer than the pause between two beats of the hub.
var short = livetest.Options{Queue: queue.Options{Lease: 2 * time.Second, Grace: link.BeatEvery + 3*time.Second}}

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
