package submission

import (
	"time"

	"buergerterminal/kiosk/link"
)

// Event is what Delivery reports: ReachedHub, LostHub, Arrived, WasRefused, WasDamaged or OutboxFailed.
type Event interface{ event() }

// Trouble says why the hub does not take anything at the moment.
type Trouble string

// The troubles. Delivery repeats on all of them.
const (
	TroubleUnreachable  Trouble = "hub.unreachable"  // no connection, no trust in its certificate, or no answer in time
	TroubleFailing      Trouble = "hub.failing"      // it answers 5xx, 408 or 429
	TroubleUnauthorized Trouble = "hub.unauthorized" // it does not know this terminal or its token
	TroubleReceipt      Trouble = "hub.receipt"      // the receipt does not name what was sent
	TroubleStranger     Trouble = "hub.stranger"     // an answer that no hub gives: a proxy, a portal, a wrong address
)

// Arrived reports that the hub's receipt is there ("angekommen").
type Arrived struct {
	Key    string
	Number string
	At     time.Time // by the hub's clock

	Authority string
}

// WasRefused reports that the hub will never take an application. A technician or the authority must look.
type WasRefused struct {
	Key    string
	Number string
	Status int
	Reason link.ProblemCode
}

// WasDamaged reports an application whose bytes changed on the disk, once per start.
type WasDamaged struct {
	Key    string
	Number string
}

// LostHub reports trouble, once when it begins and once when its kind changes.
type LostHub struct {
	Since   time.Time
	Trouble Trouble
	Status  int // of HTTP; 0 without an answer
}

// ReachedHub reports the end of trouble.
type ReachedHub struct{ Since time.Time }

// OutboxFailed reports that the outbox could not be read or written. Delivery repeats.
type OutboxFailed struct{ Err error }

func (Arrived) event()      {}
func (WasRefused) event()   {}
func (WasDamaged) event()   {}
func (LostHub) event()      {}
func (ReachedHub) event()   {}
func (OutboxFailed) event() {}
