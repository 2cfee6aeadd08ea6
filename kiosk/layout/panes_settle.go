package layout

import (
	"slices"
	"strings"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// paneGap is the room below the head and between what stands in the left pane and its end.
const paneGap = 32

// paneTitleEnd is where the lines of a title in the right pane end.
const paneTitleEnd = 264

// settlePanes finds room for everything in two panes. What is read and what is acted on do not push each other: each gives
// way in its own pane, and then goes into the other one. A title with a word that is too wide for the left pane stands over
// the answers, and where these have no room then, it is set as beside pictures.
func (p *page) settlePanes() settled {
	forms := []callForm{{aside: true}}
	switch {
	case p.inCall():
		forms = []callForm{{}, {short: true}, {small: true, short: true}, {short: true, aside: true}, {small: true, short: true, aside: true}}
	case !p.titleFits(p.z.read.w):
		forms = []callForm{{}, {aside: true}}
	}
	if p.tree.Keyboard != nil && p.tree.Progress != nil {
		last := forms[len(forms)-1]
		last.steps = true
		forms = append(forms, last)
	}
	fits, typed := -1, p.typed()
	for i, form := range forms {
		s := p.settleForm(form)
		switch {
		case s.fits && (p.pages == 1 || !typed && !p.inCall()):
			return s
		case s.fits && !typed && fits < 0:
			fits = i // beside smaller pictures nothing need be turned, perhaps
		}
	}
	if fits < 0 {
		fits = len(forms) - 1
	}
	return p.settleForm(forms[fits])
}

// settleForm finds room for one form of the page.
func (p *page) settleForm(form callForm) settled {
	p.form = form
	p.pages, p.artHeight, p.tight, p.loose, p.turnAside = 1, 0, false, false, false
	p.titleRight = p.tree.Keyboard == nil && !p.form.aside
	if p.titleSmall = false; !p.titleRight {
		p.titleSmall = !p.titleFits(p.z.read.w)
	}
	return p.settleSides()
}

// typed reports whether the acting zone has keys, which are of use only beside their field.
func (p *page) typed() bool {
	typed := false
	p.tree.Walk(func(n *screen.Node) bool {
		typed = typed || n.Role == screen.RolePad
		return !typed
	})
	return typed
}

// titleFits reports whether no word of the title is wider than so many px.
func (p *page) titleFits(w int) bool {
	for _, n := range p.tree.Read {
		if n.Role != screen.RoleTitle {
			continue
		}
		if !p.wordsFit(n, p.titleStyle(), w) {
			return false
		}
	}
	return true
}

// wordsFit reports whether no word of what a node is called is wider than so many px.
func (p *page) wordsFit(n *screen.Node, st typeset.Style, w int) bool {
	for _, word := range strings.FieldsFunc(n.Name, mayEnd) {
		if p.words(n, word+"-", st, 0).Width > w {
			return false
		}
	}
	return true
}

// mayEnd reports whether a line may end at a sign.
func mayEnd(r rune) bool {
	return r == ' ' || r == '\n' || r == '\u00ad' || r == '-'
}

// settleSides finds room in both panes.
func (p *page) settleSides() settled {
	s := settled{band: p.tree.Band, progressTop: p.z.progress}
	s.actions, s.actionsTop = p.actions()
	s.keys, s.limit = p.keys(p.z.actEnd - (p.z.actions - s.actionsTop))
	s.readTop = p.z.readTop
	if p.inCall() {
		s.readTop = paneCallTop
	}
	if n := p.tree.Head; n != nil && n.Role != screen.RoleClock {
		s.readTop = max(s.readTop, p.z.head+p.head(n).h+paneGap)
	}
	if p.form.steps {
		s.progressTop = s.readTop - 8
		s.readTop = s.progressTop + p.progress(p.tree.Progress).h + paneGap
	}
	s.read = p.sideReads(&s)
	end := p.z.readBottom
	if p.tree.Talk != nil {
		left := end - s.readTop - stackHeight(s.read) - talkGap - p.talkAround()
		if s.talk = p.talk(p.tree.Talk, max(left, p.sizes.tight().Line)); s.talk.h > 0 {
			s.talkTop = end - s.talk.h
			end = s.talkTop - talkGap
		}
	}
	nodes := p.touched()
	s.horizon = p.z.actTop
	switch n := p.tree.Progress; {
	case p.form.steps:
		s.horizon = p.z.progress
	case n == nil && p.tree.Keyboard != nil:
		s.horizon = p.z.progress // a list of what was found wants the room
	case n != nil:
		s.horizon = max(s.horizon, p.z.progress+p.progress(n).h+16)
	}
	if s.title.h > 0 {
		s.titleTop = max(s.horizon, paneTitleEnd-s.title.h)
		s.horizon = s.titleTop + s.title.h + p.z.horizon - paneTitleEnd
	}
	room := end - s.readTop
	nodes = p.judgementToRead(&s, nodes, room)
	s.read = p.lessFilm(s.read, room)
	s.read = p.lessPictures(s.read, room)
	if stackHeight(s.read) > room {
		s.read, nodes = p.textsToAct(s.read, nodes, room)
	}
	over := stackHeight(s.read) - room
	nodes = p.textsToRead(&s, nodes, room)
	p.strip = 0
	if len(nodes) > 1 && nodes[0].Role == screen.RoleScan {
		const line = 4 // of the frame around it
		p.strip = s.limit - s.horizon - p.gap(nodes[0], nodes[1]) - line - unitsHeight(p.units(nodes[1:], p.z.act.w))
	}
	us := p.units(nodes, p.z.act.w)
	p.act(&s, nodes, us)
	p.turnBeside(&s, nodes, us, end)
	s.fits = over <= 0 && p.transcriptFits(s.read) && s.most <= s.limit-s.horizon
	p.lowerSide(&s)
	p.talkUp(&s)
	if skyTop := p.z.bar - round(skylineScale*skylineHeight); s.readTop+stackHeight(s.read) > skyTop {
		s.band = false
	}
	return s
}

// transcriptFits reports whether what was written has room for its last sentence, where the page is for that.
func (p *page) transcriptFits(read []reading) bool {
	for _, r := range read {
		if r.node.Role == screen.RoleTranscript && len(r.node.Children) > 0 && r.h < 3*p.sizes.tight().Line {
			return false
		}
	}
	return true
}

// turnBeside puts the buttons that turn a list at the foot of the left pane where what cannot be divided leaves no room for
// them.
func (p *page) turnBeside(s *settled, nodes []*screen.Node, us []unit, end int) {
	if s.turn.h == 0 || s.most <= s.limit-s.horizon {
		return
	}
	beside := *s
	beside.most = 0
	p.turnAside, p.pages = true, 1
	p.act(&beside, nodes, us)
	most := p.turningMost(p.pages)
	beside.read = p.lessPictures(slices.Clone(s.read), end-most-24-s.readTop)
	if beside.turn.h > 0 && s.readTop+stackHeight(beside.read)+24 > end-most {
		p.turnAside, p.pages = false, 1
		p.act(s, nodes, us)
		return
	}
	*s = beside
	s.turnEnd = end
}

// sideReads are the elements of the left pane; a title that stands in the right one is taken out of them.
func (p *page) sideReads(s *settled) []reading {
	out := p.reads()
	if !p.titleRight {
		return out
	}
	rest := out[:0:0]
	for _, r := range out {
		if r.node.Role == screen.RoleTitle {
			s.title = r.block
			continue
		}
		rest = append(rest, r)
	}
	return rest
}

// textsToRead moves what nobody touches from the end of a full acting zone into what is left of the left pane: the sentence
// below a field above a keyboard, a remark behind a list, what comes next with its heading. The first element stays.
func (p *page) textsToRead(s *settled, nodes []*screen.Node, room int) []*screen.Node {
	own := len(s.read)
	for i := len(nodes) - 1; i >= 0; i-- {
		if unitsHeight(p.units(nodes, p.z.act.w)) <= s.limit-s.horizon {
			return nodes
		}
		if !onlyRead(nodes[i]) || i == 0 && nodes[i].Role == screen.RoleStack {
			continue
		}
		from := i
		if i > 1 && nodes[i-1].Role == screen.RoleHeading {
			from--
		}
		var moved []reading
		for _, n := range nodes[from : i+1] {
			moved = append(moved, reading{node: n, block: p.block(n, p.z.read.w), gap: 24})
		}
		read := slices.Concat(s.read[:own], moved, s.read[own:])
		if stackHeight(read) > room {
			continue
		}
		s.read = read
		nodes = append(nodes[:from:from], nodes[i+1:]...)
		i = from
	}
	return nodes
}

// judgementToRead moves what is said of a scanned page to what is read, where there is room for all of it: the buttons then
// have theirs beside the picture.
func (p *page) judgementToRead(s *settled, nodes []*screen.Node, room int) []*screen.Node {
	for i, n := range nodes {
		if n.Role != screen.RoleSplit || len(n.Children) != 2 || n.Children[0].Role != screen.RoleScan || n.Children[1].Role != screen.RoleStack {
			continue
		}
		said, touched := n.Children[1].Children, []*screen.Node(nil)
		for j, c := range said {
			if c.Role == screen.RoleButton {
				said, touched = said[:j], said[j:]
				break
			}
		}
		read := s.read[:len(s.read):len(s.read)]
		for _, c := range said {
			read = append(read, reading{node: c, block: p.block(c, p.z.read.w), gap: 24})
		}
		if stackHeight(read) > room || touched == nil {
			return nodes
		}
		s.read = read
		nodes = slices.Clone(nodes)
		nodes[i] = &screen.Node{Role: screen.RoleSplit, Children: []*screen.Node{n.Children[0], {Role: screen.RoleStack, Children: touched}}}
		return nodes
	}
	return nodes
}

// onlyRead reports whether a node of the acting zone is words and signs without anything that is touched.
func onlyRead(n *screen.Node) bool {
	switch n.Role {
	case screen.RoleError, screen.RoleConfirm, screen.RoleNote, screen.RoleText, screen.RoleState, screen.RolePoint, screen.RoleNeed:
		return true
	case screen.RoleStack:
		return len(n.Children) > 0 && !slices.ContainsFunc(n.Children, func(c *screen.Node) bool { return !onlyRead(c) })
	}
	return false
}

// lowerSide moves what is acted on as far down as it goes where the citizen wants it so, and a title above it along.
func (p *page) lowerSide(s *settled) {
	if !p.tree.Look.Lower || p.pages > 1 {
		return
	}
	if spare := s.limit - s.horizon - s.act.h; spare > 0 {
		s.horizon += spare
		s.titleTop += spare
	}
}
