package session_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
)

// heard fails unless the last call of do or wait had exactly these tones.
func (v *visit) heard(want ...session.Tone) {
	v.t.Helper()
	if !slices.Equal(v.tones, want) {
		v.t.Fatalf("tones %q, want %q", v.tones, want)
	}
}

// TestWarningSounds listens to the whole countdown: the tone comes with the warning, at its half and 10 s before the end.
func TestWarningSounds(t *testing.T) {
	for _, tt := range []struct {
		countdown time.Duration
		left      []time.Duration // when the tone is heard
	}{
		{60 * time.Second, []time.Duration{60 * time.Second, 30 * time.Second, 10 * time.Second}},
		{45 * time.Second, []time.Duration{45 * time.Second, 22 * time.Second, 10 * time.Second}},
		{20 * time.Second, []time.Duration{20 * time.Second, 10 * time.Second}},
		{2 * time.Minute, []time.Duration{2 * time.Minute, time.Minute, 10 * time.Second}},
	} {
		t.Run(tt.countdown.String(), func(t *testing.T) {
			v := page(t, "question: text")
			v.s.Times.Countdown = tt.countdown
			v.wait(warning - time.Second)
			v.heard()
			var left []time.Duration
			for {
				if v.wait(time.Second); v.s.Idle() {
					break
				}
				for range v.tones {
					left = append(left, v.s.Left())
				}
			}
			v.heard()
			if !slices.Equal(left, tt.left) {
				t.Errorf("heard with %v left, want %v", left, tt.left)
			}
		})
	}
}

// TestWarningSoundsOnce counts tones where the clock does not go second by second.
func TestWarningSoundsOnce(t *testing.T) {
	for _, tt := range []struct {
		name string
		by   time.Duration
		want []session.Tone
	}{
		{"a second that took two", 31 * time.Second, []session.Tone{session.ToneWarning}},
		{"past both at once", 55 * time.Second, []session.Tone{session.ToneWarning}},
		{"a clock that was set back", -time.Hour, nil},
		{"a clock that was set forward", 24 * time.Hour, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "warning")
			v.do(session.Tick{Now: v.s.Now.Add(tt.by)})
			v.heard(tt.want...)
			v.do(session.Tick{Now: v.s.Now})
			v.heard()
		})
	}
	v := page(t, "warning")
	v.do(session.Resume{})
	v.wait(warning - time.Second)
	v.heard()
}

// TestRefused presses on where something is missing or wrong, and where nothing is.
func TestRefused(t *testing.T) {
	for _, tt := range []struct {
		page    string
		events  []session.Event
		refused bool
	}{
		{"question: choice", []session.Event{session.Continue{}}, true},
		{"question: choice", []session.Event{session.ChooseOption{Key: "art", Option: "einfach"}, session.Continue{}}, false},
		{"question: text", []session.Event{session.Continue{}}, true},
		{"signature", []session.Event{session.Continue{}}, true},
		{"signature: by hand only", []session.Event{session.CannotSign{}}, false},
		{"signature: typing", []session.Event{session.Continue{}}, true},
		{"send", []session.Event{session.Continue{}}, true},
		{"send", []session.Event{session.ToggleConsent{ID: "richtig"}, session.ToggleConsent{ID: "datenschutz"}, session.Continue{}}, false},
		{"review", []session.Event{session.Continue{}}, false},
		{"done: printing", []session.Event{session.EndVisit{}}, true},
		{"done: printed", []session.Event{session.EndVisit{}}, false},
		{"over: help", []session.Event{session.Continue{}}, false},
		{"warning", []session.Event{session.Continue{}}, false},
		{"language", []session.Event{session.Continue{}}, false},
		{"question: choice", []session.Event{session.Back{}}, false},
	} {
		t.Run(fmt.Sprintf("%s, %T", tt.page, tt.events[len(tt.events)-1]), func(t *testing.T) {
			v := page(t, tt.page)
			v.do(tt.events...)
			if tt.refused {
				v.heard(session.ToneRefused)
			} else {
				v.heard()
			}
		})
	}
}

// TestRefusedUntilMended hears the tone each time that the way on is refused, and not once the answer is there.
func TestRefusedUntilMended(t *testing.T) {
	v := page(t, "question: choice")
	v.do(session.Continue{}, session.Continue{})
	v.heard(session.ToneRefused, session.ToneRefused)
	v.do(session.OpenHelp{}, session.Continue{})
	v.heard() // going back to a page that still names its mistake
	v.do(session.ChooseOption{Key: "art", Option: "einfach"}, session.Continue{})
	v.heard()
}

// TestSentBackIsRefused leaves a proof out of an application that is reviewed already: the way on leads back to it.
func TestSentBackIsRefused(t *testing.T) {
	v := page(t, "review")
	v.s.Visit.Strokes = nil
	v.do(session.Continue{})
	v.at("signature")
	v.heard(session.ToneRefused)
}

func TestDoneSounds(t *testing.T) {
	v := page(t, "storing")
	v.do(session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
	v.heard(session.ToneDone)
	v.do(session.Delivered{Key: "k"})
	v.heard()
	v = page(t, "storing")
	v.do(session.Delivered{Key: "k"}, session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
	v.heard(session.ToneDone)
	v.did(session.PrintReceipt{})
	v = page(t, "storing")
	v.do(session.StoreFailed{Code: "outbox.io"})
	v.heard()
}

func TestKeySounds(t *testing.T) {
	v := page(t, "question: text")
	v.do(session.Pressed{ID: "forward"}, session.Released{})
	v.heard(session.ToneKey)
	v.do(session.TypeRune{Rune: 'a'}, session.DeviceChanged{Status: devices.Status{Kind: devices.Printer, State: devices.Online}})
	v.heard()
}

// TestStill lasts over pages and ends with the visit.
func TestStill(t *testing.T) {
	v := page(t, "over: aids")
	v.do(session.ToggleStill{}, session.Continue{})
	if !v.s.Visit.Look.Still || v.s.Visit.Over != session.OverNone {
		t.Fatal("the choice is gone with the page that it was made on")
	}
	v.do(session.OpenAids{}, session.ToggleStill{})
	if v.s.Visit.Look.Still {
		t.Fatal("nothing moves again")
	}
	v.do(session.ToggleStill{}, session.Continue{}, session.Cancel{}, session.EndVisit{})
	v.wiped()
	v.do(session.Start{})
	if v.s.Visit.Look.Still {
		t.Error("the next visit begins without motion")
	}
}

// TestSilence ends with the visit: the next citizen finds the tones on.
func TestSilence(t *testing.T) {
	v := page(t, "over: aids")
	v.do(session.ToggleTones{})
	if !v.s.Visit.Look.Silent {
		t.Fatal("the tones are still on")
	}
	v.do(session.ToggleTones{})
	if v.s.Visit.Look.Silent {
		t.Fatal("the tones do not come back")
	}
	v.do(session.ToggleTones{}, session.Continue{}, session.Cancel{}, session.EndVisit{})
	v.wiped()
	v.do(session.Start{})
	if v.s.Visit.Look.Silent {
		t.Error("the next visit begins without tones")
	}
}
