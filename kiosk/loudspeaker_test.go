package kiosk_test

import (
	"slices"
	"sync"
	"testing"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/audio"
)

// loudspeaker keeps the tones that a real one would play.
type loudspeaker struct {
	mu     sync.Mutex
	silent bool
	tones  []audio.Tone
}

func (l *loudspeaker) Play(t audio.Tone) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.silent {
		l.tones = append(l.tones, t)
	}
}

func (l *loudspeaker) SetVolume(v float32) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.silent = v == 0
}

// heard are the tones since the last call.
func (l *loudspeaker) heard() []audio.Tone {
	l.mu.Lock()
	defer l.mu.Unlock()
	tones := l.tones
	l.tones = nil
	return tones
}

var _ kiosk.Sound = &audio.Device{}

// TestTones hears a visit's beginning: each touch, a mistake, and nothing once the citizen has switched the tones off. The
// next visit has them again.
func TestTones(t *testing.T) {
	t.Parallel()
	r := newRig(t).open()
	r.begin("de", "maengelmelder")
	r.sound.heard()
	r.page("question.art")
	r.touch("forward")
	r.until("the mistake", func(v view) bool { return len(v.state.Visit.Draft.Wrong) > 0 })
	r.hears(audio.Key, audio.Refused)
	r.touch("bar.aids")
	r.page("language")
	r.touch("aid.tones")
	r.until("the switch to be off", func(v view) bool { return v.state.Visit.Look.Silent })
	r.hears(audio.Key, audio.Key)
	r.touch("forward")
	r.page("question.art")
	r.touch("forward")
	r.hears()
	r.touch("bar.cancel")
	r.page("cancel")
	r.touch("cancel.yes")
	r.page("idle")
	r.touch("start")
	r.page("language")
	r.hears(audio.Key)
}

// hears fails unless exactly these tones were played since the last call.
func (r *rig) hears(want ...audio.Tone) {
	r.t.Helper()
	if got := r.sound.heard(); !slices.Equal(got, want) {
		r.t.Errorf("heard %q, want %q", got, want)
	}
}

// TestWithoutSound tells the technician why there is none, whatever the reason.
func TestWithoutSound(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.start()
	for _, code := range []audio.Code{audio.CodeNoDevice, audio.CodeNoSystem} {
		r.terminal.WithoutSound(code)
		r.told("health.changed", string(code))
	}
}
