package kiosk

import "time"

// KeyTimes is how patient the keys are (EN 301 549, 5.7 and 5.8). The zero value takes every press once, and repeats none.
type KeyTimes struct {
	RepeatDelay  time.Duration // until a key that is held counts again
	RepeatEvery  time.Duration // and from then on; 0: it does not
	DoubleStrike time.Duration // in which the same key does not count again
}

// strokes tells presses that are meant from the tremble of a hand, and repeats a key that is held.
type strokes struct {
	times   KeyTimes
	last    stroke
	held    Key
	holding bool
}

// stroke is a press that counted.
type stroke struct {
	key Key
	r   rune
	at  time.Time
}

// pressed reports whether a press counts.
func (s *strokes) pressed(key Key, r rune, now time.Time) bool {
	passed := now.Sub(s.last.at)
	if s.last.key == key && s.last.r == r && !s.last.at.IsZero() && passed >= 0 && passed < s.times.DoubleStrike {
		return false
	}
	s.last = stroke{key, r, now}
	s.held, s.holding = key, s.times.RepeatEvery > 0 && repeatable[key]
	return true
}

// released ends the repeating of a key.
func (s *strokes) released(key Key) {
	if s.held == key {
		s.holding = false
	}
}

// repeatable are the keys that may repeat: those that lead nowhere from which one would have to come back.
var repeatable = map[Key]bool{Tab: true, BackTab: true, ArrowUp: true, ArrowDown: true, Move: true, Backspace: true}
