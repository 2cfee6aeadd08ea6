package call

import (
	"context"
	"errors"
	"image"
	"sync"
	"sync/atomic"
	"time"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/codec"
)

// errNoCamera means that nobody shares a picture, or that the terminal has no camera: that is no fault.
var errNoCamera = errors.New("call: no camera")

// gate keeps the camera closed until the first picture is shared.
type gate struct {
	camera func() (capture.Camera, error)
	lifted chan struct{}
	closed chan struct{}
	once   sync.Once
}

func newGate(camera func() (capture.Camera, error)) *gate {
	return &gate{camera: camera, lifted: make(chan struct{}), closed: make(chan struct{})}
}

// open opens the camera when the gate is lifted. It waits for that, and so the source draws no picture in its place either.
func (g *gate) open() (capture.Camera, error) {
	select {
	case <-g.closed:
		return nil, errNoCamera
	case <-g.lifted:
	}
	if g.camera == nil {
		return nil, errNoCamera
	}
	return g.camera()
}

// lift and close are called with the engine locked.
func (g *gate) lift() { g.once.Do(func() { close(g.lifted) }) }

func (g *gate) close() { close(g.closed) }

// framer keeps the newest picture in one of two buffers, so that one can be looked at while the next comes.
type framer struct {
	picture func(seen uint64, into *image.YCbCr) (*image.YCbCr, uint64)

	mu      sync.Mutex
	buffers [2]*image.YCbCr
	at      int
	serial  uint64
}

func (f *framer) newest() (*image.YCbCr, uint64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	other := 1 - f.at
	if p, serial := f.picture(f.serial, f.buffers[other]); serial != f.serial {
		f.buffers[other], f.serial, f.at = p, serial, other
	}
	return f.buffers[f.at], f.serial
}

// microphoneAgain is how long a microphone that could not be opened is left alone.
const microphoneAgain = 2 * time.Second

// mouthpiece is the microphone as the call hears it: silence while the citizen does not speak to anybody, and then the
// microphone is closed. Where there is none, or it cannot be opened, the citizen is not heard: the clerk says so.
type mouthpiece struct {
	microphone capture.Microphone // nil for none
	live       atomic.Bool
}

// Listen gives sound until stop is called. The microphone is opened and closed by one goroutine, so that nobody waits for it.
func (m *mouthpiece) Listen(hear func([]float32)) (stop func(), err error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		m.run(ctx, hear)
	}()
	return func() { cancel(); <-ended }, nil
}

// speak opens the microphone, or closes it: what it hears from now on goes nowhere.
func (m *mouthpiece) speak(on bool) { m.live.Store(on) }

func (m *mouthpiece) run(ctx context.Context, hear func([]float32)) {
	every := time.NewTicker(time.Second * codec.FrameSize / codec.Rate)
	defer every.Stop()
	nothing := make([]float32, codec.FrameSize)
	var stop func() // of the microphone; nil while it is closed
	var again time.Time
	for {
		select {
		case <-ctx.Done():
			if stop != nil {
				stop()
			}
			return
		case now := <-every.C:
			switch on := m.live.Load() && m.microphone != nil; {
			case on && stop == nil && !now.Before(again):
				if stop = m.open(hear); stop == nil {
					again = now.Add(microphoneAgain)
				}
			case !on && stop != nil:
				stop()
				stop = nil
			}
			if stop == nil {
				hear(nothing)
			}
		}
	}
}

// open opens the microphone, nil where that fails.
func (m *mouthpiece) open(hear func([]float32)) (stop func()) {
	stop, err := m.microphone.Listen(func(samples []float32) {
		if m.live.Load() {
			hear(samples)
		}
	})
	if err != nil {
		return nil
	}
	return stop
}
