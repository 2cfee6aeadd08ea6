package kiosk

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/speech"
	"buergerterminal/kiosk/speech/speechtest"
)

// speechBegins plugs the headset in on every page, and pulls it out.
func speechBegins(t *testing.T, v *visits) string {
	tried := 0
	for _, p := range sessiontest.Pages {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		if s.Speech.Headset {
			continue
		}
		in, _ := session.Step(s, session.HeadsetChanged{In: true})
		if !in.Visit.Voice.On || in.Idle() || !s.Idle() && in.Visit.At != s.Visit.At {
			t.Errorf("%s: the headset is in, and the voice is %+v at %v", p.Name, in.Visit.Voice, in.Visit.At)
		}
		in, _ = session.Step(in, session.ToggleBlank{})
		out, _ := session.Step(in, session.HeadsetChanged{})
		if out.Visit.Voice.On || out.Visit.Voice.Blank {
			t.Errorf("%s: the headset is out, and the voice is %+v", p.Name, out.Visit.Voice)
		}
		tried++
	}
	return fmt.Sprintf("on %d pages, the idle one too; silent and bright again without it (how soon: kiosk TestReadingAloud, within 1 s of the socket's event)", tried)
}

// everythingSpoken looks for each node with words in what its page says.
func everythingSpoken(t *testing.T, v *visits) string {
	nodes := 0
	v.each(func(p visited, placed *layout.Placed) {
		said := map[string]bool{}
		for _, u := range speech.Transcript(placed, v.words) {
			said[u.Node] = u.Text != "" && u.Lang != ""
		}
		keys := placed.Tree.Keys()
		for _, n := range placed.Nodes {
			if n.Node.On == nil && n.Node.Name+n.Node.Value+n.Node.Detail == "" {
				continue
			}
			if nodes++; !said[keys[n.Node]] {
				t.Errorf("%s: %s %q is not spoken", p.name, n.Node.Role, n.Node.ID)
			}
		}
	})
	return fmt.Sprintf("%d nodes in %d languages (transcripts: kiosk/speech/testdata); by what is said alone: %s", nodes, len(v.languages), v.walked(t, earTurn, byEar))
}

// speechStops cuts a talk in the middle, in the device's own time.
func speechStops(t *testing.T, _ *visits) string {
	clock, loud := make(chan time.Time), make(chan bool)
	device := audio.Tape(clock, func(samples []float32) { loud <- samples[0] != 0 })
	defer device.Close()
	listen := func() bool { clock <- time.Time{}; return <-loud }
	voice := speech.NewVoice(&speechtest.Engine{}, device.Mix)
	defer voice.Close()
	voice.Say([]speech.Phrase{{Text: strings.Repeat("a", 1000), Lang: "de"}}, func(speech.Report) {})
	for end := time.Now().Add(30 * time.Second); !listen(); {
		if time.Now().After(end) {
			t.Fatal("nothing is heard")
		}
	}
	voice.Stop()
	after := 0
	for range 30 {
		if listen() {
			after++
		}
	}
	if after > 20 {
		t.Errorf("%d ms are heard after the stop", 10*after)
	}
	return fmt.Sprintf("%d ms after any key or touch, the device's buffer of 40 ms beside it; F5 repeats, F6 pauses, three rates, names spelled; by touch any place stops it, and the aids have it read on from there, or all of the page (kiosk/speech TestRest)", 10*after)
}

// nothingSecretAloud looks on every page for what is the citizen's own in what the loudspeaker says.
func nothingSecretAloud(t *testing.T, v *visits) string {
	kept := 0
	v.each(func(p visited, placed *layout.Placed) {
		all := ""
		for _, u := range speech.Transcript(placed, v.words) {
			if u.Node != "head" { // who lives in the town of the terminal has its name as an answer
				all += "\n" + u.Text
			}
		}
		for _, n := range placed.Nodes {
			text := n.Node.Value
			if n.Node.Role == screen.RoleConfirm || n.Node.Role == screen.RolePerson {
				text = n.Node.Name
			}
			if n.Node.Privacy == screen.Public || p.state.Speech.Headset || len([]rune(text)) < 4 {
				continue
			}
			switch n.Node.Role {
			case screen.RoleField, screen.RoleDatePart, screen.RoleRow, screen.RoleConfirm, screen.RolePerson, screen.RoleLine:
			default:
				continue
			}
			if kept++; strings.Contains(all, text) && !strings.Contains(v.words.Language(placed.Tree.Lang).Text("review.nothing"), text) {
				t.Errorf("%s: the loudspeaker says %s %q", p.name, n.Node.Role, n.Node.ID)
			}
		}
	})
	if kept < 100 {
		t.Errorf("only %d values of citizens were on the pages", kept)
	}
	return fmt.Sprintf("%d values on the pages, none on the loudspeaker; what is secret by headset only after the citizen's word (kiosk/speech TestSecretsNeedAWord)", kept)
}

// receiptHeard compares what the voice says on the last page, before the paper comes, with what the paper will say.
func receiptHeard(t *testing.T, v *visits) string {
	k := &Kiosk{o: Options{Words: v.words}, state: v.at(t, "done")}
	said := func() (all string) {
		for _, i := range k.receiptItems() {
			all += i.Text() + "\n"
		}
		return all
	}
	if aloud := said(); strings.Contains(aloud, "Einfache Bescheinigung") || !strings.Contains(aloud, v.words.Language("de").Text("speech.private")) {
		t.Errorf("without a headset the voice says what was answered:\n%s", aloud)
	}
	k.state.Speech.Headset = true
	all := said()
	for _, want := range []string{"4 K 7, 2 1 9", v.words.Language("de").Text("receipt.next"), "Einfache Bescheinigung"} {
		if !strings.Contains(all, want) {
			t.Errorf("the voice does not say %q of the receipt:\n%s", want, all)
		}
	}
	s := v.at(t, "done")
	s, _ = sessiontest.Walk(s, session.HeadsetChanged{In: true}, session.VoiceTalks{On: true}, session.Tick{Now: s.Now.Add(time.Minute)})
	if s.Visit.Print.Asked {
		t.Error("the receipt is printed while the voice still reads it")
	}
	return fmt.Sprintf("%d lines before the paper comes", strings.Count(all, "\n"))
}

// voicePauses lets an hour pass while the voice reads on.
func voicePauses(t *testing.T, v *visits) {
	s, _ := sessiontest.Walk(v.at(t, "question: choice"), session.ToggleSpeech{})
	for range 20 {
		s, _ = sessiontest.Walk(s, session.VoiceTalks{On: true})
		for range 200 {
			if s, _ = session.Step(s, session.Tick{Now: s.Now.Add(time.Second)}); s.Warning() {
				t.Fatal("the citizen is warned while the voice reads")
			}
		}
	}
}

// volumeSteps: each step is louder, one lies 12 dB above the lowest, and the next citizen begins with the usual one.
func volumeSteps(t *testing.T, v *visits) string {
	s, _ := sessiontest.Walk(v.at(t, "language"), session.SetVolume{Volume: session.Loudest})
	if s.Visit.Voice.Volume != session.Loudest {
		t.Error("the voice cannot be made louder")
	}
	if s, _ = sessiontest.Walk(s, session.Cancel{}, session.Start{}); s.Visit.Voice.Volume != 0 {
		t.Error("the next citizen hears the last one's volume")
	}
	if d := (session.Softest + 3).DB() - session.Softest.DB(); d != 12 {
		t.Errorf("the fourth step lies %d dB above the lowest", d)
	}
	return fmt.Sprintf("voice in %d steps of 4 dB, one 12 dB above the lowest, reset after each visit", session.Loudest-session.Softest+1)
}
