//go:build !cgo

package codec

import (
	"image"
	"time"
)

// VideoEncoder cannot be made without cgo.
type VideoEncoder struct{}

// NewVideoEncoder returns ErrUnavailable.
func NewVideoEncoder(VideoConfig) (*VideoEncoder, error) { return nil, ErrUnavailable }

// Encode returns ErrUnavailable.
func (*VideoEncoder) Encode(*image.YCbCr, time.Duration) (VideoFrame, error) {
	return VideoFrame{}, ErrUnavailable
}

// ForceKeyFrame does nothing.
func (*VideoEncoder) ForceKeyFrame() {}

// SetBitrate returns ErrUnavailable.
func (*VideoEncoder) SetBitrate(int) error { return ErrUnavailable }

// Config is empty.
func (*VideoEncoder) Config() VideoConfig { return VideoConfig{} }

// Close does nothing.
func (*VideoEncoder) Close() {}

// VideoDecoder cannot be made without cgo.
type VideoDecoder struct{}

// NewVideoDecoder returns ErrUnavailable.
func NewVideoDecoder() (*VideoDecoder, error) { return nil, ErrUnavailable }

// Decode returns ErrUnavailable.
func (*VideoDecoder) Decode(frame []byte, _ *image.YCbCr) (*image.YCbCr, error) {
	if err := admit(frame); err != nil {
		return nil, err
	}
	return nil, ErrUnavailable
}

// Close does nothing.
func (*VideoDecoder) Close() {}

// AudioEncoder cannot be made without cgo.
type AudioEncoder struct{}

// NewAudioEncoder returns ErrUnavailable.
func NewAudioEncoder(AudioConfig) (*AudioEncoder, error) { return nil, ErrUnavailable }

// Set returns ErrUnavailable.
func (*AudioEncoder) Set(AudioConfig) error { return ErrUnavailable }

// Encode returns ErrUnavailable.
func (*AudioEncoder) Encode(_ []float32, into []byte) ([]byte, error) { return into, ErrUnavailable }

// AudioDecoder cannot be made without cgo.
type AudioDecoder struct{}

// NewAudioDecoder returns ErrUnavailable.
func NewAudioDecoder() (*AudioDecoder, error) { return nil, ErrUnavailable }

// Decode returns ErrUnavailable.
func (*AudioDecoder) Decode(_ []byte, into []float32) ([]float32, error) { return into, ErrUnavailable }

// DecodeLost returns ErrUnavailable.
func (*AudioDecoder) DecodeLost(_ []byte, into []float32) ([]float32, error) {
	return into, ErrUnavailable
}
