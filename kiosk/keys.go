package kiosk

import (
	"slices"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// Key is a key of a real keyboard, by what it does.
type Key int

// Keys. Letter carries its rune.
const (
	Letter Key = iota
	Tab
	BackTab
	Enter
	Backspace
	ArrowLeft
	ArrowRight
	ArrowUp
	ArrowDown
	Escape

	ReadAgain // the page, from its title; begins to read where nothing does
	Pause
	PreviousNode
	NextNode
	ChangeRate
	ChangeVolume
	SpellNames
)

// Typed brings a key to the session.
func (k *Kiosk) Typed(key Key, r rune) { k.input(func(k *Kiosk) { k.key(key, r) }) }

func (k *Kiosk) key(key Key, r rune) {
	if k.placed == nil {
		return
	}
	if key >= ReadAgain {
		if key != Pause {
			k.hush(true)
		}
		k.fresh()
		if e := k.voiceKey(key); e != nil {
			k.step(e)
		}
		return
	}
	k.hush(true)
	page := k.placed.Tree.Page
	if key != Letter && key != Backspace || r == ' ' { // these mean what the page says
		if k.fresh(); k.placed.Tree.Page != page {
			return
		}
	}
	if key == Enter || r == ' ' {
		if k.justTurned() && k.struck.keyed && k.struck.key == key {
			return
		}
		k.struck = struck{key: key, keyed: true}
	}
	if e := keyEvent(k.placed, key, r); e != nil {
		k.step(e)
	}
}

// keyEvent is what a key means on a page, or nil. Space chooses what has the focus, and is a letter where nothing has or
// where it is the field that is being written.
func keyEvent(p *layout.Placed, key Key, r rune) session.Event {
	focus := focused(p)
	switch key {
	case Tab, ArrowDown:
		return session.Focused{ID: neighbour(p, current(p), 1)}
	case BackTab, ArrowUp:
		return session.Focused{ID: neighbour(p, current(p), -1)}
	case Enter:
		return chosen(p, focus)
	case Backspace:
		return session.Erase{}
	case Escape:
		return meaning(p.Tree.Back)
	case ArrowLeft, ArrowRight:
		return sideways(p, key)
	}
	if r == ' ' && focus >= 0 && !p.Nodes[focus].Node.Active {
		return chosen(p, focus)
	}
	return session.TypeRune{Rune: r}
}

// sideways moves the caret where something is written. Elsewhere the way back and the way on lie at the sides of the page.
func sideways(p *layout.Placed, key Key) session.Event {
	by := 1
	if key == ArrowLeft {
		by = -1
	}
	switch {
	case slices.ContainsFunc(p.Nodes, func(n layout.PlacedNode) bool { return n.Node.Active }):
		return session.MoveCaret{By: by}
	case (by < 0) != p.Tree.RTL:
		return meaning(p.Tree.Back)
	}
	return meaning(p.Tree.Forward)
}

// meaning is what touching a node means, nil where there is none.
func meaning(n *screen.Node) session.Event {
	if n == nil {
		return nil
	}
	return n.On
}

// focused is the index of the node with the focus, −1 for none.
func focused(p *layout.Placed) int {
	return slices.IndexFunc(p.Nodes, func(n layout.PlacedNode) bool { return n.Node.Focused })
}

// current is the index of the node that the keys go on from: that with the focus, else that which the voice reads.
func current(p *layout.Placed) int {
	if at := focused(p); at >= 0 {
		return at
	}
	return slices.IndexFunc(p.Nodes, func(n layout.PlacedNode) bool { return n.Node.Read })
}

// chosen is the event of the node with the focus. Without a focus, Enter is the way on. No key signs: a signature is drawn.
func chosen(p *layout.Placed, focus int) session.Event {
	if focus >= 0 {
		n := p.Nodes[focus].Node
		if n.Role == screen.RoleSignature {
			return nil
		}
		return n.On
	}
	return meaning(p.Tree.Forward)
}

// neighbour is the id of the next node that can be chosen, in reading order, round and round.
func neighbour(p *layout.Placed, from, by int) string {
	n := len(p.Nodes)
	if from < 0 && by < 0 {
		from = 0
	}
	for i := 1; i <= n; i++ {
		at := p.Nodes[((from+by*i)%n+n)%n].Node
		if at.On != nil && at.ID != "" {
			return at.ID
		}
	}
	return ""
}
