package flows_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"buergerterminal/flows"
)

func TestAnswersJSON(t *testing.T) {
	f := loadOne(t, tiny(t))
	in := `{"today":"2026-11-21","yes":"ja","pick":"x","number":2,"day":"2019-05-01","row":[{"name":"Łódź","tags":["a","b"]},{"name":null}]}`
	want := flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "yes": flows.Bool(true), "pick": flows.Choice("x"), "number": flows.Int(2),
		"day": flows.Date(2019, 5, 1), "row[0].name": flows.Text("Łódź"), "row[0].tags": flows.Choices("a", "b"),
	}
	got, err := f.AnswersFromJSON([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("answers differ: %d keys, want %d", len(got), len(want))
	}
	out, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"day":"2019-05-01","number":2,"pick":"x","row":[{"name":"Łódź","tags":["a","b"]}],"yes":true}`; string(out) != want {
		t.Errorf("JSON\n%s\nwant\n%s", out, want)
	}
}

func TestAnswersJSONOfWrongTypes(t *testing.T) {
	f := loadOne(t, tiny(t))
	a, err := f.AnswersFromJSON([]byte(`{"yes": 3, "pick": true, "number": "zwei", "day": "gestern"}`))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]flows.Code{
		"yes": flows.CodeWrongType, "pick": flows.CodeWrongType, "number": flows.CodeNotANumber, "day": flows.CodeNotADate,
	} {
		if codes := f.Check(key, a[key], a); len(codes) != 1 || codes[0] != want {
			t.Errorf("%s: %v, want %s", key, codes, want)
		}
	}
}

func TestAnswersJSONMistakes(t *testing.T) {
	f := loadOne(t, tiny(t))
	for in, want := range map[string]string{
		``:                             "not a JSON object",
		`[]`:                           "not a JSON object",
		`{"yes": true} {}`:             "more than one JSON value",
		`{"farbe": "geheim"}`:          `unknown field "farbe"`,
		`{"name": "geheim"}`:           `unknown field "name"`,
		`{"yes": {"geheim": 1}}`:       "yes cannot be an object",
		`{"row": {"name": "geheim"}}`:  "row must be a list of at most 3 rows",
		`{"row": [1,2,3,4]}`:           "row must be a list of at most 3 rows",
		`{"row": ["geheim"]}`:          "row[0] must be an object",
		`{"row": [{"yes": "geheim"}]}`: `unknown field "yes" in row[0]`,
		`{"today": "geheim"}`:          `"today" is not a date`,
	} {
		_, err := f.AnswersFromJSON([]byte(in))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", in, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: the error tells an answer: %v", in, err)
		}
	}
}

// TestValuesAreSilent wants no answer in a log by a stray format verb.
func TestValuesAreSilent(t *testing.T) {
	a := flows.Answers{"name": flows.Text("geheim"), "tags": flows.Choices("geheim"), "pick": flows.Choice("geheim"), "day": flows.Date(1999, 9, 9)}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if s := fmt.Sprintf(verb, a); strings.Contains(s, "geheim") || strings.Contains(s, "1999") || strings.Contains(s, "67656865696d") {
			t.Errorf("%s prints %s", verb, s)
		}
	}
}

func TestKeys(t *testing.T) {
	for key, want := range map[string]string{
		"plz":              " -1 plz",
		"row[0].name":      "row 0 name",
		"row[12].name":     "row 12 name",
		"row[01].name":     " -1 row[01].name",
		"row[-1].name":     " -1 row[-1].name",
		"row[99999].name":  " -1 row[99999].name",
		"row[].name":       " -1 row[].name",
		"row[0]":           " -1 row[0]",
		"row[0].a[1].name": "row 0 a[1].name",
	} {
		group, row, field := flows.SplitKey(key)
		if got := fmt.Sprintf("%s %d %s", group, row, field); got != want {
			t.Errorf("SplitKey(%q) = %q, want %q", key, got, want)
		}
		if row >= 0 && flows.Key(group, row, field) != key {
			t.Errorf("Key does not undo SplitKey(%q)", key)
		}
	}
}

// FuzzAnswersFromJSON reads any bytes; what it accepts can be evaluated, pruned, and written and read again.
func FuzzAnswersFromJSON(f *testing.F) {
	flow := loadOne(f, tiny(f))
	f.Add([]byte(`{"yes":"ja","pick":"x","number":2,"day":"2019-05-01","row":[{"name":"x","tags":["a"]},{}]}`))
	f.Add([]byte(`{"number":1e99,"day":"0000-00-00","row":[]}`))
	f.Add([]byte(`{"row":[{"tags":[{},null,"b"]}],"today":"2026-01-01"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := flow.AnswersFromJSON(data)
		if err != nil {
			return
		}
		pruned := flow.Prune(a)
		out, err := json.Marshal(pruned)
		if err != nil {
			t.Fatal(err)
		}
		again, err := flow.AnswersFromJSON(out)
		if err != nil {
			t.Fatalf("cannot read what was written: %v", err)
		}
		if today, ok := pruned[flows.Today]; ok {
			again[flows.Today] = today
		}
		first, second := flow.Evaluate(pruned), flow.Evaluate(again)
		if !reflect.DeepEqual(first.Visible, second.Visible) || len(first.Errors) != len(second.Errors) {
			t.Errorf("written and read again: %v %v, before %v %v", second.Visible, second.Errors, first.Visible, first.Errors)
		}
	})
}

// TestAnswersJSONOfForms reads and writes the types whose answers are checked by their form.
func TestAnswersJSONOfForms(t *testing.T) {
	f := fields(t, formFields)
	a, err := f.AnswersFromJSON([]byte(`{"mail": "a@example.org", "phone": "03501 556", "account": "DE89 3704 0044 0532 0130 00", "area": 6250}`))
	if err != nil {
		t.Fatal(err)
	}
	if e := f.Evaluate(a); len(e.Errors) != 0 {
		t.Errorf("errors %v", e.Errors)
	}
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	again, err := f.AnswersFromJSON(data)
	if err != nil || !maps.EqualFunc(again, a, flows.Value.Equal) {
		t.Errorf("%s comes back as %v, error %v", data, again, err)
	}
	if a, err = f.AnswersFromJSON([]byte(`{"area": 62.5, "mail": 5}`)); err != nil {
		t.Fatal(err)
	}
	e := f.Evaluate(a)
	if !slices.Equal(e.Errors["area"], []flows.Code{flows.CodeNotANumber}) || !slices.Equal(e.Errors["mail"], []flows.Code{flows.CodeWrongType}) {
		t.Errorf("errors %v", e.Errors)
	}
}
