package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// block places any node as one piece.
func (p *page) block(n *screen.Node, w int) block {
	switch n.Role {
	case screen.RoleStack, screen.RoleGrid, screen.RoleSplit:
		return column(p.expand(n, w), w, 0)
	}
	return p.leaf(n, w, 0)
}

// leaf places a node that is no group, at least h high where it can grow.
func (p *page) leaf(n *screen.Node, w, h int) block {
	switch n.Role {
	case screen.RoleTitle, screen.RoleHeading:
		return p.textBlock(n, p.words(n, n.Name, medium(p.sizes.section), w), Text)
	case screen.RoleText:
		return p.running(n, w)
	case screen.RoleButton:
		return p.button(n, w, h)
	case screen.RoleChoice, screen.RoleCheck:
		return p.choice(n, w, h)
	case screen.RoleCompact:
		return p.compact(n, w, h)
	case screen.RoleSwitch:
		return p.toggle(n, w, h)
	case screen.RoleArea:
		return p.area(n, w, h)
	case screen.RoleHit:
		return p.hit(n, w, h)
	case screen.RoleOption:
		return p.option(n, w, h)
	case screen.RoleQuick:
		return p.quick(n, w, h)
	case screen.RoleField:
		return p.field(n, w, h)
	case screen.RoleReason:
		return p.reason(n, w, h)
	case screen.RoleDatePart:
		return p.datePart(n, w, h)
	case screen.RoleError:
		return p.fault(n, w)
	case screen.RoleConfirm:
		return p.confirm(n, w)
	case screen.RolePad:
		return p.pad(n, w)
	case screen.RoleSignature:
		return p.signature(n, w)
	}
	return p.shown(n, w)
}

// shown places a node that is only looked at.
func (p *page) shown(n *screen.Node, w int) block {
	switch n.Role {
	case screen.RoleNote:
		return p.note(n, w)
	case screen.RoleFact:
		return p.fact(n, w)
	case screen.RoleRow:
		return p.row(n, p.rowValue(n, w), w, false)
	case screen.RoleNeed:
		return p.need(n, w, false)
	case screen.RolePoint:
		return p.point(n, w, false)
	case screen.RoleContact:
		return p.contact(n, w)
	case screen.RolePerson:
		return p.person(n, w)
	case screen.RoleState:
		return p.state(n, w, 88, 0)
	case screen.RoleUnit:
		return p.unit(n, w, false)
	case screen.RoleFaulty:
		return p.faulty(n, w)
	case screen.RoleMeter:
		return p.meter(n, w)
	case screen.RoleCountdown:
		return p.countdown(n, w)
	case screen.RoleNumber:
		return p.number(n, w)
	case screen.RoleQR:
		return p.qr(n, 328)
	case screen.RoleScan:
		return p.scan(n, w)
	case screen.RoleSpot:
		return p.spot(n)
	case screen.RoleBadge:
		return p.badge(n)
	case screen.RoleCall:
		return p.call(n, w)
	case screen.RoleVideo:
		return p.film(n, w, filmHigh)
	case screen.RoleOffer:
		return p.offer(n, w)
	case screen.RoleArt:
		return p.art(n, w, p.artHeight)
	}
	return block{w: w}
}

// ruledLeaf places a row of a list with hairlines; states stand wider apart there.
func (p *page) ruledLeaf(n *screen.Node, w int, last bool) block {
	switch n.Role {
	case screen.RoleNeed:
		return p.need(n, w, last)
	case screen.RolePoint:
		return p.point(n, w, last)
	case screen.RoleState:
		return p.state(n, w, 112, 24)
	case screen.RoleUnit:
		return p.unit(n, w, last)
	}
	return p.leaf(n, w, 0)
}

// grid places cells in columns, as wide as their weights say. Each row of it is a unit. Where words do not fit beside
// each other there are fewer columns.
func (p *page) grid(n *screen.Node, w int) []unit {
	if len(n.Children) == 0 {
		return nil
	}
	between := 16
	switch n.Children[0].Role {
	case screen.RoleFact, screen.RoleDatePart, screen.RoleField:
		between = 24
	case screen.RoleButton:
		if neutral(n.Children) {
			between = 24
		}
	case screen.RoleCompact, screen.RoleSwitch:
		if p.tight && p.grown*12/pxPerMM >= leastGap {
			between = 12
		}
	}
	columns := p.columnsOf(n, w, between)
	var out []unit
	for from := 0; from < len(n.Children); from += columns {
		row := n.Children[from:min(from+columns, len(n.Children))]
		xs := columnEdges(row, columns, w, between)
		b := block{w: w}
		for i, c := range row {
			b.h = max(b.h, p.leaf(c, xs[i].Max.X-xs[i].Min.X, 0).h)
		}
		for i, c := range row {
			b.put(p.leaf(c, xs[i].Max.X-xs[i].Min.X, b.h), xs[i].Min.X, 0)
		}
		u := unit{block: b, node: n}
		if from > 0 {
			u.gap = between
		}
		out = append(out, u)
	}
	return out
}

// neutral says whether all of a row are buttons that lead nowhere: they stand a gutter apart.
func neutral(row []*screen.Node) bool {
	for _, n := range row {
		if n.Kind != screen.NeutralMedium {
			return false
		}
	}
	return true
}

// columnEdges returns where the columns of a row begin and end. A row that is not full keeps the widths of a full one.
func columnEdges(row []*screen.Node, columns, w, between int) []image.Rectangle {
	weights := make([]int, columns)
	total := 0
	for i := range weights {
		weights[i] = 1
		if i < len(row) && row[i].Weight > 0 {
			weights[i] = row[i].Weight
		}
		total += weights[i]
	}
	room := float64(w - (columns-1)*between)
	out := make([]image.Rectangle, columns)
	x := 0.0
	for i, weight := range weights {
		wide := room * float64(weight) / float64(total)
		out[i] = image.Rect(round(x), 0, round(x+wide), 1)
		x += wide + float64(between)
	}
	return out
}

// columnsOf returns how many columns a grid has on this page: as many as it asks for, fewer when words would not fit.
// In larger text pairs of tiles become one column.
func (p *page) columnsOf(n *screen.Node, w, between int) int {
	columns := max(1, n.Columns)
	for ; columns > 1; columns-- {
		cell := (w - (columns-1)*between) / columns
		fits := true
		for _, c := range n.Children {
			fits = fits && p.cellFits(c, cell)
		}
		if fits {
			break
		}
	}
	return columns
}

// cellFits says whether a node's words fit into a cell of a width without being broken.
func (p *page) cellFits(n *screen.Node, w int) bool {
	switch n.Role {
	case screen.RoleArea:
		return p.sizes.size == session.Normal
	case screen.RoleCompact:
		return p.compactFits(n, w)
	case screen.RoleSwitch:
		return p.words(n, n.Name, medium(p.sizes.body), 0).Width+24+40+20+20+72+20+2*p.border(2) <= w
	case screen.RoleButton:
		look := p.buttonLook(n)
		return p.buttonWidth(n, look)-2*look.pad+16 <= w
	case screen.RoleFact:
		if n.Kind == screen.Human {
			return p.words(n, n.Value, p.standingStyle(), 0).Width <= w
		}
		return p.words(n, n.Name, p.sizes.small, 0).Width <= w && p.words(n, n.Value, medium(p.sizes.section), 0).Width <= w
	}
	return true
}

// split places two groups side by side: a scanned page and what is said about it, or the number pad and likely
// answers. A page that has no room for both beside each other shows them below each other.
func (p *page) split(n *screen.Node, w int) []unit {
	if len(n.Children) != 2 || p.loose {
		return p.units(n.Children, w)
	}
	first, second := n.Children[0], n.Children[1]
	if second.Role == screen.RoleReason {
		return []unit{p.reasoned(first, second, w)}
	}
	if first.Role == screen.RoleScan {
		left := p.scan(first, w)
		x := max(left.w-4, scanWidth) + 32
		if p.z.panes() {
			x = left.w + 32
		}
		right := p.aside(second, w-x, left.h)
		b := block{w: w, h: max(left.h, right.h)}
		b.put(left, 0, 0)
		b.put(right, x, 0)
		return []unit{{block: b, node: n}}
	}
	wide := min(max(296, p.quickWidth(second)), w-24-368)
	left, right := p.block(first, w-24-wide), p.block(second, wide)
	b := block{w: w, h: max(left.h, right.h)}
	b.put(left, 0, 0)
	b.put(right, w-wide, 0)
	return []unit{{block: b, node: n, bottom: first.Role == screen.RolePad}}
}

// quickWidth returns the width that likely answers need to stay on their lines.
func (p *page) quickWidth(n *screen.Node) int {
	w := 0
	for _, c := range n.Children {
		if c.Role == screen.RoleQuick {
			w = max(w, p.words(c, c.Name, medium(p.sizes.choice), 0).Width, p.words(c, c.Detail, p.sizes.small, 0).Width)
		}
	}
	return w + 2*(p.border(2)+28)
}

// aside places what is said about a picture: from its upper edge on, buttons at its lower edge.
func (p *page) aside(n *screen.Node, w, height int) block {
	if n.Role != screen.RoleStack {
		return p.block(n, w)
	}
	var us []unit
	for _, c := range n.Children {
		u := unit{block: p.block(c, w), node: c, gap: 20}
		u.bottom = c.Role == screen.RoleButton || holdsButtons(c)
		if u.bottom && len(us) > 0 && us[len(us)-1].bottom {
			u.gap = 16
		}
		us = append(us, u)
	}
	return column(us, w, height)
}

func holdsButtons(n *screen.Node) bool {
	return n.Role == screen.RoleStack && len(n.Children) > 0 && n.Children[0].Role == screen.RoleButton
}
