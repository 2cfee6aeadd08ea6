package simulator

import (
	"image"
	"image/color"
)

// renderColour returns the set area of the bed in colour. What has none is grey.
func (m *Scanner) renderColour() *image.RGBA {
	s := m.settings
	grey := m.render()
	var coloured *image.RGBA
	if sheet := m.under(); sheet != nil && sheet.coloured != nil {
		width, height := m.bed(s.dpi)
		coloured = sheet.coloured(width, height)
	}
	area := image.NewRGBA(grey.Rect)
	for y := range grey.Rect.Dy() {
		for x := range grey.Rect.Dx() {
			v := grey.GrayAt(x, y).Y
			c := color.RGBA{v, v, v, 255}
			if at := image.Pt(s.x+x, s.y+y); coloured != nil && at.In(coloured.Rect) {
				c = coloured.RGBAAt(at.X, at.Y)
				c.R, c.G, c.B = noisy(c.R, at.X, at.Y), noisy(c.G, at.X, at.Y), noisy(c.B, at.X, at.Y)
			}
			area.SetRGBA(x, y, c)
		}
	}
	return area
}

// byteSequence puts the three colours of a pixel side by side (ESC C 13).
func byteSequence(img *image.RGBA, greenFirst bool) [][]byte {
	lines := make([][]byte, img.Rect.Dy())
	for y := range lines {
		line := make([]byte, 0, 3*img.Rect.Dx())
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			if greenFirst {
				line = append(line, c.G, c.R, c.B)
			} else {
				line = append(line, c.R, c.G, c.B)
			}
		}
		lines[y] = line
	}
	return lines
}

// lineSequence gives each line three times, green first, and what the status byte says of each (ESC C 02) [ESC/I 3-9].
func lineSequence(img *image.RGBA) (lines [][]byte, colours []byte) {
	for y := range img.Rect.Dy() {
		var red, green, blue []byte
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			red, green, blue = append(red, c.R), append(green, c.G), append(blue, c.B)
		}
		lines = append(lines, green, red, blue)
		colours = append(colours, 0x04, 0x08, 0x0C)
	}
	return lines, colours
}
