package flows_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
)

// The neutral model of "Anmeldung einer Wohnung" (63 questions, 25 conditions, one repeated group) that other form
// engines agree on is translated to a flow here, so that definition and evaluation can be held against them.

const peerForms = "../../shared/peers/forms"

type neutralFlow struct {
	Pages []struct {
		ID        string
		VisibleIf any
		Repeat    string
		Fields    []neutralField
	}
}

type neutralField struct {
	ID, Type, Pattern string
	Required          bool
	Options           []string
	Min, Max          *int64
	MaxLength         int
	VisibleIf         any
}

func readPeer(t testing.TB, name string, into any) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(peerForms, name))
	if err != nil {
		t.Skipf("the shared model of the form is not here: %v", err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatal(err)
	}
}

// translator writes the neutral model as flow.toml and texts.de.toml.
type translator struct {
	types map[string]string
	flow  strings.Builder
	texts strings.Builder
}

func anmeldung(t testing.TB) fstest.MapFS {
	t.Helper()
	var model neutralFlow
	readPeer(t, "flow.json", &model)
	w := translator{types: map[string]string{}}
	for _, p := range model.Pages {
		for _, q := range p.Fields {
			w.types[q.ID] = q.Type
		}
	}
	w.flow.WriteString(`id = "anmeldung-wohnung"
version = "0.1.0"
icon = "house"
category = "housing"
leistung = "99115005104000"
authority = "buergeramt"
legal = "§ 17 BMG"
minutes = 10
languages = ["de"]
`)
	w.texts.WriteString("title = 'Wohnung anmelden'\nsummary = 'x'\nduration = 'x'\nfee = 'x'\nauthority.name = 'x'\nreceipt.title = 'x'\n")
	for _, p := range model.Pages {
		fmt.Fprintf(&w.flow, "\n[[page]]\nid = %q\n", p.ID)
		fmt.Fprintf(&w.texts, "page.%s.title = 'x'\n", p.ID)
		if p.VisibleIf != nil {
			fmt.Fprintf(&w.flow, "visible = %q\n", w.condition(p.VisibleIf))
		}
		if p.Repeat != "" {
			fmt.Fprintf(&w.flow, "repeat = { id = %q, max = 10, count = \"anzahl_mitziehend\" }\n", p.Repeat)
		}
		for _, q := range p.Fields {
			w.field(q)
		}
	}
	return fstest.MapFS{
		"anmeldung-wohnung/flow.toml":     {Data: []byte(w.flow.String())},
		"anmeldung-wohnung/texts.de.toml": {Data: []byte(w.texts.String())},
	}
}

func (w *translator) field(q neutralField) {
	kind := map[string]string{"select": "choice"}[q.Type]
	if kind == "" {
		kind = q.Type
	}
	fmt.Fprintf(&w.flow, "[[page.field]]\nid = %q\ntype = %q\nrequired = %t\n", q.ID, kind, q.Required)
	fmt.Fprintf(&w.texts, "field.%s.title = 'x'\nfield.%s.short = 'x'\n", q.ID, q.ID)
	if kind == "choice" {
		fmt.Fprintf(&w.flow, "options = [\"%s\"]\n", strings.Join(q.Options, `", "`))
		for _, o := range q.Options {
			fmt.Fprintf(&w.texts, "option.%s.%s = 'x'\n", q.ID, o)
		}
	}
	if q.MaxLength > 0 {
		fmt.Fprintf(&w.flow, "max_length = %d\n", q.MaxLength)
	}
	if q.Pattern != "" {
		fmt.Fprintf(&w.flow, "pattern = '%s'\n", q.Pattern)
	}
	if q.Min != nil {
		fmt.Fprintf(&w.flow, "min = %d\n", *q.Min)
	}
	if q.Max != nil {
		fmt.Fprintf(&w.flow, "max = %d\n", *q.Max)
	}
	if q.VisibleIf != nil {
		fmt.Fprintf(&w.flow, "visible = %q\n", w.condition(q.VisibleIf))
	}
}

// condition translates JsonLogic to CEL.
func (w *translator) condition(logic any) string {
	for operator, raw := range logic.(map[string]any) {
		args := raw.([]any)
		switch operator {
		case "and", "or":
			var parts []string
			for _, a := range args {
				parts = append(parts, "("+w.condition(a)+")")
			}
			return strings.Join(parts, map[string]string{"and": " && ", "or": " || "}[operator])
		case "!":
			return "!(" + w.condition(args[0]) + ")"
		case "in":
			var list []string
			for _, s := range args[1].([]any) {
				list = append(list, "'"+s.(string)+"'")
			}
			return w.variable(args[0]) + " in [" + strings.Join(list, ", ") + "]"
		case ">":
			return fmt.Sprintf("%s > %v", w.variable(args[0]), args[1])
		}
		id, value := w.variable(args[0]), args[1].(string)
		if w.types[id] != "bool" {
			return fmt.Sprintf("%s %s '%s'", id, operator, value)
		}
		is := id
		if value == "nein" {
			is = fmt.Sprintf("answered(%s) && !%s", id, id)
		}
		if operator == "!=" {
			return "!(" + is + ")"
		}
		return is
	}
	panic("empty JsonLogic")
}

func (w *translator) variable(logic any) string {
	return strings.TrimPrefix(logic.(map[string]any)["var"].(string), "item.")
}

func loadOne(t testing.TB, fsys fs.FS) *flows.Flow {
	t.Helper()
	catalog, err := flows.LoadAny(fsys)
	if err != nil {
		t.Fatalf("load:\n%v", err)
	}
	if len(catalog.Flows) != 1 {
		t.Fatalf("loaded %d flows, want 1", len(catalog.Flows))
	}
	return catalog.Flows[0]
}

func peerAnswers(t testing.TB, f *flows.Flow) map[string]flows.Answers {
	t.Helper()
	var raw map[string]json.RawMessage
	readPeer(t, "answers.json", &raw)
	out := map[string]flows.Answers{}
	for name, data := range raw {
		a, err := f.AnswersFromJSON(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = a
	}
	return out
}

func TestAnmeldungAgreesWithPeers(t *testing.T) {
	f := loadOne(t, anmeldung(t))
	var visible map[string][]string
	readPeer(t, "expected-visible.json", &visible)
	errors := map[string]int{"single": 0, "owner": 0, "family4": 0, "abroad": 0, "nebenwohnung": 0, "incomplete": 5, "empty": 24}
	answers := peerAnswers(t, f)
	if len(answers) != len(errors) {
		t.Fatalf("%d answer sets, want %d", len(answers), len(errors))
	}
	for name, want := range errors {
		t.Run(name, func(t *testing.T) {
			e := f.Evaluate(answers[name])
			got := slices.Sorted(slices.Values(e.Visible))
			if !slices.Equal(got, visible[name]) {
				t.Errorf("visible\n got %v\nwant %v", got, visible[name])
			}
			if len(e.Errors) != want {
				t.Errorf("%d errors %v, want %d", len(e.Errors), slices.Sorted(maps.Keys(e.Errors)), want)
			}
		})
	}
}

func TestAnmeldungRowsFollowTheCount(t *testing.T) {
	f := loadOne(t, anmeldung(t))
	a := maps.Clone(peerAnswers(t, f)["family4"])
	a["anzahl_mitziehend"] = flows.Int(2)
	if got := f.Prune(a); got["mitziehende[2].m_vornamen"].Kind() != flows.KindNone {
		t.Error("the third row is still there after the count was lowered to 2")
	}
	a["anzahl_mitziehend"] = flows.Int(4)
	e := f.Evaluate(a)
	if e.Errors["mitziehende[3].m_vornamen"] == nil {
		t.Error("the empty fourth row is not asked for")
	}
}

func BenchmarkAnmeldungEvaluate(b *testing.B) {
	f := loadOne(b, anmeldung(b))
	for name, a := range peerAnswers(b, f) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f.Evaluate(a)
			}
		})
	}
}

func BenchmarkAnmeldungLoad(b *testing.B) {
	fsys := anmeldung(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := flows.LoadAny(fsys); err != nil {
			b.Fatal(err)
		}
	}
}
