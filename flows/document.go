package flows

import (
	"bytes"
	"errors"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// place is where something stands in a file.
type place struct {
	file         string
	line, column int
}

func (p place) problem(message, hint string) Problem {
	return Problem{File: p.file, Line: p.line, Column: p.column, Message: message, Hint: hint}
}

// shape is what kind of TOML value a node is.
type shape uint8

const (
	shapeTable shape = iota
	shapeArray
	shapeString
	shapeInt
	shapeBool
	shapeDate
	shapeOther
)

func (s shape) String() string {
	return [...]string{"a table", "a list", "a text", "a whole number", "true or false", "a date", "a value of another type"}[s]
}

// node is one TOML value with its place, so that a mistake found long after parsing can still be shown in the file.
type node struct {
	shape    shape
	key      string // "" in a list
	place    place  // of the key; in a list of the value
	value    place  // of the value's first character, its quotation marks not counted
	text     string // of a text, a date (2006-01-02) or a number
	bool     bool
	children []*node // of a table or list, in the order of the file
	used     bool    // the decoder has asked for it
}

// child returns the entry of a table, or nil.
func (n *node) child(key string) *node {
	if n == nil {
		return nil
	}
	for _, c := range n.children {
		if c.key == key {
			return c
		}
	}
	return nil
}

// parseDocument reads TOML strictly. A syntax error, a doubled key or a number with a leading zero is one Problem, and
// the tree is nil: what follows the mistake could only be guessed.
func parseDocument(file string, data []byte) (*node, Problems) {
	if !utf8.Valid(data) {
		return nil, Problems{{File: file, Line: 1, Column: 1, Message: "not UTF-8", Hint: "save the file as UTF-8"}}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	var whole map[string]any
	if err := toml.Unmarshal(data, &whole); err != nil {
		return nil, Problems{syntaxProblem(file, data, err)}
	}
	b := treeBuilder{file: file, data: data, lines: lineStarts(data), root: &node{shape: shapeTable}}
	b.root.place = place{file: file, line: 1, column: 1}
	b.root.value = b.root.place
	b.parser.Reset(data)
	table := b.root
	for b.parser.NextExpression() {
		table = b.add(table, b.parser.Expression())
	}
	if err := b.parser.Error(); err != nil {
		return nil, Problems{syntaxProblem(file, data, err)}
	}
	return b.root, nil
}

func syntaxProblem(file string, data []byte, err error) Problem {
	p := Problem{File: file, Line: 1, Column: 1, Message: strings.TrimPrefix(err.Error(), "toml: ")}
	var decode *toml.DecodeError
	if errors.As(err, &decode) {
		p.Line, p.Column = decode.Position()
	}
	if strings.Contains(p.Message, "leading zero") {
		p.Hint = `write it as a text: "` + numberAt(data, p.Line) + `"`
	}
	return p
}

// numberAt returns the number after "=" in a line, for the hint on leading zeros.
func numberAt(data []byte, line int) string {
	lines := bytes.Split(data, []byte("\n"))
	if line < 1 || line > len(lines) {
		return "0…"
	}
	_, value, _ := strings.Cut(string(lines[line-1]), "=")
	value = strings.TrimSpace(value)
	if end := strings.IndexFunc(value, func(r rune) bool { return r < '0' || r > '9' }); end > 0 {
		value = value[:end]
	}
	return value
}

func lineStarts(data []byte) []int {
	starts := []int{0}
	for i, c := range data {
		if c == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// treeBuilder turns the parser's expressions, which are only valid one at a time, into nodes.
type treeBuilder struct {
	file   string
	data   []byte
	lines  []int
	parser unstable.Parser
	root   *node
}

func (b *treeBuilder) at(offset int) place {
	line := sort.SearchInts(b.lines, offset+1)
	start := b.lines[line-1]
	return place{file: b.file, line: line, column: utf8.RuneCount(b.data[start:offset]) + 1}
}

// add puts one expression into the tree and returns the table that following key-value pairs belong to.
func (b *treeBuilder) add(table *node, e *unstable.Node) *node {
	switch e.Kind {
	case unstable.Table:
		return b.descend(b.root, e.Key(), false)
	case unstable.ArrayTable:
		return b.descend(b.root, e.Key(), true)
	case unstable.KeyValue:
		b.pair(table, e)
	}
	return table
}

// descend walks the parts of a key, making tables on the way; with list the last part gets one more element.
func (b *treeBuilder) descend(n *node, keys unstable.Iterator, list bool) *node {
	for keys.Next() {
		key := keys.Node()
		c := n.child(string(key.Data))
		if c == nil {
			c = &node{shape: shapeTable, key: string(key.Data), place: b.at(int(key.Raw.Offset))}
			c.value = c.place
			if list && keys.IsLast() {
				c.shape = shapeArray
			}
			n.children = append(n.children, c)
		}
		n = c
		if n.shape != shapeArray {
			continue
		}
		if list && keys.IsLast() {
			here := b.at(int(key.Raw.Offset))
			n.children = append(n.children, &node{shape: shapeTable, place: here, value: here})
		}
		n = n.children[len(n.children)-1]
	}
	return n
}

func (b *treeBuilder) pair(table *node, e *unstable.Node) {
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		c := table.child(string(key.Data))
		if c == nil {
			c = &node{shape: shapeTable, key: string(key.Data), place: b.at(int(key.Raw.Offset))}
			c.value = c.place
			table.children = append(table.children, c)
		}
		table = c
	}
	b.fill(table, e.Value())
}

func (b *treeBuilder) fill(n *node, v *unstable.Node) {
	if v.Raw.Length > 0 {
		n.value = b.at(int(v.Raw.Offset))
	}
	switch v.Kind {
	case unstable.String:
		n.shape, n.text = shapeString, string(v.Data)
		n.value = b.at(int(v.Raw.Offset) + quotes(b.parser.Raw(v.Raw)))
	case unstable.Integer:
		n.shape, n.text = shapeInt, strings.ReplaceAll(string(v.Data), "_", "")
	case unstable.Bool:
		n.shape, n.bool = shapeBool, string(v.Data) == "true"
	case unstable.LocalDate:
		n.shape, n.text = shapeDate, string(v.Data)
	case unstable.Array:
		n.shape = shapeArray
		for items := v.Children(); items.Next(); {
			item := &node{place: n.value, value: n.value}
			b.fill(item, items.Node())
			item.place = item.value
			n.children = append(n.children, item)
		}
	case unstable.InlineTable:
		n.shape = shapeTable
		for pairs := v.Children(); pairs.Next(); {
			b.pair(n, pairs.Node())
		}
	default:
		n.shape = shapeOther
	}
}

// quotes is the length of what stands before a text's first character.
func quotes(raw []byte) int {
	for _, long := range []string{`"""`, "'''"} {
		if !bytes.HasPrefix(raw, []byte(long)) {
			continue
		}
		if bytes.HasPrefix(raw[3:], []byte("\r\n")) {
			return 5
		}
		if bytes.HasPrefix(raw[3:], []byte("\n")) {
			return 4
		}
		return 3
	}
	return 1
}

// integer returns the value of a shapeInt node.
func (n *node) integer() (int64, bool) {
	i, err := strconv.ParseInt(n.text, 0, 64)
	return i, err == nil
}
