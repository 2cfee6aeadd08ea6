package kiosk

import (
	"slices"
	"time"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

const (
	// fewTargets is how many targets of a page are gone through one by one.
	fewTargets = 6
	// widestGroup is how many targets stand in a group, where no row of the page says otherwise.
	widestGroup = 6
	// wordsLeft is how soon the focus is moved on again where the voice is still reading.
	wordsLeft = 250 * time.Millisecond
)

// groups are the targets of a page as switches go through them, in reading order: the rows of a keyboard, the bar, the ways back and
// on, what is acted on. A keyboard of forty keys is then some ten presses away from its last key. Where there are few targets,
// each stands alone.
func groups(p *layout.Placed) [][]string {
	on := map[string]bool{}
	n := 0
	for _, one := range p.Nodes {
		if one.Node.On != nil && one.Node.ID != "" && one.Node.Role != screen.RoleSignature && one.Node != p.Tree.Blank { // a pen cannot be chosen
			on[one.Node.ID] = true
			n++
		}
	}
	var all [][]string
	for _, root := range zones(p.Tree) {
		var group []string
		for _, top := range root {
			group = append(group, targetsIn(top, on)...)
		}
		most := widestGroup
		if n <= fewTargets {
			most = 1
		} else if len(root) > 0 && root[0].Role == screen.RoleKeyRow {
			most = len(group)
		}
		if len(group) > 0 {
			all = slices.AppendSeq(all, slices.Chunk(group, max(1, most)))
		}
	}
	return all
}

// zones are the parts of the page that belong together, in reading order.
func zones(t *screen.Tree) [][]*screen.Node {
	var all [][]*screen.Node
	add := func(nodes ...*screen.Node) {
		all = append(all, slices.DeleteFunc(nodes, func(n *screen.Node) bool { return n == nil }))
	}
	add(slices.Concat([]*screen.Node{t.Lowered, t.Head, t.Progress}, t.Read)...)
	for _, n := range t.Act {
		all = append(all, padRows(n)...)
	}
	add(t.Talk)
	add(t.Less, t.More)
	if t.Keyboard != nil {
		for _, row := range t.Keyboard.Children {
			add(row)
		}
	}
	add(t.Back, t.Forward)
	add(t.Bar[:]...)
	return all
}

// padRows are the rows of a number pad, wherever below the node it stands, and the node itself where there is none.
func padRows(n *screen.Node) [][]*screen.Node {
	if n.Role == screen.RolePad {
		const columns = 3
		return slices.Collect(slices.Chunk(n.Children, columns))
	}
	hasPad := false
	for _, c := range n.Children {
		hasPad = hasPad || c.Role == screen.RolePad
	}
	if !hasPad || n.On != nil {
		return [][]*screen.Node{{n}}
	}
	var all [][]*screen.Node
	for _, c := range n.Children {
		all = append(all, padRows(c)...)
	}
	return all
}

// targetsIn are the ids of the targets below a node, in reading order.
func targetsIn(n *screen.Node, on map[string]bool) []string {
	var ids []string
	if on[n.ID] && n.On != nil {
		ids = append(ids, n.ID)
	}
	for _, c := range n.Children {
		ids = append(ids, targetsIn(c, on)...)
	}
	return ids
}

// group is the move to a group as a whole; to its only target where it has one.
func group(g []string) session.SwitchMoved {
	if len(g) == 1 {
		return session.SwitchMoved{ID: g[0]}
	}
	return session.SwitchMoved{First: g[0], Last: g[len(g)-1]}
}

// switchMoves is what the switch that moves on means: to the next group, or to the next target of the one that was entered, and
// behind the last of these out of it again. ok is false where nothing can be chosen.
func switchMoves(all [][]string, w session.Switches, focus string) (e session.SwitchMoved, ok bool) {
	if len(all) == 0 {
		return session.SwitchMoved{}, false
	}
	at := groupAt(all, w, focus)
	if at >= 0 && w.Inside {
		if i := slices.Index(all[at], focus); i+1 < len(all[at]) {
			e = group(all[at])
			e.ID = all[at][i+1]
			return e, true
		}
		return group(all[at]), true
	}
	e = group(all[(at+1)%len(all)])
	e.Round = at+1 == len(all)
	return e, true
}

// groupAt is the index of the group that has the focus, or that the focus is in; −1 for none.
func groupAt(all [][]string, w session.Switches, focus string) int {
	return slices.IndexFunc(all, func(g []string) bool {
		if w.First != "" {
			return g[0] == w.First
		}
		return slices.Contains(g, focus)
	})
}

// switchEnters is the first target of the group that has the focus; ok is false where no group has it.
func switchEnters(p *layout.Placed, w session.Switches) (e session.SwitchMoved, ok bool) {
	if !w.Grouped() {
		return e, false
	}
	for _, g := range groups(p) {
		if g[0] == w.First {
			return session.SwitchMoved{First: g[0], Last: g[len(g)-1], ID: g[0]}, true
		}
	}
	return e, false
}

// switchEvents is what a switch means on a page: the one that moves on, or the one that chooses. Behind a key of the keyboard the
// group has the focus again (switchStays).
func switchEvents(s session.State, p *layout.Placed, key Key) session.Event {
	w, focus := s.Visit.Switches, s.Visit.Focus
	grouped := w.Grouped() && p.Find(w.First) != nil // else its page has gone by itself
	if key == Move || focused(p) < 0 && !grouped || w.Resting {
		if key == Choose && s.Idle() && focus == "" {
			return session.ToggleAuto{}
		}
		if e, ok := switchMoves(groups(p), w, focus); ok {
			return e
		}
		return nil
	}
	if e, ok := switchEnters(p, w); ok {
		return e
	}
	return chosen(p, focused(p))
}

// switchStays gives the group the focus again, where something of it was chosen and the page is still the same. Its keys may be
// others now: capitals, accents.
func switchStays(was session.Switches, before, after *layout.Placed) (e session.SwitchMoved, ok bool) {
	if !was.Inside || before.Tree.Page != after.Tree.Page {
		return e, false
	}
	at, now := groupAt(groups(before), was, ""), groups(after)
	if at < 0 || at >= len(now) {
		return e, false
	}
	return group(now[at]), true
}

// pressSwitch brings a switch to the session. Who moves on by hand has two switches, and needs nothing that moves by itself.
func (k *Kiosk) pressSwitch(key Key) {
	was := k.state.Visit.Switches
	if key == Move && was.Auto {
		k.step(session.ToggleAuto{})
	}
	e := switchEvents(k.state, k.placed, key)
	if e == nil {
		return
	}
	before := k.placed
	k.step(e)
	if _, moved := e.(session.SwitchMoved); moved {
		return
	}
	k.fresh()
	if stays, ok := switchStays(was, before, k.placed); ok {
		k.step(stays)
	}
}

// wander moves the focus on by itself, once it has stood still for its time.
func (k *Kiosk) wander() {
	w := k.state.Visit.Switches
	if !w.Auto || w.Resting || k.placed == nil {
		return
	}
	if k.reading.talking {
		k.wandering.Reset(wordsLeft)
		return
	}
	if e, ok := switchMoves(groups(k.placed), w, k.state.Visit.Focus); ok {
		e.Auto = true
		k.reading.keyed = false
		k.step(e)
	}
}

// stand is where the focus stands still: whatever changes gives it its whole time anew.
type stand struct {
	page, focus string
	switches    session.Switches
}

// rearm gives the focus its time, where it moves by itself.
func (k *Kiosk) rearm() {
	w := k.state.Visit.Switches
	now := stand{k.placed.Tree.Page, k.state.Visit.Focus, w}
	if now == k.stand {
		return
	}
	k.stand = now
	k.wandering.Stop()
	if w.Auto && !w.Resting {
		k.wandering.Reset(w.Pace.Every(k.state.Times.Move))
	}
}
