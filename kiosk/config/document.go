package config

import (
	"bytes"
	"errors"
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

type place struct{ line, column int }

// document is a TOML file laid flat: each value under its path, "devices.idcard.baud" or "contact[0].label.de".
type document struct {
	file   string
	values map[string]any // string, int64, bool, []any; anything else is a mistake wherever it stands
	places map[string]place
}

// parse reads the syntax. A syntax error is the only mistake reported then, for what follows it could only be guessed.
func parse(file string, data []byte) (document, Problems) {
	if !utf8.Valid(data) {
		return document{}, Problems{{File: file, Line: 1, Column: 1, Message: "the file is not UTF-8", Hint: "save it as UTF-8"}}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var tree map[string]any
	if err := toml.Unmarshal(data, &tree); err != nil {
		return document{}, Problems{syntax(file, err)}
	}
	d := document{file: file, values: map[string]any{}, places: map[string]place{}}
	d.flatten("", tree)
	s := surveyor{data: data, lines: lineStarts(data), places: d.places, counts: map[string]int{}}
	if err := s.survey(); err != nil {
		return document{}, Problems{syntax(file, err)}
	}
	return d, nil
}

func syntax(file string, err error) Problem {
	p := Problem{File: file, Line: 1, Column: 1, Message: strings.TrimPrefix(err.Error(), "toml: "), Hint: "texts stand in quotation marks, lists in brackets"}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		p.Line, p.Column = decode.Position()
	}
	if strings.Contains(p.Message, "leading zero") {
		p.Hint = "write it as a text, in quotation marks"
	}
	return p
}

func (d document) flatten(path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		for key, child := range v {
			d.flatten(join(path, key), child)
		}
		if len(v) == 0 && path != "" {
			d.values[path] = v
		}
	case []any:
		tables := len(v) > 0
		for _, item := range v {
			_, table := item.(map[string]any)
			tables = tables && table
		}
		if !tables {
			d.values[path] = v
			return
		}
		for i, item := range v {
			d.flatten(indexed(path, i), item)
		}
	default:
		d.values[path] = v
	}
}

// at is where a path stands, or the nearest table around it.
func (d document) at(path string) place {
	for path != "" {
		if p, ok := d.places[path]; ok {
			return p
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return place{}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func indexed(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// surveyor finds where each key stands.
type surveyor struct {
	data   []byte
	lines  []int
	places map[string]place
	counts map[string]int // elements of arrays of tables so far
	parser unstable.Parser
}

func (s *surveyor) survey() error {
	s.parser.Reset(s.data)
	table := ""
	for s.parser.NextExpression() {
		e := s.parser.Expression()
		switch e.Kind {
		case unstable.Table:
			table = s.path("", e.Key(), false)
		case unstable.ArrayTable:
			table = s.path("", e.Key(), true)
		case unstable.KeyValue:
			s.pair(table, e)
		}
	}
	return s.parser.Error()
}

func (s *surveyor) pair(table string, e *unstable.Node) {
	path := s.path(table, e.Key(), false)
	s.value(path, e.Value())
}

// value looks for keys inside a value.
func (s *surveyor) value(path string, v *unstable.Node) {
	switch v.Kind {
	case unstable.InlineTable:
		for pairs := v.Children(); pairs.Next(); {
			s.pair(path, pairs.Node())
		}
	case unstable.Array:
		i := 0
		for items := v.Children(); items.Next(); i++ {
			s.value(indexed(path, i), items.Node())
		}
	}
}

// path notes where the parts of a key stand and returns the whole. element says that the last part begins one more element.
func (s *surveyor) path(path string, keys unstable.Iterator, element bool) string {
	for keys.Next() {
		key := keys.Node()
		path = join(path, string(key.Data))
		if element && keys.IsLast() {
			s.counts[path]++
		}
		if n := s.counts[path]; n > 0 {
			path = indexed(path, n-1)
		}
		if _, seen := s.places[path]; !seen {
			s.places[path] = s.at(int(key.Raw.Offset))
		}
	}
	return path
}

func (s *surveyor) at(offset int) place {
	line := sort.SearchInts(s.lines, offset+1)
	start := s.lines[line-1]
	return place{line, utf8.RuneCount(s.data[start:offset]) + 1}
}
