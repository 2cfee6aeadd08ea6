package flows

import (
	"bytes"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// treeBuilder turns the parser's expressions, which are only valid one at a time, into nodes.
type treeBuilder struct {
	document *document
	parser   unstable.Parser
	root     *node

	spare   []node // made many at a time
	section int32  // how many headers have been read
	doubt   bool   // the document may be one that TOML refuses
}

// origin is how a node came to be. It decides what may be added to it.
type origin uint8

const (
	originValue  origin = iota // has a value, also a list or a table written in one line: nothing
	originPath                 // on the way of a header to a table below: all
	originHeader               // a table with a header of its own: all but the same header again
	originList                 // a list of tables with headers of their own: more of them
	originDotted               // on the way of a dotted key: more keys, below the same header
)

// at is the place of an offset.
func (b *treeBuilder) at(offset int) place { return place{in: b.document, offset: offset} }

// string returns the text of a node. Where it stands in the document as it is, it is a part of it and no copy.
func (b *treeBuilder) string(n *unstable.Node) string {
	first, last := int(n.Raw.Offset), int(n.Raw.Offset+n.Raw.Length)
	switch int(n.Raw.Length) - len(n.Data) {
	case 0:
		return b.document.text[first:last]
	case 2: // in quotation marks, without escapes
		return b.document.text[first+1 : last-1]
	}
	return string(n.Data)
}

// add puts one expression into the tree and returns the table that following key-value pairs belong to.
func (b *treeBuilder) add(table *node, e *unstable.Node) *node {
	switch e.Kind {
	case unstable.Table:
		b.section++
		return b.descend(b.root, e.Key(), false)
	case unstable.ArrayTable:
		b.section++
		return b.descend(b.root, e.Key(), true)
	case unstable.KeyValue:
		b.pair(table, e)
	}
	return table
}

// descend walks the parts of a header, making tables on the way; with list the last part gets one more element.
func (b *treeBuilder) descend(n *node, keys unstable.Iterator, list bool) *node {
	for keys.Next() {
		key := keys.Node()
		last := keys.IsLast()
		c := n.child(b.string(key))
		if c == nil {
			c = b.newChild(n, key, originPath)
			if list && last {
				c.shape, c.origin = shapeArray, originList
			}
		}
		n = c
		switch {
		case n.origin == originValue, n.origin == originDotted, last && list != (n.origin == originList), last && n.origin == originHeader:
			b.doubt = true
		case last && !list:
			n.origin = originHeader
		}
		if n.shape != shapeArray {
			continue
		}
		if list && last || len(n.children) == 0 {
			here := b.at(int(key.Raw.Offset))
			n.children = append(n.children, &node{shape: shapeTable, place: here, value: here, origin: originHeader})
		}
		n = n.children[len(n.children)-1]
	}
	return n
}

func (b *treeBuilder) newNode() *node {
	if len(b.spare) == 0 {
		b.spare = make([]node, 64)
	}
	n := &b.spare[0]
	b.spare = b.spare[1:]
	return n
}

// usualChildren is how many entries most tables have at most.
const usualChildren = 4

func (b *treeBuilder) newChild(n *node, key *unstable.Node, o origin) *node {
	c := b.newNode()
	*c = node{shape: shapeTable, key: b.string(key), place: b.at(int(key.Raw.Offset)), origin: o, section: b.section}
	c.value = c.place
	if n.children == nil {
		n.children = make([]*node, 0, usualChildren)
	}
	n.children = append(n.children, c)
	return c
}

func (b *treeBuilder) pair(table *node, e *unstable.Node) {
	keys := e.Key()
	for keys.Next() {
		key := keys.Node()
		c := table.child(b.string(key))
		switch {
		case c == nil && keys.IsLast():
			c = b.newChild(table, key, originValue)
		case c == nil:
			c = b.newChild(table, key, originDotted)
		case keys.IsLast(), c.origin != originDotted, c.section != b.section:
			b.doubt = true
		}
		table = c
	}
	b.fill(table, e.Value())
}

func (b *treeBuilder) fill(n *node, v *unstable.Node) {
	if v.Kind == unstable.String {
		n.shape, n.text = shapeString, b.string(v)
		n.value = b.at(int(v.Raw.Offset) + quotes(b.parser.Raw(v.Raw)))
		return
	}
	if v.Raw.Length > 0 {
		n.value = b.at(int(v.Raw.Offset))
	}
	switch v.Kind {
	case unstable.Integer:
		n.shape, n.text = shapeInt, strings.ReplaceAll(string(v.Data), "_", "")
		b.doubt = b.doubt || !isPlainNumber(v.Data)
	case unstable.Bool:
		n.shape, n.bool = shapeBool, string(v.Data) == "true"
	case unstable.LocalDate:
		n.shape, n.text = shapeDate, string(v.Data)
		day, ok := ParseDay(n.text)
		b.doubt = b.doubt || !ok || !day.Valid()
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
		n.shape, b.doubt = shapeOther, true
	}
}

// isPlainNumber reports whether a number has digits only, too few to overflow, and no zero at the head.
func isPlainNumber(digits []byte) bool {
	if len(digits) == 0 || len(digits) > 18 || digits[0] == '0' && len(digits) > 1 {
		return false
	}
	return !bytes.ContainsFunc(digits, func(r rune) bool { return r < '0' || r > '9' })
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
