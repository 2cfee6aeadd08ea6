package layout

import (
	"image"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/bidi"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
)

// textMax is the longest line of running text.
const textMax = 864

// sizes are the styles of one text size (tokens.toml, type).
type sizes struct {
	size                                session.TextSize
	title, section, choice, body, small typeset.Style
	bar                                 typeset.Style
}

// sizesOf returns the styles of a text size.
func sizesOf(size session.TextSize) sizes {
	style := func(px, line int, w typeset.Weight) typeset.Style {
		return typeset.Style{Size: px, Line: line, Weight: w}
	}
	r, m := typeset.Regular, typeset.Medium
	switch size {
	case session.Large:
		return sizes{size, style(68, 76, m), style(44, 52, m), style(40, 48, r), style(36, 48, r), style(30, 40, r), style(30, 40, m)}
	case session.VeryLarge:
		return sizes{size, style(76, 84, m), style(52, 60, m), style(48, 60, r), style(44, 56, r), style(36, 44, r), style(34, 40, m)}
	}
	return sizes{size, style(60, 68, m), style(36, 44, m), style(32, 40, r), style(28, 40, r), style(24, 32, r), style(24, 32, m)}
}

// like returns a size that lies between two roles: it grows as the next larger role does, and keeps its distance in
// line height. Now is that role in the text size of the page, normal the same role in the normal size.
func like(px, line int, now, normal typeset.Style) typeset.Style {
	return typeset.Style{
		Size:   round(float64(px) * float64(now.Size) / float64(normal.Size)),
		Line:   now.Line - normal.Line + line,
		Weight: typeset.Regular,
	}
}

// asChoice is like for the sizes just below an answer's, asBody for those of running text, asSection for larger ones.
func (s sizes) asChoice(px, line int) typeset.Style {
	return like(px, line, s.choice, sizesOf(session.Normal).choice)
}

func (s sizes) asBody(px, line int) typeset.Style {
	return like(px, line, s.body, sizesOf(session.Normal).body)
}

func (s sizes) asSection(px, line int) typeset.Style {
	return like(px, line, s.section, sizesOf(session.Normal).section)
}

// asNumber is for the numbers that are taken away, 88 in the normal size.
func (s sizes) asNumber(px, line int) typeset.Style {
	grown := typeset.Style{Size: 88 + 8*int(s.size), Line: 96 + 8*int(s.size)}
	return like(px, line, grown, typeset.Style{Size: 88, Line: 96})
}

// tight is running text in notes, errors and rows: 28/36.
func (s sizes) tight() typeset.Style { return s.asBody(28, 36) }

// medium returns the style with the stronger weight.
func medium(st typeset.Style) typeset.Style {
	st.Weight = typeset.Medium
	return st
}

// regular returns the style with the normal weight.
func regular(st typeset.Style) typeset.Style {
	st.Weight = typeset.Regular
	return st
}

// tabular returns the style with figures of equal width.
func tabular(st typeset.Style) typeset.Style {
	st.Tabular = true
	return st
}

// rtlOf says whether a node's words run from right to left: by their language, else as the page does.
func (p *page) rtlOf(n *screen.Node) bool {
	if n.Lang == "" {
		return p.tree.RTL
	}
	tag, _ := language.Parse(n.Lang) // of a tag of the house, as Leichte Sprache has, there is the part before it
	if tag == language.Und {
		return p.tree.RTL
	}
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo":
		return true
	}
	return false
}

// words breaks words of the node to a width, 0 is one line without end. Without words there are no lines.
func (p *page) words(n *screen.Node, s string, st typeset.Style, width int) typeset.Paragraph {
	return p.paragraph(s, st, typeset.Options{Width: width, RTL: p.rtlOf(n)})
}

// value breaks what a citizen has given. It runs as its first letter does, and ** is two asterisks.
func (p *page) value(s string, st typeset.Style, width int) typeset.Paragraph {
	return p.paragraph(s, st, typeset.Options{Width: width, RTL: p.firstStrong(s), Plain: true})
}

func (p *page) paragraph(s string, st typeset.Style, o typeset.Options) typeset.Paragraph {
	if s == "" {
		return typeset.Paragraph{}
	}
	if o.Width < 0 {
		o.Width = 1
	}
	return p.set.Break(s, st, o)
}

// firstStrong says whether a text runs from right to left by its first letter outside of isolates (UAX #9, P2 and P3).
// Figures without a letter are a code or a number to call and run from left to right; all else runs as the page does.
func (p *page) firstStrong(s string) bool {
	isolates, figures := 0, false
	for _, r := range s {
		prop, _ := bidi.LookupRune(r)
		switch class := prop.Class(); {
		case class == bidi.LRI || class == bidi.RLI || class == bidi.FSI:
			isolates++
		case class == bidi.PDI:
			isolates = max(0, isolates-1)
		case isolates > 0:
		case class == bidi.L:
			return false
		case class == bidi.R || class == bidi.AL:
			return true
		case class == bidi.EN:
			figures = true
		}
	}
	return p.tree.RTL && !figures
}

// align says where the lines of a text stand in its width.
type align int

const (
	start align = iota
	centre
	end
)

// text paints lines into the width w from y on and returns where they end.
func (p *page) text(b *block, t typeset.Paragraph, x, y, w int, a align, role Role) int {
	for _, l := range t.Lines {
		p.line(b, l, inset(x, w, l.Width, a), y, role)
		y += l.Style.Line
	}
	return y
}

// line paints one line whose line box begins at y.
func (p *page) line(b *block, l typeset.Line, x, y int, role Role) {
	o := Words{Line: l, X: x, Y: y + p.set.Baseline(l.Style), Role: role}
	if role == Muted {
		o.StrongRole = Text
	}
	b.framed(o, image.Rect(x, y, x+l.Width, y+l.Style.Line))
}

// inset returns where something as wide as v begins between x and x+w.
func inset(x, w, v int, a align) int {
	switch a {
	case centre:
		return x + (w-v)/2
	case end:
		return x + w - v
	}
	return x
}

// place paints lines as a node of their own: texts below a larger node, which are read and tested one by one.
func (p *page) place(b *block, n *screen.Node, t typeset.Paragraph, x, y, w int, a align, role Role) int {
	bottom := p.text(b, t, x, y, w, a, role)
	left := inset(x, w, t.Width, a)
	b.node(n, image.Rect(left, y, left+t.Width, bottom), 0)
	return bottom
}

// sign paints a sign of the 24 grid into a square. Those that point along the text turn in right-to-left pages.
func (p *page) sign(b *block, name string, x, y, size int, role Role) {
	d := signPath(name)
	if d == "" {
		return
	}
	o := Path{D: d, X: float32(x), Y: float32(y), Scale: float32(size) / 24, Stroke: role, Width: signWidth(size)}
	if p.tree.RTL && (name == "back" || name == "arrow") {
		o.Mirror = true
		o.X += float32(size)
	}
	b.framed(o, image.Rect(x, y, x+size, y+size))
}

// signWidth returns the stroke of a sign in units of its grid: large signs are drawn finer, small ones bolder.
func signWidth(size int) float32 {
	switch {
	case size <= 32:
		return 2.25
	case size >= 72:
		return 1.75
	}
	return 2
}
