package screen

import (
	"strings"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// technicianFrame is what every page of a technician has. They stand before the terminal, so the page uses its whole height.
func (b builder) technicianFrame(page string) *Tree {
	t := b.frame(page)
	t.Tall, t.Head, t.Bar = true, b.head(b.t("technician.head", "terminal", b.s.Place.TerminalID)), [4]*Node{}
	return t
}

// code asks for the technician's code, and never shows it.
func (b builder) code() *Tree {
	tech := b.v.Technician
	t := b.technicianFrame("technician-code")
	t.Tall, t.Bar = false, b.bar(false)
	t.Back = b.back()
	t.read(b.t("technician.code.title"), b.t("technician.code.explain"))
	switch {
	case tech.Checking:
		t.Act = []*Node{{ID: "code.checking", Role: RoleState, Tone: ToneNow, Icon: "clock", Name: b.t("technician.code.checking")}}
		return t
	case b.s.Locked():
		t.Act = []*Node{note(ToneDanger, "lock", b.t("technician.code.locked", "time", b.l.Clock(b.s.Standing.LockedUntil.In(b.s.Now.Location()).Add(time.Minute))))}
		return t
	}
	dots := strings.Repeat("•", len(tech.Digits))
	t.Act = []*Node{{ID: "code", Role: RoleField, Value: dots, Caret: len(tech.Digits), Active: true, Wrong: tech.Refused, Privacy: Secret}}
	if tech.Refused {
		t.Act = append(t.Act, &Node{ID: "error.code", Role: RoleError, Icon: "warning", Name: b.t("technician.code.wrong")})
	}
	t.Act = append(t.Act, &Node{Role: RoleSplit, Children: []*Node{b.pad(), stack()}})
	t.Forward = b.forward("action.next")
	return t
}

// technician is the page of the technician that is open.
func (b builder) technician() *Tree {
	tech := b.v.Technician
	if tech.Asked != nil {
		return b.judge(*tech.Asked)
	}
	switch tech.Page {
	case session.PageUnit:
		return b.unit(tech.Unit)
	case session.PageDrawing:
		return b.drawing()
	case session.PageTouch:
		return b.touchTest()
	case session.PageLog:
		return b.log()
	case session.PageRestart:
		return b.sure("technician-restart", "technician.restart", session.Restart{})
	case session.PageService:
		if b.s.Standing.OutOfService.IsZero() {
			return b.sure("technician-service", "technician.close", session.SetService{Out: true})
		}
		return b.sure("technician-service", "technician.open", session.SetService{})
	}
	return b.units()
}

// units lists all units, the broken ones first and the first of them open.
func (b builder) units() *Tree {
	t := b.technicianFrame("technician")
	units := b.s.Units()
	broken, list := 0, rows()
	for i, u := range units {
		if b.s.Grade(u) == session.GradeBroken {
			if broken++; i == 0 {
				continue
			}
		}
		list.Children = append(list.Children, b.unitRow(u))
	}
	if broken == 0 {
		t.read(b.t("technician.ready"), b.sentence(b.l.Plural("technician.units.ready", len(units)), b.lastTest()))
	} else {
		t.read(b.l.Plural("technician.broken", broken),
			b.sentence(b.l.Plural("technician.units.ready", len(units)-broken), b.l.Plural("technician.units.broken", broken), b.lastTest()))
	}
	t.Act = b.news()
	if broken > 0 {
		t.Act = append(t.Act, b.faulty(units[0], b.faultyButtons(units[0])...))
	}
	t.Act = append(t.Act, list)
	t.Back = &Node{ID: "back", Role: RoleButton, Kind: Neutral, Icon: "back", Name: b.t("technician.leave"), On: session.Back{}}
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("technician.test-all"), On: session.TestAll{}}
	t.Bar = b.technicianBar()
	b.whileRunning(t)
	return t
}

// sentence joins sentences that are not empty.
func (b builder) sentence(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " ")
}

// lastTest says when a unit was tested last.
func (b builder) lastTest() string {
	var last time.Time
	for _, c := range b.s.Inspection.Units {
		if c.Last != nil && c.Last.Ended.After(last) {
			last = c.Last.Ended
		}
	}
	if last.IsZero() {
		return ""
	}
	return b.t("technician.last-test", "when", b.when(last))
}

// when is a moment as a technician reads it: the day only where it is not today.
func (b builder) when(at time.Time) string {
	at = at.In(b.s.Now.Location())
	if at.Format(time.DateOnly) == b.s.Now.Format(time.DateOnly) {
		return b.t("technician.today", "time", b.l.Clock(at))
	}
	return b.t("technician.day", "date", b.l.DayMonth(at), "time", b.l.Clock(at))
}

func (b builder) technicianBar() [4]*Node {
	bar := [4]*Node{
		{ID: "bar.log", Role: RoleTile, Icon: "document", Name: b.t("technician.bar.log"), On: session.OpenPage{Page: session.PageLog}},
		{ID: "bar.restart", Role: RoleTile, Icon: "repeat", Name: b.t("technician.bar.restart"), On: session.OpenPage{Page: session.PageRestart}},
		{ID: "bar.service", Role: RoleTile, Icon: "close", Name: b.t("technician.bar.close"), On: session.OpenPage{Page: session.PageService}},
		{ID: "bar.report", Role: RoleTile, Kind: Human, Icon: "print", Name: b.t("technician.bar.report"), On: session.PrintReport{}},
	}
	if !b.s.Standing.OutOfService.IsZero() {
		bar[2].Icon, bar[2].Name = "check", b.t("technician.bar.open")
	}
	return bar
}

// whileRunning replaces what would begin something by what stops the work.
func (b builder) whileRunning(t *Tree) {
	if b.v.Technician.Running.Idle() {
		return
	}
	t.Back = nil
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Secondary, Name: b.t("technician.stop"), On: session.StopWork{}}
	t.Bar = [4]*Node{}
}

// unitName is what a unit is called.
func (b builder) unitName(u session.Unit) string { return b.t("technician.unit." + string(u)) }

func (b builder) unitRow(u session.Unit) *Node {
	n := &Node{ID: "unit." + string(u), Role: RoleUnit, Name: b.unitName(u), Detail: b.unitLine(u), Tone: ToneOK, Icon: "check"}
	switch b.s.Grade(u) {
	case session.GradeLook:
		n.Tone, n.Icon = ToneWarn, "warning"
	case session.GradeBroken:
		n.Tone, n.Icon = ToneDanger, "close"
	}
	n.Children = []*Node{{ID: "open." + string(u), Role: RoleButton, Kind: NeutralMedium, Name: b.t("technician.open-unit"), On: session.OpenUnit{Unit: u}}}
	if u == session.UnitOutbox {
		n.Children[0].Name, n.Children[0].On = b.t("technician.send"), session.Operate{Unit: u, Operation: session.OperateSend}
	}
	return n
}

// unitLine is how a unit is, in one line.
func (b builder) unitLine(u session.Unit) string {
	grade, trouble := b.s.Grade(u), b.s.Trouble(u)
	advice, known := b.s.Manual[trouble]
	state := b.t("technician.grade." + string(grade))
	switch {
	case known:
		return b.sentence(state, b.said(advice.Title)+".")
	case grade != session.GradeReady:
		return b.sentence(state, trouble)
	case u == session.UnitOutbox && b.s.Inspection.Waiting > 0:
		return b.l.Plural("technician.outbox.waiting", b.s.Inspection.Waiting)
	case u == session.UnitOutbox:
		return b.t("technician.outbox.empty")
	}
	if last := b.s.Condition(u).Last; last != nil {
		return b.sentence(state, b.t("technician.tested", "when", b.when(last.Ended)))
	}
	return state
}

// said is a technician's text in the language of the page, or else in English.
func (b builder) said(text session.Text) string {
	if b.l.Tag == "de" || strings.HasPrefix(b.l.Tag, "de-") {
		return text.DE
	}
	return text.EN
}

// saidIn is the language of what said returns, where it is not the page's.
func (b builder) saidIn() string {
	if b.l.Tag == "de" || strings.HasPrefix(b.l.Tag, "de-") || b.l.Tag == "en" {
		return ""
	}
	return "en"
}

// faulty is the card of a unit that is not well: since when, why, and what to do.
func (b builder) faulty(u session.Unit, buttons ...*Node) *Node {
	trouble := b.s.Trouble(u)
	advice, known := b.s.Manual[trouble]
	n := &Node{ID: "faulty." + string(u), Role: RoleFaulty, Tone: ToneDanger, Icon: "close", Name: b.said(advice.Title), Lang: b.saidIn(), Value: trouble}
	if b.s.Grade(u) != session.GradeBroken {
		n.Tone, n.Icon = ToneWarn, "warning"
	}
	if !known {
		n.Name, n.Lang = b.t("technician.fault.unknown", "unit", b.unitName(u)), ""
	} else if title := strings.ReplaceAll(b.unitName(u), "\u00ad", ""); n.Lang == "" && !strings.HasPrefix(n.Name, title) {
		n.Name = b.unitName(u) + ": " + n.Name
	}
	if since := b.s.Devices[devices.Kind(u)].Since; !since.IsZero() {
		n.Children = append(n.Children, b.fact("since", b.when(since)))
	}
	if known {
		n.Children = append(n.Children, b.fact("cause", b.said(advice.Cause)), b.fact("remedy", b.said(advice.Remedy)))
	}
	if len(buttons) > 0 {
		n.Children = append(n.Children, grid(len(buttons), buttons...))
	}
	return n
}

// fact is a label and a value of a unit.
func (b builder) fact(what, value string) *Node {
	return &Node{ID: "fact." + what, Role: RoleRow, Name: b.t("technician.fact." + what), Value: value}
}

// faultyButtons are the ways to prove that a unit is mended, to see how, and to its own page.
func (b builder) faultyButtons(u session.Unit) []*Node {
	var all []*Node
	for _, d := range []session.Depth{session.External, session.Internal} {
		if n := b.testButton(u, d); n != nil {
			n.Kind = SecondaryMedium
			all = append(all, n)
			break
		}
	}
	if n := b.drawingButton(u); n != nil {
		all = append(all, n)
	}
	return append(all, &Node{ID: "open." + string(u), Role: RoleButton, Kind: NeutralMedium, Name: b.t("technician.more"), On: session.OpenUnit{Unit: u}})
}

// drawingButton leads to the drawing of how to change the roll, where paper is what is missing.
func (b builder) drawingButton(u session.Unit) *Node {
	switch devices.Fault(b.s.Trouble(u)) {
	case devices.FaultPaperEnd, devices.FaultPaperNearEnd, devices.FaultCoverOpen:
		return &Node{ID: "drawing", Role: RoleButton, Kind: NeutralMedium, Icon: "zoom", Name: b.t("technician.drawing"), On: session.OpenPage{Page: session.PageDrawing}}
	}
	return nil
}
