// Package picture finds where a JPEG or BMP file ends in bytes of which nobody says how many belong to it, and decodes the file for the
// screen. It never changes a file: what a device compressed is kept as it came.
package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"

	"golang.org/x/image/bmp"
)

// Why there is no file. ErrShort: the file goes on beyond the bytes. ErrUnknown: it is neither JPEG nor BMP, or damaged. ErrTooLarge: the
// picture has more pixels than a page.
var (
	ErrShort    = errors.New("picture: the file is not complete")
	ErrUnknown  = errors.New("picture: neither JPEG nor BMP")
	ErrTooLarge = errors.New("picture: more pixels than a page has")
)

// maxPixels bounds a picture: A4 at 600 dpi.
const maxPixels = 4960 * 7016

// Media types.
const (
	JPEG = "image/jpeg"
	BMP  = "image/bmp"
)

// Cut returns the file at the beginning of data, and its media type; what lies behind it, as the filling of a last block, is left
// out. The file shares data's memory.
func Cut(data []byte) (file []byte, mime string, err error) {
	var size int
	switch {
	case len(data) < 2:
		return nil, "", ErrShort
	case data[0] == 0xFF && data[1] == 0xD8:
		mime = JPEG
		size, err = jpegSize(data)
	case data[0] == 'B' && data[1] == 'M':
		mime = BMP
		size, err = bmpSize(data)
	default:
		return nil, "", ErrUnknown
	}
	if err != nil {
		return nil, "", err
	}
	return data[:size], mime, nil
}

// bmpSize reads bfSize, which counts the whole file.
func bmpSize(data []byte) (int, error) {
	const header = 14
	if len(data) < header {
		return 0, ErrShort
	}
	size := binary.LittleEndian.Uint32(data[2:])
	switch {
	case size < header:
		return 0, fmt.Errorf("%w: a BMP of %d bytes", ErrUnknown, size)
	case int64(size) > int64(len(data)):
		return 0, ErrShort
	}
	return int(size), nil
}

// Markers of JPEG [ITU-T T.81, table B.1].
const (
	markerRST0 = 0xD0
	markerRST7 = 0xD7
	markerSOI  = 0xD8
	markerEOI  = 0xD9
	markerSOS  = 0xDA
	markerTEM  = 0x01
)

// jpegSize walks from marker to marker to EOI. A thumbnail inside a segment is a part of it and does not end the file.
func jpegSize(data []byte) (int, error) {
	for at := 2; ; {
		if at+2 > len(data) {
			return 0, ErrShort
		}
		if data[at] != 0xFF {
			return 0, fmt.Errorf("%w: %02X instead of a marker at byte %d", ErrUnknown, data[at], at)
		}
		marker := data[at+1]
		switch {
		case marker == 0xFF: // filling
			at++
			continue
		case marker == markerEOI:
			return at + 2, nil
		case marker == markerTEM || marker >= markerRST0 && marker <= markerSOI:
			at += 2
			continue
		}
		if at+4 > len(data) {
			return 0, ErrShort
		}
		length := int(binary.BigEndian.Uint16(data[at+2:]))
		if length < 2 || marker == 0 {
			return 0, fmt.Errorf("%w: segment %02X of %d bytes", ErrUnknown, marker, length)
		}
		at += 2 + length
		if marker == markerSOS {
			at = entropyEnd(data, at)
		}
	}
}

// entropyEnd is where the compressed data from at on meets the next marker that is no restart; the end of data if there is none.
func entropyEnd(data []byte, at int) int {
	for at+1 < len(data) {
		next := bytes.IndexByte(data[at:], 0xFF)
		if next < 0 || at+next+1 >= len(data) {
			return len(data)
		}
		at += next
		if m := data[at+1]; m != 0 && (m < markerRST0 || m > markerRST7) {
			return at
		}
		at += 2
	}
	return len(data)
}

// Decode makes the picture of a file for the screen: *image.Gray if it is grey, *image.RGBA otherwise.
func Decode(file []byte, mime string) (image.Image, error) {
	config, decode := jpeg.DecodeConfig, jpeg.Decode
	if mime == BMP {
		config, decode = bmp.DecodeConfig, bmp.Decode
	}
	c, err := config(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	if c.Width <= 0 || c.Height <= 0 {
		return nil, fmt.Errorf("%w: %d × %d pixels", ErrUnknown, c.Width, c.Height)
	}
	if c.Width > maxPixels/c.Height {
		return nil, ErrTooLarge
	}
	img, err := decode(bytes.NewReader(file))
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	return plain(img), nil
}

// plain brings a decoded picture into one of two kinds, with its corner at 0, 0.
func plain(img image.Image) image.Image {
	bounds := image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy())
	switch img := img.(type) {
	case *image.Gray:
		return img
	case *image.Paletted:
		if isGrey(img.Palette) {
			grey := image.NewGray(bounds)
			draw.Draw(grey, bounds, img, img.Rect.Min, draw.Src)
			return grey
		}
	}
	rgba := image.NewRGBA(bounds)
	draw.Draw(rgba, bounds, img, img.Bounds().Min, draw.Src)
	return rgba
}

func isGrey(p color.Palette) bool {
	for _, c := range p {
		if r, g, b, _ := c.RGBA(); r != g || g != b {
			return false
		}
	}
	return true
}
