package flows

import (
	"fmt"
	"slices"
	"strings"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// Condition is a CEL expression, compiled against the flow's fields. It is safe for concurrent use.
type Condition struct {
	Source     string   // as written
	References []string // ids of the fields, values and groups that it reads, sorted; Today where it reads the day of the visit

	program     cel.Program
	checked     *ast.AST
	comparisons bool // no other operators than comparisons and logic, and nothing of rows and values
	refs        []reference
	reads       []*Field // fields that it reads, those behind values included
	written     *node    // in the file
}

// newConditionEnv returns the CEL environment that all flows share: the operators and functions of the standard, no
// macros but our own, since loops have no place in a form, and our functions.
func newConditionEnv() (*cel.Env, error) {
	env, err := cel.NewEnv(append([]cel.EnvOption{cel.ClearMacros(), cel.Variable(Today, cel.TimestampType)}, ourFunctions()...)...)
	if err != nil {
		return nil, fmt.Errorf("environment of conditions: %w", err)
	}
	return env, nil
}

// celType is the type of a field's variable.
func celType(t Type) *cel.Type {
	switch t {
	case TypeInt, TypeMoney, TypeNumber:
		return cel.IntType
	case TypeDate:
		return cel.TimestampType
	case TypeBool:
		return cel.BoolType
	case TypeChoices:
		return cel.ListType(cel.StringType)
	}
	return cel.StringType
}

// named is what stands in conditions, wherever: only this needs variables.
type named struct {
	fields []*Field
	values []*Computed
	groups []*Repeat
}

// withNamed adds two variables for each field, its answer and whether it is answered, one for the answers of all rows of a
// repeated field, one for each value, and one for the number of a group's rows.
func withNamed(env *cel.Env, n named) (*cel.Env, error) {
	options := make([]cel.EnvOption, 0, 3*len(n.fields)+len(n.values)+len(n.groups))
	for _, f := range n.fields {
		options = append(options, cel.Variable(f.ID, celType(f.Type)), cel.Variable(answeredPrefix+f.ID, cel.BoolType))
		if r := f.page.Repeat; r != nil {
			options = append(options, cel.Variable(rowsPrefix+r.ID+"."+f.ID, cel.ListType(celType(f.Type))))
		}
	}
	for _, v := range n.values {
		options = append(options, cel.Variable(v.ID, celType(v.Type)))
	}
	for _, r := range n.groups {
		options = append(options, cel.Variable(countPrefix+r.ID, cel.IntType))
	}
	extended, err := env.Extend(options...)
	if err != nil {
		return nil, fmt.Errorf("variables of conditions: %w", err)
	}
	return extended, nil
}

// compile type-checks and plans a condition; want is bool, int for the number of rows, or the type of a value.
func compile(env *cel.Env, n *node, want *cel.Type) (*Condition, Problems) {
	checked, issues := env.Compile(n.text)
	if err := issues.Err(); err != nil {
		return nil, conditionProblems(n, issues)
	}
	if !checked.OutputType().IsExactType(want) {
		message, hint := fmt.Sprintf("condition is of type %s, not %s", cel.FormatCELType(checked.OutputType()), cel.FormatCELType(want)), ""
		if want == cel.BoolType {
			hint = "compare it with something, or use answered(…)"
		}
		return nil, Problems{n.value.problem(message, hint)}
	}
	program, err := env.Program(checked)
	if err != nil {
		return nil, Problems{n.value.problem("condition cannot be planned: "+err.Error(), "")}
	}
	c := &Condition{Source: n.text, program: program, checked: checked.NativeRep(), written: n}
	if wrong := c.outsideSubset(); len(wrong) > 0 {
		return nil, wrong
	}
	c.refs = references(c.checked.Expr())
	c.comparisons = comparesOnly(c.checked.Expr()) && !slices.ContainsFunc(c.refs, func(r reference) bool { return r.group != "" })
	for _, r := range c.refs {
		c.References = append(c.References, r.name())
	}
	slices.Sort(c.References)
	c.References = slices.Compact(c.References)
	return c, nil
}

func (c *Condition) outsideSubset() Problems {
	var out Problems
	for e, message := range outside(c.checked.Expr()) {
		out = append(out, c.at(e).problem("condition: "+message, allowedHint))
	}
	return out
}

// again is the same condition written at another place.
func (c *Condition) again(n *node) *Condition {
	other := *c
	other.written = n
	return &other
}

func conditionProblems(n *node, issues *cel.Issues) Problems {
	var out Problems
	for _, e := range issues.Errors() {
		at := n.within(e.Location.Line(), e.Location.Column())
		message, hint := e.Message, allowedHint
		message, _, _ = strings.Cut(message, " expecting {")
		for _, prefix := range []string{answeredPrefix, rowsPrefix, countPrefix} {
			message = strings.ReplaceAll(message, "reference to '"+prefix, "reference to '")
		}
		if strings.Contains(message, "undeclared reference") {
			message = strings.TrimSuffix(message, " (in container '')")
			hint = "use the id of an earlier field; texts stand in single quotation marks"
		}
		out = append(out, at.problem("condition: "+message, hint))
	}
	return out
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

// references lists what an expression reads, each once.
func references(e ast.Expr) []reference {
	var out []reference
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind {
			if r := referenceOf(e.AsIdent()); !slices.Contains(out, r) {
				out = append(out, r)
			}
		}
	}))
	return out
}

// referenceOf is what a variable stands for.
func referenceOf(variable string) reference {
	if id, ok := strings.CutPrefix(variable, answeredPrefix); ok {
		return reference{id: id, asked: true}
	}
	if id, ok := strings.CutPrefix(variable, rowsPrefix); ok {
		group, id, _ := strings.Cut(id, ".")
		return reference{id: id, group: group}
	}
	if group, ok := strings.CutPrefix(variable, countPrefix); ok {
		return reference{group: group}
	}
	return reference{id: variable}
}

// holds evaluates a bool condition. A nil condition holds; one that fails, as by overflow, does not.
func (c *Condition) holds(s *scope) bool {
	if c == nil {
		return true
	}
	out, _, err := c.program.Eval(s)
	return err == nil && out == types.True
}

// refutes reports whether a bool condition is false: one that fails is not.
func (c *Condition) refutes(s *scope) bool {
	out, _, err := c.program.Eval(s)
	return err == nil && out == types.False
}

// number evaluates an int condition; what fails is 0.
func (c *Condition) number(s *scope) int64 {
	out, _, err := c.program.Eval(s)
	if err != nil {
		return 0
	}
	n, _ := out.(types.Int)
	return int64(n)
}
