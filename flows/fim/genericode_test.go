package fim

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func TestReadList(t *testing.T) {
	l, err := ReadList(strings.NewReader(codeList("urn:probe:staat", "3", "000 Deutschland", "121 Albanien")))
	if err != nil {
		t.Fatal(err)
	}
	codes, err := l.Codes("", "", "")
	if err != nil || l.Version != "3" || l.VersionURI != "urn:probe:staat_3" || len(codes) != 2 || codes[0] != (Code{"000", "Deutschland", ""}) {
		t.Errorf("%+v %v %v", l, codes, err)
	}
	swapped, err := l.Codes("name", "code", "")
	if err != nil || swapped[1] != (Code{"Albanien", "121", ""}) {
		t.Errorf("%v %v", swapped, err)
	}
	if _, err := l.Codes("farbe", "", ""); err == nil {
		t.Error("a column that is not there")
	}
}

func TestBrokenLists(t *testing.T) {
	good := codeList("urn:probe:staat", "3", "000 Deutschland", "121 Albanien")
	tests := []struct{ name, file, want string }{
		{"another root", schema3(), "is no code list"},
		{"doubled code", codeList("urn:a", "1", "1 a", "1 b"), `line 3, column 1: the code "1" stands twice (the first is in line 2)`},
		{"no code", codeList("urn:a", "1", " a"), "line 2, column 1: a row has no code"},
		{"no rows", codeList("urn:a", "1"), "the list has no rows"},
		{"no name of its own", strings.NewReplacer("<CanonicalUri>urn:probe:staat</CanonicalUri>", "", "<CanonicalVersionUri>urn:probe:staat_3</CanonicalVersionUri>", "").Replace(good), "the list has no CanonicalUri"},
		{"unknown column", strings.Replace(good, `ColumnRef="code"`, `ColumnRef="farbe"`, 1), `a row names the column "farbe"`},
		{"unknown key", strings.Replace(good, `Ref="code"/></Key>`, `Ref="farbe"/></Key>`, 1), `the key "farbe" is no column`},
		{"doubled column", strings.Replace(good, `Id="name"`, `Id="code"`, 1), `a column "code" stands twice`},
		{"more values than columns", strings.Replace(good, "</Row>", "<Value><SimpleValue>x</SimpleValue></Value></Row>", 1), "a row has more values than columns"},
		{"only a reference", strings.Replace(good, "<ColumnSet>", "<ColumnSetRef/><ColumnSet>", 1), "the list only refers to another one"},
		{"a reference to itself", strings.Replace(good, "<SimpleCodeList>", "<CodeListRef><CanonicalUri>urn:probe:staat</CanonicalUri></CodeListRef><SimpleCodeList>", 1), "the list only refers to another one"},
		{"a column elsewhere", strings.Replace(good, "<Key ", `<ColumnRef Id="x"/><Key `, 1), "a column is only referred to"},
		{"cut off", good[:len(good)-20], "the file ends in the middle"},
		{"entities", strings.Replace(good, "<gc:", `<!DOCTYPE a [<!ENTITY a "b">]><gc:`, 1), "the file has a DOCTYPE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ReadList(strings.NewReader(tt.file))
			var mistake *Error
			if !errors.As(err, &mistake) || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

func TestFoldersOfLists(t *testing.T) {
	l := lists(t, map[string]string{
		"a/staat_2.xml": codeList("urn:staat", "2", "1 alt"), "staat_3.xml": codeList("urn:staat", "3", "1 neu"),
		"schema.xml": schema3(), "notes.txt": "no list",
	})
	for _, tt := range []struct {
		reference ListReference
		name      string
		other     bool
	}{
		{ListReference{"urn:staat", "2", "urn:staat_2"}, "alt", false},
		{ListReference{"urn:staat", "1", "urn:staat_1"}, "neu", true},
		{ListReference{"urn:staat", "", ""}, "neu", false},
		{ListReference{"urn:staat", "", "urn:staat"}, "neu", false},
	} {
		list, other, err := l.find(tt.reference)
		if err != nil || other != tt.other || list.Rows[0][1] != tt.name {
			t.Errorf("%v: %v, %v, %v", tt.reference, list, other, err)
		}
	}
	if _, _, err := l.find(ListReference{URI: "urn:farbe"}); err != errNoList {
		t.Errorf("error %v", err)
	}
	twice := fstest.MapFS{"a.xml": {Data: []byte(codeList("urn:staat", "2", "1 alt"))}, "b.xml": {Data: []byte(codeList("urn:staat", "2", "1 alt"))}}
	if _, err := OpenLists(twice); err == nil || err.Error() != "b.xml: the list urn:staat_2 is in a.xml as well" {
		t.Errorf("error %v", err)
	}
}

// TestManyRows reads as many rows as there are municipalities.
func TestManyRows(t *testing.T) {
	var rows []string
	for i := range 11_227 {
		rows = append(rows, fmt.Sprintf("%08d Gemeinde %d", i, i))
	}
	l, err := ReadList(strings.NewReader(codeList("urn:ags", "1", rows...)))
	if err != nil || len(l.Rows) != len(rows) {
		t.Fatalf("%v", err)
	}
}

func TestRealLists(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(shared, "codelists", "*.xml"))
	if len(files) == 0 {
		t.Skipf("no real lists in %s", shared)
	}
	for _, name := range files {
		t.Run(filepath.Base(name), func(t *testing.T) {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			l, err := ReadList(bytes.NewReader(data))
			if err != nil {
				t.Fatal(err)
			}
			codes, err := l.Codes("", "", "")
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s: %d codes, %s = %s", l.VersionURI, len(codes), codes[0].Code, codes[0].Name)
			names := map[string]bool{}
			for _, c := range codes {
				if c.Code == c.Name || names[c.Name] {
					t.Errorf("columns %v, key %s: %v has no name of its own", l.Columns, l.Key, c)
				}
				names[c.Name] = true
			}
		})
	}
}

func FuzzReadList(f *testing.F) {
	f.Add([]byte(codeList("urn:a", "1", "1 a", "2 b")))
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := ReadList(bytes.NewReader(file))
		if err != nil {
			return
		}
		if codes, err := l.Codes("", "", ""); err == nil && len(codes) != len(l.Rows) {
			t.Errorf("%d codes of %d rows", len(codes), len(l.Rows))
		}
	})
}
