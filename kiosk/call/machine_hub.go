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
	acts := m.unled()
	return append(acts, tell{Waiting{w.Place, time.Duration(w.Wait) * time.Second, w.Again}})
}

// unled is the call without a clerk. Nobody sees and hears the citizen until the next one, the same or another, is seen; a
// third one stays connected, unheard.
func (m *machine) unled() (acts []act) {
	if m.stage == talking {
		if m.shared != (link.Shared{}) {
			m.shared = link.Shared{}
			acts = append(acts, share{})
		}
		for _, id := range slices.Sorted(maps.Keys(m.others)) {
			if id == m.clerk || m.others[id].leaving {
				acts = append(acts, m.letGo(id)...)
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
	if again || was != talking {
		acts = m.missing(a)
	}
	if !again {
		m.carried = RungVideo
		acts = append(acts, tell{Accepted{a.Who}})
	}
	acts = append(acts, m.take(now, a.Who)...)
	for _, p := range a.Peers {
		switch kept := m.others[p.Who.ID]; {
		case p.Who.ID == a.Who.ID, p.Who.ID == link.TerminalPeer:
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

// joined takes one more in, and tells of it where it is not known yet.
func (m *machine) joined(now time.Time, who link.Participant) []act {
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
		if role == link.AsClerk && id != m.clerk {
			role = ""
		}
		acts = append(acts, appoint{id, role})
	}
	return acts
}

func (m *machine) left(now time.Time, l link.Left) []act {
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
