package flows

import (
	"bytes"
	"cmp"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
)

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

// node is one TOML value with its place.
type node struct {
	shape    shape
	origin   origin
	bool     bool
	used     bool    // the decoder has asked for it
	section  int32   // of an originDotted: the number of the header that it stands below
	key      string  // "" in a list
	place    place   // of the key; in a list of the value
	value    place   // of the value's first character, its quotation marks not counted
	text     string  // of a text, a date (2006-01-02) or a number
	pieces   []piece // of a text that is put together from several places; nil: it stands in the file as it is
	children []*node // of a table or list, in the order of the file
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

// piece is a part of a text: from where in it, and where that stands in a file.
type piece struct {
	from  int
	place place
}

// parseDocument reads TOML strictly. A syntax error, a doubled key or a number with a leading zero is one Problem, and
// the tree is nil: what follows the mistake could only be guessed. The parser that tells places does not refuse all that
// is wrong; where the tree has anything that could be (treeBuilder.doubt), the strict decoder is asked, and it alone says
// what a mistake is. Most files have nothing of the kind, and are parsed once.
func parseDocument(file string, data []byte) (*node, Problems) {
	if !utf8.Valid(data) {
		return nil, Problems{{File: file, Line: 1, Column: 1, Message: "not UTF-8", Hint: "save the file as UTF-8"}}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	b := treeBuilder{document: &document{file: file, text: string(data)}, root: &node{shape: shapeTable}}
	b.root.place = b.at(0)
	b.root.value = b.root.place
	b.parser.Reset(data)
	table := b.root
	for b.parser.NextExpression() {
		table = b.add(table, b.parser.Expression())
	}
	err := b.parser.Error()
	if b.doubt || err != nil {
		var whole map[string]any
		err = cmp.Or(toml.Unmarshal(data, &whole), err)
	}
	if err != nil {
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

// integer returns the value of a shapeInt node.
func (n *node) integer() (int64, bool) {
	i, err := strconv.ParseInt(n.text, 0, 64)
	return i, err == nil
}
