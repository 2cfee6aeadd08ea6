package kiosk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/codec"
	"buergerterminal/kiosk/call/media"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestAccessibilityOfCalls holds the pages of a call to the rows about what is seen, touched and read.
func TestAccessibilityOfCalls(t *testing.T) {
	v := newVisits(t, sessiontest.Calls)
	for name, row := range map[string]func(*testing.T, *visits) string{
		"contrast of text": contrastOfText, "contrast of controls": contrastOfControls, "capitals": capitals, "nothing clipped": nothingClipped,
		"targets": targets, "colour": neverColourAlone, "reach": reach, "focus": focus,
	} {
		t.Run(name, func(t *testing.T) { t.Log(row(t, v)) })
	}
}

// callState is the state of a page of a call.
func callState(t *testing.T, name string) session.State {
	t.Helper()
	i := slices.IndexFunc(sessiontest.Calls, func(p sessiontest.Page) bool { return p.Name == name })
	if i < 0 {
		t.Fatalf("no page is called %q", name)
	}
	s, _ := sessiontest.Walk(sessiontest.Idle(t), sessiontest.Calls[i].Events...)
	return s
}

// realTimeText sends every sign with the step that takes the key, and shows what others write with the step that takes it;
// the way between the two is kiosk/call's, which has its own measurement.
func realTimeText(t *testing.T, v *visits) string {
	s := callState(t, "call: writing")
	for _, r := range "Grüße" {
		var effects []session.Effect
		if s, effects = session.Step(s, session.TypeRune{Rune: r}); !slices.Contains(effects, session.Effect(session.SendText{Block: string(r)})) {
			t.Errorf("%q is not sent at once: %v", r, effects)
		}
	}
	s, _ = session.Step(s, session.CallText{Who: "p1", Block: "zuletzt"})
	tree := screen.Build(s, v.words)
	seen := false
	tree.Walk(func(n *screen.Node) bool {
		seen = seen || n.Role == screen.RoleLine && n.Active && n.Name == sessiontest.Clerk.Name
		return true
	})
	if !seen || tree.Keyboard == nil {
		t.Errorf("who is writing is shown: %t, there is a keyboard: %t", seen, tree.Keyboard != nil)
	}
	return "each sign leaves with its key, beside the voice and without it; who is writing is shown"
}

// knownBefore: nothing of the citizen goes out before they have seen who will see it; how to end, and what is live, is on every page.
func knownBefore(t *testing.T, v *visits) string {
	for _, name := range []string{"call: asking", "call: waiting", "call: meeting", "call: meeting seen", "call: lost"} {
		if c := callState(t, name).Visit.Call; c.Audio || c.Video {
			t.Errorf("%s: the citizen is heard %t, seen %t", name, c.Audio, c.Video)
		}
	}
	pages := 0
	for _, p := range sessiontest.Calls {
		s := callState(t, p.Name)
		if s.Visit.Call.Stage != session.CallLive {
			continue
		}
		pages++
		tree := screen.Build(s, v.words)
		end, own, unseen := tree.Find("bar.end-call"), tree.Find("call.own"), tree.Find("call.unseen")
		if end == nil || end.On == nil {
			t.Errorf("%s: there is no way to hang up", p.Name)
		}
		if seen := s.Visit.Call.Video && s.Visit.Call.Rung == session.RungVideo && s.Visit.Call.Attended(); (own != nil) != seen || (unseen != nil) == seen {
			t.Errorf("%s: the page does not say whether the citizen is seen (%t)", p.Name, seen)
		}
		if mute := tree.Find("bar.mute"); mute == nil && !s.Visit.Call.Text {
			t.Errorf("%s: the microphone cannot be switched", p.Name)
		}
	}
	return fmt.Sprintf("nothing goes out before the clerk's picture and the citizen's word; %d pages of a call say what is live, each can end it", pages)
}

// clerkPauses lets a talk last an hour.
func clerkPauses(t *testing.T) {
	s := callState(t, "call: live")
	if s, _ = session.Step(s, session.Tick{Now: s.Now.Add(time.Hour)}); s.Warning() || s.Idle() {
		t.Error("the citizen is warned while a clerk is there")
	}
}

// fullVoice offers a voice in the whole band. What a line makes of it, and of the picture, is measured where both ends are: in kiosk/call.
func fullVoice(t *testing.T, _ *visits) string {
	c, err := media.Connect(media.Options{})
	if err != nil {
		t.Fatal(err)
	}
	voice, err := media.NewVoice(capture.Tone{})
	if errors.Is(err, codec.ErrUnavailable) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	sender, err := media.NewSender(c, nil, voice, nil)
	if err != nil {
		t.Fatal(err)
	}
	offer, err := c.PC.CreateOffer(nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(offer.SDP, "opus/48000/2") || strings.Contains(offer.SDP, "maxplaybackrate") || strings.Contains(offer.SDP, "sprop-maxcapturerate") {
		t.Errorf("the voice is offered as\n%s", offer.SDP)
	}
	sender.Close()
	voice.Close()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	return "Opus is offered in its whole band, and carries 7 kHz at the least rate (kiosk/call/codec TestBand); 640 × 480, 20 a second and more also where 5 % are lost, " +
		"sight and sound no further apart than 100 ms there (kiosk/call/media TestLips)"
}
