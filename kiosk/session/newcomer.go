package session

import (
	"slices"
	"time"
)

// Whoever comes into a talk later (a second clerk, an interpreter, the clerk to whom it is handed on) sees and hears nothing of
// the citizen before the citizen has seen who it is, and agreed.

// came is a participant with what is known of them from before.
func (c Call) came(who Participant, now time.Time) Participant {
	who.Admitted, who.Shown, who.Since = false, false, now
	if known, there := c.Person(who.ID); there {
		who.Admitted, who.Shown, who.Since = known.Admitted, known.Shown, known.Since
	}
	return who
}

// changed is the call with one of its people changed.
func (c Call) changed(who string, change func(*Participant)) Call {
	c.People = slices.Clone(c.People)
	for i := range c.People {
		if c.People[i].ID == who {
			change(&c.People[i])
		}
	}
	return c
}

func (c Call) admitted(who string) Call {
	return c.changed(who, func(p *Participant) { p.Admitted = true })
}

func (c Call) pictured(who string) Call {
	return c.changed(who, func(p *Participant) { p.Shown = true })
}

// Newcomer is who waits for the citizen's answer, the one who leads the call first; ok is false where nobody does.
func (c Call) Newcomer() (who Participant, ok bool) {
	if c.Stage != CallLive {
		return Participant{}, false
	}
	i := slices.IndexFunc(c.People, func(p Participant) bool { return !p.Admitted })
	if i < 0 {
		return Participant{}, false
	}
	return c.People[i], true
}

// Attended reports whether anybody sees and hears the citizen, as far as the citizen shares; camera and microphone are off while
// nobody does.
func (c Call) Attended() bool {
	return slices.ContainsFunc(c.People, func(p Participant) bool { return p.Admitted })
}

func (c Call) newcomers() bool { _, waits := c.Newcomer(); return waits }

// MayAdmit reports whether the citizen can agree yet: as with the first clerk, the picture comes first where there is one.
func (s State) MayAdmit() bool {
	c := s.Visit.Call
	who, waits := c.Newcomer()
	return waits && (who.Shown || c.Rung != RungVideo || s.Now.Sub(who.Since) >= pictureWait)
}

// joined notes one who has come into the call.
func joined(s State, who Participant) (State, []Effect) {
	c := &s.Visit.Call
	if !c.With() {
		return s, nil
	}
	who = c.came(who, s.Now)
	if len(c.People) > 0 && c.People[0].ID == who.ID {
		c.People = slices.Concat([]Participant{who}, c.People[1:])
		return s, nil
	}
	c.People = append(butOne(c.People, who.ID), who)
	return ask(s, who)
}

// ask lays the question over the page. What the citizen has just opened, language or cancelling, is theirs to finish first.
func ask(s State, who Participant) (State, []Effect) {
	if s.Visit.Call.Stage != CallLive || who.Admitted {
		return s, nil
	}
	switch s.Visit.Over {
	case OverNone, OverWrite, OverGrant, OverNewcomer:
		s = closeOver(s)
	}
	return s, []Effect{Sound{ToneCalled}}
}

// touchNewcomer takes the answer. It counts for the one whom the page showed.
func touchNewcomer(s State, e Event) (State, []Effect) {
	c := &s.Visit.Call
	who, waits := c.Newcomer()
	if !waits {
		return closeOver(s), nil
	}
	switch e := e.(type) {
	case AdmitNewcomer:
		if e.Who != who.ID || !s.MayAdmit() {
			return s, nil
		}
		*c = c.admitted(who.ID)
		return answered(s), []Effect{AdmitParticipant{who.ID}}
	case RefuseNewcomer:
		if e.Who != who.ID {
			return s, nil
		}
		if who.ID == c.Clerk().ID { // without the one who leads it there is no call
			return callEnded(s, EndedCitizen), []Effect{HangUp{EndedCitizen}}
		}
		c.People = butOne(c.People, who.ID)
		return answered(s), []Effect{TurnAway{who.ID}}
	}
	return s, nil
}

// answered goes back to what the citizen did: who writes instead of speaking goes on writing.
func answered(s State) State {
	s = closeOver(s)
	if s.Visit.Call.Text && s.Visit.Over == OverNone {
		return openWriting(s)
	}
	return s
}
