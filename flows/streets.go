package flows

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf8"
)

// Streets are the streets of a town and its neighbours by postcode, of which those that begin as the citizen writes are offered.
// They are data of a municipality: none ship. They only make writing shorter, and hold nothing of anybody. They are immutable
// and safe for concurrent use; nil has none.
type Streets struct {
	names  []string
	starts []start // sorted
}

// start is a word of a street's name that a citizen may begin with.
type start struct {
	plz    string
	inside bool   // not the first word
	text   string // from there to the end of the name, folded
	name   int32
}

// Bounds of a file of streets: Berlin has 10,000 streets, and the largest county less than 40,000.
const (
	maxStreetsSize = 8 << 20
	maxStreets     = 200_000
	longestStreet  = 55 // letters, as the field of an address has
)

// ReadStreets reads a file of streets: CSV as lists are, whose first line names the columns plz and street, and ags before them
// if the town's own table has it. Problems has all mistakes; with one there are no streets.
func ReadStreets(fsys fs.FS, file string) (*Streets, Problems) {
	data, err := fs.ReadFile(fsys, file)
	switch {
	case err != nil:
		return nil, Problems{{File: file, Message: readFailure(err)}}
	case len(data) > maxStreetsSize:
		return nil, Problems{{File: file, Message: "larger than 8 MiB", Hint: "leave out what is far from the town"}}
	case !utf8.Valid(data):
		return nil, Problems{{File: file, Line: 1, Column: 1, Message: "not UTF-8", Hint: "save the file as UTF-8"}}
	}
	r := streetReader{file: file, csv: csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))}
	r.csv.Comment, r.csv.FieldsPerRecord = '#', -1
	r.rows()
	if len(r.problems) > 0 {
		return nil, r.problems
	}
	r.out.sort()
	return &r.out, nil
}

type streetReader struct {
	file     string
	csv      *csv.Reader
	out      Streets
	problems Problems
}

func (r *streetReader) report(line int, hint, format string, args ...any) {
	if len(r.problems) < maxListProblems {
		r.problems = append(r.problems, Problem{File: r.file, Line: line, Column: 1, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
}

func (r *streetReader) rows() {
	var head []string
	plz := -1
	for {
		row, err := r.csv.Read()
		var broken *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			if head == nil {
				r.report(1, "the first line names the columns: plz,street", "the file is empty")
			}
			return
		case errors.As(err, &broken):
			r.report(broken.Line, `a text with a comma stands in "…"`, "%s", broken.Err)
			return
		case err != nil:
			r.report(1, "", "%s", err)
			return
		}
		line, _ := r.csv.FieldPos(0)
		switch {
		case head == nil:
			head, plz = row, slices.Index(row, "plz")
			if !slices.Equal(row, []string{"plz", "street"}) && !slices.Equal(row, []string{"ags", "plz", "street"}) {
				r.report(line, "plz,street or ags,plz,street", "the columns are %s", strings.Join(row, ","))
				return
			}
		case len(row) != len(head):
			r.report(line, `a comma in a text needs "…" around it`, "%d columns, the first line has %d", len(row), len(head))
		case len(r.out.names) == maxStreets:
			r.report(line, "leave out what is far from the town", "more than %d streets", maxStreets)
			return
		default:
			r.street(line, row[plz], strings.TrimSpace(row[plz+1]))
		}
	}
}

func (r *streetReader) street(line int, plz, name string) {
	switch {
	case len(plz) != postcodeLength || strings.Trim(plz, "0123456789") != "":
		r.report(line, "five digits, such as 01844", "%q is no postcode", plz)
		return
	case name == "" || letters(name) > longestStreet || badCharacters(name, false):
		r.report(line, fmt.Sprintf("at most %d letters of DIN 91379", longestStreet), "%q is no name of a street", name)
		return
	}
	at := int32(len(r.out.names))
	r.out.names = append(r.out.names, name)
	words := foldedWords(name)
	for i := range words {
		r.out.starts = append(r.out.starts, start{plz: plz, inside: i > 0, text: strings.Join(words[i:], " "), name: at})
	}
}

func (s *Streets) sort() {
	slices.SortFunc(s.starts, func(a, b start) int { return a.compare(b.plz, b.inside, b.text) })
}

func (a start) compare(plz string, inside bool, text string) int {
	if c := cmp.Compare(a.plz, plz); c != 0 {
		return c
	}
	if a.inside != inside {
		if inside {
			return -1
		}
		return 1
	}
	return cmp.Compare(a.text, text)
}

// shortestStreet is how many letters are written before streets are offered: fewer say nothing.
const shortestStreet = 2

// Find returns up to n streets of a postcode that begin as written, then those in which another word does. What is written whole
// is not among them.
func (s *Streets) Find(plz, written string, n int) []string {
	begun := strings.Join(foldedWords(written), " ")
	if s == nil || utf8.RuneCountInString(begun) < shortestStreet {
		return nil
	}
	var found []string
	for _, inside := range []bool{false, true} {
		from, _ := slices.BinarySearchFunc(s.starts, begun, func(a start, text string) int { return a.compare(plz, inside, text) })
		for _, a := range s.starts[from:] {
			if len(found) == n || a.plz != plz || a.inside != inside || !strings.HasPrefix(a.text, begun) {
				break
			}
			if name := s.names[a.name]; name != strings.TrimSpace(written) && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found
}
