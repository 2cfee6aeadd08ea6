package queue

import "fmt"

// State of a call. There is no state "offered": everybody with the authority sees who waits, and whoever is first takes it,
// so that no call stands still at a desk where nobody looks.
type State string

// States.
const (
	Waiting     State = "waiting"     // in the line
	Active      State = "active"      // a clerk has it
	Transferred State = "transferred" // its clerk hands it on, and keeps it until the next one takes it
	Done        State = "done"        // ended after a clerk had it
	Abandoned   State = "abandoned"   // ended before, or the terminal vanished
)

// Open reports whether the call is not over.
func (s State) Open() bool { return s == Waiting || s == Active || s == Transferred }

// Move is what happens to a call.
type Move string

// Moves.
const (
	MoveProgress Move = "progress" // the citizen goes on alone meanwhile
	MoveAccept   Move = "accept"   // a clerk takes it
	MoveRenew    Move = "renew"    // its clerk is still there
	MoveTransfer Move = "transfer" // its clerk hands it on
	MoveRecall   Move = "recall"   // its clerk keeps it after all, or the colleague declines
	MoveRequeue  Move = "requeue"  // its clerk gives it back
	MoveLose     Move = "lose"     // its clerk's lease ended
	MoveInvite   Move = "invite"   // its clerk asks a third one in
	MoveJoin     Move = "join"     // the third one comes
	MoveLeave    Move = "leave"    // and goes
	MoveEnd      Move = "end"      // its clerk ends it
	MoveHangUp   Move = "hang-up"  // the citizen ends it
	MoveVanish   Move = "vanish"   // the terminal's lease ended, or its visit
	MoveClose    Move = "close"    // nobody is there any more to take it
)

// After returns the state that follows a move, and whether the move makes sense. It is the whole machine.
//
//	             waiting    active       transferred
//	progress     waiting    active       transferred
//	accept       active     -            active
//	renew        -          active       transferred
//	transfer     -          transferred  transferred
//	recall       -          -            active
//	requeue      -          waiting      waiting
//	lose         -          waiting      waiting
//	invite       -          active       transferred
//	join         -          active       transferred
//	leave        waiting    active       transferred
//	end          -          done         done
//	hang-up      abandoned  done         done
//	vanish       abandoned  abandoned    abandoned
//	close        abandoned  -            -
//
// Nothing follows done and abandoned.
func (s State) After(m Move) (State, bool) {
	if !s.Open() {
		return s, false
	}
	held := s != Waiting
	switch m {
	case MoveProgress, MoveLeave:
		return s, true
	case MoveAccept:
		return Active, s != Active
	case MoveRenew, MoveInvite, MoveJoin:
		return s, held
	case MoveTransfer:
		return Transferred, held
	case MoveRecall:
		return Active, s == Transferred
	case MoveRequeue, MoveLose:
		return Waiting, held
	case MoveEnd:
		return Done, held
	case MoveHangUp:
		if held {
			return Done, true
		}
		return Abandoned, true
	case MoveVanish:
		return Abandoned, true
	case MoveClose:
		return Abandoned, !held
	}
	return s, false
}

// check returns the state that follows a move, or why it does not: CodeEnded or CodeState.
func (s State) check(m Move) (State, error) {
	next, ok := s.After(m)
	switch {
	case ok:
		return next, nil
	case !s.Open():
		return s, &Error{CodeEnded, fmt.Errorf("%s: the call is %s", m, s)}
	}
	return s, &Error{CodeState, fmt.Errorf("%s: the call is %s", m, s)}
}
