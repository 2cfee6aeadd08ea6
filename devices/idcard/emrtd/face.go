package emrtd

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"

	"buergerterminal/devices/idcard/emrtd/tlv"
)

// Kinds of pictures that DG2 holds.
const (
	JPEG     = "image/jpeg"
	JPEG2000 = "image/jp2"
)

// Face is the picture of DG2 as the issuer stored it.
type Face struct {
	Kind          string // JPEG or JPEG2000; empty where there is no picture
	Data          []byte
	Width, Height int // of the record's header; what the picture itself says may differ
}

// Errors of a picture.
var (
	// ErrFace says that DG2 is not built as Doc 9303-10 section 4.7.2 and ISO/IEC 19794-5 say.
	ErrFace = errors.New("emrtd: face record malformed")
	// ErrNoDecoder says that there is a picture, and no decoder for it here: JPEG 2000, which no maintained Go module reads.
	ErrNoDecoder = errors.New("emrtd: no decoder for this picture")
)

// mostPixels bounds what is decoded: the pictures of Doc 9303 have less than one million.
const mostPixels = 16 << 20

// Decode decodes the picture. JPEG 2000 is ErrNoDecoder: the bytes can go on to someone who has a decoder.
func (f Face) Decode() (image.Image, error) {
	switch f.Kind {
	case JPEG2000:
		return nil, ErrNoDecoder
	case "":
		return nil, ErrFace
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(f.Data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFace, err)
	}
	if config.Width*config.Height > mostPixels {
		return nil, fmt.Errorf("%w: %d × %d pixels", ErrFace, config.Width, config.Height)
	}
	picture, err := jpeg.Decode(bytes.NewReader(f.Data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFace, err)
	}
	return picture, nil
}

// readFace reads DG2: 75, 7F61 with the number of pictures, 7F60 for each, A1 the header of CBEFF, 5F2E or 7F2E the record. The first picture is
// taken; Doc 9303 demands one.
func readFace(dg2 []byte) (Face, error) {
	value, err := tlv.Only(dg2, 0x75)
	for _, tag := range []tlv.Tag{0x7F61, 0x7F60} {
		if err == nil {
			value, err = tlv.Find(value, tag)
		}
	}
	if err != nil {
		return Face{}, fmt.Errorf("%w: %w", ErrFace, err)
	}
	record, err := tlv.Find(value, 0x5F2E)
	if err != nil {
		record, err = tlv.Find(value, 0x7F2E)
	}
	if err != nil {
		return Face{}, fmt.Errorf("%w: %w", ErrFace, err)
	}
	return readRecord(record)
}

// readRecord reads a facial record of ISO/IEC 19794-5:2005 section 5: header (14 bytes), facial information (20), feature points (8 each), image
// information (12), picture. The newer ISO/IEC 39794-5 has another form and is ErrFace.
func readRecord(r []byte) (Face, error) {
	const header, information, point, picture = 14, 20, 8, 12
	if len(r) < header+information+picture || string(r[:8]) != "FAC\x00010\x00" || binary.BigEndian.Uint16(r[12:]) == 0 {
		return Face{}, fmt.Errorf("%w: no record of ISO/IEC 19794-5", ErrFace)
	}
	if n := int64(binary.BigEndian.Uint32(r[8:])); n > int64(len(r)) {
		return Face{}, fmt.Errorf("%w: %d of %d bytes", ErrFace, len(r), n)
	}
	body := r[header:]
	length := int64(binary.BigEndian.Uint32(body)) // of the first picture with all its headers
	start := information + point*int(binary.BigEndian.Uint16(body[4:])) + picture
	if length > int64(len(body)) || int64(start) >= length {
		return Face{}, fmt.Errorf("%w: lengths", ErrFace)
	}
	image := body[start-picture:]
	f := Face{Width: int(binary.BigEndian.Uint16(image[2:])), Height: int(binary.BigEndian.Uint16(image[4:])), Data: bytes.Clone(body[start:length])}
	f.Kind = kindOf(f.Data)
	if f.Kind == "" {
		return Face{}, fmt.Errorf("%w: neither JPEG nor JPEG 2000", ErrFace)
	}
	return f, nil
}

// kindOf looks at the picture itself, for the record's type byte is wrong on some documents.
func kindOf(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0xFF, 0xD8, 0xFF}):
		return JPEG
	case bytes.HasPrefix(b, []byte("\x00\x00\x00\x0CjP  \r\n\x87\n")), bytes.HasPrefix(b, []byte{0xFF, 0x4F, 0xFF, 0x51}):
		return JPEG2000
	}
	return ""
}
