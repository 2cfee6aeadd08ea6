// Package fit finds what does not fit: it builds every page that a flow can show, in each of its languages, in the largest
// size, and says which words lie outside of the panel or of their element, which lie on others, and which are on no page.
// It looks at what a flow's own texts do to a page; pages that are the same for every flow have their own tests. A page is
// drawn for an upright and for a wide panel and scaled to others, so that these two stand for all. It has no clock and no
// I/O, and repairs nothing.
package fit

import (
	"cmp"
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"buergerterminal/flows"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/typeset"
	"buergerterminal/locales"
)

// panels are those that the look is drawn for.
func panels() []layout.Monitor {
	return []layout.Monitor{{Width: 1080, Height: 1920, DPI: 81.6}, {Width: 1920, Height: 1080, DPI: 81.6}}
}

// Misfit is a text that does not fit.
type Misfit struct {
	Page string // as "question.PAGE", "service", "review"
	Lang string // BCP 47
	Text string // the line, or the words of the element
	What string // what is wrong with it
}

// String is the misfit in a line.
func (m Misfit) String() string { return fmt.Sprintf("%s, %s: %q %s", m.Page, m.Lang, m.Text, m.What) }

// Checker places pages.
type Checker struct {
	placers []*layout.Placer
	words   *locales.Texts
}

// New returns a checker that measures text with the setter.
func New(setter *typeset.Setter, words *locales.Texts) *Checker {
	c := &Checker{words: words}
	for _, m := range panels() {
		c.placers = append(c.placers, layout.New(setter, m))
	}
	return c
}

// Flow returns what does not fit of a flow, in the order of its languages and pages, each text once. The catalogue is what
// exits lead to; it may be nil.
func (c *Checker) Flow(f *flows.Flow, catalog *flows.Catalog) []Misfit {
	if catalog == nil {
		catalog = &flows.Catalog{Flows: []*flows.Flow{f}}
	}
	var all []Misfit
	seen := map[Misfit]bool{} // without their page: what stands on several is told of the first
	for _, lang := range f.Languages {
		if c.words.Language(lang) == nil {
			continue // the pages around its texts would be in another one
		}
		for _, s := range states(f, catalog, lang) {
			for _, m := range c.Page(s) {
				what := m
				if what.Page = ""; !seen[what] {
					seen[what] = true
					all = append(all, m)
				}
			}
		}
	}
	return all
}

// Page returns what does not fit of the page of a state, and of each page of its list, in the largest size, also where all is further down.
func (c *Checker) Page(s session.State) []Misfit {
	var all []Misfit
	for _, lower := range []bool{false, true} {
		s.Visit.Look = session.Look{Theme: session.Light, Size: session.VeryLarge, Lower: lower}
		tree := screen.Build(s, c.words)
		for _, placer := range c.placers {
			for _, m := range misfits(placer, tree) {
				if !slices.Contains(all, m) {
					all = append(all, m)
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b Misfit) int { return strings.Compare(a.String(), b.String()) })
	return all
}

// misfits places a tree, and each page of its list, on one panel.
func misfits(placer *layout.Placer, tree *screen.Tree) []Misfit {
	shown := map[*screen.Node]bool{}
	var all []Misfit
	for page, pages := 0, 1; page < pages; page++ {
		tree.ListPage = page
		placed := placer.Place(tree)
		pages = placed.Pages
		for _, n := range placed.Nodes {
			shown[n.Node] = true
		}
		for text, what := range lines(placed) {
			all = append(all, Misfit{Page: tree.Page, Lang: tree.Lang, Text: text, What: what})
		}
		for name, other := range overlapping(placed) {
			all = append(all, Misfit{Page: tree.Page, Lang: tree.Lang, Text: name, What: "lies on " + strconv.Quote(other)})
		}
		for _, word := range broken(placed, shortest) {
			all = append(all, Misfit{Page: tree.Page, Lang: tree.Lang, Text: word, What: "is broken anywhere: a long word needs a soft hyphen (U+00AD)"})
		}
	}
	tree.Walk(func(n *screen.Node) bool {
		if n.Name != "" && !shown[n] && !optional(tree, n) {
			all = append(all, Misfit{Page: tree.Page, Lang: tree.Lang, Text: n.Name, What: "is on none of its pages"})
		}
		return true
	})
	return all
}

// optional reports whether layout may leave a node out: what turns a list, the ground of a page that was moved down, groups.
func optional(t *screen.Tree, n *screen.Node) bool {
	switch n.Role {
	case screen.RoleStack, screen.RoleGrid, screen.RoleSplit, screen.RoleTranscript, screen.RoleLine:
		return true
	}
	return n == t.More || n == t.Less || n == t.Lowered
}

// overlapping are the elements of a page that lie on others of which they are no part, with one of those. What is only words is
// looked at line by line.
func overlapping(p *layout.Placed) map[string]string {
	within := map[*screen.Node]*screen.Node{}
	p.Tree.Walk(func(n *screen.Node) bool {
		for _, c := range n.Children {
			within[c] = n
		}
		return true
	})
	part := func(n, of *screen.Node) bool {
		for ; n != nil && n != of; n = within[n] {
		}
		return n == of
	}
	wrong := map[string]string{}
	for i, a := range p.Nodes {
		for _, b := range p.Nodes[i+1:] {
			if a.Rect.Overlaps(b.Rect) && !part(a.Node, b.Node) && !part(b.Node, a.Node) {
				wrong[called(b.Node)] = called(a.Node)
			}
		}
	}
	return wrong
}

// called is how a person finds an element.
func called(n *screen.Node) string { return cmp.Or(n.Name, n.Value, n.ID, string(n.Role)) }

// lines are the lines of a page that do not fit, with what is wrong.
func lines(p *layout.Placed) map[string]string {
	whole := image.Rectangle{Max: p.Size}
	wrong := map[string]string{}
	var before []image.Rectangle
	for _, op := range p.Paint {
		w, ok := op.(layout.Words)
		if !ok {
			continue
		}
		r := image.Rect(w.X, w.Y-w.Line.Style.Size*3/4, w.X+w.Line.Width, w.Y)
		inside := slices.ContainsFunc(p.Nodes, func(n layout.PlacedNode) bool { return r.In(n.Rect) })
		switch {
		case !r.In(whole):
			wrong[w.Line.Text] = "leaves the panel"
		case !inside && w.Role != layout.OnClerk: // the flag of who points lies over the page
			wrong[w.Line.Text] = "does not fit into its place"
		case slices.ContainsFunc(before, r.Overlaps):
			wrong[w.Line.Text] = "lies on other words"
		case slices.ContainsFunc(p.Nodes, func(n layout.PlacedNode) bool { return n.Node.Role == screen.RoleProgress && touches(w, n.Rect) }):
			wrong[w.Line.Text] = "touches the progress below it"
		}
		before = append(before, r)
	}
	return wrong
}

// touches reports whether a line comes too near to the segments of a progress from above: its letters reach a quarter of their
// size below the base line.
func touches(w layout.Words, progress image.Rectangle) bool {
	const clear, segment = 8, 12
	size := w.Line.Style.Size
	line := image.Rect(w.X, w.Y-size*3/4, w.X+w.Line.Width, w.Y+size/4+clear)
	progress.Max.Y = progress.Min.Y + segment
	return line.Overlaps(progress)
}

// shortest is how many letters a word has at least that can be too wide for a place.
const shortest = 10

// broken are the words of so many letters at least that stand on no line whole, though nothing says where they may be broken.
func broken(p *layout.Placed, shortest int) []string {
	var painted strings.Builder
	for _, op := range p.Paint {
		if w, ok := op.(layout.Words); ok {
			painted.WriteString(strings.ReplaceAll(w.Line.Text, "\u00ad", "") + "\n")
		}
	}
	var all []string
	for _, n := range p.Nodes {
		if !worded(n.Node) {
			continue
		}
		for _, text := range []string{n.Node.Name, n.Node.Detail} {
			for _, word := range strings.FieldsFunc(text, breakable) {
				if utf8.RuneCountInString(word) >= shortest && !strings.Contains(painted.String(), word) {
					all = append(all, word)
				}
			}
		}
	}
	return all
}

// worded reports whether the words of a node are painted: those of signs and pictures are only spoken.
func worded(n *screen.Node) bool {
	switch n.Role {
	case screen.RoleKey, screen.RoleScan, screen.RoleQR, screen.RoleVideo, screen.RoleMeter:
		return false
	}
	return len(n.Children) == 0 || n.Role == screen.RoleRow || n.Role == screen.RolePerson
}

// breakable reports whether a line may end at a sign, or what is painted in one: strong words begin and end at **.
func breakable(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("\u00ad\u200b\u2066\u2067\u2068\u2069*-/–—·", r)
}
