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

// Admit lets a participant who came later than the first clerk see and hear the citizen, and act as their part allows.
func (e *Endpoint) Admit(who string) { e.input(doAdmit{who}) }

// TurnAway lets a participant go whom the citizen does not want in the call. The one who leads it stays.
func (e *Endpoint) TurnAway(who string) { e.input(doTurnAway{who}) }

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
// is too large is not sent, and none goes through the hub: one waits for a way from device to device.
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

// all lets every peer who is admitted do something in its own goroutine.
func (e *Endpoint) all(f func(*peer)) {
	for who, o := range e.machine.others {
		if o.admitted {
			e.with(who, f)
		}
	}
}

// broadcast sends a message of the form to all participants who are admitted.
func (e *Endpoint) broadcast(b link.Body) {
	if raw, err := link.Encode(b); err == nil {
		e.all(func(p *peer) { p.say(raw) })
	}
}

func (e *Endpoint) sayTo(who string, b link.Body) {
	if raw, err := link.Encode(b); err == nil {
		e.with(who, func(p *peer) { p.say(raw) })
	}
}

// greet tells a participant what holds. Who is not admitted learns that the citizen is being asked, and nothing else.
func (e *Endpoint) greet(who string) {
	o := e.machine.others[who]
	if o == nil || o.leaving {
		return
	}
	if !o.admitted {
		e.sayTo(who, link.Shared{})
		e.sayTo(who, link.Admission{Who: who, State: link.GrantAsked})
		return
	}
	e.sayTo(who, e.shared)
	for id, other := range e.machine.others {
		if !other.admitted && !other.leaving {
			e.sayTo(who, link.Admission{Who: id, State: link.GrantAsked})
		}
	}
	if e.form.grant != "" {
		e.sayTo(who, link.Grant{State: e.form.grant})
	}
	if form := e.form.page.form; form != nil {
		e.with(who, func(p *peer) { p.mirror = form })
	}
}

// admitted opens the gate for a participant, or closes it.
func (e *Endpoint) admitted(a admit) {
	e.with(a.who, func(p *peer) { p.admit(a.on) })
	if !a.on {
		e.greet(a.who)
		return
	}
	e.broadcast(link.Admission{Who: a.who, State: link.GrantGiven})
	e.greet(a.who)
}

// turnedAway tells a participant that the citizen does not want them, and the others, too.
func (e *Endpoint) turnedAway(who string) {
	refused := link.Admission{Who: who, State: link.GrantRefused}
	e.sayTo(who, refused)
	e.broadcast(refused)
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
