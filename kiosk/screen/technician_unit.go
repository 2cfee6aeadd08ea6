package screen

import (
	"slices"
	"strings"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// unit is one unit with everything that is known of it, its tests and what it can be made to do.
func (b builder) unit(u session.Unit) *Tree {
	t := b.technicianFrame("technician-unit")
	t.read(b.unitName(u), b.unitLine(u))
	t.Act = b.news()
	if b.s.Trouble(u) != "" {
		var buttons []*Node
		if n := b.drawingButton(u); n != nil {
			buttons = append(buttons, n)
		}
		t.Act = append(t.Act, b.faulty(u, buttons...))
	}
	c := b.s.Condition(u)
	tests, work := grid(3), grid(3)
	for _, d := range c.Tests {
		tests.Children = append(tests.Children, b.testButton(u, d))
	}
	for _, o := range c.Operations {
		work.Children = append(work.Children, &Node{ID: "operate." + string(o), Role: RoleButton, Kind: SecondaryMedium,
			Name: b.t("technician.operate." + string(o)), On: session.Operate{Unit: u, Operation: o}})
	}
	if b.v.Technician.Running.Idle() {
		for _, part := range []struct {
			key  string
			grid *Node
		}{{"technician.tests", tests}, {"technician.operations", work}} {
			if len(part.grid.Children) > 0 {
				t.Act = append(t.Act, heading(b.t(part.key)), part.grid)
			}
		}
	}
	if facts := b.facts(u); len(facts) > 0 {
		t.Act = append(t.Act, rows(facts...))
	}
	t.Back = b.back()
	b.whileRunning(t)
	return t
}

// facts are what is known of a unit: what is not, has no row.
func (b builder) facts(u session.Unit) []*Node {
	c := b.s.Condition(u)
	var all []*Node
	add := func(what, value string) {
		if value != "" {
			all = append(all, b.fact(what, value))
		}
	}
	if d, ok := b.s.Devices[devices.Kind(u)]; ok && b.s.Trouble(u) == "" && !d.Since.IsZero() {
		add("since", b.when(d.Since))
	}
	add("port", c.Port)
	add("firmware", strings.Trim(c.Profile+" · "+c.Firmware, " ·"))
	if (c.Counters != session.Counters{}) {
		add("counters", b.t("technician.counters", "ok", c.Counters.OK, "failed", c.Counters.Failed, "lost", c.Counters.Lost, "back", c.Counters.Back))
	}
	if c.Last != nil {
		add("last", b.t("technician.result."+string(c.Last.Outcome), "test", b.depth(u, c.Last.Depth), "when", b.when(c.Last.Ended)))
	}
	for _, m := range c.Mistakes {
		add("mistake", m)
	}
	if u == session.UnitOutbox {
		add("disk", b.t("technician.disk", "mb", b.s.Inspection.FreeMB))
		add("version", b.s.Inspection.Version)
	}
	return all
}

// depth is what a test of a unit is called.
func (b builder) depth(u session.Unit, d session.Depth) string {
	if d == session.External && u == session.Unit(devices.Printer) {
		return b.t("technician.depth.slip")
	}
	return b.t("technician.depth." + string(d))
}

// testButton starts a test, or is nil where the unit has none of that depth.
func (b builder) testButton(u session.Unit, d session.Depth) *Node {
	if !slices.Contains(b.s.Condition(u).Tests, d) {
		return nil
	}
	n := &Node{ID: "test." + string(d), Role: RoleButton, Kind: SecondaryMedium, Name: b.depth(u, d), On: session.RunTest{Unit: u, Depth: d}}
	if d == session.External && u == session.Unit(devices.Printer) {
		n.Icon = "print"
	}
	return n
}

// news is what runs, or what the last work came to.
func (b builder) news() []*Node {
	tech := b.v.Technician
	if r := tech.Running; !r.Idle() {
		n := &Node{ID: "running", Role: RoleState, Tone: ToneNow, Icon: "clock", Name: b.t("technician.running", "what", b.runName(r)), Detail: b.t("technician.running.detail")}
		if len(tech.Queue) > 0 {
			n.Detail = b.l.Plural("technician.queue", len(tech.Queue))
		}
		return []*Node{n}
	}
	if tech.Ended == nil {
		return nil
	}
	r := *tech.Ended
	n := &Node{ID: "ended", Role: RoleNote, Tone: ToneOK, Icon: "check", Name: b.t("technician.ended.passed", "what", b.runName(r.Run))}
	switch r.Outcome {
	case session.TestFailed:
		n.Tone, n.Icon, n.Name = ToneDanger, "warning", b.t("technician.ended.failed", "what", b.runName(r.Run))
		if advice, ok := b.s.Manual[r.Code]; ok && (tech.Page != session.PageUnit || b.s.Trouble(r.Unit) != r.Code) { // else the card says it
			n.Detail = b.said(advice.Title) + ". " + b.said(advice.Remedy)
		}
	case session.TestSkipped:
		n.Tone, n.Icon, n.Name = ToneWarn, "warning", b.t("technician.ended.skipped", "what", b.runName(r.Run))
	}
	if r.File != "" {
		n.Detail = b.sentence(n.Detail, b.t("technician.file", "file", r.File))
	}
	return []*Node{n}
}

// runName is what runs: the unit and what is done with it.
func (b builder) runName(r session.Run) string {
	switch {
	case r.Reporting:
		return b.t("technician.report")
	case r.Operation != "":
		return b.unitName(r.Unit) + ", " + b.t("technician.operate."+string(r.Operation))
	}
	return b.unitName(r.Unit) + ", " + b.depth(r.Unit, r.Depth)
}

// judge asks what only a person can see.
func (b builder) judge(q session.Question) *Tree {
	t := b.technicianFrame("technician-question")
	t.read(b.said(q.Text))
	t.Read[0].Lang = b.saidIn()
	if q.Picture != nil {
		t.Act = append(t.Act, &Node{ID: "test.picture", Role: RoleScan, Name: b.t("technician.picture"), Picture: q.Picture})
	}
	t.Act = append(t.Act, grid(2,
		&Node{ID: "answer.yes", Role: RoleButton, Kind: SecondaryMedium, Icon: "check", Name: b.t("answer.yes"), On: session.Answer{Key: q.Key, Yes: true}},
		&Node{ID: "answer.no", Role: RoleButton, Kind: SecondaryMedium, Icon: "close", Name: b.t("answer.no"), On: session.Answer{Key: q.Key}}))
	b.whileRunning(t)
	return t
}

// drawing shows how the roll is changed.
func (b builder) drawing() *Tree {
	t := b.technicianFrame("technician-drawing")
	t.read(b.t("technician.roll"), b.t("technician.roll.side"))
	t.Act = []*Node{{ID: "art", Role: RoleArt, Icon: "roll", Name: b.t("technician.roll.picture")}, rows(
		point("tool", b.t("technician.roll.open")), point("repeat", b.t("technician.roll.put")), point("down", b.t("technician.roll.pull")), point("check", b.t("technician.roll.close")))}
	t.Back = b.back()
	return t
}

// touchTest has targets all over the page.
func (b builder) touchTest() *Tree {
	t := b.technicianFrame("technician-touch")
	t.read(b.t("technician.touch"), b.t("technician.touch.explain"))
	targets := &Node{ID: "targets", Role: RolePad, Kind: Tall}
	for i, touched := range b.v.Technician.Touched {
		n := &Node{ID: "target." + itoa(i+1), Role: RoleKey, Name: itoa(i + 1), Chosen: touched, On: session.TouchTarget{N: i}}
		if touched {
			n.Icon = "check"
		}
		targets.Children = append(targets.Children, n)
	}
	t.Act = []*Node{targets}
	t.Back = b.back()
	return t
}

// log shows the last events, the newest first.
func (b builder) log() *Tree {
	tech := b.v.Technician
	t := b.technicianFrame("technician-log")
	explain := b.l.Plural("technician.log.count", len(tech.Log))
	if tech.LogRead && len(tech.Log) == 0 {
		explain = b.t("technician.log.none")
	}
	if !tech.LogRead {
		explain = b.t("technician.log.reading")
	}
	t.read(b.t("technician.log"), explain)
	list := rows()
	for i, l := range tech.Log {
		mark := ""
		if l.Severe {
			mark = "! "
		}
		list.Children = append(list.Children, &Node{ID: "log." + itoa(i), Role: RoleRow, Name: b.moment(l), Value: strings.TrimSuffix(mark+l.Event+": "+l.Detail, ": ")})
	}
	t.Act = []*Node{list}
	t.Back = b.back()
	return t
}

// moment is when an event was, to the second; the day only where it was not today.
func (b builder) moment(l session.LogLine) string {
	at := l.At.In(b.s.Now.Location())
	if at.Format("2006-01-02") == b.s.Now.Format("2006-01-02") {
		return at.Format("15:04:05")
	}
	return at.Format("2006-01-02 15:04:05")
}

// sure asks back before the terminal restarts, closes or opens.
func (b builder) sure(page, key string, yes session.Event) *Tree {
	t := b.technicianFrame(page)
	t.read(b.t(key+".title"), b.t(key+".explain"))
	t.Act = []*Node{{ID: "technician.yes", Role: RoleButton, Kind: Deleting, Icon: "check", Name: b.t(key + ".yes"), On: yes}}
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("technician.no"), After: "arrow", On: session.Back{}}
	return t
}
