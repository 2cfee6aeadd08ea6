package typeset

import (
	"strings"
	"unicode/utf8"
)

const (
	softHyphen = '\u00AD'
	lri        = '\u2066'
	rli        = '\u2067'
	fsi        = '\u2068'
	pdi        = '\u2069'
)

// marked is a text without its marks: what is set, and which of it is strong.
type marked struct {
	runes  []rune
	strong []bool
}

// readMarks takes the ** out of a text. Each one turns strong on or off; plain leaves them where they are.
// Control characters become spaces, every kind of line end becomes "\n".
func readMarks(text string, plain bool) marked {
	m := marked{runes: make([]rune, 0, len(text)), strong: make([]bool, 0, len(text))}
	strong := false
	for text != "" {
		if !plain && strings.HasPrefix(text, "**") {
			strong = !strong
			text = text[2:]
			continue
		}
		r, size := firstRune(text)
		text = text[size:]
		m.runes = append(m.runes, r)
		m.strong = append(m.strong, strong)
	}
	return m
}

// firstRune decodes the first rune of a text that is not empty.
func firstRune(text string) (r rune, size int) {
	if strings.HasPrefix(text, "\r\n") {
		return '\n', 2
	}
	r, size = utf8.DecodeRuneInString(text)
	switch {
	case r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
		r = '\n'
	case r < ' ' && r != '\n', r == 0x7F, r > 0x7F && r < 0xA0:
		r = ' '
	}
	return r, size
}

// slice returns the part of m from start to end.
func (m marked) slice(start, end int) marked {
	return marked{m.runes[start:end], m.strong[start:end]}
}

// write puts the marks back.
func (m marked) write(b *strings.Builder, plain bool) {
	strong := false
	for i, r := range m.runes {
		if m.strong[i] != strong && !plain {
			b.WriteString("**")
			strong = m.strong[i]
		}
		b.WriteRune(r)
	}
	if strong {
		b.WriteString("**")
	}
}
