// Package diagnostics finds out whether a terminal's devices work, and says so to a technician: tests at three levels, what
// each device is and where it hangs, what happened to it since the start, and the readiness report that the terminal signs.
//
// The levels are those of UnifiedPOS (UPOS 1.16, CheckHealth): internal moves nothing, external makes the device do its work,
// interactive needs a person who looks. Each level includes those before it, because a device that does not answer needs no
// test of its paper.
//
// It drives no device and opens no line; what to ask comes as functions, so that an owner can queue them between the jobs of
// visits. It never keeps, shows or logs what a document or a scan holds: of a document it learns only the fault of its
// reading, and a test picture lives as long as the question about it.
package diagnostics

import (
	"context"
	"image"
	"slices"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/health"
)

// Level says how far a test goes.
type Level string

// The levels of UPOS CheckHealth, each with those before it.
const (
	Internal    Level = "internal"    // the device answers, and says who it is
	External    Level = "external"    // it works: prints a slip, scans a small area
	Interactive Level = "interactive" // a person confirms what only a person can see
)

// Levels lists the levels from the shallowest to the deepest.
func Levels() []Level { return []Level{Internal, External, Interactive} }

// includes reports whether a test at level l makes the steps of level step. A level that is none includes nothing.
func (l Level) includes(step Level) bool {
	return slices.Index(Levels(), step) <= slices.Index(Levels(), l)
}

// Outcome is how a test ended.
type Outcome string

// The outcomes.
const (
	Passed  Outcome = "passed"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped" // nobody was there to judge, or the test was stopped: nothing is known
)

// Result is one test of one device.
type Result struct {
	Device  devices.Kind  `json:"device"`
	Level   Level         `json:"level"` // the deepest that was tried; a device without work of its own has no external level
	Outcome Outcome       `json:"outcome"`
	Fault   devices.Fault `json:"fault,omitempty"`  // of a failed test; leads to cause and remedy in kiosk/health
	Detail  string        `json:"detail,omitempty"` // technical, never personal
	Began   time.Time     `json:"began"`
	Took    time.Duration `json:"took"` // in nanoseconds
}

// Question is what a person is asked. A wrong answer fails the test.
type Question struct {
	Key     string      // names the question, such as "printer.slip"
	Text    health.Text // in the technician's two languages
	Wanted  bool        // the answer of a device that works
	Picture image.Image // to be shown with the question; nil where there is none
}

// Ask puts a question to the person at the device and waits for yes or no. An error means that nobody answered. It may be
// called from any goroutine.
type Ask func(ctx context.Context, q Question) (bool, error)

// Tester tests one device. Ask may be nil where nobody is there; the interactive steps are then skipped.
type Tester interface {
	Test(ctx context.Context, level Level, ask Ask) Result
}

// Device is what a technician sees of one device.
type Device struct {
	Kind     devices.Kind
	Status   devices.Status
	Port     Port
	Profile  string // as the configuration names it
	Firmware string // as the device says it; empty where it cannot say, or was not asked yet
	Counters Counters
	Last     *Result // the newest test; nil before the first
}

// Faults that only a person can see. They have no text for citizens, because no citizen meets them.
const (
	FaultPrintPoor   devices.Fault = "printer.print-poor"   // a person found the test slip unreadable or not cut
	FaultPicturePoor devices.Fault = "scanner.picture-poor" // a person found the test picture unusable
)
