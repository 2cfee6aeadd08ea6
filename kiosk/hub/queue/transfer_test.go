package queue

import (
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

// A call that is handed on to a colleague stays with its clerk until the colleague has it; then the clerk is fenced.
func TestTransferToColleague(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann", "weber")
		f.ask(call(1), call(2))
		l := f.accept("krahl", Next)
		busy := f.accept("weber", Next)
		f.refused(f.Transfer(ctx, l, To{}), CodeInvalid)
		f.refused(f.Transfer(ctx, l, To{Clerk: "krahl"}), CodeInvalid)
		f.refused(f.Transfer(ctx, l, To{Flow: "a b"}), CodeInvalid)
		f.refused(f.Transfer(ctx, l, To{Clerk: "nobody"}), CodeAway)
		f.refused(f.Transfer(ctx, l, To{Clerk: "weber"}), CodeBusy)
		f.must(f.SetPresence(ctx, Clerk{ID: "villager", Authorities: []string{village}}, link.Available))
		f.refused(f.Transfer(ctx, l, To{Clerk: "villager"}), CodeAuthority)
		f.must(f.SetPresence(ctx, Clerk{ID: "pause", Authorities: []string{town}}, link.Away))
		f.refused(f.Transfer(ctx, l, To{Clerk: "pause"}), CodeAway)
		f.must(f.End(ctx, busy, link.ReasonSolved))

		f.must(f.Transfer(ctx, l, To{Clerk: "lehmann"}))
		l, err := f.Renew(ctx, l)
		f.must(err)
		if line := f.waiting("lehmann") + "|" + f.waiting("weber") + "|" + f.waiting("krahl"); line != "0001||" {
			t.Errorf("who sees it: %s", line)
		}
		_, err = f.Accept(ctx, "weber", l.Call)
		f.refused(err, CodeTaken)
		f.must(f.Leave(ctx, "lehmann", l.Call)) // declines
		if c := f.find(l.Call); c.State != Active || c.Clerk != "krahl" || c.Target != "" || c.Epoch != 1 {
			t.Errorf("declined: %+v", c)
		}
		f.must(f.Transfer(ctx, l, To{Clerk: "lehmann"}))
		f.must(f.Recall(ctx, l))
		f.must(f.Transfer(ctx, l, To{Clerk: "lehmann"}))
		next := f.accept("lehmann", Next)
		if next.Call != l.Call || next.Epoch != 2 {
			t.Errorf("taken %+v", next)
		}
		_, err = f.Renew(ctx, l)
		f.refused(err, CodeFenced)
		// The clerk before is free at once.
		f.ask(call(3))
		f.accept("krahl", Next)
	})
}

// Handed on to a skill, a call stands at the front for those who have it, and for nobody else as the next.
func TestTransferToSkill(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann")
		f.must(f.SetPresence(ctx, Clerk{ID: "nowak", Authorities: []string{town}, Languages: []string{"de", "hsb"}}, link.Available))
		f.ask(call(1), call(2))
		l := f.accept("krahl", Next)
		f.must(f.Transfer(ctx, l, To{Language: "hsb", Flow: "hund"}))
		if c := f.find(l.Call); c.State != Transferred || c.Language != "hsb" || c.Flow != "hund" {
			t.Errorf("%+v", c)
		}
		if next := f.accept("lehmann", Next); next.Call != call(2).ID {
			t.Errorf("without the skill: %+v", next)
		}
		if line := f.waiting("nowak"); line != "0001" {
			t.Errorf("the line is %s", line)
		}
		if next := f.accept("nowak", Next); next.Call != l.Call || next.Epoch != 2 {
			t.Errorf("with the skill: %+v", next)
		}
	})
}

// A transfer whose colleague goes away ends; one whose own clerk is lost puts the call to the front.
func TestTransferAndLoss(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann")
		f.ask(call(1))
		l := f.accept("krahl", Next)
		f.must(f.Transfer(ctx, l, To{Clerk: "lehmann"}))
		f.must(f.Depart(ctx, "lehmann"))
		if r := f.reap(); r.Recalled != 1 {
			t.Errorf("reaped %+v", r)
		}
		f.state(l.Call, Active)
		f.arrive("lehmann")
		f.must(f.Transfer(ctx, l, To{Clerk: "lehmann"}))
		f.clock.move(26 * time.Second)
		f.must(f.TerminalsHere(ctx, "ms-01"))
		f.arrive("lehmann")
		if r := f.reap(); r.Lost != 1 {
			t.Errorf("reaped %+v", r)
		}
		if c := f.find(l.Call); c.State != Waiting || c.Target != "" || !c.Again {
			t.Errorf("%+v", c)
		}
	})
}

// A third one is asked in, comes, and goes; whoever is in a call is busy everywhere else.
func TestGuests(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann")
		// An interpreter needs no authority to be asked in.
		f.must(f.SetPresence(ctx, Clerk{ID: "haddad", Languages: []string{"ar"}, Interpret: true}, link.Available))
		f.ask(call(1), call(2))
		l := f.accept("krahl", Next)
		_, err := f.Join(ctx, "haddad", l.Call)
		f.refused(err, CodeUnknown)
		f.refused(f.Invite(ctx, l, "krahl", link.AsSecond), CodeInvalid)
		f.refused(f.Invite(ctx, l, "haddad", link.AsClerk), CodeInvalid)
		f.refused(f.Invite(ctx, l, "nobody", link.AsInterpreter), CodeAway)
		f.must(f.Invite(ctx, l, "haddad", link.AsInterpreter))
		f.must(f.Invite(ctx, l, "lehmann", link.AsSecond))
		for range 2 {
			epoch, err := f.Join(ctx, "haddad", l.Call)
			if err != nil || epoch != 1 {
				t.Errorf("epoch %d, %v", epoch, err)
			}
		}
		f.must(f.Leave(ctx, "lehmann", l.Call)) // declines
		f.refused(f.Leave(ctx, "lehmann", l.Call), CodeUnknown)
		guests, err := f.Participants(ctx, l.Call)
		f.must(err)
		if len(guests) != 1 || guests[0] != (Participant{"haddad", link.AsInterpreter, true}) {
			t.Errorf("guests %+v", guests)
		}
		colleagues, err := f.Colleagues(ctx, "lehmann")
		f.must(err)
		states := map[string]link.Attendance{}
		for _, c := range colleagues {
			states[c.ID] = c.State
		}
		if len(states) != 2 || states["haddad"] != link.Busy || states["krahl"] != link.Busy || len(colleagues[0].Languages) != 1 {
			t.Errorf("colleagues %+v", colleagues)
		}
		other := f.accept("lehmann", Next)
		f.refused(f.Invite(ctx, other, "haddad", link.AsInterpreter), CodeBusy)

		// The clerk is lost: the interpreter stays with the citizen, and the next clerk finds both.
		f.clock.move(20 * time.Second)
		f.must(f.Beat(ctx, "haddad"))
		other, err = f.Renew(ctx, other)
		f.must(err)
		f.must(f.TerminalsHere(ctx, "ms-01", "ms-02"))
		f.clock.move(10 * time.Second)
		if r := f.reap(); r.Lost != 1 || r.Left != 0 {
			t.Errorf("reaped %+v", r)
		}
		f.must(f.End(ctx, other, link.ReasonSolved))
		l = f.accept("lehmann", Next)
		if guests, err := f.Participants(ctx, l.Call); err != nil || len(guests) != 1 {
			t.Errorf("guests after the loss %+v, %v", guests, err)
		}
		// A guest who is not heard of is gone; an invitation that nobody answers ends.
		f.arrive("krahl")
		f.must(f.Invite(ctx, l, "krahl", link.AsSecond))
		f.clock.move(16 * time.Second)
		f.must(f.TerminalsHere(ctx, "ms-01"))
		_, err = f.Renew(ctx, l)
		f.must(err)
		if r := f.reap(); r.Left != 1 {
			t.Errorf("reaped %+v", r)
		}
		for range 3 {
			f.clock.move(15 * time.Second)
			f.must(f.TerminalsHere(ctx, "ms-01"))
			_, err = f.Renew(ctx, l)
			f.must(err)
		}
		if r := f.reap(); r.Left != 1 {
			t.Errorf("the invitation: %+v", r)
		}
		if guests, err := f.Participants(ctx, l.Call); err != nil || len(guests) != 0 {
			t.Errorf("guests %+v, %v", guests, err)
		}
	})
}

// A second clerk in the call can take it over; the end of the call ends every part in it.
func TestGuestTakesOver(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl", "lehmann")
		f.ask(call(1))
		l := f.accept("krahl", Next)
		f.must(f.Invite(ctx, l, "lehmann", link.AsSecond))
		_, err := f.Join(ctx, "lehmann", l.Call)
		f.must(err)
		f.must(f.Transfer(ctx, l, To{Clerk: "lehmann"}))
		next := f.accept("lehmann", l.Call)
		if guests, err := f.Participants(ctx, l.Call); err != nil || len(guests) != 0 {
			t.Errorf("still a guest: %+v, %v", guests, err)
		}
		f.must(f.Invite(ctx, next, "krahl", link.AsSecond))
		_, err = f.Join(ctx, "krahl", l.Call)
		f.must(err)
		f.must(f.End(ctx, next, link.ReasonSolved))
		f.ask(call(2))
		f.accept("krahl", Next) // free again
	})
}
