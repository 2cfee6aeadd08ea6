package layout_test

import (
	"math"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/session"
)

// panel is one of a diagonal in inch.
func panel(width, height int, inch float64) layout.Monitor {
	return layout.Monitor{Width: width, Height: height, DPI: math.Hypot(float64(width), float64(height)) / inch}
}

// TestMillimetres: on each panel from the smallest to 32 inch the letters of the normal size have at least the look's
// millimetres, and what is touched has 12.7 mm; below it the panel says so.
func TestMillimetres(t *testing.T) {
	const title, body, small, rounded = 13.3, 6.2, 5.3, 0.975 // of tokens.toml, told to a tenth, on a panel told in whole mm
	for _, tt := range []struct {
		monitor layout.Monitor
		sizes   int
		usable  bool
	}{
		{panel(1080, 1920, 27), 3, true}, {panel(1920, 1080, 27), 3, true}, {panel(3840, 2160, 32), 3, true}, {panel(2160, 3840, 32), 3, true},
		{panel(1920, 1080, 24), 2, true}, {panel(1080, 1920, 23.8), 2, true}, {panel(1920, 1080, 21.5), 1, true}, {panel(1080, 1920, 21.5), 1, true},
		{panel(1920, 1080, layout.SmallestInch()), 1, true}, {panel(1920, 1080, layout.SmallestInch()-0.2), 0, false},
		{panel(1920, 1080, 15.6), 0, false}, {panel(1280, 800, 10.1), 0, false}, {layout.Monitor{Width: 1366, Height: 768}, 3, true},
	} {
		l := tt.monitor.Legible()
		if l.Sizes != tt.sizes || l.Usable() != tt.usable {
			t.Errorf("%+v: %+v, want %d sizes", tt.monitor, l, tt.sizes)
		}
		if tt.usable && (l.Title < title*rounded || l.Body < body*rounded || l.Small < small*rounded || l.Key < layout.LeastTouch) {
			t.Errorf("%+v: %+v is smaller than the look", tt.monitor, l)
		}
	}
}

// TestSmallPanelSetsLarger: a smaller panel draws the next larger size, and its largest is the look's.
func TestSmallPanelSetsLarger(t *testing.T) {
	tree := pictures()[0].tree()
	for _, tt := range []struct {
		inch         float64
		chosen, same session.TextSize
	}{
		{24, session.Normal, session.Large}, {24, session.Large, session.VeryLarge}, {24, session.VeryLarge, session.VeryLarge},
		{21.5, session.Normal, session.VeryLarge}, {27, session.Normal, session.Normal}, {32, session.Large, session.Large},
	} {
		tree.Look.Size = tt.chosen
		got := words(placer(t, panel(1920, 1080, tt.inch)).Place(tree))
		tree.Look.Size = tt.same
		if want := words(placer(t, landscape).Place(tree)); got != want {
			t.Errorf("%g inch: size %d has %d lines of letters of %d px, want those of size %d: %d, %d px", tt.inch, tt.chosen, got.lines, got.px, tt.same, want.lines, want.px)
		}
	}
}

// set is how much is written on a page, and how large the largest line is.
type set struct{ lines, px int }

func words(p *layout.Placed) set {
	var s set
	for _, op := range p.Paint {
		if w, ok := op.(layout.Words); ok {
			s.lines++
			s.px = max(s.px, w.Line.Style.Size)
		}
	}
	return s
}
