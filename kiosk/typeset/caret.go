package typeset

import "golang.org/x/image/math/fixed"

// CaretX returns where the caret stands in a plain text set on one line, in px from its left edge, when runes runes are
// before it: behind the letter that was typed last, which in right-to-left text is its left side.
func (s *Setter) CaretX(text string, st Style, rtl bool, runes int) int {
	m := readMarks(text, true)
	runes = max(0, min(runes, len(m.runes)))
	s.mu.Lock()
	defer s.mu.Unlock()
	line := s.shape(m, st, rtl)
	if runes == 0 {
		if rtl {
			return line.advance().Ceil()
		}
		return 0
	}
	return line.edgeAfter(runes - 1).Round()
}

// edgeAfter returns the x of the far side of the i-th rune. Runes that share a cluster share its width in equal parts.
func (l shaped) edgeAfter(i int) fixed.Int26_6 {
	var edge fixed.Int26_6
	l.visual(func(r *run, x fixed.Int26_6) {
		if i < r.start || i >= r.end {
			return
		}
		for k := 0; k < len(r.out.Glyphs); {
			g := r.out.Glyphs[k]
			var width fixed.Int26_6
			for n := 0; n < g.GlyphsCount(); n, k = n+1, k+1 {
				width += r.out.Glyphs[k].Advance
			}
			first, count := g.TextIndex(), g.RunesCount()
			if i < first || i >= first+count {
				x += width
				continue
			}
			part := width * fixed.Int26_6(i-first+1) / fixed.Int26_6(count)
			if r.level%2 == 1 {
				part = width - part
			}
			edge = x + part
			return
		}
	})
	return edge
}
