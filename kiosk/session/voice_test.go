package session_test

import (
	"testing"
	"time"

	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// TestHeadset begins a visit that is read, and ends the reading, not the visit.
func TestHeadset(t *testing.T) {
	v := idle(t)
	v.do(session.HeadsetChanged{In: true})
	v.at("language")
	if !v.s.Visit.Voice.On {
		t.Fatal("the headset is in, and nothing is read")
	}
	v.do(session.ToggleBlank{}, session.ToggleSecrets{}, session.VoiceTalks{On: true})
	if voice := v.s.Visit.Voice; !voice.Blank || !voice.Secrets || !voice.Talking {
		t.Fatalf("the voice is %+v", voice)
	}
	v.do(session.HeadsetChanged{})
	if voice := v.s.Visit.Voice; voice.On || voice.Blank || voice.Secrets || voice.Talking {
		t.Errorf("without the headset the voice is %+v", voice)
	}
	v.at("language")
	v.do(session.ToggleSpeech{}, session.ToggleBlank{}, session.ToggleSecrets{})
	if voice := v.s.Visit.Voice; !voice.On || voice.Blank || voice.Secrets {
		t.Errorf("by loudspeaker the voice is %+v", voice)
	}
}

// TestNoVoice: a headset means nothing where there is no voice, and where the terminal is closed it opens what that page says.
func TestNoVoice(t *testing.T) {
	v := idle(t)
	v.s.Speech.Fitted = false
	v.do(session.HeadsetChanged{In: true}, session.ToggleSpeech{})
	if !v.s.Idle() {
		t.Error("a visit has begun")
	}
	v = idle(t)
	v.do(session.HealthChanged{Code: "outbox.io"}, session.HeadsetChanged{In: true})
	if v.s.Visit.At.Kind != session.AtClosed || !v.s.Visit.Voice.On {
		t.Errorf("at %v, the voice is %+v", v.s.Visit.At, v.s.Visit.Voice)
	}
}

// TestVoiceEndsWithTheVisit: the next citizen begins with the usual voice.
func TestVoiceEndsWithTheVisit(t *testing.T) {
	v := idle(t)
	v.do(session.HeadsetChanged{In: true}, session.SetVolume{Volume: session.Loudest}, session.SetRate{Rate: session.Fast}, session.ToggleSpelling{}, session.Cancel{}, session.Start{})
	if got := v.s.Visit.Voice; got != (session.Voice{}) {
		t.Errorf("the next citizen's voice is %+v", got)
	}
}

// TestVolumeSteps: from the lowest step one lies 12 dB above it, and none lies beyond the ends.
func TestVolumeSteps(t *testing.T) {
	if got := (session.Softest + 3).DB() - session.Softest.DB(); got != 12 {
		t.Errorf("three steps are %d dB", got)
	}
	v := page(t, "language")
	v.do(session.SetVolume{Volume: 99}, session.SetRate{Rate: -99})
	if got := v.s.Visit.Voice; got.Volume != session.Loudest || got.Rate != session.Slow || got.Volume.DB() != 0 {
		t.Errorf("the voice is %+v", got)
	}
}

// TestTimeWaitsForTheVoice: no warning while it reads, none that runs out, and no hour of it where a voice hangs.
func TestTimeWaitsForTheVoice(t *testing.T) {
	v := page(t, "question: choice")
	v.do(session.ToggleSpeech{}, session.VoiceTalks{On: true})
	v.wait(2 * warning)
	if v.s.Warning() {
		t.Fatal("warned while the voice reads")
	}
	v.do(session.VoiceTalks{})
	v.wait(warning)
	if !v.s.Warning() {
		t.Fatal("not warned when it is silent")
	}
	left := v.s.Left()
	v.do(session.VoiceTalks{On: true})
	v.wait(20 * time.Second)
	if got := v.s.Left(); got != left {
		t.Errorf("the countdown went from %v to %v while the voice read", left, got)
	}
	v.wait(5*time.Minute + countdown + warning)
	if !v.s.Idle() {
		t.Error("a voice that hangs keeps the visit open")
	}
}

// TestPrintingWaitsForTheVoice: who hears the page hears what will stand on the paper before it is printed.
func TestPrintingWaitsForTheVoice(t *testing.T) {
	v := page(t, "storing")
	v.do(session.HeadsetChanged{In: true}, session.Stored{Key: "k", Number: "4K7-219", Token: "T"}, session.VoiceTalks{On: true}, session.Delivered{Key: "k"})
	v.wait(time.Minute)
	if v.s.Visit.Print.Asked {
		t.Fatal("printed while the voice reads")
	}
	v.do(session.VoiceTalks{})
	v.wait(time.Second)
	if !v.s.Visit.Print.Asked {
		t.Error("not printed when the voice was silent")
	}
}

// TestPause holds the voice until the citizen does something else.
func TestPause(t *testing.T) {
	v := page(t, "question: choice")
	v.do(session.ToggleSpeech{}, session.PauseVoice{})
	if !v.s.Visit.Voice.Paused {
		t.Fatal("not paused")
	}
	v.do(session.Focused{ID: "back"})
	if voice := v.s.Visit.Voice; voice.Paused || voice.Node != "back" || voice.Asks != 1 {
		t.Errorf("the voice is %+v", voice)
	}
}

// TestVoiceIsNoTouch: what the voice reports keeps no visit open.
func TestVoiceIsNoTouch(t *testing.T) {
	s, _ := sessiontest.Walk(sessiontest.Idle(t), session.Start{}, session.ToggleSpeech{})
	touched := s.Visit.LastTouch
	s.Now = s.Now.Add(time.Minute)
	s, _ = sessiontest.Walk(s, session.VoiceCame{Node: "title"}, session.VoiceTalks{On: true}, session.VoiceTalks{})
	if s.Visit.LastTouch != touched || s.Visit.Voice.Node != "title" {
		t.Errorf("touched at %v, reads %q", s.Visit.LastTouch, s.Visit.Voice.Node)
	}
}
