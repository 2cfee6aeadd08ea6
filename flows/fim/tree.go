package fim

import (
	"errors"
	"slices"
)

// node is an element at one place of the schema. The same field stands at many places.
type node struct {
	*Common
	parent   *node
	element  *Element // nil: the schema itself
	children []*node
	order    int // of asking

	asked   asked
	codes   []Code // of a select, nil where its list is missing
	missing bool   // the list of its codes is not there
	part    *node  // the group that is one date, of which this is a number

	decisions
}

// decisions are what the rules make of a place.
type decisions struct {
	show, hide, required []said
	fixed                []said // has a value without being asked
	restrict             []said // only some codes may be chosen
	touched              []*ruling

	visible *condition // nil: always, as far as the places above are
	absent  bool       // never shown
	must    bool       // to be answered wherever it is shown
	demand  *condition // to be answered when it holds; nil: never on account of a rule
	choice  *oneOf     // asks which of several places is given
	active  bool       // a rule asks for an answer in it
}

// said is what one clause says about a place.
type said struct {
	when   *condition // nil: always
	must   bool
	values []string
	by     *ruling
}

// asked says how a field becomes a question, or why not.
type asked string

const (
	askedNot    asked = ""       // a group, or nothing that anybody asks
	askedText   asked = "text"   //
	askedTime   asked = "time"   // a text
	askedLong   asked = "long"   // a text of several lines
	askedInt    asked = "int"    //
	askedNumber asked = "number" // with decimals
	askedMoney  asked = "money"  //
	askedDate   asked = "date"   //
	askedMoment asked = "moment" // a date and a time
	askedBool   asked = "bool"   //
	askedChoice asked = "choice" // of one code
	askedMany   asked = "many"   // of several codes
	askedPaper  asked = "paper"  // a scan
	askedLabel  asked = "label"  // only a text to read
	carried     asked = "carried"
	askedBirth  asked = "birth" // a group that is one date, partly known
)

// oneOf is a question which of several places is given.
type oneOf struct {
	parent  *node
	members []*node
}

// tree is a schema with the decisions about each place.
type tree struct {
	schema *Schema
	root   *node
	nodes  []*node // in the order of asking, the root first
}

func newTree(s *Schema) *tree {
	t := &tree{schema: s, root: &node{Common: &s.Common}}
	t.grow(t.root, s.Elements)
	return t
}

func (t *tree) grow(parent *node, elements []*Element) {
	parent.order = len(t.nodes)
	t.nodes = append(t.nodes, parent)
	for _, e := range elements {
		n := &node{Common: e.Common(), parent: parent, element: e}
		parent.children = append(parent.children, n)
		var inside []*Element
		if e.Group != nil {
			inside = e.Group.Elements
		}
		t.grow(n, inside)
	}
	if parent.group() != nil && isDate(parent) {
		parent.asked = askedBirth
		for _, c := range parent.children {
			c.part = parent
		}
	}
}

// field is the field at the place, or nil.
func (n *node) field() *Field {
	if n.element == nil {
		return nil
	}
	return n.element.Field
}

func (n *node) group() *Group {
	if n.element == nil {
		return nil
	}
	return n.element.Group
}

// isChoice reports whether exactly one child is given.
func (n *node) isChoice() bool { return n.group() != nil && n.group().Choice && len(n.children) > 1 }

// repeats reports whether the place has rows or copies: a select has one answer of several codes instead.
func (n *node) repeats() bool {
	return n.element != nil && n.element.Repeats() && n.asked != askedMany && n.asked != askedPaper && n.asked != askedLabel && n.asked != carried
}

// rows are the repeated places above a place, from outside.
func (n *node) rows() (out []*node) {
	for p := n.parent; p != nil; p = p.parent {
		if p.repeats() {
			out = append(out, p)
		}
	}
	slices.Reverse(out)
	return out
}

func (n *node) within(group *node) bool {
	for p := n; p != nil; p = p.parent {
		if p == group {
			return true
		}
	}
	return false
}

// isDate reports whether a group is a date in three numbers, of which day and month may be unknown.
func isDate(n *node) bool {
	return len(n.children) == 3 && !n.group().Choice &&
		isNumber(n.children[0], "tag", "1", "31") && isNumber(n.children[1], "monat", "1", "12") && isNumber(n.children[2], "jahr", "", "")
}

func isNumber(n *node, name, least, most string) bool {
	f := n.field()
	if f == nil || n.element.Repeats() || f.Type != TypeInteger || prefixFold(f.Name, name) == 0 {
		return false
	}
	return least == "" || f.Limits.MinValue == least && f.Limits.MaxValue == most
}

var (
	errNotFound  = errors.New("an element that it names is not in the schema")
	errAmbiguous = errors.New("an element that it names stands at several places")
)

// find looks for the element that a rule names, from the rule's own place outwards. What stands directly below that
// place goes before what stands deeper.
func (t *tree) find(path ref, from *node) (*node, error) {
	for scope := from; scope != nil; scope = scope.parent {
		var found, direct []*node
		for _, n := range t.nodes[scope.order:] {
			if !n.within(scope) {
				break
			}
			if !n.matches(path) {
				continue
			}
			found = append(found, n)
			if n.depth()-scope.depth() <= len(path) {
				direct = append(direct, n)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(direct) == 1:
			return direct[0], nil
		case len(found) > 1:
			return nil, errAmbiguous
		}
	}
	return nil, errNotFound
}

// matches reports whether the place has the id, and the groups above it those of the path.
func (n *node) matches(path ref) bool {
	p := n
	for i := len(path) - 1; i >= 0; i-- {
		if p == nil || p.ID != path[i] {
			return false
		}
		p = p.parent
	}
	return true
}

func (n *node) depth() int {
	depth := 0
	for p := n.parent; p != nil; p = p.parent {
		depth++
	}
	return depth
}
