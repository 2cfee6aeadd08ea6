// Package queue is the hub's call queue: who waits for a human, which clerk has which call, and what becomes of it.
//
// It is a state machine in SQL (state.go has its table) and the same on SQLite and on PostgreSQL, where several replicas
// work on it at once. A call has one clerk at a time. The clerk holds it by a lease, which beats renew; a lease that ends
// puts the call back, at the front. Each clerk who takes a call counts its epoch up, so that what a clerk who lost the call
// still says is refused. A call is never taken from a citizen by a machine as long as the terminal is there.
//
// Every row has an authority, and a clerk sees the calls of the authorities that he works for. The room knows terminals,
// services, languages and the ids of clerks' accounts, no citizen; the one exception is the telephone number of a call-back,
// which is stored encrypted (callback.go). What stays of a call that ended are times, service and reason: neither citizen
// nor clerk.
//
// Nothing here talks to terminals or desks: Watch tells each replica what changed. The room never logs.
package queue

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // opening hours, on machines without a zone database

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Options of a queue; the zero value is good but for NumberKey.
type Options struct {
	// Now is the clock; time.Now if nil. The clocks of replicas may differ by a small part of Lease.
	Now func() time.Time
	// Lease is how long a clerk who is not heard of keeps a call; 25 s if zero. A shorter one takes calls away from
	// clerks with a bad line; beats come every link.BeatEvery.
	Lease time.Duration
	// Grace is how long the call of a terminal that is not heard of stays; 30 s if zero.
	Grace time.Duration
	// Location is where the opening hours hold; Europe/Berlin if nil.
	Location *time.Location
	// NumberKey encrypts the telephone numbers of call-backs, 32 bytes, the same for all replicas. Without it there are none.
	NumberKey []byte
	// History is how long calls that ended stay for the figures; 90 days if zero.
	History time.Duration
}

// Queue is safe for concurrent use.
type Queue struct {
	db       *database.DB
	now      func() time.Time
	lease    time.Duration
	grace    time.Duration
	history  time.Duration
	location *time.Location
	numbers  cipher.AEAD // nil without a key
}

// New brings the tables up to date and returns the queue. The caller closes db.
func New(ctx context.Context, db *database.DB, o Options) (*Queue, error) {
	q := &Queue{db: db, now: o.Now, lease: o.Lease, grace: o.Grace, history: o.History, location: o.Location}
	if q.now == nil {
		q.now = time.Now
	}
	for _, d := range []struct {
		value *time.Duration
		zero  time.Duration
	}{{&q.lease, 25 * time.Second}, {&q.grace, 30 * time.Second}, {&q.history, 90 * 24 * time.Hour}} {
		if *d.value == 0 {
			*d.value = d.zero
		}
	}
	var err error
	if q.location == nil {
		if q.location, err = time.LoadLocation("Europe/Berlin"); err != nil {
			return nil, &Error{CodeSetup, err}
		}
	}
	if o.NumberKey != nil {
		if q.numbers, err = newCipher(o.NumberKey); err != nil {
			return nil, &Error{CodeSetup, err}
		}
	}
	return q, db.Migrate(ctx, "queue", steps[:])
}

// NewID returns an id for a call or a call-back, as link.ValidKey wants it: 128 bits of chance.
func NewID() string {
	var raw [16]byte
	rand.Read(raw[:]) // never fails (crypto/rand)
	return fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:])
}

// Code says why the queue did not do something.
type Code string

// The codes of this package; those of the database come as they are.
const (
	CodeSetup     Code = "queue.setup"     // wrong options, or no key for telephone numbers
	CodeInvalid   Code = "queue.invalid"   // malformed, or out of bounds
	CodeUnknown   Code = "queue.unknown"   // no such call, or not for whoever asks
	CodeConflict  Code = "queue.conflict"  // the id belongs to another terminal
	CodeTaken     Code = "queue.taken"     // another clerk has it
	CodeFenced    Code = "queue.fenced"    // the lease is over: the call went back or to another clerk
	CodeState     Code = "queue.state"     // makes no sense now; the text names state and move
	CodeEnded     Code = "queue.ended"     // the call is over
	CodeEmpty     Code = "queue.empty"     // nobody waits whom the clerk could help
	CodeBusy      Code = "queue.busy"      // the clerk is in another call
	CodeAway      Code = "queue.away"      // the clerk is not at the desk
	CodeAbsent    Code = "queue.absent"    // the terminal is not connected at the moment
	CodeAuthority Code = "queue.authority" // the clerk does not work for the authority
	CodeClosed    Code = "queue.closed"    // outside the opening hours
	CodeOften     Code = "queue.often"     // too many call-backs wait for this terminal
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

func refuse(code Code, why string) error { return &Error{code, errors.New(why)} }

// Call is what a terminal asks for.
type Call struct {
	ID        string // the terminal's own (link.ValidKey)
	Authority string
	Terminal  string
	Flow      string // id of the service, "" before one is chosen
	Language  string // BCP 47, that of the page
	Writes    bool   // the citizen writes instead of speaking
	Needs     []link.Need
	Progress  Progress
}

// Progress is where in a service the citizen is.
type Progress struct {
	Step, Steps int
	Part        string
}

// Lease is a clerk's right to a call.
type Lease struct {
	Call  string
	Clerk string
	Epoch int       // counts the clerks who took the call, from 1
	Until time.Time // when it ends unless it is renewed
}

// Clerk is an account as the queue needs it.
type Clerk struct {
	ID          string
	Authorities []string // whose calls the clerk sees
	Services    []string // ids of flows; none means all
	Languages   []string // BCP 47; "de" also fits "de-leicht"
	Interpret   bool     // may be asked in as an interpreter
	Signs       bool     // the same for sign language
}

// millis is a moment as the tables hold it.
func millis(t time.Time) int64 { return t.UnixMilli() }

func moment(ms int64) time.Time { return time.UnixMilli(ms) }

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
