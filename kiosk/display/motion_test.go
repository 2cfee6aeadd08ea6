package display

import (
	"image"
	"math"
	"testing"
	"time"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

func placed(ops ...layout.Op) *layout.Placed { return &layout.Placed{Tree: &screen.Tree{}, Paint: ops} }

func TestMotion(t *testing.T) {
	start := time.Unix(1000, 0)
	caret := layout.Caret{Rect: image.Rect(0, 0, 4, 52)}
	pulse := layout.Path{D: "M0 0H1", Motion: layout.Pulse}
	tests := []struct {
		name    string
		page    *layout.Placed
		reduced bool
		after   time.Duration
		want    paint.Motion
		next    time.Duration
	}{
		{"still", placed(), false, time.Second, paint.Motion{Caret: true, Filled: 1}, heartbeat},
		{"caret shows", placed(caret), false, 529 * time.Millisecond, paint.Rest(), time.Millisecond},
		{"caret hides", placed(caret), false, 530 * time.Millisecond, paint.Motion{Filled: 1}, 530 * time.Millisecond},
		{"caret shows again", placed(caret), false, 1060 * time.Millisecond, paint.Rest(), 530 * time.Millisecond},
		{"caret stands", placed(caret), true, 600 * time.Millisecond, paint.Rest(), heartbeat},
		{"pulse begins", placed(pulse), false, 0, paint.Rest(), pulseStep},
		{"pulse is deep", placed(pulse), false, 850 * time.Millisecond, paint.Motion{Caret: false, Pulse: pulseDepth, Filled: 1}, 50 * time.Millisecond},
		{"pulse comes back", placed(pulse), false, 1600 * time.Millisecond, paint.Motion{Caret: false, Filled: 1}, pulseStep},
		{"pulse stands", placed(pulse), true, 800 * time.Millisecond, paint.Rest(), heartbeat},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var m motion
			m.show(tt.page, tt.reduced, start)
			now := start.Add(tt.after)
			got := m.at(now)
			if len(m.carets) == 0 {
				got.Caret = tt.want.Caret // nothing to see
			}
			if math.Abs(got.Pulse-tt.want.Pulse) < 1e-9 {
				got.Pulse = tt.want.Pulse
			}
			if got != tt.want {
				t.Errorf("moment %+v, want %+v", got, tt.want)
			}
			if next := m.next(now); next != tt.next {
				t.Errorf("next after %v, want %v", next, tt.next)
			}
		})
	}
}

// TestReduced: nothing moves where the terminal or the citizen wants it so.
func TestReduced(t *testing.T) {
	for _, tt := range []struct{ terminal, citizen, want bool }{{false, false, false}, {true, false, true}, {false, true, true}, {true, true, true}} {
		w := Window{options: Options{Reduced: tt.terminal}}
		if got := w.reduced(session.Look{Still: tt.citizen}); got != tt.want {
			t.Errorf("%+v: %t", tt, got)
		}
	}
}

func TestCaretShowsWhenItMoves(t *testing.T) {
	start := time.Unix(1000, 0)
	var m motion
	m.show(placed(layout.Caret{Rect: image.Rect(0, 0, 4, 52)}), false, start)
	later := start.Add(600 * time.Millisecond)
	m.show(placed(layout.Caret{Rect: image.Rect(20, 0, 24, 52)}), false, later)
	if !m.at(later).Caret {
		t.Error("the caret that was moved is hidden")
	}
	m.show(placed(layout.Caret{Rect: image.Rect(20, 0, 24, 52)}), false, later.Add(600*time.Millisecond))
	if m.at(later.Add(600 * time.Millisecond)).Caret {
		t.Error("a page with the same caret begins the blinking anew")
	}
}

func TestProgressGrowsOnce(t *testing.T) {
	page := func(width int) *layout.Placed {
		p := placed(layout.Box{Rect: image.Rect(0, 0, width, 12), Fill: layout.Accent})
		p.Nodes = []layout.PlacedNode{{Node: &screen.Node{Role: screen.RoleProgress}, Rect: image.Rect(0, 0, 900, 60)}}
		return p
	}
	start := time.Unix(1000, 0)
	var m motion
	m.show(page(100), false, start)
	if got := m.at(start); got.Filled == 0 && got.FillFrom < 100 {
		t.Errorf("the first progress grows: %+v", got)
	}
	m.show(page(200), false, start.Add(time.Second))
	half := m.at(start.Add(time.Second + progressTime/2))
	if half.FillFrom != 100 || half.Filled < 0.8 || half.Filled >= 1 {
		t.Errorf("in the middle: %+v", half)
	}
	if next := m.next(start.Add(time.Second)); next != progressStep {
		t.Errorf("next frame after %v", next)
	}
	if got := m.at(start.Add(time.Second + progressTime)); got.Filled != 1 {
		t.Errorf("at the end: %+v", got)
	}
}

func TestEased(t *testing.T) {
	last := -1.0
	for i := range 11 {
		v := eased(float64(i) / 10)
		if v <= last {
			t.Errorf("eased(%d/10) = %v is not above %v", i, v, last)
		}
		last = v
	}
	if eased(0) > 1e-4 || eased(1) < 1-1e-4 {
		t.Errorf("from %v to %v", eased(0), eased(1))
	}
}
