package speech

import (
	"context"
	"errors"
	"sync"

	"buergerterminal/kiosk/audio"
)

// rest is the silence behind a phrase, in samples: a node ends, another begins.
const rest = audio.Rate / 5

// Voice has phrases spoken, one talk at a time. Its methods may be called from any goroutine, and none waits for what is
// said; when Close has returned, no goroutine of it runs.
type Voice struct {
	engine  Engine
	mix     func(audio.Source) bool // audio.Device.Mix
	mu      sync.Mutex
	talk    *talk
	db      int
	running sync.WaitGroup
}

// talk is what is being said.
type talk struct {
	line *line
	end  context.CancelFunc
}

// Report is what a talk tells: that a phrase begins to be heard, or, with Ended, that the talk is over; Err says why it
// broke off by itself, nil at its end and when it was cut.
type Report struct {
	Phrase int
	Ended  bool
	Err    error
}

// NewVoice makes a voice of an engine. mix makes a source heard, and reports false where nobody can hear it.
func NewVoice(engine Engine, mix func(audio.Source) bool) *Voice {
	return &Voice{engine: engine, mix: mix}
}

// Say breaks off what is being said and says the phrases. report is called from goroutines of the voice, in order, the last
// time with Ended.
func (v *Voice) Say(phrases []Phrase, report func(Report)) {
	v.Stop()
	if len(phrases) == 0 {
		report(Report{Ended: true})
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	ctx, end := context.WithCancel(context.Background())
	t := &talk{line: newLine(len(phrases), gainOf(v.db)), end: end}
	v.talk = t
	broke := make(chan error, 1)
	passed := t.line.passed
	if !v.mix(t.line) {
		end()
		v.talk = nil
		v.running.Go(func() { report(Report{Ended: true}) })
		return
	}
	v.running.Go(func() { broke <- v.make(ctx, t.line, phrases) })
	v.running.Go(func() {
		defer end()
		for {
			select {
			case n, more := <-passed:
				if !more {
					report(Report{Ended: true, Err: <-broke})
					return
				}
				report(Report{Phrase: n})
			case <-ctx.Done():
				report(Report{Ended: true})
				return
			}
		}
	})
}

// make has the phrases spoken into the line.
func (v *Voice) make(ctx context.Context, l *line, phrases []Phrase) error {
	defer l.end()
	for n, p := range phrases {
		l.mark(n)
		if err := v.engine.Speak(ctx, p, l.write); err != nil {
			if errors.Is(err, context.Canceled) {
				return nil
			}
			return err
		}
		l.write(make([]float32, rest))
	}
	return nil
}

// Stop breaks off what is being said.
func (v *Voice) Stop() {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.talk != nil {
		v.talk.line.stop()
		v.talk.end()
		v.talk = nil
	}
}

// Pause holds what is being said, or lets it go on.
func (v *Voice) Pause(on bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.talk != nil {
		v.talk.line.pause(on)
	}
}

// SetVolume sets how loud the voice is, in dB below the loudest: what is being said and what will be.
func (v *Voice) SetVolume(db int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.db = db
	if v.talk != nil {
		v.talk.line.setGain(gainOf(db))
	}
}

// Close breaks off what is being said, and returns when nothing of the voice runs any more.
func (v *Voice) Close() {
	v.Stop()
	v.running.Wait()
}
