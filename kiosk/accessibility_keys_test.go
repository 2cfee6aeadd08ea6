package kiosk

import (
	"fmt"
	"testing"
	"time"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/display"
	"buergerterminal/kiosk/session"
)

// keysAlone finishes every service with up, down, back, on, select and help.
func keysAlone(t *testing.T, v *visits) string { return v.walked(t, 0, sixKeys) }

// switchesAlone finishes every service with two switches, and with one where the focus moves by itself.
func switchesAlone(t *testing.T, v *visits) string {
	return "two: " + v.walked(t, 1, twoSwitches) + "; one, where the focus moves by itself: " + v.walked(t, 2, oneSwitch) + "; in groups, so that no key is more than 26 moves away (kiosk TestGroups)"
}

// keyTable configures keys: of the pad's range F13 to F24 as it comes and as a file says, and a key that means nothing does nothing.
func keyTable(t *testing.T, _ *visits) string {
	c := config.Default().Keys
	usual, pad := keyboardOf(c).Table, 0
	for n := 13; n <= 24; n++ {
		if _, means := usual[display.Key(fmt.Sprint("f", n))]; means {
			pad++
		}
	}
	if usual["f23"] != GoBack {
		t.Errorf("the pad's upper key means %v", usual["f23"])
	}
	c.Up = []string{"f13"}
	if got := keyboardOf(c).Table; got["f13"] != ArrowUp || got["f21"] == ArrowUp {
		t.Errorf("the keys mean %v", got)
	}
	k := New(Options{Keys: keyboardOf(c)})
	Input(k).Key(display.KeyEvent{Key: "f16"})
	if len(k.inputs) != 0 {
		t.Error("a key that means nothing does something")
	}
	return fmt.Sprintf("8 meanings, each of any of %d keys by name; as it comes %d of F13 to F24 have one, the upper key of the AudioNav (F23, marked “<<”) leads back; one that means nothing is ignored (kiosk TestKeyTable)", len(config.KeyNames()), pad)
}

// heldTouch holds a key of the page for ten seconds: it writes one letter. A second strike on what turned the page is not
// taken for a touch on the next page, for as long as the configuration says (TestDoubleStrike).
func heldTouch(t *testing.T, v *visits) string {
	s := v.at(t, "search")
	placed := v.place(s)[0]
	at := placed.Find("key.a").Target.Min.Add(placed.Find("key.a").Target.Size().Div(2))
	var h hand
	for _, e := range h.events(placed, Down, at) {
		s, _ = session.Step(s, e)
	}
	for range 10 {
		s, _ = session.Step(s, session.Tick{Now: s.Now.Add(time.Second)})
	}
	for _, e := range h.events(v.place(s)[0], Up, at) {
		s, _ = session.Step(s, e)
	}
	if s.Visit.Query.Text != "a" {
		t.Errorf("a key that is held writes %q", s.Visit.Query.Text)
	}
	limit := config.Default().Timeouts.DoubleStrike
	if limit <= 0 || limit > 500*time.Millisecond {
		t.Errorf("a second strike is ignored for %s", limit)
	}
	return fmt.Sprintf("a key held for 10 s writes once; a real key repeats never, or after any time up to 10 s and then every 50 ms to 10 s (kiosk TestHeldKeys); a second strike that would act on a new page is ignored for %s, any second strike for 0 to 500 ms (kiosk TestDoubleStrike, TestStrokes); no key needs another one held", limit)
}

// volumes: the citizen switches the tones off, and the next one hears them.
func volumes(t *testing.T, v *visits) string {
	s, _ := session.Step(v.at(t, "language"), session.ToggleTones{})
	if volume(s.Visit.Look) != 0 {
		t.Error("the tones cannot be switched off")
	}
	if s, _ = session.Step(s, session.Cancel{}); !s.Idle() || volume(s.Visit.Look) != 1 {
		t.Error("the next citizen hears nothing")
	}
	return "tones off and on again, on again after each visit; " + volumeSteps(t, v)
}
