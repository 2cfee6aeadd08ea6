package passport

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math"

	"buergerterminal/devices/idcard/emrtd/tlv"
)

// defaultPicture is the usual size of a face on a chip, in bytes.
const defaultPicture = 20 << 10

// dg2 is one face in a record of ISO/IEC 19794-5, in the templates of Doc 9303-10 section 4.7.2.
func dg2(o Options) ([]byte, error) {
	picture, kind := []byte("\x00\x00\x00\x0CjP  \r\n\x87\n specimen without a picture"), byte(1)
	if !o.Extra.JPEG2000 {
		var err error
		if picture, err = Face(); err != nil {
			return nil, err
		}
		kind = 0
	}
	size := o.Picture
	if size == 0 {
		size = defaultPicture
	}
	if fill := size - len(picture); fill > 0 {
		picture = append(picture, make([]byte, fill)...) // decoders stop at the picture's own end
	}
	header := tlv.Append(nil, 0xA1, tlv.Append(nil, 0x80, []byte{1, 1}), tlv.Append(nil, 0x81, []byte{2}), tlv.Append(nil, 0x87, []byte{1, 1}), tlv.Append(nil, 0x88, []byte{0, 8}))
	template := tlv.Append(nil, 0x7F60, header, tlv.Append(nil, 0x5F2E, record(picture, kind)))
	return tlv.Append(nil, 0x75, tlv.Append(nil, 0x7F61, tlv.Append(nil, 2, []byte{1}), template)), nil
}

// record is a facial record with two feature points.
func record(picture []byte, kind byte) []byte {
	const width, height, points = 240, 320, 2
	length := 20 + 8*points + 12 + len(picture)
	b := []byte("FAC\x00010\x00")
	b = binary.BigEndian.AppendUint32(b, uint32(14+length))
	b = binary.BigEndian.AppendUint16(b, 1)
	b = binary.BigEndian.AppendUint32(b, uint32(length))
	b = binary.BigEndian.AppendUint16(b, points)
	b = append(b, make([]byte, 14)...)       // sex, colours, properties, expression, pose: not said
	b = append(b, make([]byte, 8*points)...) // feature points
	b = append(b, 1, kind)                   // full frontal
	b = binary.BigEndian.AppendUint16(b, width)
	b = binary.BigEndian.AppendUint16(b, height)
	b = append(b, 1, 2, 0, 0, 0, 0) // colour, device, quality
	return append(b, picture...)
}

// Face draws the specimen's face as JPEG of 240 × 320 pixels: shapes and shades, nobody's picture.
func Face() ([]byte, error) {
	const w, h = 240, 320
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, shade(float64(x)/w, float64(y)/h))
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 88}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// shade is the colour at a place from 0 to 1.
func shade(x, y float64) color.RGBA {
	inside := func(cx, cy, rx, ry float64) bool { return math.Hypot((x-cx)/rx, (y-cy)/ry) < 1 }
	light := 0.85 + 0.15*math.Cos(3*(x-0.4))
	tone := func(r, g, b float64) color.RGBA {
		return color.RGBA{uint8(255 * min(1, r*light)), uint8(255 * min(1, g*light)), uint8(255 * min(1, b*light)), 255}
	}
	switch {
	case inside(0.40, 0.43, 0.030, 0.018), inside(0.60, 0.43, 0.030, 0.018):
		return tone(0.20, 0.25, 0.32)
	case inside(0.50, 0.63, 0.085, 0.022):
		return tone(0.70, 0.38, 0.38)
	case inside(0.50, 0.53, 0.028, 0.070):
		return tone(0.80, 0.64, 0.54)
	case y < 0.36 && inside(0.50, 0.40, 0.28, 0.26):
		return tone(0.36, 0.26, 0.18)
	case inside(0.50, 0.48, 0.24, 0.30):
		return tone(0.90, 0.74, 0.63)
	case y > 0.78 && inside(0.50, 1.05, 0.46, 0.30):
		return tone(0.30, 0.42, 0.55)
	case y > 0.60 && inside(0.50, 0.75, 0.11, 0.20):
		return tone(0.84, 0.68, 0.57)
	}
	return tone(0.84, 0.87, 0.90)
}
