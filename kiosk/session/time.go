package session

import "time"

// tick moves the time on: the idle warning, its countdown, the wipe of the last page, the receipt that waits for the hub.
func tick(s State, now time.Time) (State, []Effect) {
	passed := now.Sub(s.Now)
	s.Now = now
	s.Standing = s.Standing.unlocked(now)
	v := &s.Visit
	if s.Idle() {
		if !v.LastTouch.IsZero() && now.Sub(v.LastTouch) >= s.Times.IdleWarning { // somebody has moved the focus, and gone
			*v = Visit{}
		}
		if left := now.Sub(s.CardLeft); !s.CardLeft.IsZero() && calls(left-passed, left) {
			return s, []Effect{Sound{ToneWarning}}
		}
		return s, nil
	}
	v.pausedBy(now)
	if v.Voice.talking(now) {
		v.heldBack(now, passed)
	}
	if passed < 0 || passed > s.Times.Countdown {
		v.clockSet(now, s.Times)
	}
	if v.At.Kind == AtClosed && !v.Call.Active() { // nothing is lost, so nobody is asked
		if now.Sub(v.LastTouch) >= s.Times.IdleWarning {
			return wipe(s)
		}
		return s, nil
	}
	if v.At.Kind == AtCode || v.At.Kind == AtTechnician {
		return tickTechnician(s)
	}
	if s.working() {
		v.LastTouch = now
		return s, nil
	}
	if v.At.Kind == AtDone && !s.PrinterTrouble() {
		return tickDone(s)
	}
	if s.CodeInHand() {
		return tickLast(s)
	}
	if s.Warning() {
		if !now.Before(v.WarnUntil) {
			return wipe(s)
		}
		if left := v.WarnUntil.Sub(now); reminds(s.Times.Countdown, left+passed, left) {
			return s, []Effect{Sound{ToneWarning}}
		}
		return s, nil
	}
	if now.Sub(v.LastTouch) >= s.Times.IdleWarning {
		v.WarnUntil = now.Add(s.Times.Countdown)
		return s, []Effect{Sound{ToneWarning}}
	}
	return s, nil
}

// heldBack keeps the time of a visit from running while the voice reads: the warning's countdown stands still.
func (v *Visit) heldBack(now time.Time, passed time.Duration) {
	v.LastTouch = now
	if !v.WarnUntil.IsZero() {
		v.WarnUntil = v.WarnUntil.Add(max(0, passed))
	}
}

// clockSet begins the running limits anew: ticks come once a second, so a clock that jumps was set, or the terminal
// slept. Nobody is wiped without the whole countdown then, and no page stays open for years.
func (v *Visit) clockSet(now time.Time, t Times) {
	if v.LastTouch.After(now) {
		v.LastTouch = now
	}
	if !v.WarnUntil.IsZero() {
		v.WarnUntil = now.Add(t.Countdown)
	}
	if !v.WipeAt.IsZero() {
		v.WipeAt = now.Add(t.Wipe)
	}
}

// working reports whether the citizen waits for the terminal; time does not run against them then.
func (s State) working() bool {
	v := s.Visit
	return v.Submission.Storing || v.At.Kind == AtProof && v.Scan.Stage == ScanRunning || v.At.Kind == AtDone && v.Print.Running ||
		s.playing() || v.Saving.Stage == SaveSending || v.Saving.Print.Running || v.Resume.Stage == ResumeReading
}

// tickDone prints as soon as the hub has answered, or has had its time to, and wipes at the end.
func tickDone(s State) (State, []Effect) {
	v := &s.Visit
	waited := s.Now.Sub(v.Submission.StoredAt)
	if !v.Print.Asked && (waited >= s.Times.Arrival || waited < 0) && !v.Voice.talking(s.Now) { // who hears the page hears first what the paper will say
		return printReceipt(s)
	}
	if !v.Print.Ended {
		return s, nil
	}
	return tickLast(s)
}

// tickLast wipes when the last page has had its time.
func tickLast(s State) (State, []Effect) {
	v := &s.Visit
	if v.WipeAt.IsZero() {
		v.WipeAt = s.Now.Add(s.Times.Wipe)
		return s, nil
	}
	if v.LastTouch.Add(s.Times.Wipe).After(v.WipeAt) {
		v.WipeAt = v.LastTouch.Add(s.Times.Wipe)
	}
	if !s.Now.Before(v.WipeAt) {
		if v.Aside != nil {
			return another(s) // what was laid aside is not lost without a warning
		}
		return wipe(s)
	}
	return s, nil
}

// Left is the time until the warning or the last page ends, rounded up to whole seconds.
func (s State) Left() time.Duration {
	until := s.Visit.WarnUntil
	if (s.Visit.At.Kind == AtDone || s.CodeInHand()) && !s.Warning() {
		until = s.Visit.WipeAt
	}
	left := until.Sub(s.Now)
	if until.IsZero() || left < 0 {
		return 0
	}
	return (left + time.Second - 1).Truncate(time.Second)
}
