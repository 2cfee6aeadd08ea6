package kiosk

import (
	"fmt"
	"testing"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// tonesSeen lets everything happen on every page, and looks for each tone on the page that follows.
func tonesSeen(t *testing.T, v *visits) string {
	heard := map[session.Tone]int{}
	for _, p := range sessiontest.Pages {
		before, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		tree := screen.Build(before, v.words)
		for _, e := range sessiontest.Events {
			if e, ok := e.(session.Pressed); ok && tree.Find(e.ID) == nil {
				continue // a finger comes down only on what is there
			}
			after, effects := session.Step(before, e)
			for _, effect := range effects {
				sound, ok := effect.(session.Sound)
				if !ok {
					continue
				}
				heard[sound.Tone]++
				if tree := screen.Build(after, v.words); !seen(sound.Tone, tree, before, after) {
					t.Errorf("%s, %T: nothing on the page %s shows the tone %q", p.Name, e, tree.Page, sound.Tone)
				}
			}
		}
	}
	for _, tone := range []session.Tone{session.ToneKey, session.ToneRefused, session.ToneWarning, session.ToneDone} {
		if heard[tone] == 0 {
			t.Errorf("the tone %q was never heard", tone)
		}
	}
	return fmt.Sprintf("a pressed key (%d×), what is missing or wrong (%d×), the time-out (%d×) and the end (%d×) are shown where they sound",
		heard[session.ToneKey], heard[session.ToneRefused], heard[session.ToneWarning], heard[session.ToneDone])
}

// seen reports whether a page shows what a tone says.
func seen(tone session.Tone, tree *screen.Tree, before, after session.State) bool {
	switch tone {
	case session.ToneKey:
		pressed := tree.Find(after.Pressed)
		return pressed != nil && pressed.Pressed
	case session.ToneRefused:
		return before.Visit.At != after.Visit.At || marked(tree)
	case session.ToneWarning:
		return tree.Page == "still-there" && tree.Find("countdown") != nil || tree.Page == "left-behind"
	case session.ToneDone:
		return tree.Page == "done"
	}
	return false
}

// marked reports whether a page names a mistake, or tells the citizen to wait.
func marked(tree *screen.Tree) bool {
	found := false
	tree.Walk(func(n *screen.Node) bool {
		found = n.Wrong || n.Role == screen.RoleError || n.Role == screen.RoleNote
		return !found
	})
	return found
}
