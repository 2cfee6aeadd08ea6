package hub

import (
	"errors"

	"buergerterminal/kiosk/hub/database"
)

// Code says what went wrong on the hub.
type Code string

// The codes of this package.
const (
	CodeSetup     Code = "hub.setup"     // configuration, key or certificate
	CodeTerminals Code = "hub.terminals" // the list of terminals is unreadable or wrong
	CodeEnrolled  Code = "hub.enrolled"  // the terminal is enrolled already
	CodeConflict  Code = "hub.conflict"  // the key is stored with other content
	CodeNotFound  Code = "hub.not-found" // no such submission
	CodeAmbiguous Code = "hub.ambiguous" // several submissions have this number
)

// The codes of the database, which CodeOf returns too.
const (
	CodeSettings = Code(database.CodeSettings)
	CodeVersion  = Code(database.CodeVersion)
	CodeFull     = Code(database.CodeFull)
	CodeCorrupt  = Code(database.CodeCorrupt)
	CodeBusy     = Code(database.CodeBusy)
	CodeLost     = Code(database.CodeLost)
	CodeStore    = Code(database.CodeStore)
)

// Error is a failure with its code. Its text is technical and never personal.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, else that of the database, or the empty code.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Code(database.CodeOf(err))
}
