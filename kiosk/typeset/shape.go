package typeset

import (
	"unicode"

	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// run is a piece of a line that is shaped at once: one level, one face, one script, strong or not.
type run struct {
	start, end int
	level      int8
	face       *font.Face
	script     language.Script
	strong     bool
	out        shaping.Output // glyphs from left to right
}

// shaped is a line of runs in the order of the text. The caller holds the Setter's lock.
type shaped struct {
	runs []run
	text marked
}

var tabularFigures = []shaping.FontFeature{{Tag: opentype.MustNewTag("tnum"), Value: 1}}

// shape turns a text without line ends into glyphs.
func (s *Setter) shape(m marked, st Style, rtl bool) shaped {
	runs := s.split(m, st, bidiLevels(m.runes, rtl))
	var features []shaping.FontFeature
	if st.Tabular {
		features = tabularFigures
	}
	for i := range runs {
		r := &runs[i]
		direction := di.DirectionLTR
		if r.level%2 == 1 {
			direction = di.DirectionRTL
		}
		r.out = s.shaper.ShapeNoExtents(shaping.Input{
			Text: m.runes, RunStart: r.start, RunEnd: r.end, Direction: direction, Face: r.face,
			FontFeatures: features, Size: fixed.I(st.Size), Script: r.script,
		})
	}
	return shaped{runs, m}
}

// split cuts a line into runs.
func (s *Setter) split(m marked, st Style, levels []int8) []run {
	var runs []run
	script := language.Latin
	for i, r := range m.runes {
		var last *run
		if len(runs) > 0 {
			last = &runs[len(runs)-1]
		}
		if own := language.LookupScript(r); own.Strong() {
			script = own
		}
		face := s.faceOf(m, i, st, last)
		if last != nil && last.level == levels[i] && last.face == face && last.strong == m.strong[i] &&
			(last.script == script || !language.LookupScript(r).Strong()) {
			last.end = i + 1
			continue
		}
		runs = append(runs, run{start: i, end: i + 1, level: levels[i], face: face, script: script, strong: m.strong[i]})
	}
	return runs
}

// faceOf chooses the face of the i-th rune: the first that has it, as a browser does; marks and joiners stay with the
// letter before them, because a mark can only be placed on a letter of its own font.
func (s *Setter) faceOf(m marked, i int, st Style, last *run) *font.Face {
	weight := st.Weight
	if m.strong[i] {
		weight = Medium
	}
	faces := s.fonts.of(weight)
	r := m.runes[i]
	if sticks(r) && last != nil && last.strong == m.strong[i] {
		if _, ok := last.face.NominalGlyph(r); ok || !unicode.Is(unicode.M, r) {
			return last.face
		}
	}
	if face := cover(faces, r); face != nil {
		return face
	}
	return faces[0].face()
}

// sticks tells what has no face of its own: combining marks, joiners, variation selectors, direction marks.
func sticks(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) && r != softHyphen
}

// advance of the whole line in 26.6 px.
func (l shaped) advance() fixed.Int26_6 {
	var sum fixed.Int26_6
	for i := range l.runs {
		sum += l.runs[i].out.Advance
	}
	return sum
}

// advances returns how wide the text is before each rune, in the order of the text: len(runes)+1 sums.
// The width of a cluster counts at its first rune.
func (l shaped) advances() []fixed.Int26_6 {
	sums := make([]fixed.Int26_6, len(l.text.runes)+1)
	for i := range l.runs {
		for _, g := range l.runs[i].out.Glyphs {
			sums[g.TextIndex()+1] += g.Advance
		}
	}
	for i := 1; i < len(sums); i++ {
		sums[i] += sums[i-1]
	}
	return sums
}

// visual calls do for each run from left to right with its distance from the left edge.
func (l shaped) visual(do func(r *run, x fixed.Int26_6)) {
	levels := make([]int8, len(l.runs))
	for i := range l.runs {
		levels[i] = l.runs[i].level
	}
	var x fixed.Int26_6
	for _, i := range visualOrder(levels) {
		do(&l.runs[i], x)
		x += l.runs[i].out.Advance
	}
}
