package layout

import "image"

// blank darkens a placed page: nothing of it can be seen or touched, while keys and voice go on as before. The whole page
// is one target that makes it bright again, and one quiet line says so to whoever stands there and sees.
func (p *page) blank(placed *Placed) {
	for i := range placed.Nodes {
		placed.Nodes[i].Target = image.Rectangle{}
	}
	n, b := p.tree.Blank, block{w: p.z.width, h: p.z.height}
	b.box(Box{Rect: b.whole(), Fill: Black})
	words := p.words(n, n.Name, p.sizes.body, p.z.width-2*p.z.margin)
	p.text(&b, words, p.z.margin, (p.z.height-words.Height)/2, p.z.width-2*p.z.margin, centre, White)
	placed.Nodes = append(placed.Nodes, PlacedNode{Node: n, Rect: b.whole(), Target: b.whole()})
	placed.Paint = b.ops()
}
