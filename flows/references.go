package flows

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// compile type-checks all conditions and then looks at what they read. Whether they can hold is only asked of a
// definition without other mistakes.
func (l *loader) compile(env *cel.Env) {
	if l.vague {
		return
	}
	if len(l.conditions) == 0 {
		l.checkReachable()
		return
	}
	env, err := withNamed(env, l.named())
	if err != nil {
		l.report(l.flow.place, "", "%s", err)
		return
	}
	sound := true
	for _, c := range compileAll(env, l.conditions) {
		l.problems = append(l.problems, c.problems...)
		sound = sound && c.condition != nil
		*c.into = c.condition
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

// compiled is a condition that does not wait any more; its condition is nil where there are problems.
type compiled struct {
	pending
	condition *Condition
	problems  Problems
}

// compilers is how many conditions are compiled at once. Each grows a stack that the next condition has the use of.
const compilers = 3

// compileAll compiles conditions side by side, the same text once: a page and its proof often have the same.
func compileAll(env *cel.Env, conditions []pending) []compiled {
	type wording struct {
		source string
		want   string
	}
	out := make([]compiled, len(conditions))
	first := make(map[wording]int, len(conditions))
	same := make([]int, len(conditions)) // which of the same text is compiled
	for i, p := range conditions {
		this := wording{p.source.text, p.want().String()}
		if _, seen := first[this]; !seen {
			first[this] = i
		}
		same[i] = first[this]
	}
	var compiling sync.WaitGroup
	var taken atomic.Int64
	for range compilers {
		compiling.Go(func() {
			for i := int(taken.Add(1)) - 1; i < len(conditions); i = int(taken.Add(1)) - 1 {
				if same[i] == i {
					out[i].condition, out[i].problems = compile(env, conditions[i].source, conditions[i].want())
				}
			}
		})
	}
	compiling.Wait()
	for i, p := range conditions {
		out[i].pending = p
		switch c := out[same[i]].condition; {
		case same[i] == i:
		case c != nil:
			out[i].condition = c.again(p.source)
		default:
			out[i].condition, out[i].problems = compile(env, p.source, p.want()) // the same mistake at another place
		}
	}
	return out
}

// named is what the words in conditions may mean.
func (l *loader) named() named {
	var out named
	seen := map[string]bool{}
	for _, p := range l.conditions {
		for word := range strings.FieldsFuncSeq(p.source.text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if seen[word] {
				continue
			}
			seen[word] = true
			if q := l.flow.fields[word]; q != nil {
				out.fields = append(out.fields, q)
			}
			if v := l.flow.values[word]; v != nil {
				out.values = append(out.values, v)
			}
			if p := l.flow.group(word); p != nil {
				out.groups = append(out.groups, p.Repeat)
			}
		}
	}
	return out
}

// want is the type of the condition's value.
func (p pending) want() *cel.Type {
	switch {
	case p.count:
		return cel.IntType
	case p.value != nil:
		return celType(p.value.Type)
	}
	return cel.BoolType
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
	ast.PreOrderVisit(c.checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if !found && e.Kind() == ast.IdentKind && referenceOf(e.AsIdent()).name() == id {
			at, found = c.at(e), true
		}
	}))
	return at
}

// at is the place of an expression in the file.
func (c *Condition) at(e ast.Expr) place {
	location := c.checked.SourceInfo().GetStartLocation(e.ID())
	return c.written.within(location.Line(), location.Column())
}

// checkConstants refuses a comparison with an option that the question does not have: it would never hold.
func (l *loader) checkConstants(c *Condition) bool {
	sound := true
	compare := func(ident, constant ast.Expr) {
		if ident.Kind() != ast.IdentKind || constant.Kind() != ast.LiteralKind {
			return
		}
		q := l.flow.fields[ident.AsIdent()]
		s, isText := constant.AsLiteral().Value().(string)
		if q == nil || !isText || s == "" {
			return
		}
		if q.Type == TypeCountry && !isCountry(s) {
			sound = false
			l.report(c.at(constant), "states are compared by their ISO 3166-1 alpha-3 code, as 'DEU'", "%q is no state", s)
		}
		if q.List != nil && !q.List.Has(s) {
			sound = false
			l.report(c.at(constant), "", "%q is no code of the list %s", s, q.List.Name)
		}
		if len(q.Options) == 0 || hasOption(q.Options, s) || l.dropped[q.ID+"."+s] {
			return
		}
		var ids []string
		for _, o := range q.Options {
			ids = append(ids, o.ID)
		}
		sound = false
		l.report(c.at(constant), suggest(s, ids), "%q is no option of %s", s, q.ID)
	}
	ast.PreOrderVisit(c.checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() != ast.CallKind || len(e.AsCall().Args()) != 2 {
			return
		}
		left, right := e.AsCall().Args()[0], e.AsCall().Args()[1]
		switch e.AsCall().FunctionName() {
		case operators.Equals, operators.NotEquals:
			compare(left, right)
			compare(right, left)
		case operators.In:
			compare(right, left)
			if right.Kind() == ast.ListKind {
				for _, element := range right.AsList().Elements() {
					compare(left, element)
				}
			}
		}
	}))
	return sound
}
