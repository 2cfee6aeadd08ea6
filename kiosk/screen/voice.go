package screen

import "buergerterminal/kiosk/session"

// readingAloud is the switch of the voice, and the ways to how it reads and to what it shall read of the page below, for who has no
// keys; none of them where the terminal has no voice.
func (b builder) readingAloud() []*Node {
	if !b.s.Speech.Fitted {
		return nil
	}
	all := []*Node{{ID: "aid.speech", Role: RoleSwitch, Icon: "speech", Name: b.t("aid.speech"), Chosen: b.v.Voice.On, On: session.ToggleSpeech{}}}
	if b.v.Voice.On {
		all = append(all, &Node{ID: "aid.voice", Role: RoleButton, Kind: SecondaryMedium, Name: b.t("aid.voice"), After: "arrow", On: session.OpenVoice{}})
	}
	if b.v.Voice.On && b.v.Over == session.OverAids {
		all = append(all, &Node{ID: "voice.all", Role: RoleButton, Kind: SecondaryMedium, Icon: "speech", Name: b.t("voice.all"), On: session.ReadAll{}},
			&Node{ID: "voice.rest", Role: RoleButton, Kind: SecondaryMedium, Icon: "play", Name: b.t("voice.rest"), On: session.ReadOn{}})
	}
	return all
}

// voice is the page of how the voice reads: how fast, how loud, and what is only for who listens by headset.
func (b builder) voice() *Tree {
	t := b.frame("voice")
	t.Head, t.Progress, t.Band = b.head(""), nil, true
	v := b.v.Voice
	t.read(b.t("voice.title"), b.t("voice.explain"))
	rates := grid(3)
	for i, key := range []string{"voice.rate.slow", "voice.rate.usual", "voice.rate.fast"} {
		rate := session.Rate(i) + session.Slow
		rates.Children = append(rates.Children, &Node{ID: key, Role: RoleCompact, Name: b.t(key), Chosen: v.Rate == rate, On: session.SetRate{Rate: rate}})
	}
	volumes := grid(5)
	for volume := session.Softest; volume <= session.Loudest; volume++ {
		step := int(volume-session.Softest) + 1
		volumes.Children = append(volumes.Children, &Node{ID: "voice.volume." + itoa(step), Role: RoleCompact, Kind: Sample, Step: int(b.v.Look.Size), Name: itoa(step),
			Chosen: v.Volume == volume, On: session.SetVolume{Volume: volume}})
	}
	switches := grid(2, &Node{ID: "voice.spelling", Role: RoleSwitch, Icon: "pen", Name: b.t("voice.spelling"), Chosen: v.Spelling, On: session.ToggleSpelling{}})
	if b.s.Speech.Headset && v.On {
		switches.Children = append(switches.Children,
			&Node{ID: "voice.blank", Role: RoleSwitch, Icon: "moon", Name: b.t("voice.blank"), Chosen: v.Blank, On: session.ToggleBlank{}},
			&Node{ID: "voice.secrets", Role: RoleSwitch, Icon: "lock", Name: b.t("voice.secrets"), Chosen: v.Secrets, On: session.ToggleSecrets{}})
	}
	t.Act = []*Node{heading(b.t("voice.rate")), rates, heading(b.t("voice.volume")), volumes, heading(b.t("voice.more")), switches}
	if !b.s.Speech.Headset {
		t.Act = append(t.Act, note(ToneInfo, "info", b.t("voice.headset")))
	}
	t.Back, t.Forward = b.back(), b.forward("action.resume")
	return t
}
