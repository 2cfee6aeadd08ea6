package capture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"

	"buergerterminal/kiosk/call/picture"
)

// errShort is a buffer that holds less than a picture: a frame that was torn off on the wire.
var errShort = errors.New("capture: less than a picture")

// fromYUYV makes 4:2:0 of packed 4:2:2 (Y0 Cb Y1 Cr): the colours of two rows become their mean. Width and height are even.
func fromYUYV(into *image.YCbCr, data []byte, width, height, stride int) (*image.YCbCr, error) {
	if len(data) < (height-1)*stride+2*width {
		return into, fmt.Errorf("%w: %d bytes of %d", errShort, len(data), (height-1)*stride+2*width)
	}
	into = picture.Fit(into, width, height)
	for y := 0; y < height; y += 2 {
		upper, lower := data[y*stride:y*stride+2*width], data[(y+1)*stride:(y+1)*stride+2*width]
		y0, y1 := into.Y[y*into.YStride:y*into.YStride+width], into.Y[(y+1)*into.YStride:(y+1)*into.YStride+width]
		cb, cr := into.Cb[y/2*into.CStride:], into.Cr[y/2*into.CStride:]
		for x := 0; x < width; x += 2 {
			u, l := upper[2*x:2*x+4:2*x+4], lower[2*x:2*x+4:2*x+4]
			y0[x], y0[x+1] = u[0], u[2]
			y1[x], y1[x+1] = l[0], l[2]
			cb[x/2] = byte((int(u[1]) + int(l[1]) + 1) / 2)
			cr[x/2] = byte((int(u[3]) + int(l[3]) + 1) / 2)
		}
	}
	return into, nil
}

// mjpeg decodes the pictures of a camera's JPEG stream.
type mjpeg struct {
	luma, chroma [256]byte // from the whole range of JPEG to video's 16 to 235 and 16 to 240
	ready        bool
}

// decode makes 4:2:0 of a JPEG picture of the given size. The error is image/jpeg's, or says that the size is another one.
func (m *mjpeg) decode(into *image.YCbCr, data []byte, width, height int) (*image.YCbCr, error) {
	decoded, err := jpeg.Decode(bytes.NewReader(withTables(data)))
	if err != nil {
		return into, fmt.Errorf("capture: JPEG: %w", err)
	}
	p, ok := decoded.(*image.YCbCr)
	if !ok || p.Rect.Dx() < width || p.Rect.Dy() < height {
		return into, fmt.Errorf("capture: JPEG: %T of %v", decoded, decoded.Bounds())
	}
	if !m.ready {
		m.ready = true
		for i := range 256 {
			m.luma[i] = byte(16 + (i*219+127)/255)
			m.chroma[i] = byte(16 + (i*224+127)/255)
		}
	}
	into = picture.Fit(into, width, height)
	for y := range height {
		row, from := into.Y[y*into.YStride:y*into.YStride+width], p.Y[y*p.YStride:]
		for x := range row {
			row[x] = m.luma[from[x]]
		}
	}
	m.colours(into, p)
	return into, nil
}

// colours takes the mean of the colours of each four pixels, whatever JPEG's subsampling is.
func (m *mjpeg) colours(into, p *image.YCbCr) {
	for y := range into.Rect.Dy() / 2 {
		for x := range into.Rect.Dx() / 2 {
			a, b := p.COffset(2*x, 2*y), p.COffset(2*x+1, 2*y)
			c, d := p.COffset(2*x, 2*y+1), p.COffset(2*x+1, 2*y+1)
			at := y*into.CStride + x
			into.Cb[at] = m.chroma[(int(p.Cb[a])+int(p.Cb[b])+int(p.Cb[c])+int(p.Cb[d])+2)/4]
			into.Cr[at] = m.chroma[(int(p.Cr[a])+int(p.Cr[b])+int(p.Cr[c])+int(p.Cr[d])+2)/4]
		}
	}
}

// withTables puts the usual Huffman tables into a JPEG picture that has none, as those of most cameras (the AVI1 form of Motion JPEG; UVC 1.5, Motion-JPEG payload, appendix A).
func withTables(data []byte) []byte {
	at := 2
	for at+4 <= len(data) && data[at] == 0xff {
		switch data[at+1] {
		case 0xc4: // tables
			return data
		case 0xda: // the picture itself begins
			whole := make([]byte, 0, len(data)+len(usualTables))
			whole = append(whole, data[:at]...)
			whole = append(whole, usualTables...)
			return append(whole, data[at:]...)
		}
		at += 2 + (int(data[at+2])<<8 | int(data[at+3]))
	}
	return data
}
