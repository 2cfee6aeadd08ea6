package enrol

import "errors"

// Code says what went wrong with the identity of a terminal.
type Code string

// The codes of this package.
const (
	CodeSetup    Code = "enrol.setup"    // the files of the authority are missing, damaged or do not belong together
	CodeName     Code = "enrol.name"     // no id of a terminal
	CodeCode     Code = "enrol.code"     // unknown, used or too old
	CodeOther    Code = "enrol.other"    // the code is for another terminal
	CodeRequest  Code = "enrol.request"  // no request for a certificate, or a key of another kind
	CodeUnknown  Code = "enrol.unknown"  // the request carries no identity
	CodeRevoked  Code = "enrol.revoked"  // the certificate is not on the list any more, or never was
	CodeExpired  Code = "enrol.expired"  // the certificate is too old
	CodeForged   Code = "enrol.forged"   // the signature is wrong
	CodeClock    Code = "enrol.clock"    // the signature's time is too far from the hub's
	CodeReplayed Code = "enrol.replayed" // the signature was used before
	CodeStore    Code = "enrol.store"    // the database failed
)

// Error is a failure with its code. Its text holds nothing that the other side sent.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, or the empty code.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func fault(code Code) error { return &Error{Code: code} }

// stored gives a failure of the database its code, and leaves every other code as it is.
func stored(err error) error {
	if err == nil || CodeOf(err) != "" {
		return err
	}
	return &Error{CodeStore, err}
}
