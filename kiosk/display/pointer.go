package display

import (
	"image"
	"time"
)

// PointerKind is what a finger or the mouse did.
type PointerKind int

// Kinds of pointer events. Each Down is followed by Moves and ends with one Up or Cancel.
const (
	Down PointerKind = iota
	Move
	Up
	Cancel // the contact was lost: nothing was meant
)

// PointerEvent is one contact, in px of the page.
type PointerEvent struct {
	Kind PointerKind
	At   image.Point
	Time time.Time
}

// contact is a finger, or the mouse with its button down, in px of the page.
type contact struct {
	id int
	at image.Point
}

// mouseContact is the id of the mouse; fingers have ids from 0.
const mouseContact = -1

// pointer turns contacts into events of the first one. Whoever comes while another is down is ignored until all are
// lifted: a palm, a second finger, a child's hand.
//
// Under X a touchscreen's first finger comes as the mouse: the X server moves its pointer there and presses button 1, and
// Ebitengine v2.10.1 asks for no touches (its internal/ui/input_glfw.go knows none). Where it has touches (other systems), one
// that was lifted has no place any more; the last place that a turn saw is its end. No touchscreen was at hand to try it.
type pointer struct {
	down    bool // the first contact is there
	blocked bool // somebody is still there who must be lifted first
	first   contact
	emit    func(PointerEvent)
}

// update takes all contacts that are there now.
func (p *pointer) update(now []contact, t time.Time) {
	switch c, held := find(now, p.first.id); {
	case p.down && held:
		p.move(c.at, t)
	case p.down:
		p.end(Up, t)
		p.blocked = len(now) > 0
	case len(now) == 0:
		p.blocked = false
	case !p.blocked:
		p.begin(now[0], t)
	}
}

// holds tells whether the first contact is this one.
func (p *pointer) holds(id int) bool { return p.down && p.first.id == id }

// click is a press and release between two frames.
func (p *pointer) click(c contact, t time.Time) {
	if p.down || p.blocked {
		return
	}
	p.begin(c, t)
	p.end(Up, t)
}

// cancel ends a contact whose meaning is lost, because the window is not in front any more.
func (p *pointer) cancel(t time.Time) {
	if p.down {
		p.end(Cancel, t)
		p.blocked = true
	}
}

func (p *pointer) begin(c contact, t time.Time) {
	p.down, p.first = true, c
	p.emit(PointerEvent{Down, c.at, t})
}

func (p *pointer) move(at image.Point, t time.Time) {
	if at != p.first.at {
		p.first.at = at
		p.emit(PointerEvent{Move, at, t})
	}
}

func (p *pointer) end(kind PointerKind, t time.Time) {
	p.down = false
	p.emit(PointerEvent{kind, p.first.at, t})
}

func find(all []contact, id int) (contact, bool) {
	for _, c := range all {
		if c.id == id {
			return c, true
		}
	}
	return contact{}, false
}
