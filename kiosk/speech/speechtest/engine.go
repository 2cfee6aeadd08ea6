// Package speechtest has an engine for tests: it speaks a steady tone, ten milliseconds for a letter, and keeps what it was
// asked to say.
package speechtest

import (
	"context"
	"sync"

	"buergerterminal/kiosk/audio"
	"buergerterminal/kiosk/speech"
)

// Engine is a speech.Engine. The zero Engine speaks; with Err it fails instead.
type Engine struct {
	Err error

	mu   sync.Mutex
	said []speech.Phrase
}

// Speak plays a tone as long as the text.
func (e *Engine) Speak(ctx context.Context, p speech.Phrase, play func(samples []float32)) error {
	e.mu.Lock()
	e.said = append(e.said, p)
	err := e.Err
	e.mu.Unlock()
	if err != nil {
		return err
	}
	frame := make([]float32, audio.FrameSize)
	for i := range frame {
		frame[i] = 0.5
	}
	for range []rune(p.Text) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		play(frame)
	}
	return nil
}

// Fail has all that is said from now on fail, or speaks again with nil.
func (e *Engine) Fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.Err = err
}

// Said are the phrases so far.
func (e *Engine) Said() []speech.Phrase {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]speech.Phrase(nil), e.said...)
}

var _ speech.Engine = &Engine{}
