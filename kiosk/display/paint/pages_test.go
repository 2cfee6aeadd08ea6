package paint

import (
	"image"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

var (
	titleStyle  = typeset.Style{Size: 60, Line: 68, Weight: typeset.Medium}
	bodyStyle   = typeset.Style{Size: 28, Line: 40, Weight: typeset.Regular}
	choiceStyle = typeset.Style{Size: 32, Line: 40, Weight: typeset.Regular}
	smallStyle  = typeset.Style{Size: 24, Line: 32, Weight: typeset.Regular}
)

func newSetter(t testing.TB) *typeset.Setter {
	t.Helper()
	s, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// words sets a paragraph with its upper left corner at x, y.
func words(s *typeset.Setter, text string, x, y int, st typeset.Style, o typeset.Options, role layout.Role) []layout.Op {
	var ops []layout.Op
	for i, l := range s.Break(text, st, o).Lines {
		ops = append(ops, layout.Words{Line: l, X: x, Y: y + i*st.Line + s.Baseline(st), Role: role, StrongRole: layout.Text})
	}
	return ops
}

func sign(d string, x, y int, size float32, role layout.Role) layout.Op {
	return layout.Path{D: d, X: float32(x), Y: float32(y), Scale: size / 24, Stroke: role, Width: 2}
}

const (
	backSign  = "M20 12H4M11 5l-7 7 7 7"
	arrowSign = "M4 12h16M13 5l7 7-7 7"
	aidsSign  = "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM7 10l5 1.2L17 10M12 11.2v2.8l-2.5 4M12 14l2.5 4M12 7.3v.01"
)

// answerPage is page 09 of the look, set by hand.
func answerPage(s *typeset.Setter) *layout.Placed {
	p := &layout.Placed{Tree: &screen.Tree{}, Size: image.Pt(1080, 1920)}
	add := func(ops ...layout.Op) { p.Paint = append(p.Paint, ops...) }
	add(words(s, "Wohnung anmelden", 795, 68, smallStyle, typeset.Options{}, layout.Muted)...)
	for i := range 6 {
		add(layout.Box{Rect: image.Rect(0, 0, 146, 12).Add(image.Pt(72+i*158, 152)), Radius: 6, Fill: layout.Track})
	}
	add(layout.Box{Rect: image.Rect(72, 152, 218, 164), Radius: 6, Fill: layout.Accent})
	add(words(s, "**Schritt 2 von 6** · Angaben", 72, 180, smallStyle, typeset.Options{}, layout.Muted)...)
	add(words(s, "Haben Sie noch eine andere Wohnung in Deutschland?", 72, 472, titleStyle, typeset.Options{Width: 936, Balance: true}, layout.Text)...)
	add(words(s, "Dann müssen wir wissen, in welcher Wohnung Sie meistens leben.", 72, 632, bodyStyle, typeset.Options{Width: 864}, layout.Muted)...)
	chosen := choiceStyle
	chosen.Weight = typeset.Medium
	for i, text := range []string{"Nein", "Ja, eine Nebenwohnung", "Ja, eine Hauptwohnung", "Ich bin nicht sicher"} {
		y := 720 + i*136
		box := layout.Box{Rect: image.Rect(72, y, 1008, y+120), Radius: 8, Fill: layout.Raised, Line: layout.LineRole, Width: 2}
		ring := layout.Box{Rect: image.Rect(106, y+36, 154, y+84), Radius: 24, Fill: layout.Field, Line: layout.FieldLine, Width: 4}
		st := choiceStyle
		if i == 0 {
			box.Fill, box.Line, box.Width, ring.Line, st = layout.Tint, layout.Accent, 6, layout.Accent, chosen
		}
		add(box, ring)
		if i == 0 {
			add(layout.Box{Rect: image.Rect(117, y+47, 143, y+73), Radius: 13, Fill: layout.Accent})
		}
		add(words(s, text, 182, y+22, st, typeset.Options{}, layout.Text)...)
		add(words(s, "Ich lebe meistens in der neuen Wohnung.", 182, y+66, smallStyle, typeset.Options{}, layout.Muted)...)
	}
	add(layout.Box{Rect: image.Rect(72, 1592, 368, 1704), Radius: 8, Fill: layout.Raised, Line: layout.LineRole, Width: 2})
	add(sign(backSign, 140, 1628, 40, layout.Text))
	add(words(s, "Zurück", 200, 1628, chosen, typeset.Options{}, layout.Text)...)
	add(layout.Box{Rect: image.Rect(392, 1592, 1008, 1704), Radius: 8, Fill: layout.Accent})
	add(words(s, "Weiter", 624, 1628, chosen, typeset.Options{}, layout.OnAccent)...)
	add(sign(arrowSign, 736, 1628, 40, layout.OnAccent))
	add(layout.Box{Rect: image.Rect(0, 1752, 1080, 1920), Fill: layout.Surface}, layout.Box{Rect: image.Rect(0, 1752, 1080, 1754), Fill: layout.Hair})
	add(sign(aidsSign, 524, 1796, 40, layout.Text))
	return p
}

// sample is a small page with one of everything.
func sample(s *typeset.Setter) *layout.Placed {
	p := &layout.Placed{Tree: &screen.Tree{}, Size: image.Pt(240, 160)}
	picture := image.NewGray(image.Rect(0, 0, 8, 8))
	for i := range picture.Pix {
		picture.Pix[i] = uint8(i * 4)
	}
	p.Paint = []layout.Op{
		layout.Box{Rect: image.Rect(4, 4, 116, 44), Radius: 8, Fill: layout.Tint, Line: layout.Accent, Width: 6},
		layout.Box{Rect: image.Rect(124, 4, 164, 44), Radius: 20, Line: layout.FieldLine, Width: 4},
		layout.Box{Rect: image.Rect(172, 4, 236, 20), Radius: 6, Fill: layout.Accent},
		sign(aidsSign, 176, 22, 40, layout.Clerk),
		layout.Path{D: "M0 0h20v20H0ZM5 5v10h10V5Z", X: 4, Y: 52, Scale: 1.5, Fill: layout.Il2, Stroke: layout.Il4, Width: 2},
		layout.Path{D: "M0 0C30 0 30 30 60 30", X: 44, Y: 56, Scale: 1, Stroke: layout.Danger, Width: 3, Dash: []float32{1, 8}},
		layout.Path{D: arrowSign, X: 160, Y: 48, Scale: 1.6, Stroke: layout.OK, Width: 2, Mirror: true},
		layout.Picture{Image: picture, Rect: image.Rect(4, 92, 44, 132)},
		layout.Modules{Bits: [][]bool{{true, false, true}, {false, true, false}, {true, true, false}}, Rect: image.Rect(52, 92, 86, 126)},
		layout.Caret{Rect: image.Rect(92, 92, 96, 132), Role: layout.Accent},
	}
	p.Paint = append(p.Paint, words(s, "**Schritt 2** سلام", 100, 90, smallStyle, typeset.Options{}, layout.Muted)...)
	return p
}
