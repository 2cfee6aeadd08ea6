package session

// CornerTouched is a touch in a corner of the page, where nothing can be touched.
type CornerTouched struct{ Corner Corner }

// Events of the technician's hand.
type (
	OpenUnit struct{ Unit Unit }
	OpenPage struct{ Page TechnicianPage }
	RunTest  struct {
		Unit  Unit
		Depth Depth
	}
	Operate struct {
		Unit      Unit
		Operation Operation
	}
	TestAll     struct{}
	StopWork    struct{}
	PrintReport struct{}
	TouchTarget struct{ N int }
	Restart     struct{}
	SetService  struct{ Out bool } // closes the terminal, or opens it again
)

// Results of the technician's work.
type (
	CodeChecked struct{ Right bool }
	Inspected   struct{ Inspection Inspection }
	TestAsks    struct{ Question Question }
	WorkEnded   struct{ Report Report }
	LogRead     struct{ Lines []LogLine } // the newest first
)

func (CornerTouched) event() {}
func (OpenUnit) event()      {}
func (OpenPage) event()      {}
func (RunTest) event()       {}
func (Operate) event()       {}
func (TestAll) event()       {}
func (StopWork) event()      {}
func (PrintReport) event()   {}
func (TouchTarget) event()   {}
func (Restart) event()       {}
func (SetService) event()    {}
func (CodeChecked) event()   {}
func (Inspected) event()     {}
func (TestAsks) event()      {}
func (WorkEnded) event()     {}
func (LogRead) event()       {}

// The technician's effects. Those that run long end with the visit.
type (
	// CheckCode checks the technician's code. Result: CodeChecked.
	CheckCode struct{ Digits string }
	// KeepStanding writes to the disk what must survive a restart, before any effect behind it begins.
	KeepStanding struct{ Standing Standing }
	// Inspect asks what is known of all units. Result: Inspected.
	Inspect struct{}
	// TestUnit tests a unit. Results: TestAsks where a person must judge, WorkEnded.
	TestUnit struct {
		Unit  Unit
		Depth Depth
	}
	// TellTest answers the question of the test that runs.
	TellTest struct {
		Key string
		Yes bool
	}
	// NoteTest keeps the result of a test that the session made itself.
	NoteTest struct{ Result TestResult }
	// OperateUnit makes a unit do something. Result: WorkEnded.
	OperateUnit struct {
		Unit      Unit
		Operation Operation
	}
	// StopRun stops the test, the operation or the report that runs; it then ends as skipped.
	StopRun struct{}
	// PrintReadiness prints the readiness report and writes its signed file. Result: WorkEnded.
	PrintReadiness struct{}
	// ReadLog reads the end of the log. Result: LogRead.
	ReadLog struct{}
	// RestartTerminal ends the program so that it is started again.
	RestartTerminal struct{}
)

func (CheckCode) effect()       {}
func (KeepStanding) effect()    {}
func (Inspect) effect()         {}
func (TestUnit) effect()        {}
func (TellTest) effect()        {}
func (NoteTest) effect()        {}
func (OperateUnit) effect()     {}
func (StopRun) effect()         {}
func (PrintReadiness) effect()  {}
func (ReadLog) effect()         {}
func (RestartTerminal) effect() {}

// technicianAnswer takes the results of the technician's work.
func technicianAnswer(s State, e Event) (State, []Effect, bool) {
	var effects []Effect
	switch e := e.(type) {
	case CodeChecked:
		s, effects = codeChecked(s, e.Right)
	case Inspected:
		s.Inspection = e.Inspection
	case TestAsks:
		s, effects = asked(s, e.Question)
	case WorkEnded:
		s, effects = ended(s, e.Report)
	case LogRead:
		if t := &s.Visit.Technician; s.Visit.At.Kind == AtTechnician && t.Page == PageLog {
			t.Log, t.LogRead = e.Lines, true
		}
	default:
		return s, nil, false
	}
	return s, effects, true
}
