package typeset

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/bidi"
)

// The Unicode bidirectional algorithm, UAX #9 revision 48, with isolates and without the explicit embeddings and
// overrides that isolates have replaced (LRE, RLE, LRO, RLO, PDF are ignored). It is our own because the libraries give
// runs of one direction and not levels: "عربي 12 abc" needs the levels 1, 2 and 0 to be put in order.
//
// An isolate is an independent text inside its surroundings, so levels are resolved by recursion: each call handles one
// isolating run sequence, in which an isolate is nothing but its two neutral ends.

// maxDepth is the deepest embedding level (BD2); isolates below it have no effect.
const maxDepth = 125

type bidiText struct {
	text   []rune
	class  []bidi.Class
	match  []int // of an isolate initiator: index of its PDI, len(text) if there is none
	levels []int8
}

// bidiLevels returns the embedding level of each rune in a line of the given base direction. Trailing spaces have the base level.
func bidiLevels(text []rune, rtl bool) []int8 {
	b := newBidiText(text)
	base := int8(0)
	if rtl {
		base = 1
	}
	for i := range b.levels {
		b.levels[i] = -1
	}
	b.resolve(0, len(text), base)
	b.settleIgnored(base)
	b.settleSpaces(base)
	return b.levels
}

func newBidiText(text []rune) *bidiText {
	b := &bidiText{text: text, class: make([]bidi.Class, len(text)), match: make([]int, len(text)), levels: make([]int8, len(text))}
	var open []int
	for i, r := range text {
		p, _ := bidi.LookupRune(r)
		b.class[i] = p.Class()
		switch {
		case isInitiator(b.class[i]):
			b.match[i] = len(text)
			open = append(open, i)
		case b.class[i] == bidi.PDI && len(open) > 0:
			b.match[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return b
}

func isInitiator(c bidi.Class) bool { return c == bidi.LRI || c == bidi.RLI || c == bidi.FSI }

// isIgnored tells the classes that rule X9 takes out.
func isIgnored(c bidi.Class) bool {
	switch c {
	case bidi.BN, bidi.LRE, bidi.RLE, bidi.LRO, bidi.RLO, bidi.PDF:
		return true
	}
	return false
}

// isolatedRTL tells the direction inside the isolate that begins at i (rules P2 and P3 for FSI).
func (b *bidiText) isolatedRTL(i int) bool {
	if b.class[i] != bidi.FSI {
		return b.class[i] == bidi.RLI
	}
	for j := i + 1; j < b.match[i]; j++ {
		switch c := b.class[j]; {
		case c == bidi.L:
			return false
		case c == bidi.R || c == bidi.AL:
			return true
		case isInitiator(c):
			j = b.match[j]
		}
	}
	return false
}

// resolve sets the levels of text[start:end], which lies at one embedding level (rules X5a–X7, X9, X10).
func (b *bidiText) resolve(start, end int, level int8) {
	seq := sequence{level: level}
	for i := start; i < end; i++ {
		c := b.class[i]
		if isIgnored(c) {
			continue
		}
		seq.at = append(seq.at, i)
		seq.class = append(seq.class, c)
		if !isInitiator(c) {
			continue
		}
		if inner := innerLevel(level, b.isolatedRTL(i)); inner <= maxDepth {
			b.resolve(i+1, b.match[i], inner)
			i = b.match[i] - 1
		}
	}
	seq.resolve(b.text)
	for k, i := range seq.at {
		b.levels[i] = seq.implicitLevel(k)
	}
}

// innerLevel is the least level above outer of the given direction.
func innerLevel(outer int8, rtl bool) int8 {
	inner := outer + 1
	if (inner%2 == 1) != rtl {
		inner++
	}
	return inner
}

// settleIgnored gives what X9 took out the level of what stands before it, so that it splits no run.
func (b *bidiText) settleIgnored(base int8) {
	last := base
	for i, l := range b.levels {
		if l < 0 {
			b.levels[i] = last
		}
		last = b.levels[i]
	}
}

// settleSpaces applies rule L1: separators and the spaces before them and at the end have the base level.
func (b *bidiText) settleSpaces(base int8) {
	trailing := true
	for i := len(b.text) - 1; i >= 0; i-- {
		switch c := b.class[i]; {
		case c == bidi.B || c == bidi.S:
			trailing = true
		case c == bidi.WS || isInitiator(c) || c == bidi.PDI || isIgnored(c):
		default:
			trailing = false
		}
		if trailing {
			b.levels[i] = base
		}
	}
}

// pairOf returns the other bracket of a pair in its canonical form, and the canonical form of r itself.
func pairOf(r rune) (pair, self rune) {
	r = canonicalBracket(r)
	pair, _ = utf8.DecodeRuneInString(bidi.ReverseString(string(r)))
	return canonicalBracket(pair), r
}

// canonicalBracket maps the two brackets that have a canonical equivalent.
func canonicalBracket(r rune) rune {
	switch r {
	case 0x2329:
		return 0x3008
	case 0x232A:
		return 0x3009
	}
	return r
}

// visualOrder returns the indexes of runs from left to right (rule L2).
func visualOrder(levels []int8) []int {
	order := make([]int, len(levels))
	highest := int8(0)
	for i := range order {
		order[i] = i
		highest = max(highest, levels[i])
	}
	for l := highest; l > 0; l-- {
		for i := 0; i < len(levels); i++ {
			if levels[i] < l {
				continue
			}
			j := i
			for j < len(levels) && levels[j] >= l {
				j++
			}
			reverse(order[i:j])
			i = j
		}
	}
	return order
}

func reverse(s []int) {
	for i, j := 0, len(s)-1; i < j; i, j = i+1, j-1 {
		s[i], s[j] = s[j], s[i]
	}
}
