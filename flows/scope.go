package flows

import "strings"

// scope is what a condition sees: the answers of the visible questions, of one row if there is one, and what follows from
// them.
type scope struct {
	flow    *Flow
	answers Answers
	given   []bool  // by position of the field: it is visible and answered
	asked   []bool  // by position of the field: it is visible
	row     []Value // answers of a row of the group whose fields begin at first, as far as they are given
	first   int
	today   Day

	rows     []int     // of a group, by Repeat.number
	gathered [][]Value // by Field.gathered and row: the answers, empty where none is given
	computed []Value   // by Computed.number
	known    []bool    // by Computed.number: it is computed; nil: nothing is kept
	changed  *change   // what is taken over from an earlier evaluation; nil: nothing
}

// value is the answer to a field, empty where it is not given.
func (s *scope) value(q *Field) Value {
	if !s.given[q.position] {
		return Value{}
	}
	if i := q.position - s.first; i >= 0 && i < len(s.row) {
		return s.row[i]
	}
	return s.answers[q.ID]
}

// compute works a value out, once for each evaluation: it is only asked for when all that it reads is known.
func (s *scope) compute(v *Computed) Value {
	if s.known == nil {
		return v.of(s)
	}
	if !s.known[v.number] {
		if s.changed != nil && !s.changed.affects(v.Is) {
			s.computed[v.number] = s.changed.before.computed[v.number]
		} else {
			s.computed[v.number] = v.of(s)
		}
		s.known[v.number] = true
	}
	return s.computed[v.number]
}

// of is the value in a scope; empty where it cannot be worked out, and for numbers and days while nothing that they are
// made of is answered.
func (v *Computed) of(s *scope) Value {
	if v.blank(s) {
		return Value{}
	}
	switch v.Type.exprType() {
	case exprInt:
		if n, ok := v.Is.plan.whole(s); ok {
			return Int(n)
		}
	case exprDay:
		if n, ok := v.Is.plan.whole(s); ok {
			return DateOf(DayOf(inUTC(n)))
		}
	case exprBool:
		if b, ok := v.Is.plan.truth(s); ok {
			return Bool(b)
		}
	case exprText:
		if t, ok := v.Is.plan.text(s); ok {
			return Text(strings.TrimSpace(t))
		}
	}
	return Value{}
}

// blank reports whether a number or day is made of answers of which none is given.
func (v *Computed) blank(s *scope) bool {
	if v.Type == TypeBool || v.Type == TypeText || len(v.Is.reads) == 0 {
		return false
	}
	for _, q := range v.Is.reads {
		if q.page.Repeat != nil || s.given[q.position] {
			return false
		}
	}
	return true
}
