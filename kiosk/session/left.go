package session

import "time"

// callsFor is how long a document that was left behind is called for every callEvery; after that nobody is near, and it is called
// for every callSeldom, until it is taken.
const (
	callEvery  = 5 * time.Second
	callsFor   = 2 * time.Minute
	callSeldom = time.Minute
)

// cardLies notes that a document was left behind, or that it was taken. Whoever uses the terminal meanwhile is not disturbed by it.
func cardLies(s State, lies bool) (State, []Effect) {
	if !lies {
		s.CardLeft = time.Time{}
		return s, nil
	}
	if !s.CardLeft.IsZero() {
		return s, nil
	}
	s.CardLeft = s.Now
	if !s.Idle() {
		return s, nil
	}
	return s, []Effect{Sound{ToneWarning}}
}

// calls reports whether it is time to call again for a document that was left behind so long ago; before is the same a tick earlier.
func calls(before, left time.Duration) bool {
	every := callEvery
	if left > callsFor {
		every = callSeldom
	}
	return left/every > before/every
}
