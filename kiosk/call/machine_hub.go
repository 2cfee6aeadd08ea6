package call

import (
	"maps"
	"slices"
	"time"

	"buergerterminal/kiosk/link"
)

// said takes a message of the hub. What belongs to another call than the present one is late, and passes unheard.
func (m *machine) said(now time.Time, b link.Body) []act {
	switch b := b.(type) {
	case link.Opening:
		return []act{tell{Opening{b.Open, b.Clerks, b.Until}}}
	case link.Noted:
		if m.forget(b.ID) {
			return []act{tell{Noted{b.ID}}}
		}
	case link.Refused:
		return m.refused(b)
	case link.Waiting:
		if m.present(b.Call) {
			return m.waiting(b)
		}
	case link.Accepted:
		if m.present(b.Call) {
			return m.accepted(now, b)
		}
	case link.Joined:
		if m.present(b.Call) && m.stage == talking {
			return append(m.joined(now, b.Who), m.roles()...)
		}
	case link.Left:
		if m.present(b.Call) {
			return m.left(now, b)
		}
	case link.Ended:
		if m.present(b.Call) {
			return append(m.clear(), tell{Ended{b.Reason}})
		}
	case link.Signal:
		return m.signal(b)
	}
	return nil
}

func (m *machine) present(call string) bool { return m.stage != idle && call == m.ask.Call }

// forget removes a call-back that the hub has, or will not have. It reports whether there was one.
func (m *machine) forget(id string) bool {
	before := len(m.callbacks)
	m.callbacks = slices.DeleteFunc(m.callbacks, func(c link.Callback) bool { return c.ID == id })
	return len(m.callbacks) < before
}

// refused tells what the hub does not do. A call is over only where the hub knows none: a message that came too often or made
// no sense ends nothing.
func (m *machine) refused(r link.Refused) []act {
	switch {
	case m.forget(r.Call):
		return []act{tell{Refused{Code: r.Code, Callback: r.Call}}}
	case !m.present(r.Call):
		return nil
	case m.stage == asking:
		return append(m.clear(), tell{Refused{Code: r.Code}})
	case r.Code == link.RefusedCall:
		return append(m.clear(), tell{Ended{link.ReasonGone}})
	}
	return nil
}

// waiting is the place in the queue. A call that was accepted is there again when its clerk was lost.
func (m *machine) waiting(w link.Waiting) []act {
	clerk, led := m.clerk, m.stage == talking
	acts := m.unled()
	if led { // on a line that was cut meanwhile the hub tells only the place
		acts = append(acts, tell{Left{Who: clerk, Lost: true}})
	}
	return append(acts, tell{Waiting{w.Place, time.Duration(w.Wait) * time.Second, w.Again}})
}

// unled is the call without a clerk. Nobody sees and hears the citizen until the next one, the same or another, is seen; a
// third one stays connected, unheard, and the citizen is asked about them anew.
func (m *machine) unled() (acts []act) {
	if m.stage == talking {
		acts = m.unshare()
		for _, id := range slices.Sorted(maps.Keys(m.others)) {
			switch o := m.others[id]; {
			case id == m.clerk || o.leaving:
				acts = append(acts, m.letGo(id)...)
			case o.admitted:
				acts = append(acts, m.withhold(id, o)...)
			}
		}
	}
	m.stage, m.clerk, m.told = waiting, "", ""
	return acts
}

func (m *machine) accepted(now time.Time, a link.Accepted) []act {
	if m.stage == talking && a.Epoch < m.epoch {
		return []act{drop{}}
	}
	was, again := m.stage, m.stage == talking && a.Epoch == m.epoch
	m.stage, m.epoch, m.ice, m.clerk = talking, a.Epoch, a.ICE, a.Who.ID
	var acts []act
	if again || was != talking || m.resumed {
		acts = m.missing(a)
	}
	m.resumed = false
	if !again {
		m.carried = RungVideo
		acts = append(acts, tell{Accepted{a.Who}})
	}
	acts = append(acts, m.take(now, a.Who)...)
	if o := m.others[m.clerk]; o != nil && was != talking {
		acts = append(acts, m.admit(m.clerk)...) // who takes the call is shown to the citizen before anything is shared
	}
	m.stillAway(a)
	for _, p := range a.Peers {
		switch kept := m.others[p.Who.ID]; {
		case p.Who.ID == a.Who.ID, p.Who.ID == link.TerminalPeer:
		case m.away[p.Who.ID]:
			acts = append(acts, m.whileLinked(link.TurnAway{Call: a.Call, Who: p.Who.ID})...)
		case kept != nil && was != talking:
			acts = append(acts, tell{Joined{p.Who}})
		default:
			acts = append(acts, m.joined(now, p.Who)...)
		}
	}
	return append(acts, m.roles()...)
}

// missing lets those go whom the hub, after a cut of the line or a time without a clerk, no longer counts among the participants.
func (m *machine) missing(a link.Accepted) (acts []act) {
	there := map[string]bool{a.Who.ID: true}
	for _, p := range a.Peers {
		there[p.Who.ID] = true
	}
	for _, id := range slices.Sorted(maps.Keys(m.others)) {
		if !there[id] && !m.others[id].leaving {
			acts = append(append(acts, m.letGo(id)...), tell{Left{Who: id}})
		}
	}
	return acts
}

// stillAway forgets those whom the hub has let go, or who lead the call now: about them the citizen is asked anew.
func (m *machine) stillAway(a link.Accepted) {
	there := map[string]bool{}
	for _, p := range a.Peers {
		there[p.Who.ID] = p.Who.ID != a.Who.ID
	}
	maps.DeleteFunc(m.away, func(id string, _ bool) bool { return !there[id] })
}

// joined takes one more in, and tells of it where it is not known yet.
func (m *machine) joined(now time.Time, who link.Participant) []act {
	if m.away[who.ID] {
		return nil
	}
	if _, known := m.others[who.ID]; known {
		return m.take(now, who)
	}
	acts := m.take(now, who)
	if len(acts) > 0 && who.ID != m.clerk {
		acts = append(acts, tell{Joined{who}})
	}
	return acts
}

// take makes a participant one with whom there is a connection.
func (m *machine) take(now time.Time, who link.Participant) []act {
	if o, known := m.others[who.ID]; known {
		o.who, o.leaving = who, false
		return nil
	}
	if len(m.others) >= maxOthers || who.ID == link.TerminalPeer {
		return []act{drop{}}
	}
	m.others[who.ID] = &other{who: who, epoch: m.epoch, since: now}
	return []act{connect{who, m.ice}}
}

// roles tells each connection what its participant may do: one call has one clerk.
func (m *machine) roles() (acts []act) {
	for _, id := range slices.Sorted(maps.Keys(m.others)) {
		o := m.others[id]
		role := o.who.As
		if role == link.AsClerk && id != m.clerk || !o.admitted {
			role = ""
		}
		acts = append(acts, appoint{id, role})
	}
	return acts
}

func (m *machine) left(now time.Time, l link.Left) []act {
	delete(m.away, l.Who)
	o, known := m.others[l.Who]
	if !known {
		return nil
	}
	told := tell{Left{l.Who, l.Lost, l.Moved}}
	switch next := m.others[m.clerk]; {
	case l.Lost && l.Who == m.clerk:
		return append(m.unled(), told)
	case l.Moved && next != nil && next.way != open && l.Who != m.clerk:
		o.leaving, o.until = true, now.Add(partWithin)
		return []act{appoint{l.Who, ""}, told}
	}
	return append(m.letGo(l.Who), told)
}

// letGo closes the connection to a participant.
func (m *machine) letGo(id string) []act {
	delete(m.others, id)
	return []act{part{id}}
}

// signal passes on what a participant says to the terminal about their connection. Who is no participant, or was one before
// the present clerk, is not heard.
func (m *machine) signal(s link.Signal) []act {
	if !m.present(s.Call) {
		return nil
	}
	o, known := m.others[s.From]
	if !known || s.To != link.TerminalPeer || s.Epoch < o.epoch || s.Epoch > m.epoch {
		return []act{drop{}}
	}
	return []act{signal{s}}
}
