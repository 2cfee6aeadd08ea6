package typeset

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/image/math/fixed"
)

// Break sets a text in lines of at most o.Width px. Lines end where UAX #14 allows it, at "\n" and at soft hyphens,
// which then show as "-". A word never breaks elsewhere, with one exception: a single word that is wider than the line
// breaks, because nothing may be cut off: behind a "·", which parts long words in Leichte Sprache, else between two letters
// (grapheme clusters). Only a letter that is wider than the line stands out. An empty text has no lines.
func (s *Setter) Break(text string, st Style, o Options) Paragraph {
	if text == "" {
		return Paragraph{}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := request{text, st, o}
	if p, ok := s.known[asked]; ok {
		return p
	}
	p := s.breakText(text, st, o)
	if len(s.known) >= maxKnown {
		clear(s.known)
	}
	s.known[asked] = p
	return p
}

func (s *Setter) breakText(text string, st Style, o Options) Paragraph {
	var lines []Line
	for _, part := range s.partsOf(text, st, o) {
		lines = append(lines, part.lines(o)...)
	}
	p := Paragraph{Lines: lines, Height: len(lines) * st.Line}
	for _, l := range lines {
		p.Width = max(p.Width, l.Width)
	}
	return p
}

// partsOf are the pieces of a text between its line ends. A text that was set before in another width is not measured again.
func (s *Setter) partsOf(text string, st Style, o Options) []*breaker {
	asked := source{text, st, o.RTL, o.Plain}
	if parts, ok := s.texts[asked]; ok {
		return parts
	}
	var parts []*breaker
	m := readMarks(text, o.Plain)
	for start := 0; start <= len(m.runes); {
		end := start
		for end < len(m.runes) && m.runes[end] != '\n' {
			end++
		}
		parts = append(parts, &breaker{setter: s, text: resolveFSI(m.slice(start, end)), style: st, rtl: o.RTL, plain: o.Plain, set: map[[2]int]Line{}})
		start = end + 1
	}
	if s.held += len(m.runes); s.held > maxHeld {
		clear(s.texts)
		s.held = len(m.runes)
	}
	s.texts[asked] = parts
	return parts
}

// cut is one line of a text: its runes, trailing spaces excluded.
type cut struct {
	start, end int
	forced     bool // ends inside a word
}

// breaker breaks one text that has no "\n", and remembers what it has measured of it.
type breaker struct {
	setter *Setter
	text   marked
	style  Style
	rtl    bool
	plain  bool

	sums   []fixed.Int26_6 // width before each rune
	hyphen fixed.Int26_6
	set    map[[2]int]Line // that were set, by their first rune and the one behind the last

	parted  bool  // the following are known
	ends    []int // where a line may end
	dots    []int // where a "·" parts a word
	letters []int // ends of grapheme clusters
}

// lines sets the text in lines of a width.
func (b *breaker) lines(o Options) []Line {
	whole := cut{0, len(b.text.runes), false}
	if o.Width <= 0 || whole.end == 0 {
		return []Line{b.line(whole)}
	}
	if b.sums == nil {
		b.measure()
	}
	if b.width(0, whole.end) <= fixed.I(o.Width) && b.exact(0, whole.end) <= o.Width {
		return []Line{b.line(whole)}
	}
	if !b.parted {
		b.part()
	}
	cuts := b.cuts(o.Width)
	if o.Balance && len(cuts) > 1 {
		cuts = b.balanced(cuts, o.Width)
	}
	lines := make([]Line, len(cuts))
	for i, c := range cuts {
		lines[i] = b.line(c)
	}
	return lines
}

// measure shapes the text as if it were one line.
func (b *breaker) measure() {
	s := b.setter
	b.sums = s.shape(b.text, b.style, b.rtl).advances()
	if slices.Contains(b.text.runes, softHyphen) {
		b.hyphen = s.shape(readMarks("-", true), b.style, false).advance()
	}
}

// part finds the places where a line may end.
func (b *breaker) part() {
	s := b.setter
	b.parted = true
	s.breaks.Init(b.text.runes)
	for lines := s.breaks.LineIterator(); lines.Next(); {
		l := lines.Line()
		b.ends = append(b.ends, l.Offset+len(l.Text))
	}
	for i, r := range b.text.runes[:max(0, len(b.text.runes)-1)] {
		if r == '·' && i > 0 && unicode.IsLetter(b.text.runes[i-1]) && unicode.IsLetter(b.text.runes[i+1]) {
			b.dots = append(b.dots, i+1)
		}
	}
	for letters := s.breaks.GraphemeIterator(); letters.Next(); {
		g := letters.Grapheme()
		b.letters = append(b.letters, g.Offset+len(g.Text))
	}
}

// cuts fills lines of a width from the first to the last.
func (b *breaker) cuts(width int) []cut {
	var cuts []cut
	for start := 0; start < len(b.text.runes); {
		end, forced := b.lineEnd(start, width)
		cuts = append(cuts, cut{start, end, forced || b.hyphenated(end)})
		start = end
	}
	return cuts
}

// lineEnd returns where the line that begins at start ends. The sums of the whole text leave out what only a line by
// itself shows (kerning at its ends, letters joined over the break), so the last word is taken back until it truly fits.
func (b *breaker) lineEnd(start, width int) (end int, forced bool) {
	if end := b.fit(b.ends, start, width); end > start {
		return end, false
	}
	if end := b.fit(b.dots, start, width); end > start {
		return end, false
	}
	if end := b.fit(b.letters, start, width); end > start {
		return end, true
	}
	return b.letters[after(b.letters, start)], true
}

// fit returns the last of the ends whose line is not wider than width, or start.
func (b *breaker) fit(ends []int, start, width int) int {
	first := after(ends, start)
	last := first
	for last < len(ends) && b.width(start, ends[last]) <= fixed.I(width) {
		last++
	}
	for last--; last >= first; last-- {
		hyphened := b.width(start, ends[last])
		if b.hyphenated(ends[last]) {
			hyphened += b.hyphen
		}
		if hyphened <= fixed.I(width) && b.exact(start, ends[last]) <= width {
			return ends[last]
		}
	}
	return start
}

// after returns the index of the first end behind start.
func after(ends []int, start int) int {
	i, _ := slices.BinarySearch(ends, start+1)
	return i
}

// width of a line without its trailing spaces, by the sums.
func (b *breaker) width(start, end int) fixed.Int26_6 {
	return b.sums[b.trim(start, end)] - b.sums[start]
}

// exact is the width of a line as it will be set.
func (b *breaker) exact(start, end int) int {
	return b.line(cut{start, end, false}).Width
}

// trim returns end without the spaces before it. No-break spaces stay.
func (b *breaker) trim(start, end int) int {
	for end > start && (b.text.runes[end-1] == ' ' || b.text.runes[end-1] == '\u200B') {
		end--
	}
	return end
}

// hyphenated tells whether a line that ends there shows a hyphen.
func (b *breaker) hyphenated(end int) bool {
	return end < len(b.text.runes) && b.text.runes[end-1] == softHyphen
}

// balanced returns the lines of the narrowest width that takes no more lines and breaks no more words than cuts does.
func (b *breaker) balanced(cuts []cut, width int) []cut {
	lo, hi := width/len(cuts)/2, width
	for lo < hi {
		mid := (lo + hi) / 2
		c := b.cuts(mid)
		if len(c) <= len(cuts) && broken(c) <= broken(cuts) {
			cuts, hi = c, mid
		} else {
			lo = mid + 1
		}
	}
	return cuts
}

// broken counts the words that end in another line.
func broken(cuts []cut) int {
	n := 0
	for _, c := range cuts {
		if c.forced {
			n++
		}
	}
	return n
}

// line sets one cut: isolates and strong spans that reach over its ends are closed and opened again, soft hyphens go.
func (b *breaker) line(c cut) Line {
	key := [2]int{c.start, c.end}
	l, ok := b.set[key]
	if !ok {
		l = b.setLine(c)
		b.set[key] = l
	}
	return l
}

func (b *breaker) setLine(c cut) Line {
	hyphen := b.hyphenated(c.end)
	end := b.trim(c.start, c.end)
	var runes []rune
	var strong []bool
	add := func(r rune, bold bool) { runes, strong = append(runes, r), append(strong, bold) }
	open := openIsolates(nil, b.text.runes[:c.start])
	for _, r := range open {
		add(r, b.text.strong[c.start])
	}
	for i := c.start; i < end; i++ {
		if r := b.text.runes[i]; r != softHyphen {
			add(r, b.text.strong[i])
		}
	}
	if hyphen {
		add('-', b.text.strong[end-1])
	}
	for range openIsolates(open, b.text.runes[c.start:end]) {
		add(pdi, strong[len(strong)-1])
	}
	m := marked{runes, strong}
	var text strings.Builder
	m.write(&text, b.plain)
	l := Line{Text: text.String(), Style: b.style, RTL: b.rtl, Plain: b.plain}
	if b.sums != nil && slices.Equal(runes, b.text.runes) {
		l.Width = b.sums[len(runes)].Ceil() // the whole text, which was measured so
	} else {
		l.Width = b.setter.shape(m, b.style, b.rtl).advance().Ceil()
	}
	return l
}

// openIsolates returns the isolate initiators that are still open behind runes, when open were open before them.
func openIsolates(open, runes []rune) []rune {
	open = slices.Clone(open)
	for _, r := range runes {
		switch {
		case r == lri || r == rli:
			open = append(open, r)
		case r == pdi && len(open) > 0:
			open = open[:len(open)-1]
		}
	}
	return open
}

// resolveFSI replaces "first strong" isolates by the direction they have in the whole text, so that a line of it keeps it.
func resolveFSI(m marked) marked {
	if !slices.Contains(m.runes, fsi) {
		return m
	}
	b := newBidiText(m.runes)
	runes := slices.Clone(m.runes)
	for i, r := range m.runes {
		if r != fsi {
			continue
		}
		runes[i] = lri
		if b.isolatedRTL(i) {
			runes[i] = rli
		}
	}
	return marked{runes, m.strong}
}
