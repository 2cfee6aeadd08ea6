package flows

import (
	"strings"
	"testing"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	macros "cel.dev/cel-go/parser"
)

// Google's implementation of CEL with our functions added to it, for the tests that ask it beside our compiler.

// Prefixes of the hidden variables that stand for answered(x), and for sum and count over the rows of a group.
const (
	answeredPrefix = "@answered:"
	rowsPrefix     = "@rows:"  // @rows:GROUP.FIELD, the answers of all rows, as a list
	countPrefix    = "@count:" // @count:GROUP, how many rows there are
)

// celEnv is the environment of CEL for the fields, values and groups of a flow.
func celEnv(t testing.TB, f *Flow) *cel.Env {
	t.Helper()
	options := append([]cel.EnvOption{cel.ClearMacros(), cel.Variable(Today, cel.TimestampType)}, celFunctions()...)
	for _, q := range f.ordered {
		options = append(options, cel.Variable(q.ID, celType(q.Type)), cel.Variable(answeredPrefix+q.ID, cel.BoolType))
		if r := q.page.Repeat; r != nil {
			options = append(options, cel.Variable(rowsPrefix+r.ID+"."+q.ID, cel.ListType(celType(q.Type))))
		}
	}
	for _, v := range f.Values {
		options = append(options, cel.Variable(v.ID, celType(v.Type)))
	}
	for _, r := range f.groups {
		options = append(options, cel.Variable(countPrefix+r.ID, cel.IntType))
	}
	env, err := cel.NewEnv(options...)
	if err != nil {
		t.Fatal(err)
	}
	return env
}

func celType(t Type) *cel.Type {
	switch t.exprType() {
	case exprInt:
		return cel.IntType
	case exprDay:
		return cel.TimestampType
	case exprBool:
		return cel.BoolType
	case exprTexts:
		return cel.ListType(cel.StringType)
	}
	return cel.StringType
}

func celFunctions() []cel.EnvOption {
	number, text, day := cel.IntType, cel.StringType, cel.TimestampType
	list := cel.ListType
	between := func(name string, f func(from, to time.Time) int64) cel.EnvOption {
		return cel.Function(name, cel.Overload(name+"_between", []*cel.Type{day, day}, number, cel.BinaryBinding(func(a, b ref.Val) ref.Val {
			return types.Int(f(a.(types.Timestamp).Time, b.(types.Timestamp).Time))
		})))
	}
	of := func(name string, f func(a, b types.Int) types.Int) cel.EnvOption {
		return cel.Function(name, cel.Overload(name+"_of", []*cel.Type{number, number}, number, cel.BinaryBinding(func(a, b ref.Val) ref.Val {
			return f(a.(types.Int), b.(types.Int))
		})))
	}
	return []cel.EnvOption{
		cel.Macros(
			cel.GlobalMacro("answered", 1, expandAnswered), cel.GlobalMacro("sum", 1, expandSum),
			cel.GlobalMacro("count", 1, expandCount), cel.GlobalMacro("count", 2, expandCount),
		),
		cel.Function("date", cel.Overload("date_string", []*cel.Type{text}, day, cel.UnaryBinding(func(v ref.Val) ref.Val {
			d, ok := ParseDay(v.Value().(string))
			if !ok || !d.Valid() {
				return types.NewErr("no day")
			}
			return types.Timestamp{Time: d.Time()}
		}))),
		between("years", yearsBetween), between("months", monthsBetween),
		between("days", func(from, to time.Time) int64 { return (to.Unix() - from.Unix()) / (24 * 60 * 60) }),
		of("min", func(a, b types.Int) types.Int { return min(a, b) }), of("max", func(a, b types.Int) types.Int { return max(a, b) }),
		cel.Function("sum", cel.Overload("sum_rows", []*cel.Type{list(number)}, number, cel.UnaryBinding(sumRows))),
		cel.Function("count",
			cel.Overload("count_numbers", []*cel.Type{list(number)}, number, cel.UnaryBinding(countRows)),
			cel.Overload("count_texts", []*cel.Type{list(text)}, number, cel.UnaryBinding(countRows)),
			cel.Overload("count_days", []*cel.Type{list(day)}, number, cel.UnaryBinding(countRows)),
			cel.Overload("count_lists", []*cel.Type{list(list(text))}, number, cel.UnaryBinding(countRows)),
			cel.Overload("count_yes", []*cel.Type{list(cel.BoolType)}, number, cel.UnaryBinding(func(rows ref.Val) ref.Val { return countEqual(rows, types.True) })),
			cel.Overload("count_text", []*cel.Type{list(text), text}, number, cel.BinaryBinding(countEqual)),
			cel.Overload("count_number", []*cel.Type{list(number), number}, number, cel.BinaryBinding(countEqual)),
			cel.Overload("count_bool", []*cel.Type{list(cel.BoolType), cel.BoolType}, number, cel.BinaryBinding(countEqual)),
			cel.Overload("count_chosen", []*cel.Type{list(list(text)), text}, number, cel.BinaryBinding(countChosen)),
		),
	}
}

func expandAnswered(h macros.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if args[0].Kind() != ast.IdentKind {
		return nil, h.NewError(args[0].ID(), "no name")
	}
	return h.NewIdent(answeredPrefix + args[0].AsIdent()), nil
}

func expandSum(h macros.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	rows := celRows(h, args[0])
	if rows == nil {
		return nil, h.NewError(args[0].ID(), "no rows")
	}
	return h.NewCall("sum", rows), nil
}

func expandCount(h macros.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if args[0].Kind() == ast.IdentKind && len(args) == 1 {
		return h.NewIdent(countPrefix + args[0].AsIdent()), nil
	}
	rows := celRows(h, args[0])
	if rows == nil {
		return nil, h.NewError(args[0].ID(), "no rows")
	}
	return h.NewCall("count", append([]ast.Expr{rows}, args[1:]...)...), nil
}

// celRows is the hidden variable of GROUP.FIELD, or nil.
func celRows(h macros.ExprHelper, e ast.Expr) ast.Expr {
	if e.Kind() != ast.SelectKind || e.AsSelect().Operand().Kind() != ast.IdentKind {
		return nil
	}
	return h.NewIdent(rowsPrefix + e.AsSelect().Operand().AsIdent() + "." + e.AsSelect().FieldName())
}

func eachRow(rows ref.Val, take func(ref.Val)) {
	for it := rows.(traits.Lister).Iterator(); it.HasNext() == types.True; {
		take(it.Next())
	}
}

func sumRows(rows ref.Val) ref.Val {
	var sum ref.Val = types.IntZero
	eachRow(rows, func(v ref.Val) {
		if n, ok := sum.(types.Int); ok {
			sum = n.Add(v) // an error where it is more than can be counted
		}
	})
	return sum
}

func countRows(rows ref.Val) ref.Val {
	n := types.IntZero
	eachRow(rows, func(ref.Val) { n++ })
	return n
}

func countEqual(rows, wanted ref.Val) ref.Val {
	n := types.IntZero
	eachRow(rows, func(v ref.Val) {
		if v.Equal(wanted) == types.True {
			n++
		}
	})
	return n
}

func countChosen(rows, wanted ref.Val) ref.Val {
	n := types.IntZero
	eachRow(rows, func(v ref.Val) {
		if v.(traits.Container).Contains(wanted) == types.True {
			n++
		}
	})
	return n
}

// celScope is a scope as CEL sees it.
type celScope struct{ *scope }

func (s celScope) Parent() cel.Activation { return nil }

func (s celScope) ResolveName(name string) (any, bool) {
	if id, ok := strings.CutPrefix(name, answeredPrefix); ok {
		return types.Bool(s.given[s.flow.fields[id].position]), true
	}
	if id, ok := strings.CutPrefix(name, rowsPrefix); ok {
		_, id, _ = strings.Cut(id, ".")
		q := s.flow.fields[id]
		var all []ref.Val
		for _, v := range s.gathered[q.gathered-1] {
			if v.IsEmpty() {
				continue // a row without an answer
			}
			all = append(all, celValue(v, q.Type))
		}
		return types.NewRefValList(types.DefaultTypeAdapter, all), true
	}
	if group, ok := strings.CutPrefix(name, countPrefix); ok {
		return types.Int(s.rows[s.flow.group(group).Repeat.number]), true
	}
	if name == Today {
		return types.Timestamp{Time: celDay(s.today)}, true
	}
	if q := s.flow.fields[name]; q != nil {
		return celValue(s.value(q), q.Type), true
	}
	if v := s.flow.values[name]; v != nil {
		return celValue(s.compute(v), v.Type), true
	}
	return nil, false
}

// celValue is an answer for CEL; another kind of answer counts as unanswered.
func celValue(v Value, t Type) ref.Val {
	switch t.exprType() {
	case exprInt:
		return types.Int(v.Int())
	case exprDay:
		return types.Timestamp{Time: celDay(v.Day())}
	case exprBool:
		return types.Bool(v.Bool())
	case exprTexts:
		return types.NewStringList(types.DefaultTypeAdapter, v.chosen())
	}
	return types.String(v.text)
}

func celDay(d Day) time.Time {
	if !d.ValidPartial() {
		return time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return Day{Year: d.Year, Month: max(d.Month, 1), Day: max(d.Day, 1)}.Time()
}
