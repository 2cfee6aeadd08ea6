//go:build cgo

package codec

import (
	"fmt"

	"github.com/hraban/opus"
)

// AudioEncoder makes Opus frames of sound. One goroutine uses it at a time.
type AudioEncoder struct {
	opus *opus.Encoder
	c    AudioConfig
}

// NewAudioEncoder makes an encoder for speech.
func NewAudioEncoder(c AudioConfig) (*AudioEncoder, error) {
	o, err := opus.NewEncoder(Rate, 1, opus.AppVoIP)
	if err != nil {
		return nil, fmt.Errorf("codec: opus encoder: %w", err)
	}
	e := &AudioEncoder{opus: o}
	if err := o.SetInBandFEC(true); err != nil {
		return nil, fmt.Errorf("codec: opus correction: %w", err)
	}
	return e, e.Set(c)
}

// Set changes rate and expected loss from the next frame on.
func (e *AudioEncoder) Set(c AudioConfig) error {
	if c == e.c {
		return nil
	}
	if err := e.opus.SetBitrate(min(max(c.Bitrate, 6000), 128000)); err != nil {
		return fmt.Errorf("codec: opus bitrate: %w", err)
	}
	if err := e.opus.SetPacketLossPerc(min(max(c.Loss, 0), 100)); err != nil {
		return fmt.Errorf("codec: opus loss: %w", err)
	}
	e.c = c
	return nil
}

// Encode encodes FrameSize samples, and appends the frame to into.
func (e *AudioEncoder) Encode(samples []float32, into []byte) ([]byte, error) {
	if len(samples) != FrameSize {
		return into, fmt.Errorf("%w: %d samples", ErrSize, len(samples))
	}
	var frame [MaxAudioFrame]byte
	n, err := e.opus.EncodeFloat32(samples, frame[:])
	if err != nil {
		return into, fmt.Errorf("codec: opus encode: %w", err)
	}
	return append(into, frame[:n]...), nil
}

// AudioDecoder makes sound of Opus frames. One goroutine uses it at a time.
type AudioDecoder struct{ opus *opus.Decoder }

// NewAudioDecoder makes a decoder.
func NewAudioDecoder() (*AudioDecoder, error) {
	o, err := opus.NewDecoder(Rate, 1)
	if err != nil {
		return nil, fmt.Errorf("codec: opus decoder: %w", err)
	}
	return &AudioDecoder{o}, nil
}

// maxSamples is the longest frame of Opus, 120 ms.
const maxSamples = Rate * 120 / 1000

// Decode decodes a frame, appends its samples to into and returns them: FrameSize for frames of our own, 120 ms at most. The error is ErrCorrupt.
func (d *AudioDecoder) Decode(frame []byte, into []float32) ([]float32, error) {
	if len(frame) == 0 {
		return into, fmt.Errorf("%w: empty", ErrCorrupt)
	}
	var samples [maxSamples]float32
	n, err := d.opus.DecodeFloat32(frame, samples[:])
	if err != nil {
		return into, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return append(into, samples[:n]...), nil
}

// DecodeLost appends the FrameSize samples of a lost frame: of what the following frame (nil where that is lost too) says about it, else continued from
// what sounded before. The error is ErrCorrupt.
func (d *AudioDecoder) DecodeLost(following []byte, into []float32) ([]float32, error) {
	var samples [FrameSize]float32
	var err error
	if len(following) > 0 {
		err = d.opus.DecodeFECFloat32(following, samples[:])
	} else {
		err = d.opus.DecodePLCFloat32(samples[:])
	}
	if err != nil {
		return into, fmt.Errorf("%w: %w", ErrCorrupt, err)
	}
	return append(into, samples[:]...), nil
}
