package session_test

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"buergerterminal/kiosk/session"
)

// TestTurnPage turns the page clockwise with what was found on it. The file stays as it came, and the picture that was shown
// before is not changed.
func TestTurnPage(t *testing.T) {
	grey := image.NewGray(image.Rect(0, 0, 3, 2))
	copy(grey.Pix, []byte{10, 20, 30, 40, 50, 60})
	packed := image.NewPaletted(grey.Rect, color.Palette{color.Black, color.White})
	copy(packed.Pix, []byte{0, 1, 0, 1, 1, 0})
	coloured := image.NewRGBA(grey.Rect)
	draw.Draw(coloured, coloured.Rect, grey, image.Point{}, draw.Src)
	frame := image.NewYCbCr(grey.Rect, image.YCbCrSubsampleRatio444)
	copy(frame.Y, grey.Pix)
	part := grey.SubImage(image.Rect(1, 0, 3, 2))
	for _, picture := range []image.Image{grey, packed, coloured, frame, part} {
		v := page(t, "proof")
		v.do(session.StartScan{}, session.ScanDone{Page: session.ScannedPage{
			Image: picture, Data: []byte("file"), Findings: []session.Finding{{Kind: "shadow", X: 0.5, Y: 0.75, W: 0.5, H: 0.25}},
		}})
		for turn := 1; turn <= 4; turn++ {
			before := *v.s.Visit.Scan.Page
			v.do(session.TurnPage{})
			after := *v.s.Visit.Scan.Page
			if after.Turns != turn%4 || string(after.Data) != "file" {
				t.Fatalf("%T after %d turns: %d, %q", picture, turn, after.Turns, after.Data)
			}
			wantTurned(t, before.Image, after.Image)
			if turn == 1 && after.Findings[0] != (session.Finding{Kind: "shadow", X: 0, Y: 0.5, W: 0.25, H: 0.5}) {
				t.Errorf("the finding moved to %+v", after.Findings[0])
			}
		}
		v.do(session.TurnPage{}, session.Continue{})
		if got := v.s.Visit.Proofs["sozialnachweis"][0].Turns; got != 1 {
			t.Errorf("accepted with %d turns", got)
		}
	}
}

func wantTurned(t *testing.T, before, after image.Image) {
	t.Helper()
	b, a := before.Bounds(), after.Bounds()
	if a.Dx() != b.Dy() || a.Dy() != b.Dx() {
		t.Fatalf("%v becomes %v", b, a)
	}
	for y := range b.Dy() {
		for x := range b.Dx() {
			want := color.RGBAModel.Convert(before.At(b.Min.X+x, b.Min.Y+y))
			if got := color.RGBAModel.Convert(after.At(a.Min.X+b.Dy()-1-y, a.Min.Y+x)); got != want {
				t.Fatalf("%T: pixel %d,%d is %v, was %v", before, x, y, got, want)
			}
		}
	}
}

// TestTurnOnlyAtTheCheck: where no page lies before the citizen there is nothing to turn.
func TestTurnOnlyAtTheCheck(t *testing.T) {
	v := page(t, "proof")
	v.do(session.TurnPage{}, session.StartScan{}, session.TurnPage{})
	v.at("proof sozialnachweis running")
}
