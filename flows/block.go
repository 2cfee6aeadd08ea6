package flows

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// blockFile is the file that makes a folder a block: pages, values and rules that many flows share.
const blockFile = "block.toml"

// block is a block as one flow uses it.
type block struct {
	name    string
	prefix  string          // before all ids of the block
	prefill bool            // its fields may be filled from the card
	legal   string          // the law of those fields that name none
	use     *node           // where the flow uses it
	from    shelf           // of its definition
	ids     map[string]bool // of its pages, fields, values and rules, without the prefix, those left out included
}

// useBlock puts the pages of a block in the place of a page.
func (l *loader) useBlock(t *node) {
	b := &block{use: t, ids: map[string]bool{}}
	b.name = l.matching(t, "block", isID, "name of a folder of "+blocksFolder)
	if t.child("prefix") != nil {
		b.prefix = l.matching(t, "prefix", isID, idHint)
	}
	b.prefill = l.flag(t, "prefill", b.prefix == "") && l.flow.Identity == IdentityCard
	b.legal = l.text(t, "legal")
	without := l.texts(t, "without")
	for _, key := range []string{"visible", "repeat"} { // the block's pages read them
		if n := t.child(key); n != nil {
			n.used = true
		}
	}
	l.unknown(t, "block", "prefix", "prefill", "legal", "without", "visible", "repeat")
	root := l.readBlock(b)
	if root == nil {
		l.vague = true // its fields are not known
		return
	}
	l.collect(b, root)
	for i, id := range without {
		if !b.ids[id] {
			l.report(t.child("without").children[i].value, suggest(id, b.sortedIDs()), "block %s has no field %q", b.name, id)
		}
	}
	l.blocks = append(l.blocks, b)
	l.block = b
	l.blockPages(root, without)
	for _, v := range l.tables(root, "value") {
		l.value(v)
	}
	for _, r := range l.tables(root, "rule") {
		if n := r.child("field"); n != nil && slices.Contains(without, n.text) {
			continue // there is nothing left to lead the citizen to
		}
		l.rule(r)
	}
	l.unknown(root, "page", "value", "rule")
	l.block = nil
}

// readBlock finds and parses a block; nil where there is none or it is no TOML.
func (l *loader) readBlock(b *block) *node {
	if b.name == "" {
		return nil
	}
	at, found := l.find(blocksFolder, path.Join(b.name, blockFile))
	if !found {
		l.report(b.use.child("block").value, "a folder of "+blocksFolder, "there is no block %q", b.name)
		return nil
	}
	root, problems := readDocument(at.fsys, at.path)
	l.problems = append(l.problems, problems...)
	b.from = at
	return root
}

// collect notes the ids of the block, so that conditions and texts can be told from those of the flow.
func (l *loader) collect(b *block, root *node) {
	note := func(t *node) {
		if n := t.child("id"); n != nil {
			b.ids[n.text] = true
		}
	}
	for _, kind := range []string{"page", "value", "rule"} {
		for _, t := range children(root.child(kind)) {
			note(t)
			for _, q := range children(t.child("field")) {
				note(q)
			}
		}
	}
}

func children(n *node) []*node {
	if n == nil {
		return nil
	}
	return n.children
}

func (b *block) sortedIDs() []string {
	var out []string
	for id := range b.ids {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// blockPages reads the pages of the block without the fields that the flow leaves out. A page of which nothing is left is
// left out as well.
func (l *loader) blockPages(root *node, without []string) {
	for _, t := range l.tables(root, "page") {
		if fields := t.child("field"); fields != nil && len(without) > 0 {
			all := len(fields.children)
			fields.children = slices.DeleteFunc(fields.children, func(n *node) bool {
				id := n.child("id")
				return id != nil && slices.Contains(without, id.text)
			})
			if all > 0 && len(fields.children) == 0 {
				continue
			}
		}
		if n := t.child("block"); n != nil {
			l.report(n.place, "use both blocks in the flow", "a block cannot use another")
			continue
		}
		l.page(t)
	}
}

// blockVisible joins the condition of a block's page, if it has one that waits since first, with that of its use.
func (l *loader) blockVisible(p *Page, position, first int) {
	b := l.block
	l.block = nil // the flow's own words
	own := len(l.conditions)
	l.condition(b.use, "visible", "page", p.ID, pending{into: &p.Visible, before: position, page: p})
	l.block = b
	if own == first || len(l.conditions) == own {
		return // one of them alone
	}
	l.conditions[first].source = joined(l.conditions[own].source, l.conditions[first].source)
	l.conditions = l.conditions[:own]
}

// joined is the text of two conditions that must both hold. What is wrong in it is told at the place of either.
func joined(a, b *node) *node {
	out := &node{shape: shapeString, place: a.place, value: a.value, text: "(" + a.text + ") && (", pieces: []piece{{0, a.value}}}
	second := len(out.text)
	out.text += b.text + ")"
	for _, part := range []struct {
		of *node
		at int
	}{{a, 1}, {b, second}} {
		if part.of.pieces == nil {
			out.pieces = append(out.pieces, piece{part.at, part.of.value})
		}
		for _, p := range part.of.pieces {
			out.pieces = append(out.pieces, piece{p.from + part.at, p.place})
		}
	}
	return out
}

// prefixed is an id of the flow that was written in a block.
func (l *loader) prefixed(id string) string {
	if l.block == nil || id == "" {
		return id
	}
	return l.block.prefix + id
}

// whereUsed is the place to tell of a mistake that only the use of a block makes.
func (l *loader) whereUsed(n *node) place {
	if l.block != nil {
		return l.block.use.child("block").value
	}
	return n.value
}

// rewritten is a condition with the block's prefix before each id that is the block's own. b may be nil.
func (b *block) rewritten(n *node) *node {
	if b == nil || b.prefix == "" {
		return n
	}
	out := &node{shape: n.shape, place: n.place, value: n.value}
	var text strings.Builder
	copied := 0
	take := func(until int) {
		if until > copied {
			out.pieces = append(out.pieces, piece{text.Len(), n.value.after(n.text[:copied])})
			text.WriteString(n.text[copied:until])
			copied = until
		}
	}
	for _, w := range identifiers(n.text) {
		if b.ids[n.text[w.from:w.to]] {
			take(w.from)
			out.pieces = append(out.pieces, piece{text.Len(), n.value.after(n.text[:w.from])})
			text.WriteString(b.prefix)
			take(w.to)
		}
	}
	take(len(n.text))
	out.text = text.String()
	return out
}

// span is a part of a text.
type span struct{ from, to int }

// identifiers are the names in a condition: no texts in quotation marks, no functions, no members of others.
func identifiers(s string) []span {
	var out []span
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '\'' || c == '"':
			i = afterText(s, i)
		case isNameByte(c):
			from := i
			for i < len(s) && isNameByte(s[i]) {
				i++
			}
			member := from > 0 && s[from-1] == '.'
			function := strings.HasPrefix(strings.TrimLeft(s[i:], " "), "(")
			if !member && !function && (c < '0' || c > '9') {
				out = append(out, span{from, i})
			}
		default:
			i++
		}
	}
	return out
}

// afterText is the offset behind the text in quotation marks that begins at i.
func afterText(s string, i int) int {
	for end := i + 1; end < len(s); end++ {
		switch s[end] {
		case '\\':
			end++
		case s[i]:
			return end + 1
		}
	}
	return len(s)
}

func isNameByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// blockTextKinds are the first parts of the keys that a block's texts may have.
func blockTextKinds() []string {
	return []string{"page", "field", "option", "why", "rule", "value"}
}

// textKey is the flow's key for a key of the block's texts; nil for a text of what the flow leaves out.
func (b *block) textKey(key []byte) []byte {
	kind, rest, _ := bytes.Cut(key, []byte("."))
	id, _, _ := bytes.Cut(rest, []byte("."))
	if !slices.Contains(blockTextKinds(), string(kind)) || !b.ids[string(id)] {
		return key // it is told as unknown
	}
	return slices.Concat(kind, []byte("."), []byte(b.prefix), rest)
}

// mayHave reports whether a key that the flow does not know is one of something that the flow leaves out of the block.
// b may be nil.
func (b *block) mayHave(key []byte) bool {
	if b == nil {
		return false
	}
	parts := strings.SplitN(string(key), ".", 3)
	if len(parts) < 2 {
		return false
	}
	id, own := strings.CutPrefix(parts[1], b.prefix)
	return own && b.ids[id] && slices.Contains(blockTextKinds(), parts[0])
}

// ofBlock takes the texts of a block over.
func (w *words) ofBlock(b *block) {
	at := shelf{b.from.fsys, b.from.tree, textsFile(path.Dir(b.from.path), w.lang)}
	if !at.exists() {
		w.report(b.use.child("block").value, "add "+at.path, "block %s has no texts in %q", b.name, w.lang)
		return
	}
	root, problems := readDocument(at.fsys, at.path)
	w.problems = append(w.problems, problems...)
	if root != nil {
		w.block = b
		w.flatten(make([]byte, 0, 128), root)
		w.block = nil
	}
}

// dropOptions takes the options from a block's question for whom the citizen acts that the flow does not allow.
func (l *loader) dropOptions(q *Field, allowed []string) {
	ofBlock := slices.ContainsFunc(l.blocks, func(b *block) bool {
		id, own := strings.CutPrefix(q.ID, b.prefix)
		return own && b.ids[id]
	})
	if !ofBlock || slices.ContainsFunc(q.Options, func(o Option) bool { return o.Visible != nil }) {
		return
	}
	if l.dropped == nil {
		l.dropped = map[string]bool{}
	}
	q.Options = slices.DeleteFunc(q.Options, func(o Option) bool {
		drop := !slices.Contains(allowed, o.ID)
		if drop {
			l.dropped[q.ID+"."+o.ID] = true
		}
		return drop
	})
}
