package printer_test

import (
	"image"
	"image/color"
	"slices"
	"testing"

	"buergerterminal/devices/printer"
)

// TestBilevel: light and dark lie apart whatever the colours are, and a shield without a ground of its own has an edge.
func TestBilevel(t *testing.T) {
	for _, tt := range []struct {
		name           string
		ground, charge color.NRGBA
		field, middle  bool // black there
	}{
		{"black on red", color.NRGBA{R: 200, A: 255}, color.NRGBA{A: 255}, false, true},
		{"white on blue", color.NRGBA{B: 160, A: 255}, color.NRGBA{255, 255, 255, 255}, true, false},
		{"gold on white", color.NRGBA{255, 255, 255, 255}, color.NRGBA{R: 230, G: 180, A: 255}, false, true},
	} {
		got := printer.Bilevel(shield(tt.ground, tt.charge), image.Pt(80, 96))
		if size := got.Rect.Size(); size != image.Pt(48, 96) {
			t.Errorf("%s: %v dots, want the proportions of 300 × 600", tt.name, size)
		}
		black := func(x, y int) bool { return got.AlphaAt(x, y).A != 0 }
		if black(10, 20) != tt.field || black(24, 48) != tt.middle {
			t.Errorf("%s: field black %t, charge black %t", tt.name, black(10, 20), black(24, 48))
		}
		if !black(0, 20) || !black(24, 0) || black(1, 94) {
			t.Errorf("%s: the edge of the shield is not drawn, or more than it", tt.name)
		}
	}
	if got := printer.Bilevel(shield(color.NRGBA{}, color.NRGBA{}), image.Pt(80, 96)); slices.Max(got.Pix) != 0 {
		t.Error("nothing is printed black")
	}
}

// shield is a shield of 300 × 600 px with a square charge in its middle; its lower corners are cut off.
func shield(ground, charge color.NRGBA) image.Image {
	p := image.NewNRGBA(image.Rect(0, 0, 300, 600))
	for y := range 600 {
		for x := range 300 {
			switch {
			case y > 500 && (x < 100 || x >= 200):
			case x >= 100 && x < 200 && y >= 250 && y < 350:
				p.SetNRGBA(x, y, charge)
			default:
				p.SetNRGBA(x, y, ground)
			}
		}
	}
	return p
}
