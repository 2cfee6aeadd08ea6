package eventlog

import (
	"encoding/hex"
	"regexp"
	"slices"
	"time"

	"go.uber.org/zap"
)

// Class is the kind of a field. It is also the field's name in the log, and it says how the value is kept impersonal.
type Class string

// The classes.
const (
	ClassCode     Class = "code"     // a health code
	ClassDevice   Class = "device"   // idcard, scanner, printer
	ClassState    Class = "state"    // a device's state
	ClassWork     Class = "work"     // what the terminal was doing for the visit
	ClassOutcome  Class = "outcome"  // of a print
	ClassFlow     Class = "flow"     // a service's identifier
	ClassPage     Class = "page"     // a page's identifier
	ClassVersion  Class = "version"  // of the program
	ClassDuration Class = "ms"       // how long
	ClassCount    Class = "count"    // how many
	ClassBytes    Class = "bytes"    // how much
	ClassHash     Class = "hash"     // the first four bytes of a digest
	ClassStatus   Class = "status"   // of HTTP
	ClassSeverity Class = "severity" // of a health code

	ClassReason    Class = "reason"    // why a call ended
	ClassDepth     Class = "depth"     // of a technician's test
	ClassOperation Class = "operation" // what a technician made a device do
)

// Refused stands where a word is not in the vocabulary.
const Refused = "(refused)"

// Vocabulary holds the words that the terminal knows: of its services, which can change. Whatever is not in it is written as Refused, so that an answer
// that was passed by mistake does not reach the log.
type Vocabulary struct {
	Codes []string // health.Codes()
	Flows []string // identifiers of the loaded services
	Pages []string // identifiers of the pages that come with the services, such as "question.purpose"; the terminal's own are known here
}

// Field is one value of an event. It can only be made by the functions below.
type Field struct {
	class  Class
	word   string
	number int64
}

// Code is a health code.
func Code(code string) Field { return Field{class: ClassCode, word: code} }

// Device is a device by its task: idcard, scanner, printer; or a part of the terminal that a technician tests.
func Device(kind string) Field { return Field{class: ClassDevice, word: kind} }

// State is a device's state in the words of XFS4IoT.
func State(state string) Field { return Field{class: ClassState, word: state} }

// Work is what the terminal was doing: read-card, scan, submit, print, withdraw, deliver, show, or something with a draft.
func Work(work string) Field { return Field{class: ClassWork, word: work} }

// Outcome is that of a print (printed, notPrinted, unknown) or of a test (passed, failed, skipped).
func Outcome(outcome string) Field { return Field{class: ClassOutcome, word: outcome} }

// FlowID is a service's identifier.
func FlowID(id string) Field { return Field{class: ClassFlow, word: id} }

// Page is a page's identifier.
func Page(id string) Field { return Field{class: ClassPage, word: id} }

// Version is the program's version, such as "v1.4.0" or "1.4.0-3-gdeadbee".
func Version(version string) Field { return Field{class: ClassVersion, word: version} }

// Severity is that of a health code: notice, degraded, out-of-order.
func Severity(severity string) Field { return Field{class: ClassSeverity, word: severity} }

// Depth is that of a technician's test: internal, external, interactive.
func Depth(depth string) Field { return Field{class: ClassDepth, word: depth} }

// Reason says why a call ended, in the words of link.
func Reason(reason string) Field { return Field{class: ClassReason, word: reason} }

// Operation is what a technician made a device do.
func Operation(operation string) Field { return Field{class: ClassOperation, word: operation} }

// Duration is how long something took, in whole milliseconds.
func Duration(d time.Duration) Field {
	return Field{class: ClassDuration, number: d.Milliseconds()}
}

// Count is how many of something. It is for small numbers: a million and more is written as a million, so that no date of
// birth and no telephone number can pass for a count.
func Count(n int) Field { return Field{class: ClassCount, number: int64(min(max(n, 0), maxCount))} }

const maxCount = 1_000_000

// Bytes is a size. It is written in whole KiB, rounded up: the exact size of an application tells more than is needed.
func Bytes(n int64) Field { return Field{class: ClassBytes, number: (max(n, 0) + 1023) / 1024 * 1024} }

// Status is a status of HTTP; anything else is written as 0.
func Status(code int) Field {
	if code < 100 || code > 599 {
		code = 0
	}
	return Field{class: ClassStatus, number: int64(code)}
}

// ShortHash shortens the SHA-256 digest of something sealed, enough to find it and too little to find out what it is. Never give it
// the digest of an answer: few answers are possible, and they can all be tried.
func ShortHash(digest [32]byte) Field {
	return Field{class: ClassHash, word: hex.EncodeToString(digest[:4])}
}

// zap is the field as it is written.
func (f Field) zap(v Vocabulary) zap.Field {
	switch f.class {
	case ClassDuration, ClassCount, ClassBytes, ClassStatus:
		return zap.Int64(string(f.class), f.number)
	}
	if f.word != "" && !v.knows(f.class, f.word) {
		return zap.String(string(f.class), Refused)
	}
	return zap.String(string(f.class), f.word)
}

// knows reports whether a word belongs to a class.
func (v Vocabulary) knows(c Class, word string) bool {
	switch c {
	case ClassCode:
		return slices.Contains(v.Codes, word)
	case ClassFlow:
		return slices.Contains(v.Flows, word)
	case ClassPage:
		return slices.Contains(v.Pages, word) || slices.Contains(wordsOf(c), word)
	case ClassVersion:
		return regexp.MustCompile(`^v?\d{1,3}\.\d{1,3}\.\d{1,3}(-[0-9a-z.-]{1,40})?$|^(devel|\(devel\))$`).MatchString(word)
	case ClassHash:
		return len(word) == 8
	}
	return slices.Contains(wordsOf(c), word)
}

// wordsOf lists the words of the classes that are the same everywhere.
func wordsOf(c Class) []string {
	switch c {
	case ClassPage:
		return []string{
			"idle", "left-behind", "language", "aids", "areas", "services", "search", "elsewhere", "service", "privacy", "card", "card-data", "question", "proof", "scanning",
			"scan-check", "scan-zoom", "signature", "signature-typed", "cosignature", "review", "send", "storing", "done", "no-receipt", "help", "waiting", "meeting", "newcomer", "writing", "grant", "call-ended", "cancel", "voice", "switches", "why", "clip", "row-remove", "row-unsaved", "still-there", "out-of-order",
			"technician-code", "technician", "technician-unit", "technician-question", "technician-drawing", "technician-touch", "technician-log",
			"technician-restart", "technician-service",
			"resume", "resume-reading", "resume-found", "save", "saving", "save-failed", "saved", "saved-code",
			"callback.slot", "callback.phone", "callback.sent", "callback.kept", "callback.failed",
		}
	case ClassDevice:
		return []string{"idcard", "cardreader", "scanner", "printer", "screen", "sound", "hub", "outbox"}
	case ClassState:
		return []string{"starting", "online", "offline", "powerOff", "noDevice", "hardwareError", "userError", "busy", "fraudAttempt"}
	case ClassWork:
		return []string{"read-card", "read-chip", "look-for-card", "film", "scan", "submit", "print", "speak", "withdraw", "deliver", "show", "keep-draft", "read-draft", "drop-draft", "burn-draft", "leave-draft", "renew-draft"}
	case ClassOutcome:
		return []string{"printed", "notPrinted", "unknown", "passed", "failed", "skipped"}
	case ClassReason:
		return []string{"solved", "appointment", "elsewhere", "abuse", "citizen", "withdrawn", "visit-end", "gone", "closed"}
	case ClassDepth:
		return []string{"internal", "external", "interactive"}
	case ClassOperation:
		return []string{"feed", "cut", "present", "retract", "eject", "scan", "reset", "send"}
	case ClassSeverity:
		return []string{"notice", "degraded", "out-of-order"}
	}
	return nil
}
