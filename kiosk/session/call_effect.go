package session

import "time"

// Effects of the call. Their results come back as the events above.
type (
	// AskHuman asks the hub for a clerk. Asking again while waiting changes the wish, not the place.
	AskHuman struct {
		Flow     string // "" before a service is chosen
		Language string // of the visit
		Text     bool
		Needs    Needs
		Progress Progress
	}
	// TellProgress tells the hub where the citizen is.
	TellProgress struct{ Progress Progress }
	// StopWaiting withdraws the call.
	StopWaiting struct{}
	// ShareLive sends the citizen's voice and picture, or stops sending them.
	ShareLive struct{ Audio, Video bool }
	// AdmitParticipant lets one see and hear the citizen, TurnAway lets one go who was not wanted.
	AdmitParticipant struct{ Who string }
	TurnAway         struct{ Who string }
	// HangUp ends the call, for all of it.
	HangUp struct{ Reason EndReason }
	// SendText is a T.140 block of the citizen's.
	SendText struct{ Block string }
	// AnswerGrant tells the clerk whether filling is allowed.
	AnswerGrant struct{ Grant Grant }
	// AnswerDone tells what became of something that was asked for.
	AnswerDone struct {
		ID      string
		Outcome Outcome
	}
	// SendPictureOf shows the clerk a page that was scanned, or the signature, of the state that Step returned. ID is that
	// of the request, "" where the citizen came to it alone; Proof and Page (from 1) say which scan.
	SendPictureOf struct {
		ID    string
		What  Wanted
		Proof string
		Page  int
	}
	// AskCallback asks to be called back. The number is personal.
	AskCallback struct {
		Flow, Language, Phone string
		From, To              time.Time
	}
)

func (AskHuman) effect()         {}
func (TellProgress) effect()     {}
func (StopWaiting) effect()      {}
func (ShareLive) effect()        {}
func (AdmitParticipant) effect() {}
func (TurnAway) effect()         {}
func (HangUp) effect()           {}
func (SendText) effect()         {}
func (AnswerGrant) effect()      {}
func (AnswerDone) effect()       {}
func (SendPictureOf) effect()    {}
func (AskCallback) effect()      {}

// Needs are what a clerk should know before taking a call.
type Needs struct{ LargeText, Contrast, Writes, Interpreter, Device bool }

// Progress is where in a service the citizen is.
type Progress struct {
	Flow        string
	Step, Steps int   // the open step, from 1; 0 before the first
	Part        Group // its name
}

// Outcome is what became of something that a clerk asked for.
type Outcome string

// Outcomes.
const (
	OutcomeShown   Outcome = "shown"
	OutcomeDone    Outcome = "done"
	OutcomeRefused Outcome = "refused"  // by the citizen
	OutcomeStale   Outcome = "stale"    // the page has changed
	OutcomeForbid  Outcome = "forbid"   // only the citizen may do this
	OutcomeInvalid Outcome = "invalid"  // the field does not take the value
	OutcomeNoPlace Outcome = "no-place" // the service does not ask for it now, or the device is missing
)
