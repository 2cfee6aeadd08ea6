package kiosk

import (
	"errors"
	"fmt"
	"image"
	"reflect"
	"slices"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/walk"
	"buergerterminal/locales"
)

// bot is a citizen who cannot touch: what walk plans, it brings about with keys or switches, and holds every page that it sees to
// what must be true of the focus.
type bot struct {
	words  *locales.Texts
	placer *layout.Placer
	way    way

	now     *layout.Placed // the page, unless something has happened to it
	groups  [][]string     // of now
	seen    map[string]bool
	presses int
	pages   int
}

// way is how a bot comes to a node of the page that is open, and chooses it.
type way func(b *bot, v walk.Visit, to *screen.Node) error

// Errors of a page that a bot cannot use.
var (
	errNoWay   = errors.New("nothing on the page means it")
	errFocus   = errors.New("the focus is not where it was moved to")
	errRing    = errors.New("the ring around the focus cannot be seen")
	errOrder   = errors.New("the order of the keys is not the reading order")
	errTrapped = errors.New("the focus does not come there")
)

// Do chooses the node that means the event, wherever in a list it stands.
func (b *bot) Do(v walk.Visit, want session.Event) error {
	for range 40 {
		p, err := b.page(v)
		if err != nil {
			return err
		}
		to := b.means(p, want)
		if to == nil {
			more := p.Find("list.more")
			if more == nil || p.Tree.Find(more.Node.ID) == nil || !b.inTree(p, want) {
				return fmt.Errorf("%w: %T%+v on %s", errNoWay, want, want, p.Tree.Page)
			}
			to = more.Node
		}
		more := to.ID == "list.more" && want != session.Event(session.TurnList{By: 1})
		if err := b.way(b, v, to); err != nil || !more {
			return err
		}
	}
	return fmt.Errorf("%w: %T%+v", errNoWay, want, want)
}

// means is the placed node that means the event, or nil.
func (b *bot) means(p *layout.Placed, want session.Event) *screen.Node {
	for _, n := range p.Nodes {
		if n.Node.On != nil && same(n.Node.On, want) {
			return n.Node
		}
	}
	return nil
}

func (b *bot) inTree(p *layout.Placed, want session.Event) bool {
	found := false
	p.Tree.Walk(func(n *screen.Node) bool {
		found = n.On != nil && same(n.On, want)
		return !found
	})
	return found
}

func same(a, b session.Event) bool {
	return reflect.TypeOf(a) == reflect.TypeOf(b) && reflect.DeepEqual(a, b)
}

// page is what the citizen sees. A page that is seen for the first time is looked at closely.
func (b *bot) page(v walk.Visit) (*layout.Placed, error) {
	if b.now != nil {
		return b.now, nil
	}
	b.now = b.placer.Place(screen.Build(v.State(), b.words))
	b.groups = groups(b.now)
	name := fmt.Sprint(v.State().Visit.At, v.State().Visit.Over, b.now.Tree.ListPage)
	if b.seen[name] {
		return b.now, nil
	}
	b.seen[name] = true
	b.pages++
	return b.now, ordered(b.now)
}

// ordered compares the way of the keys round a page with its tree.
func ordered(p *layout.Placed) error {
	want := touchable(p)
	got, at := []string(nil), -1
	for range want {
		id := neighbour(p, at, 1)
		at = slices.IndexFunc(p.Nodes, func(n layout.PlacedNode) bool { return n.Node.ID == id })
		got = append(got, id)
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("%w on %s: %q, not %q", errOrder, p.Tree.Page, got, want)
	}
	return nil
}

// happen presses a key, and what follows from that. A move of the focus changes nothing else on the page (A12).
func (b *bot) happen(v walk.Visit, e session.Event) error {
	b.presses++
	if e == nil {
		return nil
	}
	v.Happen(e)
	switch e.(type) {
	case session.Focused, session.SwitchMoved:
		return b.focused(v)
	}
	b.now = nil
	return nil
}

// focused marks where the focus is now, which is one node or one group of the page, in sight.
func (b *bot) focused(v walk.Visit) error {
	w, focus := v.State().Visit.Switches, v.State().Visit.Focus
	held, within := 0, false
	for _, n := range b.now.Nodes {
		n.Node.Focused = n.Node.ID != "" && n.Node.ID == focus && n.Node.On != nil
		within = within || n.Node.ID != "" && n.Node.ID == w.First
		if n.Node.Focused || w.Grouped() && n.Node.ID == w.First && n.Node.On != nil {
			held++
			if !n.Target.In(image.Rectangle{Max: b.now.Size}) {
				return fmt.Errorf("%w: %s at %v", errRing, n.Node.ID, n.Target)
			}
		}
	}
	if held != 1 || w.Grouped() == (focus != "") {
		return fmt.Errorf("%w: %d nodes of %s, focus %q, group %q", errFocus, held, b.now.Tree.Page, focus, w.First)
	}
	return nil
}

// sixKeys goes up or down to the node, whichever is shorter, and selects it; the ways back and on have keys of their own.
func sixKeys(b *bot, v walk.Visit, to *screen.Node) error {
	p := b.now
	switch {
	case to == p.Tree.Forward:
		return b.happen(v, keyEvent(p, GoOn, 0))
	case to == p.Tree.Back:
		return b.happen(v, keyEvent(p, GoBack, 0))
	case to.On == session.Event(session.OpenHelp{}):
		return b.happen(v, helpEvent(p, v.State(), true))
	}
	targets := touchable(p)
	at, from := slices.Index(targets, to.ID), -1
	if i := focused(p); i >= 0 {
		from = slices.Index(targets, p.Nodes[i].Node.ID)
	}
	n := len(targets)
	key, times := ArrowDown, at-from
	if from >= 0 {
		times = (at - from + n) % n
		if times > n/2 {
			key, times = ArrowUp, n-times
		}
	}
	for range times {
		if err := b.happen(v, keyEvent(p, key, 0)); err != nil {
			return err
		}
	}
	if v.State().Visit.Focus != to.ID {
		return fmt.Errorf("%w: %q, not %q on %s", errFocus, v.State().Visit.Focus, to.ID, p.Tree.Page)
	}
	return b.happen(v, keyEvent(p, Enter, 0))
}

// twoSwitches moves on until the node's group has the focus, enters it, and moves on to the node.
func twoSwitches(b *bot, v walk.Visit, to *screen.Node) error {
	return switched(b, v, to, func(e session.SwitchMoved) session.SwitchMoved { return e })
}

// oneSwitch waits until the focus has come to the node by itself.
func oneSwitch(b *bot, v walk.Visit, to *screen.Node) error {
	if v.State().Idle() {
		return b.happen(v, switchEvents(v.State(), b.now, Choose))
	}
	return switched(b, v, to, func(e session.SwitchMoved) session.SwitchMoved { e.Auto = true; return e })
}

func switched(b *bot, v walk.Visit, to *screen.Node, made func(session.SwitchMoved) session.SwitchMoved) error {
	for range 200 {
		if _, err := b.page(v); err != nil {
			return err
		}
		s, p := v.State(), b.now
		w := s.Visit.Switches
		if w.Grouped() && slices.ContainsFunc(b.groups, func(g []string) bool { return g[0] == w.First && slices.Contains(g, to.ID) }) ||
			s.Visit.Focus == to.ID || w.Resting {
			e := switchEvents(s, p, Choose)
			if err := b.happen(v, e); err != nil {
				return err
			}
			if _, entered := e.(session.SwitchMoved); entered {
				continue
			}
			return b.stays(v, w, p)
		}
		e, ok := switchMoves(b.groups, w, s.Visit.Focus)
		if !ok {
			return fmt.Errorf("%w: %s has no targets", errTrapped, p.Tree.Page)
		}
		if err := b.happen(v, made(e)); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: %s on %s", errTrapped, to.ID, b.now.Tree.Page)
}

// stays leaves the focus with the group of which something was chosen.
func (b *bot) stays(v walk.Visit, was session.Switches, before *layout.Placed) error {
	if v.State().Idle() {
		return nil
	}
	p, err := b.page(v)
	if err != nil {
		return err
	}
	if e, ok := switchStays(was, before, p); ok {
		b.presses--
		return b.happen(v, e)
	}
	return nil
}
