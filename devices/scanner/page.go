package scanner

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
)

// Page is a scanned page. The picture is an *image.Gray for Photo, an *image.RGBA for Colour and an *image.Paletted of black (0) and
// white (1) for Text; a device that compresses by itself gives what it has, whatever the mode.
type Page struct {
	Image image.Image
	DPI   int // 0 where the device does not know how large the paper is
	Mode  Mode
	File  []byte // as the device compressed it, to the last byte; nil where it gave raw rows
	MIME  string // of File
}

// jpegQuality keeps 8-point print readable; below 70 ringing around letters shows.
const jpegQuality = 80

// Encode compresses the page: PNG with one bit a pixel for Text, JPEG for Photo and Colour. It returns the file and its media type.
// What the device compressed is returned as it came.
func (p Page) Encode() ([]byte, string, error) {
	if p.File != nil {
		return p.File, p.MIME, nil
	}
	if p.Image == nil {
		return nil, "", fmt.Errorf("scanner: page without a picture")
	}
	var b bytes.Buffer
	if p.Mode == Text {
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&b, p.Image); err != nil {
			return nil, "", fmt.Errorf("scanner: encode text page: %w", err)
		}
		return b.Bytes(), "image/png", nil
	}
	if err := jpeg.Encode(&b, p.Image, &jpeg.Options{Quality: jpegQuality}); err != nil {
		return nil, "", fmt.Errorf("scanner: encode photo page: %w", err)
	}
	return b.Bytes(), "image/jpeg", nil
}
