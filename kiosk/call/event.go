package call

import (
	"time"

	"buergerterminal/kiosk/link"
)

// Event is something that happened to the call. Notify gets each one, in order, from one goroutine.
type Event interface{ event() }

// Of the hub and of the queue.
type (
	// HubBack says that the live channel stands, HubGone that it does not. Without it nobody can be asked for.
	HubBack struct{}
	HubGone struct{}

	// Opening tells whether somebody can be had.
	Opening struct {
		Open   bool
		Clerks int
		Until  time.Time // of the state that Open tells; zero if nobody knows
	}
	// Waiting tells the place in the queue. Again: a clerk was lost, and the call stands in front.
	Waiting struct {
		Place int
		Wait  time.Duration // expected; 0 where nobody can tell
		Again bool
	}
	// Noted says that a wished call-back is stored at the hub.
	Noted struct{ ID string }
	// Refused says that the hub did not do what was asked for. Where it was the call, there is none any more; where it was a
	// call-back, Callback is its id.
	Refused struct {
		Code     link.RefusalCode
		Callback string
	}
)

// Of the call and who takes part. Who is the id of a participant.
type (
	// Accepted says that a clerk took the call. After a transfer it comes again, with the next one.
	Accepted struct{ Who link.Participant }
	// Joined says that one more takes part.
	Joined struct{ Who link.Participant }
	// Left says that one takes no longer part: Lost by a cut, Moved by handing the call on.
	Left struct {
		Who         string
		Lost, Moved bool
	}
	// Connected says that there is a way from device to device to the participant, for the first time or again.
	Connected struct{ Who string }
	// Reconnecting says that this way is cut. What the citizen does goes on.
	Reconnecting struct{ Who string }
	// PictureSeen says that the first picture of the participant is decoded.
	PictureSeen struct{ Who string }
	// Quality tells what the connection to the clerk carries at the moment.
	Quality struct{ Rung Rung }
	// Ended says that the call is over. It does not come after HangUp.
	Ended struct{ Reason link.Reason }
)

// Of a participant. ID is answered by Done.
type (
	// Text is real-time text, clean: printing characters, '\n' for a new line, '\b' for the erasure of the last character, and
	// U+FFFD where something was lost.
	Text struct{ Who, Block string }
	// Pointed shows an element; "" ends it.
	Pointed struct{ Who, Node string }
	// Suggested offers an answer; Value is empty for an element that is chosen.
	Suggested struct{ Who, ID, Node, Value string }
	// Filled wants a value written into a field.
	Filled struct{ Who, ID, Node, Value string }
	// PressedBy wants an element touched.
	PressedBy struct{ Who, ID, Node string }
	// Asked wants something of the citizen.
	Asked struct {
		Who, ID string
		What    link.Wanted
	}
	// WithdrawnBy takes a Suggested or Asked back.
	WithdrawnBy struct{ Who, ID string }
	// Held says that the participant listens to somebody else for a while.
	Held struct {
		Who string
		On  bool
	}
)

func (HubBack) event()      {}
func (HubGone) event()      {}
func (Opening) event()      {}
func (Waiting) event()      {}
func (Noted) event()        {}
func (Refused) event()      {}
func (Accepted) event()     {}
func (Joined) event()       {}
func (Left) event()         {}
func (Connected) event()    {}
func (Reconnecting) event() {}
func (PictureSeen) event()  {}
func (Quality) event()      {}
func (Ended) event()        {}
func (Text) event()         {}
func (Pointed) event()      {}
func (Suggested) event()    {}
func (Filled) event()       {}
func (PressedBy) event()    {}
func (Asked) event()        {}
func (WithdrawnBy) event()  {}
func (Held) event()         {}

// Rung is a step of the ladder of quality.
type Rung string

// The rungs, best first.
const (
	RungVideo Rung = "video"
	RungAudio Rung = "audio"
	RungText  Rung = "text" // no way from device to device, or one that carries no sound: text through the hub if need be
)
