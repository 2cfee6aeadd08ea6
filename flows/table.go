package flows

import "io/fs"

// Table is a table of a TOML file that is read as strictly as a definition, for the files that a municipality lays beside its
// flows. A key that is absent reads as the zero value; what is wrong is collected.
type Table struct {
	node *node
	into *decoder
}

// ReadTable reads a file. Of one that cannot be read, Problems says why, and the table is empty.
func ReadTable(fsys fs.FS, file string) Table {
	root, problems := readDocument(fsys, file)
	if root == nil {
		at := place{in: &document{file: file}}
		root = &node{shape: shapeTable, place: at, value: at}
	}
	return Table{root, &decoder{problems: problems}}
}

// There reports whether there is a file at all: the zero Table is of none.
func (t Table) There() bool { return t.node != nil }

// Problems are all mistakes that were found in the file, in the order of the file.
func (t Table) Problems() Problems { return t.into.problems.sorted() }

// Report notes a mistake at the value of a key, or at the table where key is "" or absent.
func (t Table) Report(key, hint, format string, args ...any) {
	at := t.node.place
	if n := t.node.child(key); n != nil {
		at = n.value
	}
	t.into.report(at, hint, format, args...)
}

// Has reports whether the key is there.
func (t Table) Has(key string) bool { return t.node.child(key) != nil }

// Keys are the keys of the table, in the order of the file. Who asks for them looks at each.
func (t Table) Keys() []string {
	keys := make([]string, len(t.node.children))
	for i, c := range t.node.children {
		c.used, keys[i] = true, c.key
	}
	return keys
}

// Text is a text that may be absent.
func (t Table) Text(key string) string { return t.into.text(t.node, key) }

// NeedText is a text that must be there and not be empty.
func (t Table) NeedText(key string) string { return t.into.needText(t.node, key) }

// Each calls take with every text of a list, and with what reports a mistake at its place.
func (t Table) Each(key string, take func(text string, report func(hint, format string, args ...any))) {
	n := t.into.get(t.node, key, shapeArray)
	if n == nil {
		return
	}
	for _, c := range n.children {
		if c.shape != shapeString {
			t.into.report(c.value, `write each as "…"`, "%s must be a list of texts", key)
			continue
		}
		take(c.text, func(hint, format string, args ...any) { t.into.report(c.value, hint, format, args...) })
	}
}

// Days are the dates of a list.
func (t Table) Days(key string) []Day {
	n := t.into.get(t.node, key, shapeArray)
	if n == nil {
		return nil
	}
	var days []Day
	for _, c := range n.children {
		day, ok := ParseDay(c.text)
		if c.shape != shapeDate || !ok || !day.Valid() {
			t.into.report(c.value, "write each as 2026-12-24", "%s must be a list of days", key)
			continue
		}
		days = append(days, day)
	}
	return days
}

// Table is a table inside; empty where it is absent.
func (t Table) Table(key string) Table {
	if n := t.into.get(t.node, key, shapeTable); n != nil {
		return Table{n, t.into}
	}
	return Table{&node{shape: shapeTable, place: t.node.place, value: t.node.value}, t.into}
}

// Tables are the tables of a list.
func (t Table) Tables(key string) []Table {
	var all []Table
	for _, n := range t.into.tables(t.node, key) {
		all = append(all, Table{n, t.into})
	}
	return all
}

// Unknown reports the keys that nobody has asked for.
func (t Table) Unknown(known ...string) { t.into.unknown(t.node, known...) }

// Suggest is a hint that names the known word nearest to a misspelt one, or "".
func Suggest(word string, known []string) string { return suggest(word, known) }

// Sorted are the mistakes by file, line and column, each once.
func (p Problems) Sorted() Problems { return p.sorted() }
