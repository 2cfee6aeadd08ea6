package flows

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// worth is how a part of a condition is worked out; ok is false where it cannot be, by a division by zero or an overflow.
type worth[T any] func(s *scope) (v T, ok bool)

// plan is how a condition is worked out, by its type. Days are seconds since 1970, and so are whole as numbers are.
type plan struct {
	truth worth[bool]
	whole worth[int64]
	text  worth[string]
}

// planOf plans a checked expression, which is no list.
func planOf(e *expr) plan {
	switch e.typ {
	case exprBool:
		return plan{truth: planBool(e)}
	case exprText:
		return plan{text: planText(e)}
	}
	return plan{whole: planWhole(e)}
}

func planBool(e *expr) worth[bool] {
	switch e.kind {
	case exprLiteral:
		return constant(e.number == 1)
	case exprAnswered:
		return func(s *scope) (bool, bool) { return s.given[e.field.position], true }
	case exprName:
		return planName(e, func(v Value) bool { return v.Bool() })
	}
	switch e.op {
	case "!":
		return not(planBool(e.args[0]))
	case "&&":
		return decided(planBool(e.args[0]), planBool(e.args[1]), false)
	case "||":
		return decided(planBool(e.args[0]), planBool(e.args[1]), true)
	case "!=":
		return not(planEqual(e))
	case "==":
		return planEqual(e)
	case "in":
		if e.args[0].typ == exprText {
			return among(planText(e.args[0]), planTexts(e.args[1]))
		}
		return among(planWhole(e.args[0]), planList(e.args[1], planWhole, wholeOf))
	case opChoose:
		return chosen(e, planBool)
	case ".matches":
		pattern, text := regexp.MustCompile(e.args[1].text), planText(e.args[0])
		return func(s *scope) (bool, bool) {
			v, ok := text(s)
			return ok && pattern.MatchString(v), ok
		}
	case ".startsWith":
		return both(e, planText, func(a, b string) (bool, bool) { return strings.HasPrefix(a, b), true })
	case ".endsWith":
		return both(e, planText, func(a, b string) (bool, bool) { return strings.HasSuffix(a, b), true })
	case ".contains":
		return both(e, planText, func(a, b string) (bool, bool) { return strings.Contains(a, b), true })
	}
	if e.args[0].typ == exprText {
		return planOrder(e, planText)
	}
	return planOrder(e, planWhole)
}

func planWhole(e *expr) worth[int64] {
	switch e.kind {
	case exprLiteral:
		return constant(e.number)
	case exprCount:
		return func(s *scope) (int64, bool) { return int64(s.rows[e.group.number]), true }
	case exprName:
		switch {
		case e.field == nil && e.value == nil: // Today
			return func(s *scope) (int64, bool) { return s.today.seconds(), true }
		case e.typ == exprDay:
			return planName(e, func(v Value) int64 { return v.Day().seconds() })
		}
		return planName(e, func(v Value) int64 { return v.Int() })
	}
	switch e.op {
	case "+", "-":
		if e.typ == exprDay {
			return planMoved(e)
		}
	case "sum":
		return planSum(e)
	case "count":
		return planCount(e)
	case "size":
		return planSize(e)
	case opMinus:
		of := planWhole(e.args[0])
		return func(s *scope) (int64, bool) {
			v, ok := of(s)
			if !ok {
				return 0, false
			}
			return minus(0, v)
		}
	case opChoose:
		return chosen(e, planWhole)
	}
	return both(e, planWhole, arithmetic(e.op))
}

func planText(e *expr) worth[string] {
	switch {
	case e.kind == exprLiteral:
		return constant(e.text)
	case e.kind == exprName:
		return planName(e, func(v Value) string { return v.text })
	case e.op == opChoose:
		return chosen(e, planText)
	}
	return both(e, planText, func(a, b string) (string, bool) { return a + b, true })
}

// planTexts plans a list of texts.
func planTexts(e *expr) worth[[]string] {
	switch e.kind {
	case exprList:
		return planList(e, planText, func(e *expr) string { return e.text })
	case exprName:
		return planName(e, func(v Value) []string { return v.chosen() })
	}
	return chosen(e, planTexts)
}

func wholeOf(e *expr) int64 { return e.number }

// planList plans a list that is written out; literal is the value of one of its parts that is the same always.
func planList[T any](e *expr, plan func(*expr) worth[T], literal func(*expr) T) worth[[]T] {
	var always []T
	var parts []worth[T]
	for _, a := range e.args {
		parts = append(parts, plan(a))
		if a.kind == exprLiteral {
			always = append(always, literal(a))
		}
	}
	if len(always) == len(parts) {
		return constant(always)
	}
	return func(s *scope) ([]T, bool) {
		all := make([]T, len(parts))
		for i, part := range parts {
			v, ok := part(s)
			if !ok {
				return nil, false
			}
			all[i] = v
		}
		return all, true
	}
}

// constant is what is the same in any scope.
func constant[T any](v T) worth[T] { return func(*scope) (T, bool) { return v, true } }

// planName plans a field or value, of whose answer of says what counts.
func planName[T any](e *expr, of func(Value) T) worth[T] {
	if v := e.value; v != nil {
		return func(s *scope) (T, bool) { return of(s.compute(v)), true }
	}
	q := e.field
	return func(s *scope) (T, bool) { return of(s.value(q)), true }
}

// both plans what is made of two parts of the same type.
func both[T, R any](e *expr, plan func(*expr) worth[T], of func(a, b T) (R, bool)) worth[R] {
	left, right := plan(e.args[0]), plan(e.args[1])
	return func(s *scope) (none R, ok bool) {
		a, ok := left(s)
		if !ok {
			return none, false
		}
		b, ok := right(s)
		if !ok {
			return none, false
		}
		return of(a, b)
	}
}

func not(of worth[bool]) worth[bool] {
	return func(s *scope) (bool, bool) {
		v, ok := of(s)
		return !v, ok
	}
}

// decided is && or ||: what cannot be worked out does not matter where the other part decides.
func decided(left, right worth[bool], by bool) worth[bool] {
	return func(s *scope) (bool, bool) {
		a, known := left(s)
		if known && a == by {
			return by, true
		}
		b, ok := right(s)
		if ok && b == by {
			return by, true
		}
		return !by, known && ok
	}
}

// chosen is c ? a : b, of which only one is worked out.
func chosen[T any](e *expr, plan func(*expr) worth[T]) worth[T] {
	c, a, b := planBool(e.args[0]), plan(e.args[1]), plan(e.args[2])
	return func(s *scope) (none T, ok bool) {
		yes, ok := c(s)
		switch {
		case !ok:
			return none, false
		case yes:
			return a(s)
		}
		return b(s)
	}
}

func planEqual(e *expr) worth[bool] {
	switch e.args[0].typ {
	case exprBool:
		return both(e, planBool, func(a, b bool) (bool, bool) { return a == b, true })
	case exprText:
		return both(e, planText, func(a, b string) (bool, bool) { return a == b, true })
	}
	return both(e, planWhole, func(a, b int64) (bool, bool) { return a == b, true })
}

func planOrder[T cmp.Ordered](e *expr, plan func(*expr) worth[T]) worth[bool] {
	switch e.op {
	case "<":
		return both(e, plan, func(a, b T) (bool, bool) { return a < b, true })
	case "<=":
		return both(e, plan, func(a, b T) (bool, bool) { return a <= b, true })
	case ">":
		return both(e, plan, func(a, b T) (bool, bool) { return a > b, true })
	}
	return both(e, plan, func(a, b T) (bool, bool) { return a >= b, true })
}

func among[T comparable](of worth[T], list worth[[]T]) worth[bool] {
	return func(s *scope) (bool, bool) {
		v, ok := of(s)
		if !ok {
			return false, false
		}
		all, ok := list(s)
		return ok && slices.Contains(all, v), ok
	}
}

// planMoved plans a day and a duration, which is always written out.
func planMoved(e *expr) worth[int64] {
	day, by := e.args[0], e.args[1]
	if day.typ == exprSpan {
		day, by = by, day
	}
	seconds := by.number
	if e.op == "-" {
		seconds = -seconds
	}
	of := planWhole(day)
	return func(s *scope) (int64, bool) {
		v, ok := of(s)
		v += seconds
		return v, ok && firstSecond <= v && v <= lastSecond
	}
}

func planSize(e *expr) worth[int64] {
	if e.args[0].typ == exprTexts {
		of := planTexts(e.args[0])
		return func(s *scope) (int64, bool) {
			v, ok := of(s)
			return int64(len(v)), ok
		}
	}
	of := planText(e.args[0])
	return func(s *scope) (int64, bool) {
		v, ok := of(s)
		return int64(utf8.RuneCountInString(v)), ok
	}
}

func planSum(e *expr) worth[int64] {
	q := e.args[0].field
	return func(s *scope) (sum int64, ok bool) {
		for _, v := range s.gathered[q.gathered-1] {
			if sum, ok = plus(sum, v.Int()); !ok {
				return 0, false
			}
		}
		return sum, true
	}
}

// planCount plans count(GROUP.FIELD) and count(GROUP.FIELD, value): in how many rows there is an answer, yes, or that value.
func planCount(e *expr) worth[int64] {
	rows := e.args[0].field
	if len(e.args) == 1 {
		return counted(rows, constant(struct{}{}), func(v Value, _ struct{}) bool { return rows.Type != TypeBool || v.Bool() })
	}
	switch rows.Type.exprType() {
	case exprBool:
		return counted(rows, planBool(e.args[1]), func(v Value, wanted bool) bool { return v.Bool() == wanted })
	case exprInt:
		return counted(rows, planWhole(e.args[1]), func(v Value, wanted int64) bool { return v.Int() == wanted })
	case exprTexts:
		return counted(rows, planText(e.args[1]), func(v Value, wanted string) bool { return slices.Contains(v.chosen(), wanted) })
	}
	return counted(rows, planText(e.args[1]), func(v Value, wanted string) bool { return v.text == wanted })
}

func counted[T any](rows *Field, of worth[T], counts func(v Value, wanted T) bool) worth[int64] {
	return func(s *scope) (n int64, ok bool) {
		wanted, ok := of(s)
		if !ok {
			return 0, false
		}
		for _, v := range s.gathered[rows.gathered-1] {
			if !v.IsEmpty() && counts(v, wanted) {
				n++
			}
		}
		return n, true
	}
}
