package flows_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/flows"
)

func TestHousehold(t *testing.T) {
	f := loadOne(t, household(t))
	day := func(year, month, day int) flows.Value { return flows.Date(year, month, day) }
	base := flows.Answers{flows.Today: day(2026, 11, 21), "grant": flows.Choice("none"), "rent": flows.Int(200)}
	with := func(pairs ...any) flows.Answers {
		a := maps.Clone(base)
		for i := 0; i < len(pairs); i += 2 {
			a[pairs[i].(string)] = pairs[i+1].(flows.Value)
		}
		return a
	}
	two := []any{
		"number", flows.Int(2), "people[0].name", flows.Text("A"), "people[0].born", day(1990, 1, 1), "people[0].income", flows.Int(100),
		"people[1].name", flows.Text("B"), "people[1].born", day(2020, 1, 1), "people[1].income", flows.Int(999), "people[2].income", flows.Int(999),
	}
	tests := []struct {
		name    string
		answers flows.Answers
		values  string
		broken  string
		exit    string
		fee     int
	}{
		{"little", base, `{"alone":true,"children":0,"cost":200,"income_sum":0,"share":0,"until":"","who_leaves":""}`, "", "", 0},
		{"exit", with("grant", flows.Choice("basic"), "rent", flows.Int(700)), `{"alone":true,"children":0,"cost":"","income_sum":0,"share":0,"until":"","who_leaves":""}`, "", "no_need", -1},
		{"leaves before", with("arrives", day(2026, 5, 2), "leaves", day(2026, 5, 1)),
			`{"alone":true,"children":0,"cost":200,"income_sum":0,"share":0,"until":"2026-05-16","who_leaves":"one who leaves"}`, "stays leaves -1", "", 0},
		{"leaves, but never arrived", with("leaves", day(2026, 5, 1)), `{"alone":true,"children":0,"cost":200,"income_sum":0,"share":0,"until":"","who_leaves":"one who leaves"}`, "", "", 0},
		{"dear", with("rent", flows.Int(601)), `{"alone":true,"children":0,"cost":601,"income_sum":0,"share":0,"until":"","who_leaves":""}`, "cheap extra -1", "", 0},
		{"dear, but of no matter", with("rent", flows.Int(601), "grant", flows.Choice("other")), `{"alone":true,"children":0,"cost":601,"income_sum":0,"share":0,"until":"","who_leaves":""}`, "", "", 0},
		{"a child has no income that counts", with(two...), `{"alone":false,"children":1,"cost":200,"income_sum":100,"share":200,"until":"","who_leaves":""}`, "reachable school -1", "", 0},
		{"cheaper", with(append(two, "rent", flows.Int(20), "school", flows.Text("x"))...), `{"alone":false,"children":1,"cost":20,"income_sum":100,"share":20,"until":"","who_leaves":""}`, "", "", 100},
		{"a rule of a row", with(append(two, "school", flows.Text("x"), "people[0].ends", day(1989, 1, 1), "people[1].ends", day(2027, 1, 1), "people[1].kinds", flows.Choices("work", "pension"))...),
			`{"alone":false,"children":1,"cost":200,"income_sum":100,"share":200,"until":"","who_leaves":"","workers":1}`, "old_enough people[0].ends 0, old_enough people[1].ends 1", "", 0},
		{"rich", with(append(two, "school", flows.Text("x"), "people[0].income", flows.Int(500))...), `{"alone":false,"children":1,"cost":200,"income_sum":500,"share":40,"until":"","who_leaves":""}`, "mine number -1", "", 100},
		{"everybody is granted", with(append(two, "grant", flows.Choice("other"), "people[0].grants", flows.Bool(true), "people[1].grants", flows.Bool(true))...),
			`{"alone":false,"children":1,"cost":200,"income_sum":100,"share":200,"until":"","who_leaves":""}`, "", "all_granted", -1},
		{"one is not", with(append(two, "grant", flows.Choice("other"), "school", flows.Text("x"), "people[0].grants", flows.Bool(true), "people[1].grants", flows.Bool(false))...),
			`{"alone":false,"children":1,"cost":200,"income_sum":100,"share":200,"until":"","who_leaves":""}`, "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := f.Evaluate(tt.answers)
			for id, v := range e.Values {
				if v.IsEmpty() {
					e.Values[id] = flows.Text("")
				}
			}
			if e.Values["workers"].Int() == 0 {
				delete(e.Values, "workers")
			}
			if got := told(e.Values); got != tt.values {
				t.Errorf("values\n got %s\nwant %s", got, tt.values)
			}
			var broken []string
			for _, b := range e.Broken {
				broken = append(broken, fmt.Sprint(b.Rule.ID, " ", b.Key, " ", b.Row))
			}
			if got := strings.Join(broken, ", "); got != tt.broken {
				t.Errorf("broken %q, want %q", got, tt.broken)
			}
			exit := ""
			if e.Exit != nil {
				exit = e.Exit.Page.ID
				if last := e.VisiblePages[len(e.VisiblePages)-1]; last.Page != e.Exit.Page || len(e.VisibleProofs)+len(e.VisibleCosignatures)+len(e.VisibleNext) > 0 {
					t.Error("something is behind the exit")
				}
			}
			if exit != tt.exit {
				t.Errorf("exit %q, want %q", exit, tt.exit)
			}
			cents, ok := f.Fee(tt.answers, time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
			if ok != (tt.fee >= 0) || ok && cents != tt.fee {
				t.Errorf("fee %d %t, want %d", cents, ok, tt.fee)
			}
		})
	}
	fee, _, _ := f.FeeFor(with(append(two, "rent", flows.Int(200))...), time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC))
	if fee == nil || fee.ID != "free" {
		t.Errorf("fee %+v", fee)
	}
}

func TestHouseholdMistakes(t *testing.T) {
	const flow = "household/flow.toml"
	tests := []struct {
		name    string
		changes []string
		want    []string
	}{
		{"value that needs itself", []string{`is = "rent + extra"`, `is = "rent + extra + share"`}, []string{flow + ":95:7: value share needs itself: share → cost → share"}},
		{"value of another type", []string{`is = "rent + extra"`, `is = "rent > extra"`}, []string{flow + ":99:7: condition is of type bool, not int"}},
		{"value of what is not there", []string{`is = "rent + extra"`, `is = "rent + extras"`}, []string{flow + ":99:14: condition: undeclared reference to 'extras'"}},
		{"value of a row", []string{`is = "rent + extra"`, `is = "rent + income"`}, []string{flow + `:99:14: value cost depends on "income", which is repeated`}},
		{"value that is known later", []string{`visible = "grant == 'basic'"`, `visible = "cost > 100"`}, []string{flow + `:19:12: page no_need depends on the value "cost", which is known later`}},
		{"sum that is known later", []string{`visible = "grant == 'basic'"`, `visible = "sum(people.income) > 100"`}, []string{flow + `:19:16: page no_need depends on all rows of "people", which are asked later`}},
		{"count in its own rows", []string{`visible = "!answered(born) ||`, `visible = "count(people) > 1 ||`}, []string{flow + `:63:18: field income depends on all rows of "people", which are asked later`}},
		{"sum of texts", []string{`"sum(people.income)"`, `"sum(people.name)"`}, []string{flow + ":103:7: condition: sum does not take (list(string))"}},
		{"sum of no field", []string{`"sum(people.income)"`, `"sum(people.salary)"`}, []string{flow + ":103:11: condition: undeclared reference to 'people.salary'"}},
		{"sum of a field", []string{`"sum(people.income)"`, `"sum(rent)"`}, []string{flow + ":103:11: condition: sum() takes GROUP.FIELD"}},
		{"count of a field", []string{`"count(people) == 0"`, `"count(rent) == 0"`}, []string{flow + `:123:13: condition: there is no group "rent"`}},
		{"count of an expression", []string{`"count(people) == 0"`, `"count(1) == 0"`}, []string{flow + ":123:13: condition: count() takes GROUP or GROUP.FIELD"}},
		{"count of another type", []string{"count(people.kinds, 'work')", "count(people.kinds, 1)"}, []string{flow + ":111:7: condition: count does not take (list(list(string)), int)"}},
		{"rule that reads what is later", []string{`holds = "leaves >= arrives"`, `holds = "leaves >= arrives || number > 1"`}, []string{flow + `:128:31: rule stays depends on "number", which is asked later`}},
		{"fee per value of money", []string{`per = "children"`, `per = "cost"`}, []string{flow + `:162:8: per = "cost" cannot multiply a fee`}},
		{"rule that nobody can keep", []string{`holds = "answered(school) || answered(reason)"`, `holds = "grant == 'none' && grant == 'other'"`}, []string{flow + ":145:10: rule reachable can never be kept"}},
		{"nothing behind the exit", []string{`visible = "grant == 'basic'"`, `visible = "grant == 'basic' || grant != 'basic'"`}, []string{flow + ":22:1: page rent can never be reached: the way always ends before it"}},
		{"exit without a condition", []string{"visible = \"grant == 'basic'\"\n", ""}, []string{flow + ":21:1: page rent can never be reached: the way always ends before it"}},
		{"behind an exit that takes all who could", []string{"visible = \"share > 50\"", "visible = \"grant == 'basic'\""}, []string{flow + ":80:12: page rich can never be shown"}},
		{"member", []string{`"share > 50"
[[page.field]]`, `"grant.size > 50"
[[page.field]]`}, []string{flow + ":80:12: condition: members have no place in conditions, but in sum() and count()"}},
		{"function of the standard", []string{`is = "rent + extra"`, `is = "int('1')"`}, []string{flow + ":99:7: condition: operator or function int has no place in conditions"}},
		{"fraction", []string{`visible = "cost > 300"`, `visible = "1.5 > 0.5"`}, []string{flow + ":150:12: condition: only whole numbers have a place in conditions"}},
		{"index", []string{`visible = "cost > 300"`, `visible = "[1][0] == 1"`}, []string{flow + ":150:15: condition: an operator is missing here, or this is too much"}},
		{"no day", []string{`visible = "cost > 300"`, `visible = "today > date('2026-02-30')"`}, []string{flow + `:150:25: condition: "2026-02-30" is no day of the calendar`}},
		{"day that is not written out", []string{`visible = "cost > 300"`, `visible = "today > date(school)"`}, []string{flow + ":150:20: condition: date() takes a text in quotation marks"}},
		{"no duration", []string{`visible = "cost > 300"`, `visible = "today + duration('14d') > today"`}, []string{flow + `:150:29: condition: "14d" is no duration`}},
		{"no pattern", []string{`visible = "cost > 300"`, `visible = "school.matches('(')"`}, []string{flow + ":150:27: condition: missing closing ): `(`"}},
		{"empty list", []string{`visible = "cost > 300"`, `visible = "school in []"`}, []string{flow + ":150:22: condition: an empty list has no place in conditions"}},
		{"list of several types", []string{`visible = "cost > 300"`, `visible = "cost in [1, 'a']"`}, []string{flow + ":150:24: condition: a list cannot hold both int and string"}},
		{"two mistakes at once", []string{`visible = "cost > 300"`, `visible = "costs > 300 || 'a' < 1"`}, []string{
			flow + ":150:12: condition: undeclared reference to 'costs'", flow + ":150:31: condition: < does not take (string, int)"}},
		{"text without an end", []string{`visible = "cost > 300"`, `visible = "school == 'a"`}, []string{flow + ":150:22: condition: the text does not end"}},
		{"brackets without an end", []string{`visible = "cost > 300"`, `visible = "(cost > 300"`}, []string{flow + ":150:23: condition: ) is missing here"}},
		{"nested too deeply", []string{`visible = "cost > 300"`, `visible = "` + strings.Repeat("(", 61) + "cost > 300" + strings.Repeat(")", 61) + `"`}, []string{flow + ":150:72: condition: nested too deeply"}},
		{"map", []string{`visible = "cost > 300"`, `visible = "size({'a': 1}) == 1"`}, []string{flow + ":150:17: condition: { has no place in conditions"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantProblems(t, household(t, tt.changes...), tt.want) })
	}
}

// TestFunctions works conditions out that read nothing but the day of the visit.
func TestFunctions(t *testing.T) {
	tests := []struct {
		condition string
		want      bool
	}{
		{"years(date('2008-11-21'), today) == 18", true},
		{"years(date('2008-11-22'), today) == 17", true},
		{"years(date('2004-02-29'), date('2022-02-28')) == 17", true},
		{"years(date('2004-02-29'), date('2022-03-01')) == 18", true},
		{"years(today, date('2024-11-20')) == -2", true},
		{"months(date('2026-01-31'), date('2026-02-28')) == 1", true},
		{"months(date('2026-01-15'), date('2026-03-14')) == 1", true},
		{"months(date('2026-03-14'), date('2026-01-15')) == -1", true},
		{"days(date('2026-11-01'), today) == 20", true},
		{"days(today, date('1400-01-01')) < -200000", true},
		{"min(3, 2) == 2 && max(3, 2) == 3", true},
		{"today + duration('24h') == date('2026-11-22')", true},
		{"7 / 2 == 3 && 7 % 2 == 1 && -7 < 0", true},
		{"'Berlin'.startsWith('Ber') && 'Berlin'.endsWith('lin') && 'Berlin'.contains('erl') && 'Berlin'.matches('^B.*n$')", true},
		{"size('Köln') == 4 && size(['a']) == 1", true},
		{"(1 < 2 ? 'a' : 'b') == 'a' && !('x' in ['a', 'b'])", true},
		{"9223372036854775807 + 1 > 0", false},
		{"9223372036854775807 + 1 < 0", false},
		{"1 / 0 == 1", false},
	}
	for _, tt := range tests {
		t.Run(tt.condition, func(t *testing.T) {
			f := loadOne(t, household(t, `visible = "cost > 300"`, `visible = "`+tt.condition+`"`))
			e := f.Evaluate(flows.Answers{flows.Today: flows.Date(2026, 11, 21)})
			if got := len(e.VisibleCosignatures) == 1; got != tt.want {
				t.Errorf("%t, want %t", got, tt.want)
			}
		})
	}
}

// TestRuleThatCannotBeWorkedOut holds no citizen up.
func TestRuleThatCannotBeWorkedOut(t *testing.T) {
	f := loadOne(t, household(t, `holds = "cost <= 600"`, `holds = "cost / extra <= 600"`))
	if e := f.Evaluate(flows.Answers{"grant": flows.Choice("none"), "rent": flows.Int(5), "extra": flows.Int(0)}); len(e.Broken) != 0 {
		t.Errorf("broken %v", e.Broken)
	}
}

// TestOrderOfAnswering gives the same answers in any order, one after the other, and wants the same in the end.
func TestOrderOfAnswering(t *testing.T) {
	for name, f := range everyFlow(t) {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(3, 5))
			for range 15 {
				all := randomAnswers(f, random)
				want := f.Evaluate(all)
				keys := slices.Sorted(maps.Keys(all))
				for range 3 {
					random.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
					a := flows.Answers{}
					e := f.Evaluate(a)
					for _, key := range keys {
						a[key] = all[key]
						e = f.EvaluateChange(e, a, key)
					}
					sameEvaluation(t, e, want)
				}
			}
		})
	}
}

// TestPrunedIsTheSame prunes random answers: none to an invisible question is left, pruning again changes nothing, and what
// follows from the rest is what followed from all.
func TestPrunedIsTheSame(t *testing.T) {
	for name, f := range everyFlow(t) {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(11, 2))
			for range 200 {
				a := randomAnswers(f, random)
				e, pruned := f.Evaluate(a), f.Prune(a)
				for key := range pruned {
					if key != flows.Today && !slices.Contains(e.Visible, key) {
						t.Fatalf("%s is kept and not visible", key)
					}
				}
				sameEvaluation(t, f.Evaluate(pruned), e)
				if again := f.Prune(pruned); !maps.EqualFunc(again, pruned, flows.Value.Equal) {
					t.Fatalf("pruned again: %d answers, before %d", len(again), len(pruned))
				}
				on := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
				cents, ok := f.Fee(a, on)
				if c, o := f.Fee(pruned, on); c != cents || o != ok {
					t.Fatalf("fee %d %t, of all answers %d %t", c, o, cents, ok)
				}
				sameEvaluation(t, f.Evaluate(a), e)
			}
		})
	}
}
