package session_test

import (
	"slices"
	"time"

	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// atTechnician reports whether a state is the technician's visit, the way in included.
func atTechnician(s session.State) bool {
	return s.Visit.At.Kind == session.AtCode || s.Visit.At.Kind == session.AtTechnician
}

// restAllowed reports whether a technician's visit may still rest; it ends without a warning.
func restAllowed(s session.State, now time.Time) bool {
	limit := s.Times.IdleWarning
	if s.Visit.At.Kind == session.AtTechnician {
		limit = s.Times.Technician
	}
	return now.Sub(s.Visit.LastTouch) < limit
}

// technicianAnswer is what the world says to a technician's visit that waits for it, nil where none does.
func (w *walker) technicianAnswer() session.Event {
	switch t := w.s.Visit.Technician; {
	case w.s.Visit.At.Kind == session.AtCode && t.Checking:
		return session.CodeChecked{Right: w.rand.IntN(2) == 0}
	case w.s.Visit.At.Kind == session.AtTechnician && !t.Running.Idle():
		outcome := []session.TestOutcome{session.TestPassed, session.TestFailed}[w.rand.IntN(2)]
		return session.WorkEnded{Report: session.Report{Run: t.Running, Outcome: outcome}}
	}
	return nil
}

// opensAgain are the events of a technician who ends what another one began.
func opensAgain() []session.Event {
	i := slices.IndexFunc(sessiontest.Technicians, func(p sessiontest.Page) bool { return p.Name == "technician: service" })
	return append(slices.Clone(sessiontest.Technicians[i].Events), session.SetService{})
}

// technicianHolds holds the technician's visit to its laws: nobody comes in but by a right code that was asked for, no code is checked while
// the way in is locked, only one thing runs at a time, and nothing of a citizen's visit is done from here.
func (w *walker) technicianHolds(before session.State, e session.Event, effects []session.Effect) {
	checked, right := e.(session.CodeChecked)
	if before.Visit.At.Kind != session.AtTechnician && w.s.Visit.At.Kind == session.AtTechnician {
		w.reached["technician came in"]++
		if !right || !checked.Right || !before.Visit.Technician.Checking {
			w.t.Errorf("%s: %T let somebody in", w.name, e)
		}
	}
	if !before.Locked() && w.s.Locked() {
		w.reached["locked"]++
	}
	for _, effect := range effects {
		switch effect.(type) {
		case session.CheckCode:
			if before.Locked() || before.Visit.At.Kind != session.AtCode {
				w.t.Errorf("%s: %T checks a code, locked %t, at %q", w.name, e, before.Locked(), before.Visit.At.Kind)
			}
		case session.TestUnit, session.OperateUnit, session.PrintReadiness:
			w.reached["technician's work"]++
			_, ended := e.(session.WorkEnded)
			if before.Visit.At.Kind != session.AtTechnician || !before.Visit.Technician.Running.Idle() && !ended {
				w.t.Errorf("%s: %T starts work at %q beside %+v", w.name, e, before.Visit.At.Kind, before.Visit.Technician.Running)
			}
		case session.ReadCard, session.ReadChip, session.ScanPage, session.Submit, session.PrintReceipt:
			if atTechnician(before) {
				w.t.Errorf("%s: %T does %T from the technician's page", w.name, e, effect)
			}
		}
	}
}
