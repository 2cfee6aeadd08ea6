package flows

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// document is a file as it was read.
type document struct {
	file string
	text string // "" where nobody has read it
}

// place is where something stands in a document, so that a mistake found long after parsing can still be shown. Line and
// column are only counted when somebody is told: most documents are right.
type place struct {
	in     *document
	offset int
}

// position is the line and column, in characters, both counted from 1.
func (p place) position() (line, column int) {
	before := p.in.text[:p.offset]
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

func (p place) line() int {
	line, _ := p.position()
	return line
}

// told says where the first of two is, for a mistake at another place.
func (p place) told(from place) string {
	if p.in.file == from.in.file {
		return fmt.Sprintf("the first is in line %d", p.line())
	}
	return fmt.Sprintf("the first is in %s:%d", p.in.file, p.line())
}

func (p place) problem(message, hint string) Problem {
	line, column := p.position()
	return Problem{File: p.in.file, Line: line, Column: column, Message: message, Hint: hint}
}

// after is the place behind a text that begins here.
func (p place) after(text string) place {
	p.offset += len(text)
	return p
}

// along is the place so many characters further on, in the same line.
func (p place) along(characters int) place {
	for ; characters > 0; characters-- {
		r, size := utf8.DecodeRuneInString(p.in.text[p.offset:])
		if size == 0 || r == '\n' {
			break
		}
		p.offset += size
	}
	return p
}
