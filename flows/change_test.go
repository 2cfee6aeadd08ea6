package flows_test

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// shipped is the service "Anmeldung einer Wohnung" of the catalogue.
func shipped(t testing.TB) *flows.Flow {
	t.Helper()
	all, err := flows.Load(catalog.Embedded())
	if err != nil {
		t.Fatalf("load:\n%v", err)
	}
	return all.Flow("anmeldung")
}

// family is a committed set of answers: a couple with two children that moves into a rented flat.
func family(t testing.TB, f *flows.Flow) flows.Answers {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "family.json"))
	if err != nil {
		t.Fatal(err)
	}
	a, err := f.AnswersFromJSON(data)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func sameEvaluation(t *testing.T, got, want flows.Evaluation) {
	t.Helper()
	if !slices.Equal(got.Visible, want.Visible) {
		t.Fatalf("visible\n got %v\nwant %v", got.Visible, want.Visible)
	}
	if !reflect.DeepEqual(got.Errors, want.Errors) {
		t.Fatalf("errors\n got %v\nwant %v", got.Errors, want.Errors)
	}
	if !reflect.DeepEqual(got.VisiblePages, want.VisiblePages) {
		t.Fatalf("pages\n got %v\nwant %v", got.VisiblePages, want.VisiblePages)
	}
	if !slices.Equal(got.VisibleProofs, want.VisibleProofs) || !slices.Equal(got.VisibleConsents, want.VisibleConsents) {
		t.Fatal("other proofs or consents")
	}
	if !slices.Equal(got.VisibleCosignatures, want.VisibleCosignatures) || !slices.Equal(got.VisibleNext, want.VisibleNext) {
		t.Fatal("other cosignatures or next steps")
	}
	if !slices.Equal(got.Broken, want.Broken) {
		t.Fatalf("broken rules\n got %v\nwant %v", got.Broken, want.Broken)
	}
	if !reflect.DeepEqual(got.Exit, want.Exit) {
		t.Fatalf("exit %v, want %v", got.Exit, want.Exit)
	}
	if !maps.EqualFunc(got.Values, want.Values, flows.Value.Equal) {
		t.Fatalf("other values: %s, want %s", told(got.Values), told(want.Values))
	}
	for _, key := range want.Visible {
		if !slices.EqualFunc(got.VisibleOptions(key), want.VisibleOptions(key), func(a, b flows.Option) bool { return a.ID == b.ID }) {
			t.Fatalf("other options of %s", key)
		}
	}
}

// told writes values out: they print as their kinds otherwise.
func told(values map[string]flows.Value) string {
	data, err := json.Marshal(flows.Answers(values))
	if err != nil {
		return err.Error()
	}
	return string(data)
}

// TestEvaluateChangeIsEvaluate walks at random: one answer after the other is set, changed or taken away, and what is
// taken over must be what a whole evaluation finds.
func TestEvaluateChangeIsEvaluate(t *testing.T) {
	for name, f := range everyFlow(t) {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(7, 1))
			for range 60 {
				a := randomAnswers(f, random)
				e := f.Evaluate(a)
				for range 60 {
					a = maps.Clone(a)
					key := changeOne(f, a, random)
					e = f.EvaluateChange(e, a, key)
					sameEvaluation(t, e, f.Evaluate(a))
				}
			}
		})
	}
}

// everyFlow are the flows of the tests and of the catalogue, by name.
func everyFlow(t testing.TB) map[string]*flows.Flow {
	t.Helper()
	all := map[string]*flows.Flow{"tiny": loadOne(t, tiny(t)), "grouped": loadOne(t, grouped()), "household": loadOne(t, household(t)), "whole": loadOne(t, whole(t))}
	shipped, err := flows.Load(catalog.Embedded())
	if err != nil {
		t.Fatalf("load:\n%v", err)
	}
	for _, f := range shipped.Flows {
		if f.Kind == flows.FlowForm {
			all[f.ID] = f
		}
	}
	return all
}

// changeOne changes one answer of a and returns its key; sometimes it is the day of the visit, or a key of nothing.
func changeOne(f *flows.Flow, a flows.Answers, random *rand.Rand) string {
	other := randomAnswers(f, random)
	switch random.IntN(20) {
	case 0:
		a[flows.Today] = flows.Date(2026, 11, 1+random.IntN(28))
		return flows.Today
	case 1:
		a["nobody"] = flows.Text("x")
		return "nobody"
	}
	keys := slices.Sorted(maps.Keys(other))
	key := keys[random.IntN(len(keys))]
	if key == flows.Today {
		return changeOne(f, a, random)
	}
	if a[key] = other[key]; random.IntN(4) == 0 {
		delete(a, key)
	}
	return key
}

func TestEvaluateChangeOfAnotherFlow(t *testing.T) {
	f, other := shipped(t), loadOne(t, tiny(t))
	a := family(t, f)
	sameEvaluation(t, f.EvaluateChange(other.Evaluate(nil), a, "email"), f.Evaluate(a))
	sameEvaluation(t, f.EvaluateChange(flows.Evaluation{}, a, "email"), f.Evaluate(a))
}

// TestEvaluateChangeKeepsTheEarlier wants the earlier evaluation to stay as it was.
func TestEvaluateChangeKeepsTheEarlier(t *testing.T) {
	f := shipped(t)
	a := family(t, f)
	before := f.Evaluate(a)
	text, err := json.Marshal(before.Visible)
	if err != nil {
		t.Fatal(err)
	}
	b := maps.Clone(a)
	b["zuzug_ausland"] = flows.Bool(true)
	delete(b, "familienname")
	f.EvaluateChange(before, b, "zuzug_ausland")
	again, err := json.Marshal(before.Visible)
	if err != nil {
		t.Fatal(err)
	}
	if string(again) != string(text) || len(before.Errors) != 0 {
		t.Error("the earlier evaluation has changed")
	}
}

func BenchmarkShippedLoad(b *testing.B) {
	fsys := os.DirFS(filepath.Join("catalog", "anmeldung"))
	for b.Loop() {
		if _, err := flows.LoadAny(fsys); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkShippedEvaluate(b *testing.B) {
	f := shipped(b)
	all := peerAnswers(b, f)
	for _, name := range []string{"single", "family4", "empty"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f.Evaluate(all[name])
			}
		})
	}
}

// BenchmarkShippedChange turns an answer on which six questions hang, and one on which none does.
func BenchmarkShippedChange(b *testing.B) {
	f := shipped(b)
	all := peerAnswers(b, f)
	for _, name := range []string{"single", "family4"} {
		for _, key := range []string{"zuzug_ausland", "selbst_eigentuemer"} {
			b.Run(name+"/"+key, func(b *testing.B) {
				turned := [2]flows.Answers{maps.Clone(all[name]), maps.Clone(all[name])}
				turned[0][key], turned[1][key] = flows.Bool(true), flows.Bool(false)
				e := f.Evaluate(turned[0])
				for i := 1; b.Loop(); i++ {
					e = f.EvaluateChange(e, turned[i%2], key)
				}
			})
		}
	}
}
