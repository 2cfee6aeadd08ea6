package capture

import "image"

// The counter: 32 cells side by side over the whole width, white for 1, the highest bit left; 24 bits of the number, then 8 that check them.
const (
	cells       = 32
	counterBits = 24
)

// counterHeight is that of the cells, in pixels.
func counterHeight(height int) int { return max(height/20, 4) }

// check is a value that a picture without a counter hardly has by chance.
func check(number uint32) uint32 { return (number*2654435761>>24 ^ 0xa5) & 0xff }

// count draws the number of a picture, of which the lower 24 bits are kept.
func count(into *image.YCbCr, number uint32) {
	number &= 1<<counterBits - 1
	word := number<<(cells-counterBits) | check(number)
	w, h := into.Rect.Dx(), counterHeight(into.Rect.Dy())
	for x := range w {
		value := byte(16)
		if word>>(cells-1-x*cells/w)&1 != 0 {
			value = 235
		}
		for y := range h {
			into.Y[y*into.YStride+x] = value
		}
	}
	for y := range h / 2 {
		for x := range w / 2 {
			into.Cb[y*into.CStride+x], into.Cr[y*into.CStride+x] = 128, 128
		}
	}
}

// Counter reads the number that a Drawn camera drew, also after the picture was encoded, made smaller and decoded. It reports false for a picture
// without one.
func Counter(picture *image.YCbCr) (number uint32, ok bool) {
	w, h := picture.Rect.Dx(), picture.Rect.Dy()
	if w < 2*cells || h < 8 {
		return 0, false
	}
	y := counterHeight(h) / 2
	var word uint32
	for i := range cells {
		x := (2*i + 1) * w / (2 * cells)
		sum := 0
		for _, at := range [][2]int{{x, y}, {x - 1, y}, {x, y - 1}, {x - 1, y - 1}} {
			sum += int(picture.Y[at[1]*picture.YStride+at[0]])
		}
		word <<= 1
		if sum > 4*125 {
			word |= 1
		}
	}
	number = word >> (cells - counterBits)
	return number, word&0xff == check(number)
}
