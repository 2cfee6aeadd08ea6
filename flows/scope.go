package flows

import (
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

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
	gathered [][]Value // answers of all rows, by Field.gathered
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

// ResolveName implements the activation of CEL. Unanswered fields are the empty value of their type.
func (s *scope) ResolveName(name string) (any, bool) {
	if name[0] == '@' {
		return s.hidden(name)
	}
	if name == Today {
		return types.Timestamp{Time: s.today.celTime()}, true
	}
	if q := s.flow.fields[name]; q != nil {
		return s.value(q).cel(q.Type), true
	}
	if v := s.flow.values[name]; v != nil {
		return s.compute(v).cel(v.Type), true
	}
	return nil, false
}

// hidden resolves the variables behind answered, sum and count.
func (s *scope) hidden(name string) (any, bool) {
	if id, ok := strings.CutPrefix(name, answeredPrefix); ok {
		if q := s.flow.fields[id]; q != nil {
			return types.Bool(s.given[q.position]), true
		}
		return nil, false
	}
	r := referenceOf(name)
	if q := s.flow.fields[r.id]; q != nil {
		all := make([]ref.Val, 0, len(s.gathered[q.gathered-1]))
		for _, v := range s.gathered[q.gathered-1] {
			all = append(all, v.cel(q.Type))
		}
		return types.NewRefValList(types.DefaultTypeAdapter, all), true
	}
	if p := s.flow.group(r.group); p != nil {
		return types.Int(s.rows[p.Repeat.number]), true
	}
	return nil, false
}

// Parent implements the activation of CEL.
func (s *scope) Parent() cel.Activation { return nil }

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
	out, _, err := v.Is.program.Eval(s)
	if err != nil {
		return Value{}
	}
	switch out := out.(type) {
	case types.Int:
		return Int(int64(out))
	case types.Bool:
		return Bool(bool(out))
	case types.String:
		return Text(strings.TrimSpace(string(out)))
	case types.Timestamp:
		return DateOf(DayOf(out.Time))
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

// cel converts an answer to the CEL value of the field's type; another kind of answer counts as unanswered.
func (v Value) cel(t Type) ref.Val {
	switch t {
	case TypeInt, TypeMoney, TypeNumber:
		return types.Int(v.Int())
	case TypeDate:
		return types.Timestamp{Time: v.Day().celTime()}
	case TypeBool:
		return types.Bool(v.Bool())
	case TypeChoices:
		return types.NewStringList(types.DefaultTypeAdapter, v.chosen())
	}
	return types.String(v.text)
}

// celTime is the day for conditions: no day of the calendar counts as unanswered, unknown parts as the first.
func (d Day) celTime() time.Time {
	if !d.ValidPartial() {
		return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return Day{Year: d.Year, Month: max(d.Month, 1), Day: max(d.Day, 1)}.Time()
}
