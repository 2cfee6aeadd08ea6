package flows

import (
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/parser"
)

// Prefixes of the hidden variables behind answered(x), and behind sum and count over the rows of a group. No field can have
// such a name.
const (
	answeredPrefix = "@answered:"
	rowsPrefix     = "@rows:"  // @rows:GROUP.FIELD, the answers of all rows, as a list
	countPrefix    = "@count:" // @count:GROUP, how many rows there are
)

// ourFunctions are what conditions have besides the standard; the package comment says what they mean.
func ourFunctions() []cel.EnvOption {
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
		cel.Function("date", cel.Overload("date_string", []*cel.Type{text}, day, cel.UnaryBinding(parseDate))),
		between("years", yearsBetween), between("months", monthsBetween), between("days", daysBetween),
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

func expandAnswered(h parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if args[0].Kind() != ast.IdentKind {
		return nil, h.NewError(args[0].ID(), "answered() takes the id of a field")
	}
	return h.NewIdent(answeredPrefix + args[0].AsIdent()), nil
}

func expandSum(h parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	rows := rowsOf(h, args[0])
	if rows == nil {
		return nil, h.NewError(args[0].ID(), "sum() takes GROUP.FIELD")
	}
	return h.NewCall("sum", rows), nil
}

func expandCount(h parser.ExprHelper, _ ast.Expr, args []ast.Expr) (ast.Expr, *common.Error) {
	if args[0].Kind() == ast.IdentKind && len(args) == 1 {
		return h.NewIdent(countPrefix + args[0].AsIdent()), nil
	}
	rows := rowsOf(h, args[0])
	if rows == nil {
		return nil, h.NewError(args[0].ID(), "count() takes GROUP or GROUP.FIELD")
	}
	return h.NewCall("count", append([]ast.Expr{rows}, args[1:]...)...), nil
}

// rowsOf is the hidden variable of GROUP.FIELD, or nil.
func rowsOf(h parser.ExprHelper, e ast.Expr) ast.Expr {
	if e.Kind() != ast.SelectKind || e.AsSelect().Operand().Kind() != ast.IdentKind {
		return nil
	}
	return h.NewIdent(rowsPrefix + e.AsSelect().Operand().AsIdent() + "." + e.AsSelect().FieldName())
}

func parseDate(v ref.Val) ref.Val {
	s, ok := v.Value().(string)
	d, parsed := ParseDay(s)
	if !ok || !parsed || !d.Valid() {
		return types.NewErr("not a date, expected as 2026-03-01")
	}
	return types.Timestamp{Time: d.Time()}
}

// monthsBetween is how many whole months lie between two days, below 0 where the second is the earlier one. A month from
// the 31st is over on the last day of a shorter month.
func monthsBetween(from, to time.Time) int64 {
	if to.Before(from) {
		return -monthsBetween(to, from)
	}
	months := int64(to.Year()-from.Year())*12 + int64(to.Month()-from.Month())
	last := to.AddDate(0, 0, 1).Month() != to.Month()
	if to.Day() < from.Day() && !last {
		months--
	}
	return months
}

// yearsBetween is an age in years. Who is born on 29 February is a year older on 1 March (§ 187 Abs. 2 and § 188 Abs. 2 BGB).
func yearsBetween(from, to time.Time) int64 {
	if to.Before(from) {
		return -yearsBetween(to, from)
	}
	years := int64(to.Year() - from.Year())
	if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
		years--
	}
	return years
}

func daysBetween(from, to time.Time) int64 {
	const day = 24 * 60 * 60
	return (to.Unix() - from.Unix()) / day // both are midnight UTC
}

// each goes through the answers of a group's rows.
func each(rows ref.Val, take func(ref.Val)) {
	list, ok := rows.(traits.Lister)
	if !ok {
		return
	}
	for it := list.Iterator(); it.HasNext() == types.True; {
		take(it.Next())
	}
}

func sumRows(rows ref.Val) ref.Val {
	var sum ref.Val = types.IntZero
	each(rows, func(v ref.Val) {
		if n, ok := sum.(types.Int); ok {
			sum = n.Add(v) // an error where it is more than can be counted
		}
	})
	return sum
}

func countRows(rows ref.Val) ref.Val {
	n := types.IntZero
	each(rows, func(ref.Val) { n++ })
	return n
}

func countEqual(rows, wanted ref.Val) ref.Val {
	n := types.IntZero
	each(rows, func(v ref.Val) {
		if v.Equal(wanted) == types.True {
			n++
		}
	})
	return n
}

func countChosen(rows, wanted ref.Val) ref.Val {
	n := types.IntZero
	each(rows, func(v ref.Val) {
		if chosen, ok := v.(traits.Container); ok && chosen.Contains(wanted) == types.True {
			n++
		}
	})
	return n
}
