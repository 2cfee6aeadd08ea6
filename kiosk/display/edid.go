package display

import (
	"bytes"
	"image"
	"math"
)

// edidSize reads how large the picture of a panel is in mm from the first block of its EDID (VESA E-EDID, release A): the
// image size of the first detailed timing (bytes 66 to 68) says it in mm, bytes 21 and 22 of the block in whole cm. Zero
// where the block is not whole, where neither says it, or where what it says is no size: televisions and projectors write
// their proportions there, such as 16 × 9 cm.
func edidSize(block []byte) image.Point {
	const timing = 54
	if len(block) < 128 || !bytes.Equal(block[:8], []byte{0, 255, 255, 255, 255, 255, 255, 0}) {
		return image.Point{}
	}
	var sum byte
	for _, b := range block[:128] {
		sum += b
	}
	if sum != 0 {
		return image.Point{}
	}
	rough := image.Pt(10*int(block[21]), 10*int(block[22]))
	if d := block[timing:]; d[0] != 0 || d[1] != 0 { // a pixel clock: it is a timing
		exact := image.Pt(int(d[12])|int(d[14]>>4)<<8, int(d[13])|int(d[14]&15)<<8)
		if believable(exact) && (!believable(rough) || apart(exact, rough) <= 15) {
			return exact
		}
	}
	if believable(rough) {
		return rough
	}
	return image.Point{}
}

// believable reports whether a size can be that of a panel: a diagonal from 8 to 100 inch, neither side more than three times
// the other.
func believable(mm image.Point) bool {
	diagonal := math.Hypot(float64(mm.X), float64(mm.Y)) / 25.4
	return diagonal >= 8 && diagonal <= 100 && mm.X <= 3*mm.Y && mm.Y <= 3*mm.X
}

// apart is by how many mm two sizes differ.
func apart(a, b image.Point) int {
	d := a.Sub(b)
	return max(d.X, -d.X, d.Y, -d.Y)
}
