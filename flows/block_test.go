package flows_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// animal is a block with conditions, a rule and a value.
const animal = `[[page]]
id = "pet"
[[page.field]]
id = "kind"
type = "choice"
required = true
options = ["dog", "cat", "pet"]
fim = "F60000000001"
[[page]]
id = "more"
visible = "kind == 'dog' && kind != 'pet'"
[[page.field]]
id = "name"
type = "text"
prefill = "card.given_names"
[[page.field]]
id = "chip"
type = "text"
visible = "answered(name)"
[[page]]
id = "birth"
[[page.field]]
id = "born"
type = "date"
[[rule]]
id = "alive"
field = "born"
holds = "born <= today"
`

const animalTexts = `page.more.title = "Mehr"
field.kind = { title = "Art?", short = "Art" }
field.name = { title = "Name?", short = "Name", error.too_long = "Zu lang." }
field.chip = { title = "Chip?", short = "Chip" }
field.born = { title = "Geboren?", short = "Geboren" }
option.kind = { dog = "Hund", cat = "Katze", pet = "Haustier" }
rule.alive = "Erst geboren."
why.kind = "Darum."
`

const ownerFlow = `id = "owner"
version = "1.0.0"
icon = "dog"
category = "animals"
authority = "amt"
legal = "Satzung"
identity = "card"
minutes = 3
languages = ["de"]
[[page]]
id = "first"
[[page.field]]
id = "two"
type = "bool"
required = true
[[page]]
block = "animal"
legal = "§ 1"
[[page]]
block = "animal"
prefix = "other_"
visible = "two && kind == 'cat'"
without = ["born"]
[[fee]]
cents = 0
valid_from = 2025-01-01
source = "Satzung"
when = "other_kind == 'dog'"
`

const ownerTexts = `title = "x"
summary = "x"
duration = "x"
fee = "x"
authority.name = "x"
receipt.title = "x"
field.two = { title = "Zwei?", short = "Zwei" }
field.other_kind.title = "Andere Art?"
`

// owner is the flow with the block; pairs of old and new change any of the files.
func owner(t testing.TB, changes ...string) fstest.MapFS {
	t.Helper()
	files := map[string]string{
		"owner/flow.toml": ownerFlow, "owner/texts.de.toml": ownerTexts,
		"_blocks/animal/block.toml": animal, "_blocks/animal/texts.de.toml": animalTexts,
	}
	for i := 0; i+1 < len(changes); i += 2 {
		found := false
		for name, text := range files {
			if strings.Count(text, changes[i]) == 1 && !found {
				files[name], found = strings.Replace(text, changes[i], changes[i+1], 1), true
			}
		}
		if !found {
			t.Fatalf("%q is nowhere exactly once", changes[i])
		}
	}
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// withoutRule takes the rule from the block.
func withoutRule(t testing.TB, changes ...string) fstest.MapFS {
	return owner(t, append([]string{
		"[[rule]]\nid = \"alive\"\nfield = \"born\"\nholds = \"born <= today\"\n", "", "rule.alive = \"Erst geboren.\"\n", "",
	}, changes...)...)
}

func TestBlock(t *testing.T) {
	f := loadOne(t, withoutRule(t))
	var pages []string
	for _, p := range f.Pages {
		pages = append(pages, p.ID)
	}
	if want := []string{"first", "pet", "more", "birth", "other_pet", "other_more"}; !slices.Equal(pages, want) {
		t.Errorf("pages %v, want %v", pages, want)
	}
	for key, want := range map[string]string{
		"field.kind.title": "Art?", "field.other_kind.title": "Andere Art?", "field.other_kind.short": "Art", "option.other_kind.cat": "Katze",
		"page.other_more.title": "Mehr", "why.other_kind": "Darum.", "field.other_name.error.too_long": "Zu lang.",
	} {
		if got, _ := f.Text("de", key); got != want {
			t.Errorf("text %s = %q, want %q", key, got, want)
		}
	}
	if f.Field("name").Prefill == "" || f.Field("other_name").Prefill != "" {
		t.Error("only the block without a prefix is filled from the card")
	}
	if got := [2]string{f.Field("kind").OnceKey(), f.Field("other_kind").OnceKey()}; got != [2]string{"F60000000001", "other_F60000000001"} {
		t.Errorf("once keys %v", got)
	}
	if f.Field("kind").Legal != "§ 1" || f.Field("other_kind").Legal != "" || f.Field("other_kind").FIM != "F60000000001" {
		t.Error("the law or the id of FIM is lost")
	}
	if got := f.Pages[5].Visible.Source; got != "(two && kind == 'cat') && (other_kind == 'dog' && other_kind != 'pet')" {
		t.Errorf("condition %s", got)
	}
	a := flows.Answers{"two": flows.Bool(true), "kind": flows.Choice("cat"), "other_kind": flows.Choice("dog"), "other_name": flows.Text("Rex")}
	if got, want := f.Evaluate(a).Visible, []string{"two", "kind", "born", "other_kind", "other_name", "other_chip"}; !slices.Equal(got, want) {
		t.Errorf("visible %v, want %v", got, want)
	}
}

// TestRuleOfBlock wants the rule where its question is asked, and not where the flow leaves the question out.
func TestRuleOfBlock(t *testing.T) {
	f := loadOne(t, owner(t))
	if len(f.Rules) != 1 || f.Rules[0].ID != "alive" || f.Rules[0].Field != "born" {
		t.Fatalf("rules %+v", f.Rules)
	}
	f = loadOne(t, owner(t, "without = [\"born\"]\n", ""))
	if len(f.Rules) != 2 || f.Rules[1].ID != "other_alive" || f.Rules[1].Field != "other_born" {
		t.Fatalf("rules %+v", f.Rules)
	}
	if got, _ := f.Text("de", "rule.other_alive"); got != "Erst geboren." {
		t.Errorf("text %q", got)
	}
	a := flows.Answers{
		flows.Today: flows.Date(2026, 11, 21), "two": flows.Bool(true), "kind": flows.Choice("cat"), "other_born": flows.Date(2026, 12, 1),
	}
	if e := f.Evaluate(a); len(e.Broken) != 1 || e.Broken[0].Key != "other_born" {
		t.Errorf("broken %v", e.Broken)
	}
}

func TestBlockInRows(t *testing.T) {
	f := loadOne(t, withoutRule(t,
		"without = [\"born\"]\n", "repeat = { id = \"pets\", max = 3 }\n", "when = \"other_kind == 'dog'\"\n", ""))
	r := f.Pages[4].Repeat
	if r == nil || r.ID != "pets" || r.Max != 3 || len(r.Pages) != 3 {
		t.Fatalf("group %+v", r)
	}
	a := flows.Answers{"two": flows.Bool(true), "kind": flows.Choice("cat"), "pets[1].other_kind": flows.Choice("dog")}
	if got := f.Evaluate(a).Visible; !slices.Contains(got, "pets[1].other_name") || slices.Contains(got, "pets[0].other_name") {
		t.Errorf("visible %v", got)
	}
}

func TestBlockMistakes(t *testing.T) {
	const flow, block, texts = "owner/flow.toml", "_blocks/animal/block.toml", "_blocks/animal/texts.de.toml"
	tests := []struct {
		name    string
		changes []string
		want    []string
	}{
		{"no such block", []string{"block = \"animal\"\nlegal", "block = \"animul\"\nlegal"}, []string{flow + `:17:10: there is no block "animul"`}},
		{"clash", []string{"prefix = \"other_\"\n", ""}, []string{
			flow + `:20:10: id "pet" is used twice`, flow + `:20:10: id "kind" is used twice`, flow + `:20:10: id "more" is used twice`,
			flow + `:20:10: id "name" is used twice`, flow + `:20:10: id "chip" is used twice`}},
		{"clash of a prefix", []string{"id = \"two\"", "id = \"other_kind\""}, []string{flow + `:20:10: id "other_kind" is used twice (the first is in line 13)`}},
		{"without what is not there", []string{`without = ["born"]`, `without = ["born", "chipp"]`}, []string{flow + `:23:21: block animal has no field "chipp" (did you mean "chip"?)`}},
		{"left out, but needed", []string{`without = ["born"]`, `without = ["born", "kind"]`}, []string{
			block + ":11:12: condition: undeclared reference to 'other_kind'", block + ":11:29: condition: undeclared reference to 'other_kind'",
			"owner/texts.de.toml:8:18: text field.other_kind.title is unknown", flow + ":28:9: condition: undeclared reference to 'other_kind'"}},
		{"unknown key of the use", []string{"without = ", "whithout = "}, []string{flow + `:23:1: key "whithout" is unknown here (did you mean "without"?)`}},
		{"unknown key of the block", []string{`id = "chip"`, "idd = 1\nid = \"chip\""}, []string{block + `:17:1: key "idd" is unknown here (did you mean "id"?)`}},
		{"condition of the block", []string{"kind == 'dog' &&", "kind == 'dof' &&"}, []string{
			block + `:11:20: "dof" is no option of kind (did you mean "dog"?)`, block + `:11:20: "dof" is no option of other_kind (did you mean "dog"?)`}},
		{"condition of the use", []string{"kind == 'cat'\"", "kind == 'cut'\""}, []string{flow + `:22:27: "cut" is no option of kind (did you mean "cat"?)`}},
		{"both together", []string{"two && kind == 'cat'", "two && other_kind == 'cat'"}, []string{flow + `:22:19: page other_pet is in a circle`}},
		{"repeat in a block", []string{"[[page]]\nid = \"birth\"", "[[page]]\nrepeat = { id = 'x' }\nid = \"birth\""}, []string{block + ":21:1: pages of a block say nothing of rows"}},
		{"block in a block", []string{"[[page]]\nid = \"birth\"", "[[page]]\nblock = 'x'\nid = \"birth\""}, []string{block + ":21:1: a block cannot use another"}},
		{"unknown text of the block", []string{"why.kind", "why.kinn"}, []string{texts + ":7:5: text why.kinn is unknown"}},
		{"missing text of the block", []string{"page.more.title = \"Mehr\"\n", ""}, []string{
			"owner/texts.de.toml: text page.more.title is missing (it is defined in " + block + ":10)",
			"owner/texts.de.toml: text page.other_more.title is missing (it is defined in " + block + ":10)"}},
		{"too long with its prefix", []string{`prefix = "other_"`, `prefix = "` + strings.Repeat("o", 38) + `"`, "other_kind == 'dog'", "two", "field.other_kind.title = \"Andere Art?\"\n", ""}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := withoutRule(t, tt.changes...)
			if tt.want == nil {
				if _, err := flows.LoadAny(fsys); err == nil || !strings.Contains(err.Error(), flow+":19:3: with its prefix") {
					t.Errorf("error %v", err)
				}
				return
			}
			wantProblems(t, fsys, tt.want)
		})
	}
}

func TestBlockWithoutItsLanguage(t *testing.T) {
	fsys := withoutRule(t, `languages = ["de"]`, `languages = ["de", "en"]`)
	fsys["owner/texts.en.toml"] = fsys["owner/texts.de.toml"]
	_, err := flows.LoadAny(fsys)
	if err == nil || !strings.Contains(err.Error(), `owner/flow.toml:17:10: block animal has no texts in "en" (add _blocks/animal/texts.en.toml)`) {
		t.Errorf("error %v", err)
	}
}

// TestBlocksFromElsewhere finds the block in the tree that is given besides, and the nearest one first.
func TestBlocksFromElsewhere(t *testing.T) {
	all := withoutRule(t)
	flow, blocks := fstest.MapFS{}, fstest.MapFS{}
	for name, file := range all {
		if strings.HasPrefix(name, "_") {
			blocks[name] = file
			continue
		}
		flow["deep/"+name] = file
	}
	if _, err := flows.LoadAny(flow); err == nil {
		t.Error("a block is found where there is none")
	}
	if _, err := flows.LoadAny(flow, fstest.MapFS{}, blocks); err != nil {
		t.Errorf("given besides: %v", err)
	}
	for name, file := range blocks {
		flow["deep/"+name] = file
	}
	flow["deep/_blocks/animal/texts.de.toml"] = &fstest.MapFile{Data: []byte(strings.NewReplacer("Art?", "Nah?", "rule.alive = \"Erst geboren.\"\n", "").Replace(animalTexts))}
	c, err := flows.LoadAny(flow, blocks)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := c.Flows[0].Text("de", "field.kind.title"); got != "Nah?" {
		t.Errorf("the farther block is taken: %q", got)
	}
}

// TestShippedBlocks loads one flow that uses each block of the catalogue, once for the citizen and once for somebody else.
func TestShippedBlocks(t *testing.T) {
	flow := ownerFlow[:strings.Index(ownerFlow, "[[page]]")]
	flow = strings.Replace(flow, `["de"]`, `["de", "en", "uk", "ar"]`, 1) + "[representation]\nallowed = ['self', 'authorised']\nfield = 'vertretung'\n"
	names := []string{"person", "geburtsname", "anschrift", "kontakt", "bank", "staatsangehoerigkeit", "familienstand", "vertretung"}
	for _, name := range names {
		flow += "[[page]]\nblock = '" + name + "'\n"
	}
	for _, name := range names[:len(names)-1] {
		flow += "[[page]]\nblock = '" + name + "'\nprefix = 'kind_'\n"
	}
	fsys := fstest.MapFS{"owner/flow.toml": {Data: []byte(flow)}}
	for _, lang := range []string{"de", "en", "uk", "ar"} {
		texts := ownerTexts[:strings.Index(ownerTexts, "field.")]
		fsys["owner/texts."+lang+".toml"] = &fstest.MapFile{Data: []byte(texts)}
	}
	c, err := flows.LoadAny(fsys, catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	f := c.Flows[0]
	if q := f.Field("iban"); !q.Secret || q.Type != flows.TypeIBAN {
		t.Errorf("iban %+v", q)
	}
	var offered []string
	for _, o := range f.Field("vertretung").Options {
		offered = append(offered, o.ID)
	}
	if !slices.Equal(offered, []string{"self", "authorised"}) {
		t.Errorf("one may act as %v", offered)
	}
	if f.Field("kind_ort").PlaceOf != "kind_plz" {
		t.Errorf("the places are those of %q", f.Field("kind_ort").PlaceOf)
	}
	e := f.Evaluate(flows.Answers{"vertretung": flows.Choice("authorised")})
	if !slices.Contains(e.Visible, "vertreten_geburtsdatum") || len(e.VisiblePages) != len(f.Pages) {
		t.Errorf("visible %v", e.Visible)
	}
	for _, q := range f.Pages {
		for _, field := range q.Fields {
			if field.OnceKey() == "" && field.ID != f.Representation.Field {
				t.Errorf("%s is asked again in each application of a visit", field.ID)
			}
		}
	}
}
