package hub

import "context"

// Stage is how far a submission is that goes on from the hub to its authority.
type Stage string

// The stages.
const (
	StageWaiting  Stage = "waiting"  // on its way
	StageTrouble  Stage = "trouble"  // an attempt failed and is repeated
	StageHanded   Stage = "handed"   // the authority's side has it
	StageAccepted Stage = "accepted" // the authority has signed it
	StageRejected Stage = "rejected" // the authority has signed that it cannot take it
	StageRefused  Stage = "refused"  // nobody takes it: a person must look
)

// Stages returns how those submissions stand, by Seq, that go on from the hub and lie between first and last, both included.
type Stages func(ctx context.Context, first, last int64) (map[int64]Stage, error)

// mark is how the page shows where a submission stands.
type mark struct {
	Text string
	Kind string // class of the style: "", "wait", "warn" or "bad"
	Path string // of the sign, in a box of 24
}

// Signs of a mark.
const (
	signTick  = "M4.500 12.500l5 5L19.500 7"
	signClock = "M12 3.500a8.500 8.500 0 1 1 0 17 8.500 8.500 0 0 1 0-17ZM12 7.500V12l3 2"
	signAlert = "M12 4l9 16H3ZM12 10v4.500M12 17v.2"
	signCross = "M6 6l12 12M18 6L6 18"
)

// markOf is the mark of a stage; without one a submission stays on the hub until it is fetched.
func markOf(s Stage) mark {
	switch s {
	case StageWaiting:
		return mark{"Wird übergeben", "wait", signClock}
	case StageTrouble:
		return mark{"Übergabe gestört", "warn", signAlert}
	case StageHanded:
		return mark{"Übergeben", "", signTick}
	case StageAccepted:
		return mark{"Angenommen", "", signTick}
	case StageRejected:
		return mark{"Zurückgewiesen", "bad", signCross}
	case StageRefused:
		return mark{"Bitte nachsehen", "bad", signAlert}
	}
	return mark{"Gespeichert", "", signTick}
}
