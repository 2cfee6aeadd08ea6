package kiosk

import (
	"image"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// Touch is what a finger or pointer does. Only the first one counts; display sees to that.
type Touch int

// Touches. Cancelled is a contact that ended without being lifted on purpose.
const (
	Down Touch = iota
	Moved
	Up
	Cancelled
)

// hand is the one contact that is followed: the node where it came down counts, and only if it goes up there too, on the
// same page. A page that came meanwhile has not been read yet, and may mean something else in the same place.
type hand struct {
	page    string // where it came down
	on      string // id of the node where it came down, or ""
	drawing bool
}

// Touched brings a contact, in px of the page, to the session.
func (k *Kiosk) Touched(t Touch, at image.Point) { k.input(func(k *Kiosk) { k.touch(t, at) }) }

func (k *Kiosk) touch(t Touch, at image.Point) {
	if k.placed == nil {
		return
	}
	if t == Down {
		k.hush(false)
	}
	if t == Up {
		k.fresh() // a touch ends where it began, or on a page that is gone
	}
	if t == Down && k.justTurned() && at.In(k.struck.place) {
		k.hand = hand{}
		return
	}
	if t == Up {
		k.struck = struck{place: k.hand.target(k.placed)}
	}
	for _, e := range k.hand.events(k.placed, t, at) {
		k.step(e)
	}
}

// struck is what the last strike hit. A hand that trembles hits it twice; when the first strike has turned the page, the
// second one was not meant for what stands there now.
type struck struct {
	place image.Rectangle // of a touch
	key   Key             // Enter, or Letter for space
	keyed bool
}

// justTurned reports whether the page became another one so shortly ago that a second strike may belong to the first.
func (k *Kiosk) justTurned() bool {
	passed := k.o.Now().Sub(k.turned)
	return passed >= 0 && passed < k.o.DoubleStrike // a clock that was set back says nothing
}

// target is where the contact came down, empty where nothing is.
func (h *hand) target(p *layout.Placed) image.Rectangle {
	if node := p.Find(h.on); h.on != "" && node != nil && !h.drawing {
		return node.Target
	}
	return image.Rectangle{}
}

// events are what a contact means on a page.
func (h *hand) events(p *layout.Placed, t Touch, at image.Point) []session.Event {
	switch t {
	case Down:
		node := p.At(at)
		if node == nil {
			*h = hand{}
			if c, ok := corner(p.Size, at); ok {
				return []session.Event{session.CornerTouched{Corner: c}}
			}
			return nil
		}
		*h = hand{page: p.Tree.Page, on: node.Node.ID, drawing: node.Node.Role == screen.RoleSignature}
		if h.drawing {
			return []session.Event{session.StrokeStarted{At: onPad(node, at)}}
		}
		return []session.Event{session.Pressed{ID: h.on}}
	case Moved:
		if node := p.Find(h.on); h.drawing && node != nil {
			return []session.Event{session.StrokeMoved{At: onPad(node, at)}}
		}
		return nil
	}
	return h.lifted(p, t, at)
}

// Corners are as wide as the page's margin and twice as high, so that nothing that can be touched lies in them.
const (
	cornersAcross = 15 // in the width of the panel
	cornersDown   = 13 // in its height
)

// corner is the corner of the panel that a place lies in; the technician's way in is there.
func corner(panel, at image.Point) (session.Corner, bool) {
	if !at.In(image.Rectangle{Max: panel}) {
		return 0, false
	}
	w, h := panel.X/cornersAcross, panel.Y/cornersDown
	left, right := at.X < w, at.X >= panel.X-w
	switch up, down := at.Y < h, at.Y >= panel.Y-h; {
	case up && left:
		return session.UpperLeft, true
	case up && right:
		return session.UpperRight, true
	case down && right:
		return session.LowerRight, true
	case down && left:
		return session.LowerLeft, true
	}
	return 0, false
}

func (h *hand) lifted(p *layout.Placed, t Touch, at image.Point) []session.Event {
	was := *h
	*h = hand{}
	switch {
	case was.drawing:
		return []session.Event{session.StrokeEnded{}}
	case was.on == "":
		return nil
	}
	events := []session.Event{session.Released{}}
	if node := p.At(at); t == Up && node != nil && node.Node.ID == was.on && p.Tree.Page == was.page {
		events = append(events, node.Node.On)
	}
	return events
}

// onPad is a place on the signature pad in its own px.
func onPad(n *layout.PlacedNode, at image.Point) session.Point {
	return session.Point{
		X: float32(at.X-n.Rect.Min.X) * session.PadWidth / float32(n.Rect.Dx()),
		Y: float32(at.Y-n.Rect.Min.Y) * session.PadHeight / float32(n.Rect.Dy()),
	}
}
