package fitconnect

import (
	"errors"
	"time"
)

// Code says what went wrong with FIT-Connect.
type Code string

// The codes of this package. The first five end by themselves or when a person mends the cause; CodeGone wants a new announcement; what
// CodeRefused refuses once, it always will.
const (
	CodeUnreachable Code = "fitconnect.unreachable" // no connection, no trust in the certificate, or no answer in time
	CodeFailing     Code = "fitconnect.failing"     // it answers 5xx or 408
	CodeThrottled   Code = "fitconnect.throttled"   // too many requests
	CodeCredentials Code = "fitconnect.credentials" // it does not know the client, or its secret is wrong
	CodeForbidden   Code = "fitconnect.forbidden"   // the client may not do this at this destination
	CodeStranger    Code = "fitconnect.stranger"    // an answer that FIT-Connect does not give: a proxy, a wrong address
	CodeGone        Code = "fitconnect.gone"        // it knows no such destination or submission (any more)
	CodeThere       Code = "fitconnect.there"       // it has this part already
	CodeRefused     Code = "fitconnect.refused"     // it will never take these bytes
	CodeEvent       Code = "fitconnect.event"       // an event of its log cannot be believed
	CodeSetup       Code = "fitconnect.setup"       // set up wrongly
)

// Error is a failure with its code. Its text is technical and never personal.
type Error struct {
	Code       Code
	Status     int           // of HTTP; 0 without an answer
	RetryAfter time.Duration // FIT-Connect's wish; 0 for none
	Err        error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, or the empty code.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// Final reports whether repeating is useless.
func (e *Error) Final() bool { return e.Code == CodeRefused }

// Kind is the code as the hub notes it.
func (e *Error) Kind() string { return string(e.Code) }

// Wait is how long FIT-Connect wants to be left alone.
func (e *Error) Wait() time.Duration { return e.RetryAfter }
