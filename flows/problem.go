package flows

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Problem is one mistake in a definition, told to the person who wrote it.
type Problem struct {
	File         string // slash path below the directory that was loaded
	Line, Column int    // counted from 1; 0 where the mistake is that something is absent
	Message      string // what is wrong
	Hint         string // what to do, or ""
	Warning      bool   // it may stay, where nobody can mend it: a long title in an imported flow
}

// String returns "file:line:column: message (hint)", with "warning: " before the message of one.
func (p Problem) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", p.Line, p.Column)
	}
	b.WriteString(": ")
	if p.Warning {
		b.WriteString("warning: ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		b.WriteString(" (" + p.Hint + ")")
	}
	return b.String()
}

// Problems are all mistakes that Load found, sorted by file, line and column.
type Problems []Problem

// Error returns one line for each mistake.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i := range p {
		lines[i] = p[i].String()
	}
	return strings.Join(lines, "\n")
}

func (p Problems) sorted() Problems {
	slices.SortStableFunc(p, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(p)
}

// Mistakes are the problems that are no warnings.
func (p Problems) Mistakes() Problems { return p.those(false) }

// Warnings are the problems that may stay.
func (p Problems) Warnings() Problems { return p.those(true) }

func (p Problems) those(warnings bool) Problems {
	var out Problems
	for _, one := range p {
		if one.Warning == warnings {
			out = append(out, one)
		}
	}
	return out
}

// Problem is one that somebody else has found in the flow, at the place where what it is about is defined: of is "page.ID",
// "field.ID", "proof.ID", "consent.ID", "rule.ID", or "" for the flow itself.
func (f *Flow) Problem(of, message, hint string) Problem {
	if at, ok := f.places[of]; ok {
		return at.problem(message, hint)
	}
	return f.place.problem(message, hint)
}
