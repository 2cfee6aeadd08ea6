package fim

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"buergerterminal/flows"
)

// cel writes a condition in the language of the flow; "" for none.
func (b *builder) cel(c *condition, copies string) string {
	if c == nil {
		return ""
	}
	switch c.op {
	case opAnd, opOr:
		sign := map[operator]string{opAnd: " && ", opOr: " || "}[c.op]
		var parts []string
		for _, p := range c.of {
			part := b.cel(p, copies)
			if p.op == opAnd || p.op == opOr || strings.Contains(part, "||") || strings.Contains(part, "&&") {
				part = "(" + part + ")"
			}
			parts = append(parts, part)
		}
		return strings.Join(parts, sign)
	case opNot:
		return b.celNot(c.of[0], copies)
	case opAnswered:
		return b.given(c.at, copies)
	case opIn:
		return b.celIn(c, copies)
	case opDate:
		return b.celDate(c, copies)
	}
	if !b.asks(c.at, copies) || c.to != nil && !b.asks(c.to, copies) {
		return "false" // it is absent here
	}
	left, right := b.field[b.key(c.at, copies)], ""
	known := "answered(" + left + ")"
	if c.to != nil {
		right = b.field[b.key(c.to, copies)]
		known += " && answered(" + right + ")"
	} else {
		right = c.at.literal(c.values[0])
	}
	return known + " && " + left + " " + string(c.op) + " " + right
}

func (b *builder) celNot(c *condition, copies string) string {
	flipped := map[operator]operator{opAnd: opOr, opOr: opAnd}[c.op]
	switch {
	case c.op == opNot:
		return b.cel(c.of[0], copies)
	case flipped != "" && !slices.ContainsFunc(c.of, func(p *condition) bool { return p.op != opNot }):
		other := &condition{op: flipped}
		for _, p := range c.of {
			other.of = append(other.of, p.of[0])
		}
		return b.cel(other, copies)
	}
	if c.op == opIn && len(c.values) == 1 && (c.at.asked == askedChoice) && b.asks(c.at, copies) {
		return b.field[b.key(c.at, copies)] + " != " + quote(c.values[0])
	}
	part := b.cel(c, copies)
	if c.op == opAnswered && !strings.ContainsAny(part, "&|=<> ") || c.op == opIn && c.at.asked == askedBool && !strings.HasPrefix(part, "!") && !strings.Contains(part, " ") {
		return "!" + part
	}
	return "!(" + part + ")"
}

// asks reports whether there is a question at the place.
func (b *builder) asks(n *node, copies string) bool { return b.field[b.key(n, copies)] != "" }

// celIn is a comparison with one value or several.
func (b *builder) celIn(c *condition, copies string) string {
	id := b.field[b.key(c.at, copies)]
	if id == "" {
		return "false" // it is absent here
	}
	switch c.at.asked {
	case askedBool:
		if slices.Contains(c.values, "true") {
			return id
		}
		return "answered(" + id + ") && !" + id
	case askedMany:
		var parts []string
		for _, v := range c.values {
			parts = append(parts, quote(v)+" in "+id)
		}
		return strings.Join(parts, " || ")
	case askedInt:
		var parts []string
		for _, v := range c.values {
			parts = append(parts, "answered("+id+") && "+id+" == "+c.at.literal(v))
		}
		return strings.Join(parts, " || ")
	}
	if len(c.values) == 1 {
		return id + " == " + quote(c.values[0])
	}
	var list []string
	for _, v := range c.values {
		list = append(list, quote(v))
	}
	return id + " in [" + strings.Join(list, ", ") + "]"
}

// celDate holds where three numbers are a day of the calendar, or not all of them are there.
func (b *builder) celDate(c *condition, copies string) string {
	if !b.asks(c.at, copies) || !b.asks(c.to, copies) || !b.asks(c.in, copies) {
		return "true"
	}
	d, m, y := b.field[b.key(c.at, copies)], b.field[b.key(c.to, copies)], b.field[b.key(c.in, copies)]
	return fmt.Sprintf("!answered(%[1]s) || !answered(%[2]s) || !answered(%[3]s) || %[1]s <= 28 || %[1]s <= 30 && %[2]s != 2 || "+
		"%[1]s == 31 && %[2]s in [1, 3, 5, 7, 8, 10, 12] || %[1]s == 29 && %[2]s == 2 && %[3]s %% 4 == 0 && (%[3]s %% 100 != 0 || %[3]s %% 400 == 0)", d, m, y)
}

// literal writes a number or a day.
func (n *node) literal(text string) string {
	if n.asked == askedDate {
		if text == flows.Today {
			return text
		}
		return "date(" + quote(text) + ")"
	}
	v, _ := scaled(text, n.decimals())
	return strconv.FormatInt(v, 10)
}

func quote(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, "'", `\'`, "\n", `\n`).Replace(s) + "'"
}

// given holds where an element is given at all.
func (b *builder) given(n *node, copies string) string {
	key := b.key(n, copies)
	if n.choice != nil || b.gate[key] != "" {
		return cmp.Or(b.gate[key], "true")
	}
	id := b.field[key]
	switch {
	case n.group() == nil || n.asked == askedBirth:
		if id == "" {
			return "false"
		}
		if b.counts[id] {
			return id + " > 0"
		}
		return "answered(" + id + ")"
	case id != "":
		return id + " > 0" // the number of its rows
	}
	var parts []string
	for _, c := range n.children {
		if c.absent || c.asked == askedPaper || c.asked == askedLabel || c.asked == carried || len(c.fixed) > 0 {
			continue
		}
		if part := b.given(c, copies); part != "false" {
			parts = append(parts, bracket(part))
		}
	}
	if len(parts) == 0 {
		return "false"
	}
	return strings.Join(parts, " || ")
}
