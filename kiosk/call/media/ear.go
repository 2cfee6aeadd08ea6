package media

import (
	"sync"
	"time"

	"buergerterminal/kiosk/call/codec"
)

// Ear is a peer's voice. It is a source of sound as kiosk/audio mixes them: of as many as are given to the device, all are heard.
type Ear struct {
	mu      sync.Mutex
	jitter  *jitter
	decoder *codec.AudioDecoder
	samples []float32 // decoded and not yet heard
	closed  bool
}

func newEar() (*Ear, error) {
	d, err := codec.NewAudioDecoder()
	if err != nil {
		return nil, err
	}
	return &Ear{jitter: newJitter(), decoder: d}, nil
}

func (e *Ear) push(now time.Time, number uint16, frame []byte) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.closed {
		e.jitter.push(now, number, frame)
	}
}

// hold has the voice wait for the lips: its peer's pictures are held back so long.
func (e *Ear) hold(pictures time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.jitter.hold(pictures)
}

// Read fills samples with what the peer says, silence included, until the voice is closed; then it returns 0. It decodes in the caller's thread, 50 µs for 20 ms.
func (e *Ear) Read(samples []float32) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return 0
	}
	filled := 0
	for filled < len(samples) {
		if len(e.samples) == 0 {
			e.decode()
		}
		n := copy(samples[filled:], e.samples)
		e.samples = e.samples[:copy(e.samples, e.samples[n:])]
		filled += n
	}
	return filled
}

// Live makes the voice heard again after the sound device was away (audio.Live).
func (*Ear) Live() {}

// decode makes the next samples: at least one.
func (e *Ear) decode() {
	data, v := e.jitter.pop()
	var err error
	switch v {
	case hearFrame:
		e.samples, err = e.decoder.Decode(data, e.samples)
	case hearRepair:
		e.samples, err = e.decoder.DecodeLost(data, e.samples)
	case hearGuess:
		e.samples, err = e.decoder.DecodeLost(nil, e.samples)
	}
	if v == hearNothing || err != nil || len(e.samples) == 0 {
		e.samples = append(e.samples[:0], make([]float32, codec.FrameSize)...)
	}
}

// Sound counts what became of the voice's frames.
func (e *Ear) Sound() Sound {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.jitter.stats
}

// Close ends the voice and forgets what was not yet heard.
func (e *Ear) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed, e.samples = true, nil
	clear(e.jitter.frames)
}
