package layout_test

import (
	"fmt"
	"image"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// question is a page with answers.
func question(answers int) *tree {
	t := page09()
	var ns []*node
	for i := range answers {
		ns = append(ns, on(&node{ID: fmt.Sprintf("c.%d", i), Role: screen.RoleChoice, Name: fmt.Sprintf("Antwort %d", i)}))
	}
	t.Act = nodes(stack("answers", ns...))
	t.More, t.Less = more(), less()
	return t
}

func TestAtMostFiveAnswers(t *testing.T) {
	place := placer(t, portrait)
	for _, c := range []struct{ answers, pages int }{{1, 1}, {5, 1}, {6, 2}, {10, 2}, {11, 3}} {
		tree := question(c.answers)
		seen := 0
		for page := range c.pages {
			tree.ListPage = page
			p := place.Place(tree)
			if p.Pages != c.pages {
				t.Errorf("%d answers are on %d pages, not %d", c.answers, p.Pages, c.pages)
			}
			if (p.Find("more") != nil) != (page < c.pages-1) || (p.Find("less") != nil) != (page > 0) {
				t.Errorf("%d answers, page %d: the wrong buttons turn it", c.answers, page)
			}
			here := 0
			for i := range c.answers {
				if p.Find(fmt.Sprintf("c.%d", i)) != nil {
					here++
				}
			}
			if here > 5 {
				t.Errorf("%d answers on one page", here)
			}
			seen += here
		}
		if seen != c.answers {
			t.Errorf("%d of %d answers can be reached", seen, c.answers)
		}
	}
}

// TestPageBeyond: a list that has become shorter opens at its last page.
func TestPageBeyond(t *testing.T) {
	tree := question(7)
	tree.ListPage = 9
	if p := placer(t, portrait).Place(tree); p.Find("c.6") == nil {
		t.Error("the last page is not open")
	}
}

// TestLongValue: ten thousand letters are paged, not cut.
func TestLongValue(t *testing.T) {
	tree := page15()
	tree.More, tree.Less = more(), less()
	word := "Straßenbahnhaltestelle "
	tree.Act[0].Children[2].Value = strings.Repeat(word, 10_000/len(word))
	place := placer(t, portrait)
	found := 0
	for page, pages := 0, 1; page < pages; page++ {
		tree.ListPage = page
		p := place.Place(tree)
		pages = p.Pages
		for _, o := range p.Paint {
			w, ok := o.(layout.Words)
			if !ok {
				continue
			}
			found += strings.Count(w.Line.Text, "Straßenbahnhaltestelle")
			if w.Y > 1544 && w.Y < 1592 {
				t.Fatalf("page %d: words at %d are below the zone", page, w.Y)
			}
		}
	}
	if found != 10_000/len(word) {
		t.Errorf("%d of %d words are shown", found, 10_000/len(word))
	}
}

// TestFieldShowsCaret: of a long value the field shows the part around the caret, and the caret is in the field.
func TestFieldShowsCaret(t *testing.T) {
	place := placer(t, portrait)
	for _, value := range []string{"", "a", strings.Repeat("Wörter ", 1500), strings.Repeat("شارع ", 40)} {
		runes := len([]rune(value))
		for _, caret := range []int{0, runes / 2, runes, runes + 5, -1} {
			tree := page08()
			field := tree.Act[0]
			field.Value, field.Caret = value, caret
			checkCaret(t, place.Place(tree), fmt.Sprintf("%d runes, caret %d", runes, caret))
		}
	}
}

func checkCaret(t *testing.T, p *layout.Placed, name string) {
	t.Helper()
	field, carets := p.Find("field"), 0
	for _, o := range p.Paint {
		switch o := o.(type) {
		case layout.Caret:
			carets++
			if !o.Rect.In(field.Rect) {
				t.Errorf("%s: caret %v is outside", name, o.Rect)
			}
		case layout.Words:
			at := image.Pt(o.X, o.Y)
			if at.In(field.Rect) && o.X+o.Line.Width > field.Rect.Max.X-32 {
				t.Errorf("%s: the value is too wide", name)
			}
		}
	}
	if carets != 1 {
		t.Errorf("%s: %d carets", name, carets)
	}
}

func FuzzFieldValue(f *testing.F) {
	f.Add("Lindenstraße", 5, false)
	f.Add("**a**\u00adb\n", 2, true)
	f.Add(strings.Repeat("w", 400), 399, false)
	f.Add("\u2066\u202eعربي\xff", 1, true)
	place := placer(f, portrait)
	f.Fuzz(func(t *testing.T, value string, caret int, rtl bool) {
		tree := page08()
		tree.RTL = rtl
		tree.Act[0].Value, tree.Act[0].Caret = value, caret
		p := place.Place(tree)
		if p.Find("field") == nil {
			t.Error("the field is lost")
		}
	})
}

// TestStates: what a citizen does to a node is seen in the same frame.
func TestStates(t *testing.T) {
	place := placer(t, portrait)
	for _, c := range []struct {
		name string
		id   string
		do   func(*node)
		want layout.Box
	}{
		{"primary pressed", "forward", func(n *node) { n.Pressed = true }, layout.Box{Fill: layout.AccentPress, Line: layout.AccentPress, Width: 3}},
		{"neutral pressed", "back", func(n *node) { n.Pressed = true }, layout.Box{Fill: layout.Tint2, Line: layout.LineRole, Width: 2}},
		{"answer pressed", "c.2", func(n *node) { n.Pressed = true }, layout.Box{Fill: layout.Tint2, Line: layout.LineRole, Width: 2}},
		{"answer chosen", "c.2", func(n *node) { n.Chosen = true }, layout.Box{Fill: layout.Tint, Line: layout.Accent, Width: 6}},
		{"tile pressed", "aids", func(n *node) { n.Pressed = true }, layout.Box{Fill: layout.Tint2, Line: layout.BarLine, Width: 2}},
	} {
		tree := page09()
		c.do(tree.Find(c.id))
		p := place.Place(tree)
		c.want.Rect, c.want.Radius = p.Find(c.id).Rect, 8
		if !paints(p, c.want) {
			t.Errorf("%s: %+v is not painted", c.name, c.want)
		}
	}
}

func paints(p *layout.Placed, want layout.Box) bool {
	for _, o := range p.Paint {
		if b, ok := o.(layout.Box); ok && b == want {
			return true
		}
	}
	return false
}

func TestFocusRing(t *testing.T) {
	tree := page09()
	tree.Find("c.1").Focused = true
	p := placer(t, portrait).Place(tree)
	last, ok := p.Paint[len(p.Paint)-1].(layout.Box)
	want := layout.Box{Rect: p.Find("c.1").Rect.Inset(-13), Radius: 18, Line: layout.Focus, Width: 6}
	if !ok || last != want {
		t.Errorf("the ring is %+v, not %+v", last, want)
	}
	edge := layout.Box{Rect: want.Rect.Inset(-2), Radius: 20, Line: layout.Page, Width: 10}
	if got := p.Paint[len(p.Paint)-2]; got != edge {
		t.Errorf("below the ring is %+v, not its edge %+v", got, edge)
	}
}

// TestHighContrast: every border of what can be touched is at least 4 px.
func TestHighContrast(t *testing.T) {
	place := placer(t, portrait)
	for _, pic := range pictures() {
		tree := pic.tree()
		tree.Look.Theme = session.HighContrast
		p := place.Place(tree)
		touched := map[image.Rectangle]bool{}
		for _, n := range p.Nodes {
			touched[n.Target] = n.Node.On != nil
		}
		for _, o := range p.Paint {
			if b, ok := o.(layout.Box); ok && touched[b.Rect] && b.Line != layout.None && b.Width < 4 {
				t.Errorf("%s: a border of %d px at %v", pic.name, b.Width, b.Rect)
			}
		}
	}
}

// TestMirror: a page from the right is the page from the left around its middle; keyboards keep their order.
func TestMirror(t *testing.T) {
	place := placer(t, portrait)
	for _, make := range []func() *tree{page03, page08, page10, page15} {
		ltr := make()
		rtl := make()
		rtl.RTL = true
		a, b := place.Place(ltr), place.Place(rtl)
		for _, n := range a.Nodes {
			m := b.Find(n.Node.ID)
			if m == nil {
				t.Fatalf("%s is lost", n.Node.ID)
			}
			want := image.Rect(1080-n.Rect.Max.X, n.Rect.Min.Y, 1080-n.Rect.Min.X, n.Rect.Max.Y)
			switch {
			case n.Node.Role == screen.RoleKey && ltr.Keyboard != nil:
				want = n.Rect
			case n.Node.Role == screen.RoleKey:
				pad, mirrored := a.Find("pad").Rect, b.Find("pad").Rect
				want = n.Rect.Add(mirrored.Min.Sub(pad.Min))
			case n.Node.Role == screen.RoleKeyRow:
				want = n.Rect
			}
			if n.Node.Role == screen.RoleTitle || n.Node.Role == screen.RoleText {
				continue // an Arabic line need not be as wide
			}
			if m.Rect != want {
				t.Errorf("%s: %v, not %v", n.Node.ID, m.Rect, want)
			}
		}
	}
}

// TestMonitors: other panels show the same page with one factor, in the middle.
func TestMonitors(t *testing.T) {
	for _, c := range []struct {
		m    layout.Monitor
		back image.Rectangle
	}{
		{layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6}, image.Rect(72, 1592, 368, 1704)},
		{layout.Monitor{Width: 2160, Height: 3840, DPI: 163.2}, image.Rect(144, 3184, 736, 3408)},
		{layout.Monitor{Width: 2160, Height: 3840, DPI: 81.6}, image.Rect(432+86, 768+1910, 432+442, 768+2045)},
		{layout.Monitor{Width: 2160, Height: 3840, DPI: 137.7}, image.Rect(144, 3184, 736, 3408)},
		{layout.Monitor{Width: 1280, Height: 800}, image.Rect(560, 608, 757, 677)},
		{layout.Monitor{Width: 1280, Height: 1024}, image.Rect(560, 832, 757, 901)},
		{layout.Monitor{Width: 540, Height: 960}, image.Rect(36, 796, 184, 852)},
		{layout.Monitor{Width: 1920, Height: 1080}, image.Rect(840, 792, 1136, 896)},
		{layout.Monitor{Width: 3840, Height: 2160, DPI: 163.2}, image.Rect(1680, 1584, 2272, 1792)},
		{layout.Monitor{Width: 1366, Height: 768}, image.Rect(598, 563, 808, 637)},
	} {
		p := placer(t, c.m).Place(page09())
		if p.Size != image.Pt(c.m.Width, c.m.Height) {
			t.Errorf("%+v: size %v", c.m, p.Size)
		}
		got := p.Find("back")
		if d := got.Rect.Min.Sub(c.back.Min); d.X*d.X > 1 || d.Y*d.Y > 1 || got.Target != got.Rect {
			t.Errorf("%+v: back at %v, not %v", c.m, got.Rect, c.back)
		}
		if p.At(got.Rect.Min.Add(image.Pt(3, 3))) != got {
			t.Errorf("%+v: back is not touched", c.m)
		}
	}
}

// TestEmptyNodes: a tree without words is placed all the same.
func TestEmptyNodes(t *testing.T) {
	roles := []screen.Role{
		screen.RoleTitle, screen.RoleText, screen.RoleHeading, screen.RoleSpot, screen.RoleBadge, screen.RoleArt, screen.RoleButton,
		screen.RoleChoice, screen.RoleCheck, screen.RoleCompact, screen.RoleSwitch, screen.RoleArea, screen.RoleHit, screen.RoleOption,
		screen.RoleQuick, screen.RoleField, screen.RoleDatePart, screen.RoleError, screen.RoleConfirm, screen.RoleNote, screen.RoleFact,
		screen.RoleRow, screen.RoleNeed, screen.RolePoint, screen.RoleContact, screen.RoleState, screen.RoleMeter, screen.RoleCountdown,
		screen.RoleNumber, screen.RoleQR, screen.RoleScan, screen.RoleSignature, screen.RolePad, screen.RoleStack, screen.RoleGrid, screen.RoleSplit,
	}
	place := placer(t, portrait)
	for _, role := range roles {
		for _, in := range [][]*node{{{ID: "n", Role: role}}, {grid("g", 2, &node{ID: "n", Role: role})}, {rows("r", &node{ID: "n", Role: role})}} {
			p := place.Place(&tree{Act: in, Read: in})
			if p.Pages < 1 {
				t.Errorf("%s: %d pages", role, p.Pages)
			}
		}
	}
	if p := place.Place(&tree{}); len(p.Nodes) != 0 {
		t.Error("an empty tree has nodes")
	}
}

func BenchmarkPlace(b *testing.B) {
	place := placer(b, portrait)
	for _, pic := range []picture{{"08", page08}, {"09", page09}, {"15", page15}, {"long", page08}} {
		tree := pic.tree()
		if pic.name == "long" {
			tree.Act[0].Value, tree.Act[0].Caret = strings.Repeat("Straße ", 1500), 9_000
		}
		b.Run(pic.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				place.Place(tree)
			}
		})
	}
}
