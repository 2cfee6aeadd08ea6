package kiosk

import (
	"fmt"
	"image"
	"image/color"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"buergerterminal/kiosk/display/paint"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// contrast is that of WCAG 2.2 (1.4.3), from 1 to 21.
func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(c color.RGBA) float64 {
	part := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*part(c.R) + 0.7152*part(c.G) + 0.0722*part(c.B)
}

func TestContrast(t *testing.T) {
	white, black, grey := color.RGBA{255, 255, 255, 255}, color.RGBA{0, 0, 0, 255}, color.RGBA{0x76, 0x76, 0x76, 255}
	if got := contrast(white, black); math.Abs(got-21) > 0.001 {
		t.Errorf("white on black is %v", got)
	}
	if got := contrast(grey, white); math.Abs(got-4.54) > 0.01 {
		t.Errorf("#767676 on white is %v, want 4.54", got)
	}
}

// pairs are colours that lie on each other, with an example of where.
type pairs map[[2]layout.Role]example

// example is where two colours lie on each other, and whose page it is where a sender's own colour is on it.
type example struct {
	where  string
	sender color.RGBA
}

// least returns the lowest contrast of the pairs in a theme, and fails for those below their bound.
func (p pairs) least(t *testing.T, theme session.Theme, bound func(on [2]layout.Role) float64) float64 {
	t.Helper()
	lowest := math.Inf(1)
	for on, at := range p {
		c := contrast(paint.SenderColour(theme, on[0], at.sender), paint.SenderColour(theme, on[1], at.sender))
		lowest = min(lowest, c)
		if c < bound(on) {
			t.Errorf("%s: %s on %s has %.2f : 1, want %.0f : 1 (%s)", theme, on[0], on[1], c, bound(on), at.where)
		}
	}
	return lowest
}

// ground is the fill that lies under a place when everything before op i is painted.
func ground(p *layout.Placed, i int, at image.Point) layout.Role {
	for ; i > 0; i-- {
		if b, ok := p.Paint[i-1].(layout.Box); ok && b.Fill != layout.None && at.In(b.Rect) {
			return b.Fill
		}
	}
	return layout.Page
}

// textPairs are the colours of all text and of what it stands on, by theme.
func textPairs(v *visits) map[session.Theme]pairs {
	all := map[session.Theme]pairs{}
	v.each(func(p visited, placed *layout.Placed) {
		theme := placed.Tree.Look.Theme
		if all[theme] == nil {
			all[theme] = pairs{}
		}
		for i, op := range placed.Paint {
			w, ok := op.(layout.Words)
			if !ok {
				continue
			}
			on := ground(placed, i, image.Pt(w.X+w.Line.Width/2, w.Y-w.Line.Style.Size/3))
			for _, role := range []layout.Role{w.Role, w.StrongRole} {
				if role != layout.None {
					all[theme][[2]layout.Role{role, on}] = example{fmt.Sprintf("%s: %q", p.name, w.Line.Text), placed.Tree.Sender}
				}
			}
		}
	})
	return all
}

// contrastOfText: 7 : 1 in light and dark; in high contrast 20 : 1 for text, 12 : 1 for roles that say a state.
func contrastOfText(t *testing.T, v *visits) string {
	bound := map[session.Theme]func([2]layout.Role) float64{
		session.Light: func([2]layout.Role) float64 { return 7 },
		session.Dark:  func([2]layout.Role) float64 { return 7 },
		session.HighContrast: func(on [2]layout.Role) float64 {
			if on[0] == layout.Text || on[0] == layout.Muted {
				return 20
			}
			return 12
		},
	}
	var said []string
	all := textPairs(v)
	for _, theme := range []session.Theme{session.Light, session.Dark, session.HighContrast} {
		if len(all[theme]) < 5 {
			t.Errorf("only %d pairs of text and ground in %s", len(all[theme]), theme)
		}
		said = append(said, fmt.Sprintf("%s ≥ %.1f : 1", theme, all[theme].least(t, theme, bound[theme])))
	}
	return strings.Join(said, ", ")
}

// controlPairs are the colours of what marks a control: its border, or its fill where it has none, and its sign.
func controlPairs(v *visits) map[session.Theme]pairs {
	all := map[session.Theme]pairs{}
	v.each(func(p visited, placed *layout.Placed) {
		theme := placed.Tree.Look.Theme
		if all[theme] == nil {
			all[theme] = pairs{}
		}
		for _, n := range placed.Nodes {
			if n.Node.On != nil {
				for _, on := range marksOf(placed, n) {
					all[theme][on] = example{p.name + ": " + n.Node.ID, placed.Tree.Sender}
				}
			}
		}
	})
	return all
}

// marksOf are border and signs of one control. A tile of the bar is marked by its sign, its border is ornament (LOOK.md,
// section 3); so is the border of a picture and of the pad to sign on.
func marksOf(p *layout.Placed, n layout.PlacedNode) [][2]layout.Role {
	var out [][2]layout.Role
	for i, op := range p.Paint {
		switch o := op.(type) {
		case layout.Box:
			if o.Rect != n.Target || n.Node.Role == screen.RoleTile {
				continue
			}
			outside := ground(p, i, image.Pt(o.Rect.Min.X-2, (o.Rect.Min.Y+o.Rect.Max.Y)/2))
			if mark := o.Line; mark != layout.None {
				out = append(out, [2]layout.Role{mark, outside})
			} else if o.Fill != outside {
				out = append(out, [2]layout.Role{o.Fill, outside})
			}
		case layout.Path:
			at := image.Pt(int(o.X+12*o.Scale), int(o.Y+12*o.Scale))
			if sign := o.Scale < 4 && o.Stroke != layout.None && !o.Mirror; sign && at.In(n.Rect) && n.Node.Icon != "" {
				out = append(out, [2]layout.Role{o.Stroke, ground(p, i, at)})
			}
		}
	}
	return out
}

// contrastOfMarks is that of all that is no text.
func contrastOfMarks(t *testing.T, v *visits) string {
	return contrastOfControls(t, v) + "; " + contrastOfRing(t, v)
}

func contrastOfControls(t *testing.T, v *visits) string {
	var said []string
	all := controlPairs(v)
	for _, theme := range []session.Theme{session.Light, session.Dark, session.HighContrast} {
		if len(all[theme]) < 6 {
			t.Errorf("only %d pairs in %s", len(all[theme]), theme)
		}
		said = append(said, fmt.Sprintf("%s ≥ %.1f : 1", theme, all[theme].least(t, theme, func([2]layout.Role) float64 { return 3 })))
	}
	return strings.Join(said, ", ")
}

// capitals: 5.3 mm at least (EN 301 549, 5.1.4 asks for 4.8 mm), and 7.33 mm for running text and controls at the largest
// size, which is 0.7° from 600 mm.
func capitals(t *testing.T, v *visits) string {
	smallest := map[session.TextSize]float64{}
	keys := math.Inf(1)
	v.each(func(p visited, placed *layout.Placed) {
		size := placed.Tree.Look.Size
		if _, known := smallest[size]; !known {
			smallest[size] = math.Inf(1)
		}
		for _, op := range placed.Paint {
			w, ok := op.(layout.Words)
			if !ok {
				continue
			}
			mm := millimetres(v.setter.CapHeight(w.Line.Style))
			if n := nodeAt(placed, image.Pt(w.X+w.Line.Width/2, w.Y-4)); n != nil && n.Node.Kind == screen.Sample {
				continue // it shows a size
			} else if n != nil && n.Node.Role == screen.RoleKey {
				keys = min(keys, mm)
				continue
			}
			if smallest[size] = min(smallest[size], mm); mm < 5.3 {
				t.Errorf("%s: %q has capitals of %.2f mm", p.name, w.Line.Text, mm)
			}
			if size == session.VeryLarge && mm < 7.33 {
				t.Errorf("%s: %q has capitals of %.2f mm, want 7.33", p.name, w.Line.Text, mm)
			}
		}
	})
	if keys < 5.3 {
		t.Errorf("keys have capitals of %.2f mm", keys)
	}
	return fmt.Sprintf("normal ≥ %.2f mm, large ≥ %.2f mm, very large ≥ %.2f mm; keys of the keyboard, which do not grow, ≥ %.2f mm",
		smallest[session.Normal], smallest[session.Large], smallest[session.VeryLarge], keys)
}

// nodeAt is the innermost node at a place.
func nodeAt(p *layout.Placed, at image.Point) *layout.PlacedNode {
	for i := len(p.Nodes) - 1; i >= 0; i-- {
		if at.In(p.Nodes[i].Rect) {
			return &p.Nodes[i]
		}
	}
	return nil
}

// nothingClipped: at the largest size, in every language, each line lies in its panel and in a node, on no other line, and
// each node with words is on one of the pages of its list. Of words 40 % longer it is told how many pages hold them.
func nothingClipped(t *testing.T, v *visits) string {
	lines, longer := 0, 0
	var short []string // pages that do not hold longer words
	for _, p := range v.all {
		if placedTree(p).Look.Size != session.VeryLarge {
			continue
		}
		seen := map[*screen.Node]bool{}
		for _, placed := range p.placed {
			n, clipped := clippedLines(placed)
			for _, text := range clipped {
				t.Errorf("%s: %q is clipped or lies on other words", p.name, text)
			}
			for _, n := range placed.Nodes {
				seen[n.Node] = true
			}
			lines += n
		}
		for _, n := range wordless(placedTree(p), seen) {
			t.Errorf("%s: %s %q is on no page", p.name, n.Role, n.Name)
		}
		longer++
		if !v.holdsLonger(p) {
			short = append(short, p.name)
		}
	}
	if lines < 500 {
		t.Errorf("only %d lines were looked at", lines)
	}
	said := fmt.Sprintf("%d lines in %d languages", lines, len(v.languages))
	if len(short) > 0 {
		return said + fmt.Sprintf("; with words 40 %% longer not yet %d of %d pages: %s", len(short), longer, strings.Join(short, "; "))
	}
	return said + fmt.Sprintf("; %d pages with words 40 %% longer too", longer)
}

// clippedLines counts the lines of a page and names those that leave the panel or every node, or lie on another line.
func clippedLines(p *layout.Placed) (lines int, clipped []string) {
	panel := image.Rect(0, 0, 1080, panelHeight)
	var before []image.Rectangle
	for _, op := range p.Paint {
		w, ok := op.(layout.Words)
		if !ok {
			continue
		}
		r := image.Rect(w.X, w.Y-w.Line.Style.Size*3/4, w.X+w.Line.Width, w.Y)
		within := slices.ContainsFunc(p.Nodes, func(n layout.PlacedNode) bool { return r.In(n.Rect) })
		if !r.In(panel) || !within || slices.ContainsFunc(before, r.Overlaps) {
			clipped = append(clipped, w.Line.Text)
		}
		before = append(before, r)
		lines++
	}
	return lines, clipped
}

// holdsLonger makes the words of a page 40 % longer, as a language might, and reports whether all of them are still there.
func (v *visits) holdsLonger(p visited) bool {
	tree := screen.Build(p.state, v.words)
	tree.Walk(func(n *screen.Node) bool {
		if n.Role != screen.RoleKey && n.Role != screen.RoleHead && n.Role != screen.RoleClock {
			n.Name, n.Detail = stretched(n.Name), stretched(n.Detail)
		}
		return true
	})
	for page, pages := 0, 1; page < pages; page++ {
		tree.ListPage = page
		placed := v.placer.Place(tree)
		if _, clipped := clippedLines(placed); len(clipped) > 0 {
			return false
		}
		pages = placed.Pages
	}
	return true
}

// stretched is a text with 40 % more letters, in words as long as its own.
func stretched(text string) string {
	words := strings.Fields(text)
	want, longer := utf8.RuneCountInString(text)*14/10, text
	for i := 0; len(words) > 0 && utf8.RuneCountInString(longer) < want; i++ {
		longer += " " + strings.ReplaceAll(words[i%len(words)], "**", "")
	}
	return longer
}

func placedTree(p visited) *screen.Tree { return p.placed[0].Tree }

// wordless are the nodes with words that were on no page; what layout shows only where it is needed may be missing.
func wordless(t *screen.Tree, seen map[*screen.Node]bool) []*screen.Node {
	var out []*screen.Node
	t.Walk(func(n *screen.Node) bool {
		optional := n == t.More || n == t.Less || n == t.Lowered || n.Role == screen.RoleStack || n.Role == screen.RoleGrid ||
			n.Role == screen.RoleTranscript || n.Role == screen.RoleLine // whose page is that of writing
		if n.Name != "" && !optional && !seen[n] {
			out = append(out, n)
		}
		return true
	})
	return out
}

// shapes are what is painted, without its colours.
func shapes(p *layout.Placed) []layout.Op {
	var out []layout.Op
	for _, op := range p.Paint {
		switch o := op.(type) {
		case layout.Box:
			o.Fill, o.Line = filled(o.Fill), filled(o.Line)
			out = append(out, o)
		case layout.Words:
			o.Role, o.StrongRole = "", ""
			out = append(out, o)
		case layout.Path:
			o.Fill, o.Stroke = filled(o.Fill), filled(o.Stroke)
			out = append(out, o)
		}
	}
	return out
}

// filled keeps whether there is a colour, not which.
func filled(r layout.Role) layout.Role {
	if r == layout.None {
		return r
	}
	return layout.Black
}

// neverColourAlone: choosing an answer and getting it wrong change shapes or words, and every tone has a sign.
func neverColourAlone(t *testing.T, v *visits) string {
	chosen, toned := 0, 0
	for _, p := range v.normal("de") {
		tree := screen.Build(p.state, v.words)
		open := v.placer.Place(tree)
		before := shapes(open)
		tree.Walk(func(n *screen.Node) bool {
			switch n.Role {
			case screen.RoleChoice, screen.RoleCheck, screen.RoleCompact, screen.RoleSwitch, screen.RoleQuick:
				if open.Find(n.ID) == nil {
					return true // on another page of a list
				}
				n.Chosen = !n.Chosen
				if reflect.DeepEqual(before, shapes(v.placer.Place(tree))) {
					t.Errorf("%s: only colour tells whether %s is chosen", p.name, n.ID)
				}
				n.Chosen = !n.Chosen
				chosen++
			}
			if n.Tone != screen.ToneNone {
				if toned++; n.Icon == "" || n.Name == "" && n.Role != screen.RoleBadge {
					t.Errorf("%s: the tone of %s %q has no sign or no words", p.name, n.Role, n.ID)
				}
			}
			return true
		})
	}
	if chosen+toned < 15 {
		t.Errorf("only %d choices and %d tones were looked at", chosen, toned)
	}
	return fmt.Sprintf("%d choices change shape, %d tones have sign and words", chosen, toned)
}
