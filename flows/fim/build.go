package fim

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of what the terminal asks, where the schema has none.
const (
	maxRowsAsked = 20 // rows of a group
	maxCopies    = 3  // of a group inside rows
	maxNumbered  = 5  // fields of the same kind that are numbered instead of being rows
)

// builder makes the draft of a flow out of a tree.
type builder struct {
	tree            *tree
	draft           *draft
	summary         *Summary
	ids             map[string]bool // of fields, groups of rows, values
	pageIDs         map[string]bool // of pages
	papers, ruleIDs map[string]bool
	field           map[string]string  // id of the question at a spot
	gates           map[string]string  // id of the question whether, or which, group is given
	gate            map[string]string  // what holds when the optional group at a spot is given
	owners          map[string]*node   // place of each id, to find the rules that made a condition
	listed          map[string]string  // name of a list by what is in it
	counts          map[string]bool    // questions that count rows
	spots           map[*node][]string // copies in which the question of a place stands
	taken           []*ruling          // rules that have been found wanting since
	latest          string             // id of the question that was built last
	open            *page              // takes more fields
	help            []string           // of labels in rows, for the next page
}

// spot is where the builder is.
type spot struct {
	visible string // what holds here; "" in the pages of rows, whose number sees to it
	path    string // of the parent, with a slash at its end
	copies  string // which copies of groups, as "/2/1": part of the key of a question
	rows    *repeat
	papers  string // what holds at the end of the questions
	unsure  bool   // a paper is not needed for each row
	later   bool   // a second or further copy: papers are there already
	title   string // of the copy
}

func (b *builder) key(n *node, copies string) string {
	depth := 0
	for _, r := range n.rows() {
		if b.copied(r) {
			depth++
		}
	}
	parts := strings.Split(copies, "/")
	return fmt.Sprintf("%d%s", n.order, strings.Join(parts[:min(depth+1, len(parts))], "/"))
}

// copied reports whether a repeated group has numbered copies, because it stands inside rows.
func (b *builder) copied(n *node) bool { return n.group() != nil && n.repeats() && len(n.rows()) > 0 }

// both joins two conditions.
func both(a, b string) string {
	switch {
	case a == "" || a == b:
		return b
	case b == "":
		return a
	}
	return bracket(a) + " && " + bracket(b)
}

// bracket puts a condition into brackets if it needs them inside another.
func bracket(c string) string {
	if strings.Contains(c, "||") || strings.Contains(c, " ? ") {
		return "(" + c + ")"
	}
	return c
}

// unique makes an id that none has yet.
func unique(taken map[string]bool, wanted ...string) string {
	for _, id := range wanted {
		if id != "" && !taken[id] && !reserved(id) {
			taken[id] = true
			return id
		}
	}
	stem := wanted[0]
	for i := 2; ; i++ {
		end := fmt.Sprintf("_%d", i)
		id := strings.TrimRight(stem[:min(len(stem), 40-len(end))], "_") + end
		if !taken[id] && !reserved(id) {
			taken[id] = true
			return id
		}
	}
}

// reserved reports whether an id has a meaning of its own in conditions.
func reserved(id string) bool {
	return slices.Contains(strings.Fields(`today true false null in as break const continue else for function if import let loop package
		namespace return var void while bool bytes double int list map null_type string timestamp duration type uint dyn date answered
		sum count size has all exists filter matches min max abs age days`), id)
}

// idOf makes the id of a question, with the group's name where the own is taken.
func (b *builder) idOf(n *node, name string) string {
	own := slug(name, 40)
	group := ""
	if n.parent != nil && n.parent.element != nil {
		group = slug(n.parent.Name, 19) + "_" + slug(name, 20)
	}
	id := unique(b.ids, own, group)
	b.owners[id] = n
	return id
}

// elements builds all that stands in a group or in the schema.
func (b *builder) elements(parent *node, at spot) {
	for _, n := range parent.children {
		b.element(n, at)
	}
	b.open = nil
}

func (b *builder) element(n *node, at spot) {
	if n.absent || n.element.Max == 0 {
		return
	}
	own := at
	members := n.choice.present()
	if len(members) > 1 && members[0] == n {
		b.choice(n.choice, at)
	}
	if len(members) > 1 {
		own.visible = b.chosen(n, at)
		own.papers, own.unsure = b.atEnd(at, own.visible), at.unsure || at.rows != nil
	} else if c := b.cel(n.visible, at.copies); c != "" {
		own.visible = both(at.visible, c)
		own.papers, own.unsure = b.atEnd(at, own.visible), at.unsure || at.rows != nil
	}
	switch {
	case n.asked == askedBirth:
		b.question(n, own, n.element.Min > 0 && n.children[2].element.Min > 0 || n.must, 0)
	case n.group() != nil:
		b.open = nil
		b.group(n, own)
		b.open = nil
	default:
		b.fieldAt(n, own)
	}
}

// atEnd is what holds for papers, which are scanned after all questions and know no rows.
func (b *builder) atEnd(at spot, visible string) string {
	if at.rows != nil {
		return at.papers
	}
	return visible
}

// present are the members that can be given; of one alone nobody asks which.
func (c *oneOf) present() (out []*node) {
	if c == nil {
		return nil
	}
	for _, m := range c.members {
		if !m.absent && m.element.Max != 0 {
			out = append(out, m)
		}
	}
	return out
}

// choice asks which of several elements is given.
func (b *builder) choice(c *oneOf, at spot) {
	b.open = nil
	q := &question{id: unique(b.ids, slug("auswahl_"+slug(c.parent.Name, 30), 40)), kind: "choice", required: true, node: c.present()[0]}
	b.owners[q.id] = c.present()[0]
	taken := map[string]bool{}
	for _, m := range c.present() {
		id := unique(taken, slug(m.Name, 40))
		q.options = append(q.options, id)
		text, _ := title(m.Input, m.Name)
		b.draft.texts.set("option."+q.id+"."+id, text)
		b.gate[b.key(m, at.copies)] = q.id + " == '" + id + "'"
		b.gates[b.key(m, at.copies)] = q.id
	}
	b.draft.texts.set("field."+q.id+".title", "Welche dieser Angaben möchten Sie machen?")
	b.draft.texts.set("field."+q.id+".short", "Art der Angabe")
	if about, _ := title(c.parent.Input, c.parent.Name); c.parent.element != nil {
		b.draft.texts.set("field."+q.id+".help", "Es geht um: "+about+".")
	}
	b.add(q, at, c.parent, true)
}

func (b *builder) chosen(n *node, at spot) string { return b.gate[b.key(n, at.copies)] }

// group builds a Datenfeldgruppe: its rows, its copies, or its pages.
func (b *builder) group(n *node, at spot) {
	switch {
	case n.repeats() && !b.anyQuestion(n):
		inside := at
		inside.path += n.ID + "[0]/"
		inside.unsure = at.unsure || n.element.Min == 0 && !n.must
		b.summary.note("%s %q is repeated, but has no question: its papers are scanned together", n.ID, n.Name)
		b.elements(n, inside)
	case b.copied(n):
		b.copies(n, at)
	case n.repeats():
		b.rows(n, at)
	default:
		required := n.element.Min > 0 || n.must
		inside := at
		inside.path += n.ID + "/"
		if !required && b.demanding(n) {
			name, more := title(n.Input, n.Output, n.Name)
			inside.visible = b.ask(n, at, name, sentences(more, n.Help))
			inside.papers, inside.unsure = b.atEnd(at, inside.visible), at.unsure || at.rows != nil
			b.gate[b.key(n, at.copies)] = inside.visible
		}
		b.elements(n, inside)
	}
}

// ask puts a yes-or-no question before what need not be given.
func (b *builder) ask(n *node, at spot, name, help string) (gate string) {
	q := &question{id: unique(b.ids, "mit_"+slug(n.Name, 36)), kind: "bool", required: true, node: n}
	b.owners[q.id] = n
	question := "Möchten Sie hierzu Angaben machen?"
	long := "Angaben machen zu: " + name + "?"
	if strings.HasPrefix(name, "Angabe") {
		long = name + " machen?"
	}
	if utf8.RuneCountInString(long) <= maxTitle {
		question = long
	}
	b.draft.texts.set("field."+q.id+".title", question)
	b.draft.texts.set("field."+q.id+".short", "Angaben zu: "+name)
	if !strings.Contains(question, name) {
		help = sentences("Es geht um: "+name+".", help)
	}
	b.draft.texts.set("field."+q.id+".help", help)
	b.open = nil
	b.add(q, at, n, true)
	b.spots[n] = append(b.spots[n], at.copies)
	if key := b.key(n, at.copies); b.gates[key] == "" {
		b.gates[key] = q.id
	}
	return q.id
}

// anyQuestion reports whether something in the group is asked.
func (b *builder) anyQuestion(n *node) bool {
	return slices.ContainsFunc(n.children, func(c *node) bool {
		switch {
		case c.absent || c.element.Max == 0 || len(c.fixed) > 0:
			return false
		case c.group() != nil && c.asked != askedBirth:
			return b.anyQuestion(c)
		}
		return c.asked != askedPaper && c.asked != askedLabel && c.asked != carried
	})
}

// demanding reports whether something in the group has to be answered: then whoever does not give the group must say so.
func (b *builder) demanding(n *node) bool {
	if n.active {
		return true
	}
	return slices.ContainsFunc(n.children, func(c *node) bool {
		switch {
		case c.absent || c.asked == askedLabel || c.asked == carried || len(c.fixed) > 0:
			return false
		case c.choice != nil:
			return true
		case c.element.Min == 0 && !c.must:
			return false
		case c.group() != nil && c.asked != askedBirth && !c.repeats():
			return b.demanding(c)
		}
		return true
	})
}

// asked notes the question of a place; the first counts where there are several.
func (b *builder) asked(n *node, at spot, id string) {
	key := b.key(n, at.copies)
	if b.field[key] == "" {
		b.field[key] = id
		b.spots[n] = append(b.spots[n], at.copies)
	}
}

// add puts a question on the open page, or on a new one.
func (b *builder) add(q *question, at spot, group *node, alone bool) {
	if p := b.open; p != nil && !alone && !p.alone && p.group == group && p.visible == at.visible && p.repeat == at.rows && len(p.fields) < 3 {
		p.fields = append(p.fields, q)
		if len(p.fields) == 2 {
			b.headed(p)
		}
		return
	}
	p := &page{visible: at.visible, repeat: at.rows, fields: []*question{q}, group: group, alone: alone}
	p.id = unique(b.pageIDs, q.id)
	b.owners["page "+p.id] = q.node
	if group.group() != nil {
		p.fim = group.ID
	}
	b.draft.pages = append(b.draft.pages, p)
	b.draft.texts.set("page."+p.id+".help", strings.Join(b.help, "\n"))
	b.help = nil
	b.open = p
	if alone {
		b.open = nil
	}
}

// headed gives a page with several fields its title.
func (b *builder) headed(p *page) {
	name, more := title(p.group.Input, p.group.Output, p.group.Name)
	t := &b.draft.texts
	t.set("page."+p.id+".title", name)
	t.set("page."+p.id+".short", name)
	t.set("page."+p.id+".help", sentences(t.text["page."+p.id+".help"], more, p.group.Help))
}
