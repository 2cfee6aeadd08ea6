package kiosk

import (
	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/session"
)

// Sound plays tones, and never waits for one. audio.Device is one.
type Sound interface {
	Play(t audio.Tone)
	SetVolume(v float32) // from 0, silent, to 1
}

// play sounds a tone of the session.
func play(s Sound, t session.Tone) {
	switch t {
	case session.ToneKey:
		s.Play(audio.Key)
	case session.ToneRefused:
		s.Play(audio.Refused)
	case session.ToneWarning:
		s.Play(audio.Warning)
	case session.ToneDone:
		s.Play(audio.Done)
	case session.ToneCalled:
		s.Play(audio.Called)
	}
}

// volume is how loud a citizen wants the terminal; every visit begins with full.
func volume(l session.Look) float32 {
	if l.Silent {
		return 0
	}
	return 1
}

// WithoutSound notes why the terminal makes no sound. Visits go on: whatever a tone says is on the page.
func (t *Terminal) WithoutSound(code audio.Code) { t.soundStands("audio", string(code)) }
