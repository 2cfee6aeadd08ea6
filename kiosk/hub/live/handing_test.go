package live_test

import (
	"testing"

	"buergerterminal/kiosk/hub/live"
	"buergerterminal/kiosk/hub/live/livetest"
	"buergerterminal/kiosk/link"
)

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
