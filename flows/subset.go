package flows

import (
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// allowedCalls are the operators and functions that conditions may use; the package comment explains them. What is not
// here is refused, so that a definition means the same in every program that reads it.
func allowedCalls() []string {
	return []string{
		operators.Equals, operators.NotEquals, operators.Less, operators.LessEquals, operators.Greater, operators.GreaterEquals,
		operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot, operators.In, operators.Conditional,
		operators.Add, operators.Subtract, operators.Multiply, operators.Divide, operators.Modulo, operators.Negate,
		"answered", "date", "duration", "size", "startsWith", "endsWith", "contains", "matches",
		"sum", "count", "years", "months", "days", "min", "max",
	}
}

const allowedHint = "operators: == != < <= > >= && || ! in ?: + - * / %, and answered, date, duration, years, months, days, " +
	"min, max, sum, count, size, startsWith, endsWith, contains, matches"

// outside lists what in an expression is not of the subset, each with what to say of it.
func outside(e ast.Expr) map[ast.Expr]string {
	found := map[ast.Expr]string{}
	allowed := allowedCalls()
	ast.PreOrderVisit(e, ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.CallKind:
			if name := e.AsCall().FunctionName(); !slices.Contains(allowed, name) {
				found[e] = "operator or function " + strings.Trim(name, "_@") + " has no place in conditions"
			}
		case ast.LiteralKind:
			switch e.AsLiteral().(type) {
			case types.Bool, types.Int, types.String:
			default:
				found[e] = "values of type " + e.AsLiteral().Type().TypeName() + " have no place in conditions"
			}
		case ast.SelectKind:
			found[e] = "members have no place in conditions, but in sum() and count()"
		case ast.MapKind, ast.StructKind, ast.ComprehensionKind:
			found[e] = "maps, objects and loops have no place in conditions"
		}
	}))
	return found
}
