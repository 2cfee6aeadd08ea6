package screen

import "buergerterminal/kiosk/session"

// callback asks when and where the citizen wants to be called, and says what became of it.
func (b builder) callback() *Tree {
	t := b.frame("callback." + string(b.v.Callback.Stage))
	slot := b.slot(b.v.Callback.Slot)
	switch b.v.Callback.Stage {
	case session.CallbackPhone:
		b.askPhone(t, slot)
	case session.CallbackSent:
		t.read(b.t("callback.sent"), slot)
		t.Act = []*Node{{ID: "callback.state", Role: RoleState, Tone: ToneNow, Icon: "clock", Name: b.t("callback.sending")}}
		t.Forward = b.forward("action.resume")
	case session.CallbackKept:
		t.Read = []*Node{{ID: "badge", Role: RoleBadge, Tone: ToneOK, Icon: "check"}}
		t.read(b.t("callback.kept"), slot)
		t.Act = []*Node{note(ToneInfo, "info", b.t("callback.kept.explain"))}
		t.Forward = b.forward("action.resume")
	case session.CallbackFailed:
		t.read(b.t("callback.failed"), b.t("callback.failed.explain"))
		t.Act = []*Node{rows(b.contacts()...)}
		t.Back, t.Forward = b.back(), b.forward("callback.again")
	default:
		t.read(b.t("callback.when"), b.t("callback.when.explain"))
		ways := stack()
		for i, s := range b.s.Slots() {
			ways.Children = append(ways.Children, way("slot."+itoa(i), "clock", b.l.WeekdayMonth(s.From), b.hours(s), session.ChooseSlot{N: i}))
		}
		t.Act, t.Back = []*Node{ways}, b.back()
	}
	return t
}

func (b builder) askPhone(t *Tree, slot string) {
	phone := b.v.Callback.Phone
	t.read(b.t("callback.phone"), slot+".", b.t("callback.phone.explain"))
	t.Act = []*Node{{ID: "field.phone", Role: RoleField, Value: phone.Text, Caret: phone.Caret, Active: true, Wrong: b.v.Callback.Short, Privacy: Personal}}
	if b.v.Callback.Short {
		t.Act = append(t.Act, &Node{ID: "error.phone", Role: RoleError, Icon: "warning", Name: b.t("callback.short")})
	}
	t.Act = append(t.Act, &Node{Role: RoleSplit, Children: []*Node{b.pad(), stack()}})
	t.Back, t.Forward = b.back(), b.forward("callback.ask")
}

// slot is a time of a day in words.
func (b builder) slot(s session.Slot) string {
	return b.l.List(b.l.WeekdayMonth(s.From), b.hours(s))
}

func (b builder) hours(s session.Slot) string {
	return b.t("callback.hours", "from", b.l.Clock(s.From), "to", b.l.Clock(s.To))
}
