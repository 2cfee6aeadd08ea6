package codec

import "image"

// Fit gives a picture of 4:2:0 and the size that is asked for: the one given where it fits, a new one elsewhere. Its pixels are whatever they were.
func Fit(picture *image.YCbCr, width, height int) *image.YCbCr {
	if picture != nil && picture.Rect == image.Rect(0, 0, width, height) && picture.SubsampleRatio == image.YCbCrSubsampleRatio420 {
		return picture
	}
	return image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
}

// Copy copies a 4:2:0 picture into another, which it makes where the one given does not fit.
func Copy(into, from *image.YCbCr) *image.YCbCr {
	width, height := from.Rect.Dx(), from.Rect.Dy()
	into = Fit(into, width, height)
	rows(into.Y, into.YStride, from.Y, from.YStride, width, height)
	rows(into.Cb, into.CStride, from.Cb, from.CStride, (width+1)/2, (height+1)/2)
	rows(into.Cr, into.CStride, from.Cr, from.CStride, (width+1)/2, (height+1)/2)
	return into
}

func rows(into []byte, intoStride int, from []byte, fromStride, width, height int) {
	if intoStride == fromStride {
		copy(into, from[:(height-1)*fromStride+width])
		return
	}
	for y := range height {
		copy(into[y*intoStride:y*intoStride+width], from[y*fromStride:])
	}
}
