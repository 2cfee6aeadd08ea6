package paint

import (
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
)

// FillLength returns how many px of a page's progress are filled, all steps together; 0 where there is none.
func FillLength(page *layout.Placed) int {
	f := newProgressFill(page, Rest())
	return f.length
}

// progressFill lets the progress grow from the length it had. The filled steps are the accent boxes inside the
// progress node; each shows what the grown length has for it.
type progressFill struct {
	steps  map[layout.Box]int // px of each that show
	rtl    bool
	length int
}

func newProgressFill(page *layout.Placed, now Motion) progressFill {
	f := progressFill{}
	node := progressNode(page)
	if node == nil {
		return f
	}
	f.rtl = page.Tree.RTL
	var boxes []layout.Box
	for _, op := range page.Paint {
		if b, ok := op.(layout.Box); ok && b.Fill == layout.Accent && b.Rect.In(node.Rect) {
			boxes = append(boxes, b)
			f.length += b.Rect.Dx()
		}
	}
	if now.Filled >= 1 || now.FillFrom >= f.length {
		return f
	}
	f.steps = map[layout.Box]int{}
	left := now.FillFrom + int(float64(f.length-now.FillFrom)*max(0, now.Filled))
	for _, b := range boxes {
		shown := min(b.Rect.Dx(), left)
		f.steps[b] = shown
		left -= shown
	}
	return f
}

func progressNode(page *layout.Placed) *layout.PlacedNode {
	if page.Tree == nil {
		return nil
	}
	for i := range page.Nodes {
		if n := &page.Nodes[i]; n.Node != nil && n.Node.Role == screen.RoleProgress {
			return n
		}
	}
	return nil
}

// box returns a box as it shows now; of a step that has not begun, an empty one.
func (f *progressFill) box(b layout.Box) layout.Box {
	shown, ok := f.steps[b]
	if !ok {
		return b
	}
	if f.rtl {
		b.Rect.Min.X = b.Rect.Max.X - shown
	} else {
		b.Rect.Max.X = b.Rect.Min.X + shown
	}
	return b
}
