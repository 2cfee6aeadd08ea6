package flows

import (
	"fmt"
	"slices"
	"strings"
)

// compile type-checks all conditions and then looks at what they read. Whether they can hold is only asked of a
// definition without other mistakes.
func (l *loader) compile() {
	if l.vague {
		return
	}
	sound := true
	for _, p := range l.conditions {
		c, problems := compileCondition(l.flow, p.source, p.want())
		l.problems = append(l.problems, problems...)
		sound = sound && c != nil
		*p.into = c
	}
	sound = l.orderValues() && sound
	for _, p := range l.conditions {
		if c := *p.into; c != nil {
			c.reads = l.fieldsOf(c)
			c.comparisons = c.comparisons && !slices.ContainsFunc(c.refs, func(r reference) bool { return l.flow.values[r.id] != nil })
			sound = l.checkReferences(p, c) && sound
			sound = l.checkConstants(c) && sound
		}
	}
	if sound && len(l.problems) == 0 {
		l.prepare()
		l.checkReachable()
	}
}

// prepare notes what evaluating needs to know of rules, and of answers that are summed up and counted.
func (l *loader) prepare() {
	for _, r := range l.flow.Rules {
		if r.prepare(l.flow); r.field.page.Repeat != nil {
			r.field.page.Repeat.rules = append(r.field.page.Repeat.rules, r)
		}
	}
	for _, p := range l.conditions {
		for _, ref := range (*p.into).refs {
			if q := l.flow.fields[ref.id]; q != nil && ref.group != "" && q.gathered == 0 {
				l.flow.gathered++
				q.gathered = l.flow.gathered
			}
		}
	}
}

// fieldsOf are the fields that a condition reads, itself or by values and rows.
func (l *loader) fieldsOf(c *Condition) []*Field {
	out := make([]*Field, 0, len(c.refs))
	add := func(q *Field) {
		if !slices.Contains(out, q) {
			out = append(out, q)
		}
	}
	for _, ref := range c.refs {
		q, v := l.flow.fields[ref.id], l.flow.values[ref.id]
		switch p := l.flow.group(ref.group); {
		case q != nil:
			add(q)
		case v != nil && v.Is != nil:
			for _, q := range v.Is.reads {
				add(q)
			}
		case p != nil && len(p.Fields) > 0:
			add(p.Fields[0]) // stands for the group: a change of its rows is a change of all its fields
		}
	}
	return out
}

// want is the type of the condition's value.
func (p pending) want() exprType {
	switch {
	case p.count:
		return exprInt
	case p.value != nil:
		return p.value.Type.exprType()
	}
	return exprBool
}

// checkReferences refuses what is not answered yet when the condition is asked.
func (l *loader) checkReferences(p pending, c *Condition) bool {
	sound := true
	for _, ref := range c.refs {
		q, v := l.flow.fields[ref.id], l.flow.values[ref.id]
		switch {
		case v != nil:
			sound = l.checkValue(p, c, v) && sound
		case ref.group != "":
			sound = l.checkRows(p, c, ref) && sound
		case q != nil: // else Today, or a name that the compiler has refused
			sound = l.checkField(p, c, q) && sound
		}
	}
	return sound
}

func (l *loader) checkField(p pending, c *Condition, q *Field) bool {
	id := q.ID
	at := l.placeOf(c, id)
	switch {
	case id == p.self:
		l.report(at, "a question cannot decide on itself", "%s depends on itself", p.owner)
	case l.flow.position[id] >= p.before:
		if cycle := l.cycle(id, p); cycle != "" {
			l.report(at, "break the circle", "%s is in a circle: %s", p.owner, cycle)
			return false
		}
		l.report(at, "move the question before it", "%s depends on %q, which is asked later", p.owner, id)
	case q.page.Repeat != nil && (p.page == nil || p.page.Repeat != q.page.Repeat):
		l.report(at, "an answer of a row only counts in its own row; sum(GROUP.FIELD) and count(GROUP.FIELD) read all rows", "%s depends on %q, which is repeated", p.owner, id)
	default:
		return true
	}
	return false
}

// checkRows refuses sums and counts of a group that is not complete yet.
func (l *loader) checkRows(p pending, c *Condition, ref reference) bool {
	first := l.flow.group(ref.group)
	if first == nil || len(first.Fields) == 0 {
		return false // what is wrong with the group is told
	}
	if first.Repeat.end() > p.before || p.page != nil && p.page.Repeat == first.Repeat {
		l.report(l.placeOf(c, ref.name()), "move it behind the last page of the rows", "%s depends on all rows of %q, which are asked later", p.owner, ref.group)
		return false
	}
	return true
}

// checkValue refuses a value that is not known yet.
func (l *loader) checkValue(p pending, c *Condition, v *Computed) bool {
	if v.position > p.before {
		l.report(l.placeOf(c, v.ID), "move the questions that it is made of before it", "%s depends on the value %q, which is known later", p.owner, v.ID)
		return false
	}
	return true
}

// cycle returns the way from a field back to the condition's own field or page, or "".
func (l *loader) cycle(from string, p pending) string {
	target := func(id string) bool {
		q := l.flow.fields[id]
		return id == p.self || p.self == "" && q != nil && p.owner == "page "+q.page.ID
	}
	var way []string
	seen := map[string]bool{}
	var visit func(id string) bool
	visit = func(id string) bool {
		if seen[id] {
			return false
		}
		seen[id] = true
		way = append(way, id)
		if target(id) {
			return true
		}
		for _, next := range l.readBy(id) {
			if visit(next) {
				return true
			}
		}
		way = way[:len(way)-1]
		return false
	}
	if !visit(from) {
		return ""
	}
	start := p.self
	if start == "" {
		start = p.owner
	}
	return start + " → " + strings.Join(way, " → ")
}

// readBy lists the fields that decide whether a field is visible.
func (l *loader) readBy(id string) []string {
	q := l.flow.fields[id]
	if q == nil {
		return nil
	}
	var out []string
	for _, c := range []*Condition{q.Visible, q.page.Visible} {
		if c != nil {
			out = append(out, c.References...)
		}
	}
	return out
}

// placeOf is where a condition first names a field, a value or a group.
func (l *loader) placeOf(c *Condition, id string) place {
	at, found := c.written.value, false
	walkExpr(c.expr, func(e *expr) {
		if !found && e.ref.name() == id {
			at, found = c.written.offset(e.at), true
		}
	})
	return at
}

// checkConstants refuses a comparison with an option that the question does not have: it would never hold.
func (l *loader) checkConstants(c *Condition) bool {
	sound := true
	compare := func(name, constant *expr) {
		if name.kind != exprName || name.field == nil || constant.kind != exprLiteral || constant.typ != exprText || constant.text == "" {
			return
		}
		if message, hint := l.noAnswer(name.field, constant.text); message != "" {
			sound = false
			l.problems = append(l.problems, c.written.offset(constant.at).problem(message, hint))
		}
	}
	walkExpr(c.expr, func(e *expr) {
		if e.kind != exprCall || len(e.args) != 2 {
			return
		}
		left, right := e.args[0], e.args[1]
		switch e.op {
		case "==", "!=":
			compare(left, right)
			compare(right, left)
		case "in":
			compare(right, left)
			if right.kind == exprList {
				for _, element := range right.args {
					compare(left, element)
				}
			}
		}
	})
	return sound
}

// noAnswer says why a text is none of the answers to a question; "" where it is one.
func (l *loader) noAnswer(q *Field, s string) (message, hint string) {
	switch {
	case q.Type == TypeCountry && !isCountry(s):
		return fmt.Sprintf("%q is no state", s), "states are compared by their ISO 3166-1 alpha-3 code, as 'DEU'"
	case q.List != nil && !q.List.Has(s):
		return fmt.Sprintf("%q is no code of the list %s", s, q.List.Name), ""
	case len(q.Options) == 0 || hasOption(q.Options, s) || l.dropped[q.ID+"."+s]:
		return "", ""
	}
	var ids []string
	for _, o := range q.Options {
		ids = append(ids, o.ID)
	}
	return fmt.Sprintf("%q is no option of %s", s, q.ID), suggest(s, ids)
}
