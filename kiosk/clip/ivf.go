package clip

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"time"
)

const (
	ivfMark        = "DKIF"
	ivfHeader      = 32
	ivfFrameHeader = 12
)

// parseIVF reads "DKIF", version, length of the header, "VP80", width, height, ticks a second as a fraction, and the frames, each behind its length
// and the tick at which it is shown. All numbers are little-endian.
func parseIVF(data []byte) (Clip, error) {
	if len(data) < ivfHeader {
		return Clip{}, fmt.Errorf("%w: the header of an IVF file ends at byte %d", ErrFormat, len(data))
	}
	le := binary.LittleEndian
	if version, header := le.Uint16(data[4:]), le.Uint16(data[6:]); version != 0 || header != ivfHeader {
		return Clip{}, fmt.Errorf("%w: an IVF file of version %d with a header of %d bytes", ErrFormat, version, header)
	}
	if codec := string(data[8:12]); codec != "VP80" {
		return Clip{}, fmt.Errorf("%w: the pictures are %q", ErrCodec, codec)
	}
	rate, scale := le.Uint32(data[16:]), le.Uint32(data[20:])
	if rate == 0 || scale == 0 {
		return Clip{}, fmt.Errorf("%w: an IVF file without a rate of pictures", ErrFormat)
	}
	var c Clip
	for at := ivfHeader; at < len(data); {
		if len(data)-at < ivfFrameHeader {
			return Clip{}, fmt.Errorf("%w: the file ends at byte %d in the middle of a picture's header", ErrFormat, len(data))
		}
		size, tick := le.Uint32(data[at:]), le.Uint64(data[at+4:])
		at += ivfFrameHeader
		if int64(size) > int64(len(data)-at) {
			return Clip{}, fmt.Errorf("%w: the picture at byte %d is longer than the file", ErrFormat, at)
		}
		when, ok := tickTime(tick, rate, scale)
		if !ok {
			return Clip{}, fmt.Errorf("%w: the picture at byte %d comes after %v", ErrSize, at, MaxLength)
		}
		if err := c.take(when, data[at:at+int(size)], at); err != nil {
			return Clip{}, err
		}
		at += int(size)
	}
	return c, nil
}

// tickTime is when a tick is; ok is false beyond the longest clip.
func tickTime(tick uint64, rate, scale uint32) (at time.Duration, ok bool) {
	high, low := bits.Mul64(tick, uint64(scale)*uint64(time.Second)) // 2³² · 10⁹ stays below 2⁶²
	if high >= uint64(rate) {
		return 0, false
	}
	ns, _ := bits.Div64(high, low, uint64(rate))
	if ns > uint64(MaxLength) {
		return 0, false
	}
	return time.Duration(ns), true
}
