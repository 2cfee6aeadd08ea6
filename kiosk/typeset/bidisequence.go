package typeset

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// sequence is an isolating run sequence (BD13). Its ends (sos, eos) have the direction of its level, because without
// explicit embeddings nothing deeper stands beside it.
type sequence struct {
	level int8
	at    []int        // index of each character in the text
	class []bidi.Class // of each, changed by the rules
	kept  []bidi.Class // classes before the rules, for rule N0
}

// direction of the sequence's level.
func (q *sequence) direction() bidi.Class {
	if q.level%2 == 1 {
		return bidi.R
	}
	return bidi.L
}

// implicitLevel is rules I1 and I2.
func (q *sequence) implicitLevel(k int) int8 {
	switch c := q.class[k]; {
	case c == bidi.R && q.level%2 == 0, c == bidi.L && q.level%2 == 1:
		return q.level + 1
	case c == bidi.AN || c == bidi.EN:
		return q.level + 2 - q.level%2
	}
	return q.level
}

func (q *sequence) resolve(text []rune) {
	q.kept = slices.Clone(q.class)
	q.weak()
	q.brackets(text)
	q.neutrals()
}

// weak is rules W1 to W7.
func (q *sequence) weak() {
	q.marks()
	q.numbers()
	q.separators()
	q.europeanAfterLatin()
}

// marks is W1: a mark is what it stands on.
func (q *sequence) marks() {
	prev := q.direction()
	for k, c := range q.class {
		if c == bidi.NSM {
			q.class[k] = prev
		}
		prev = q.class[k]
		if isInitiator(prev) || prev == bidi.PDI {
			prev = bidi.ON
		}
	}
}

// numbers is W2 and W3.
func (q *sequence) numbers() {
	strong := q.direction()
	for k, c := range q.class {
		switch c {
		case bidi.L, bidi.R:
			strong = c
		case bidi.AL:
			strong = c
			q.class[k] = bidi.R
		case bidi.EN:
			if strong == bidi.AL {
				q.class[k] = bidi.AN
			}
		}
	}
}

// separators is W4 to W6.
func (q *sequence) separators() {
	for k := 1; k+1 < len(q.class); k++ {
		prev, c, next := q.class[k-1], q.class[k], q.class[k+1]
		switch {
		case c == bidi.ES && prev == bidi.EN && next == bidi.EN:
			q.class[k] = bidi.EN
		case c == bidi.CS && prev == next && (prev == bidi.EN || prev == bidi.AN):
			q.class[k] = prev
		}
	}
	for k := 0; k < len(q.class); k++ {
		if q.class[k] != bidi.ET {
			continue
		}
		end := k
		for end < len(q.class) && q.class[end] == bidi.ET {
			end++
		}
		if (k > 0 && q.class[k-1] == bidi.EN) || (end < len(q.class) && q.class[end] == bidi.EN) {
			for ; k < end; k++ {
				q.class[k] = bidi.EN
			}
		}
		k = end - 1
	}
	for k, c := range q.class {
		if c == bidi.ES || c == bidi.ET || c == bidi.CS {
			q.class[k] = bidi.ON
		}
	}
}

// europeanAfterLatin is W7.
func (q *sequence) europeanAfterLatin() {
	strong := q.direction()
	for k, c := range q.class {
		switch c {
		case bidi.L, bidi.R:
			strong = c
		case bidi.EN:
			if strong == bidi.L {
				q.class[k] = bidi.L
			}
		}
	}
}

// maxBrackets is the depth at which rule BD16 stops looking for pairs.
const maxBrackets = 63

// brackets is N0.
func (q *sequence) brackets(text []rune) {
	for _, p := range q.bracketPairs(text) {
		if side, ok := q.sideOf(p[0], p[1]); ok {
			q.setBracket(p[0], side)
			q.setBracket(p[1], side)
		}
	}
}

// bracketPairs is BD16: pairs in the order of their opening brackets.
func (q *sequence) bracketPairs(text []rune) [][2]int {
	type opening struct {
		close rune
		at    int
	}
	var stack []opening
	var pairs [][2]int
	for k, i := range q.at {
		p, _ := bidi.LookupRune(text[i])
		if !p.IsBracket() || q.class[k] != bidi.ON {
			continue
		}
		pair, self := pairOf(text[i])
		if p.IsOpeningBracket() {
			if len(stack) == maxBrackets {
				return nil
			}
			stack = append(stack, opening{pair, k})
			continue
		}
		for j := len(stack) - 1; j >= 0; j-- {
			if stack[j].close == self {
				pairs = append(pairs, [2]int{stack[j].at, k})
				stack = stack[:j]
				break
			}
		}
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return a[0] - b[0] })
	return pairs
}

// sideOf decides the direction of a pair of brackets from what is inside and before it.
func (q *sequence) sideOf(open, end int) (bidi.Class, bool) {
	own := q.direction()
	found := false
	for _, c := range q.class[open+1 : end] {
		switch strongOf(c) {
		case own:
			return own, true
		case bidi.ON:
		default:
			found = true
		}
	}
	if !found {
		return bidi.ON, false
	}
	for k := open - 1; k >= 0; k-- {
		if s := strongOf(q.class[k]); s != bidi.ON {
			return s, true
		}
	}
	return own, true
}

// setBracket gives a bracket its direction, and the marks that stood on it.
func (q *sequence) setBracket(k int, side bidi.Class) {
	q.class[k] = side
	for k++; k < len(q.class) && q.kept[k] == bidi.NSM; k++ {
		q.class[k] = side
	}
}

// strongOf returns L or R for what counts as strong in the rules N0 to N2, numbers being R; ON for all else.
func strongOf(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.AL, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}

// neutrals is N1 and N2.
func (q *sequence) neutrals() {
	before := q.direction()
	for k := 0; k < len(q.class); k++ {
		if s := strongOf(q.class[k]); s != bidi.ON {
			before = s
			continue
		}
		end := k
		for end < len(q.class) && strongOf(q.class[end]) == bidi.ON {
			end++
		}
		after := q.direction()
		if end < len(q.class) {
			after = strongOf(q.class[end])
		}
		side := q.direction()
		if before == after {
			side = before
		}
		for ; k < end; k++ {
			q.class[k] = side
		}
		k = end - 1
	}
}
