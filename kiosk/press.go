package kiosk

import (
	"reflect"
	"slices"
	"time"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/speech"
)

// pressed is a key whose answer the voice owes: whoever presses one hears something of it, also where it has done nothing.
type pressed struct {
	press  speech.Press
	before *session.Visit // nil where the answer does not depend on what has changed
}

// owe notes a key, before it does anything.
func (k *Kiosk) owe(key Key, r rune) {
	if v := k.state.Visit; v.Voice.On {
		k.reading.owed = pressed{press: restsAt(k.placed, key, r), before: &v}
	}
}

// answer is what the voice owes for the last key; from then on it owes nothing, and the visit as it was before is forgotten.
func (k *Kiosk) answer() speech.Press {
	owed := k.reading.owed
	k.reading.owed = pressed{}
	if owed.before != nil {
		owed.press.Changed = differ(*owed.before, k.state.Visit)
	}
	return owed.press
}

// differ reports whether two visits are different in more than where the focus is, what was heard, and when.
func differ(a, b session.Visit) bool {
	for _, v := range []*session.Visit{&a, &b} {
		v.LastTouch, v.Focus, v.Switches = time.Time{}, "", session.Switches{}
		v.Voice.Node, v.Voice.Left, v.Voice.Asks, v.Voice.Page, v.Voice.Rest, v.Voice.Paused, v.Voice.Talking, v.Voice.Since = "", "", 0, false, false, false, false, time.Time{}
	}
	return !reflect.DeepEqual(a, b)
}

// restsAt is what is said where a key changes nothing: why not, or else once more what has the focus.
func restsAt(p *layout.Placed, key Key, r rune) speech.Press {
	writing := slices.ContainsFunc(p.Nodes, func(n layout.PlacedNode) bool { return n.Node.Active })
	right := key == ArrowRight
	switch at := focused(p); {
	case (key == Enter || key == Choose || r == ' ' && !writing) && at >= 0:
		if p.Nodes[at].Node.Role == screen.RoleSignature {
			return speech.Press{Rest: "speech.rest.pen"}
		}
		return speech.Press{Wrong: true}
	case (key == ArrowLeft || right) && writing:
		return speech.Press{Rest: map[bool]string{true: "speech.end", false: "speech.start"}[right]}
	case key == GoOn || key == Enter || (key == ArrowLeft || right) && right != p.Tree.RTL:
		return speech.Press{Rest: "speech.rest.on", Wrong: true}
	case key == GoBack || key == Escape || key == ArrowLeft || right:
		return speech.Press{Rest: "speech.rest.back"}
	case key == Backspace && writing:
		return speech.Press{Rest: "speech.empty"}
	case key == Letter && writing:
		return speech.Press{Rest: "speech.rest.letter"}
	}
	return speech.Press{Rest: "speech.rest"}
}

// rounds is the text before what is read where a key leads round the page, from its one end to the other.
func rounds(p *layout.Placed, key Key, to string) string {
	from := current(p)
	at := slices.IndexFunc(p.Nodes, func(n layout.PlacedNode) bool { return n.Node.ID == to })
	switch back := key == BackTab || key == ArrowUp; {
	case from < 0:
		return ""
	case back && at >= from:
		return "speech.round.last"
	case !back && at <= from:
		return "speech.round.first"
	}
	return ""
}

// pressVoice does what a key of the voice means, and has it said what is set now.
func (k *Kiosk) pressVoice(key Key) {
	e, round := k.voiceKey(key)
	if e == nil {
		return
	}
	k.step(e)
	l, v := k.o.Words.Language(screen.Language(k.state, k.o.Words)), k.state.Visit.Voice
	set := func(what, value string) speech.Press { return speech.Press{Told: l.Text(what) + ": " + value} }
	switch e.(type) {
	case session.ReadNode:
		k.reading.owed.press = speech.Press{Round: round}
	case session.SetRate:
		k.reading.owed.press = set("voice.rate", l.Text(map[session.Rate]string{session.Slow: "voice.rate.slow", session.UsualRate: "voice.rate.usual", session.Fast: "voice.rate.fast"}[v.Rate]))
	case session.SetVolume:
		k.reading.owed.press = set("voice.volume", string(rune('1'+v.Volume-session.Softest)))
	case session.ToggleSpelling:
		k.reading.owed.press = set("voice.spelling", l.Text(map[bool]string{true: "speech.on", false: "speech.off"}[v.Spelling]))
	}
}
