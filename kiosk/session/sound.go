package session

import "time"

// Tone is a sound with a meaning. Each says what the page shows in the same moment: who hears nothing misses nothing.
type Tone string

// The tones, each with what is seen of it.
const (
	ToneKey     Tone = "key"     // a finger came down on something: it is shown as pressed
	ToneRefused Tone = "refused" // Continue found something missing or wrong: the page names it
	ToneWarning Tone = "warning" // the time runs out: the warning covers the page and counts the seconds
	ToneDone    Tone = "done"    // the application is stored: the page says so
	ToneCalled  Tone = "called"  // a clerk is there, or wants something: the page says what
)

// lastReminder is how much of the countdown is left when the warning sounds for the last time.
const lastReminder = 10 * time.Second

// reminds reports whether the countdown has just come to its half or to its last seconds.
func reminds(countdown, before, left time.Duration) bool {
	for _, at := range []time.Duration{countdown / 2, lastReminder} {
		if before > at && left <= at {
			return true
		}
	}
	return false
}

// refused reports whether the way on led nowhere, because something is missing, wrong or full: the page says what, or it
// is the page where it can be mended.
func refused(before, after State, e Event) bool {
	switch e.(type) {
	case Continue, EndVisit, AddRow:
	default:
		return false
	}
	was, is := before.Visit, after.Visit
	if before.Warning() || was.Over != OverNone {
		return false
	}
	if was.At != is.At {
		return is.Mending && !was.Mending
	}
	return len(is.Draft.Wrong) > 0 || is.Missing != ""
}
