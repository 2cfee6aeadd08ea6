// Package codec turns pictures and sound into VP8 and Opus and back, by libvpx and libopus. It keeps no picture and no sound but those that a
// decoder needs for the next one, opens no device, and speaks to no network.
//
// # VP8
//
// The wrapper is as thin as a call needs: one thread, no lag, constant bitrate, key frames only when asked for. Sources: vpx/vpx_encoder.h,
// vpx/vp8cx.h and vpx/vpx_decoder.h of libvpx 1.12; RFC 6386 section 9.1 for the frame's header, which is read here before libvpx sees the frame, for
// a header of ten bytes can ask for 400 MB.
//
// Why these settings (two shared cores, 640×480 at 30 a second and 800 kbit/s, each picture encoded with all of them in turn): for a textured head that sways by parts of a pixel
// before a grainy wall, speed -8 costs 3.2 ms a picture at 39.3 dB and -12 2.7 ms at 39.1 dB; -15, which takes the simple loop filter, 2.4 ms at 39.0 dB, and a decoder saves an eighth as
// well; -16 looks at no half pixels any more and loses 0.6 dB for 0.1 ms, at 300 kbit/s 1.3 dB. A second thread makes it five times slower on a busy machine, because libvpx lets threads wait for
// each other by spinning.
//
// # Opus
//
// 48 kHz, one channel, 20 ms a frame, tuned for speech, with in-band correction (RFC 6716 section 2.1.7): a frame carries a coarse copy of the
// one before, which DecodeLost takes out of the frame that follows a lost one.
//
// # Without cgo
//
// The package builds without cgo too; then every constructor returns ErrUnavailable.
package codec

import "errors"

// ErrUnavailable is what every constructor returns in a program that was built without cgo.
var ErrUnavailable = errors.New("codec: the program was built without cgo, and so without libvpx and libopus")

// ErrClosed is returned by an encoder or decoder after Close.
var ErrClosed = errors.New("codec: closed")

// ErrCorrupt is returned for bytes that are no frame, or that do not follow the frames before. The decoder can go on with the next key frame.
var ErrCorrupt = errors.New("codec: corrupt frame")

// ErrSize is returned for a picture of another size than the encoder's, and for a frame that wants a larger picture than MaxWidth × MaxHeight.
var ErrSize = errors.New("codec: size of the picture")

// The largest picture that is encoded or decoded.
const (
	MaxWidth  = 1920
	MaxHeight = 1200
)

// VideoConfig is what a VideoEncoder is made for.
type VideoConfig struct {
	Width, Height int // even, 16 to MaxWidth × MaxHeight
	FPS           int // pictures a second, 1 to 60; the rate control counts on it
	Bitrate       int // bit/s
}

func (c VideoConfig) valid() bool {
	return c.Width >= 16 && c.Height >= 16 && c.Width <= MaxWidth && c.Height <= MaxHeight && c.Width%2 == 0 && c.Height%2 == 0 && c.FPS >= 1 && c.FPS <= 60 && c.Bitrate > 0
}

// VideoFrame is one encoded picture.
type VideoFrame struct {
	Data []byte // empty when the encoder left the picture out to keep its rate; valid until the next Encode
	Key  bool   // can be decoded without the frames before
}

// The format of all sound: one channel of Rate samples a second in frames of FrameSize, full scale -1 to 1.
const (
	Rate      = 48000
	FrameSize = Rate / 50 // 20 ms
	// MaxAudioFrame is the most bytes that one encoded frame takes (RFC 6716 section 3.2.1: 1275 a frame).
	MaxAudioFrame = 1275
)

// AudioConfig is what an AudioEncoder is made for.
type AudioConfig struct {
	Bitrate int // bit/s, 6,000 to 128,000
	Loss    int // percent of frames that are expected to be lost, 0 to 100: how much goes into the correction
}
