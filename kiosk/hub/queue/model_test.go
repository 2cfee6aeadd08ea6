package queue

import (
	"cmp"
	"slices"
	"time"

	"buergerterminal/kiosk/link"
)

// model is the queue without a database: what a random walk over the queue is held to. It is written from the documentation
// of the functions, not from their statements.
type model struct {
	now    time.Time
	lease  time.Duration
	grace  time.Duration
	calls  map[string]*modelCall
	clerks map[string]*modelClerk
}

type modelCall struct {
	id, terminal, authority, language string
	state                             State
	clerk, target                     string
	epoch, priority                   int
	since, terminalUntil, leaseUntil  time.Time
	absent                            bool
	guests                            map[string]*guest
}

type guest struct {
	joined bool
	until  time.Time
}

type modelClerk struct {
	authorities, languages []string
	away                   bool
	until                  time.Time
}

func (m *model) available(clerk string) bool {
	c := m.clerks[clerk]
	return c != nil && !c.away && !c.until.Before(m.now)
}

func (m *model) holding(clerk string) *modelCall {
	for _, c := range m.calls {
		if c.state.Open() && c.clerk == clerk {
			return c
		}
	}
	return nil
}

// elsewhere reports whether a clerk is in another call than this.
func (m *model) elsewhere(clerk, call string) bool {
	if c := m.holding(clerk); c != nil && c.id != call {
		return true
	}
	for _, c := range m.calls {
		if g := c.guests[clerk]; g != nil && g.joined && c.id != call {
			return true
		}
	}
	return false
}

func (m *model) worksFor(clerk, authority string) bool {
	c := m.clerks[clerk]
	return c != nil && slices.Contains(c.authorities, authority)
}

func (m *model) line(viewer string) (line []*modelCall) {
	for _, c := range m.calls {
		if m.worksFor(viewer, c.authority) && (c.state == Waiting || c.state == Transferred && c.clerk != viewer && (c.target == "" || c.target == viewer)) {
			line = append(line, c)
		}
	}
	slices.SortFunc(line, func(a, b *modelCall) int {
		return cmp.Or(b.priority-a.priority, a.since.Compare(b.since), cmp.Compare(a.id, b.id))
	})
	return line
}

func (m *model) enqueue(c Call) Code {
	if old := m.calls[c.ID]; old != nil {
		switch {
		case old.terminal != c.Terminal:
			return CodeConflict
		case !old.state.Open():
			return CodeEnded
		}
		old.language, old.absent, old.terminalUntil = c.Language, false, m.now.Add(m.grace)
		return ""
	}
	for _, old := range m.calls {
		if old.state.Open() && old.terminal == c.Terminal {
			old.end(Abandoned)
		}
	}
	m.calls[c.ID] = &modelCall{id: c.ID, terminal: c.Terminal, authority: c.Authority, language: c.Language, state: Waiting,
		since: m.now, terminalUntil: m.now.Add(m.grace), guests: map[string]*guest{}}
	return ""
}

func (c *modelCall) end(state State) {
	c.state, c.clerk, c.target, c.guests = state, "", "", map[string]*guest{}
}

// back puts a call to the front.
func (c *modelCall) back() {
	c.state, c.clerk, c.target = Waiting, "", ""
	c.priority++
	for id, g := range c.guests {
		if !g.joined {
			delete(c.guests, id)
		}
	}
}

func (m *model) accept(clerk, call string) (*modelCall, Code) {
	if !m.available(clerk) {
		return nil, CodeAway
	}
	if m.elsewhere(clerk, call) {
		return nil, CodeBusy
	}
	if c := m.holding(clerk); c != nil {
		return c, ""
	}
	if call == Next {
		for _, c := range m.line(clerk) {
			if !c.absent && (c.target == clerk || slices.Contains(m.clerks[clerk].languages, c.language)) {
				return m.give(c, clerk), ""
			}
		}
		return nil, CodeEmpty
	}
	c := m.calls[call]
	switch {
	case c == nil, c.target != clerk && !m.worksFor(clerk, c.authority):
		return nil, CodeUnknown
	case !c.state.Open():
		return nil, CodeEnded
	case c.state == Active, c.state == Transferred && c.target != "" && c.target != clerk:
		return nil, CodeTaken
	case c.absent:
		return nil, CodeAbsent
	}
	return m.give(c, clerk), ""
}

func (m *model) give(c *modelCall, clerk string) *modelCall {
	c.state, c.clerk, c.target, c.leaseUntil = Active, clerk, "", m.now.Add(m.lease)
	c.epoch++
	delete(c.guests, clerk)
	return c
}

// held is the call of a lease, if the move is possible.
func (m *model) held(l Lease, move Move) (*modelCall, Code) {
	c := m.calls[l.Call]
	switch {
	case c == nil:
		return nil, CodeUnknown
	case !c.state.Open():
		return nil, CodeEnded
	case c.clerk != l.Clerk || c.epoch != l.Epoch:
		return nil, CodeFenced
	}
	if _, ok := c.state.After(move); !ok {
		return nil, CodeState
	}
	return c, ""
}

func (m *model) beat(clerk string) Code {
	c := m.clerks[clerk]
	if c == nil {
		return CodeAway
	}
	c.until = m.now.Add(m.lease)
	for _, call := range m.calls {
		if g := call.guests[clerk]; g != nil && g.joined {
			g.until = c.until
		}
	}
	return ""
}

func (m *model) renew(l Lease) Code {
	c, code := m.held(l, MoveRenew)
	if code == "" {
		m.beat(l.Clerk)
		c.leaseUntil = m.now.Add(m.lease)
	}
	return code
}

func (m *model) transfer(l Lease, to To) Code {
	if to.Clerk == l.Clerk {
		return CodeInvalid
	}
	c, code := m.held(l, MoveTransfer)
	if code != "" {
		return code
	}
	if to.Clerk != "" {
		switch {
		case !m.available(to.Clerk):
			return CodeAway
		case m.elsewhere(to.Clerk, c.id):
			return CodeBusy
		case c.target != to.Clerk && !m.worksFor(to.Clerk, c.authority):
			return CodeAuthority
		}
	}
	c.state, c.target = Transferred, to.Clerk
	c.language = cmp.Or(to.Language, c.language)
	c.priority++
	return ""
}

func (m *model) invite(l Lease, clerk string) Code {
	if clerk == l.Clerk {
		return CodeInvalid
	}
	c, code := m.held(l, MoveInvite)
	switch {
	case code != "":
		return code
	case !m.available(clerk):
		return CodeAway
	case m.elsewhere(clerk, c.id):
		return CodeBusy
	}
	g := c.guests[clerk]
	if g == nil {
		g = &guest{}
		c.guests[clerk] = g
	}
	g.until = m.now.Add(time.Minute)
	return ""
}

func (m *model) join(clerk, call string) Code {
	c := m.calls[call]
	switch {
	case !m.available(clerk):
		return CodeAway
	case m.elsewhere(clerk, call):
		return CodeBusy
	case c == nil:
		return CodeUnknown
	case !c.state.Open():
		return CodeEnded
	case c.state == Waiting:
		return CodeState
	case c.guests[clerk] == nil:
		return CodeUnknown
	}
	c.guests[clerk].joined, c.guests[clerk].until = true, m.now.Add(m.lease)
	return ""
}

func (m *model) leave(clerk, call string) Code {
	c := m.calls[call]
	switch {
	case c == nil:
		return CodeUnknown
	case !c.state.Open():
		return CodeEnded
	case c.state == Transferred && c.target == clerk:
		c.state, c.target = Active, ""
	case c.guests[clerk] == nil:
		return CodeUnknown
	default:
		delete(c.guests, clerk)
	}
	return ""
}

func (m *model) hangUp(terminal, call string, reason link.Reason) Code {
	c := m.calls[call]
	switch {
	case c == nil || c.terminal != terminal:
		return CodeUnknown
	case !c.state.Open():
		return CodeEnded
	case c.state != Waiting && reason == link.ReasonCitizen:
		c.end(Done)
	default:
		c.end(Abandoned)
	}
	return ""
}

func (m *model) reap() {
	for _, c := range m.calls {
		switch {
		case c.state.Open() && c.terminalUntil.Before(m.now):
			c.end(Abandoned)
		case c.state.Open() && c.state != Waiting && c.leaseUntil.Before(m.now):
			c.back()
		}
	}
	for id, c := range m.clerks {
		if c.until.Before(m.now) {
			delete(m.clerks, id)
		}
	}
	for _, c := range m.calls {
		if c.state == Transferred && c.target != "" && m.clerks[c.target] == nil {
			c.state, c.target = Active, ""
		}
		for id, g := range c.guests {
			if g.until.Before(m.now) {
				delete(c.guests, id)
			}
		}
	}
}
