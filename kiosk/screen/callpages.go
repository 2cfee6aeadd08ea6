package screen

import (
	"slices"

	"buergerterminal/kiosk/session"
)

// help says how a human can be had, or where the citizen stands in the queue for one.
func (b builder) help() *Tree {
	switch {
	case b.v.Call.Queued():
		return b.waiting()
	case b.s.Reachable():
		return b.offer()
	}
	return b.nobody()
}

// offer lets the citizen choose how to talk to a human.
func (b builder) offer() *Tree {
	t := b.frame("help")
	t.read(b.t("help.title"), b.t("help.explain"))
	ways := stack(
		way("help.speak", "camera", b.t("help.speak"), b.t("help.speak.detail"), session.StartCall{}),
		way("help.write", "chat", b.t("help.write"), b.t("help.write.detail"), session.StartCall{Text: true}))
	ways.Children = append(ways.Children, b.callbackWay()...)
	t.Act = []*Node{ways, heading(b.t("help.elsewhere")), rows(b.contacts()...)}
	t.Forward = b.forward("action.resume")
	return t
}

// nobody says where else help is, and when somebody is here again.
func (b builder) nobody() *Tree {
	t := b.frame("help")
	explain := ""
	if b.v.Flow != nil {
		explain = b.t("help.kept")
	}
	if !b.s.Place.Calls {
		t.read(b.t("help.title"), explain)
		t.Act = []*Node{rows(b.contacts()...)}
		t.Forward = b.forward("action.resume")
		return t
	}
	t.read(b.t("help.nobody"), b.again(), explain)
	if ways := b.callbackWay(); len(ways) > 0 {
		t.Act = []*Node{stack(ways...), heading(b.t("help.elsewhere"))}
	}
	t.Act = append(t.Act, rows(b.contacts()...))
	t.Forward = b.forward("action.resume")
	return t
}

// again says when the desk is open again, as far as anybody knows.
func (b builder) again() string {
	d := b.s.Desk
	switch {
	case !d.Linked:
		return b.t("help.cut")
	case d.Open:
		return b.t("help.away")
	case d.Until.After(b.s.Now):
		until := d.Until.In(b.s.Now.Location())
		return b.t("help.again", "day", b.l.WeekdayMonth(until), "time", b.l.Clock(until))
	}
	return b.t("help.closed")
}

func way(id, icon, name, detail string, on session.Event) *Node {
	return &Node{ID: id, Role: RoleOption, Icon: icon, Name: name, Detail: detail, After: "arrow", On: on}
}

// callbackWay leads to the call-back, where there is one.
func (b builder) callbackWay() []*Node {
	if len(b.s.Slots()) == 0 {
		return nil
	}
	detail := b.slot(b.s.Slots()[0])
	if s := b.v.Callback.Stage; s == session.CallbackSent || s == session.CallbackKept {
		detail = b.t("callback.noted", "slot", b.slot(b.v.Callback.Slot))
	}
	return []*Node{way("help.callback", "phone", b.t("callback"), detail, session.OpenCallback{})}
}

// waiting is the place in the queue, and what can be done meanwhile (look, picture 18).
func (b builder) waiting() *Tree {
	c := b.v.Call
	t := b.frame("waiting")
	title, explain := "waiting.title", "waiting.explain"
	if c.Again {
		title, explain = "waiting.again", "waiting.again.explain"
	}
	t.read(b.t(title), b.t(explain))
	t.Act = b.standing()
	ways := stack(way("waiting.alone", "pen", b.t("waiting.alone"), b.t("waiting.alone.detail"), session.GoOnAlone{}))
	if b.s.Appointment() != nil {
		detail := "waiting.alone.detail"
		if b.v.Flow != nil {
			detail = "waiting.appointment.detail"
		}
		ways.Children = append(ways.Children, way("waiting.appointment", "clock", b.t("waiting.appointment"), b.t(detail), session.OpenAppointment{}))
	}
	ways.Children = append(ways.Children, b.callbackWay()...)
	if !c.Text {
		ways.Children = append(ways.Children, way("waiting.write", "chat", b.t("waiting.write"), b.t("help.write.detail"), session.WriteInstead{}))
	}
	t.Act = append(t.Act, heading(b.t("waiting.also")), ways)
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Neutral, Icon: "close", Name: b.t("waiting.leave"), On: session.LeaveQueue{}}
	return t
}

// standing is where the citizen stands in the queue.
func (b builder) standing() []*Node {
	c := b.v.Call
	switch {
	case !b.s.Desk.Linked:
		return []*Node{{ID: "queue", Role: RoleState, Tone: ToneWarn, Icon: "network", Name: b.t("waiting.cut"), Detail: b.t("waiting.cut.detail")}}
	case c.Stage == session.CallAsking:
		return []*Node{{ID: "queue", Role: RoleState, Tone: ToneNow, Icon: "clock", Name: b.t("waiting.asking")}}
	}
	facts := grid(2, &Node{ID: "queue.place", Role: RoleFact, Kind: Human, Name: b.t("waiting.place"), Value: itoa(c.Place)})
	if c.Wait > 0 {
		facts.Children = append(facts.Children, &Node{ID: "queue.wait", Role: RoleFact, Kind: Human, Name: b.t("waiting.wait"), Value: b.l.Plural("waiting.minutes", b.minutes())})
	}
	return []*Node{facts}
}

// meeting shows who took the call, and asks how the citizen wants to talk. Until the answer nobody sees or hears them.
func (b builder) meeting() *Tree {
	t := b.frame("meeting")
	t.Progress = nil
	t.Read = []*Node{b.party()}
	t.read(b.t("meeting.title", "name", b.v.Call.Clerk().Name), b.t("meeting.explain"))
	audio, video := b.s.MayShare()
	ways := stack()
	if !audio {
		t.Act = []*Node{{ID: "meeting.wait", Role: RoleState, Tone: ToneNow, Icon: "clock", Name: b.t("meeting.wait"), Detail: b.t("meeting.wait.detail")}}
	}
	if video {
		ways.Children = append(ways.Children, way("meeting.both", "camera", b.t("meeting.both"), b.t("meeting.both.detail"), session.AllowLive{Audio: true, Video: true}))
	}
	if audio {
		ways.Children = append(ways.Children, way("meeting.sound", "microphone", b.t("meeting.sound"), b.t("meeting.sound.detail"), session.AllowLive{Audio: true}))
	}
	if b.v.Call.Connected {
		ways.Children = append(ways.Children, way("meeting.text", "chat", b.t("meeting.text"), b.t("help.write.detail"), session.AllowLive{}))
	}
	if len(ways.Children) > 0 {
		t.Act = append(t.Act, ways)
	}
	return t
}

// newcomer asks whether one who has come later may see and hear the citizen. Until the answer they get nothing.
func (b builder) newcomer() *Tree {
	t := b.frame("newcomer")
	t.Progress = nil
	who, _ := b.v.Call.Newcomer()
	title, what, no := "newcomer.title", "newcomer."+string(who.Part), "newcomer.no"
	if who.Part == session.PartClerk { // another one leads
		what = "newcomer.second"
	}
	if who.ID == b.v.Call.Clerk().ID {
		title, what, no = "newcomer.leads", "newcomer.leads.explain", "newcomer.end"
	}
	t.read(b.t(title, "name", who.Name), b.t(what), b.t("newcomer.explain"))
	if b.s.MayAdmit() {
		t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("newcomer.yes"), After: "arrow", On: session.AdmitNewcomer{Who: who.ID}}
	} else {
		t.Act = []*Node{{ID: "meeting.wait", Role: RoleState, Tone: ToneNow, Icon: "clock", Name: b.t("meeting.wait"), Detail: b.t("meeting.wait.detail")}}
	}
	t.Act = append(t.Act, &Node{ID: "newcomer.no", Role: RoleButton, Kind: Neutral, Name: b.t(no), On: session.RefuseNewcomer{Who: who.ID}})
	return t
}

// grant asks once in a call whether the clerk may fill and turn pages.
func (b builder) grant() *Tree {
	t := b.frame("grant")
	who := b.v.Call.Clerk().Name
	if act := b.v.Call.Pending; act != nil {
		if p, there := b.v.Call.Person(act.Who); there {
			who = p.Name
		}
	}
	t.read(b.t("grant.title", "name", who), b.t("grant.explain"))
	t.Act = []*Node{{ID: "grant.no", Role: RoleButton, Kind: Neutral, Name: b.t("grant.no"), On: session.RefuseFilling{}}}
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Primary, Name: b.t("grant.yes"), After: "arrow", On: session.AllowFilling{}}
	return t
}

// ended says that the call is over, and why.
func (b builder) ended() *Tree {
	t := b.frame("call-ended")
	title, explain := "ended.title", "ended.explain"
	switch b.v.Call.Ended {
	case session.EndedGone:
		title, explain = "ended.gone", "ended.gone.explain"
	case session.EndedClosed:
		title, explain = "ended.closed", "ended.closed.explain"
	case session.EndedRefused:
		title, explain = "ended.refused", "ended.refused.explain"
	case session.EndedElsewhere:
		explain = "ended.elsewhere.explain"
	case session.EndedAppointment:
		explain = "ended.appointment.explain"
	}
	t.read(b.t(title), b.t(explain))
	ways := stack()
	if b.s.Reachable() {
		ways.Children = append(ways.Children, way("ended.again", "help-person", b.t("ended.again"), b.t("help.speak.detail"), session.StartCall{}))
	}
	ways.Children = append(ways.Children, b.callbackWay()...)
	if len(ways.Children) > 0 {
		t.Act = []*Node{ways}
	}
	t.Act = append(t.Act, rows(b.contacts()...))
	t.Forward = b.forward("action.resume")
	return t
}

// writing is the page of what is written in the call, with the keyboard of the citizen's letters.
func (b builder) writing() *Tree {
	t := b.frame("writing")
	explain := ""
	if b.v.Call.Rung == session.RungText {
		explain = b.t("writing.by-hub")
	}
	t.read(b.t("talk.title"), explain)
	finished := slices.DeleteFunc(slices.Clone(b.v.Call.Lines), func(l session.Line) bool { return l.Who == "" && l.Open }) // that one is in the field
	t.Read = append(t.Read, b.transcript(finished, 8))
	own := b.v.Call.Writing()
	t.Act = []*Node{{ID: "field.text", Role: RoleField, Value: own, Caret: len([]rune(own)), Active: true, Privacy: Personal}}
	board := b
	board.v.Draft = b.v.Call.Keys
	t.Keyboard = board.searchKeyboard()
	t.Back = &Node{ID: "back", Role: RoleButton, Kind: Neutral, Icon: "back", Name: b.t("writing.back"), On: session.Back{}}
	t.Forward = &Node{ID: "forward", Role: RoleButton, Kind: Secondary, Icon: "enter", Name: b.t("writing.line"), On: session.Continue{}}
	return t
}
