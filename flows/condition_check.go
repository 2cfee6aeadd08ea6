package flows

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// exprType is the type of what a part of a condition is worth, by the names that CEL has for them.
type exprType uint8

const (
	exprUnknown exprType = iota // what is wrong is told already
	exprBool
	exprInt
	exprText
	exprDay
	exprSpan  // of time, only to move a day
	exprTexts // of choices
	exprInts  // the others are lists behind "in"
	exprDays
)

func (t exprType) String() string {
	return [...]string{"unknown", "bool", "int", "string", "timestamp", "duration", "list(string)", "list(int)", "list(timestamp)"}[t]
}

// listOf is the type of a list of that; exprUnknown where there is none.
func (t exprType) listOf() exprType {
	switch t {
	case exprInt:
		return exprInts
	case exprText:
		return exprTexts
	case exprDay:
		return exprDays
	}
	return exprUnknown
}

// compares reports whether two values of the type can be compared: lists cannot, since the order of what is chosen is of no matter.
func (t exprType) compares() bool { return t == exprBool || t.listOf() != exprUnknown }

// exprType is the type of a field's answer in conditions.
func (t Type) exprType() exprType {
	switch t {
	case TypeInt, TypeMoney, TypeNumber:
		return exprInt
	case TypeDate:
		return exprDay
	case TypeBool:
		return exprBool
	case TypeChoices:
		return exprTexts
	}
	return exprText
}

const allowedHint = "operators: == != < <= > >= && || ! in ?: + - * / %, and answered, date, duration, years, months, days, " +
	"min, max, sum, count, size, startsWith, endsWith, contains, matches"

const nameHint = "use the id of an earlier field; texts stand in single quotation marks"

// checker finds what the names of a condition mean, and the types of its parts. What is not in the package comment is refused,
// so that a definition means the same in every program that reads it.
type checker struct {
	flow     *Flow
	refs     []reference // what the condition reads, each once
	mistakes []mistake
}

// wrong notes a mistake; the type of what is wrong fits to everything, so that it is told once.
func (c *checker) wrong(at int, hint, format string, args ...any) exprType {
	c.mistakes = append(c.mistakes, mistake{at, "condition: " + fmt.Sprintf(format, args...), hint})
	return exprUnknown
}

func (c *checker) reads(e *expr, r reference) {
	e.ref = r
	if !slices.Contains(c.refs, r) {
		c.refs = append(c.refs, r)
	}
}

// check types an expression.
func (c *checker) check(e *expr) exprType {
	switch e.kind {
	case exprName:
		e.typ = c.name(e)
	case exprList:
		e.typ = c.list(e)
	case exprMember:
		e.typ = c.wrong(e.at, allowedHint, "members have no place in conditions, but in sum() and count()")
	case exprCall:
		e.typ = c.call(e)
	}
	return e.typ
}

func (c *checker) name(e *expr) exprType {
	e.field, e.value = c.flow.fields[e.text], c.flow.values[e.text]
	switch {
	case e.text == Today:
		c.reads(e, reference{id: Today})
		return exprDay
	case e.field != nil:
		c.reads(e, reference{id: e.text})
		return e.field.Type.exprType()
	case e.value != nil:
		c.reads(e, reference{id: e.text})
		return e.value.Type.exprType()
	}
	return c.undeclared(e.at, e.text)
}

func (c *checker) undeclared(at int, name string) exprType {
	var ids []string
	for _, q := range c.flow.ordered {
		ids = append(ids, q.ID)
	}
	for _, v := range c.flow.Values {
		ids = append(ids, v.ID)
	}
	return c.wrong(at, cmp.Or(suggest(name, ids), nameHint), "undeclared reference to '%s'", name)
}

func (c *checker) list(e *expr) exprType {
	if len(e.args) == 0 {
		return c.wrong(e.at, "", "an empty list has no place in conditions")
	}
	typ := exprUnknown
	for _, a := range e.args {
		t := c.check(a)
		switch {
		case t == exprUnknown:
		case t.listOf() == exprUnknown:
			c.wrong(a.at, "", "a list cannot hold values of type %s", t)
		case typ == exprUnknown:
			typ = t
		case typ != t:
			c.wrong(a.at, "", "a list cannot hold both %s and %s", typ, t)
		}
	}
	return typ.listOf()
}

// call types an operator or function. Some take names, or what is written out, and not just any part.
func (c *checker) call(e *expr) exprType {
	switch e.op {
	case "answered":
		return c.answered(e)
	case "sum", "count":
		return c.rows(e)
	}
	if !isOperation(e.op) {
		return c.wrong(e.at, allowedHint, "operator or function %s has no place in conditions", strings.TrimPrefix(e.op, "."))
	}
	types := make([]exprType, len(e.args))
	for i, a := range e.args {
		types[i] = c.check(a)
	}
	if slices.Contains(types, exprUnknown) {
		return exprUnknown
	}
	switch e.op {
	case "date", "duration":
		return c.written(e, types)
	case ".matches":
		return c.pattern(e, types)
	}
	gives := operation(e.op, types)
	if gives == exprUnknown {
		var given []string
		for _, t := range types {
			given = append(given, t.String())
		}
		c.wrong(e.at, "", "%s does not take (%s)", strings.TrimPrefix(e.op, "."), strings.Join(given, ", "))
	}
	return gives
}

// isOperation reports whether there is such an operator or function.
func isOperation(op string) bool {
	switch op {
	case "==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "in", opChoose, "+", "-", "*", "/", "%", opMinus, "date", "duration",
		"years", "months", "days", "min", "max", "size", ".startsWith", ".endsWith", ".contains", ".matches":
		return true
	}
	return false
}

// operation is the type that an operator or function gives; exprUnknown where it does not take these.
func operation(op string, takes []exprType) exprType {
	switch {
	case len(takes) == 1 && (op == "!" && takes[0] == exprBool || op == opMinus && takes[0] == exprInt):
		return takes[0]
	case len(takes) == 1 && op == "size" && (takes[0] == exprText || takes[0] == exprTexts):
		return exprInt
	case len(takes) == 2:
		return operationOfTwo(op, takes[0], takes[1])
	case len(takes) == 3 && op == opChoose && takes[0] == exprBool && takes[1] == takes[2] && (takes[1].compares() || takes[1] == exprTexts):
		return takes[1]
	}
	return exprUnknown
}

func operationOfTwo(op string, left, right exprType) exprType {
	same := left == right
	switch op {
	case "==", "!=":
		return when(same && left.compares(), exprBool)
	case "<", "<=", ">", ">=":
		return when(same && left.compares() && left != exprBool, exprBool)
	case "in":
		return when(left.listOf() == right, exprBool)
	case "&&", "||":
		return when(same && left == exprBool, exprBool)
	case ".startsWith", ".endsWith", ".contains":
		return when(same && left == exprText, exprBool)
	case "years", "months", "days":
		return when(same && left == exprDay, exprInt)
	case "+":
		if left == exprDay && right == exprSpan || left == exprSpan && right == exprDay {
			return exprDay
		}
		return when(same && (left == exprInt || left == exprText), left)
	case "-":
		if left == exprDay && right == exprSpan {
			return exprDay
		}
		return when(same && left == exprInt, exprInt)
	case "*", "/", "%", "min", "max":
		return when(same && left == exprInt, exprInt)
	}
	return exprUnknown
}

// when is the type if it fits.
func when(fits bool, gives exprType) exprType {
	if fits {
		return gives
	}
	return exprUnknown
}

// written turns date('…') and duration('…') into what they mean: both are only written out.
func (c *checker) written(e *expr, types []exprType) exprType {
	if !slices.Equal(types, []exprType{exprText}) || e.args[0].kind != exprLiteral {
		return c.wrong(e.at, "date('2026-03-01'), duration('336h')", "%s() takes a text in quotation marks", e.op)
	}
	text, at := e.args[0].text, e.args[0].at
	if e.op == "date" {
		day, ok := ParseDay(text)
		if !ok || !day.Valid() {
			return c.wrong(at, "as '2026-03-01'", "%q is no day of the calendar", text)
		}
		*e = expr{kind: exprLiteral, at: e.at, text: text, number: day.Time().Unix()}
		return exprDay
	}
	span, err := time.ParseDuration(text)
	if err != nil || span%time.Second != 0 {
		return c.wrong(at, "in hours: '336h' are two weeks", "%q is no duration", text)
	}
	*e = expr{kind: exprLiteral, at: e.at, text: text, number: int64(span / time.Second)}
	return exprSpan
}

// pattern types text.matches('…').
func (c *checker) pattern(e *expr, types []exprType) exprType {
	if !slices.Equal(types, []exprType{exprText, exprText}) || e.args[1].kind != exprLiteral {
		c.wrong(e.at, "as text.matches('^[0-9]+$')", "matches() takes a pattern in quotation marks")
	} else if _, err := regexp.Compile(e.args[1].text); err != nil {
		c.wrong(e.args[1].at, "", "%s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return exprBool
}

// answered turns answered(FIELD) into what it reads.
func (c *checker) answered(e *expr) exprType {
	if len(e.args) != 1 || e.args[0].kind != exprName {
		c.wrong(e.at, "", "answered() takes the id of a field")
		return exprBool
	}
	of := e.args[0]
	q := c.flow.fields[of.text]
	if q == nil {
		c.undeclared(of.at, of.text)
		return exprBool
	}
	*e = expr{kind: exprAnswered, at: of.at, field: q}
	c.reads(e, reference{id: q.ID, asked: true})
	return exprBool
}

// rows types sum(GROUP.FIELD), count(GROUP), count(GROUP.FIELD) and count(GROUP.FIELD, value).
func (c *checker) rows(e *expr) exprType {
	takes := map[string]string{"sum": "GROUP.FIELD", "count": "GROUP or GROUP.FIELD"}[e.op]
	most := map[string]int{"sum": 1, "count": 2}[e.op]
	if len(e.args) == 0 || len(e.args) > most {
		c.wrong(e.at, "", "%s() takes %s", e.op, takes)
		return exprInt
	}
	of := e.args[0]
	switch {
	case e.op == "count" && len(e.args) == 1 && of.kind == exprName:
		first := c.flow.group(of.text)
		if first == nil {
			c.wrong(of.at, "count() takes "+takes, "there is no group %q", of.text)
			return exprInt
		}
		*e = expr{kind: exprCount, at: of.at, group: first.Repeat}
		c.reads(e, reference{group: of.text})
		return exprInt
	case of.kind != exprMember || of.args[0].kind != exprName:
		c.wrong(of.at, "", "%s() takes %s", e.op, takes)
		return exprInt
	}
	group, id := of.args[0].text, of.text
	q := c.flow.fields[id]
	if q == nil || q.page.Repeat == nil || q.page.Repeat.ID != group {
		c.undeclared(of.at, group+"."+id)
		return exprInt
	}
	*of = expr{kind: exprRows, at: of.at, field: q}
	c.reads(of, reference{id: id, group: group})
	c.counted(e, q.Type.exprType())
	return exprInt
}

// counted refuses a sum of what is no number, and a count of what cannot be compared.
func (c *checker) counted(e *expr, rows exprType) {
	if e.op == "sum" && rows != exprInt {
		c.wrong(e.at, "", "sum does not take (list(%s))", rows)
	}
	if len(e.args) < 2 {
		return
	}
	wanted := rows
	if rows == exprTexts {
		wanted = exprText
	}
	if t := c.check(e.args[1]); t != exprUnknown && (t != wanted || t == exprDay) {
		c.wrong(e.at, "", "count does not take (list(%s), %s)", rows, t)
	}
}
