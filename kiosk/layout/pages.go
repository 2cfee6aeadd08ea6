package layout

import (
	"buergerterminal/kiosk/screen"
)

// whole places the page: its ground, what is read, what is touched, and the bar.
func (p *page) whole() block {
	b := block{w: p.z.width, h: p.z.height}
	ground := Page
	if p.tree.Quiet {
		ground = Surface
	}
	b.box(Box{Rect: b.whole(), Fill: ground})
	s := p.settled()
	p.above(&b, s)
	if p.z.panes() {
		p.panesOf(&b, s)
	}
	y := s.readTop
	for i, r := range s.read {
		if i > 0 {
			y += r.gap
		}
		b.put(r.block, p.z.read.x, y)
		y += r.h
	}
	b.put(s.title, p.z.act.x, s.titleTop)
	b.put(s.act, p.z.act.x, s.horizon)
	b.put(s.turn, p.turnPane().x, s.turnEnd-s.turn.h)
	b.put(s.talk, p.z.read.x, s.talkTop)
	if n := p.tree.Keyboard; n != nil {
		b.put(p.keyboard(n), p.keyboardPane().x, s.keys)
	}
	b.put(s.actions, p.z.act.x, s.actionsTop)
	b.put(p.bar(), 0, p.z.bar)
	return b
}

// above places what stands over the reading zone, and the parts of the idle page.
func (p *page) above(b *block, s settled) {
	t := p.tree
	if s.quietEnd > 0 {
		b.put(p.quiet(t.Lowered, s.quietEnd), 0, 0)
	}
	if s.band && !p.z.panes() {
		b.put(p.band(), 0, bandTop+s.headDown)
	}
	switch {
	case t.Head == nil:
	case t.Head.Role == screen.RoleClock:
		b.put(p.clock(t.Head), p.z.margin, p.idle().clock)
	default:
		if t.Head.Kind == screen.Foreign {
			b.rule(0, s.headDown, p.z.width, foreignStrip, Sender)
		}
		head := p.head(t.Head)
		top := p.z.head + s.headDown
		if !p.z.panes() {
			top = p.headTop(head.h) + s.headDown
		}
		b.put(head, p.z.read.x, top)
	}
	if t.Progress != nil {
		b.put(p.progress(t.Progress), p.progressPane().x, s.progressTop+s.headDown)
	}
	for _, n := range t.Read {
		if n.Role == screen.RoleHello {
			b.put(p.hello(n), p.z.margin, p.idle().hello)
		}
	}
	for _, n := range t.Act {
		if n.Role == screen.RoleStart {
			b.put(p.town(), 0, p.idle().skyline)
			b.put(p.startArea(n), p.idle().start.Min.X, p.idle().start.Min.Y)
		}
	}
}

// headTop is where a head begins: in the middle of its place, but a high one further up, so that it stays clear of the progress.
func (p *page) headTop(h int) int {
	const clear, least = 12, 8
	top := p.z.head - (h-headHeight)/2
	if p.tree.Progress != nil {
		top = max(least, min(top, p.z.progress-clear-h))
	}
	return top
}

// settled says where the zones of a page are.
type settled struct {
	read        []reading
	readTop     int
	progressTop int
	title       block // in the right pane
	titleTop    int
	horizon     int // where the acting zone begins
	limit       int // where it ends
	act         block
	turn        block // the buttons that turn a list
	most        int   // height of the highest page of the list with its buttons
	turnEnd     int   // where they end
	talk        block // beside the page of a call, at the end of the acting zone
	talkTop     int
	fits        bool // nothing had to give way
	keys        int  // where the keyboard begins
	actions     block
	actionsTop  int
	band        bool
	headDown    int // how far the head moved down
	quietEnd    int // height of the quiet ground above it
}

// talkGap is the room above what belongs to a call.
const talkGap = 28

// talkHeight is the height of what was written beside a page.
func (p *page) talkHeight() int { return talkLines*p.sizes.tight().Line + 2*lineGap }

// settled finds room for everything, and for a call as much as the page leaves.
func (p *page) settled() settled {
	if p.z.panes() {
		return p.settlePanes()
	}
	if p.inCall() {
		return p.settleForms()
	}
	return p.settle()
}

// settle finds room for everything. No zone of the look moves while its contents fit. Where they do not, in larger
// text or further down, pictures give way first, then the p.z.horizon, and then the acting zone is paged.
func (p *page) settle() settled {
	s := settled{band: p.tree.Band, progressTop: p.z.progress}
	s.actions, s.actionsTop = p.actions()
	s.keys, s.limit = p.keys(p.z.actEnd - (p.z.actions - s.actionsTop))
	if s.talk = p.talk(p.tree.Talk, p.talkHeight()); s.talk.h > 0 {
		s.talkTop = s.limit - s.talk.h
		s.limit = s.talkTop - talkGap
	}
	s.read = p.reads()
	readable := p.free()
	nodes := p.touched()
	s.read = p.lessFilm(s.read, s.limit-unitsHeight(p.units(nodes, p.z.act.w))-(p.z.horizon-p.z.readBottom)-readable)
	s.read = p.lessPictures(s.read, p.z.readBottom-readable)
	over := stackHeight(s.read) - (p.z.readBottom - readable)
	if over > 0 && !p.shows(isFilm) && (p.inCall() || unitsHeight(p.units(nodes, p.z.act.w)) > s.limit-p.z.horizon-over) {
		s.read, nodes = p.textsToAct(s.read, nodes, p.z.readBottom-readable)
		over = stackHeight(s.read) - (p.z.readBottom - readable)
	}
	s.horizon = p.z.horizon + max(0, over)
	us := p.units(nodes, p.z.act.w)
	if lack := p.lack(s, us, readable); lack > 0 {
		s.read, nodes = p.textsToAct(s.read, nodes, stackHeight(s.read)-lack)
		us = p.units(nodes, p.z.act.w)
		p.smallerTitle(s, us, readable)
	}
	if p.tall() {
		s.horizon = tallTop + stackHeight(s.read) + p.z.horizon - p.z.readBottom
	} else {
		s.horizon = p.move(s, us, readable)
	}
	p.act(&s, nodes, us)
	s.fits = over <= 0 && s.act.h <= s.limit-s.horizon && s.horizon >= p.z.horizon
	s.readTop = s.horizon - (p.z.horizon - p.z.readBottom) - stackHeight(s.read)
	if s.readTop < bandBottom+8 {
		s.band = false
	}
	p.lowerHead(&s, readable)
	return s
}

// free returns where the reading zone may begin: below the progress, or below the head where there is none.
func (p *page) free() int {
	switch {
	case p.z.panes():
		return p.z.readTop
	case p.tree.Progress == nil:
		return p.z.progress
	case p.inCall():
		return max(callTop, p.z.progress+p.progress(p.tree.Progress).h+16)
	}
	return p.z.readTop
}

// touched returns the nodes of the acting zone that stand below each other.
func (p *page) touched() []*screen.Node {
	out := make([]*screen.Node, 0, len(p.tree.Act))
	for _, n := range p.tree.Act {
		if n.Role != screen.RoleStart {
			out = append(out, n)
		}
	}
	return out
}

// lessPictures makes room in the reading zone: a drawing becomes smaller, down to a third, then ornaments are left out.
func (p *page) lessPictures(read []reading, room int) []reading {
	over := stackHeight(read) - room
	for i, r := range read {
		if over > 0 && r.node.Role == screen.RoleArt && r.h-over >= r.h/3 {
			read[i].block = p.art(r.node, p.z.read.w, r.h-over)
			return read
		}
	}
	if over <= 0 {
		return read
	}
	var out []reading
	for _, r := range read {
		switch r.node.Role {
		case screen.RoleSpot, screen.RoleBadge, screen.RoleArt:
			continue
		}
		out = append(out, r)
	}
	return out
}

// textsToAct moves explanations into the acting zone, the last first, until the rest fits above the p.z.horizon. They come
// first there, but behind a field that is written into.
func (p *page) textsToAct(read []reading, nodes []*screen.Node, room int) ([]reading, []*screen.Node) {
	var moved []*screen.Node
	for len(read) > 0 && stackHeight(read) > room {
		n := read[len(read)-1].node
		if n.Role == screen.RoleTitle {
			break
		}
		moved = append([]*screen.Node{n}, moved...)
		read = read[:len(read)-1]
	}
	if p.tree.Keyboard != nil {
		return read, append(nodes, moved...)
	}
	return read, append(moved, nodes...)
}

// lack is what a field and what is wrong with it need above the keyboard beyond the room that there is, with the horizon as
// high as what is read lets it be.
func (p *page) lack(s settled, us []unit, readable int) int {
	if p.tree.Keyboard == nil || len(us) == 0 {
		return 0
	}
	room := s.limit - readable - (p.z.horizon - p.z.readBottom) - stackHeight(s.read)
	if unitsHeight(us) <= room {
		return 0
	}
	needed := largestGroup(us) + p.turningRoom()
	if us[0].node.Role == screen.RoleField && len(us) > 1 { // which stands on each page
		needed = us[0].h + us[1].gap + largestGroup(us[1:]) + p.turningRoom()
	}
	return needed - room
}

// smallerTitle sets the title smaller where nothing else can give way any more.
func (p *page) smallerTitle(s settled, us []unit, readable int) {
	if p.lack(s, us, readable) <= 0 {
		return
	}
	p.titleSmall = true
	for i, r := range s.read {
		if r.node.Role == screen.RoleTitle {
			s.read[i].block = p.readBlock(r.node)
		}
	}
}

// move returns the horizon: further down when the citizen wants it so, further up only where something that cannot be
// divided would have no room.
func (p *page) move(s settled, us []unit, readable int) int {
	spare := s.limit - s.horizon - unitsHeight(us)
	whole := p.tree.Keyboard != nil || hasWhole(us)
	up := s.horizon - (p.z.horizon - p.z.readBottom) - stackHeight(s.read) - readable
	down := 0
	if p.tree.Look.Lower {
		down = max(0, lowerHorizon-(s.horizon-p.z.horizon))
	}
	switch {
	case spare >= down:
		return s.horizon + down
	case spare >= 0 && whole:
		return s.horizon + spare
	case !whole:
		room := s.limit - s.horizon - largestGroup(us) - p.turningRoom()
		return s.horizon + max(min(room, down), -max(0, up))
	case -spare > up:
		if p.tree.Keyboard != nil {
			return s.horizon - max(0, up)
		}
		needed := largestGroup(us) + p.turningRoom() - (s.limit - s.horizon)
		return s.horizon - max(0, min(up, needed))
	}
	return s.horizon + spare
}

// hasWhole says whether something in the acting zone has to be on one page.
func hasWhole(us []unit) bool {
	for _, u := range us {
		switch u.node.Role {
		case screen.RoleSplit, screen.RolePad, screen.RoleSignature, screen.RoleArt, screen.RoleNumber, screen.RoleCountdown,
			screen.RoleMeter, screen.RoleScan:
			return true
		}
	}
	return false
}

// act fills the acting zone with the page of it that is open.
func (p *page) act(s *settled, nodes []*screen.Node, us []unit) {
	room := s.limit - s.horizon
	s.turnEnd = s.limit
	us = p.squeeze(nodes, us, room)
	if unitsHeight(us) <= room && choices(us) <= mostChoices {
		s.act = column(us, p.z.act.w, room)
		s.most = s.act.h
		return
	}
	pages := p.cut(us, room-p.turningRoom())
	p.pages = len(pages)
	for _, one := range pages {
		s.most = max(s.most, unitsHeight(one)+p.turningRoom())
	}
	open := max(0, min(p.tree.ListPage, len(pages)-1))
	s.act = column(pages[open], p.z.act.w, 0)
	if len(pages) > 1 {
		s.turn = p.turning(open, len(pages))
	}
}

// squeeze makes room without taking anything away: drawings become smaller, down to a third, rows stand closer where
// that saves turning, and what stands side by side goes below each other so that it can be paged.
func (p *page) squeeze(nodes []*screen.Node, us []unit, room int) []unit {
	over := unitsHeight(us) - room
	if over <= 0 {
		return us
	}
	for _, u := range us {
		if u.node.Role == screen.RoleArt && u.h-over >= u.h/3 {
			p.artHeight = u.h - over
			return p.units(nodes, p.z.act.w)
		}
	}
	p.tight = true
	if closer := p.units(nodes, p.z.act.w); unitsHeight(closer) <= room || p.fewer(closer, us, room) {
		return closer
	}
	p.tight = false
	for _, u := range us {
		if u.node.Role == screen.RoleSplit {
			p.loose = true
			return p.units(nodes, p.z.act.w)
		}
	}
	return us
}

// fewer reports whether a list takes fewer pages when its rows stand closer.
func (p *page) fewer(closer, us []unit, room int) bool {
	if hasWhole(us) {
		return false
	}
	room -= p.turningRoom()
	return len(p.cut(closer, room)) < len(p.cut(us, room))
}

// lowerHead moves the head down with the rest of the page and lays the quiet ground above it. The idle page stays: all
// of its lower part can be touched.
func (p *page) lowerHead(s *settled, readable int) {
	if !p.tree.Look.Lower || p.tree.Head != nil && p.tree.Head.Role == screen.RoleClock {
		return
	}
	need := readable - 8
	if s.band {
		need = bandBottom + 24
	} else if h := p.tree.Head; h != nil {
		high := p.head(h).h
		need = max(need, p.headTop(high)+high+8)
	}
	s.headDown = max(0, min(lowerHead, s.readTop-need))
	s.quietEnd = max(0, s.headDown-8)
}
