// Package picture moves pictures of 4:2:0 between memories: it makes, copies and halves them. It knows no camera and no codec, and keeps nothing.
package picture

import "image"

// Fit gives a picture of the size that is asked for: the one given where it fits, else a new one. Its pixels are whatever they were.
func Fit(p *image.YCbCr, width, height int) *image.YCbCr {
	if p != nil && p.Rect == image.Rect(0, 0, width, height) && p.SubsampleRatio == image.YCbCrSubsampleRatio420 {
		return p
	}
	return image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
}

// Copy copies a picture into another, or into a new one where that does not fit.
func Copy(into, from *image.YCbCr) *image.YCbCr {
	width, height := from.Rect.Dx(), from.Rect.Dy()
	into = Fit(into, width, height)
	Rows(into.Y, into.YStride, from.Y, from.YStride, width, height)
	Rows(into.Cb, into.CStride, from.Cb, from.CStride, (width+1)/2, (height+1)/2)
	Rows(into.Cr, into.CStride, from.Cr, from.CStride, (width+1)/2, (height+1)/2)
	return into
}

// Rows copies a plane of width × height bytes whose rows lie strides apart.
func Rows(into []byte, intoStride int, from []byte, fromStride, width, height int) {
	if height <= 0 || width <= 0 {
		return
	}
	if intoStride == fromStride {
		copy(into, from[:(height-1)*fromStride+width])
		return
	}
	for y := range height {
		copy(into[y*intoStride:y*intoStride+width], from[y*fromStride:])
	}
}

// Halve makes a picture of half the width and height: each pixel is the mean of four. Width and height of the result are made even.
func Halve(into, from *image.YCbCr) *image.YCbCr {
	width, height := from.Rect.Dx()/4*2, from.Rect.Dy()/4*2
	into = Fit(into, width, height)
	halve(into.Y, into.YStride, from.Y, from.YStride, width, height)
	halve(into.Cb, into.CStride, from.Cb, from.CStride, width/2, height/2)
	halve(into.Cr, into.CStride, from.Cr, from.CStride, width/2, height/2)
	return into
}

func halve(into []byte, intoStride int, from []byte, fromStride, width, height int) {
	for y := range height {
		upper := from[2*y*fromStride : 2*y*fromStride+2*width]
		lower := from[(2*y+1)*fromStride : (2*y+1)*fromStride+2*width]
		row := into[y*intoStride : y*intoStride+width]
		for x := range row {
			row[x] = byte((int(upper[2*x]) + int(upper[2*x+1]) + int(lower[2*x]) + int(lower[2*x+1]) + 2) / 4)
		}
	}
}
