package flows

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	macros "cel.dev/cel-go/parser"

	"buergerterminal/flows/catalog"
)

// The conditions of flows are CEL. Here the compiler of this package is held to what Google's implementation of CEL says of the
// same text and the same answers, with our functions added to it.

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

// differentialFlow has a field, a row's field and a value of each type.
const differentialFlow = `
languages = ["de"]
[[page]]
id = "one"
field = [
  { id = "flag", type = "bool" }, { id = "more", type = "bool" }, { id = "n", type = "int" }, { id = "cents", type = "money" },
  { id = "part", type = "number", decimals = 2 }, { id = "word", type = "text" }, { id = "kind", type = "choice", options = ["a", "b", "c"] },
  { id = "tags", type = "choices", options = ["a", "b", "c"] }, { id = "born", type = "date" }, { id = "state", type = "country" },
]
[[page]]
id = "rows"
repeat = { id = "g" }
field = [
  { id = "gn", type = "int" }, { id = "gw", type = "text" }, { id = "gb", type = "bool" },
  { id = "gt", type = "choices", options = ["a", "b"] }, { id = "gd", type = "date" },
]
[[value]]
id = "vn"
type = "int"
is = "1"
[[value]]
id = "vb"
type = "bool"
is = "true"
[[value]]
id = "vw"
type = "text"
is = "'x'"
[[value]]
id = "vd"
type = "date"
is = "today"
`

// differential is that flow, without its texts.
func differential(t testing.TB) *Flow {
	t.Helper()
	root, problems := parseDocument("flow.toml", []byte(differentialFlow))
	if root == nil {
		t.Fatal(problems)
	}
	l := loader{flow: &Flow{fields: map[string]*Field{}, values: map[string]*Computed{}, position: map[string]int{}, place: root.place}, places: map[string]place{}}
	l.definition(root)
	if len(l.flow.ordered) != 15 || len(l.flow.Values) != 4 {
		t.Fatal(l.problems)
	}
	return gatherAll(l.flow)
}

// gatherAll lets all answers of rows be summed up and counted.
func gatherAll(f *Flow) *Flow {
	for _, q := range f.ordered {
		if q.page.Repeat != nil && q.gathered == 0 {
			f.gathered++
			q.gathered = f.gathered
		}
	}
	return f
}

// randomScope has answers to all questions, and also such as no question would take.
func randomScope(f *Flow, random *rand.Rand) *scope {
	n := len(f.ordered)
	s := &scope{flow: f, row: make([]Value, n), given: make([]bool, n), asked: make([]bool, n), today: randomDay(random),
		rows: make([]int, len(f.groups)), gathered: make([][]Value, f.gathered), computed: make([]Value, len(f.Values)), known: make([]bool, len(f.Values))}
	for _, q := range f.ordered {
		s.row[q.position] = randomValue(q.Type, q.Options, random)
		s.given[q.position] = !s.row[q.position].IsEmpty()
		if q.gathered > 0 {
			for range random.IntN(4) {
				s.gather(q, randomValue(q.Type, q.Options, random))
			}
		}
	}
	for i, v := range f.Values {
		s.computed[i], s.known[i] = randomValue(v.Type, nil, random), true
	}
	for i := range s.rows {
		s.rows[i] = random.IntN(4)
	}
	return s
}

func randomDay(random *rand.Rand) Day {
	return Day{Year: pick(random, 0, 1, 1999, 2026, 2027, 9999), Month: random.IntN(13), Day: random.IntN(32)}
}

func pick[T any](random *rand.Rand, of ...T) T { return of[random.IntN(len(of))] }

func randomValue(t Type, options []Option, random *rand.Rand) Value {
	if random.IntN(12) == 0 {
		return pick(random, Value{}, Text("a"), Int(3), Bool(true), DateOf(Day{2026, 3, 1}), Choices("a"))
	}
	switch t.exprType() {
	case exprInt:
		return Int(pick(random, 0, 1, -1, 2, 7, 31, 99, 100, math.MaxInt64, math.MinInt64, random.Int64N(400)-200))
	case exprDay:
		return DateOf(randomDay(random))
	case exprBool:
		return Bool(random.IntN(2) == 0)
	case exprTexts:
		var ids []string
		for _, o := range options {
			if random.IntN(2) == 0 {
				ids = append(ids, o.ID)
			}
		}
		return Choices(ids...)
	}
	if len(options) > 0 {
		return Choice(pick(random, options...).ID)
	}
	return Text(pick(random, "", "a", "b", "ab", "Köln", "DEU", "Łódź 😀", " ", `'\`))
}

// sameAsCEL wants a condition to be worth in random scopes what CEL says.
func sameAsCEL(t *testing.T, env *cel.Env, c *Condition, typ exprType, random *rand.Rand, scopes int, f *Flow) {
	t.Helper()
	checked, issues := env.Compile(c.Source)
	if issues.Err() != nil {
		t.Fatalf("%s\nis no CEL: %v", c.Source, issues.Err())
	}
	if got := checked.OutputType().String(); got != typ.String() && got != "google.protobuf.Timestamp" {
		t.Fatalf("%s\nis of type %s, of CEL's %s", c.Source, typ, got)
	}
	program, err := env.Program(checked)
	if err != nil {
		t.Fatalf("%s\n%v", c.Source, err)
	}
	for range scopes {
		s := randomScope(f, random)
		out, _, err := program.Eval(celScope{s})
		want := "fails"
		if err == nil {
			want = fmt.Sprint(out.Value())
			if day, ok := out.(types.Timestamp); ok {
				want = fmt.Sprint(day.Unix())
			}
		}
		if got := worthIn(c, s); got != want {
			t.Fatalf("%s\nis %s, of CEL %s, with %s", c.Source, got, want, scopeText(s))
		}
	}
}

// worthIn is what a condition is worth in a scope, written out.
func worthIn(c *Condition, s *scope) string {
	var v any
	var ok bool
	switch {
	case c.plan.truth != nil:
		v, ok = c.plan.truth(s)
	case c.plan.whole != nil:
		v, ok = c.plan.whole(s)
	default:
		v, ok = c.plan.text(s)
	}
	if !ok {
		return "fails"
	}
	return fmt.Sprint(v)
}

func scopeText(s *scope) string {
	var b strings.Builder
	fmt.Fprint(&b, "today ", s.today)
	for _, q := range s.flow.ordered {
		fmt.Fprintf(&b, ", %s: %q %d %v %q", q.ID, s.row[q.position].text, s.row[q.position].number, s.given[q.position], s.row[q.position].chosen())
	}
	return b.String()
}

func compileText(f *Flow, text string, want exprType) (*Condition, Problems) {
	n := &node{shape: shapeString, text: text, value: place{in: &document{file: "x", text: text}}}
	return compileCondition(f, n, want)
}

// grower writes random conditions.
type grower struct {
	random *rand.Rand
	loose  bool // without brackets that would be needed
}

// grow writes one of a type, which is no list.
func (g grower) grow(t exprType, depth int) string {
	one := func(all ...string) string { return pick(g.random, all...) }
	of := func(t exprType) string { return g.grow(t, depth-1) }
	two := func(op string, t exprType) string { return g.closed(of(t) + " " + op + " " + of(t)) }
	if depth <= 0 {
		return g.leaf(t)
	}
	if g.random.IntN(7) == 0 {
		return g.closed(of(exprBool) + " ? " + of(t) + " : " + of(t))
	}
	switch t {
	case exprBool:
		switch g.random.IntN(9) {
		case 0:
			return "!" + g.bracketed(of(exprBool))
		case 1, 2:
			return two(one("&&", "||"), exprBool)
		case 3:
			return two(one("==", "!="), pick(g.random, exprBool, exprInt, exprText, exprDay))
		case 4, 5:
			return two(one("<", "<=", ">", ">="), pick(g.random, exprInt, exprText, exprDay))
		case 6:
			member := pick(g.random, exprInt, exprText, exprDay)
			return g.closed(of(member) + " in [" + of(member) + ", " + g.leaf(member) + "]")
		case 7:
			return g.closed(of(exprText) + " in " + g.texts(depth-1))
		}
		return g.bracketed(of(exprText)) + one(".startsWith(", ".endsWith(", ".contains(") + of(exprText) + ")"
	case exprInt:
		switch g.random.IntN(6) {
		case 0:
			return "-" + g.bracketed(of(exprInt))
		case 1:
			return one("min(", "max(") + of(exprInt) + ", " + of(exprInt) + ")"
		case 2:
			return one("years(", "months(", "days(") + of(exprDay) + ", " + of(exprDay) + ")"
		case 3:
			return one("size("+of(exprText)+")", "size("+g.texts(depth-1)+")", "count(g.gw, "+of(exprText)+")", "count(g.gn, "+of(exprInt)+")", "count(g.gb, "+of(exprBool)+")", "count(g.gt, "+of(exprText)+")")
		}
		return two(one("+", "-", "*", "/", "%"), exprInt)
	case exprDay:
		return one(g.closed(of(exprDay)+one(" + ", " - ")+g.leaf(exprSpan)), g.closed(g.leaf(exprSpan)+" + "+of(exprDay)))
	}
	return two("+", exprText)
}

// closed puts brackets around what has an operator, mostly.
func (g grower) closed(s string) string {
	if g.loose && g.random.IntN(2) == 0 {
		return s
	}
	return "(" + s + ")"
}

func (g grower) bracketed(s string) string {
	if g.loose && g.random.IntN(2) == 0 {
		return s
	}
	return "(" + s + ")"
}

func (g grower) texts(depth int) string {
	if depth > 0 && g.random.IntN(4) == 0 {
		return "(" + g.grow(exprBool, depth-1) + " ? " + g.texts(depth-1) + " : " + g.texts(depth-1) + ")"
	}
	return pick(g.random, "tags", "['a', 'b']", "["+g.grow(exprText, depth)+"]", "['a',"+g.leaf(exprText)+"]")
}

func (g grower) leaf(t exprType) string {
	switch t {
	case exprBool:
		return pick(g.random, "flag", "more", "vb", "true", "false", "answered(n)", "answered(born)", "answered(tags)", "word.matches('^[a-z]*$')", `word.matches("\\w")`)
	case exprInt:
		return pick(g.random, "n", "cents", "part", "vn", "0", "1", "7", "-1", "- 3", "9223372036854775807", "-9223372036854775808",
			"count(g)", "sum(g.gn)", "count(g.gn)", "count(g.gw)", "count(g.gb)", "count(g.gt)", "count(g.gd)")
	case exprDay:
		return pick(g.random, "born", "vd", "today", "date('2026-03-01')", "date( \"0001-01-01\" )", "date('9999-12-31')")
	case exprSpan:
		return pick(g.random, "duration('336h')", "duration('-24h')", "duration('1h30m')", "duration('2000000h')")
	}
	return pick(g.random, "word", "kind", "state", "vw", "''", "'a'", `"b"`, `'\'\\\n'`, "'Köln'", "'DEU'", "'Łódź 😀'")
}

// TestConditionsMeanCEL grows conditions and wants each to be worth what CEL says, wherever it is asked.
func TestConditionsMeanCEL(t *testing.T) {
	f := differential(t)
	env := celEnv(t, f)
	for seed := range uint64(1500) {
		meansCEL(t, f, env, seed)
	}
}

func meansCEL(t *testing.T, f *Flow, env *cel.Env, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 6))
	g := grower{random: random, loose: seed%2 == 1}
	typ := pick(random, exprBool, exprBool, exprInt, exprText, exprDay)
	text := g.grow(typ, 1+random.IntN(4))
	c, problems := compileText(f, text, typ)
	switch {
	case c != nil:
		sameAsCEL(t, env, c, typ, random, 8, f)
	case !g.loose: // without its brackets it may be another type's
		t.Fatalf("%s\nis refused: %v", text, problems)
	}
}

func FuzzConditionMeansCEL(f *testing.F) {
	f.Add(uint64(1))
	f.Add(uint64(4711))
	flow := differential(f)
	env := celEnv(f, flow)
	f.Fuzz(func(t *testing.T, seed uint64) { meansCEL(t, flow, env, seed) })
}

// FuzzConditionText compiles any text: what is accepted must be CEL and worth the same, and what is refused must say where.
func FuzzConditionText(f *testing.F) {
	for _, text := range []string{
		"flag && !(more || n > 1)", "kind in ['a', 'b'] ? 1 < 2 : false", "word.matches('^[0-9]{5}$')", "sum(g.gn) + count(g) >= -3", "born + duration('24h') < today",
		"years(born, today) >= 18 && answered(state)", "((((flag))))", "'a' in tags || size(tags) == 2", "[1].exists(x, x == 1)", "n == 1.5", "r'a' == word", "a.b.c", "n n", "!!flag", "--n == 1",
		"word == 'a\\'b'", "n ? 1", "flag ? true : flag ? more : false", "{'a': 1}", "flag // more", "\"\\u0041\" == word", "n -1 == - 2", "1 - -1 == 2", "count(g.gt, 'a') == 1", "flag ==", "in in [1]", "n in [1, n, 7]",
	} {
		f.Add(text, uint64(1))
	}
	flow := differential(f)
	env := celEnv(f, flow)
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		if !utf8.ValidString(text) || len(text) > 500 {
			t.Skip()
		}
		random := rand.New(rand.NewPCG(seed, 6))
		for _, typ := range []exprType{exprBool, exprInt, exprText, exprDay} {
			c, problems := compileText(flow, text, typ)
			if c != nil {
				sameAsCEL(t, env, c, typ, random, 4, flow)
			}
			for _, p := range problems {
				if p.Message == "" || p.Line < 1 || p.Line > strings.Count(text, "\n")+1 {
					t.Errorf("%q: %v", text, p)
				}
			}
		}
	})
}

// TestCatalogueMeansCEL holds all conditions of the services that ship to CEL.
func TestCatalogueMeansCEL(t *testing.T) {
	all, err := Load(catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(19, 6))
	for _, f := range all.Flows {
		gatherAll(f)
		env := celEnv(t, f)
		seen := map[string]bool{}
		hold := func(c *Condition, typ exprType) {
			if c != nil && !seen[c.Source] {
				seen[c.Source] = true
				sameAsCEL(t, env, c, typ, random, 20, f)
			}
		}
		f.Conditions(func(_ string, c *Condition) { hold(c, exprBool) })
		for _, v := range f.Values {
			hold(v.Is, v.Type.exprType())
		}
		for _, r := range f.groups {
			hold(r.Count, exprInt)
		}
	}
}
