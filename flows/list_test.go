package flows_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

const townList = `# Towns of a test.
code,de,words
1,"Pirna, Stadt",Canaletto|Tor zur Sächsischen Schweiz
2,Königstein,Festung
3,Bad Schandau,
4,Straßberg,
02,Neustadt,
`

const townField = `
[[page.field]]
id = "town"
type = "choice"
list = "towns"
[[page.field]]
id = "towns"
type = "choices"
list = "towns"
max = 2
[[page]]
id = "more"
visible = "town == '1' && '2' in towns"
[[page.field]]
id = "again"
type = "bool"
`

// towns is a flow with a choice out of a list.
func towns(list, definition string) fstest.MapFS {
	flow := tinyFlow[:strings.Index(tinyFlow, "\n[[need]]")] + "\n[[page]]\nid = 'p'\n" + definition
	texts := "title='x'\nsummary='x'\nduration='x'\nfee='x'\nauthority.name='x'\nreceipt.title='x'\npage.p.title='x'\n" +
		"field.town = { title = 'x', short = 'x' }\nfield.towns = { title = 'x', short = 'x' }\nfield.again = { title = 'x', short = 'x' }\n"
	return fstest.MapFS{
		"tiny/flow.toml": {Data: []byte(flow)}, "tiny/texts.de.toml": {Data: []byte(texts)}, "tiny/lists/towns.csv": {Data: []byte(list)},
	}
}

func TestListChoice(t *testing.T) {
	f := loadOne(t, towns(townList, townField))
	q := f.Field("town")
	if q.List == nil || len(q.List.Entries) != 5 || len(q.Options) != 0 || f.Field("towns").List != q.List {
		t.Fatalf("list %+v", q.List)
	}
	if got, ok := q.List.Text("de", "1"); got != "Pirna, Stadt" || !ok {
		t.Errorf("text %q", got)
	}
	for _, missing := range [][2]string{{"en", "1"}, {"de", "9"}} {
		if _, ok := q.List.Text(missing[0], missing[1]); ok {
			t.Errorf("%v has a text", missing)
		}
	}
	tests := []struct {
		key  string
		v    flows.Value
		want flows.Code
	}{
		{"town", flows.Choice("02"), ""},
		{"town", flows.Choice("2"), ""},
		{"town", flows.Choice("002"), flows.CodeNotAnOption},
		{"town", flows.Text("2"), flows.CodeWrongType},
		{"towns", flows.Choices("1", "4"), ""},
		{"towns", flows.Choices("1", "9"), flows.CodeNotAnOption},
		{"towns", flows.Choices("1", "1"), flows.CodeNotAnOption},
		{"towns", flows.Choices("1", "2", "3"), flows.CodeTooMany},
	}
	for _, tt := range tests {
		if got := f.Check(tt.key, tt.v, nil); tt.want == "" && got != nil || tt.want != "" && !slices.Equal(got, []flows.Code{tt.want}) {
			t.Errorf("%s: %v, want %q", tt.key, got, tt.want)
		}
	}
	a, err := f.AnswersFromJSON([]byte(`{"town": "1", "towns": ["2"]}`))
	if err != nil {
		t.Fatal(err)
	}
	if e := f.Evaluate(a); len(e.Errors) != 0 || !slices.Contains(e.Visible, "again") {
		t.Errorf("visible %v, errors %v", e.Visible, e.Errors)
	}
}

func TestListFind(t *testing.T) {
	c, err := flows.LoadAny(towns(townList, townField))
	if err != nil {
		t.Fatal(err)
	}
	own := c.Flows[0].Field("town").List
	states := shippedList(t, "staatsangehoerigkeiten")
	tests := []struct {
		list    *flows.List
		lang    string
		written string
		max     int
		want    []string // the first of what is found
	}{
		{own, "de", "", 2, []string{"1", "2"}},
		{own, "de", "pirna", 0, []string{"1"}},
		{own, "de", "Strassberg", 0, []string{"4"}},
		{own, "de", "koenig", 0, []string{"2"}},
		{own, "de", "konigstein", 0, []string{"2"}},
		{own, "de", "Schandau Bad", 0, []string{"3"}},
		{own, "de", "stein", 0, []string{"2"}},
		{own, "de", "festung", 0, []string{"2"}},
		{own, "de", "Königsstein", 0, []string{"2"}},
		{own, "de", "Prina", 0, []string{"1"}},
		{own, "de", "02", 0, []string{"02"}},
		{own, "de", "xyz", 0, nil},
		{own, "en", "pirna", 0, nil},
		{states, "de", "deutsch", 3, []string{"DEU"}},
		{states, "de", "Türkisch", 3, []string{"TUR"}},
		{states, "de", "holland", 3, []string{"NLD"}},
		{states, "de", "Öste", 1, []string{"AUT"}},
		{states, "de", "Oesterreich", 1, []string{"AUT"}},
		{states, "de", "Polne", 1, []string{"POL"}},
		{states, "de", "Afganistan", 1, []string{"AFG"}},
		{states, "de", "SYR", 1, []string{"SYR"}},
		{states, "de", "Amerika", 1, []string{"USA"}},
		{states, "de", "staatenlos", 1, []string{"XXA"}},
		{states, "en", "germ", 1, []string{"DEU"}},
		{states, "uk", "Сирія", 1, []string{"SYR"}},
		{states, "ar", "سوريا", 1, []string{"SYR"}},
		{states, "ar", "المانيا", 1, []string{"DEU"}},
		{shippedList(t, "bundeslaender"), "de", "nrw", 1, []string{"05"}},
		{shippedList(t, "rechtsformen"), "de", "kleingewerbe", 1, []string{"412000"}},
	}
	for _, tt := range tests {
		got := tt.list.Find(tt.lang, tt.written, tt.max)
		if len(got) < len(tt.want) || !slices.Equal(got[:len(tt.want)], tt.want) || tt.want == nil && len(got) > 0 {
			t.Errorf("%s %q: %v, want %v", tt.lang, tt.written, got, tt.want)
		}
		if tt.max > 0 && len(got) > tt.max {
			t.Errorf("%s %q: %d found, at most %d", tt.lang, tt.written, len(got), tt.max)
		}
	}
}

// shippedList loads a list of the catalogue by a flow that declares all languages.
func shippedList(t testing.TB, name string) *flows.List {
	t.Helper()
	fsys := towns("", strings.ReplaceAll(townField[:strings.Index(townField, "[[page]]")], "towns\"\n", name+"\"\n"))
	flow := strings.Replace(string(fsys["tiny/flow.toml"].Data), `languages = ["de"]`, `languages = ["de", "en", "uk", "ar"]`, 1)
	flow = strings.Replace(flow, `id = "`+name+`"`, `id = "towns"`, 1)
	fsys["tiny/flow.toml"] = &fstest.MapFile{Data: []byte(flow)}
	text := strings.Replace(string(fsys["tiny/texts.de.toml"].Data), "field.again = { title = 'x', short = 'x' }\n", "", 1)
	for _, lang := range []string{"de", "en", "uk", "ar"} {
		fsys["tiny/texts."+lang+".toml"] = &fstest.MapFile{Data: []byte(text)}
	}
	c, err := flows.LoadAny(fsys, catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	return c.Flows[0].Field("town").List
}

func TestListMistakes(t *testing.T) {
	const file = "tiny/lists/towns.csv"
	tests := []struct {
		name, list, definition string
		want                   []string
	}{
		{"doubled code", strings.Replace(townList, "02,", "2,", 1), townField, []string{file + `:7:1: code "2" is there twice`}},
		{"no code", strings.Replace(townList, "02,", ",", 1), townField, []string{file + ":7:1: an entry has no proper code"}},
		{"no text", strings.Replace(townList, "Neustadt", "", 1), townField, []string{file + ":7:4: an entry has no text"}},
		{"columns", strings.Replace(townList, "Neustadt,", "Neustadt,Altstadt,x", 1), townField, []string{file + ":7:1: 4 columns, the first line has 3"}},
		{"quotation mark", strings.Replace(townList, "Königstein", `Kö"nigstein`, 1), townField, []string{file + `:4:5: bare " in non-quoted-field`}},
		{"unknown column", strings.Replace(townList, "words", "Wörter", 1), townField, []string{file + `:2:9: column "Wörter" is unknown`}},
		{"doubled column", strings.Replace(townList, "words", "de", 1), townField, []string{file + `:2:9: column "de" is there twice`}},
		{"first column", strings.Replace(townList, "code", "id", 1), townField, []string{file + `:1:1: the first column is "id", not "code"`}},
		{"language", strings.Replace(townList, "code,de,", "code,en,", 1), townField, []string{file + ":1:1: column de is missing (the flow tiny declares the language)"}},
		{"empty", "", townField, []string{file + ":1:1: the list is empty"}},
		{"header only", "code,de\n", townField, []string{file + ":1:1: the list has no entries"}},
		{"not UTF-8", "code,de\n1,\xff\n", townField, []string{file + ":1:1: not UTF-8"}},
		{"missing", townList, strings.Replace(townField, `list = "towns"`, `list = "cities"`, 1), []string{`tiny/flow.toml:18:9: there is no list "cities"`}},
		{"options as well", townList, strings.Replace(townField, `list = "towns"`, "options = ['a', 'b']\nlist = \"towns\"", 1), []string{"tiny/flow.toml:18:1: a choice with a list has no options"}},
		{"list of a text", townList, strings.Replace(townField, `type = "choice"`, `type = "text"`, 1), []string{"tiny/flow.toml:18:1: list does not belong to type text"}},
		{"code of a condition", townList, strings.Replace(townField, "town == '1'", "town == '77'", 1), []string{`tiny/flow.toml:26:20: "77" is no code of the list towns`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { wantProblems(t, towns(tt.list, tt.definition), tt.want) })
	}
}

// TestShippedLists compares the codes of the shipped lists with the published ones.
func TestShippedLists(t *testing.T) {
	published := map[string]string{"bundeslaender": "Bundesland_2010-04-01.xml", "rechtsformen": "Rechtsformen_2.4.xml"}
	row, value := regexp.MustCompile(`(?s)<Row>(.*?)</Row>`), regexp.MustCompile(`<SimpleValue>(.*?)</SimpleValue>`)
	for name, file := range published {
		data, err := os.ReadFile(filepath.Join("..", "..", "shared", "xdf", "codelists", file))
		if err != nil {
			t.Skipf("the published code lists are not here: %v", err)
		}
		known := map[string]bool{}
		for _, r := range row.FindAllStringSubmatch(string(data), -1) {
			known[value.FindStringSubmatch(r[1])[1]] = true
		}
		list := shippedList(t, name)
		for _, e := range list.Entries {
			if !known[e.Code] {
				t.Errorf("%s: %s is not published", name, e.Code)
			}
		}
		if name == "bundeslaender" && len(list.Entries) != len(known) {
			t.Errorf("%d states, published are %d", len(list.Entries), len(known))
		}
	}
}

func TestListOfStates(t *testing.T) {
	list := shippedList(t, "staatsangehoerigkeiten")
	if want := flows.Countries(); len(list.Entries) != len(want) {
		t.Errorf("%d states, want %d", len(list.Entries), len(want))
	}
	for _, code := range flows.Countries() {
		if !list.Has(code) {
			t.Errorf("%s is missing", code)
		}
	}
}

// manyTowns is a list as long as that of the municipalities.
func manyTowns() string {
	var b strings.Builder
	b.WriteString("code,de\n")
	for i := range 11_000 {
		fmt.Fprintf(&b, "%08d,\"Gemeinde %d an der Elbe, Große Kreisstadt\"\n", i, i)
	}
	return b.String()
}

func BenchmarkLongList(b *testing.B) {
	fsys := towns(manyTowns(), strings.NewReplacer("town == '1' && '2' in towns", "answered(town)").Replace(townField))
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			if _, err := flows.LoadAny(fsys); err != nil {
				b.Fatal(err)
			}
		}
	})
	c, err := flows.LoadAny(fsys)
	if err != nil {
		b.Fatal(err)
	}
	list := c.Flows[0].Field("town").List
	for _, written := range []string{"gem", "10999", "Kreisstadd", "nirgendwo"} {
		b.Run(written, func(b *testing.B) {
			for b.Loop() {
				list.Find("de", written, 20)
			}
		})
	}
}

func FuzzList(f *testing.F) {
	f.Add(townList, "pirna")
	f.Add("code,de\n1,\"a\nb\"\n", "ä")
	f.Add("\ufeffcode,de\r\n1,x\r\n", "ال")
	f.Add("code\n\"", "")
	f.Fuzz(func(t *testing.T, list, written string) {
		c, err := flows.LoadAny(towns(list, townField[:strings.Index(townField, "[[page]]")]))
		if err != nil {
			return
		}
		own := c.Flows[0].Field("town").List
		for _, code := range own.Find("de", written, 5) {
			if _, ok := own.Text("de", code); !ok {
				t.Errorf("%q is found and has no text", code)
			}
		}
		for _, e := range own.Entries {
			text, _ := own.Text("de", e.Code)
			if strings.ContainsFunc(text, func(r rune) bool { return 'a' <= r && r <= 'z' }) && !slices.Contains(own.Find("de", text, 0), e.Code) {
				t.Errorf("%q is not found by its text", e.Code)
			}
		}
	})
}
