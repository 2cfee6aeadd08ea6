package fim

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
)

// Parts of schemas for tests. Each returns the XML of a struktur in the given standard.
type part func(Standard) string

// schema3 and schema2 wrap parts into a file.
func schema3(parts ...part) string { return schemaOf(Standard3, "", parts) }
func schema2(parts ...part) string { return schemaOf(Standard2, "", parts) }

// withRules is a schema with rules of its own; each rule is "R… sentence".
func withRules(rules []string, parts ...part) string {
	var b strings.Builder
	for _, r := range rules {
		b.WriteString(ruleXML(Standard3, r))
	}
	return schemaOf(Standard3, b.String(), parts)
}

func schemaOf(s Standard, rules string, parts []part) string {
	space, id, version, named := space3, "S99000000001", "1.0.0", "<x:bezeichnung>Antrag auf Probe</x:bezeichnung>"
	if s == Standard2 {
		space, id, version, named = space2, "S99000001", "1.0", "<x:bezeichnungEingabe>Antrag auf Probe</x:bezeichnungEingabe>"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="UTF-8"?>
<x:%s xmlns:x="%s"><x:header><x:nachrichtID>1</x:nachrichtID></x:header><x:stammdatenschema>
<x:identifikation><x:id>%s</x:id><x:version>%s</x:version></x:identifikation><x:name>Probe</x:name>%s%s`, messageSchema, space, id, version, named, rules)
	for _, p := range parts {
		b.WriteString(p(s) + "\n")
	}
	b.WriteString("</x:stammdatenschema></x:" + messageSchema + ">\n")
	return b.String()
}

// shortID makes an id of the old standard.
func shortID(s Standard, id string) string {
	if s == Standard2 {
		return id[:3] + id[6:]
	}
	return id
}

// field is a field: "F99000000001 Name", how often, kind and type as "input text", and more elements of it.
func field(idAndName, number, kinds string, more ...string) part {
	return func(s Standard) string {
		id, name, _ := strings.Cut(idAndName, " ")
		kind, kindOf, _ := strings.Cut(kinds, " ")
		return fmt.Sprintf(`<x:struktur><x:anzahl>%s</x:anzahl><x:enthaelt><x:datenfeld><x:identifikation><x:id>%s</x:id></x:identifikation>`+
			`<x:name>%s</x:name><x:bezeichnungEingabe>%s</x:bezeichnungEingabe><x:feldart><code>%s</code></x:feldart><x:datentyp><code>%s</code></x:datentyp>%s`+
			`</x:datenfeld></x:enthaelt></x:struktur>`, number, shortID(s, id), name, name, kind, kindOf, strings.Join(more, ""))
	}
}

// group is a group; what begins with "R" in rules are its rules.
func group(idAndName, number string, rules []string, parts ...part) part {
	return func(s Standard) string {
		id, name, _ := strings.Cut(idAndName, " ")
		var b strings.Builder
		fmt.Fprintf(&b, `<x:struktur><x:anzahl>%s</x:anzahl><x:enthaelt><x:datenfeldgruppe><x:identifikation><x:id>%s</x:id></x:identifikation>`+
			`<x:name>%s</x:name><x:bezeichnungEingabe>%s</x:bezeichnungEingabe>`, number, shortID(s, id), name, name)
		for _, r := range rules {
			if r == "X" {
				b.WriteString("<x:art><code>X</code></x:art>")
				continue
			}
			b.WriteString(ruleXML(s, r))
		}
		for _, p := range parts {
			b.WriteString(p(s))
		}
		b.WriteString("</x:datenfeldgruppe></x:enthaelt></x:struktur>")
		return b.String()
	}
}

func ruleXML(s Standard, rule string) string {
	id, sentence, _ := strings.Cut(rule, " ")
	element := "freitextRegel"
	if s == Standard2 {
		element = "definition"
	}
	return fmt.Sprintf(`<x:regel><x:identifikation><x:id>%s</x:id></x:identifikation><x:name>Regel</x:name><x:%s>%s</x:%s></x:regel>`,
		shortID(s, id), element, strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(sentence), element)
}

// limits is a praezisierung, as `minLength="1"`.
func limits(attributes string) string { return "<x:praezisierung " + attributes + "/>" }

// werte are codes with names, as "001 in Deutschland".
func werte(codes ...string) string {
	out := "<x:werte>"
	for _, c := range codes {
		code, name, _ := strings.Cut(c, " ")
		out += "<x:wert><x:code>" + code + "</x:code><x:name>" + name + "</x:name></x:wert>"
	}
	return out + "</x:werte>"
}

func listRef(uri, version string) string {
	return "<x:codelisteReferenz><x:canonicalIdentification>" + uri + "</x:canonicalIdentification><x:version>" + version +
		"</x:version><x:canonicalVersionUri>" + uri + "_" + version + "</x:canonicalVersionUri></x:codelisteReferenz>"
}

// read reads a schema that must be in order.
func read(t testing.TB, file string) *Schema {
	t.Helper()
	s, err := Read(strings.NewReader(file))
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	return s
}

// imported makes a flow of a schema and loads it.
func imported(t testing.TB, file string, lists *Lists, o Options) (*flows.Flow, *Flow) {
	t.Helper()
	made, err := Import(read(t, file), lists, o)
	if err != nil {
		t.Fatal(err)
	}
	return load(t, made), made
}

func load(t testing.TB, made *Flow) *flows.Flow {
	t.Helper()
	loaded, err := flows.Load(folder(made.Files))
	if err != nil {
		t.Fatalf("%v\n%s", err, made.Files["flow.toml"])
	}
	return loaded.Flows[0]
}

// lists are code lists by file name.
func lists(t testing.TB, files map[string]string) *Lists {
	t.Helper()
	folder := fstest.MapFS{}
	for name, content := range files {
		folder[name] = &fstest.MapFile{Data: []byte(content)}
	}
	l, err := OpenLists(folder)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// codeList is a code list with "code name" rows.
func codeList(uri, version string, rows ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<gc:CodeList xmlns:gc="%s"><Identification><ShortName>probe</ShortName><Version>%s</Version><CanonicalUri>%s</CanonicalUri>`+
		`<CanonicalVersionUri>%s_%s</CanonicalVersionUri></Identification><ColumnSet><Column Id="code" Use="required"/><Column Id="name" Use="required"/>`+
		`<Key Id="k"><ColumnRef Ref="code"/></Key></ColumnSet><SimpleCodeList>`, spaceList, version, uri, uri, version)
	for _, r := range rows {
		code, name, _ := strings.Cut(r, " ")
		fmt.Fprintf(&b, "\n<Row><Value ColumnRef=\"code\"><SimpleValue>%s</SimpleValue></Value><Value><SimpleValue>%s</SimpleValue></Value></Row>", code, name)
	}
	b.WriteString("</SimpleCodeList></gc:CodeList>")
	return b.String()
}

func sharedLists(t testing.TB) *Lists {
	t.Helper()
	l, err := OpenLists(os.DirFS(shared + "/codelists"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}
