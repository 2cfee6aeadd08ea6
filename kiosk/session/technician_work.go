package session

import (
	"slices"
	"time"
)

// touchTechnician takes what a technician does.
func touchTechnician(s State, e Event) (State, []Effect) {
	t := &s.Visit.Technician
	if t.Asked != nil {
		return touchQuestionOfTest(s, e)
	}
	switch e := e.(type) {
	case OpenUnit:
		if t.Running.Idle() && slices.Contains(s.Units(), e.Unit) {
			s = s.turnTo(PageUnit)
			s.Visit.Technician.Unit, s.Visit.Technician.Ended = e.Unit, nil
		}
		return s, nil
	case OpenPage:
		return openPage(s, e.Page)
	case Back:
		return leaveTechnicianPage(s)
	case RunTest:
		return begun(s, Run{Unit: e.Unit, Depth: e.Depth})
	case Operate:
		return begun(s, Run{Unit: e.Unit, Operation: e.Operation})
	case TestAll:
		return testAll(s)
	case PrintReport:
		return begun(s, Run{Reporting: true})
	case StopWork:
		if !t.Running.Idle() {
			t.Queue = nil
			return s, []Effect{StopRun{}}
		}
	case TouchTarget:
		return touchTarget(s, e.N)
	case Restart:
		if t.Page == PageRestart {
			return s, []Effect{RestartTerminal{}}
		}
	case SetService:
		return setService(s, e.Out)
	case Continue:
		if t.Page == PageLog || t.Page == PageDrawing {
			return leaveTechnicianPage(s)
		}
	}
	return s, nil
}

// turnTo opens a page from its beginning.
func (s State) turnTo(p TechnicianPage) State {
	s.Visit.Technician.Page, s.Visit.ListPage, s.Visit.Focus = p, 0, ""
	return s
}

func openPage(s State, p TechnicianPage) (State, []Effect) {
	t := &s.Visit.Technician
	if !t.Running.Idle() {
		return s, nil
	}
	switch p {
	case PageLog:
		t.Log, t.LogRead = nil, false
		return s.turnTo(p), []Effect{ReadLog{}}
	case PageTouch:
		t.Unit, t.Touched = UnitScreen, [TouchTargets]bool{}
	case PageDrawing, PageRestart, PageService:
	default:
		return s, nil
	}
	return s.turnTo(p), nil
}

// leaveTechnicianPage goes back to where the page was opened from; from the first page it ends the visit.
func leaveTechnicianPage(s State) (State, []Effect) {
	t := &s.Visit.Technician
	if !t.Running.Idle() {
		return s, nil
	}
	switch t.Page {
	case PageUnits:
		return wipe(s)
	case PageDrawing, PageTouch:
		if t.Unit != "" {
			return s.turnTo(PageUnit), nil
		}
	}
	t.Unit, t.Ended = "", nil
	return s.turnTo(PageUnits), []Effect{Inspect{}}
}

// begun starts a test, an operation or the report, one at a time. The touch screen is tested on a page of its own.
func begun(s State, r Run) (State, []Effect) {
	t := &s.Visit.Technician
	if !t.Running.Idle() || !s.has(r) {
		return s, nil
	}
	if r.Unit == UnitScreen && r.Depth == Interactive {
		return openPage(s, PageTouch)
	}
	t.Running, t.Ended = r, nil
	return s, []Effect{r.effect()}
}

func (r Run) effect() Effect {
	switch {
	case r.Reporting:
		return PrintReadiness{}
	case r.Operation != "":
		return OperateUnit{r.Unit, r.Operation}
	}
	return TestUnit{r.Unit, r.Depth}
}

// has reports whether a unit can do what is asked.
func (s State) has(r Run) bool {
	c := s.Condition(r.Unit)
	return r.Reporting || r.Operation != "" && slices.Contains(c.Operations, r.Operation) || r.Depth != "" && slices.Contains(c.Tests, r.Depth)
}

// testAll tests every unit as deep as it goes without a person.
func testAll(s State) (State, []Effect) {
	t := &s.Visit.Technician
	if !t.Running.Idle() {
		return s, nil
	}
	var queue []Run
	for _, u := range s.Units() {
		switch c := s.Condition(u); {
		case slices.Contains(c.Tests, External):
			queue = append(queue, Run{Unit: u, Depth: External})
		case slices.Contains(c.Tests, Internal):
			queue = append(queue, Run{Unit: u, Depth: Internal})
		}
	}
	if len(queue) == 0 {
		return s, nil
	}
	t.Running, t.Queue, t.Ended = queue[0], queue[1:], nil
	return s, []Effect{t.Running.effect()}
}

// ended takes the result of what runs, and goes on with what waits.
func ended(s State, r Report) (State, []Effect) {
	t := &s.Visit.Technician
	if s.Visit.At.Kind != AtTechnician || t.Running.Idle() || t.Running != r.Run {
		return s, nil
	}
	t.Running, t.Asked, t.Ended = Run{}, nil, &r
	if r.Depth != "" {
		s.Inspection = s.Inspection.tested(TestResult{Unit: r.Unit, Depth: r.Depth, Outcome: r.Outcome, Code: r.Code, Ended: s.Now})
	}
	s.Visit.LastTouch = s.Now
	if len(t.Queue) > 0 {
		t.Running, t.Queue = t.Queue[0], t.Queue[1:]
		return s, []Effect{Inspect{}, t.Running.effect()}
	}
	return s, []Effect{Inspect{}}
}

// tested is the inspection with the result of a test, so that the page need not change again when the next one comes.
func (i Inspection) tested(r TestResult) Inspection {
	i.Units = slices.Clone(i.Units)
	for n := range i.Units {
		if i.Units[n].Unit == r.Unit {
			i.Units[n].Last = &r
		}
	}
	return i
}

// asked shows a question of the test that runs.
func asked(s State, q Question) (State, []Effect) {
	t := &s.Visit.Technician
	if s.Visit.At.Kind != AtTechnician || t.Running.Idle() || t.Asked != nil {
		return s, nil
	}
	t.Asked, s.Visit.LastTouch = &q, s.Now
	return s, nil
}

func touchQuestionOfTest(s State, e Event) (State, []Effect) {
	t := &s.Visit.Technician
	switch e := e.(type) {
	case Answer:
		if e.Key != t.Asked.Key {
			return s, nil
		}
		t.Asked = nil
		return s, []Effect{TellTest{Key: e.Key, Yes: e.Yes}}
	case StopWork:
		t.Asked, t.Queue = nil, nil
		return s, []Effect{StopRun{}}
	}
	return s, nil
}

// touchTarget marks a target; when all are, the screen has passed.
func touchTarget(s State, n int) (State, []Effect) {
	t := &s.Visit.Technician
	if t.Page != PageTouch || n < 0 || n >= TouchTargets {
		return s, nil
	}
	t.Touched[n] = true
	if slices.Contains(t.Touched[:], false) {
		return s, nil
	}
	result := TestResult{Unit: UnitScreen, Depth: Interactive, Outcome: TestPassed, Ended: s.Now}
	t.Ended = &Report{Run: Run{Unit: UnitScreen, Depth: Interactive}, Outcome: TestPassed}
	s.Inspection = s.Inspection.tested(result)
	return s.turnTo(PageUnit), []Effect{NoteTest{result}, Inspect{}}
}

// setService closes the terminal, or opens it again; a restart keeps it so.
func setService(s State, out bool) (State, []Effect) {
	t := &s.Visit.Technician
	if t.Page != PageService || out != s.Standing.OutOfService.IsZero() {
		return s, nil
	}
	s.Standing.OutOfService = time.Time{}
	if out {
		s.Standing.OutOfService = s.Now
	}
	return s.turnTo(PageUnits), []Effect{KeepStanding{s.Standing}}
}
