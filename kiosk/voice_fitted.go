package kiosk

import (
	"context"
	"errors"
	"time"

	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/speech"
	"buergerterminal/kiosk/speech/jack"
)

// Speaking is what a terminal needs to read aloud.
type Speaking struct {
	Engine speech.Engine           // in place of the configuration's program
	Mix    func(audio.Source) bool // audio.Device.Mix
	Again  time.Duration           // after which a voice that failed is tried again, unheard; 0: a minute
}

// usualAgain is after how long a voice that failed is tried again.
const usualAgain = time.Minute

// fittedVoice is the voice of a terminal, and what makes its sound.
type fittedVoice struct {
	*speech.Voice
	engine speech.Engine
	again  time.Duration
}

// WithSpeech lets the terminal read its pages aloud, where the configuration wants that. While its program is not there nothing offers
// it, and the technician is told. It is called before Run.
func (t *Terminal) WithSpeech(o Speaking) {
	c := t.workshop.config.Speech
	if !c.Enabled {
		return
	}
	fitted := true
	if o.Engine == nil {
		program := speech.NewEspeak(c.Program)
		if _, err := program.Find(); err != nil {
			t.voiceStands(speech.CodeNoEngine)
			fitted = false
		}
		o.Engine = program
	}
	if o.Again == 0 {
		o.Again = usualAgain
	}
	engine := tried{o.Engine, t.voiceStands}
	t.voice = &fittedVoice{speech.NewVoice(engine, o.Mix), engine, o.Again}
	t.kiosk.o.Voice, t.kiosk.state.Speech.Fitted = t.voice, fitted
}

// tried is an engine that tells what came of each phrase: "" where it was said. One that was broken off says nothing of the engine.
type tried struct {
	speech.Engine
	told func(speech.Code)
}

func (e tried) Speak(ctx context.Context, p speech.Phrase, play func(samples []float32)) error {
	err := e.Engine.Speak(ctx, p, play)
	switch failed := (*speech.Error)(nil); {
	case errors.As(err, &failed):
		e.told(failed.Code)
	case err == nil:
		e.told("")
	}
	return err
}

// watchVoice tries a voice that failed again and again, unheard, until it works: what the technician is told is true, and who needs the
// voice finds it as soon as it is there.
func (t *Terminal) watchVoice(ctx context.Context) error {
	every := time.NewTicker(t.voice.again)
	defer every.Stop()
	fitted := t.stands("speech") != string(speech.CodeNoEngine)
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-every.C:
		}
		if t.stands("speech") == "" && fitted {
			continue
		}
		text := t.words.Language(applicationLanguage).Text("speech.on")
		if t.voice.engine.Speak(ctx, speech.Phrase{Text: text, Lang: applicationLanguage}, func([]float32) {}) == nil && !fitted {
			fitted = true
			t.kiosk.Send(session.VoiceFitted{})
		}
	}
}

// watchJack brings the headset to the session.
func (t *Terminal) watchJack(ctx context.Context) error {
	return jack.Watch(ctx, t.workshop.config.Speech.Jack,
		func(in bool) { t.kiosk.Send(session.HeadsetChanged{In: in}) },
		func(err error) {
			if err != nil {
				t.soundStands("jack", string(speech.CodeNoJack))
				return
			}
			t.soundStands("jack", "")
		})
}

func (t *Terminal) voiceStands(code speech.Code) { t.soundStands("speech", string(code)) }

// soundStands notes what is wrong with a part of what is heard, "" for nothing.
func (t *Terminal) soundStands(part, code string) {
	t.mu.Lock()
	changed := t.codes[part] != code
	t.codes[part] = code
	t.mu.Unlock()
	if changed && code != "" {
		t.log.Write(eventlog.HealthChanged, eventlog.Code(code))
	}
}

// stands is the health code that stands about something, "" for none.
func (t *Terminal) stands(about string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.codes[about]
}

// soundTrouble is the health code that stands for all that is heard: no consequence of another one, and before a notice what is missing
// in a visit.
func (t *Terminal) soundTrouble() string {
	var codes []string
	for _, part := range []string{"speech", "audio", "jack"} {
		if code := t.stands(part); code != "" {
			codes = append(codes, code)
		}
	}
	worst := ""
	for _, code := range health.Roots(codes) {
		e, _ := health.Of(code)
		if worst == "" || e.Severity == health.Degraded {
			worst = code
		}
	}
	return worst
}
