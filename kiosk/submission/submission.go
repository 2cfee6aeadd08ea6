// Package submission keeps sealed applications until the hub has them.
//
// The Outbox is the terminal's promise: Append returns only after the application is durably on disk, and only then may a
// citizen read "sicher gespeichert". Delivery brings every stored application to the hub exactly once: it repeats until
// a receipt names the same key and hash, and the hub stores a key once.
//
// Beside the applications the outbox keeps errands: which drafts the hub has yet to delete.
//
// The package never sees content: what it stores was sealed before (package seal). It writes no log; events go to a callback.
package submission

import "errors"

// Code says what went wrong; kiosk/health maps it to a citizen's text and a technician's remedy.
type Code string

// The codes of this package.
const (
	CodeDiskFull    Code = "outbox.disk-full"    // the disk refused; nothing was stored
	CodeReserve     Code = "outbox.reserve"      // free space is below the reserve; nothing was written
	CodeInUse       Code = "outbox.in-use"       // another program has this outbox open
	CodeCorrupt     Code = "outbox.corrupt"      // the database itself is damaged
	CodeRowDamaged  Code = "outbox.row-damaged"  // the bytes of one application changed on the disk
	CodeSettings    Code = "outbox.settings"     // SQLite does not run with the settings that make it durable
	CodeVersion     Code = "outbox.version"      // written by a newer program, or no outbox
	CodeIO          Code = "outbox.io"           // the disk failed in another way
	CodeInvalid     Code = "outbox.invalid"      // the item lacks something; a defect of the caller
	CodeTooLarge    Code = "outbox.too-large"    // more than the hub takes
	CodeKeyTaken    Code = "outbox.key-taken"    // the key is stored with other content
	CodeNumberTaken Code = "outbox.number-taken" // the number belongs to another application
	CodeUnknown     Code = "outbox.unknown"      // no such application, or not in the needed state
	CodeSetup       Code = "delivery.setup"      // delivery is configured wrongly
	CodeAsk         Code = "delivery.ask"        // the hub did not answer a question
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
