package flows

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxListSize guards the terminal against a file that cannot be a list: 11,000 municipalities in ten languages are 3 MiB.
const maxListSize = 16 << 20

// Columns of a list that are no language.
const (
	codeColumn  = "code"
	wordsColumn = "words"
)

// lists are those that one Load has read, by their place: flows share them.
type lists map[listKey]*listFile

type listKey struct {
	tree int
	path string
}

type listFile struct {
	list     *List
	problems Problems
}

func (all lists) read(at shelf, name string) *listFile {
	key := listKey{at.tree, at.path}
	if all[key] == nil {
		all[key] = readList(at, name)
	}
	return all[key]
}

// readList reads a list. Its list is nil where nothing of it can be used.
func readList(at shelf, name string) *listFile {
	out := &listFile{}
	data, err := fs.ReadFile(at.fsys, at.path)
	switch {
	case err != nil:
		out.problems = Problems{{File: at.path, Message: readFailure(err)}}
		return out
	case len(data) > maxListSize:
		out.problems = Problems{{File: at.path, Message: "larger than 16 MiB", Hint: "no list is"}}
		return out
	case !utf8.Valid(data):
		out.problems = Problems{{File: at.path, Line: 1, Column: 1, Message: "not UTF-8", Hint: "save the file as UTF-8"}}
		return out
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	r := listReader{file: at.path, data: data, csv: csv.NewReader(bytes.NewReader(data)), list: &List{Name: name, byCode: map[string]int{}}}
	r.csv.ReuseRecord, r.csv.FieldsPerRecord, r.csv.Comment = true, -1, '#'
	if r.header() {
		r.rows(bytes.Count(data, []byte("\n")))
	}
	out.problems = r.problems
	if len(r.problems) == 0 {
		r.list.indexes = make([]listIndex, len(r.list.languages))
		out.list = r.list
	}
	return out
}

type listReader struct {
	file     string
	data     []byte
	csv      *csv.Reader
	list     *List
	columns  int
	text     []int // column of each language
	words    int   // column, -1: none
	problems Problems
}

// maxListProblems is how many mistakes of one list are told: a wrong column makes one in each row.
const maxListProblems = 20

func (r *listReader) report(line, column int, hint, format string, args ...any) {
	if len(r.problems) < maxListProblems {
		r.problems = append(r.problems, Problem{File: r.file, Line: line, Column: column, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
}

// at is the place of a field of the row that was read last.
func (r *listReader) at(column int) (line, col int) { return r.inCharacters(r.csv.FieldPos(column)) }

// inCharacters turns a column that is counted in bytes into one that is counted in characters.
func (r *listReader) inCharacters(line, column int) (int, int) {
	text := r.data
	for range line - 1 {
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	return line, utf8.RuneCount(text[:min(column-1, len(text))]) + 1
}

// next reads one row; ok is false at the end, and where the rest of the file cannot be told apart.
func (r *listReader) next() (row []string, ok bool) {
	row, err := r.csv.Read()
	var broken *csv.ParseError
	switch {
	case errors.Is(err, io.EOF):
		return nil, false
	case errors.As(err, &broken):
		line, column := r.inCharacters(broken.Line, broken.Column)
		r.report(line, column, `a text with a comma or a quotation mark stands in "…", with "" for each inside`, "%s", broken.Err)
		return nil, false
	case err != nil:
		r.report(1, 1, "", "%s", err)
		return nil, false
	}
	return row, true
}

// header reads the names of the columns.
func (r *listReader) header() bool {
	row, ok := r.next()
	if !ok {
		if len(r.problems) == 0 {
			r.report(1, 1, "the first line names the columns: code,de,en", "the list is empty")
		}
		return false
	}
	r.columns, r.words = len(row), -1
	if row[0] != codeColumn {
		r.report(1, 1, "", `the first column is %q, not "code"`, row[0])
	}
	for i, name := range row[1:] {
		line, col := r.at(i + 1)
		switch {
		case slices.Contains(row[:i+1], name):
			r.report(line, col, "", "column %q is there twice", name)
		case name == wordsColumn:
			r.words = i + 1
		case languageForm.MatchString(name):
			r.list.languages, r.text = append(r.list.languages, name), append(r.text, i+1)
		default:
			r.report(line, col, "a language as de, or words", "column %q is unknown", name)
		}
	}
	return len(r.problems) == 0
}

func (r *listReader) rows(usual int) {
	r.list.Entries = make([]Entry, 0, usual)
	texts := make([]string, 0, usual*len(r.text))
	for {
		row, ok := r.next()
		if !ok {
			break
		}
		line, _ := r.csv.FieldPos(0)
		if len(row) != r.columns {
			r.report(line, 1, `a comma in a text needs "…" around it`, "%d columns, the first line has %d", len(row), r.columns)
			continue
		}
		first := len(texts)
		for _, column := range r.text {
			if strings.TrimSpace(row[column]) == "" {
				_, col := r.at(column)
				r.report(line, col, "each language needs its text", "an entry has no text")
			}
			texts = append(texts, row[column])
		}
		r.entry(line, row, texts[first:len(texts):len(texts)])
	}
	if len(r.list.Entries) == 0 && len(r.problems) == 0 {
		r.report(1, 1, "", "the list has no entries")
	}
}

func (r *listReader) entry(line int, row, texts []string) {
	e := Entry{Code: row[0], texts: texts}
	if r.words >= 0 {
		e.words = row[r.words]
	}
	if !isCode(e.Code) {
		r.report(line, 1, "printed characters without blanks around, at most 100", "an entry has no proper code")
		return
	}
	if _, twice := r.list.byCode[e.Code]; twice {
		r.report(line, 1, "", "code %q is there twice", e.Code)
		return
	}
	r.list.byCode[e.Code] = len(r.list.Entries)
	r.list.Entries = append(r.list.Entries, e)
}

// maxCode is the longest code that lists of XRepository are known to have, and more.
const maxCode = 100

func isCode(s string) bool {
	return s != "" && len(s) <= maxCode && strings.TrimSpace(s) == s && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
