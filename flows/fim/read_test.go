package fim

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

func TestReadStandard3(t *testing.T) {
	s := read(t, schema3(
		field("F99000000001 Vorname", "1:1", "input text_latin", limits(`minLength="2" maxLength="80" pattern="[A-Z].*"`), "<x:bezug link=\"https://example.org\">§ 1 ABC</x:bezug>"),
		group("G99000000001 Kinder", "0:*", []string{"R99000000001 Satz."}, field("F99000000002 Wahl", "2:5", "select text", werte("1 eins", "2 zwei"))),
		group("G99000000002 Auswahl", "1:1", []string{"X"}, field("F99000000003 Datei", "1:1", "input file", "<x:maxSize>20</x:maxSize><x:mediaType>image/png</x:mediaType>"),
			field("F99000000004 Text", "1:1", "label text", "<x:inhalt>Lesen Sie das.\n\n  Auch\tdas.</x:inhalt>")),
		field("F99000000005 Staat", "0:1", "select text", listRef("urn:probe:staat", "3"), "<x:codeKey>code</x:codeKey><x:nameKey>name</x:nameKey>"),
	))
	if s.Standard != Standard3 || s.ID != "S99000000001" || s.Version != "1.0.0" || s.Input != "Antrag auf Probe" || len(s.Elements) != 4 {
		t.Fatalf("schema %+v", s)
	}
	name := s.Elements[0].Field
	if name.Limits != (Limits{MinLength: "2", MaxLength: "80", Pattern: "[A-Z].*"}) || name.Type != TypeLatin || name.References[0].Link == "" {
		t.Errorf("field %+v", name)
	}
	children := s.Elements[1]
	if children.Min != 0 || children.Max != Unbounded || children.Group.Rules[0].Sentence != "Satz." {
		t.Errorf("group %+v", children)
	}
	if inner := children.Group.Elements[0]; inner.Min != 2 || inner.Max != 5 || len(inner.Field.Values) != 2 || inner.Field.Values[1] != (Code{"2", "zwei", ""}) {
		t.Errorf("select %+v", inner.Field)
	}
	if choice := s.Elements[2].Group; !choice.Choice || choice.Elements[1].Field.Content != "Lesen Sie das.\nAuch das." || choice.Elements[0].Field.MaxSize != "20" {
		t.Errorf("choice %+v", choice)
	}
	if list := s.Elements[3].Field; *list.List != (ListReference{"urn:probe:staat", "3", "urn:probe:staat_3"}) || list.CodeKey != "code" {
		t.Errorf("list %+v", list.List)
	}
}

func TestReadStandard2(t *testing.T) {
	s := read(t, schema2(
		field("F99000000001 Vorname", "1:1", "input text", `<x:praezisierung>{"minLength":"2","maxLength":"80","pattern":"[A-Z].*"}</x:praezisierung>`),
		field("F99000000002 Zahl", "0:1", "input num_int", `<x:praezisierung>{"minValue":1,"maxValue":"9","note":"nur ganze"}</x:praezisierung>`),
		field("F99000000003 Alt", "0:1", "input text", `<x:praezisierung>höchstens zwei Zeilen</x:praezisierung>`),
		field("F99000000004 Staat", "0:1", "select text", `<x:codelisteReferenz><x:identifikation><x:id>C99000001</x:id></x:identifikation><x:genericodeIdentification>`+
			`<x:canonicalIdentification>urn:a</x:canonicalIdentification><x:version>1</x:version><x:canonicalVersionUri>urn:a_1</x:canonicalVersionUri></x:genericodeIdentification></x:codelisteReferenz>`),
		group("G99000000001 Gruppe", "1:1", []string{"R99000000001 Ein Satz."}, field("F99000000005 Ja", "1:1", "input bool")),
	))
	if s.Standard != Standard2 || s.ID != "S99000001" || s.Input != "Antrag auf Probe" {
		t.Fatalf("schema %+v", s.Common)
	}
	want := []Limits{{MinLength: "2", MaxLength: "80", Pattern: "[A-Z].*"}, {MinValue: "1", MaxValue: "9", Note: "nur ganze"}, {Note: "höchstens zwei Zeilen"}}
	for i, w := range want {
		if got := s.Elements[i].Field.Limits; got != w {
			t.Errorf("limits %+v, want %+v", got, w)
		}
	}
	if l := s.Elements[3].Field.List; l == nil || *l != (ListReference{"urn:a", "1", "urn:a_1"}) {
		t.Errorf("list %+v", l)
	}
	if r := s.Elements[4].Group.Rules[0]; r.ID != "R99000001" || r.Sentence != "Ein Satz." {
		t.Errorf("rule %+v", r)
	}
}

// TestPrefixMeansNothing reads the same schema with another prefix, and with none.
func TestPrefixMeansNothing(t *testing.T) {
	file := schema3(field("F99000000001 Name", "1:1", "input text"))
	for _, other := range []string{strings.ReplaceAll(file, "x:", "xdf3:"), strings.ReplaceAll(strings.ReplaceAll(file, "xmlns:x=", "xmlns="), "x:", "")} {
		other = strings.ReplaceAll(other, "xmlns:xdf3=", "xmlns:xdf3=")
		other = strings.Replace(other, "xmlns:x=", "xmlns:xdf3=", 1)
		if s := read(t, other); s.Elements[0].Field.Name != "Name" {
			t.Errorf("field %+v", s.Elements[0].Field)
		}
	}
}

func TestUnknownElementsAreCounted(t *testing.T) {
	s := read(t, schema3(field("F99000000001 Name", "1:1", "input text", "<x:farbe>rot</x:farbe><fremd><a/></fremd><x:relation><x:objekt/></x:relation>")))
	if len(s.Ignored) != 2 || s.Ignored["farbe"] != 1 || s.Ignored["fremd"] != 1 {
		t.Errorf("ignored %v", s.Ignored)
	}
}

func TestBrokenSchemas(t *testing.T) {
	good := schema3(field("F99000000001 Name", "1:1", "input text"))
	name := func(number string, more ...string) part {
		return field("F99000000001 Name", number, "input text", more...)
	}
	tests := []struct{ name, file, want string }{
		{"empty", "", "line 1, column 1: the file ends in the middle (export it again)"},
		{"no XML", "Sehr geehrte Damen und Herren", "line 1, column 30: not an XML file"},
		{"cut off", good[:len(good)/2], "the file ends in the middle (export it again)"},
		{"cut off at the end", good[:len(good)-5], "the file ends in the middle (export it again)"},
		{"crossed", strings.Replace(good, "</x:name>", "</x:nme>", 1), "line 3, column 112: not proper XML: element <name> closed by </nme>"},
		{"namespace", strings.Replace(good, space3, "urn:xoev-de:fim:standard:xdatenfelder_4", 1), `the namespace "urn:xoev-de:fim:standard:xdatenfelder_4" of the file is not known`},
		{"prefix without namespace", strings.Replace(good, ` xmlns:x="`+space3+`"`, "", 1), `the namespace "x" of the file is not known`},
		{"another message", strings.ReplaceAll(good, messageSchema, "xdatenfelder.datenfeld.0104"), "the message <xdatenfelder.datenfeld.0104> does not hold a whole form"},
		{"no schema", `<x:` + messageSchema + ` xmlns:x="` + space3 + `"></x:` + messageSchema + `>`, "there is no <stammdatenschema>"},
		{"no elements", schema3(), "the schema has no <struktur>"},
		{"doubled id", schema3(name("1:1"), name("0:1")), "line 4, column 1: F99000000001 stands twice in S99000000001 (the first is in line 3)"},
		{"doubled element", strings.Replace(good, "<x:name>Name</x:name>", "<x:name>Name</x:name><x:name>Noch einer</x:name>", 1), "<name> stands twice in one element"},
		{"doubled schema", strings.Replace(good, "</x:stammdatenschema>", "</x:stammdatenschema><x:stammdatenschema/>", 1), "<stammdatenschema> stands twice"},
		{"inside itself", schema3(group("G99000000001 A", "1:1", nil, group("G99000000001 A", "1:1", nil, name("1:1")))), "G99000000001 stands inside itself"},
		{"wrong id", strings.Replace(good, "F99000000001", "F990", 1), `the id "F990" has the wrong form (F and digits)`},
		{"wrong letter", strings.Replace(good, "F99000000001", "G99000000001", 1), `the id "G99000000001" has the wrong form (F and digits)`},
		{"no id", strings.Replace(good, "<x:identifikation><x:id>F99000000001</x:id></x:identifikation>", "", 1), "the <datenfeld> that begins in line 3 has no id"},
		{"number of times", schema3(name("einmal")), `anzahl "einmal" has the wrong form ("min:max", as 0:1 or 1:*)`},
		{"number of times backwards", schema3(name("2:1")), `anzahl "2:1" has the wrong form`},
		{"nothing inside", strings.Replace(schema3(name("1:1"), name("1:1")), "<x:enthaelt><x:datenfeld>", "<x:enthaelt></x:enthaelt></x:struktur><x:struktur><x:enthaelt><x:datenfeld>", 1), "holds neither field nor group"},
		{"kind", strings.Replace(good, "<code>input", "<code>erraten", 1), `feldart "erraten" of F99000000001 is not known`},
		{"type", strings.Replace(good, "<code>text", "<code>bild", 1), `datentyp "bild" of F99000000001 is not known`},
		{"doubled code", schema3(name("1:1", werte("1 a", "1 b"))), `the code "1" of a wert stands twice or is empty`},
		{"element in a text", strings.Replace(good, ">Probe<", "><b>Probe</b><", 1), "an element <b> stands inside a text"},
		{"unknown entity", strings.Replace(good, ">Probe<", ">&auml;<", 1), "not proper XML: invalid character entity &auml;"},
		{"entity expansion", strings.Replace(good, "<x:xdat", `<!DOCTYPE lolz [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x:xdat`, 1), "the file has a DOCTYPE (take the DOCTYPE out: nothing is expanded)"},
		{"not UTF-8", strings.Replace(good, "Probe", "Stra\xdfe", 1), "not proper XML: invalid UTF-8"},
		{"another charset", strings.Replace(good, "UTF-8", "ISO-8859-1", 1), `the file is written in "ISO-8859-1" and not in UTF-8`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(strings.NewReader(tt.file))
			var mistake *Error
			if !errors.As(err, &mistake) || mistake.Line < 1 || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
		})
	}
}

// endless repeats a text after a head; nothing of it stands in memory at once.
type endless struct {
	head, part string
	size       int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.size <= 0 {
		return 0, io.EOF
	}
	if e.head == "" {
		e.head = e.part
	}
	n := copy(p, e.head)
	e.head, e.size = e.head[n:], e.size-n
	return n, nil
}

// TestLargeFiles reads files of 400 MB: the error comes early, names the line, and memory stays small.
func TestLargeFiles(t *testing.T) {
	good := schema3(field("F99000000001 Name", "1:1", "input text"))
	head := good[:strings.Index(good, "<x:name>Name")]
	tests := []struct{ name, head, part, want string }{
		{"relations", head, "<x:relation><x:objekt><x:id>G00000000001</x:id></x:objekt></x:relation>\n", "the file is larger than 64 MiB"},
		{"one text", head + "<x:name>", "viel ", "text is longer than 1 MiB"},
		{"one attribute", head + `<x:bezug link="`, "viel ", "one tag or text is longer than 1 MiB"},
		{"one comment", head + "<!--", "viel ", "one tag or text is longer than 1 MiB"},
		{"many texts", head + "<x:name>", "viel <!-- -->", "a text is longer than 1 MiB"},
		{"many fields", schema3()[:strings.Index(schema3(), "</x:stammdatenschema>")], field("F99000000001 Name", "1:1", "input text")(Standard3), "more than 20000 groups"},
		{"many values", head + "<x:werte>", "<x:wert><x:name>a</x:name></x:wert>", "a wert stands twice or is empty"},
		{"depth", head, "<x:tiefer>", "elements stand inside each other 121 levels deep"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			_, err := Read(&endless{head: tt.head, part: tt.part, size: 400 << 20})
			runtime.ReadMemStats(&after)
			var mistake *Error
			if !errors.As(err, &mistake) || mistake.Line < 1 || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %s", err, tt.want)
			}
			if grown := int64(after.HeapSys) - int64(before.HeapSys); grown > 100<<20 {
				t.Errorf("memory grew by %d MiB", grown>>20)
			}
		})
	}
}

func TestSmallLimitsDoNotBite(t *testing.T) {
	long := strings.Repeat("Wort ", 50_000)
	s := read(t, schema3(field("F99000000001 Name", "1:1", "label text", "<x:inhalt>"+long+"</x:inhalt>")))
	if len(s.Elements[0].Field.Content) != len(long)-1 {
		t.Errorf("%d letters", len(s.Elements[0].Field.Content))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(schema3(field("F99000000001 Name", "1:1", "input text", limits(`maxLength="3"`)))))
	f.Add([]byte(schema2(group("G99000000001 A", "0:*", []string{"R99000000001 Satz."}, field("F99000000002 B", "1:1", "select text", werte("1 a"))))))
	f.Fuzz(func(t *testing.T, file []byte) {
		_, err := Read(bytes.NewReader(file))
		var mistake *Error
		if err != nil && !errors.As(err, &mistake) {
			t.Errorf("error without a place: %v", err)
		}
	})
}
