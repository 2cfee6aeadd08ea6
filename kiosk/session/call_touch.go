package session

import "time"

// touchCallBar takes what stands in the bar and beside every page while a clerk is there.
func touchCallBar(s State, e Event) (State, []Effect, bool) {
	c := &s.Visit.Call
	switch e.(type) {
	case EndCall:
		if !c.With() {
			return s, nil, true
		}
		return callEnded(s, EndedCitizen), []Effect{HangUp{EndedCitizen}}, true
	case ToggleMicrophone:
		if c.Stage == CallLive && !c.Text {
			c.Audio = !c.Audio
			return s, []Effect{ShareLive{c.Audio, c.Video}}, true
		}
	case ToggleCamera:
		if c.Stage == CallLive && c.Rung == RungVideo && c.Seen && !c.Text {
			c.Video = !c.Video
			return s, []Effect{ShareLive{c.Audio, c.Video}}, true
		}
	case OpenWriting:
		if c.Stage == CallLive {
			return openWriting(s), nil, true
		}
	default:
		return s, nil, false
	}
	return s, nil, true
}

// openWriting lays the page of what is written over the station.
func openWriting(s State) State {
	s.Visit.Call.Keys = Draft{}
	return over(s, OverWrite)
}

// touchCallOver takes the pages of a call that lie over a station; ok is false for all other pages.
func touchCallOver(s State, e Event) (next State, effects []Effect, ok bool) {
	switch s.Visit.Over {
	case OverHelp:
		next, effects = touchHelp(s, e)
	case OverMeeting:
		next, effects = touchMeeting(s, e)
	case OverWrite:
		next, effects = touchWriting(s, e)
	case OverNewcomer:
		next, effects = touchNewcomer(s, e)
	case OverGrant:
		next, effects = touchGrant(s, e)
	case OverCallback:
		next, effects = touchCallback(s, e)
	case OverEnded:
		next, effects = touchEnded(s, e)
	default:
		return s, nil, false
	}
	return next, effects, true
}

// touchHelp is the page on which a human can be had, and that of waiting for one.
func touchHelp(s State, e Event) (State, []Effect) {
	c := &s.Visit.Call
	switch e := e.(type) {
	case StartCall:
		return startCall(s, e.Text)
	case WriteInstead:
		if c.Queued() && !c.Text {
			c.Text = true
			return s, []Effect{s.wish()}
		}
	case LeaveQueue:
		if c.Queued() {
			s.Visit.Call = Call{Filled: c.Filled}
			return closeOver(s), []Effect{StopWaiting{}}
		}
	case OpenCallback:
		if len(s.Slots()) > 0 {
			return openCallback(s), nil
		}
	case OpenAppointment:
		return toAppointment(s)
	case Continue, Back, GoOnAlone:
		return closeOver(s), nil
	}
	return s, nil
}

// touchMeeting lets the citizen say how they want to talk to the clerk whom they see.
func touchMeeting(s State, e Event) (State, []Effect) {
	agreed, ok := e.(AllowLive)
	c := &s.Visit.Call
	if !ok || !c.Connected {
		return s, nil
	}
	audio, video := s.MayShare()
	if agreed.Audio && !audio || agreed.Video && !(video && agreed.Audio) {
		return s, nil
	}
	c.Stage, c.Since, c.Audio, c.Video, c.Text = CallLive, s.Now, agreed.Audio, agreed.Video, !agreed.Audio
	clerk := c.Clerk().ID
	*c = c.admitted(clerk)
	s = closeOver(s)
	if c.Text && s.Visit.Over == OverNone {
		s = openWriting(s)
	}
	return s, []Effect{AdmitParticipant{clerk}, ShareLive{agreed.Audio, agreed.Video}}
}

// touchGrant answers whether the clerk may fill and turn pages; what waited for it is done, or refused.
func touchGrant(s State, e Event) (State, []Effect) {
	c := &s.Visit.Call
	act := c.Pending
	switch e.(type) {
	case AllowFilling:
		c.Grant, c.Pending = GrantGiven, nil
	case RefuseFilling, Back:
		c.Grant, c.Pending = GrantRefused, nil
	default:
		return s, nil
	}
	effects := []Effect{AnswerGrant{c.Grant}}
	s = closeOver(s)
	if act == nil {
		return s, effects
	}
	if s.Visit.Call.Grant == GrantRefused {
		return s, append(effects, AnswerDone{act.ID, OutcomeRefused})
	}
	next, more := lendHand(s, *act)
	return next, append(effects, more...)
}

// touchEnded leaves the page that says that the call is over.
func touchEnded(s State, e Event) (State, []Effect) {
	switch e := e.(type) {
	case Continue, Back:
		s.Visit.Call = Call{Filled: s.Visit.Call.Filled}
		return closeOver(s), nil
	case StartCall:
		return startCall(s, e.Text)
	case OpenCallback:
		if len(s.Slots()) > 0 {
			s.Visit.Call = Call{Filled: s.Visit.Call.Filled}
			return openCallback(s), nil
		}
	}
	return s, nil
}

// pausedBy keeps the time of a visit from running while a clerk is there.
func (v *Visit) pausedBy(now time.Time) {
	if v.Call.Stage == CallLive {
		v.LastTouch, v.WarnUntil = now, time.Time{}
	}
}
