package layout

import (
	"image"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/typeset"
)

// A wide page has two panes (LOOK.md, 2, landscape; picture 20): at the start the town and what is read, at the end the
// progress and what is acted on. Both begin at the top. The title stands above the explanation, so that it is read first and
// the answers begin at the same height on every page; while a call shows those who take part there, it stands above the
// answers instead (picture 20).

// titlePane is the pane that the title stands in.
func (p *page) titlePane() pane {
	if p.titleRight {
		return p.z.act
	}
	return p.z.read
}

// progressPane is the pane in which the progress stands.
func (p *page) progressPane() pane {
	if p.form.steps {
		return p.z.read
	}
	return p.z.act
}

// paneHead places the arms and the town; the service below where the progress has no room for it.
func (p *page) paneHead(n *screen.Node) block {
	const x = 80
	w := p.z.read.w
	town := p.words(n, n.Name, medium(p.sizes.choice), w-x)
	var what typeset.Paragraph
	if !p.besideProgress(n) {
		what = p.words(n, n.Detail, p.sizes.small, w-x)
	}
	b := block{w: w, h: max(headHeight, town.Height+what.Height)}
	b.node(n, b.whole(), 0)
	b.put(p.arms(60, 72), 0, (b.h-headHeight)/2)
	y := p.text(&b, town, x, (b.h-town.Height-what.Height)/2, town.Width, start, Text)
	p.text(&b, what, x, y, what.Width, start, Muted)
	return b
}

// paneForeign places the head of a sender that is no authority in the left pane.
func (p *page) paneForeign(n *screen.Node, name, none typeset.Paragraph) block {
	const x = foreignSign + 20
	var what typeset.Paragraph
	if !p.besideProgress(n) {
		what = p.words(n, n.Detail, p.sizes.small, p.z.read.w-x)
	}
	words := name.Height + none.Height + what.Height
	b := block{w: p.z.read.w, h: max(headHeight, words)}
	b.node(n, b.whole(), 0)
	b.put(p.foreignSign(n), 0, (b.h-foreignSign)/2)
	y := p.text(&b, name, x, (b.h-words)/2, name.Width, start, Text)
	y = p.text(&b, none, x, y, none.Width, start, Sender)
	p.text(&b, what, x, y, what.Width, start, Muted)
	return b
}

// besideProgress reports whether the service of a head stands on the line of the progress.
func (p *page) besideProgress(n *screen.Node) bool {
	t := p.tree.Progress
	if t == nil || n == nil || n.Detail == "" || p.form.steps {
		return false
	}
	step, what := p.words(t, t.Name, p.sizes.small, 0), p.words(n, n.Detail, p.sizes.small, 0)
	return len(step.Lines) == 1 && step.Width+48+what.Width <= p.z.act.w
}

// panesOf paints what only a wide page has: the skyline below what is read, the hairline between the panes, and the service
// at the end of the progress.
func (p *page) panesOf(b *block, s settled) {
	if p.tree.Head != nil && p.tree.Head.Role == screen.RoleClock {
		return
	}
	if s.band {
		p.paneSkyline(b)
	}
	b.rule(p.z.divider, 0, hairline, p.z.bar, Hair)
	if n := p.tree.Head; p.besideProgress(n) {
		what := p.words(n, n.Detail, p.sizes.small, 0)
		p.text(b, what, p.z.act.x, p.z.progress+12+16, p.z.act.w, end, Muted)
	}
}

// skylineScale is how large the far row of the town is drawn in the left pane.
const skylineScale = 0.72

// paneSkyline paints the far row of the town at the foot of the left pane, and covers what of it reaches into the right one.
func (p *page) paneSkyline(b *block) {
	d := p.drawings["pane"]
	sky := block{w: p.z.divider, h: round(skylineScale * float64(d.h))}
	d.paint(&sky, 0, 0, skylineScale)
	b.put(sky.rigid(), 0, p.z.bar-sky.h)
	b.box(Box{Rect: image.Rect(p.z.divider, 0, p.z.width, p.z.bar), Fill: Page})
}
