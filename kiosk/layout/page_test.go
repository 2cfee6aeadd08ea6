package layout_test

import (
	"fmt"
	"testing"

	"buergerterminal/kiosk/session"
)

// variant is a page in one text size, height and direction.
type variant struct {
	name string
	tree *tree
}

// variants returns every page of the look in every form that a citizen can give it.
func variants() []variant {
	var out []variant
	for _, pic := range append(pictures(), others()...) {
		for _, size := range []session.TextSize{session.Normal, session.Large, session.VeryLarge} {
			for _, lower := range []bool{false, true} {
				for _, rtl := range []bool{false, true} {
					t := pic.tree()
					t.Look.Size, t.Look.Lower, t.RTL = size, lower, t.RTL != rtl
					t.Lowered, t.More, t.Less = lowered(), more(), less()
					out = append(out, variant{fmt.Sprintf("%s size %d lower %t rtl %t", pic.name, size, lower, t.RTL), t})
				}
			}
		}
	}
	return out
}

// TestActing: what is touched above the bar begins at the horizon in the normal page, and nothing is lower than the bar.
func TestActing(t *testing.T) {
	place := placer(t, portrait)
	for _, pic := range pictures() {
		p := place.Place(pic.tree())
		if p.Pages != 1 {
			t.Errorf("%s is paged", pic.name)
		}
		for _, n := range p.Nodes {
			if n.Node.On != nil && n.Target.Min.Y < 720 {
				t.Errorf("%s: %s is above the horizon: %v", pic.name, n.Node.ID, n.Target)
			}
		}
	}
}
