package flows

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Condition is a CEL expression, compiled against the flow's fields. It is safe for concurrent use.
type Condition struct {
	Source     string   // as written
	References []string // ids of the fields, values and groups that it reads, sorted; Today where it reads the day of the visit

	plan        plan
	expr        *expr
	comparisons bool // no other operators than comparisons and logic, and nothing of rows and values
	refs        []reference
	reads       []*Field // fields that it reads, those behind values included
	written     *node    // in the file
}

// compileCondition reads, checks and plans a condition of that type. The language is CEL, of which this compiler knows what the
// package comment lists. That it means what CEL means is held by a test that asks Google's own implementation beside it.
func compileCondition(f *Flow, n *node, want exprType) (*Condition, Problems) {
	tell := func(m mistake) Problem { return n.offset(m.at).problem(m.message, m.hint) }
	e, failed := parseExpr(n.text)
	if failed != nil {
		failed.message = "condition: " + failed.message
		return nil, Problems{tell(*failed)}
	}
	c := checker{flow: f}
	typ := c.check(e)
	if typ != want && len(c.mistakes) == 0 {
		message, hint := fmt.Sprintf("condition is of type %s, not %s", typ, want), ""
		if want == exprBool {
			hint = "compare it with something, or use answered(…)"
		}
		return nil, Problems{n.value.problem(message, hint)}
	}
	if len(c.mistakes) > 0 {
		var out Problems
		for _, m := range c.mistakes {
			out = append(out, tell(m))
		}
		return nil, out
	}
	done := &Condition{Source: n.text, expr: e, refs: c.refs, plan: planOf(e), written: n, comparisons: comparesOnly(e)}
	for _, r := range c.refs {
		done.References = append(done.References, r.name())
	}
	slices.Sort(done.References)
	done.References = slices.Compact(done.References)
	return done, nil
}

// offset is the place of an offset in the text.
func (n *node) offset(at int) place {
	for i := len(n.pieces) - 1; i >= 0; i-- {
		if p := n.pieces[i]; p.from <= at {
			return p.place.along(utf8.RuneCountInString(n.text[p.from:at]))
		}
	}
	return n.value.after(n.text[:at])
}

// reference is what an expression reads.
type reference struct {
	id    string // of a field or value, or Today; "" of count(GROUP)
	group string // of whose rows the answers are read, or ""
	asked bool   // only whether it is answered
}

// name is what stands in the condition.
func (r reference) name() string {
	if r.id == "" {
		return r.group
	}
	return r.id
}

// holds evaluates a bool condition. A nil condition holds; one that fails, as by overflow, does not.
func (c *Condition) holds(s *scope) bool {
	if c == nil {
		return true
	}
	v, ok := c.plan.truth(s)
	return ok && v
}

// refutes reports whether a bool condition is false: one that fails is not.
func (c *Condition) refutes(s *scope) bool {
	v, ok := c.plan.truth(s)
	return ok && !v
}

// number evaluates an int condition; what fails is 0.
func (c *Condition) number(s *scope) int64 {
	v, ok := c.plan.whole(s)
	if !ok {
		return 0
	}
	return v
}
