//go:build !cgo

package codec

import (
	"errors"
	"testing"
)

// TestUnavailable: a program without cgo says why there is no call.
func TestUnavailable(t *testing.T) {
	_, video := NewVideoEncoder(VideoConfig{Width: 640, Height: 480, FPS: 30, Bitrate: 500_000})
	_, picture := NewVideoDecoder()
	_, voice := NewAudioEncoder(AudioConfig{Bitrate: 32_000})
	_, sound := NewAudioDecoder()
	for _, err := range []error{video, picture, voice, sound} {
		if !errors.Is(err, ErrUnavailable) {
			t.Errorf("%v", err)
		}
	}
}
