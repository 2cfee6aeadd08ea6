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

	GoBack // what the way back of the page means, also while something is written
	GoOn   // what the way on means
	Help   // reads the page where a voice is on; else, and behind that, leads to a human
	Move   // the switch that moves on
	Choose // the switch that chooses

	ReadAgain // the page, from its title; begins to read where nothing does
	Pause
	PreviousNode
	NextNode
	ChangeRate
	ChangeVolume
	SpellNames
)

// Typed brings a press of a key to the session.
func (k *Kiosk) Typed(key Key, r rune) {
	k.input(func(k *Kiosk) {
		if k.strokes.times = k.o.Keys.Times; !k.strokes.pressed(key, r, k.o.Now()) {
			return
		}
		if k.repeating.Stop(); k.strokes.holding {
			k.repeating.Reset(k.strokes.times.RepeatDelay)
		}
		k.key(key, r)
	})
}

// Lifted says that a key is no longer held.
func (k *Kiosk) Lifted(key Key) {
	k.input(func(k *Kiosk) {
		if k.strokes.released(key); !k.strokes.holding {
			k.repeating.Stop()
		}
	})
}

// repeat counts a key that is still held once more.
func (k *Kiosk) repeat() {
	if k.strokes.holding {
		k.key(k.strokes.held, 0)
		k.repeating.Reset(k.strokes.times.RepeatEvery)
	}
}

func (k *Kiosk) key(key Key, r rune) {
	if k.placed == nil {
		return
	}
	if !k.stale && k.struckAgain(key, r) {
		return
	}
	explained := k.explained
	k.explained = ""
	if key >= ReadAgain {
		if key != Pause {
			k.hush(true)
		}
		k.fresh()
		k.pressVoice(key)
		return
	}
	k.hush(true)
	page := k.placed.Tree.Page
	if key != Letter && key != Backspace || r == ' ' { // these mean what the page says
		if k.fresh(); k.placed.Tree.Page != page {
			return
		}
	}
	if key == Help {
		e := helpEvent(k.placed, k.state, explained == page)
		if _, reads := e.(session.ReadPage); reads {
			k.explained = page
		}
		if e != nil {
			k.step(e)
		}
		return
	}
	if turns(key, r) {
		if k.struckAgain(key, r) {
			return
		}
		k.struck = struck{key: key, keyed: true}
	}
	k.owe(key, r)
	if w := k.state.Visit.Switches; key == Move || key == Choose || key == Enter && (w.Grouped() || w.Resting) {
		if key == Enter {
			key = Choose
		}
		k.pressSwitch(key)
		return
	}
	e := keyEvent(k.placed, key, r)
	if f, ok := e.(session.Focused); ok {
		k.reading.owed.press.Round = rounds(k.placed, key, f.ID)
	}
	if e != nil {
		k.step(e)
	}
}

// turns reports whether a key may turn the page, so that a second strike would act on a page that nobody has seen.
func turns(key Key, r rune) bool { return key == Enter || key == Choose || key == GoOn || r == ' ' }

// struckAgain reports whether it is the second strike of the key that has just turned the page.
func (k *Kiosk) struckAgain(key Key, r rune) bool {
	return turns(key, r) && k.justTurned() && k.struck.keyed && k.struck.key == key
}

// helpEvent is what the key for help means: the page is read once more where a voice reads, and the second press leads to a human, as
// does the first one without a voice. It wakes the terminal with the voice, where there is one: who cannot see it needs that first.
func helpEvent(p *layout.Placed, s session.State, explained bool) session.Event {
	switch {
	case s.Idle() && s.Speech.Fitted && !s.Visit.Voice.On && p.Tree.Page != "out-of-order":
		return session.ToggleSpeech{}
	case s.Visit.Voice.On && !explained:
		return session.ReadPage{}
	case p.Tree.Bar[3] != nil && p.Tree.Bar[3].On != nil:
		return p.Tree.Bar[3].On
	case p.Tree.Bar[3] != nil: // the human is there
		return session.OpenWriting{}
	}
	return session.OpenHelp{}
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
	case Escape, GoBack:
		return meaning(p.Tree.Back)
	case GoOn:
		return onward(p)
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
	return onward(p)
}

// onward is the way on of a page; on the idle page it begins a visit.
func onward(p *layout.Placed) session.Event {
	if p.Tree.Page == "idle" {
		return session.Start{}
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
	return onward(p)
}

// neighbour is the id of the next node that can be chosen, in reading order, round and round.
func neighbour(p *layout.Placed, from, by int) string {
	n := len(p.Nodes)
	if from < 0 && by < 0 {
		from = 0
	}
	for i := 1; i <= n; i++ {
		at := p.Nodes[((from+by*i)%n+n)%n].Node
		if at.On != nil && at.ID != "" && at != p.Tree.Blank { // of a dark screen only the finger knows
			return at.ID
		}
	}
	return ""
}
