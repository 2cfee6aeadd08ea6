package call

import (
	"crypto/rand"
	"time"

	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/link"
)

// Wish is what the hub learns of who asks for a human.
type Wish struct {
	Flow     string // id of the service, "" before one is chosen
	Language string // BCP 47
	Text     bool   // the citizen writes instead of speaking
	Needs    []link.Need
	Progress link.Progress
}

// Ask asks for a human. While there is a call, it changes nothing.
func (e *Endpoint) Ask(w Wish) {
	ask := link.Ask{Call: rand.Text(), Flow: w.Flow, Language: w.Language, Text: w.Text, Needs: w.Needs, Progress: w.Progress}
	ask.Progress.Call = ask.Call
	e.inbox.put(func() {
		if e.machine.stage == idle {
			e.o.Log.Write(eventlog.CallAsked)
		}
		e.step(doAsk{ask})
	})
}

// Progress tells where in the service the citizen is.
func (e *Endpoint) Progress(p link.Progress) { e.input(doProgress{p}) }

// Withdraw stops waiting.
func (e *Endpoint) Withdraw() { e.HangUp(link.ReasonWithdrawn) }

// HangUp ends the call, or the waiting for one, and forgets everything of it. The hub learns of it when it can be reached.
func (e *Endpoint) HangUp(reason link.Reason) {
	e.inbox.put(func() {
		if e.machine.stage != idle {
			e.o.Log.Write(eventlog.CallEnded, eventlog.Reason(string(reason)))
		}
		e.step(doHangUp{reason})
		e.forget()
	})
}

// Share sets what of the citizen is heard and seen. Everything is off until then, and again after the call.
func (e *Endpoint) Share(audio, video bool) {
	e.input(doShare{link.Shared{Audio: audio, Video: video}})
}

// Callback wishes to be called back. It is told again until the hub has noted or refused it.
func (e *Endpoint) Callback(c link.Callback) { e.input(doCallback{c}) }

// Type sends real-time text to all participants: printing characters, '\n', and '\b' for an erasure.
func (e *Endpoint) Type(block string) {
	e.inbox.put(func() { e.all(func(p *peer) { p.writes.add(block) }) })
}

// Mirror shows the participants the page that the citizen sees. Of many pages in a short time the newest counts. The page
// must not be changed any more.
func (e *Endpoint) Mirror(p *layout.Placed, d Decoration) {
	e.inbox.put(func() {
		if e.machine.stage == talking {
			e.page = &turned{p, d}
		}
	})
}

// Grant tells the participants whether they may fill and press.
func (e *Endpoint) Grant(state link.GrantState) {
	e.inbox.put(func() {
		if e.machine.stage == talking {
			e.form.grant = state
			e.broadcast(link.Grant{State: state})
		}
	})
}

// Done answers an act of a participant by its id.
func (e *Endpoint) Done(id string, outcome link.Outcome) {
	e.inbox.put(func() {
		d := link.Done{ID: id, Outcome: outcome}
		if who, waits := e.form.answered(d); waits {
			e.sayTo(who, d)
		}
	})
}

// SendPicture sends a scan or a signature to those who may ask for one. The bytes must not be changed any more. A picture that
// is too large is not sent, neither is one while there is no way from device to device.
func (e *Endpoint) SendPicture(p link.Picture, data []byte) {
	p.Size = len(data)
	if p.Check() != nil {
		return
	}
	e.inbox.put(func() {
		raw, err := link.Encode(p)
		if err != nil {
			return
		}
		e.all(func(peer *peer) {
			if peer.powers {
				peer.pictures.add(raw, data)
			}
		})
	})
}

// all lets every peer do something in its own goroutine.
func (e *Endpoint) all(f func(*peer)) {
	for who := range e.machine.others {
		e.with(who, f)
	}
}

// broadcast sends a message of the form to all participants.
func (e *Endpoint) broadcast(b link.Body) {
	for who := range e.machine.others {
		e.sayTo(who, b)
	}
}

func (e *Endpoint) sayTo(who string, b link.Body) {
	if raw, err := link.Encode(b); err == nil {
		e.with(who, func(p *peer) { p.say(raw) })
	}
}

// greet tells a participant what holds.
func (e *Endpoint) greet(who string) {
	e.sayTo(who, e.shared)
	if e.form.grant != "" {
		e.sayTo(who, link.Grant{State: e.form.grant})
	}
	if form := e.form.page.form; form != nil {
		e.with(who, func(p *peer) { p.mirror = form })
	}
}

// asked takes what a participant asks for.
func (e *Endpoint) asked(who string, b link.Body) {
	event, answer := e.form.take(who, b)
	switch {
	case answer != nil:
		e.sayTo(who, *answer)
	case event != nil:
		e.o.Notify(event)
	default:
		e.bad()
	}
}

// mirrorDue tells when the newest page is to be looked at.
func (e *Endpoint) mirrorDue() (<-chan time.Time, func()) {
	if e.page == nil {
		return nil, func() {}
	}
	timer := time.NewTimer(max(0, time.Until(e.shown.Add(mirrorEvery))))
	return timer.C, func() { timer.Stop() }
}

// turnPage brings the newest page to the participants.
func (e *Endpoint) turnPage() {
	page := e.page
	e.page, e.shown = nil, time.Now()
	if !e.form.page.turn(mirrorOf(page.placed, page.d)) {
		return
	}
	form := e.form.page.form
	e.all(func(p *peer) { p.mirror = form })
}
