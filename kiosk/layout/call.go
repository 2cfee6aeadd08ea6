package layout

import (
	"cmp"
	"image"
	"slices"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// callForm is how much room a call takes beside the contents of a page.
type callForm struct {
	small bool // the pictures are small, so that the text comes higher
	short bool // the ways to write and to the camera, without what was written
	aside bool // of a wide page: the title stands below the pictures, so that the page gets its room
	steps bool // of a wide page: the progress stands below the town, so that what stands above a keyboard gets its room
}

// Measures of a call (look, picture 19).
const (
	callTop     = 228 // where the pictures begin below the progress
	mainWidth   = 528
	mainHeight  = 297
	ownWidth    = 160
	ownHeight   = 120
	smallHeight = 112
	dot         = 16
)

// party is what the tree says of those who take part, by its place in the block.
type party struct {
	videos, names, offices []*screen.Node
	state, own, unseen     *screen.Node
}

func partyOf(n *screen.Node) party {
	var c party
	for _, child := range n.Children {
		switch {
		case child.Role == screen.RoleVideo && child.Kind == screen.Small:
			c.own = child
		case child.Role == screen.RoleVideo:
			c.videos = append(c.videos, child)
		case child.Role == screen.RoleState:
			c.state = child
		case child.Kind == screen.Strong:
			c.names = append(c.names, child)
		case child.Kind == screen.Small:
			c.unseen = child
		default:
			c.offices = append(c.offices, child)
		}
	}
	return c
}

// call places those who take part: one large picture with the words beside it, several beside each other, or all of it in
// a row where room is short.
func (p *page) call(n *screen.Node, w int) block {
	c := partyOf(n)
	var b block
	switch {
	case p.z.panes() && !p.form.small && len(c.videos) < 2:
		b = p.paneParty(c, w)
	case p.form.small:
		b = p.smallParty(c, w)
	case len(c.videos) > 1:
		b = p.severalVideos(c, w)
	default:
		b = p.oneVideo(c, w)
	}
	b.nodes = append([]placedNode{{PlacedNode: PlacedNode{Node: n, Rect: b.whole()}, frame: b.whole()}}, b.nodes...)
	return b
}

// oneVideo is the clerk's picture, beside it who that is, how the talk goes, and the citizen's own picture.
func (p *page) oneVideo(c party, w int) block {
	x := mainWidth + 32
	words := p.partyWords(c, p.sizes.section, w-x, 16)
	own := p.ownPicture(c, w-x)
	b := block{w: w, h: max(mainHeight, words.h+24+own.h)}
	for _, v := range c.videos {
		b.put(p.video(v, mainWidth, mainHeight), 0, 0)
	}
	b.put(words, x, 0)
	b.put(own, x, b.h-own.h)
	return b
}

// partyWords are names, office and state below each other.
func (p *page) partyWords(c party, name typeset.Style, w, gap int) block {
	b := block{w: w}
	add := func(n *screen.Node, st typeset.Style, role Role) {
		b.h = p.place(&b, n, p.words(n, n.Name, st, w), 0, b.h, w, start, role)
	}
	for _, n := range c.names {
		add(n, medium(name), Text)
	}
	for _, n := range c.offices {
		st := p.sizes.body
		if !p.wordsFit(n, st, w) { // a town's names have no places to break
			st = p.sizes.small
		}
		if n.Name != "" {
			add(n, st, Muted)
		}
	}
	if c.state != nil {
		state := p.talkState(c.state, w)
		b.put(state, 0, b.h+gap)
		b.h += gap + state.h
	}
	return b
}

// talkState is how the talk goes: a dot of the clerk's colour and a few words.
func (p *page) talkState(n *screen.Node, w int) block {
	st := medium(tabular(p.sizes.small))
	words := p.words(n, n.Name, st, w-dot-12)
	b := block{w: w, h: words.Height}
	b.node(n, b.whole(), 0)
	b.circle(square(0, (st.Line-dot)/2, dot), Clerk, None, 0)
	p.text(&b, words, dot+12, 0, words.Width, start, Clerk)
	return b
}

// ownPicture is how the citizen is seen, or that they are not.
func (p *page) ownPicture(c party, w int) block {
	switch {
	case c.own != nil:
		words := p.words(c.own, c.own.Name, p.sizes.small, w-ownWidth-16)
		b := block{w: w, h: max(ownHeight, words.Height)}
		b.node(c.own, b.whole(), 8)
		p.picture(&b, c.own, image.Rect(0, b.h-ownHeight, ownWidth, b.h))
		p.text(&b, words, ownWidth+16, b.h-words.Height, words.Width, start, Muted)
		return b
	case c.unseen != nil:
		return p.textBlock(c.unseen, p.words(c.unseen, c.unseen.Name, p.sizes.small, w), Muted)
	}
	return block{w: w}
}

// severalVideos are the pictures of all beside each other, their names below, and the citizen's own at the end.
func (p *page) severalVideos(c party, w int) block {
	const gap, high = 24, 200
	wide := (w - ownWidth - len(c.videos)*gap) / len(c.videos)
	b := block{w: w}
	low := 0
	for i, v := range c.videos {
		x := i * (wide + gap)
		b.put(p.video(v, wide, high), x, 0)
		if i < len(c.names) {
			name := c.names[i]
			low = max(low, p.place(&b, name, p.words(name, name.Name, medium(p.sizes.body), wide), x, high+4, wide, start, Text))
		}
	}
	state := block{}
	if c.state != nil {
		state = p.talkState(c.state, w-ownWidth-gap)
		b.put(state, 0, low+4)
	}
	b.h = low + 4 + state.h
	b.put(p.ownColumn(c), w-ownWidth, 0)
	return b
}

// ownColumn is the citizen's own picture with its words below it.
func (p *page) ownColumn(c party) block {
	if c.own == nil {
		if c.unseen == nil {
			return block{w: ownWidth}
		}
		return p.textBlock(c.unseen, p.words(c.unseen, c.unseen.Name, p.sizes.small, ownWidth), Muted)
	}
	words := p.words(c.own, c.own.Name, p.sizes.small, ownWidth)
	b := block{w: ownWidth, h: ownHeight + 4 + words.Height}
	b.node(c.own, b.whole(), 8)
	p.picture(&b, c.own, image.Rect(0, 0, ownWidth, ownHeight))
	p.text(&b, words, 0, ownHeight+4, ownWidth, start, Muted)
	return b
}

// smallParty is all of it in one row.
func (p *page) smallParty(c party, w int) block {
	const gap = 24
	wide := smallHeight * 16 / 9
	if len(c.videos) > 1 {
		wide = smallHeight * 4 / 3
	}
	x := len(c.videos) * (wide + gap)
	room := w - x
	own := block{}
	if c.own != nil {
		own = p.video(c.own, smallHeight*4/3, smallHeight)
		room -= own.w + gap
	}
	name := p.sizes.choice
	if len(c.names) > 1 {
		name = p.sizes.small
	}
	words := p.partyWords(c, name, room, 0)
	if c.unseen != nil {
		words.h = p.place(&words, c.unseen, p.words(c.unseen, oneLine(c.unseen.Name), p.sizes.small, room), 0, words.h, room, start, Muted)
	}
	b := block{w: w, h: max(smallHeight, words.h)}
	for i, v := range c.videos {
		b.put(p.video(v, wide, smallHeight), i*(wide+gap), 0)
	}
	b.put(words, x, (b.h-words.h)/2)
	b.put(own, w-own.w, 0)
	return b
}

// video places one moving picture.
func (p *page) video(n *screen.Node, w, h int) block {
	b := block{w: w, h: h}
	b.node(n, b.whole(), 8)
	p.picture(&b, n, b.whole())
	return b
}

// picture paints the place of a moving picture: a ground with a sign, over which the picture lies when there is one.
func (p *page) picture(b *block, n *screen.Node, r image.Rectangle) {
	ground := Box{Rect: r, Radius: 8, Fill: Tint2}
	if p.highContrast { // where all grounds are alike
		ground.Line, ground.Width = Hair, 2
	}
	b.box(ground)
	side := min(72, r.Dy()/2)
	p.sign(b, cmp.Or(n.Icon, "id"), r.Min.X+(r.Dx()-side)/2, r.Min.Y+(r.Dy()-side)/2, side, Muted)
	b.framed(Video{Of: n.Value, Rect: r, Radius: 8}, r)
}

// offer places what a clerk proposes or asks for, on the clerk's ground with a bar at the start, and its two answers.
func (p *page) offer(n *screen.Node, w int) block {
	const x, right, pad, gap = 96, 28, 24, 16
	room := w - x - right
	name := p.unorphaned(n, n.Name, p.sizes.tight(), room)
	value := p.value(n.Value, medium(p.sizes.choice), room)
	buttons := p.buttonsInRow(n.Children, room, gap)
	b := block{w: w, h: pad + name.Height + value.Height + gap + buttons.h + pad}
	b.node(n, b.whole(), 8)
	b.box(Box{Rect: image.Rect(0, 0, 24, b.h), Radius: 8, Fill: Clerk})
	b.box(Box{Rect: image.Rect(8, 0, w, b.h), Radius: 8, Fill: ClerkBg})
	b.box(Box{Rect: image.Rect(8, 0, 24, b.h), Fill: ClerkBg})
	p.sign(&b, n.Icon, 36, pad, 40, Clerk)
	y := p.text(&b, name, x, pad, room, start, Text)
	y = p.text(&b, value, x, y, room, start, Text)
	b.put(buttons, x, y+gap)
	return b
}

// helped tells below a field that somebody else has answered it.
func (p *page) helped(n *screen.Node, w int) block {
	words := p.unorphaned(n, n.Name, medium(p.sizes.tight()), w-56)
	b := block{w: w, h: max(40, words.Height)}
	b.node(n, b.whole(), 0)
	p.sign(&b, n.Icon, 0, (b.h-40)/2, 40, Clerk)
	p.text(&b, words, 56, (b.h-words.Height)/2, words.Width, start, Clerk)
	return b
}

// standing places where the citizen stands in the queue: a label and a large value below a rule of the clerk's colour.
func (p *page) standing(n *screen.Node, w int) block {
	label := p.words(n, n.Name, p.sizes.body, w)
	value := p.words(n, n.Value, p.standingStyle(), w)
	b := block{w: w, h: 4 + 16 + label.Height + value.Height}
	b.node(n, b.whole(), 0)
	b.rule(0, 0, w, 4, Clerk)
	y := p.text(&b, label, 0, 20, w, start, Muted)
	p.text(&b, value, 0, y, w, start, Text)
	return b
}

func (p *page) standingStyle() typeset.Style { return medium(tabular(p.sizes.asNumber(80, 96))) }

// pairOfTiles places the two switches of a call where the human's tile is.
func (p *page) pairOfTiles(n *screen.Node, w, h int) block {
	const gap = 16
	b := block{w: w, h: h}
	for i, c := range n.Children {
		if c.Role == screen.RoleTile {
			b.put(p.tile(c, (w-gap)/2, h), i*(w+gap)/2, 0)
		}
	}
	return b
}

// pointers paint where somebody points: a ring outside the node, and a flag on it that says who.
func (p *page) pointers(nodes []PlacedNode) []Op {
	var ops []Op
	for _, n := range nodes {
		if n.Node.Pointed == "" {
			continue
		}
		const width, pad = 8, 20
		r := n.Rect
		if !n.Target.Empty() {
			r.Min.Y, r.Max.Y = n.Target.Min.Y, n.Target.Max.Y // a field without its label
		}
		ring := r.Inset(-width)
		ops = append(ops, Box{Rect: ring, Radius: n.Radius + width, Line: Clerk, Width: width})
		words := p.words(&screen.Node{}, n.Node.Pointed, medium(p.sizes.small), p.z.width-2*p.z.margin-2*pad)
		w, h := words.Width+2*pad, words.Height+16
		at := image.Pt(ring.Max.X-32-w, r.Min.Y-28)
		if p.tree.RTL {
			at.X = ring.Min.X + 32
		}
		at.X = max(p.z.margin/2, min(at.X, p.z.width-p.z.margin/2-w))
		ops = append(ops, Box{Rect: image.Rectangle{Min: at, Max: at.Add(image.Pt(w, h))}, Radius: 8, Fill: Clerk})
		for i, l := range words.Lines {
			x := at.X + pad
			if p.tree.RTL {
				x = at.X + w - pad - l.Width
			}
			ops = append(ops, Words{Line: l, X: x, Y: at.Y + 8 + i*l.Style.Line + p.set.Baseline(l.Style), Role: OnClerk})
		}
	}
	return ops
}

// oneLine is words that need not stand in two.
func oneLine(s string) string {
	out := []rune(s)
	for i, r := range out {
		if r == '\n' {
			out[i] = ' '
		}
	}
	return string(out)
}

// tileInk is the colour of a tile's border and words.
func tileInk(n *screen.Node) (ink Role, strong bool) {
	switch {
	case n.Kind == screen.Waiting:
		return Clerk, true
	case n.Kind == screen.Human:
		return Accent, true
	case n.Tone == screen.ToneDanger:
		return Danger, true
	case n.Chosen:
		return Accent, true
	}
	return Text, false
}

// settleForms tries how much room a call can have: what is acted on comes first.
func (p *page) settleForms() settled {
	forms := []callForm{{}, {short: true}, {small: true, short: true}}
	if p.readsRole(screen.RoleTranscript) {
		forms = forms[2:] // the page is for what is written
	}
	var s settled
	for _, p.form = range forms {
		p.pages, p.artHeight, p.tight, p.loose = 1, 0, false, false
		if s = p.settle(); p.pages == 1 && s.fits {
			break
		}
	}
	return s
}

// readsRole reports whether something of a role stands in the reading zone.
func (p *page) readsRole(role screen.Role) bool {
	return p.shows(func(n *screen.Node) bool { return n.Role == role })
}

// shows reports whether something of a kind stands in the reading zone.
func (p *page) shows(is func(*screen.Node) bool) bool { return slices.ContainsFunc(p.tree.Read, is) }

// inCall reports whether those who take part in a call are on the page.
func (p *page) inCall() bool { return p.readsRole(screen.RoleCall) }

// titleStyle is that of a page's title; beside pictures, and where it leaves no room to write, it is smaller.
func (p *page) titleStyle() typeset.Style {
	if p.titleSmall {
		return medium(p.sizes.section)
	}
	if p.inCall() {
		return p.callTitle()
	}
	return p.sizes.title
}
