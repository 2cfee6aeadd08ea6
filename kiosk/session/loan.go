package session

import (
	"slices"
	"time"
)

// Loan is a kept application that the hub has lent to the visit. It stays at the hub until what was in it is safe elsewhere: until the
// application is stored for sending (Stored), or kept anew and the new code in the citizen's hand (CodeInHand), or deleted by the
// citizen's own word. A visit that ends in any other way gives it back, and its paper opens it again.
type Loan struct {
	ID    string    // of the draft, which opens nothing
	Lease string    // the hub's word for this loan; an older one ends nothing
	Kept  time.Time // when the citizen kept it: what the paper says
	Told  time.Time // when the hub last heard that it is still needed
}

// Open reports whether there is one.
func (l Loan) Open() bool { return l.ID != "" }

// renewEvery is how often the hub hears that a loan is still needed. It lends for three times as long, so that a short cut of the line
// ends none.
const renewEvery = 3 * time.Minute

// KeepPaper ends a visit that goes on with a kept application. The paper stays good; what was changed since is lost.
type KeepPaper struct{}

func (KeepPaper) event() {}

// Effects of a loan. Nothing waits for them.
type (
	// RenewDraft tells the hub that the loan is still needed.
	RenewDraft struct{ ID, Lease string }
	// LeaveDraft gives back what was lent: the paper is good again.
	LeaveDraft struct{ ID, Lease string }
	// BurnDraft has the hub delete what was lent, and every other draft of the same application.
	BurnDraft struct{ ID string }
	// RetireDraft has the hub delete what was lent, alone: the citizen has the code of a newer one.
	RetireDraft struct{ ID string }
)

func (RenewDraft) effect()  {}
func (LeaveDraft) effect()  {}
func (BurnDraft) effect()   {}
func (RetireDraft) effect() {}

// loans are those that the visit holds: its own, and that of the application that is laid aside.
func (s State) loans() []Loan {
	var all []Loan
	for v := &s.Visit; v != nil; v = v.Aside {
		if v.Loan.Open() {
			all = append(all, v.Loan)
		}
	}
	return all
}

// lend ends a step: what the citizen has newer in hand is retired, and what the state has lost is given back, on whatever way it was
// lost. So no page need think of it.
func lend(before, s State, e Event, effects []Effect) (State, []Effect) {
	if l := s.Visit.Loan; l.Open() && s.CodeInHand() && !s.Visit.Saving.Print.Waived {
		s.Visit.Loan = Loan{}
		effects = append(effects, RetireDraft{l.ID})
	}
	held := before.loans()
	if e, ok := e.(DraftOpened); ok && e.Loan.Open() {
		held = append(held, e.Loan)
	}
	for _, l := range held {
		same := func(other Loan) bool { return other.ID == l.ID && other.Lease == l.Lease }
		switch {
		case slices.ContainsFunc(s.loans(), same), l.endedBy(effects):
		case same(before.Visit.Loan) && before.CodeInHand(): // they have looked at their photo, and are content
			effects = append(effects, RetireDraft{l.ID})
		default:
			effects = append(effects, LeaveDraft{l.ID, l.Lease})
		}
	}
	if _, ok := e.(Tick); ok {
		return s.renew(effects)
	}
	return s, effects
}

func (l Loan) endedBy(effects []Effect) bool {
	return slices.Contains(effects, Effect(BurnDraft{l.ID})) || slices.Contains(effects, Effect(RetireDraft{l.ID}))
}

// renew tells the hub of the loans of which it has not heard for long. A clock that was set counts as long.
func (s State) renew(effects []Effect) (State, []Effect) {
	due := func(l Loan) bool {
		passed := s.Now.Sub(l.Told)
		return l.Open() && (passed >= renewEvery || passed < 0)
	}
	if l := &s.Visit.Loan; due(*l) {
		l.Told = s.Now
		effects = append(effects, RenewDraft{l.ID, l.Lease})
	}
	if s.Visit.Aside != nil && due(s.Visit.Aside.Loan) {
		aside := *s.Visit.Aside // an older state holds the one before
		aside.Loan.Told = s.Now
		s.Visit.Aside = &aside
		effects = append(effects, RenewDraft{aside.Loan.ID, aside.Loan.Lease})
	}
	return s, effects
}

// burnt has the hub delete what the visit goes on with, where it does.
func (s State) burnt() (State, []Effect) {
	l := s.Visit.Loan
	if !l.Open() {
		return s, nil
	}
	s.Visit.Loan = Loan{}
	return s, []Effect{BurnDraft{l.ID}}
}

// deleted ends the visit by the citizen's word that all is to be deleted. That goes for the kept application, too, if it is the one that
// is open: not while they only look at what a paper holds, or have just kept it anew.
func deleted(s State) (State, []Effect) {
	var effects []Effect
	if s.Visit.Flow != nil && !s.Visit.Saving.begun() {
		s, effects = s.burnt()
	}
	next, more := wipe(s)
	return next, append(effects, more...)
}

// foundAgain goes back from the first page of a kept application to where it was opened. It is offered there as it is now.
func foundAgain(s State) (State, []Effect) {
	v := s.Visit
	d := s.SavedDraft()
	d.Saved, d.At = v.Loan.Kept, at(AtReview)
	s.Visit = v.withoutService()
	s.Visit.Loan, s.Visit.Card, s.Visit.CardKept = v.Loan, v.Card, v.Card != nil
	s.Visit.Resume = Resuming{Stage: ResumeFound, Found: d}
	return arrive(s, at(AtResume))
}
