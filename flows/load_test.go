package flows_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
)

const tinyFlow = `id = "tiny"
version = "1.0.0"
icon = "dog"
category = "local"
leistung = "99108008000000"
authority = "amt"
legal = "Satzung"
identity = "card"
minutes = 3
languages = ["de"]

[[need]]
id = "card"
icon = "id"

[[page]]
id = "first"

[[page.field]]
id = "yes"
type = "bool"
required = true

[[page.field]]
id = "pick"
type = "choice"
options = ["x", { id = "y", visible = "yes" }, "z"]

[[page]]
id = "second"
visible = "yes && pick != 'z'"

[[page.field]]
id = "number"
type = "int"
min = 0
max = 3

[[page.field]]
id = "day"
type = "date"
latest = "today"
visible = "number > 1"
prefill = "card.birth_date"

[[page]]
id = "rows"
repeat = { id = "row", max = 3, count = "number" }

[[page.field]]
id = "name"
type = "text"
required = true

[[page.field]]
id = "tags"
type = "choices"
options = ["a", "b"]
visible = "answered(name)"

[[page]]
id = "notice"
visible = "day < date('2020-01-01')"
tone = "warn"

[[proof]]
id = "letter"
visible = "pick == 'x'"

[[consent]]
id = "right"
kind = "declaration"

[[next]]
icon = "clock"

[[fee]]
cents = 500
per = "number"
valid_from = 2025-01-01
source = "Satzung"

[[fee]]
cents = 0
valid_from = 2025-01-01
source = "Satzung"
when = "pick in ['x', 'z']"
`

const tinyTexts = `title = "Hund anmelden"
summary = "Kurz."
duration = "3 Minuten"
fee = "{amount} Euro"
keywords = ["Hund"]
authority.name = "Amt"
receipt.title = "Anmeldung"
needs.card.title = "Ausweis"
page.first.title = "Zuerst"
page.second.title = "Dann"
page.rows.title = "Wer?"
page.notice = { title = "Achtung", help = "Lesen Sie." }
field.yes = { title = "Ja?", short = "Ja" }
field.pick = { title = "Was?", short = "Was" }
field.number = { title = "Zahl?", short = "Zahl", error.too_large = "Zu viel." }
field.day = { title = "Tag?", short = "Tag" }
field.name = { title = "Name?", short = "Name" }
field.tags = { title = "Marken?", short = "Marken" }
option.pick = { x = "X", y.text = "Y", y.detail = "mehr", z = "Z" }
option.tags = { a = "A", b = "B" }
proof.letter = { title = "Brief?", short = "Brief" }
consent.right = "Ja."
next = { 1 = "Warten." }
`

// tiny is a small flow with everything in it; pairs of old and new change the definition or the texts.
func tiny(t testing.TB, changes ...string) fstest.MapFS {
	t.Helper()
	flow, texts := tinyFlow, tinyTexts
	for i := 0; i+1 < len(changes); i += 2 {
		switch before, after := changes[i], changes[i+1]; {
		case strings.Count(flow, before) == 1:
			flow = strings.Replace(flow, before, after, 1)
		case strings.Count(texts, before) == 1:
			texts = strings.Replace(texts, before, after, 1)
		default:
			t.Fatalf("%q is not there exactly once", before)
		}
	}
	return fstest.MapFS{"tiny/flow.toml": {Data: []byte(flow)}, "tiny/texts.de.toml": {Data: []byte(texts)}}
}

func TestLoadTiny(t *testing.T) {
	f := loadOne(t, tiny(t))
	if got, _ := f.Text("de", "option.pick.y"); got != "Y" {
		t.Errorf(`option.pick.y = %q, want "Y"`, got)
	}
	if got, _ := f.Text("de", "option.pick.y.detail"); got != "mehr" {
		t.Errorf(`option.pick.y.detail = %q, want "mehr"`, got)
	}
	if _, ok := f.Text("en", "title"); ok {
		t.Error("a language that is not declared has texts")
	}
	if got := f.PageTitle("de", f.Pages[1]); got != "Dann" {
		t.Errorf("page title %q", got)
	}
	if f.Pages[1].Tone != "" || f.Pages[3].Tone != "warn" {
		t.Error("tone belongs to the page without fields, and only to it")
	}
	if got := f.Field("day").Visible.References; len(got) != 1 || got[0] != "number" {
		t.Errorf("references %v, want [number]", got)
	}
	if got := f.Keywords("de"); len(got) != 1 || got[0] != "Hund" {
		t.Errorf("keywords %v", got)
	}
}

// TestLoadMistakes changes the tiny flow by one mistake each, and wants exactly its problems, at their places.
func TestLoadMistakes(t *testing.T) {
	const flow, texts = "tiny/flow.toml", "tiny/texts.de.toml"
	tests := []struct {
		name    string
		changes []string
		want    []string
	}{
		{"leading zero", []string{`leistung = "99108008000000"`, "leistung = 01067"}, []string{flow + ":5:12: integers cannot have leading zeroes"}},
		{"syntax", []string{"[[proof]]", "[[proof"}, []string{flow + ":66:8: expected ']]'"}},
		{"doubled key", []string{"minutes = 3", "minutes = 3\nminutes = 4"}, []string{flow + ":10:1: "}},
		{"unknown key", []string{"max = 3\n", "maxx = 3\n"}, []string{flow + `:37:1: key "maxx" is unknown here (did you mean "max"?)`}},
		{"key of another type", []string{"latest = \"today\"\n", "pattern = 'x'\n"}, []string{flow + ":42:1: pattern does not belong to type date"}},
		{"missing id", []string{"id = \"letter\"\n", ""}, []string{flow + ":66:3: id is missing"}},
		{"wrong shape", []string{"minutes = 3", `minutes = "3"`}, []string{flow + ":9:12: minutes must be a whole number, not a text"}},
		{"wrong form", []string{`version = "1.0.0"`, `version = "1"`}, []string{flow + ":2:12: version has the wrong form"}},
		{"id and folder", []string{`id = "tiny"`, `id = "teeny"`}, []string{flow + `:1:7: id "teeny" differs from the folder's name "tiny"`}},
		{"unknown type", []string{`type = "int"`, `type = "integer"`}, []string{flow + ":35:9: type is unknown"}},
		{"id of a keyword", []string{`id = "name"`, `id = "today"`}, []string{flow + `:51:7: id "today" has a meaning of its own`}},
		{"duplicate id", []string{`id = "tags"`, `id = "number"`}, []string{flow + `:56:7: id "number" is used twice (the first is in line 34)`}},
		{"duplicate option", []string{`["a", "b"]`, `["a", "a"]`}, []string{flow + `:58:18: option "a" is there twice`}},
		{"options of a text", []string{"type = \"text\"\n", "type = \"text\"\noptions = ['a', 'b']\n"}, []string{flow + ":53:1: type text has no options"}},
		{"too few options", []string{`["a", "b"]`, `["a"]`}, []string{flow + ":58:1: too few options", texts + ":20:26: text option.tags.b is unknown"}},
		{"pattern", []string{"type = \"text\"\n", "type = \"text\"\npattern = '['\n"}, []string{flow + ":53:12: pattern: missing closing ]"}},
		{"min above max", []string{"min = 0", "min = 4"}, []string{flow + ":36:7: min is larger than max"}},
		{"default out of range", []string{"min = 0", "min = 0\ndefault = 9"}, []string{flow + ":37:11: default is refused: too_large"}},
		{"prefill does not fit", []string{"card.birth_date", "card.sex"}, []string{flow + ":44:12: card.sex does not fit type date"}},
		{"prefill without card", []string{`identity = "card"`, `identity = "none"`}, []string{flow + ":44:12: nothing is read from a card in this flow"}},
		{"no day", []string{`latest = "today"`, `latest = 2025-02-30`}, []string{flow + ":42:18: impossible date"}},
		{"undeclared", []string{"number > 1", "numbr > 1"}, []string{flow + ":43:12: condition: undeclared reference to 'numbr'"}},
		{"wrong type in a condition", []string{"number > 1", "number > 'a'"}, []string{flow + ":43:19: condition: > does not take (int, string)"}},
		{"condition is no bool", []string{"number > 1", "number"}, []string{flow + ":43:12: condition is of type int, not bool"}},
		{"count is no int", []string{`count = "number"`, `count = "yes"`}, []string{flow + ":48:42: condition is of type bool, not int"}},
		{"condition syntax", []string{"number > 1", "number >"}, []string{flow + ":43:20: condition: a value is missing here"}},
		{"loop in a condition", []string{"number > 1", "[1].exists(x, x == 1)"}, []string{flow + ":43:16: condition: operator or function exists has no place in conditions"}},
		{"answered of no field", []string{"answered(name)", "answered('name')"}, []string{flow + ":59:12: condition: answered() takes the id of a field"}},
		{"answered of unknown field", []string{"answered(name)", "answered(nam)"}, []string{flow + ":59:21: condition: undeclared reference to 'nam' (did you mean \"name\"?)"}},
		{"no such option", []string{"pick == 'x'", "pick == 'q'"}, []string{flow + `:68:20: "q" is no option of pick`}},
		{"no such option in a list", []string{"['x', 'z']", "['x', 'zz']"}, []string{flow + `:87:23: "zz" is no option of pick (did you mean "z"?)`}},
		{"later field", []string{"yes && pick != 'z'", "yes && name != 'z'"}, []string{flow + `:31:19: page second depends on "name", which is asked later`}},
		{"itself", []string{"number > 1", "answered(day)"}, []string{flow + ":43:21: field day depends on itself"}},
		{"cycle", []string{"min = 0", "visible = 'answered(day)'\nmin = 0"}, []string{flow + ":36:21: field number is in a circle: number → day → number"}},
		{"repeated field from outside", []string{"pick == 'x'", "name == 'x'"}, []string{flow + `:68:12: proof letter depends on "name", which is repeated`}},
		{"unreachable page", []string{"yes && pick != 'z'", "yes && pick == 'z' && !yes"}, []string{flow + ":31:12: page second can never be shown", flow + ":43:12: field day can never be shown"}},
		{"unreachable by another page", []string{"pick == 'x'", "pick == 'y' && !yes && number == 2"}, []string{flow + ":68:12: proof letter can never be shown"}},
		{"unreachable by a limit", []string{"number > 1", "number > 3"}, []string{flow + ":43:12: field day can never be shown"}},
		{"fee without source", []string{"valid_from = 2025-01-01\nsource = \"Satzung\"\nwhen", "valid_from = 2025-01-01\nwhen"}, []string{flow + ":83:3: source is missing"}},
		{"fee without date", []string{"per = \"number\"\nvalid_from = 2025-01-01", "per = \"number\""}, []string{flow + ":77:3: valid_from is missing"}},
		{"fee per text", []string{`per = "number"`, `per = "name"`}, []string{flow + `:79:8: per = "name" cannot multiply a fee`}},
		{"missing text", []string{"summary = \"Kurz.\"\n", ""}, []string{texts + ": text summary is missing"}},
		{"missing text of an option", []string{`, b = "B"`, ""}, []string{texts + ": text option.tags.b is missing (it is defined in tiny/flow.toml:56)"}},
		{"unknown text", []string{"summary = ", "sumary = 'x'\nsummary = "}, []string{texts + `:2:1: text sumary is unknown (did you mean "summary"?)`}},
		{"unknown code of an error", []string{"error.too_large", "error.too_lange"}, []string{texts + ":15:57: text field.number.error.too_lange is unknown"}},
		{"empty text", []string{`"Kurz."`, `""`}, []string{texts + ":2:12: text summary is empty"}},
		{"text is a number", []string{`"3 Minuten"`, "3"}, []string{texts + ":3:12: duration must be a text, not a whole number", texts + ": text duration is missing"}},
		{"long title", []string{`"Was?"`, `"` + strings.Repeat("ä", 61) + `"`}, []string{texts + ":14:25: title of 61 letters, at most 60"}},
		{"language without texts", []string{`["de"]`, `["de", "en"]`}, []string{"tiny/texts.en.toml: cannot be read: file does not exist"}},
		{"texts without language", []string{`["de"]`, `["en"]`}, []string{"tiny/texts.en.toml: cannot be read: file does not exist", texts + `:1:1: language "de" is not declared`}},
		{"several at once", []string{"minutes = 3", "minutes = 0", "number > 1", "numbr > 1", `"Kurz."`, `""`}, []string{
			flow + ":9:11: minutes must be between", flow + ":43:12: condition", texts + ":2:12: text summary is empty"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := tiny(t, tt.changes...)
			if tt.name == "language without texts" || tt.name == "texts without language" {
				delete(fsys, "tiny/texts.en.toml")
			}
			c, err := flows.LoadAny(fsys)
			var problems flows.Problems
			if !errors.As(err, &problems) {
				t.Fatalf("error %v, want Problems", err)
			}
			if len(c.Flows) != 0 {
				t.Error("the flow with the mistake is in the catalogue")
			}
			for _, want := range tt.want {
				if !strings.Contains("\n"+err.Error(), "\n"+want) {
					t.Errorf("no problem begins with %q", want)
				}
			}
			if len(problems) != len(tt.want) {
				t.Errorf("%d problems, want %d", len(problems), len(tt.want))
			}
			if t.Failed() {
				t.Logf("got:\n%v", err)
			}
		})
	}
}

func TestLoadKeepsTheGoodFlows(t *testing.T) {
	fsys := tiny(t)
	fsys["broken/flow.toml"] = &fstest.MapFile{Data: []byte("id = 007")}
	c, err := flows.LoadAny(fsys)
	if err == nil {
		t.Error("the broken folder is not reported")
	}
	if c.Flow("tiny") == nil || c.Flow("broken") != nil {
		t.Error("a broken folder takes the good flow away, or is offered itself")
	}
}

func TestLoadOrderAndDoubles(t *testing.T) {
	fsys := fstest.MapFS{}
	for folder, change := range map[string]string{"a/tiny": "order = 3", "b/tiny": "order = 2", "c/other": "order = 1"} {
		one := tiny(t, `version = "1.0.0"`, "version = \"1.0.0\"\n"+change)
		data := one["tiny/flow.toml"].Data
		if folder == "c/other" {
			data = []byte(strings.Replace(string(data), `"tiny"`, `"other"`, 1))
		}
		fsys[folder+"/flow.toml"] = &fstest.MapFile{Data: data}
		fsys[folder+"/texts.de.toml"] = one["tiny/texts.de.toml"]
	}
	c, err := flows.LoadAny(fsys)
	if err == nil || !strings.Contains(err.Error(), `a/tiny/flow.toml:1:1: flow id "tiny" is used twice`) {
		t.Errorf("error %v, want the second tiny", err)
	}
	if len(c.Flows) != 2 || c.Flows[0].ID != "other" || c.Flows[1].Order != 2 {
		t.Error("the order of the catalogue is wrong")
	}
}

func TestLoadHugeFile(t *testing.T) {
	fsys := fstest.MapFS{"x/flow.toml": {Data: make([]byte, 2<<20)}}
	if _, err := flows.LoadAny(fsys); err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
		t.Errorf("error %v", err)
	}
}

// FuzzLoad feeds garbage to the loader: it may complain about anything, at places inside the file, but never panic.
func FuzzLoad(f *testing.F) {
	f.Add(tinyFlow, tinyTexts)
	f.Add("", "")
	f.Add("id = 01067", "title = 'x'\n[field.a.b.c.d]\ne=1")
	f.Add("[[page]]\n[[page.field]]\nvisible='a.b.c(d)[0]{}'\nid='a'\ntype='choice'\noptions=[{id='x',visible='a'},1,[]]", "a.b=1")
	f.Add("page = [1, {field = [{}]}]\nrepeat = {id={}}\nfee = [{}]\nlanguages=[1,'de']", "option.a.text.text='x'")
	f.Add("[[page]]\nid='p'\nrepeat={}\n[[page.field]]\nid='a'\ntype='int'\nvisible='a+a > a/0'", "keywords=3")
	for _, name := range []string{"maengelmelder", "meldebescheinigung"} {
		flow, err := os.ReadFile(filepath.Join("catalog", name, "flow.toml"))
		if err != nil {
			f.Fatal(err)
		}
		texts, err := os.ReadFile(filepath.Join("catalog", name, "texts.de.toml"))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(flow), string(texts))
	}
	f.Fuzz(func(t *testing.T, flow, texts string) {
		fsys := fstest.MapFS{"tiny/flow.toml": {Data: []byte(flow)}, "tiny/texts.de.toml": {Data: []byte(texts)}}
		c, err := flows.LoadAny(fsys)
		var problems flows.Problems
		if err != nil && !errors.As(err, &problems) {
			t.Fatalf("error is not Problems: %v", err)
		}
		for _, p := range problems {
			lines := strings.Count(map[string]string{"tiny/flow.toml": flow, "tiny/texts.de.toml": texts}[p.File], "\n") + 1
			if p.Line > lines || p.Message == "" {
				t.Errorf("%v: the file has %d lines", p, lines)
			}
		}
		for _, loaded := range c.Flows {
			loaded.Evaluate(flows.Answers{})
		}
	})
}
