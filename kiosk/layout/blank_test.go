package layout_test

import (
	"image"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// TestBlank: of a page in the dark nothing is painted but a line that says how to make it bright, and wherever it is touched,
// that is what the touch means. For keys and voice every node is still there.
func TestBlank(t *testing.T) {
	set, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	tree := &screen.Tree{
		Page: "question", Lang: "de",
		Read:    []*screen.Node{{ID: "title", Role: screen.RoleTitle, Name: "Wofür?"}},
		Forward: &screen.Node{ID: "forward", Role: screen.RoleButton, Kind: screen.Primary, Name: "Weiter", On: session.Continue{}},
		Blank:   &screen.Node{ID: "blank", Role: screen.RoleButton, Name: "Berühren macht hell.", On: session.ToggleBlank{}},
	}
	for _, m := range []layout.Monitor{{Width: 1080, Height: 1920, DPI: 81.6}, {Width: 2160, Height: 3840, DPI: 163}} {
		p := layout.New(set, m).Place(tree)
		words := 0
		for _, op := range p.Paint {
			switch op := op.(type) {
			case layout.Box:
				if op.Fill != layout.Black {
					t.Errorf("a box of %q is painted", op.Fill)
				}
			case layout.Words:
				words++
			default:
				t.Errorf("a %T is painted", op)
			}
		}
		if words != 1 {
			t.Errorf("%d lines are painted, want one", words)
		}
		for _, at := range []image.Point{{X: 20, Y: 20}, {X: m.Width / 2, Y: m.Height / 2}, {X: m.Width * 3 / 4, Y: m.Height * 17 / 20}} {
			if n := p.At(at); n == nil || n.Node.ID != "blank" {
				t.Errorf("at %v a touch means %+v", at, n)
			}
		}
		if p.Find("forward") == nil || p.Find("title") == nil {
			t.Error("keys and voice find nothing")
		}
	}
}
