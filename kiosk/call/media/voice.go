package media

import (
	"sync"

	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/call/codec"
)

// Voice is the terminal's voice: one microphone and one encoder for all peers. While there is a Voice, the microphone is on.
type Voice struct {
	frames chan [codec.FrameSize]float32
	stop   func()
	ended  chan struct{}

	mu      sync.Mutex
	muted   bool
	outlets map[*mouth]struct{}
}

// mouth is where a peer's voice goes.
type mouth struct {
	bitrate int // 0 for no voice
	loss    int // percent that the peer loses
	send    func(frame []byte, number uint32)
}

// frameQueue is how many frames may wait for the encoder; more are dropped, for a late voice is worse than a gap.
const frameQueue = 10

// NewVoice opens the microphone. The error is the microphone's, or codec.ErrUnavailable; a capture.Tone without a peak always works.
func NewVoice(m capture.Microphone) (*Voice, error) {
	encoder, err := codec.NewAudioEncoder(codec.AudioConfig{Bitrate: voiceGood})
	if err != nil {
		return nil, err
	}
	v := &Voice{frames: make(chan [codec.FrameSize]float32, frameQueue), ended: make(chan struct{}), outlets: map[*mouth]struct{}{}}
	var frame [codec.FrameSize]float32
	filled := 0
	v.stop, err = m.Listen(func(samples []float32) {
		for len(samples) > 0 {
			n := copy(frame[filled:], samples)
			samples = samples[n:]
			if filled += n; filled < len(frame) {
				return
			}
			filled = 0
			select {
			case v.frames <- frame:
			default:
			}
		}
	})
	if err != nil {
		return nil, err
	}
	go v.run(encoder)
	return v, nil
}

// Mute sends silence instead of what the microphone hears, or no longer.
func (v *Voice) Mute(muted bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.muted = muted
}

// Close gives the microphone back.
func (v *Voice) Close() {
	v.stop()
	close(v.frames)
	<-v.ended
}

func (v *Voice) run(encoder *codec.AudioEncoder) {
	defer close(v.ended)
	data := make([]byte, 0, codec.MaxAudioFrame)
	number := uint32(0)
	for frame := range v.frames {
		number++
		c, muted := v.demand()
		if muted {
			frame = [codec.FrameSize]float32{}
		}
		if c.Bitrate == 0 || encoder.Set(c) != nil {
			continue
		}
		var err error
		if data, err = encoder.Encode(frame[:], data[:0]); err != nil {
			continue // a frame is missing, as if it were lost
		}
		v.deliver(data, number)
	}
}

// demand is the least rate and the most correction that a peer wants.
func (v *Voice) demand() (c codec.AudioConfig, muted bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for o := range v.outlets {
		if o.bitrate > 0 && (c.Bitrate == 0 || o.bitrate < c.Bitrate) {
			c.Bitrate = o.bitrate
		}
		c.Loss = max(c.Loss, o.loss)
	}
	return c, v.muted
}

func (v *Voice) deliver(frame []byte, number uint32) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for o := range v.outlets {
		if o.bitrate > 0 {
			o.send(frame, number)
		}
	}
}

func (v *Voice) attach(o *mouth) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.outlets[o] = struct{}{}
}

func (v *Voice) detach(o *mouth) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.outlets, o)
}

func (v *Voice) want(o *mouth, bitrate, loss int) {
	v.mu.Lock()
	defer v.mu.Unlock()
	o.bitrate, o.loss = bitrate, loss
}
