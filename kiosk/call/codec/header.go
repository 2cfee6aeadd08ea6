package codec

import "fmt"

// IsKeyFrame reports whether a VP8 frame can be decoded without the frames before (RFC 6386 section 9.1: the lowest bit of the first byte is 0).
func IsKeyFrame(frame []byte) bool { return len(frame) > 0 && frame[0]&1 == 0 }

// keyHeader is the length of the uncompressed header of a key frame.
const keyHeader = 10

// KeyFrameSize is the size of the picture that a key frame carries. The error is ErrCorrupt for bytes that are no key frame.
func KeyFrameSize(frame []byte) (width, height int, err error) {
	if !IsKeyFrame(frame) || len(frame) < keyHeader || frame[3] != 0x9d || frame[4] != 0x01 || frame[5] != 0x2a {
		return 0, 0, fmt.Errorf("%w: no header of a key frame", ErrCorrupt)
	}
	// 14 bits each; the two above ask the player to enlarge the picture, which is not the decoder's business.
	return int(frame[6]) | int(frame[7]&0x3f)<<8, int(frame[8]) | int(frame[9]&0x3f)<<8, nil
}

// admit looks at a frame before libvpx does.
func admit(frame []byte) error {
	if len(frame) < 3 {
		return fmt.Errorf("%w: %d bytes", ErrCorrupt, len(frame))
	}
	if !IsKeyFrame(frame) {
		return nil
	}
	width, height, err := KeyFrameSize(frame)
	if err != nil {
		return err
	}
	if width == 0 || height == 0 {
		return fmt.Errorf("%w: %d × %d pixels", ErrCorrupt, width, height)
	}
	if width > MaxWidth || height > MaxHeight {
		return fmt.Errorf("%w: %d × %d pixels", ErrSize, width, height)
	}
	return nil
}
