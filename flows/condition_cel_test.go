package flows

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"buergerterminal/flows/catalog"
)

// The conditions of flows are CEL. Here the compiler of this package is held to what Google's implementation of CEL says of the
// same text and the same answers.

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
				s.gathered[q.gathered-1] = append(s.gathered[q.gathered-1], randomValue(q.Type, q.Options, random))
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
		"-1 * -9223372036854775808 != 0", "-9223372036854775808 * -1 != 0", "-9223372036854775808 / -1 != 0", "-9223372036854775808 % -1 == 0", "0 - -9223372036854775808 != 0",
	} {
		f.Add(text, uint64(1))
	}
	flow := differential(f)
	env := celEnv(f, flow)
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		if !utf8.ValidString(text) || len(text) > 500 {
			t.Skipf("%d bytes that are no UTF-8, or longer than a condition is", len(text))
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
