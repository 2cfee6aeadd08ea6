package scanner

import (
	"image"
	"slices"
	"time"
)

// FilePage is the page of a device that compresses by itself: Photo or Colour, as the picture is. A JPEG is kept as it came; any other file is compressed by Encode, as
// authorities take no BMP.
func FilePage(img image.Image, dpi int, file []byte, mime string) Page {
	p := Page{Image: img, DPI: dpi, Mode: Colour}
	if _, grey := img.(*image.Gray); grey {
		p.Mode = Photo
	}
	if mime == "image/jpeg" {
		p.File, p.MIME = slices.Clip(file), mime
	}
	return p
}

// Expect is the progress of a file whose length nobody tells, in bytes: usual is how long such a file is by experience. A file
// that goes on beyond it never counts as complete.
func Expect(bytes, usual int, elapsed time.Duration) Progress {
	const block = 1024
	total := max(usual, bytes+block)
	p := Progress{Lines: bytes, TotalLines: total, Elapsed: elapsed}
	if bytes > 0 {
		p.Left = elapsed * time.Duration(total-bytes) / time.Duration(bytes)
	}
	return p
}
