package paint

import (
	"image"
	"image/color"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// TestSenderColour: a sender's colour is on its own pages alone, lightened on dark ground, and not there in high contrast.
func TestSenderColour(t *testing.T) {
	area := image.Rect(0, 0, 10, 10)
	page := func(sender color.RGBA) *layout.Placed {
		return &layout.Placed{Tree: &screen.Tree{Sender: sender}, Size: area.Max, Paint: []layout.Op{layout.Box{Rect: area, Fill: layout.Sender}}}
	}
	red, none := color.RGBA{0xa8, 0x14, 0x1a, 255}, color.RGBA{}
	dst := image.NewRGBA(area)
	p := New(newSetter(t))
	for _, c := range []struct {
		name   string
		theme  session.Theme
		sender color.RGBA
		want   color.RGBA
	}{
		{"light", session.Light, red, red},
		{"no sender", session.Light, none, Colour(session.Light, layout.Accent)},
		{"light again", session.Light, red, red},
		{"dark", session.Dark, red, color.RGBA{225, 173, 175, 255}},
		{"black on dark", session.Dark, color.RGBA{A: 255}, color.RGBA{166, 166, 166, 255}},
		{"high contrast", session.HighContrast, red, Colour(session.HighContrast, layout.Accent)},
	} {
		p.Paint(dst, page(c.sender), session.Look{Theme: c.theme}, Rest())
		if got := dst.RGBAAt(5, 5); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
