package flows_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
)

// wholeFlow has every key that is not about questions.
const wholeFlow = `id = "tiny"
version = "1.0.0"
icon = "dog"
category = "animals"
authority = "amt"
legal = "Satzung"
identity = "none"
minutes = 3
languages = ["de"]
kind = "form"
competent = "partner"
example = true

[[page]]
id = "who"
fim = "G60000000083"

[[page.field]]
id = "acts"
type = "choice"
required = true
options = ["self", "parent"]

[[page.field]]
id = "given"
type = "text"
fim = "F60000000228"
path = "G60000000083/F60000000228"

[[page.field]]
id = "born"
type = "date"

[[page]]
id = "not_needed"
visible = "acts == 'parent' && given == 'Otto'"
exit = true
leads_to = "other"

[[page]]
id = "out"
[[page.field]]
id = "leaves"
type = "date"
[[page.field]]
id = "rent"
type = "money"

[[value]]
id = "twice"
type = "money"
is = "rent + rent"

[[rule]]
id = "order"
field = "leaves"
holds = "leaves >= born"
visible = "acts == 'self'"

[[cosignature]]
id = "mother"
visible = "acts == 'parent'"
name = ["given"]
birth = "born"
later = true

[representation]
allowed = ["self", "parent"]
field = "acts"

[partner]
key = "sender"
accent = "#005aa0"
logo = "logo.png"

[import]
schema = "S05000001299"
version = "1.0"

[[unresolved]]
id = "R60000000001"
field = "given"

[[next]]
icon = "clock"
days = 14
visible = "acts == 'self'"

[[result]]
icon = "document"

[[limit]]
icon = "warning"

[[fee]]
id = "free"
cents = 0
valid_from = 2025-01-01
source = "Satzung"
`

const wholeTexts = `title = "Hund anmelden"
summary = "Kurz."
duration = "3 Minuten"
fee = { text = "{amount} Euro", free = "Heute frei." }
authority.name = "Amt"
receipt.title = "Anmeldung"
page.who.title = "Wer?"
page.not_needed = { title = "Nicht nötig", help = "Weil." }
page.out.title = "Auszug"
field.acts = { title = "Für wen?", short = "Für" }
field.given = { title = "Name?", short = "Name" }
field.born = { title = "Tag?", short = "Tag" }
field.leaves = { title = "Auszug?", short = "Auszug" }
field.rent = { title = "Miete?", short = "Miete" }
option.acts = { self = "Mich", parent = "Mein Kind" }
value.twice.short = "Doppelt"
rule.order = "Erst geboren, dann ausgezogen."
cosignature.mother = { title = "Mutter", statement = "Ich stimme zu." }
partner = { name = "Kasse", notice = "Dies ist kein Amt." }
unresolved.R60000000001 = "Nur bei Vollmond."
next.1 = "Bis {date}."
result.1 = "Ein Blatt."
limit.1 = "Mehr geht hier nicht."
`

// whole is the flow with changes, given as pairs of before and after.
func whole(t testing.TB, changes ...string) fstest.MapFS {
	t.Helper()
	flow, texts := wholeFlow, wholeTexts
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
	return fstest.MapFS{
		"tiny/flow.toml": {Data: []byte(flow)}, "tiny/texts.de.toml": {Data: []byte(texts)},
		"tiny/logo.png": {Data: logoPNG(t)}, "tiny/cut.png": {Data: logoPNG(t)[:40]}, "tiny/logo.txt": {Data: []byte("logo")},
	}
}

// logoPNG is a picture of three by two px.
func logoPNG(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLoadWhole(t *testing.T) {
	f := loadOne(t, whole(t))
	if f.Kind != flows.FlowForm || f.Competent != "partner" || !f.Example {
		t.Errorf("kind %q, competent %q, example %t", f.Kind, f.Competent, f.Example)
	}
	exit := f.Pages[1]
	if !exit.Exit || exit.LeadsTo != "other" || f.Pages[0].FIM != "G60000000083" {
		t.Errorf("exit %t leads to %q, group %q", exit.Exit, exit.LeadsTo, f.Pages[0].FIM)
	}
	if q := f.Field("given"); q.Path != "G60000000083/F60000000228" || q.OnceKey() != "F60000000228" {
		t.Errorf("path %q, once %q", q.Path, q.OnceKey())
	}
	if v := f.Values[0]; v.ID != "twice" || v.Type != flows.TypeMoney {
		t.Errorf("value %+v", v)
	}
	if r := f.Rules[0]; r.ID != "order" || r.Field != "leaves" || r.Holds == nil || r.Visible == nil {
		t.Errorf("rule %+v", r)
	}
	if c := f.Cosignatures[0]; !c.Later || c.Birth != "born" || !slices.Equal(c.Name, []string{"given"}) || c.Visible == nil {
		t.Errorf("cosignature %+v", c)
	}
	if r := f.Representation; r == nil || r.Field != "acts" || len(r.Allowed) != 2 {
		t.Errorf("representation %+v", r)
	}
	if p := f.Partner; p == nil || p.Key != "sender" || p.Accent != (color.RGBA{0, 0x5a, 0xa0, 255}) || p.Logo == nil || p.Logo.Bounds().Dx() != 3 {
		t.Errorf("partner %+v", p)
	}
	if i := f.Import; i == nil || i.Schema != "S05000001299" || i.Version != "1.0" {
		t.Errorf("import %+v", i)
	}
	if len(f.Unresolved) != 1 || f.Unresolved[0].Field != "given" {
		t.Errorf("unresolved %+v", f.Unresolved)
	}
	if n := f.Next[0]; n.Days != 14 || n.Visible == nil || len(f.Results) != 1 || len(f.Limits) != 1 || f.Fees[0].ID != "free" {
		t.Errorf("next %+v, %d results, %d limits, fee %q", n, len(f.Results), len(f.Limits), f.Fees[0].ID)
	}
	for key, want := range map[string]string{
		"fee": "{amount} Euro", "fee.free": "Heute frei.", "value.twice.short": "Doppelt", "rule.order": "Erst geboren, dann ausgezogen.",
		"cosignature.mother.statement": "Ich stimme zu.", "partner.notice": "Dies ist kein Amt.", "unresolved.R60000000001": "Nur bei Vollmond.",
		"result.1": "Ein Blatt.", "limit.1": "Mehr geht hier nicht.",
	} {
		if got, _ := f.Text("de", key); got != want {
			t.Errorf("text %s = %q, want %q", key, got, want)
		}
	}
}

func TestCallWithoutPages(t *testing.T) {
	flow := wholeFlow[:strings.Index(wholeFlow, "[[page]]")]
	flow = strings.Replace(flow, `kind = "form"`, `kind = "call"`, 1)
	texts := "title='x'\nsummary='x'\nduration='x'\nfee='x'\nauthority.name='x'\n"
	f := loadOne(t, fstest.MapFS{"tiny/flow.toml": {Data: []byte(flow)}, "tiny/texts.de.toml": {Data: []byte(texts)}})
	if f.Kind != flows.FlowCall || len(f.Pages) != 0 {
		t.Errorf("kind %q with %d pages", f.Kind, len(f.Pages))
	}
	if e := f.Evaluate(nil); len(e.VisiblePages) != 0 {
		t.Errorf("pages %v", e.VisiblePages)
	}
}

func TestLoadWholeMistakes(t *testing.T) {
	const flow, texts = "tiny/flow.toml", "tiny/texts.de.toml"
	tests := []struct {
		name    string
		changes []string
		want    []string
	}{
		{"kind", []string{`kind = "form"`, `kind = "phone"`}, []string{flow + ":10:9: kind is unknown (one of: form, call)"}},
		{"competent", []string{`competent = "partner"`, `competent = "nobody"`}, []string{flow + ":11:14: competent is unknown"}},
		{"group of FIM", []string{`fim = "G60000000083"`, `fim = "F60000000083"`}, []string{flow + ":16:8: fim has the wrong form (G and 8 to 14 digits)"}},
		{"field of FIM", []string{`fim = "F60000000228"`, `fim = "228"`}, []string{flow + ":27:8: fim has the wrong form (F and 8 to 14 digits)"}},
		{"path", []string{`path = "G60000000083/F60000000228"`, `path = "G60000000083"`}, []string{flow + ":28:9: path has the wrong form"}},
		{"leads_to without exit", []string{"exit = true\n", ""}, []string{flow + ":37:1: leads_to is for an exit (add exit = true)"}},
		{"exit with fields", []string{"[[page]]\nid = \"out\"", "[[page]]\nid = \"out\"\nexit = true"}, []string{flow + ":42:1: an exit has no fields"}},
		{"value without type", []string{"type = \"money\"\nis", "is"}, []string{flow + ":49:3: type is missing"}},
		{"value of no type", []string{"type = \"money\"\nis", "type = \"iban\"\nis"}, []string{flow + ":51:9: type is unknown"}},
		{"value is a field", []string{`id = "twice"`, `id = "rent"`}, []string{flow + `:50:7: id "rent" is used twice`}},
		{"number without decimals", []string{"type = \"money\"\n\n[[value]]", "type = \"number\"\n\n[[value]]"}, []string{flow + ":45:8: decimals is missing"}},
		{"rule without field", []string{"field = \"leaves\"\n", ""}, []string{flow + ":54:3: field is missing"}},
		{"rule of no field", []string{`field = "leaves"`, `field = "leafs"`}, []string{flow + `:56:10: there is no field "leafs" (did you mean "leaves"?)`}},
		{"rule is no bool", []string{"leaves >= born", "leaves"}, []string{flow + ":57:10: condition is of type timestamp, not bool"}},
		{"rule about later answers", []string{`field = "leaves"`, `field = "born"`}, []string{flow + `:57:10: rule order depends on "leaves", which is asked later`}},
		{"cosignature without a name", []string{"name = [\"given\"]\n", ""}, []string{flow + ":60:3: name is missing"}},
		{"cosignature of nobody", []string{`name = ["given"]`, `name = ["rent"]`}, []string{flow + `:63:10: "rent" tells nothing of the person who signs`}},
		{"birth of nobody", []string{`birth = "born"`, `birth = "given"`}, []string{flow + `:64:10: "given" tells nothing of the person who signs`}},
		{"unknown capacity", []string{`allowed = ["self", "parent"]`, `allowed = ["self", "friend"]`}, []string{flow + `:68:21: "friend" is no way of acting`, flow + `:69:10: "acts" does not ask`}},
		{"capacity that is not asked", []string{`allowed = ["self", "parent"]`, `allowed = ["self"]`}, []string{flow + `:69:10: "acts" does not ask for whom the citizen acts`}},
		{"colour", []string{`"#005aa0"`, `"blue"`}, []string{flow + ":73:11: accent has the wrong form"}},
		{"faint colour", []string{`"#005aa0"`, `"#00704a"`}, []string{flow + ":73:11: white words on #00704a have a contrast of 6.1 to 1, and need 7 to 1 (a darker one, as #006643)"}},
		{"cut logo", []string{`"logo.png"`, `"cut.png"`}, []string{flow + ":74:9: cut.png is a damaged picture"}},
		{"no logo", []string{`"logo.png"`, `"lego.png"`}, []string{flow + ":74:9: lego.png cannot be read: file does not exist"}},
		{"logo is text", []string{`"logo.png"`, `"logo.txt"`}, []string{flow + ":74:9: logo.txt is no proper picture"}},
		{"logo elsewhere", []string{`"logo.png"`, `"../logo.png"`}, []string{flow + `:74:9: "../logo.png" is no name of a file`}},
		{"schema", []string{`"S05000001299"`, `"05000001299"`}, []string{flow + ":77:11: schema has the wrong form"}},
		{"unresolved of no field", []string{"id = \"R60000000001\"\nfield = \"given\"", "id = \"R60000000001\"\nfield = \"giwen\""}, []string{flow + `:82:10: there is no field "giwen" (did you mean "given"?)`}},
		{"days", []string{"days = 14", "days = 0"}, []string{flow + ":86:8: days must be between 1 and 3650"}},
		{"next never", []string{"days = 14\nvisible = \"acts == 'self'\"", "days = 14\nvisible = \"acts == 'self' && acts == 'parent'\""}, []string{flow + ":87:12: next 1 can never be shown"}},
		{"unknown key of a value", []string{"is = \"rent", "iss = 'x'\nis = \"rent"}, []string{flow + `:52:1: key "iss" is unknown here`}},
		{"text of the rule", []string{"rule.order = \"Erst geboren, dann ausgezogen.\"\n", ""}, []string{texts + ": text rule.order is missing (it is defined in tiny/flow.toml:55)"}},
		{"text of the fee", []string{`, free = "Heute frei."`, ""}, []string{texts + ": text fee.free is missing"}},
		{"text of the result", []string{"result.1", "result.2"}, []string{texts + ": text result.1 is missing", texts + `:22:8: text result.2 is unknown`}},
		{"text of the partner", []string{`, notice = "Dies ist kein Amt."`, ""}, []string{texts + ": text partner.notice is missing"}},
		{"text of the unresolved", []string{"unresolved.R60000000001 = \"Nur bei Vollmond.\"\n", ""}, []string{texts + ": text unresolved.R60000000001 is missing"}},
		{"statement", []string{`, statement = "Ich stimme zu."`, ""}, []string{texts + ": text cosignature.mother.statement is missing"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantProblems(t, whole(t, tt.changes...), tt.want) })
	}
}

// wantProblems loads a flow and wants exactly the problems that begin so.
func wantProblems(t *testing.T, fsys fstest.MapFS, want []string) {
	t.Helper()
	c, err := flows.LoadAny(fsys)
	if err == nil {
		t.Fatal("no problem")
	}
	lines := strings.Split(err.Error(), "\n")
	for _, w := range want {
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, w) }) {
			t.Errorf("no problem begins with %q", w)
		}
	}
	if len(lines) != len(want) || len(c.Flows) != 0 {
		t.Errorf("%d problems, want %d; %d flows", len(lines), len(want), len(c.Flows))
	}
	if t.Failed() {
		t.Logf("got:\n%v", err)
	}
}

// TestWarnings wants a title of an imported flow that is too long to be told, and the flow to be there.
func TestWarnings(t *testing.T) {
	long := strings.Repeat("ä", 61)
	c, err := flows.LoadAny(whole(t, `"Hund anmelden"`, `"`+long+`"`))
	if err != nil || len(c.Flows) != 1 {
		t.Fatalf("%d flows, error %v", len(c.Flows), err)
	}
	if got := c.Warnings.Error(); got != "tiny/texts.de.toml:1:10: warning: title of 61 letters, at most 60 (shorten it, or move a part to the help)" {
		t.Errorf("warnings %q", got)
	}
	if len(c.Warnings.Mistakes()) != 0 || len(c.Warnings.Warnings()) != 1 {
		t.Error("a warning is a mistake")
	}
	if got := c.Flows[0].Problem("page.out", "wrong", "").String(); got != "tiny/flow.toml:41:1: wrong" {
		t.Errorf("problem of a page: %s", got)
	}
	if got := c.Flows[0].Problem("page.nowhere", "wrong", "").String(); got != "tiny/flow.toml:1:1: wrong" {
		t.Errorf("problem of the flow: %s", got)
	}
}
