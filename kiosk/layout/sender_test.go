package layout_test

import (
	"image"
	"slices"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// TestForeignHead: a sender that is no authority has its own sign and colour where else the town's arms are, in every size,
// and whatever is on the page stays where it was.
func TestForeignHead(t *testing.T) {
	logo := image.NewGray(image.Rect(0, 0, 40, 20))
	for _, size := range []session.TextSize{session.Normal, session.Large, session.VeryLarge} {
		town := page09()
		town.Look.Size = size
		partner := page09()
		partner.Look.Size = size
		partner.Head.Kind, partner.Head.Name, partner.Head.Value = screen.Foreign, "Sparkasse Musterstadt", "Dies ist kein Amt"
		partner.Head.Icon = "S"
		place := placer(t, portrait)
		arms, lettered := place.Place(town), place.Place(partner)
		if rolesOf(arms)[layout.Sender] > 0 || rolesOf(lettered)[layout.Sender] < 2 {
			t.Errorf("%v: the colour of the sender is in the wrong head", size)
		}
		if !slices.Contains(linesOf(lettered), "S") || !slices.Contains(linesOf(lettered), "Dies ist kein Amt") {
			t.Errorf("%v: the head says %q", size, linesOf(lettered))
		}
		partner.Head.Icon, partner.Head.Picture = "", logo
		drawn := place.Place(partner)
		i := slices.IndexFunc(drawn.Paint, func(o layout.Op) bool { p, ok := o.(layout.Picture); return ok && p.Image == image.Image(logo) })
		if i < 0 {
			t.Fatalf("%v: no logo", size)
		}
		if r := drawn.Paint[i].(layout.Picture).Rect; r.Dx() != 2*r.Dy() {
			t.Errorf("%v: the logo is %v", size, r)
		}
		if before, after := arms.Find("title"), drawn.Find("title"); before.Rect != after.Rect {
			t.Errorf("%v: the title went from %v to %v", size, before.Rect, after.Rect)
		}
	}
}

// rolesOf counts the boxes of each colour.
func rolesOf(p *layout.Placed) map[layout.Role]int {
	count := map[layout.Role]int{}
	for _, o := range p.Paint {
		if b, ok := o.(layout.Box); ok {
			count[b.Fill]++
		}
	}
	return count
}

func linesOf(p *layout.Placed) []string {
	var lines []string
	for _, o := range p.Paint {
		if w, ok := o.(layout.Words); ok {
			lines = append(lines, w.Line.Text)
		}
	}
	return lines
}
