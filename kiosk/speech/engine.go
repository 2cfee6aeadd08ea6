package speech

import (
	"context"
	"strings"
)

// Phrase is what an engine speaks at once.
type Phrase struct {
	Text string
	Lang string // BCP 47
	Rate int    // −1 slow, 0 usual, 1 fast
}

// Engine makes speech of texts. Speak gives the samples (audio.Rate a second, full scale −1 to 1) to play as they come, and
// returns when all are given or ctx ends. play may block and must not keep the slice. An engine may be asked from any
// goroutine, and its errors are an *Error and never hold the text.
type Engine interface {
	Speak(ctx context.Context, p Phrase, play func(samples []float32)) error
}

// Code says what is wrong with the voice.
type Code string

// The codes.
const (
	CodeNoEngine Code = "speech.no-engine" // its program is not installed
	CodeFailed   Code = "speech.failed"    // it ended with an error, or gave no sound
	CodeNoJack   Code = "speech.no-jack"   // the headset's socket cannot be read
)

// Error is what went wrong, without what was to be said.
type Error struct {
	Code  Code
	Cause error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Cause.Error() }

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Borrowed reports whether a language has no voice of its own and is read by a neighbour's.
func Borrowed(lang string) bool { return base(lang) == "hsb" }

// base is the language of a tag: "de" of "de-leicht".
func base(lang string) string {
	first, _, _ := strings.Cut(lang, "-")
	return first
}
