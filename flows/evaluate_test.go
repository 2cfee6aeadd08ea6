package flows_test

import (
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"buergerterminal/flows"
)

func TestEvaluateTiny(t *testing.T) {
	f := loadOne(t, tiny(t))
	long := flows.Date(2019, 5, 1)
	tests := []struct {
		name     string
		answers  flows.Answers
		visible  string
		pages    string
		proofs   int
		errors   string
		pickable string
	}{
		{"nothing", nil, "yes pick", "first notice", 0, "yes:required", "x z"},
		{"no", flows.Answers{"yes": flows.Bool(false), "pick": flows.Choice("x")}, "yes pick", "first notice", 1, "", "x z"},
		{"option that is not offered", flows.Answers{"yes": flows.Bool(false), "pick": flows.Choice("y")}, "yes pick", "first notice", 0, "pick:not_an_option", "x z"},
		{"yes", flows.Answers{"yes": flows.Bool(true), "pick": flows.Choice("y")}, "yes pick number", "first second notice", 0, "", "x y z"},
		{"page hidden by an option", flows.Answers{"yes": flows.Bool(true), "pick": flows.Choice("z"), "number": flows.Int(2)}, "yes pick", "first notice", 0, "", "x y z"},
		{"rows", flows.Answers{"yes": flows.Bool(true), "number": flows.Int(2), "day": long, "row[0].name": flows.Text("A"), "row[2].name": flows.Text("C")},
			"yes pick number day row[0].name row[0].tags row[1].name", "first second rows[0] rows[1] notice", 0, "row[1].name:required", "x y z"},
		{"rows are limited", flows.Answers{"yes": flows.Bool(true), "number": flows.Int(1 << 40)},
			"yes pick number day row[0].name row[1].name row[2].name", "first second rows[0] rows[1] rows[2] notice", 0,
			"number:too_large row[0].name:required row[1].name:required row[2].name:required", "x y z"},
		{"hidden date counts as none", flows.Answers{"yes": flows.Bool(true), "number": flows.Int(1), "day": flows.Date(2025, 1, 1), "row[0].name": flows.Text("A")},
			"yes pick number row[0].name row[0].tags", "first second rows[0] notice", 0, "", "x y z"},
		{"late date hides the notice", flows.Answers{"yes": flows.Bool(true), "number": flows.Int(2), "day": flows.Date(2025, 1, 1)},
			"yes pick number day row[0].name row[1].name", "first second rows[0] rows[1]", 0, "row[0].name:required row[1].name:required", "x y z"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := f.Evaluate(tt.answers)
			if got := strings.Join(e.Visible, " "); got != tt.visible {
				t.Errorf("visible %q, want %q", got, tt.visible)
			}
			if got := pageList(e); got != tt.pages {
				t.Errorf("pages %q, want %q", got, tt.pages)
			}
			if len(e.VisibleProofs) != tt.proofs {
				t.Errorf("%d proofs, want %d", len(e.VisibleProofs), tt.proofs)
			}
			if got := errorList(e); got != tt.errors {
				t.Errorf("errors %q, want %q", got, tt.errors)
			}
			var options []string
			for _, o := range e.VisibleOptions("pick") {
				options = append(options, o.ID)
			}
			if got := strings.Join(options, " "); got != tt.pickable {
				t.Errorf("options %q, want %q", got, tt.pickable)
			}
			checkOneByOne(t, f, tt.answers, e)
		})
	}
}

// checkOneByOne wants Check to say of each answer what Evaluate says.
func checkOneByOne(t *testing.T, f *flows.Flow, a flows.Answers, e flows.Evaluation) {
	t.Helper()
	for _, key := range e.Visible {
		if got := f.Check(key, a[key], a); !slices.Equal(got, e.Errors[key]) {
			t.Errorf("Check(%s) = %v, Evaluate says %v", key, got, e.Errors[key])
		}
	}
}

func pageList(e flows.Evaluation) string {
	var out []string
	for _, p := range e.VisiblePages {
		name := p.Page.ID
		if p.Row >= 0 {
			name += "[" + strconv.Itoa(p.Row) + "]"
		}
		out = append(out, name)
	}
	return strings.Join(out, " ")
}

func errorList(e flows.Evaluation) string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(e.Errors)) {
		for _, code := range e.Errors[key] {
			out = append(out, key+":"+string(code))
		}
	}
	return strings.Join(out, " ")
}

func TestEvaluateUnknownKeys(t *testing.T) {
	f := loadOne(t, tiny(t))
	if codes := f.Check("nobody", flows.Text("x"), nil); codes != nil {
		t.Errorf("an unknown field is checked: %v", codes)
	}
	if options := f.Evaluate(nil).VisibleOptions("nobody"); options != nil {
		t.Errorf("an unknown field has options: %v", options)
	}
	if f.Field("other[0].name") != nil || f.Field("row[0].yes") != nil || f.Field("row[1].name") == nil {
		t.Error("a row's field is only found in its own group")
	}
}

func TestPrune(t *testing.T) {
	f := loadOne(t, tiny(t))
	a := flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "yes": flows.Bool(true), "pick": flows.Choice("z"), "number": flows.Int(2),
		"row[0].name": flows.Text("A"), "unknown": flows.Text("x"),
	}
	before := maps.Clone(a)
	got := f.Prune(a)
	want := flows.Answers{flows.Today: a[flows.Today], "yes": a["yes"], "pick": a["pick"]}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("pruned to the keys %v, want %v", slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)))
	}
	if !reflect.DeepEqual(a, before) {
		t.Error("the answers themselves were changed")
	}
	got["yes"] = flows.Bool(false)
	if !a["yes"].Bool() {
		t.Error("the pruned answers share memory with the answers")
	}
}

// TestPruneProperties tries random answers: pruning leaves only visible answers, changes nothing that is visible, and
// doing it twice is doing it once.
func TestPruneProperties(t *testing.T) {
	for name, f := range map[string]*flows.Flow{"tiny": loadOne(t, tiny(t)), "anmeldung": loadOne(t, anmeldung(t))} {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			for range 2000 {
				a := randomAnswers(f, random)
				e, pruned := f.Evaluate(a), f.Prune(a)
				for key := range pruned {
					if key != flows.Today && !slices.Contains(e.Visible, key) {
						t.Fatalf("%s is not visible, but still there", key)
					}
				}
				again := f.Evaluate(pruned)
				if !slices.Equal(again.Visible, e.Visible) || !reflect.DeepEqual(again.Errors, e.Errors) || pageList(again) != pageList(e) {
					t.Fatalf("after pruning:\n%v %v\nbefore:\n%v %v", again.Visible, again.Errors, e.Visible, e.Errors)
				}
				if !reflect.DeepEqual(f.Prune(pruned), pruned) {
					t.Fatal("pruning twice differs from pruning once")
				}
			}
		})
	}
}

// randomAnswers answers each question with a chance, sometimes wrongly.
func randomAnswers(f *flows.Flow, random *rand.Rand) flows.Answers {
	a := flows.Answers{flows.Today: flows.Date(2026, 11, 21)}
	for _, p := range f.Pages {
		rows := 1
		if p.Repeat != nil {
			rows = 4
		}
		for row := range rows {
			for _, q := range p.Fields {
				key := q.ID
				if p.Repeat != nil {
					key = flows.Key(p.Repeat.ID, row, q.ID)
				}
				if random.IntN(4) > 0 {
					a[key] = randomAnswer(q, random)
				}
			}
		}
	}
	return a
}

func randomAnswer(q *flows.Field, random *rand.Rand) flows.Value {
	switch q.Type {
	case flows.TypeInt, flows.TypeMoney, flows.TypeNumber:
		return flows.Int(int64(random.IntN(5)))
	case flows.TypeBool:
		return flows.Bool(random.IntN(2) == 0)
	case flows.TypeDate:
		return flows.Date(2015+random.IntN(15), random.IntN(13), random.IntN(32))
	case flows.TypeChoice, flows.TypeChoices:
		if q.List != nil {
			code := q.List.Entries[random.IntN(len(q.List.Entries))].Code
			if q.Type == flows.TypeChoices {
				return flows.Choices(code)
			}
			return flows.Choice(code)
		}
		if q.Type == flows.TypeChoices {
			return flows.Choices(q.Options[random.IntN(len(q.Options))].ID)
		}
		return flows.Choice(q.Options[random.IntN(len(q.Options))].ID)
	case flows.TypeCountry:
		return flows.Choice([]string{"DEU", "POL", "XXA", "ZZZ"}[random.IntN(4)])
	}
	return flows.Text([]string{"", "x", "01067", "Łódź", "☃"}[random.IntN(5)])
}
