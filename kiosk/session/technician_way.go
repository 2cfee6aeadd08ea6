package session

import (
	"slices"
	"strings"
	"time"
)

// The technician's way in: touches in the corners of the idle or closed terminal, in the order of the configuration, then
// a code. Nothing on the page shows either, and from a citizen's visit neither can be reached.

// Corner is a corner of the page, clockwise from the upper left one.
type Corner int

// The corners.
const (
	UpperLeft Corner = iota + 1
	UpperRight
	LowerRight
	LowerLeft
)

// Knock is how far the corners have been touched in their order.
type Knock struct {
	Done  int
	Began time.Time
}

// knocked takes a touch in a corner. Only the whole pattern, in its time, opens the page of the code.
func knocked(s State, c Corner) (State, []Effect) {
	if len(s.Pattern) == 0 || !s.Idle() && (s.Visit.At.Kind != AtClosed || s.Visit.Over != OverNone) {
		return s, nil
	}
	k := s.Knock
	if k.Done > 0 && (s.Now.Sub(k.Began) > s.Times.Pattern || s.Now.Before(k.Began)) {
		k = Knock{}
	}
	if k.Done > 0 && s.Pattern[k.Done] != c {
		k = Knock{}
	}
	if s.Pattern[k.Done] != c {
		s.Knock = Knock{}
		return s, nil
	}
	if k.Done == 0 {
		k.Began = s.Now
	}
	k.Done++
	if k.Done < len(s.Pattern) {
		s.Knock = k
		return s, nil
	}
	look, lang := s.Visit.Look, s.Visit.Lang
	s = begin(s)
	if lang != "" {
		s.Visit.Look, s.Visit.Lang = look, lang
	}
	s.Visit.Lang = technicianLanguage(s.Visit.Lang, s.Place.Languages)
	s.Visit.At = at(AtCode)
	return s, nil
}

// technicianLanguage is the language of a technician's visit, whichever the last citizen had: German or English, as their advice is
// (health.Text), where the terminal speaks one of them.
func technicianLanguage(citizen string, spoken []string) string {
	switch {
	case citizen == "de" || strings.HasPrefix(citizen, "de-"):
		return "de"
	case slices.Contains(spoken, "en"):
		return "en"
	}
	return citizen
}

// touchCode takes the digits of the code. An attempt counts before it is checked, so that pulling the plug saves none.
func touchCode(s State, e Event) (State, []Effect) {
	t := &s.Visit.Technician
	if _, ok := e.(Back); ok {
		return wipe(s)
	}
	if t.Checking || s.Locked() {
		return s, nil
	}
	switch e := e.(type) {
	case TypeRune:
		if e.Rune >= '0' && e.Rune <= '9' && len(t.Digits) < maxCodeLength {
			t.Digits, t.Refused = t.Digits+string(e.Rune), false
		}
	case Erase:
		if n := len(t.Digits); n > 0 {
			t.Digits = t.Digits[:n-1]
		}
	case Empty:
		t.Digits = ""
	case Continue:
		return tryCode(s)
	}
	return s, nil
}

func tryCode(s State) (State, []Effect) {
	t := &s.Visit.Technician
	if len(t.Digits) < minCodeLength {
		t.Digits, t.Refused = "", true
		return s, nil
	}
	digits := t.Digits
	t.Digits, t.Checking, t.Refused = "", true, false
	s.Standing.Failed++
	if s.Standing.Failed >= maxAttempts {
		s.Standing.Failed, s.Standing.LockedUntil = 0, s.Now.Add(lockOut)
	}
	return s, []Effect{KeepStanding{s.Standing}, CheckCode{Digits: digits}}
}

// codeChecked lets the technician in, or says that the code was wrong.
func codeChecked(s State, right bool) (State, []Effect) {
	t := &s.Visit.Technician
	if s.Visit.At.Kind != AtCode || !t.Checking {
		return s, nil
	}
	t.Checking = false
	if !right {
		t.Refused = true
		return s, nil
	}
	s.Standing.Failed, s.Standing.LockedUntil = 0, time.Time{}
	s.Visit.At, s.Visit.LastTouch, s.Visit.Over = at(AtTechnician), s.Now, OverNone
	return s, []Effect{KeepStanding{s.Standing}, Inspect{}}
}

// tickTechnician ends a technician's visit that was left alone. Work that runs is waited for; what waits for a person is not.
func tickTechnician(s State) (State, []Effect) {
	v := &s.Visit
	limit := s.Times.IdleWarning
	if v.At.Kind == AtTechnician {
		limit = s.Times.Technician
		if !v.Technician.Running.Idle() && v.Technician.Asked == nil {
			v.LastTouch = s.Now
		}
	}
	if s.Now.Sub(v.LastTouch) >= limit {
		return wipe(s)
	}
	if v.At.Kind == AtTechnician && v.Technician.Running.Idle() && s.Now.Sub(s.Inspection.At) >= inspectEvery {
		s.Inspection.At = s.Now // asked; the answer sets it anew
		return s, []Effect{Inspect{}}
	}
	return s, nil
}

// inspectEvery is how old what the technician sees may be.
const inspectEvery = 5 * time.Second

// unlocked ends a lock that the clock cannot mean: one that was set back would lock the technician out for years.
func (s Standing) unlocked(now time.Time) Standing {
	if s.LockedUntil.Sub(now) > lockOut {
		s.LockedUntil = now.Add(lockOut)
	}
	return s
}
