package session

import "time"

// Switches is how a citizen goes through the pages who has one switch or two, and no other key: by groups, then within a
// group. It ends with the visit.
type Switches struct {
	Auto bool // the focus moves on by itself, and one switch chooses
	Pace Pace

	First, Last string // ids of the ends of the group that has the focus, or that the focus is in; "" for none
	Inside      bool   // the focus is in it
	Rounds      int    // how often the focus has gone round the page by itself
	Resting     bool   // it has gone round often enough, and waits for the switch
}

// Pace is how soon the focus moves on by itself.
type Pace int

// The paces.
const (
	SlowPace  Pace = -1
	UsualPace Pace = 0
	FastPace  Pace = 1
)

// Every is the time from one move to the next: twice the usual one, or half of it.
func (p Pace) Every(usual time.Duration) time.Duration {
	switch {
	case p < UsualPace:
		return 2 * usual
	case p > UsualPace:
		return usual / 2
	}
	return usual
}

// Grouped reports whether a whole group has the focus.
func (w Switches) Grouped() bool { return w.First != "" && !w.Inside }

// Events of the switches.
type (
	// SwitchMoved moves the focus to a group (no ID), or to a node: of the group, or one that stands alone (no First).
	SwitchMoved struct {
		First, Last, ID string
		Round           bool // the page begins anew
		Auto            bool // nobody has pressed anything
	}
	ToggleAuto   struct{}
	SetPace      struct{ Pace Pace }
	OpenSwitches struct{} // how they move
)

func (SwitchMoved) event()  {}
func (ToggleAuto) event()   {}
func (SetPace) event()      {}
func (OpenSwitches) event() {}

// moved is the visit after a move. The voice says where the focus has come to.
func (v Visit) moved(e SwitchMoved, rounds int) Visit {
	w := &v.Switches
	w.First, w.Last, w.Inside = e.First, e.Last, e.First != "" && e.ID != ""
	if v.Focus = e.ID; e.ID != "" {
		v.Voice = v.Voice.asked(e.ID)
	} else {
		v.Voice = v.Voice.asked(e.First)
	}
	switch {
	case !e.Auto:
		w.Rounds, w.Resting = 0, false
	case e.Round:
		w.Rounds++
		w.Resting = w.Rounds >= rounds
	}
	return v
}

// left is without a group: whatever the citizen does leads on from there.
func (w Switches) left() Switches { return Switches{Auto: w.Auto, Pace: w.Pace} }

// touchSwitches takes what a citizen says about the switches; it means the same on every page.
func touchSwitches(s State, e Event) (State, bool) {
	w := &s.Visit.Switches
	switch e := e.(type) {
	case ToggleAuto:
		w.Auto = !w.Auto
	case SetPace:
		w.Pace = min(max(e.Pace, SlowPace), FastPace)
	case OpenSwitches:
		s = over(s, OverSwitches)
	default:
		return s, false
	}
	return s, true
}
