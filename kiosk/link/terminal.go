package link

import "time"

// Messages that both sides of a channel use.
type (
	// Beat says that the sender is there; the hub answers it with an empty one. A terminal tells its health with it, by codes
	// of kiosk/health, and how many applications wait for delivery.
	Beat struct {
		Health []string `json:"health,omitempty"`
		Outbox int      `json:"outbox,omitempty"`
	}
	// Refused answers a message that the hub does not carry out. Call is that of the message, or the id of a Callback.
	Refused struct {
		Code RefusalCode `json:"code"`
		Call string      `json:"call,omitempty"`
	}
)

// RefusalCode says why the hub did not do what a message asked for.
type RefusalCode string

// Reasons of the hub.
const (
	RefusedMessage   RefusalCode = "message"   // not understood, or out of bounds
	RefusedRole      RefusalCode = "role"      // the clerk's role does not allow it
	RefusedCall      RefusalCode = "call"      // no such call, or not the sender's
	RefusedTaken     RefusalCode = "taken"     // another clerk was faster
	RefusedState     RefusalCode = "state"     // makes no sense now
	RefusedClosed    RefusalCode = "closed"    // outside the opening hours
	RefusedAway      RefusalCode = "away"      // the colleague is not there
	RefusedOften     RefusalCode = "often"     // too many messages in too short a time
	RefusedStore     RefusalCode = "store"     // the hub cannot write
	RefusedAuthority RefusalCode = "authority" // belongs to another authority
)

// Messages of a terminal.
type (
	// Hello opens the channel. Call is a call that the terminal still holds after a cut, so that nobody waits twice.
	Hello struct {
		Version string `json:"version"`
		Call    string `json:"call,omitempty"`
	}
	// Ask wants a human. Call is the terminal's own id of it (ValidKey): asking again with it is the same call.
	Ask struct {
		Call     string   `json:"call"`
		Flow     string   `json:"flow,omitempty"` // id of the service, "" before one is chosen
		Language string   `json:"language"`       // BCP 47, that of the page
		Text     bool     `json:"text,omitempty"` // the citizen writes instead of speaking
		Needs    []Need   `json:"needs,omitempty"`
		Progress Progress `json:"progress"`
	}
	// Progress tells where in a service the citizen is. It is sent while the citizen waits and goes on alone.
	Progress struct {
		Call  string `json:"call"`
		Flow  string `json:"flow,omitempty"`
		Step  int    `json:"step"`  // open step, from 1; 0 before a service begins
		Steps int    `json:"steps"` // how many there are
		Part  string `json:"part,omitempty"`
	}
	// Hangup ends a call, or the waiting for one.
	Hangup struct {
		Call   string `json:"call"`
		Reason Reason `json:"reason"`
	}
	// TurnAway says that the citizen does not want one who has come into the call later. Who leads the call cannot be turned
	// away: that ends it (Hangup).
	TurnAway struct {
		Call string `json:"call"`
		Who  string `json:"who"` // id of the participant
	}
	// Callback asks to be called back by telephone. Phone is personal: it is kept until the call is done, and never logged.
	Callback struct {
		ID       string    `json:"id"`
		Flow     string    `json:"flow,omitempty"`
		Language string    `json:"language"`
		Phone    string    `json:"phone"`
		From     time.Time `json:"from"` // the slot that the citizen chose
		To       time.Time `json:"to"`
	}
)

// Need is something that a clerk should know before accepting.
type Need string

// Needs.
const (
	NeedLargeText   Need = "large-text"
	NeedContrast    Need = "contrast"
	NeedReading     Need = "reading-aloud"
	NeedText        Need = "writes"      // real-time text instead of speech
	NeedInterpreter Need = "interpreter" // for the language of the page
	NeedSigns       Need = "signs"       // sign language
	NeedDevice      Need = "device"      // a device of the terminal is broken
)

// Reason says why a call ended.
type Reason string

// Reasons. The first four are the clerk's, the next the citizen's, the last the machine's.
const (
	ReasonSolved      Reason = "solved"
	ReasonAppointment Reason = "appointment" // an appointment was made, or the citizen must come
	ReasonElsewhere   Reason = "elsewhere"   // another authority is competent
	ReasonAbuse       Reason = "abuse"
	ReasonCitizen     Reason = "citizen"   // the citizen hung up
	ReasonWithdrawn   Reason = "withdrawn" // the citizen stopped waiting
	ReasonVisitEnd    Reason = "visit-end" // the visit ended, by wipe or time-out
	ReasonGone        Reason = "gone"      // the terminal did not come back
	ReasonClosed      Reason = "closed"    // the desk closed while the citizen waited
)

// Messages to a terminal.
type (
	// Welcome answers Hello. ICE is sent with each Accepted, because its credentials are short-lived.
	Welcome struct {
		Terminal  string `json:"terminal"`
		Authority string `json:"authority"`
	}
	// Opening tells whether somebody can be had, at each change.
	Opening struct {
		Open   bool      `json:"open"`
		Clerks int       `json:"clerks"` // who are there, busy ones included
		Until  time.Time `json:"until"`  // of the state that Open tells; zero if nobody knows
	}
	// Waiting tells the place in the queue, at each change. Again says that a clerk was lost and the call stands in front.
	Waiting struct {
		Call  string `json:"call"`
		Place int    `json:"place"`          // from 1
		Wait  int    `json:"wait,omitempty"` // expected seconds, 0 where nobody can tell
		Again bool   `json:"again,omitempty"`
	}
	// Accepted says who took the call. The party that gets it makes ready for the offer (Signal) of the clerk.
	//
	// To a party that holds the call already it says what holds now: after a cut the same Epoch, and nothing is connected
	// anew; after a transfer the next Epoch and the new clerk among Peers, and connections to known peers stay. Left with
	// Moved follows for the clerk before.
	Accepted struct {
		Call     string      `json:"call"`
		Epoch    int         `json:"epoch"` // counts the clerks of a call; an older clerk's messages are refused
		Who      Participant `json:"who"`   // to a terminal: the clerk; to a desk: itself, with the id that others know it by
		Terminal string      `json:"terminal,omitempty"`
		Case     *Case       `json:"case,omitempty"` // to a desk
		Peers    []Peer      `json:"peers,omitempty"`
		ICE      []ICEServer `json:"ice,omitempty"`
	}
	// Joined says that one more takes part.
	Joined struct {
		Call string      `json:"call"`
		Who  Participant `json:"who"`
	}
	// Left says that one takes no longer part. The call goes on.
	Left struct {
		Call  string `json:"call"`
		Who   string `json:"who"`   // id of the participant
		Lost  bool   `json:"lost"`  // the connection was cut; the participant may come back
		Moved bool   `json:"moved"` // handed the call on
	}
	// Ended says that the call is over.
	Ended struct {
		Call   string `json:"call"`
		Reason Reason `json:"reason"`
	}
	// Noted says that a Callback is stored.
	Noted struct {
		ID string `json:"id"`
	}
)

// Participant is a human in a call, as the others see them.
type Participant struct {
	ID     string     `json:"id"`     // of this call only
	Name   string     `json:"name"`   // "Petra Krahl"
	Office string     `json:"office"` // "Bürgeramt"
	As     AttendRole `json:"as"`
}

// AttendRole says what a participant does in a call.
type AttendRole string

// Roles in a call.
const (
	AsClerk       AttendRole = "clerk"
	AsInterpreter AttendRole = "interpreter"
	AsSigns       AttendRole = "signs" // sign-language interpreter
	AsSecond      AttendRole = "second"
)

// Peer is one with whom a participant connects.
type Peer struct {
	Who   Participant `json:"who"`
	Offer bool        `json:"offer"` // who gets this message makes the offer
}

// ICEServer is a STUN or TURN server with credentials for one call (RFC 8489; REST credentials).
type ICEServer struct {
	URLs       []string `json:"urls"`
	Username   string   `json:"username,omitempty"`
	Credential string   `json:"credential,omitempty"`
}

// TerminalPeer is the id of the terminal among the participants of a call.
const TerminalPeer = "terminal"

// SignalKind says what a Signal carries.
type SignalKind string

// Kinds of signals. Desks make the offers to the terminal; among desks, who came later makes it.
const (
	SignalOffer     SignalKind = "offer"     // SDP
	SignalAnswer    SignalKind = "answer"    // SDP
	SignalCandidate SignalKind = "candidate" // JSON of an RTCIceCandidateInit; "" is the end of candidates
	SignalRestart   SignalKind = "restart"   // asks the offering side for an ICE restart
	SignalText      SignalKind = "text"      // a T.140 block, while there is no data channel
	SignalForm      SignalKind = "form"      // a message of FormMessages, while there is no data channel
)

// Signal goes from one participant to another; the hub passes it on unread. From is set by the hub.
type Signal struct {
	Call  string     `json:"call"`
	From  string     `json:"from,omitempty"`
	To    string     `json:"to"`
	Epoch int        `json:"epoch"`
	Kind  SignalKind `json:"kind"`
	Data  string     `json:"data"`
}
