package layout

import "buergerterminal/kiosk/typeset"

// callTitle is the style of a title beside pictures: smaller than elsewhere.
func (p *page) callTitle() typeset.Style {
	if p.z.panes() {
		return medium(p.sizes.asSection(48, 56))
	}
	return medium(p.sizes.asSection(44, 52))
}

// Measures of those who take part in a call (look, picture 20).
const (
	paneCallTop   = 144 // where the clerk's picture begins
	paneVideoLow  = 297 // the least height of it
	paneVideoHigh = 369
	paneOwnWidth  = 112
	paneOwnHeight = 84
)

// paneParty is the clerk's picture over the width of the pane, below it who that is and the citizen's own picture.
func (p *page) paneParty(c party, w int) block {
	words := p.paneWords(c, w-paneOwnWidth-24)
	h := max(paneOwnHeight, words.h)
	video := paneVideoHigh
	if p.tree.Talk != nil { // what is written has room for three lines, whether there are any or not
		three := p.talkAround() + talkGap + 3*p.sizes.tight().Line + lineGap
		video = max(paneVideoLow, min(video, p.z.readBottom-paneCallTop-20-h-three))
	}
	b := block{w: w, h: video + 20 + h}
	for _, v := range c.videos {
		b.put(p.video(v, w, video), 0, 0)
	}
	b.put(words, 0, video+20+(h-words.h)/2)
	if c.own != nil {
		own := p.video(c.own, paneOwnWidth, paneOwnHeight)
		b.put(own, w-own.w, video+20+(h-own.h)/2)
	}
	return b
}

// paneWords are name and office, how the talk goes, and that the citizen is not seen.
func (p *page) paneWords(c party, w int) block {
	b := p.paneNames(c, w)
	if c.own == nil && c.unseen != nil {
		unseen := p.words(c.unseen, oneLine(c.unseen.Name), p.sizes.small, w)
		b.h = p.place(&b, c.unseen, unseen, 0, b.h, w, start, Muted)
	}
	return b
}

// paneNames are name and office, beside each other where there is room, and how the talk goes.
func (p *page) paneNames(c party, w int) block {
	st := medium(p.sizes.choice)
	if len(c.names) != 1 || len(c.offices) != 1 {
		return p.partyWords(c, p.sizes.choice, w, 0)
	}
	name, office := p.words(c.names[0], c.names[0].Name, st, w), p.words(c.offices[0], c.offices[0].Name, p.sizes.body, 0)
	if len(name.Lines) != 1 || len(office.Lines) != 1 || name.Width+16+office.Width > w {
		return p.partyWords(c, p.sizes.choice, w, 0)
	}
	b := block{w: w}
	b.h = p.place(&b, c.names[0], name, 0, 0, w, start, Text)
	b.h = max(b.h, p.place(&b, c.offices[0], office, name.Width+16, p.sink(st, p.sizes.body), w, start, Muted))
	if c.state != nil {
		state := p.talkState(c.state, w)
		b.put(state, 0, b.h)
		b.h += state.h
	}
	return b
}

// talkAround is the height of what stands around the lines that were written: the heading and the ways to write.
func (p *page) talkAround() int {
	return p.talkTop() + p.sizes.body.Line + 16 + 28 + p.talkRowHeight()
}

// talkRowHeight is that of the place to write and the switch of the camera.
func (p *page) talkRowHeight() int {
	form := p.form
	p.form.short = true
	defer func() { p.form = form }()
	return p.talk(p.tree.Talk, 0).h
}
