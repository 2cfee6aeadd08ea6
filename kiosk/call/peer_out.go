package call

import (
	"time"

	"buergerterminal/kiosk/link"
)

// maxWaiting is how many messages of the form wait while there is no way. They are answers to what a clerk asked for; one who
// asked for so many cannot be waiting for the first.
const maxWaiting = 128

// say sends a message of the form, or keeps it until there is a way.
func (p *peer) say(raw []byte) {
	if len(p.waiting) < maxWaiting {
		p.waiting = append(p.waiting, raw)
	}
}

// flush sends what is due, and returns when to look again at the latest.
func (p *peer) flush(now time.Time) time.Duration {
	next := time.Hour
	direct := p.wire != nil && p.open
	if !direct && !p.relayed {
		return next
	}
	for _, raw := range p.waiting {
		p.sendForm(raw, direct)
	}
	p.waiting = nil
	next = min(next, p.flushMirror(now, direct), p.flushText(now, direct))
	if direct {
		p.pictures.pump(p.wire)
	}
	return next
}

func (p *peer) sendForm(raw []byte, direct bool) {
	if direct {
		p.wire.say(p.wire.form, string(raw))
		return
	}
	p.house.send(p.who, link.SignalForm, string(raw))
}

// flushMirror sends the newest page, unless the one before is too young or still on its way.
func (p *peer) flushMirror(now time.Time, direct bool) time.Duration {
	every := relayedEvery
	if direct {
		every = mirrorEvery
	}
	switch due := p.shown.Add(every).Sub(now); {
	case p.mirror == nil:
		return time.Hour
	case due > 0:
		return due
	case direct && p.wire.form.BufferedAmount() > formHigh:
		return every
	}
	p.sendForm(p.mirror, direct)
	p.mirror, p.shown = nil, now
	return time.Hour
}

func (p *peer) flushText(now time.Time, direct bool) time.Duration {
	block := p.writes.take(now)
	switch {
	case block == "" && p.writes.held == "":
		return time.Hour
	case block == "":
		return p.writes.due().Sub(now)
	case direct:
		p.wire.say(p.wire.text, block)
	default:
		p.house.send(p.who, link.SignalText, block)
	}
	return time.Hour
}
