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
	e.mu.Unlock()
	if e.Err != nil {
		return e.Err
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

// Said are the phrases so far.
func (e *Engine) Said() []speech.Phrase {
	e.mu.Lock()
	defer e.mu.Unlock()
	return append([]speech.Phrase(nil), e.said...)
}

var _ speech.Engine = &Engine{}
