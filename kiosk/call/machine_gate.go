package call

import (
	"time"

	"buergerterminal/kiosk/link"
)

// The gate: who takes a call is admitted by Share, behind a page on which the citizen saw them. Whoever comes later (a second
// clerk, an interpreter, the clerk to whom the call is handed on) is connected, so that the citizen can see them, and gets
// nothing of the citizen's until they are admitted.

// goneWithin is how long who was turned away may stay connected, to be told of it.
const goneWithin = 2 * time.Second

// admit lets a participant see, hear and act.
func (m *machine) admit(who string) []act {
	o := m.others[who]
	if o == nil || o.admitted || o.leaving || m.stage != talking {
		return nil
	}
	o.admitted = true
	acts := []act{admit{who, true}}
	if m.clerk != who {
		acts = append(acts, m.roles()...)
	}
	return acts
}

// withhold is the opposite of admit.
func (m *machine) withhold(who string, o *other) []act {
	o.admitted = false
	return []act{appoint{who, ""}, admit{who, false}}
}

// turnAway lets one go whom the citizen does not want. Who leads the call stays: without them there is none.
func (m *machine) turnAway(now time.Time, who string) []act {
	o := m.others[who]
	if o == nil || who == m.clerk || m.stage != talking {
		return nil
	}
	m.away[who] = true
	o.leaving, o.until = true, now.Add(goneWithin)
	var acts []act
	if o.admitted {
		acts = m.withhold(who, o)
	}
	acts = append(acts, turnedAway{who})
	return append(acts, m.whileLinked(link.TurnAway{Call: m.ask.Call, Who: who})...)
}

// send is what goes out where that has changed: what the citizen shares, as long as anybody is admitted. Camera and microphone
// are closed while nobody is.
func (m *machine) send() []act {
	now := link.Shared{}
	for _, o := range m.others {
		if o.admitted {
			now = m.shared
		}
	}
	if now == m.sent {
		return nil
	}
	m.sent = now
	return []act{share{now}}
}

// unshare sends nothing any more, for all.
func (m *machine) unshare() []act {
	m.shared = link.Shared{}
	if m.sent == (link.Shared{}) {
		return nil
	}
	m.sent = link.Shared{}
	return []act{share{}}
}
