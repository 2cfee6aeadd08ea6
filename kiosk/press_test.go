package kiosk

import (
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/speech"
)

// TestEveryKeyIsAnswered: on every page, and with the focus on anything of it, a key is followed by something that is said, or by the
// neutral tone where it may not be.
func TestEveryKeyIsAnswered(t *testing.T) {
	words, draw := drawn(t)
	place := func(s session.State) *layout.Placed { return draw(screen.Build(s, words)) }
	keys := []struct {
		key Key
		r   rune
	}{{ArrowDown, 0}, {ArrowUp, 0}, {ArrowLeft, 0}, {ArrowRight, 0}, {Enter, 0}, {Backspace, 0}, {Escape, 0}, {GoBack, 0}, {GoOn, 0}, {Letter, 'x'}, {Letter, ' '}}
	for _, headset := range []bool{true, false} {
		for _, page := range sessiontest.Pages {
			s, _ := sessiontest.Walk(sessiontest.Idle(t), page.Events...)
			if s.Idle() {
				continue
			}
			s.Speech.Headset, s.Visit.Voice.On = headset, true
			for _, focus := range append([]string{""}, touchable(place(s))...) {
				s.Visit.Focus, s.Visit.Voice.Node = focus, focus
				p := place(s)
				was := speech.Read(p, words)
				for _, k := range keys {
					if focus != "" && k.key != Enter && k.key != Backspace {
						continue // the others ask nothing of the focus but where it is
					}
					press, after := restsAt(p, k.key, k.r), s
					if e := keyEvent(p, k.key, k.r); e != nil {
						after, _ = session.Step(s, e)
					}
					press.Changed = differ(s.Visit, after.Visit)
					var follower speech.Follower
					follower.See(was, s.Visit.Voice, speech.Press{})
					news := follower.See(speech.Read(place(after), words), after.Visit.Voice, press)
					said := ""
					for _, i := range news.Items {
						said += i.Text()
					}
					if said == "" && !news.Click && after.Visit.Voice.On {
						t.Errorf("%s, focus on %q: nothing is heard behind key %d %q", page.Name, focus, k.key, k.r)
					}
				}
			}
		}
	}
}

// TestRestsAt is why a key does nothing, and TestRounds where it leads round the page.
func TestRestsAt(t *testing.T) {
	place := placer(t)
	for _, tt := range []struct {
		page  string
		focus string
		key   Key
		r     rune
		want  speech.Press
	}{
		{"signature", "signature", Enter, 0, speech.Press{Rest: "speech.rest.pen"}},
		{"signature", "signature.clear", Enter, 0, speech.Press{Wrong: true}},
		{"signature", "", Enter, 0, speech.Press{Rest: "speech.rest.on", Wrong: true}},
		{"signature", "", ArrowRight, 0, speech.Press{Rest: "speech.rest.on", Wrong: true}},
		{"signature", "", ArrowLeft, 0, speech.Press{Rest: "speech.rest.back"}},
		{"signature", "", Letter, 'a', speech.Press{Rest: "speech.rest"}},
		{"question: text", "", Letter, 'a', speech.Press{Rest: "speech.rest.letter"}},
		{"question: text", "", ArrowRight, 0, speech.Press{Rest: "speech.end"}},
		{"question: text", "", ArrowLeft, 0, speech.Press{Rest: "speech.start"}},
		{"question: text", "", GoBack, 0, speech.Press{Rest: "speech.rest.back"}},
		{"question: text", "", Backspace, 0, speech.Press{Rest: "speech.empty"}},
	} {
		for _, p := range sessiontest.Pages {
			if p.Name != tt.page {
				continue
			}
			s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
			s.Visit.Focus = tt.focus
			if got := restsAt(place(s), tt.key, tt.r); got != tt.want {
				t.Errorf("%s, %q, key %d: %+v, want %+v", tt.page, tt.focus, tt.key, got, tt.want)
			}
		}
	}
}

func TestRounds(t *testing.T) {
	p := twoButtons("page")
	for _, tt := range []struct {
		focus, to string
		key       Key
		want      string
	}{
		{"", "signature", ArrowDown, ""}, {"signature", "back", ArrowDown, ""}, {"forward", "signature", Tab, "speech.round.first"},
		{"signature", "forward", ArrowUp, "speech.round.last"}, {"back", "signature", BackTab, ""}, {"back", "back", ArrowDown, "speech.round.first"},
	} {
		for i := range p.Nodes {
			p.Nodes[i].Node.Focused = tt.focus != "" && p.Nodes[i].Node.ID == tt.focus
		}
		if got := rounds(p, tt.key, tt.to); got != tt.want {
			t.Errorf("from %q to %q: %q, want %q", tt.focus, tt.to, got, tt.want)
		}
	}
}
