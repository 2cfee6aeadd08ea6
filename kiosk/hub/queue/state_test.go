package queue

import (
	"context"
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

var (
	allStates = []State{Waiting, Active, Transferred, Done, Abandoned}
	allMoves  = []Move{MoveProgress, MoveAccept, MoveRenew, MoveTransfer, MoveRecall, MoveRequeue, MoveLose, MoveInvite, MoveJoin,
		MoveLeave, MoveEnd, MoveHangUp, MoveVanish, MoveClose}
)

// machine is the whole table: what follows, or the code of the refusal by the database's rules. A clerk's lease is that of
// the last clerk, so that it is void where the call waits.
var machine = map[Move]map[State]any{
	MoveProgress: {Waiting: Waiting, Active: Active, Transferred: Transferred, Done: CodeEnded, Abandoned: CodeEnded},
	MoveAccept:   {Waiting: Active, Active: CodeTaken, Transferred: Active, Done: CodeEnded, Abandoned: CodeEnded},
	MoveRenew:    {Waiting: CodeFenced, Active: Active, Transferred: Transferred, Done: CodeEnded, Abandoned: CodeEnded},
	MoveTransfer: {Waiting: CodeFenced, Active: Transferred, Transferred: Transferred, Done: CodeEnded, Abandoned: CodeEnded},
	MoveRecall:   {Waiting: CodeFenced, Active: CodeState, Transferred: Active, Done: CodeEnded, Abandoned: CodeEnded},
	MoveRequeue:  {Waiting: CodeFenced, Active: Waiting, Transferred: Waiting, Done: CodeEnded, Abandoned: CodeEnded},
	MoveLose:     {Waiting: Waiting, Active: Waiting, Transferred: Waiting, Done: Done, Abandoned: Abandoned},
	MoveInvite:   {Waiting: CodeFenced, Active: Active, Transferred: Transferred, Done: CodeEnded, Abandoned: CodeEnded},
	MoveJoin:     {Waiting: CodeState, Active: Active, Transferred: Transferred, Done: CodeEnded, Abandoned: CodeEnded},
	MoveLeave:    {Waiting: Waiting, Active: Active, Transferred: Transferred, Done: CodeEnded, Abandoned: CodeEnded},
	MoveEnd:      {Waiting: CodeFenced, Active: Done, Transferred: Done, Done: CodeEnded, Abandoned: CodeEnded},
	MoveHangUp:   {Waiting: Abandoned, Active: Done, Transferred: Done, Done: CodeEnded, Abandoned: CodeEnded},
	MoveVanish:   {Waiting: Abandoned, Active: Abandoned, Transferred: Abandoned, Done: CodeEnded, Abandoned: CodeEnded},
	MoveClose:    {Waiting: Abandoned, Active: Active, Transferred: Transferred, Done: Done, Abandoned: Abandoned},
}

// The pure machine and the table agree; whatever the table refuses, the machine refuses too.
func TestMachine(t *testing.T) {
	for _, m := range allMoves {
		for _, s := range allStates {
			next, ok := s.After(m)
			switch want := machine[m][s].(type) {
			case State:
				// A move of the clock leaves alone what it does not concern.
				if byClock := (m == MoveLose || m == MoveClose) && want == s; byClock && ok && next != s || !byClock && (!ok || next != want) {
					t.Errorf("%s when %s: %s %v, want %s", m, s, next, ok, want)
				}
			case Code:
				if ok {
					t.Errorf("%s when %s: leads to %s, want %s", m, s, next, want)
				}
			default:
				t.Errorf("%s when %s is missing", m, s)
			}
		}
	}
	if next, ok := Waiting.After("dance"); ok || next != Waiting {
		t.Error("an unknown move leads somewhere")
	}
}

// Every move in every state, against the database: the state that follows is that of the table, and what is refused is
// refused by its name and changes nothing.
func TestEveryMoveInEveryState(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		n := 0
		for _, m := range allMoves {
			for _, s := range allStates {
				n++
				attempt(t, f, call(n), s, m)
			}
		}
	})
}

func attempt(t *testing.T, f *fixture, c Call, s State, m Move) {
	ctx := t.Context()
	f.must(f.SetHours(ctx, town, Hours{}))
	f.arrive("krahl", "lehmann", "weber")
	lease := bring(f, c, s, m)
	f.state(c.ID, s)
	err := perform(ctx, f, c, lease, m)
	got := f.find(c.ID).State
	switch want := machine[m][s].(type) {
	case State:
		if err != nil || got != want {
			t.Errorf("%s when %s: %s, %v, want %s", m, s, got, err, want)
		}
	case Code:
		if CodeOf(err) != want || got != s {
			t.Errorf("%s when %s: %s, %v, want %s", m, s, got, err, want)
		}
	}
	if got.Open() {
		f.must(f.HangUp(ctx, c.Terminal, c.ID, link.ReasonVisitEnd))
	}
}

// bring makes a call that is in a state after a clerk has had it, with somebody invited where the move is about that.
func bring(f *fixture, c Call, s State, m Move) Lease {
	ctx := f.t.Context()
	f.ask(c)
	l := f.accept("krahl", c.ID)
	if m == MoveJoin || m == MoveLeave {
		f.must(f.Invite(ctx, l, "weber", link.AsSecond))
	}
	if m == MoveLeave {
		_, err := f.Join(ctx, "weber", c.ID)
		f.must(err)
	}
	switch s {
	case Waiting:
		f.must(f.Requeue(ctx, l))
	case Transferred:
		f.must(f.Transfer(ctx, l, To{Clerk: "lehmann"}))
	case Done:
		f.must(f.End(ctx, l, link.ReasonSolved))
	case Abandoned:
		f.must(f.HangUp(ctx, c.Terminal, c.ID, link.ReasonGone))
	}
	return l
}

// perform makes a move by the function that stands for it.
func perform(ctx context.Context, f *fixture, c Call, l Lease, m Move) (err error) {
	switch m {
	case MoveProgress:
		err = f.Progress(ctx, c.Terminal, c.ID, "hund", Progress{1, 2, ""})
	case MoveAccept:
		_, err = f.Accept(ctx, "lehmann", c.ID)
	case MoveRenew:
		_, err = f.Renew(ctx, l)
	case MoveTransfer:
		err = f.Transfer(ctx, l, To{Language: "en"})
	case MoveRecall:
		err = f.Recall(ctx, l)
	case MoveRequeue:
		err = f.Requeue(ctx, l)
	case MoveLose:
		f.clock.move(28 * time.Second)
		_, err = f.Reap(ctx)
	case MoveInvite:
		err = f.Invite(ctx, l, "weber", link.AsInterpreter)
	case MoveJoin:
		_, err = f.Join(ctx, "weber", c.ID)
	case MoveLeave:
		err = f.Leave(ctx, "weber", c.ID)
	case MoveEnd:
		err = f.End(ctx, l, link.ReasonElsewhere)
	case MoveHangUp:
		err = f.HangUp(ctx, c.Terminal, c.ID, link.ReasonCitizen)
	case MoveVanish:
		err = f.HangUp(ctx, c.Terminal, c.ID, link.ReasonVisitEnd)
	case MoveClose:
		for _, clerk := range []string{"krahl", "lehmann", "weber"} {
			if err := f.Depart(ctx, clerk); err != nil {
				return err
			}
		}
		if l.Clerk != "" {
			if _, err := f.Renew(ctx, l); err != nil && CodeOf(err) != CodeFenced && CodeOf(err) != CodeEnded {
				return err
			}
		}
		if err := f.SetHours(ctx, town, Hours{Weekly: [7][]Span{time.Sunday: {{600, 601}}}}); err != nil {
			return err
		}
		if c := f.find(c.ID); c.State == Transferred {
			f.arrive("lehmann") // else the transfer ends, because nobody is there to take it
		}
		_, err = f.Reap(ctx)
	}
	return err
}
