package flows

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/parser"
)

// Condition is a CEL expression, compiled against the flow's fields. It is safe for concurrent use.
type Condition struct {
	Source     string   // as written
	References []string // ids of the fields that it reads, sorted; Today where it reads the day of the visit

	program     cel.Program
	checked     *ast.AST
	comparisons bool     // it has no other operators than comparisons and logic
	reads       []*Field // the References that are fields
	written     *node    // in the file
}

// answeredPrefix makes the name of the hidden variable behind answered(x). No field can have it.
const answeredPrefix = "@answered:"

// newConditionEnv returns the CEL environment that all flows share: the operators and functions of the standard, no
// macros but answered(x), since loops have no place in a form, and date("2026-03-01").
func newConditionEnv() (*cel.Env, error) {
	answered := cel.GlobalMacro("answered", 1, expandAnswered)
	env, err := cel.NewEnv(
		cel.ClearMacros(), cel.Macros(answered),
		cel.Function("date", cel.Overload("date_string", []*cel.Type{cel.StringType}, cel.TimestampType, cel.UnaryBinding(parseDate))),
		cel.Variable(Today, cel.TimestampType),
	)
	if err != nil {
		return nil, fmt.Errorf("environment of conditions: %w", err)
	}
	return env, nil
}

func expandAnswered(h parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if args[0].Kind() != ast.IdentKind {
		return nil, h.NewError(args[0].ID(), "answered() takes the id of a field")
	}
	return h.NewIdent(answeredPrefix + args[0].AsIdent()), nil
}

func parseDate(v ref.Val) ref.Val {
	s, ok := v.Value().(string)
	d, parsed := ParseDay(s)
	if !ok || !parsed || !d.Valid() {
		return types.NewErr("not a date, expected as 2026-03-01")
	}
	return types.Timestamp{Time: d.Time()}
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

// withFields adds two variables for each field: its answer, and whether it is answered.
func withFields(env *cel.Env, fields []*Field) (*cel.Env, error) {
	options := make([]cel.EnvOption, 0, 2*len(fields))
	for _, f := range fields {
		options = append(options, cel.Variable(f.ID, celType(f.Type)), cel.Variable(answeredPrefix+f.ID, cel.BoolType))
	}
	extended, err := env.Extend(options...)
	if err != nil {
		return nil, fmt.Errorf("variables of conditions: %w", err)
	}
	return extended, nil
}

// compile type-checks and plans a condition; want is bool, or int for the number of rows.
func compile(env *cel.Env, n *node, want *cel.Type) (*Condition, Problems) {
	checked, issues := env.Compile(n.text)
	if err := issues.Err(); err != nil {
		return nil, conditionProblems(n, issues)
	}
	if !checked.OutputType().IsExactType(want) {
		message := fmt.Sprintf("condition is of type %s, not %s", cel.FormatCELType(checked.OutputType()), cel.FormatCELType(want))
		return nil, Problems{n.value.problem(message, "compare it with something, or use answered(…)")}
	}
	program, err := env.Program(checked)
	if err != nil {
		return nil, Problems{n.value.problem("condition cannot be planned: "+err.Error(), "")}
	}
	c := &Condition{Source: n.text, program: program, checked: checked.NativeRep(), written: n}
	c.References, c.comparisons = references(c.checked.Expr()), comparesOnly(c.checked.Expr())
	return c, nil
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
		message, hint := e.Message, "operators: == != < <= > >= && || ! in, and answered(field)"
		message, _, _ = strings.Cut(message, " expecting {")
		message = strings.ReplaceAll(message, "reference to '"+answeredPrefix, "reference to '")
		if strings.Contains(message, "undeclared reference") {
			message = strings.TrimSuffix(message, " (in container '')")
			hint = "use the id of an earlier field; texts stand in single quotation marks"
		}
		out = append(out, at.problem("condition: "+message, hint))
	}
	return out
}

// references lists the fields that an expression reads.
func references(e ast.Expr) []string {
	var out []string
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		if e.Kind() == ast.IdentKind {
			out = append(out, strings.TrimPrefix(e.AsIdent(), answeredPrefix))
		}
	}))
	slices.Sort(out)
	return slices.Compact(out)
}

// holds evaluates a bool condition. A nil condition holds; one that fails, as by overflow, does not.
func (c *Condition) holds(s *scope) bool {
	if c == nil {
		return true
	}
	out, _, err := c.program.Eval(s)
	return err == nil && out == types.True
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

// scope is what a condition sees: the answers of the visible questions, of one row if there is one.
type scope struct {
	fields  map[string]*Field
	answers Answers
	given   []bool  // by position of the field: it is visible and answered
	row     []Value // answers of a row of the group whose fields begin at first, as far as they are given
	first   int
	today   Day
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
	if name == Today {
		return types.Timestamp{Time: s.today.celTime()}, true
	}
	id, asksWhether := strings.CutPrefix(name, answeredPrefix)
	q := s.fields[id]
	switch {
	case q == nil:
		return nil, false
	case asksWhether:
		return types.Bool(s.given[q.position]), true
	}
	return s.value(q).cel(q.Type), true
}

// Parent implements the activation of CEL.
func (s *scope) Parent() cel.Activation { return nil }

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
