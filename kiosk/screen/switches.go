package screen

import "buergerterminal/kiosk/session"

// movingByItself is the switch for who has one switch alone, and the way to how soon the focus moves.
func (b builder) movingByItself() []*Node {
	w := b.v.Switches
	all := []*Node{{ID: "aid.auto", Role: RoleSwitch, Icon: "hand", Name: b.t("aid.auto"), Chosen: w.Auto, On: session.ToggleAuto{}}}
	if w.Auto {
		all = append(all, &Node{ID: "aid.switches", Role: RoleButton, Kind: SecondaryMedium, Name: b.t("aid.switches"), After: "arrow", On: session.OpenSwitches{}})
	}
	return all
}

// switches is the page of how soon the focus moves by itself.
func (b builder) switches() *Tree {
	t := b.frame("switches")
	t.Head, t.Progress, t.Band = b.head(""), nil, true
	t.read(b.t("switches.title"), b.t("switches.explain"), b.t("switches.two"))
	paces := grid(3)
	for i, key := range []string{"voice.rate.slow", "voice.rate.usual", "voice.rate.fast"} {
		pace := session.Pace(i) + session.SlowPace
		paces.Children = append(paces.Children, &Node{ID: "pace." + itoa(i+1), Role: RoleCompact, Name: b.t(key), Chosen: b.v.Switches.Pace == pace, On: session.SetPace{Pace: pace}})
	}
	t.Act = []*Node{heading(b.t("voice.rate")), paces}
	t.Back, t.Forward = b.back(), b.forward("action.resume")
	return t
}
