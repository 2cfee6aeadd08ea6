package flows_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
)

// groupedFlow has a group of two pages that a field counts, a state and a place.
const groupedFlow = `id = "grouped"
version = "1.0.0"
icon = "house"
category = "housing"
authority = "buergeramt"
legal = "Satzung"
minutes = 3
languages = ["de"]
identity = "none"
[[page]]
id = "abroad"
[[page.field]]
id = "state"
type = "country"
required = true
[[page]]
id = "town"
[[page.field]]
id = "plz"
type = "text"
[[page.field]]
id = "ort"
type = "text"
place_of = "plz"
[[page]]
id = "list"
[[page.field]]
id = "people"
type = "int"
min = 0
max = 3
counts = "person"
row_name = ["name"]
row_detail = ["kind"]
[[page]]
id = "who"
repeat = { id = "person", max = 3, count = "people" }
[[page.field]]
id = "kind"
type = "choice"
options = ["adult", "child"]
required = true
[[page.field]]
id = "name"
type = "text"
[[page]]
id = "more"
visible = "kind == 'child' && state != 'DEU'"
repeat = { id = "person" }
[[page.field]]
id = "school"
type = "text"
required = true
[[page]]
id = "end"
visible = "people > 1"
[[page.field]]
id = "note"
type = "text"
`

const groupedTexts = `title = "Gruppe"
summary = "x"
duration = "x"
fee = "x"
authority.name = "x"
receipt.title = "x"
page.town.title = "Ort"
page.who.title = "Wer"
page.who.row = "Person"
page.more.row = "Person"
field.state.title = "Staat"
field.state.short = "Staat"
field.plz.title = "PLZ"
field.plz.short = "PLZ"
field.ort.title = "Ort"
field.ort.short = "Ort"
field.people.title = "Wer kommt mit?"
field.people.short = "Personen"
field.kind.title = "Wer"
field.kind.short = "Wer"
option.kind.adult = "Erwachsen"
option.kind.child = "Kind"
field.name.title = "Name"
field.name.short = "Name"
field.school.title = "Schule"
field.school.short = "Schule"
field.note.title = "Noch etwas?"
field.note.short = "Bemerkung"
[rows.person]
add = "Person"
empty = "Niemand"
max = "Genug"
unnamed = "Ohne Namen"
remove = "Entfernen?"
unsaved = "Verwerfen?"
`

// grouped is the flow with changes, given as pairs of before and after.
func grouped(changes ...string) fstest.MapFS {
	flow, texts := groupedFlow, groupedTexts
	for i := 0; i+1 < len(changes); i += 2 {
		if strings.Contains(flow, changes[i]) {
			flow = strings.Replace(flow, changes[i], changes[i+1], 1)
			continue
		}
		if !strings.Contains(texts, changes[i]) {
			panic(changes[i] + " is not there")
		}
		texts = strings.Replace(texts, changes[i], changes[i+1], 1)
	}
	return fstest.MapFS{"grouped/flow.toml": {Data: []byte(flow)}, "grouped/texts.de.toml": {Data: []byte(texts)}}
}

func TestGroupOfPages(t *testing.T) {
	f := loadOne(t, grouped())
	q := f.Field("people")
	if q.Counts != "person" || !slices.Equal(q.RowName, []string{"name"}) || !slices.Equal(q.RowDetail, []string{"kind"}) {
		t.Errorf("the list is of %q, named by %v, told by %v", q.Counts, q.RowName, q.RowDetail)
	}
	if f.Field("ort").PlaceOf != "plz" {
		t.Error("the place does not know its postcode")
	}
	who, more := f.Field("name").Page(), f.Field("school").Page()
	if who.Repeat != more.Repeat || !slices.Equal(who.Repeat.Pages, []*flows.Page{who, more}) {
		t.Error("the pages of the group do not share it")
	}
	tests := []struct {
		name, answers, visible, pages, errors string
	}{
		{"nobody", `{"state": "FRA", "people": 0}`, "state plz ort people", "abroad town list", ""},
		{"row by row", `{"state": "FRA", "people": 2, "person": [{"kind": "child", "school": "A"}, {"kind": "adult"}]}`,
			"state plz ort people person[0].kind person[0].name person[0].school person[1].kind person[1].name note",
			"abroad town list who[0] more[0] who[1] end", ""},
		{"a row knows nothing of the one before", `{"state": "FRA", "people": 2, "person": [{"kind": "child", "school": "A"}]}`,
			"state plz ort people person[0].kind person[0].name person[0].school person[1].kind person[1].name note",
			"abroad town list who[0] more[0] who[1] end", "person[1].kind:required"},
		{"a row reads what is asked before it", `{"state": "000", "people": 1, "person": [{"kind": "child", "school": "A"}]}`,
			"state plz ort people person[0].kind person[0].name", "abroad town list who[0]", ""},
		{"no state", `{"state": "Frankreich", "people": 0}`, "state plz ort people", "abroad town list", "state:not_an_option"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, err := f.AnswersFromJSON([]byte(tt.answers))
			if err != nil {
				t.Fatal(err)
			}
			e := f.Evaluate(a)
			if got := strings.Join(e.Visible, " "); got != tt.visible {
				t.Errorf("visible\n got %s\nwant %s", got, tt.visible)
			}
			if got := pageList(e); got != tt.pages {
				t.Errorf("pages %q, want %q", got, tt.pages)
			}
			if got := errorList(e); got != tt.errors {
				t.Errorf("errors %q, want %q", got, tt.errors)
			}
		})
	}
}

// TestGroupMistakes changes the flow by one mistake each, and wants it told.
func TestGroupMistakes(t *testing.T) {
	tests := []struct {
		name    string
		changes []string
		want    string
	}{
		{"no such group", []string{`counts = "person"`, `counts = "persons"`}, `there is no group "persons"`},
		{"names without a list", []string{"counts = \"person\"\n", ""}, "row_name and row_detail need counts"},
		{"counted otherwise", []string{`count = "people"`, `count = "people + 1"`}, "does not have as many rows as this field says"},
		{"not counted", []string{`, count = "people"`, ""}, "the group person is not counted"},
		{"other limits", []string{"max = 3\ncounts", "max = 4\ncounts"}, "the limits differ from those of the group person"},
		{"not alone", []string{"[[page]]\nid = \"who\"", "[[page.field]]\nid = \"extra\"\ntype = \"text\"\n[[page]]\nid = \"who\""}, "stands alone on its page"},
		{"no name", []string{"row_name = [\"name\"]\n", ""}, "row_name is missing"},
		{"name of elsewhere", []string{`row_name = ["name"]`, `row_name = ["name", "plz"]`}, `"plz" is no question of a row of person`},
		{"detail of nowhere", []string{`row_detail = ["kind"]`, `row_detail = ["kin"]`}, `"kin" is no question of a row of person`},
		{"list of a text", []string{"type = \"text\"\nplace_of", "type = \"text\"\ncounts = \"person\"\nplace_of"}, "counts does not belong to type text"},
		{"place of nothing", []string{`place_of = "plz"`, `place_of = "zip"`}, `place_of = "zip" is no postcode`},
		{"place of a later one", []string{`place_of = "plz"`, `place_of = "note"`}, `"note" is asked later`},
		{"place of a row", []string{"type = \"text\"\n", "type = \"text\"\n", "id = \"note\"\ntype = \"text\"\n", "id = \"note\"\ntype = \"text\"\nplace_of = \"name\"\n"}, `"name" is repeated`},
		{"place of a state", []string{"type = \"country\"", "type = \"country\"\nplace_of = \"plz\""}, "place_of does not belong to type country"},
		{"more on a later page", []string{`repeat = { id = "person" }`, `repeat = { id = "person", max = 2 }`}, `key "max" is unknown here`},
		{"group torn apart", []string{"[[page]]\nid = \"more\"", "[[page]]\nid = \"pause\"\n[[page.field]]\nid = \"pause\"\ntype = \"bool\"\n[[page]]\nid = \"more\""}, `id "person" is used twice`},
		{"row read outside", []string{`visible = "people > 1"`, `visible = "kind == 'child'"`}, "which is repeated"},
		{"state by its key", []string{"state != 'DEU'", "state != '000'"}, `"000" is no state`},
		{"text of the list", []string{"empty = \"Niemand\"\n", ""}, "text rows.person.empty is missing"},
		{"heading of a row", []string{"page.more.row = \"Person\"\n", ""}, "text page.more.row is missing"},
		{"text of no list", []string{"unsaved = ", "unsafed = "}, "text rows.person.unsafed is unknown"},
		{"options of a state", []string{"type = \"country\"", "type = \"country\"\noptions = [\"a\", \"b\"]"}, "type country has no options"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := flows.LoadAny(grouped(tt.changes...))
			if err == nil {
				t.Fatal("nothing is wrong")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got\n%v\nwant %q", err, tt.want)
			}
		})
	}
}

// TestCrowded refuses a page that asks for what one keyboard does not write.
func TestCrowded(t *testing.T) {
	_, err := flows.Load(grouped())
	if err == nil || !strings.Contains(err.Error(), "grouped/flow.toml:39:1: a field of type choice stands alone on its page (give it a [[page]] of its own)") {
		t.Errorf("got %v", err)
	}
}
