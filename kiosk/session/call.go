package session

import (
	"slices"
	"time"
)

// Desk is what the hub says of the clerks. The zero value is a terminal that nobody can be called from just now.
type Desk struct {
	Linked bool      // the live channel to the hub is there
	Open   bool      // within the opening hours
	Clerks int       // who are there, busy ones included
	Until  time.Time // how long it stays open, or closed; zero where nobody knows
}

// CallStage is where the call of a visit stands.
type CallStage string

// The stages of a call.
const (
	CallNone    CallStage = ""
	CallAsking  CallStage = "asking"  // the hub has not answered yet
	CallWaiting CallStage = "waiting" // in the queue
	CallMeeting CallStage = "meeting" // a clerk is there; the citizen sees who, and is neither seen nor heard yet
	CallLive    CallStage = "live"    // as much as the citizen agreed to
	CallOver    CallStage = "over"    // the page says how it ended
)

// Rung is the quality that the network allows.
type Rung string

// The rungs of the ladder. The zero value is RungVideo.
const (
	RungVideo Rung = ""
	RungAudio Rung = "audio" // the pictures stand still
	RungText  Rung = "text"  // only what is written, by way of the hub
)

// Grant is the citizen's answer to whether a clerk may fill and turn pages. It holds for one call.
type Grant string

// Grants.
const (
	GrantNone    Grant = ""
	GrantAsked   Grant = "asked"
	GrantGiven   Grant = "given"
	GrantRefused Grant = "refused"
)

// Part is what somebody does in a call.
type Part string

// Parts in a call.
const (
	PartClerk       Part = "clerk"
	PartInterpreter Part = "interpreter"
	PartSigns       Part = "signs" // of sign language
	PartSecond      Part = "second"
)

// Participant is a human in the call beside the citizen.
type Participant struct {
	ID     string // of this call only
	Name   string // "Petra Krahl"
	Office string // "Bürgeramt"
	Part   Part
	Held   bool // listens to somebody else for a while

	Admitted bool      // sees and hears the citizen, as far as the citizen shares
	Shown    bool      // their picture has come
	Since    time.Time // when they came
}

// Call is the citizen's call for a human. It is part of the Visit, and so ends with it.
type Call struct {
	Stage CallStage
	Text  bool          // the citizen writes instead of speaking
	Place int           // in the queue, from 1
	Wait  time.Duration // expected, 0 where nobody can tell
	Again bool          // a clerk was lost; the call stands in front
	Since time.Time     // of the meeting, then of the talk

	People       []Participant // the clerk first
	Seen         bool          // the picture of the clerk whom the citizen met has come
	Connected    bool
	Reconnecting bool
	Rung         Rung
	Audio, Video bool // what the citizen sends

	Lines []Line // what was written, the newest last
	Keys  Draft  // layer and shift of the keyboard of the page of writing

	Pointed    string // id of the node that somebody points at
	PointedBy  string // their name
	Suggestion *Suggestion
	Grant      Grant
	Pending    *HelpingHand      // what the citizen is asked to grant
	Filled     map[string]string // who answered a field for the citizen: names by key
	Request    *Request

	Ended EndReason // of CallOver
}

// Suggestion is an answer that somebody proposes; the citizen takes it, or not.
type Suggestion struct {
	ID, Who string
	Node    string // id of the element
	On      Event  // what touching it means
	Value   string // of a field
}

// HelpingHand is a fill or a press of a clerk.
type HelpingHand struct {
	ID, Who string
	On      Event // what touching the element means
	Fill    bool
	Value   string
}

// Request is what a clerk asks the citizen for.
type Request struct {
	ID, Who string
	What    Wanted
	Taken   bool // the citizen is at it
}

// Wanted is something that a clerk asks for.
type Wanted string

// What can be asked for.
const (
	WantCard      Wanted = "card"
	WantScan      Wanted = "scan"
	WantSignature Wanted = "signature"
	WantPrint     Wanted = "print"
)

// EndReason says why a call ended.
type EndReason string

// Reasons. The first four are the clerk's, the next three the citizen's, the last the machine's.
const (
	EndedSolved      EndReason = "solved"
	EndedAppointment EndReason = "appointment"
	EndedElsewhere   EndReason = "elsewhere"
	EndedAbuse       EndReason = "abuse"
	EndedCitizen     EndReason = "citizen"
	EndedWithdrawn   EndReason = "withdrawn"
	EndedVisit       EndReason = "visit-end"
	EndedGone        EndReason = "gone"
	EndedClosed      EndReason = "closed"
	EndedRefused     EndReason = "refused" // the hub could not take it
)

// Active reports whether the hub knows of the call.
func (c Call) Active() bool {
	switch c.Stage {
	case CallAsking, CallWaiting, CallMeeting, CallLive:
		return true
	}
	return false
}

// Queued reports whether the citizen waits for a clerk.
func (c Call) Queued() bool { return c.Stage == CallAsking || c.Stage == CallWaiting }

// With reports whether a clerk is there.
func (c Call) With() bool { return c.Stage == CallMeeting || c.Stage == CallLive }

// Clerk is who leads the call; the zero value where nobody does.
func (c Call) Clerk() Participant {
	if len(c.People) == 0 {
		return Participant{}
	}
	return c.People[0]
}

// Person is a participant by id; ok is false where there is none.
func (c Call) Person(id string) (Participant, bool) {
	i := slices.IndexFunc(c.People, func(p Participant) bool { return p.ID == id })
	if i < 0 {
		return Participant{}, false
	}
	return c.People[i], true
}

// Reachable reports whether a call would be taken just now.
func (s State) Reachable() bool {
	return s.Place.Calls && s.Desk.Linked && s.Desk.Open && s.Desk.Clerks > 0
}

// pictureWait is how long the clerk's picture is waited for before the citizen may speak without having seen it.
const pictureWait = 10 * time.Second

// MayShare says what the citizen can agree to: nothing before the picture of who will see and hear them has come. Where no
// picture comes, they may speak, and are not seen.
func (s State) MayShare() (audio, video bool) {
	c := s.Visit.Call
	if c.Stage != CallMeeting || !c.Connected || c.Rung == RungText {
		return false, false
	}
	if c.Seen && c.Rung == RungVideo {
		return true, true
	}
	return c.Seen || c.Rung == RungAudio || s.Now.Sub(c.Since) >= pictureWait, false
}

// Talked is how long the citizen has been talking.
func (s State) Talked() time.Duration {
	return max(0, s.Now.Sub(s.Visit.Call.Since)).Truncate(time.Second)
}
