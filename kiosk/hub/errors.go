package hub

import "errors"

// Code says what went wrong on the hub.
type Code string

// The codes of this package.
const (
	CodeSetup     Code = "hub.setup"          // configuration, key or certificate
	CodeTerminals Code = "hub.terminals"      // the list of terminals is unreadable or wrong
	CodeEnrolled  Code = "hub.enrolled"       // the terminal is enrolled already
	CodeSettings  Code = "hub.store-settings" // SQLite does not run with the settings that make it durable
	CodeVersion   Code = "hub.store-version"  // written by a newer program, or no store
	CodeFull      Code = "hub.store-full"     // the disk is full
	CodeCorrupt   Code = "hub.store-corrupt"  // the database or a stored body is damaged
	CodeStore     Code = "hub.store"          // the database failed in another way
	CodeConflict  Code = "hub.conflict"       // the key is stored with other content
	CodeNotFound  Code = "hub.not-found"      // no such submission
	CodeAmbiguous Code = "hub.ambiguous"      // several submissions have this number
)

// Error is a failure with its code. Its text is technical and never personal.
type Error struct {
	Code Code
	Err  error
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
