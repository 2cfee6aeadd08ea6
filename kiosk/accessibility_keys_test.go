package kiosk

import (
	"fmt"
	"slices"
	"testing"
	"time"
	"unicode"

	"buergerterminal/devices"
	"buergerterminal/flows"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// arrowKeys finishes a visit for every service with five keys: up, down, left, right, Enter.
func arrowKeys(t *testing.T, v *visits) string {
	return finish(t, v, func(distance, round int) (Key, int) {
		if distance > round/2 {
			return ArrowUp, round - distance
		}
		return ArrowDown, distance
	}, "up, down, right, Enter")
}

// twoSwitches finishes a visit for every service with a key that moves on and a key that chooses.
func oldTwoSwitches(t *testing.T, v *visits) string {
	return finish(t, v, func(distance, _ int) (Key, int) { return Tab, distance }, "Tab, Enter")
}

// finish is a visit for every service with keys alone, from the idle terminal to the idle terminal. way says with which key,
// and how often, a target is reached that lies so many targets on.
func finish(t *testing.T, v *visits, way func(distance, round int) (Key, int), keys string) string {
	said := ""
	for _, f := range v.at(t, "areas").Catalog.Flows {
		p := &presser{t: t, visits: v, way: way, sides: keys != "Tab, Enter", flow: f}
		p.visit()
		said += fmt.Sprintf("%s %d presses, ", f.ID, p.presses)
	}
	return said + "with " + keys
}

// presser is a citizen with few keys. Whatever the visit asks of the world is done at once.
type presser struct {
	t       *testing.T
	visits  *visits
	way     func(distance, round int) (Key, int)
	sides   bool // the right arrow is the way on where nothing is written
	flow    *flows.Flow
	state   session.State
	placed  *layout.Placed
	presses int
}

func (p *presser) visit() {
	p.state = sessiontest.Idle(p.t)
	p.see()
	p.choose("start")
	for pages := 0; !p.state.Idle(); pages++ {
		if pages > 200 {
			p.t.Fatalf("%s: the visit does not end; it is at %v", p.flow.ID, p.state.Visit.At)
		}
		p.page()
	}
}

// page answers the page that is open, and leaves it.
func (p *presser) page() {
	switch at := p.state.Visit.At; at.Kind {
	case session.AtAreas:
		p.choose("area.all")
		return
	case session.AtServices:
		p.choose("service." + p.flow.ID)
		return
	case session.AtQuestion:
		for _, e := range sessiontest.Answers(p.state) {
			p.do(e)
		}
	case session.AtProof:
		if p.placed.Find("proof.skip") != nil {
			p.choose("proof.skip")
			return
		}
	case session.AtSignature:
		p.choose("signature.cannot")
		return
	case session.AtSend:
		for _, c := range p.state.Evaluation().VisibleConsents {
			if c.Required {
				p.do(session.ToggleConsent{ID: c.ID})
			}
		}
	}
	p.onward()
}

// onward takes the way on.
func (p *presser) onward() {
	written := slices.ContainsFunc(p.placed.Nodes, func(n layout.PlacedNode) bool { return n.Node.Active })
	if p.sides && !written {
		p.press(ArrowRight)
		return
	}
	p.choose("forward")
}

// do chooses the node that means an event. A date is written with its figures.
func (p *presser) do(e session.Event) {
	switch e := e.(type) {
	case session.PutDate:
		for _, r := range fmt.Sprintf("%02d%02d%04d", e.Day.Day, e.Day.Month, e.Day.Year) {
			p.write(r)
		}
		return
	case session.TypeRune:
		p.write(e.Rune)
		return
	case session.ActivateField:
		if p.state.Visit.Draft.Active == e.Key {
			return
		}
	}
	for _, n := range p.placed.Nodes {
		if n.Node.On == e {
			p.choose(n.Node.ID)
			return
		}
	}
	p.t.Fatalf("%s at %v: nothing on the page means %#v", p.flow.ID, p.state.Visit.At, e)
}

// write chooses the key of a letter, with the shift key before it, on whatever level of the keyboard it is.
func (p *presser) write(r rune) {
	for range 5 {
		other := false
		for _, n := range p.placed.Nodes {
			key, ok := n.Node.On.(session.TypeRune)
			if ok && key.Rune == r {
				p.choose(n.Node.ID)
				return
			}
			other = other || ok && unicode.ToLower(key.Rune) == unicode.ToLower(r)
		}
		if other {
			p.choose("key.shift")
			continue
		}
		p.choose("key.level")
	}
	p.t.Fatalf("%s at %v: no key writes %q", p.flow.ID, p.state.Visit.At, r)
}

// choose moves the focus to a node and presses Enter.
func (p *presser) choose(id string) {
	targets := touchable(p.placed)
	to := slices.Index(targets, id)
	if to < 0 {
		p.t.Fatalf("%s at %v: there is no %s, only %v", p.flow.ID, p.state.Visit.At, id, targets)
	}
	from := -1
	if focus := focused(p.placed); focus >= 0 {
		from = slices.Index(targets, p.placed.Nodes[focus].Node.ID)
	}
	key, times := p.way((to-from+len(targets))%len(targets), len(targets))
	if from < 0 && key != Tab && key != ArrowDown {
		times++ // without a focus the way begins between the last target and the first
	}
	for range times {
		p.press(key)
	}
	if p.state.Visit.Focus != id && !p.state.Idle() {
		p.t.Fatalf("%s at %v: the focus is on %q, not on %s", p.flow.ID, p.state.Visit.At, p.state.Visit.Focus, id)
	}
	p.press(Enter)
}

// press is one press of a key, and what follows from it.
func (p *presser) press(key Key) {
	p.presses++
	e := keyEvent(p.placed, key, 0)
	if e == nil {
		return
	}
	p.step(e)
	if f, moved := e.(session.Focused); moved { // which changes nothing else on the page (A12)
		for _, n := range p.placed.Nodes {
			n.Node.Focused = n.Node.ID == f.ID
		}
		return
	}
	p.see()
}

// step lets the world do what the visit asks of it.
func (p *presser) step(e session.Event) {
	var effects []session.Effect
	p.state, effects = session.Step(p.state, e)
	for _, effect := range effects {
		switch effect.(type) {
		case session.Submit:
			p.step(session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
			p.step(session.Delivered{Key: "k"})
		case session.PrintReceipt:
			p.step(session.PrintEnded{Outcome: devices.Printed})
		}
	}
}

func (p *presser) see() { p.placed = p.visits.placer.Place(screen.Build(p.state, p.visits.words)) }

// heldTouch holds a key of the page for ten seconds: it writes one letter. A second strike on what turned the page is not
// taken for a touch on the next page, for as long as the configuration says (TestDoubleStrike).
func heldTouch(t *testing.T, v *visits) string {
	s := v.at(t, "search")
	placed := v.place(s)[0]
	at := placed.Find("key.a").Target.Min.Add(placed.Find("key.a").Target.Size().Div(2))
	var h hand
	for _, e := range h.events(placed, Down, at) {
		s, _ = session.Step(s, e)
	}
	for range 10 {
		s, _ = session.Step(s, session.Tick{Now: s.Now.Add(time.Second)})
	}
	for _, e := range h.events(v.place(s)[0], Up, at) {
		s, _ = session.Step(s, e)
	}
	if s.Visit.Query.Text != "a" {
		t.Errorf("a key that is held writes %q", s.Visit.Query.Text)
	}
	limit := config.Default().Timeouts.DoubleStrike
	if limit <= 0 || limit > 500*time.Millisecond {
		t.Errorf("a second strike is ignored for %s", limit)
	}
	return fmt.Sprintf("a key held for 10 s writes once; a second strike is ignored for %s (0 to 500 ms, kiosk TestDoubleStrike); no key needs another one held", limit)
}

// volumes: the citizen switches the tones off, and the next one hears them.
func volumes(t *testing.T, v *visits) string {
	s, _ := session.Step(v.at(t, "language"), session.ToggleTones{})
	if volume(s.Visit.Look) != 0 {
		t.Error("the tones cannot be switched off")
	}
	if s, _ = session.Step(s, session.Cancel{}); !s.Idle() || volume(s.Visit.Look) != 1 {
		t.Error("the next citizen hears nothing")
	}
	return "tones off and on again, on again after each visit; " + volumeSteps(t, v)
}
