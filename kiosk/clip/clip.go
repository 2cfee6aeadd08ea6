package clip

import (
	"errors"
	"fmt"
	"time"
)

// Limits of a clip. The terminal's screen shows it 16 cm wide at most, and a clip that lasts longer is not watched to its end.
const (
	MaxSide   = 640             // px, of width and height
	MinSide   = 64              // px
	MaxLength = 5 * time.Minute // of all pictures
	MaxBytes  = 24 << 20        // of the file
	maxFrames = 60 * 300        // 60 a second
)

// Errors that Parse wraps. The text of an error says at which byte of the file it was found.
var (
	// ErrFormat is returned for bytes that are neither IVF nor WebM, or that end too soon.
	ErrFormat = errors.New("clip: no IVF or WebM file that can be read")
	// ErrCodec is returned for pictures that are not VP8, and for a file with sound.
	ErrCodec = errors.New("clip: wants pictures in VP8 and no sound")
	// ErrSize is returned for a file, a picture or a length beyond the limits.
	ErrSize = errors.New("clip: too large or too small")
)

// Frame is one picture, encoded.
type Frame struct {
	At   time.Duration // from the beginning of the clip
	Data []byte        // VP8; a part of the bytes that Parse was given
}

// Clip is a file taken apart. Its first frame can be decoded without others, and all are of one size.
type Clip struct {
	Width, Height int // px
	Frames        []Frame
	Length        time.Duration // until the last picture has been seen
}

// Parse takes a file of any of the two kinds apart. It keeps no copy of the data, and takes no more memory than 40 bytes a frame beside it.
func Parse(data []byte) (Clip, error) {
	if len(data) > MaxBytes {
		return Clip{}, fmt.Errorf("%w: the file has %d MiB, %d are the most", ErrSize, len(data)>>20, MaxBytes>>20)
	}
	var c Clip
	var err error
	if len(data) >= 4 && string(data[:4]) == ivfMark {
		c, err = parseIVF(data)
	} else {
		c, err = parseWebM(data)
	}
	if err != nil {
		return Clip{}, err
	}
	if err := c.judge(); err != nil {
		return Clip{}, err
	}
	return c, nil
}

// take adds a frame; at is the byte of the file where it lies.
func (c *Clip) take(when time.Duration, data []byte, at int) error {
	if len(data) == 0 {
		return fmt.Errorf("%w: an empty picture at byte %d", ErrFormat, at)
	}
	if len(c.Frames) == maxFrames {
		return fmt.Errorf("%w: more than %d pictures", ErrSize, maxFrames)
	}
	if n := len(c.Frames); n > 0 && when <= c.Frames[n-1].At {
		return fmt.Errorf("%w: the picture at byte %d is not later than the one before", ErrFormat, at)
	}
	if when < 0 || when > MaxLength {
		return fmt.Errorf("%w: the picture at byte %d comes at %v, a clip lasts %v at most", ErrSize, at, when, MaxLength)
	}
	w, h, key, err := headerOf(data)
	if err != nil {
		return fmt.Errorf("%w at byte %d", err, at)
	}
	if len(c.Frames) == 0 {
		if !key {
			return fmt.Errorf("%w: the first picture needs one before it", ErrFormat)
		}
		c.Width, c.Height = w, h
	}
	if key && (w != c.Width || h != c.Height) {
		return fmt.Errorf("%w: the picture at byte %d is %d × %d, those before are %d × %d", ErrFormat, at, w, h, c.Width, c.Height)
	}
	c.Frames = append(c.Frames, Frame{At: when, Data: data})
	return nil
}

// judge looks at the whole, and lets the clip begin at its first picture.
func (c *Clip) judge() error {
	if len(c.Frames) == 0 {
		return fmt.Errorf("%w: there is no picture in it", ErrFormat)
	}
	if c.Width > MaxSide || c.Height > MaxSide || c.Width < MinSide || c.Height < MinSide {
		return fmt.Errorf("%w: pictures of %d × %d, each side has %d to %d", ErrSize, c.Width, c.Height, MinSide, MaxSide)
	}
	begin, last := c.Frames[0].At, len(c.Frames)-1
	for i := range c.Frames {
		c.Frames[i].At -= begin
	}
	c.Length = c.Frames[last].At + 40*time.Millisecond
	if last > 0 {
		c.Length = c.Frames[last].At * time.Duration(last+1) / time.Duration(last)
	}
	return nil
}

// headerOf reads the header of a VP8 frame (RFC 6386 section 9.1). Only a key frame says its size.
func headerOf(frame []byte) (width, height int, key bool, err error) {
	if len(frame) < 3 {
		return 0, 0, false, fmt.Errorf("%w: a picture of %d bytes", ErrCodec, len(frame))
	}
	if frame[0]&1 != 0 {
		return 0, 0, false, nil
	}
	if len(frame) < 10 || frame[3] != 0x9d || frame[4] != 0x01 || frame[5] != 0x2a {
		return 0, 0, false, fmt.Errorf("%w: a picture without the mark of VP8", ErrCodec)
	}
	return int(frame[6]) | int(frame[7]&0x3f)<<8, int(frame[8]) | int(frame[9]&0x3f)<<8, true, nil
}
