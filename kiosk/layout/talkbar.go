package layout

import (
	"slices"

	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// Measures of the ways to write and to the camera in the bar of a wide page (look, picture 20).
const (
	talkTile    = 244
	talkTileGap = 16
	talkBelow   = 20 // room between those who take part and what was written
)

// talkTiles are the ways to write and to the camera where they are tiles of the bar: on a wide page, between the aids and the
// switches of the call, as long as their words fit there. Else they stand below what was written.
func (p *page) talkTiles() []*screen.Node {
	if p.tree.Talk == nil || !p.z.panes() || p.sizes.size > session.Normal {
		return nil
	}
	var tiles []*screen.Node
	for _, c := range p.tree.Talk.Children {
		if c.Role != screen.RoleField && c.Role != screen.RoleButton {
			continue
		}
		if c.Name == "" || p.words(c, c.Name, p.sizes.bar, 0).Width > p.tileRoom(talkTile, p.border(2)) {
			return nil
		}
		tiles = append(tiles, c)
	}
	return tiles
}

// tileRoom is the width that the words of a tile have beside its sign.
func (p *page) tileRoom(w, edge int) int { return w - 2*(edge+8) - tileSign - tileGap }

// barTalk places those tiles behind the three that stand at the start of the bar.
func (p *page) barTalk(b *block, t barTiles) {
	x := t.at[2].x + t.at[2].w + talkTileGap
	for _, n := range p.inBar {
		b.put(p.tile(n, talkTile, t.high), x, t.top)
		x += talkTile + talkTileGap
	}
}

// withTalkTiles puts them among the page's own nodes where they are read: before the switches of the call.
func (p *page) withTalkTiles(all []*screen.Node) []*screen.Node {
	if len(p.inBar) == 0 {
		return all
	}
	if i := slices.Index(all, p.tree.Bar[3]); i >= 0 && p.tree.Bar[3] != nil {
		return slices.Insert(all, i, p.inBar...)
	}
	return append(all, p.inBar...)
}

// talkTop is where the heading of what was written begins below its rule.
func (p *page) talkTop() int {
	if len(p.inBar) > 0 {
		return 24
	}
	return 28
}

// talkUp puts what was written right below those who take part, where nothing stands below it.
func (p *page) talkUp(s *settled) {
	if len(p.inBar) > 0 && s.talk.h > 0 {
		s.talkTop = min(s.talkTop, s.readTop+stackHeight(s.read)+talkBelow)
	}
}
