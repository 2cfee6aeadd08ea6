package fim

import "fmt"

// Error is a mistake in a file that was read.
type Error struct {
	Line, Column int    // counted from 1
	Message      string // what is wrong
	Hint         string // what to do, or ""
}

// Error returns "line 12, column 3: what is wrong (what to do)".
func (e *Error) Error() string {
	s := fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
	if e.Hint != "" {
		s += " (" + e.Hint + ")"
	}
	return s
}
