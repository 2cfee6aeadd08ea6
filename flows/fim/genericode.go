package fim

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// spaceList is the namespace of genericode 1.0. Only the root is in it.
const spaceList = "http://docs.oasis-open.org/codelist/ns/genericode/1.0/"

// CodeList is a code list of genericode 1.0.
type CodeList struct {
	Name       string // ShortName
	URI        string // CanonicalUri
	Version    string
	VersionURI string     // CanonicalVersionUri
	Columns    []string   // ids, in the order of the file
	Key        string     // id of the column with the codes: of the first key, else the first column
	Rows       [][]string // by column, "" where a row has no value
	lines      []int      // where the rows begin
}

// maxRows is how many rows a code list may have. That of all municipalities has 11,227.
const maxRows = 200_000

// ReadList reads a code list. The error, if any, is an *Error.
func ReadList(from io.Reader) (*CodeList, error) {
	l := listReader{reader: newReader(from), list: &CodeList{}, column: map[string]int{}}
	if err := l.read(); err != nil {
		return nil, err
	}
	return l.list, nil
}

type listReader struct {
	*reader
	list    *CodeList
	column  map[string]int // of an id
	headers bool           // only what stands before the rows is wanted
}

// errHeaders ends reading when only the headers are wanted.
var errHeaders = errors.New("the headers have been read")

func (l *listReader) read() error {
	root, err := l.root()
	if err != nil {
		return err
	}
	if root.Name.Space != spaceList || root.Name.Local != "CodeList" {
		return l.mistake("wanted is a CodeList of genericode 1.0", "<%.60s> is no code list", root.Name.Local)
	}
	err = l.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Identification":
			return l.identification()
		case "ColumnSet":
			return l.columns()
		case "ColumnSetRef", "CodeListRef":
			return l.mistake("save the whole list in one file", "the list only refers to another one")
		case "SimpleCodeList":
			if l.headers {
				return errHeaders
			}
			return l.rows()
		}
		return l.skip()
	})
	if err != nil {
		return err
	}
	if l.list.URI == "" && l.list.VersionURI == "" {
		return l.mistake("", "the list has no CanonicalUri")
	}
	return l.distinct()
}

func (l *listReader) identification() error {
	return l.children(func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "ShortName":
			l.list.Name, err = l.words()
		case "Version":
			l.list.Version, err = l.words()
		case "CanonicalUri":
			l.list.URI, err = l.words()
		case "CanonicalVersionUri":
			l.list.VersionURI, err = l.words()
		default:
			err = l.skip()
		}
		return err
	})
}

// columns reads the ids of the columns and the first key.
func (l *listReader) columns() error {
	return l.children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "Column":
			id := attribute(e, "Id")
			if _, twice := l.column[id]; twice || id == "" || len(l.column) == 100 {
				return l.mistake("each needs an id of its own", "a column %.40q stands twice or has no id", id)
			}
			l.column[id] = len(l.list.Columns)
			l.list.Columns = append(l.list.Columns, id)
		case "Key":
			return l.children(func(e xml.StartElement) error {
				if e.Name.Local == "ColumnRef" && l.list.Key == "" {
					l.list.Key = attribute(e, "Ref")
				}
				return l.skip()
			})
		case "ColumnRef", "KeyRef":
			return l.mistake("save the whole list in one file", "a column is only referred to")
		}
		return l.skip()
	})
}

func (l *listReader) rows() error {
	if len(l.list.Columns) == 0 {
		return l.mistake("", "the list has rows before it has columns")
	}
	if l.list.Key == "" {
		l.list.Key = l.list.Columns[0]
	}
	if !slices.Contains(l.list.Columns, l.list.Key) {
		return l.mistake("", "the key %.40q is no column", l.list.Key)
	}
	return l.children(func(e xml.StartElement) error {
		if e.Name.Local != "Row" {
			return l.skip()
		}
		if len(l.list.Rows) == maxRows {
			return l.mistake("", "the list has more than %d rows", maxRows)
		}
		line, _ := l.decoder.InputPos()
		row, err := l.row()
		l.list.Rows, l.list.lines = append(l.list.Rows, row), append(l.list.lines, line)
		return err
	})
}

func (l *listReader) row() ([]string, error) {
	row := make([]string, len(l.list.Columns))
	next := 0 // a value without ColumnRef belongs to the column after the one before
	err := l.children(func(e xml.StartElement) error {
		if e.Name.Local != "Value" {
			return l.skip()
		}
		if ref := attribute(e, "ColumnRef"); ref != "" {
			i, known := l.column[ref]
			if !known {
				return l.mistake("", "a row names the column %.40q, which is not there", ref)
			}
			next = i
		}
		if next >= len(row) {
			return l.mistake("", "a row has more values than columns")
		}
		at := next
		next++
		return l.children(func(e xml.StartElement) (err error) {
			if e.Name.Local != "SimpleValue" {
				return l.skip()
			}
			row[at], err = l.words()
			return err
		})
	})
	return row, err
}

// distinct refuses a code that stands twice or is missing.
func (l *listReader) distinct() error {
	code := slices.Index(l.list.Columns, l.list.Key)
	if len(l.list.Rows) == 0 {
		return l.mistake("", "the list has no rows")
	}
	seen := make(map[string]int, len(l.list.Rows))
	for i, row := range l.list.Rows {
		line := l.list.lines[i]
		if first, twice := seen[row[code]]; twice {
			return &Error{Line: line, Column: 1, Message: fmt.Sprintf("the code %.40q stands twice", row[code]), Hint: fmt.Sprintf("the first is in line %d", first)}
		}
		if row[code] == "" {
			return &Error{Line: line, Column: 1, Message: "a row has no code"}
		}
		seen[row[code]] = line
	}
	return nil
}

// Codes returns the codes with their names: of the columns named, or of the key and the column that holds the names.
func (c *CodeList) Codes(codeKey, nameKey, helpKey string) ([]Code, error) {
	code, name := slices.Index(c.Columns, c.Key), c.nameColumn()
	help := slices.Index(c.Columns, helpKey)
	if codeKey != "" {
		code = slices.Index(c.Columns, codeKey)
	}
	if nameKey != "" {
		name = slices.Index(c.Columns, nameKey)
	}
	if code < 0 || name < 0 {
		return nil, fmt.Errorf("the list %s has no column %.40q or %.40q", c.VersionURI, codeKey, nameKey)
	}
	out := make([]Code, 0, len(c.Rows))
	seen, names := make(map[string]bool, len(c.Rows)), make(map[string]int, len(c.Rows))
	for _, row := range c.Rows {
		k := Code{Code: row[code], Name: row[name]}
		if help >= 0 {
			k.Help = row[help]
		}
		if k.Code == "" || seen[k.Code] {
			return nil, fmt.Errorf("the column %.40q of the list %s has %.40q twice or a gap", c.Columns[code], c.VersionURI, k.Code)
		}
		if k.Name == "" {
			k.Name = k.Code
		}
		seen[k.Code] = true
		names[k.Name]++
		out = append(out, k)
	}
	for i, k := range out {
		if names[k.Name] > 1 {
			out[i].Name += " (" + k.Code + ")" // or nobody could tell them apart
		}
	}
	return out, nil
}

// nameColumn is the first column besides the key that has a value in every row and tells the rows apart, for which one
// name in ten may stand twice; where there is none, the first without gaps, or else the first.
func (c *CodeList) nameColumn() int {
	key := slices.Index(c.Columns, c.Key)
	whole, first := -1, key
	for i := len(c.Columns) - 1; i >= 0; i-- {
		if i == key {
			continue
		}
		first = i
		if !slices.ContainsFunc(c.Rows, func(row []string) bool { return row[i] == "" }) {
			whole = i
		}
	}
	for i := range c.Columns {
		if i == key || slices.ContainsFunc(c.Rows, func(row []string) bool { return row[i] == "" }) {
			continue
		}
		names := make(map[string]bool, len(c.Rows))
		for _, row := range c.Rows {
			names[row[i]] = true
		}
		if 10*len(names) >= 9*len(c.Rows) {
			return i
		}
	}
	if whole >= 0 {
		return whole
	}
	return first
}

// Lists are the code lists of a folder. Only their headers are read at first.
type Lists struct {
	fsys  fs.FS
	files map[string]string   // by CanonicalVersionUri
	newer map[string][]string // version URIs by CanonicalUri, sorted
}

// OpenLists looks into every .xml file below fsys that is a code list; others are passed over. The error names the file.
func OpenLists(fsys fs.FS) (*Lists, error) {
	out := &Lists{fsys: fsys, files: map[string]string{}, newer: map[string][]string{}}
	err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.EqualFold(path.Ext(name), ".xml") {
			return err
		}
		return out.add(name)
	})
	if err != nil {
		return nil, err
	}
	for _, versions := range out.newer {
		slices.Sort(versions)
	}
	return out, nil
}

func (l *Lists) add(name string) error {
	file, err := l.fsys.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	head := listReader{reader: newReader(file), list: &CodeList{}, column: map[string]int{}, headers: true}
	if err := head.read(); !errors.Is(err, errHeaders) {
		if root := head.list; root.URI == "" && root.VersionURI == "" {
			return nil // no code list
		}
		return fmt.Errorf("%s: %w", name, err)
	}
	c := head.list
	if c.VersionURI == "" {
		c.VersionURI = c.URI + "_" + c.Version
	}
	if first, twice := l.files[c.VersionURI]; twice {
		return fmt.Errorf("%s: the list %s is in %s as well", name, c.VersionURI, first)
	}
	l.files[c.VersionURI] = name
	l.newer[c.URI] = append(l.newer[c.URI], c.VersionURI)
	return nil
}

// errNoList says that the folder does not have the list.
var errNoList = errors.New("the list is not there")

// find reads the list of a reference: the version that it names or, told by other, the newest that is there.
func (l *Lists) find(r ListReference) (list *CodeList, other bool, err error) {
	if l == nil {
		return nil, false, errNoList
	}
	uri := r.VersionURI
	name, there := l.files[uri]
	if !there {
		versions := l.newer[r.URI]
		if len(versions) == 0 {
			return nil, false, errNoList
		}
		other = r.Version != "" || uri != "" && uri != r.URI
		name = l.files[versions[len(versions)-1]]
	}
	file, err := l.fsys.Open(name)
	if err != nil {
		return nil, false, err
	}
	defer file.Close()
	list, err = ReadList(file)
	if err != nil {
		return nil, false, fmt.Errorf("%s: %w", name, err)
	}
	return list, other, nil
}
