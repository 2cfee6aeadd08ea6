package flows

import (
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
	if len(l.conditions) == 0 || l.vague {
		return
	}
	env, err := withFields(env, l.named())
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
	for _, p := range l.conditions {
		if c := *p.into; c != nil {
			c.reads = l.fieldsOf(c)
			sound = l.checkReferences(p, c) && sound
			sound = l.checkConstants(c) && sound
		}
	}
	if sound && len(l.problems) == 0 {
		l.checkReachable()
	}
}

// fieldsOf are the fields that a condition reads.
func (l *loader) fieldsOf(c *Condition) []*Field {
	out := make([]*Field, 0, len(c.References))
	for _, id := range c.References {
		if q := l.flow.fields[id]; q != nil {
			out = append(out, q)
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
		count  bool
	}
	out := make([]compiled, len(conditions))
	first := make(map[wording]int, len(conditions))
	same := make([]int, len(conditions)) // which of the same text is compiled
	for i, p := range conditions {
		this := wording{p.source.text, p.count}
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

// named are the fields whose ids stand in conditions, wherever: only these need variables.
func (l *loader) named() []*Field {
	var out []*Field
	seen := map[string]bool{}
	for _, p := range l.conditions {
		for word := range strings.FieldsFuncSeq(p.source.text, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			if q := l.flow.fields[word]; q != nil && !seen[word] {
				seen[word] = true
				out = append(out, q)
			}
		}
	}
	return out
}

// want is the type of the condition's value.
func (p pending) want() *cel.Type {
	if p.count {
		return cel.IntType
	}
	return cel.BoolType
}

// checkReferences refuses what is not answered yet when the condition is asked.
func (l *loader) checkReferences(p pending, c *Condition) bool {
	sound := true
	for _, id := range c.References {
		q := l.flow.fields[id]
		if q == nil { // Today, or a name that the compiler has refused
			continue
		}
		at := l.placeOf(c, id)
		switch {
		case id == p.self:
			l.report(at, "a question cannot decide on itself", "%s depends on itself", p.owner)
			sound = false
		case l.flow.position[id] >= p.before:
			sound = false
			if cycle := l.cycle(id, p); cycle != "" {
				l.report(at, "break the circle", "%s is in a circle: %s", p.owner, cycle)
				continue
			}
			l.report(at, "move the question before it", "%s depends on %q, which is asked later", p.owner, id)
		case q.page.Repeat != nil && (p.page == nil || p.page.Repeat != q.page.Repeat):
			l.report(at, "an answer of a row only counts in its own row", "%s depends on %q, which is repeated", p.owner, id)
			sound = false
		}
	}
	return sound
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

// placeOf is where a condition first names a field.
func (l *loader) placeOf(c *Condition, id string) place {
	at, found := c.written.value, false
	ast.PreOrderVisit(c.checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		if !found && e.Kind() == ast.IdentKind && strings.TrimPrefix(e.AsIdent(), answeredPrefix) == id {
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
