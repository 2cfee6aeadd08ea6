package paint

import (
	"image"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// TestSteadyFrames paints a page again and again, at rest and while something moves on it: no frame allocates.
func TestSteadyFrames(t *testing.T) {
	s := newSetter(t)
	page := answerPage(s)
	ring := layout.Path{D: aidsSign, X: 100, Y: 300, Scale: 2, Stroke: layout.Clerk, Width: 2, Motion: layout.Pulse}
	page.Paint = append(page.Paint, ring, layout.Caret{Rect: image.Rect(300, 760, 304, 800), Role: layout.Accent})
	call := &layout.Placed{Tree: &screen.Tree{}, Size: page.Size, Paint: append(answerPage(s).Paint, layout.Video{Of: "p1", Rect: image.Rect(72, 228, 232, 318), Radius: 8})}
	p := New(s)
	dst, film, number := blank(page), halves(160, 120), uint64(0)
	p.ShowFilms(func(string) (*image.YCbCr, uint64) { return film, number })
	for _, tt := range []struct {
		name  string
		page  *layout.Placed
		moves func(n int) Motion
		dirty int
	}{
		{"rest", page, func(int) Motion { return Rest() }, 0},
		{"caret", page, func(n int) Motion { return Motion{Caret: n%2 == 0, Filled: 1} }, 1},
		{"pulse", page, func(n int) Motion { return Motion{Caret: true, Filled: 1, Pulse: float64(n%16) / 16} }, 1},
		{"pictures", call, func(int) Motion { number++; return Rest() }, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p.Paint(dst, tt.page, session.Look{}, tt.moves(0))
			n, changed := 0, 0
			if allocs := testing.AllocsPerRun(20, func() {
				n++
				changed = len(p.Paint(dst, tt.page, session.Look{}, tt.moves(n)))
			}); allocs != 0 {
				t.Errorf("%v allocations a frame", allocs)
			}
			if changed != tt.dirty {
				t.Errorf("%d areas changed, want %d", changed, tt.dirty)
			}
		})
	}
}
