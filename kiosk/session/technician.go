package session

import (
	"image"
	"maps"
	"slices"
	"time"

	"buergerterminal/devices"
)

// Unit names a row of the technician's page: a device by its kind, or a part of the terminal that hangs on no line.
type Unit string

// The units that every terminal has, behind its devices.
const (
	UnitScreen Unit = "screen"
	UnitSound  Unit = "sound"
	UnitHub    Unit = "hub"
	UnitOutbox Unit = "outbox"
)

// UnitOverlay is what the municipality lays over the services. A terminal has it where the last inspection found it.
const UnitOverlay Unit = "overlay"

// Depth is how far a test goes: the levels of CheckHealth in UnifiedPOS 1.16.
type Depth string

// The depths of a test, each with those before it.
const (
	Internal    Depth = "internal"    // the unit answers
	External    Depth = "external"    // it does its work
	Interactive Depth = "interactive" // a person judges what only a person can see
)

// Operation is what a technician can make a unit do.
type Operation string

// The operations; which of them a unit has, its Condition says.
const (
	OperateFeed    Operation = "feed"
	OperateCut     Operation = "cut"
	OperatePresent Operation = "present"
	OperateRetract Operation = "retract"
	OperateEject   Operation = "eject"
	OperateScan    Operation = "scan"
	OperateReset   Operation = "reset"
	OperateSend    Operation = "send" // what waits in the outbox, now
)

// Text is a technician's text in both of their languages, as the catalogue of health has it.
type Text struct{ DE, EN string }

// Advice is what the technician is told of a code.
type Advice struct{ Title, Cause, Remedy Text }

// Manual is the advice by health code. It is never changed.
type Manual map[string]Advice

// Condition is what is known of a unit beside its status.
type Condition struct {
	Unit       Unit
	Code       string // health code of a unit that is no device, "" where nothing is wrong
	Port       string
	Firmware   string
	Profile    string
	Counters   Counters
	Tests      []Depth
	Operations []Operation
	Mistakes   []string // in a file of the municipality's: place and what is wrong, in English
	Last       *TestResult
}

// Counters are what happened to a device since the program started.
type Counters struct{ OK, Failed, Lost, Back int }

// TestOutcome is how a test ended.
type TestOutcome string

// The outcomes of a test.
const (
	TestPassed  TestOutcome = "passed"
	TestFailed  TestOutcome = "failed"
	TestSkipped TestOutcome = "skipped" // nobody judged, or it was stopped
)

// TestResult is one test of one unit.
type TestResult struct {
	Unit    Unit
	Depth   Depth
	Outcome TestOutcome
	Code    string // health code of a failed test
	Ended   time.Time
}

// Inspection is what the terminal knows of itself at one moment.
type Inspection struct {
	At      time.Time
	Units   []Condition
	Waiting int // applications in the outbox
	Version string
	FreeMB  int // of the disk that holds the outbox
}

// LogLine is an event of the terminal's log; it holds no personal data, because the log takes none.
type LogLine struct {
	At     time.Time
	Event  string
	Detail string // fields, as "device printer, code printer.paper-end"
	Severe bool
}

// Standing is what must survive a restart: whether a technician has closed the terminal, and the limit of their code.
type Standing struct {
	OutOfService time.Time // since when, zero while the terminal is open
	Failed       int       // wrong codes in a row
	LockedUntil  time.Time // no code is taken before
}

// CodeOutOfService is the health code of a terminal that a technician has closed.
const CodeOutOfService = "terminal.out-of-service"

// Limits of the technician's code.
const (
	maxAttempts   = 5
	lockOut       = 15 * time.Minute
	minCodeLength = 4  // shorter ones are not even tried
	maxCodeLength = 12 // digits
)

// TechnicianPage is a page of the technician's.
type TechnicianPage string

// The technician's pages.
const (
	PageUnits   TechnicianPage = ""        // all units
	PageUnit    TechnicianPage = "unit"    // one of them
	PageDrawing TechnicianPage = "drawing" // how to change the roll
	PageTouch   TechnicianPage = "touch"   // targets to touch
	PageLog     TechnicianPage = "log"
	PageRestart TechnicianPage = "restart" // really?
	PageService TechnicianPage = "service" // really out of order, or back?
)

// TouchTargets is how many targets the test of the touch screen has.
const TouchTargets = 15

// Technician is the visit of a technician. Like a citizen's it is wiped at its end.
type Technician struct {
	Digits   string // of the code, until it is checked
	Checking bool
	Refused  bool // the last code was wrong

	Page    TechnicianPage
	Unit    Unit // the open one
	Running Run
	Queue   []Run // what "test all" still has to do
	Asked   *Question
	Ended   *Report // what the last work came to
	Log     []LogLine
	LogRead bool
	Touched [TouchTargets]bool
}

// Run is a test or an operation that goes on; the zero Run is none.
type Run struct {
	Unit      Unit
	Depth     Depth
	Operation Operation
	Reporting bool // the readiness report
}

// Idle reports whether nothing runs.
func (r Run) Idle() bool { return r == Run{} }

// Question is what only a person can answer. Nil Picture: none is needed.
type Question struct {
	Key     string
	Text    Text
	Picture image.Image
}

// Report is what a test, an operation or the readiness report came to.
type Report struct {
	Run
	Outcome TestOutcome
	Code    string // health code, where it failed
	File    string // of the readiness report
}

// Units are the units in the order of the page: devices, then the rest; the broken ones first.
func (s State) Units() []Unit {
	order := []Unit{Unit(devices.Printer), Unit(devices.IDCard), Unit(devices.CardReader), Unit(devices.Scanner)}
	for _, k := range slices.Sorted(maps.Keys(s.Devices)) {
		if !slices.Contains(order, Unit(k)) {
			order = append(order, Unit(k))
		}
	}
	order = slices.DeleteFunc(order, func(u Unit) bool { _, fitted := s.Devices[devices.Kind(u)]; return !fitted })
	order = append(order, UnitScreen, UnitSound, UnitHub, UnitOutbox)
	if s.Condition(UnitOverlay).Port != "" {
		order = append(order, UnitOverlay)
	}
	slices.SortStableFunc(order, func(a, b Unit) int { return s.Grade(b).rank() - s.Grade(a).rank() })
	return order
}

// Grade is how much a unit needs the technician.
type Grade string

// The grades.
const (
	GradeReady  Grade = "ready"
	GradeLook   Grade = "look" // works, but look after it
	GradeBroken Grade = "broken"
)

func (g Grade) rank() int { return slices.Index([]Grade{GradeReady, GradeLook, GradeBroken}, g) }

// Grade is that of a unit, from its status, its condition and its last test.
func (s State) Grade(u Unit) Grade {
	c := s.Condition(u)
	failed := c.Last != nil && c.Last.Outcome == TestFailed
	if d, ok := s.Devices[devices.Kind(u)]; ok {
		switch {
		case !d.Usable() || failed && !c.Last.Ended.Before(d.Since):
			return GradeBroken
		case d.Warning != "":
			return GradeLook
		}
		return GradeReady
	}
	switch {
	case c.Code != "" && u == UnitHub, u == UnitHub && !s.Hub:
		return GradeBroken
	case c.Code != "":
		return GradeLook
	case failed:
		return GradeBroken
	}
	return GradeReady
}

// Trouble is the health code that stands for a unit, "" where none does.
func (s State) Trouble(u Unit) string {
	c := s.Condition(u)
	if d, ok := s.Devices[devices.Kind(u)]; ok {
		switch {
		case d.Fault != "":
			return string(d.Fault)
		case s.Grade(u) == GradeBroken && c.Last != nil:
			return c.Last.Code
		}
		return string(d.Warning)
	}
	if c.Code == "" && s.Grade(u) == GradeBroken && c.Last != nil {
		return c.Last.Code
	}
	return c.Code
}

// Condition is what the last inspection found of a unit.
func (s State) Condition(u Unit) Condition {
	for _, c := range s.Inspection.Units {
		if c.Unit == u {
			return c
		}
	}
	return Condition{Unit: u}
}

// Closed is the health code that closes the terminal and since when, "" while visits can begin. What is broken comes before
// what a technician decided.
func (s State) Closed() (code string, since time.Time) {
	switch {
	case s.Broken != "":
		return s.Broken, s.Since
	case !s.Standing.OutOfService.IsZero():
		return CodeOutOfService, s.Standing.OutOfService
	}
	return "", time.Time{}
}

// Locked reports whether no code is taken at the moment.
func (s State) Locked() bool { return s.Now.Before(s.Standing.LockedUntil) }
