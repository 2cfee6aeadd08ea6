package paint

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// TestOrder paints all that has a colour in both orders: the px are the same but for the exchange of red and blue.
func TestOrder(t *testing.T) {
	picture := image.NewRGBA(image.Rect(0, 0, 20, 20))
	draw.Draw(picture, picture.Rect, image.NewUniform(color.RGBA{200, 100, 20, 255}), image.Point{}, draw.Src)
	film := image.NewYCbCr(image.Rect(0, 0, 20, 20), image.YCbCrSubsampleRatio420)
	for i := range film.Y {
		film.Y[i] = 100
	}
	page := &layout.Placed{Tree: &screen.Tree{Sender: color.RGBA{0xa8, 0x14, 0x1a, 255}}, Size: image.Pt(100, 40), Paint: []layout.Op{
		layout.Box{Rect: image.Rect(0, 0, 20, 20), Radius: 4, Fill: layout.Sender, Line: layout.Accent, Width: 2},
		layout.Picture{Image: picture, Rect: image.Rect(20, 0, 50, 30)}, layout.Video{Of: "p1", Rect: image.Rect(50, 0, 70, 20), Radius: 4},
		layout.Path{D: "M4 12h16M13 5l7 7-7 7", X: 70, Y: 0, Scale: 1, Stroke: layout.Clerk, Width: 2},
	}}
	p := New(newSetter(t))
	p.ShowFilms(func(string) (*image.YCbCr, uint64) { return film, 1 })
	red, blue := blank(page), blank(page)
	p.Paint(red, page, session.Look{}, Rest())
	p.SetOrder(BlueFirst)
	p.Paint(blue, page, session.Look{}, Rest())
	for i := 0; i < len(red.Pix); i += 4 {
		r, b := red.Pix[i:i+4], blue.Pix[i:i+4]
		if r[0] != b[2] || r[1] != b[1] || r[2] != b[0] || r[3] != b[3] {
			t.Fatalf("px %d is %v, and %v with blue first", i/4, r, b)
		}
	}
}
