package layout

import (
	"cmp"
	"slices"
	"sort"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// mostChoices is how many answers stand on one page.
const mostChoices = 5

// unit is the smallest part of the acting zone that a page may end behind.
type unit struct {
	block
	node   *screen.Node
	gap    int  // room above it when something stands there
	keep   bool // stays with the next one
	choice bool // counts as an answer
	row    bool // lies between hairlines
	last   bool // has its hairline below
	bottom bool // stands at the end of the zone
}

// units makes the parts of the acting zone from its nodes.
func (p *page) units(nodes []*screen.Node, w int) []unit {
	var out []unit
	for i, n := range nodes {
		us := p.expand(n, w)
		if len(us) == 0 {
			continue
		}
		if i > 0 {
			us[0].gap = p.gap(nodes[i-1], n)
			if n.Role == screen.RoleError && len(out) > 0 {
				out[len(out)-1].keep = true
			}
		}
		us[len(us)-1].keep = n.Role == screen.RoleHeading
		out = append(out, us...)
	}
	return out
}

// expand makes the units of one node: a list has as many as rows, everything else is one.
func (p *page) expand(n *screen.Node, w int) []unit {
	switch n.Role {
	case screen.RoleStack:
		if n.Kind == screen.Rows {
			return p.rows(n, w)
		}
		var out []unit
		for i, c := range n.Children {
			us := p.expand(c, w)
			if i > 0 && len(us) > 0 {
				us[0].gap = stackGap(n, w)
			}
			out = append(out, us...)
		}
		return out
	case screen.RoleGrid:
		return p.grid(n, w)
	case screen.RoleSplit:
		return p.split(n, w)
	}
	b := p.leaf(n, w, 0)
	if b.h == 0 {
		return nil
	}
	if n.Role == screen.RoleFaulty && b.h > p.mostFaulty() {
		return p.looseFaulty(n, w)
	}
	return []unit{{block: b, node: n, choice: n.Role == screen.RoleChoice || n.Role == screen.RoleCheck}}
}

// rows makes the rows of a list with hairlines. A value too long for a page goes on in the next row.
func (p *page) rows(n *screen.Node, w int) []unit {
	var out []unit
	p.mended = slices.ContainsFunc(n.Children, func(c *screen.Node) bool { return c.Role == screen.RoleRow && len(c.Children) > 0 })
	defer func() { p.mended = false }()
	for i, c := range n.Children {
		last := i == len(n.Children)-1
		if c.Role == screen.RoleRow {
			out = append(out, p.rowUnits(c, w, last)...)
			continue
		}
		out = append(out, unit{block: ruled(p.ruledLeaf(c, w, last), last), node: c, row: true, last: last})
	}
	return out
}

// longestRow is the height that the lines of one value may take before it is divided.
const longestRow = 380

func (p *page) rowUnits(n *screen.Node, w int, last bool) []unit {
	value := p.rowValue(n, w)
	var parts []typeset.Paragraph
	for lines := range slices.Chunk(value.Lines, longestRow/p.sizes.choice.Line) {
		part := typeset.Paragraph{Lines: lines, Width: value.Width, Height: len(lines) * lines[0].Style.Line}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		parts = []typeset.Paragraph{{}}
	}
	out := make([]unit, 0, len(parts))
	for i, part := range parts {
		ends := last && i == len(parts)-1
		inner := p.row(n, part, w, ends)
		if i > 0 {
			inner = p.rowRest(n, part, w)
		}
		out = append(out, unit{block: ruled(inner, ends), node: n, row: true, last: ends})
	}
	return out
}

// rowRest places the lines of a value that did not fit into its row.
func (p *page) rowRest(n *screen.Node, value typeset.Paragraph, w int) block {
	x := p.labelWidth() + 24
	if len(n.Children) > 0 {
		x = rowLabelNarrow + 24
		if w-x < value.Width {
			x = 0
		}
	}
	b := block{w: w, h: value.Height + 24}
	b.node(n, b.whole(), 0)
	p.text(&b, value, x, 12, value.Width, start, Text)
	return b
}

// cut divides units into pages. The field that is written into stays on all of them, and so does that of a search.
func (p *page) cut(us []unit, room int) [][]unit {
	field := us[0]
	searched := len(us) > 1 && us[1].node.Role == screen.RoleHit
	if p.tree.Keyboard == nil && !searched || field.node.Role != screen.RoleField || len(us) == 1 {
		return cut(us, room)
	}
	pages := cut(us[1:], room-field.h-us[1].gap)
	for i, rest := range pages {
		rest[0].gap = us[1].gap
		pages[i] = append([]unit{field}, rest...)
	}
	return pages
}

// cut divides units into as few pages as go. Things to choose from it divides into equal parts: what is left over would stand alone on the last page, an answer among
// them, or nothing but the way to the reason. What is read in its order stands as far in front as it goes.
func cut(us []unit, room int) [][]unit {
	pages, least := fill(us, room), largestGroup(us)
	if len(pages) == 1 || least >= room || !slices.ContainsFunc(us, eligible) || slices.ContainsFunc(us, toRead) {
		return pages
	}
	return fill(us, least+sort.Search(room-least, func(more int) bool { return len(fill(us, least+more)) <= len(pages) }))
}

// eligible reports whether a unit is one of several to choose from.
func eligible(u unit) bool {
	return u.choice || u.node.Role == screen.RoleGrid || u.node.Role == screen.RoleHit || u.node.Role == screen.RoleOption
}

// toRead reports whether a unit says something, or shows it, and what comes first counts.
func toRead(u unit) bool {
	return !eligible(u) && u.node.Role != screen.RoleButton && u.node.Role != screen.RoleField && u.node.Role != screen.RoleError
}

// fill divides units into pages that are not higher than room and hold at most five answers, each as full as it goes.
func fill(us []unit, room int) [][]unit {
	var pages [][]unit
	var open []unit
	h, answers := 0, 0
	for len(us) > 0 {
		n := 1
		for n < len(us) && us[n-1].keep {
			n++
		}
		group := us[:n]
		us = us[n:]
		more, count := unitsHeight(group), choices(group)
		if len(open) > 0 && (h+group[0].gap+more > room || answers+count > mostChoices) {
			pages, open, h, answers = append(pages, open), nil, 0, 0
		}
		if len(open) > 0 {
			h += group[0].gap
		}
		h += more
		answers += count
		open = append(open, group...)
	}
	return append(pages, open)
}

// largestGroup returns the height of the highest group that a page cannot divide.
func largestGroup(us []unit) int {
	most := 0
	for i := 0; i < len(us); {
		n := 1
		for i+n < len(us) && us[i+n-1].keep {
			n++
		}
		most = max(most, unitsHeight(us[i:i+n]))
		i += n
	}
	return most
}

// unitsHeight returns the height of units below each other.
func unitsHeight(us []unit) int {
	h := 0
	for i, u := range us {
		if i > 0 {
			h += u.gap
		}
		h += u.h
	}
	return h
}

func choices(us []unit) int {
	n := 0
	for _, u := range us {
		if u.choice {
			n++
		}
	}
	return n
}

// column puts units below each other; those that stand at the end of a zone do so where height says so.
func column(us []unit, w, height int) block {
	b := block{w: w}
	for i, u := range us {
		if i > 0 {
			b.h += u.gap
		}
		y := b.h
		if u.bottom && height > 0 {
			y = max(y, height-unitsHeight(us[i:]))
		}
		b.put(u.block, 0, y)
		b.h = y + u.h
		if u.row && !u.last && (i+1 == len(us) || !us[i+1].row) {
			b.rule(0, b.h, w, hairline, Hair)
			b.h += hairline
		}
	}
	return b
}

// turning places the two buttons that turn a list: to the page before at the start, to the next at the end.
func (p *page) turning(page, pages int) block {
	const gap = 16
	whole := p.turnPane().w
	w := (whole - gap) / 2
	b := block{w: whole}
	less, more := p.tree.Less, p.tree.More
	if page == 0 {
		less = nil
	}
	if page == pages-1 {
		more = nil
	}
	if lone := cmp.Or(less, more); (less == nil) != (more == nil) && p.button(lone, w, 0).h > p.button(lone, whole, 0).h {
		w = whole // its words need the other's place
	}
	if p.turnAside && (p.wraps(less, w) || p.wraps(more, w)) {
		return p.turningBelow(less, more, whole)
	}
	if less != nil {
		b.h = p.button(less, w, 0).h
	}
	if more != nil {
		b.h = max(b.h, p.button(more, w, 0).h)
	}
	if less != nil {
		b.put(p.button(less, w, b.h), 0, 0)
	}
	if more != nil {
		b.put(p.button(more, w, b.h), whole-w, 0)
	}
	return b
}

// turningMost is the height of those buttons where they take the most: all pages of a list are set alike, or what
// stands on one of them is on none.
func (p *page) turningMost(pages int) int {
	h := 0
	for page := range min(pages, 3) { // the first, one between, and below the last
		h = max(h, p.turning(page, pages).h)
	}
	return max(h, p.turning(pages-1, pages).h)
}

// wraps reports whether the words of a button need more than one line.
func (p *page) wraps(n *screen.Node, w int) bool {
	return n != nil && p.buttonWidth(n, p.buttonLook(n)) > w
}

// turningBelow places the two buttons below each other, each over the whole width.
func (p *page) turningBelow(less, more *screen.Node, w int) block {
	b := block{w: w}
	for _, n := range []*screen.Node{less, more} {
		if n == nil {
			continue
		}
		if b.h > 0 {
			b.h += 16
		}
		one := p.button(n, w, 0)
		b.put(one, 0, b.h)
		b.h += one.h
	}
	return b
}

// turnPane is the pane in which the buttons that turn a list stand.
func (p *page) turnPane() pane {
	if p.turnAside {
		return p.z.read
	}
	return p.z.act
}

// turningRoom returns the height that both buttons take with the room above them, also on pages that show only one.
func (p *page) turningRoom() int {
	if p.turnAside {
		return 0
	}
	h := 0
	for _, n := range []*screen.Node{p.tree.Less, p.tree.More} {
		if n != nil {
			h = max(h, p.button(n, (p.z.act.w-16)/2, 0).h+24)
		}
	}
	return h
}
