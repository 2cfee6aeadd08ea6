package session

import (
	"slices"
	"strings"
	"time"
)

// deskAnswer takes what the hub says of the clerks, whoever stands before the terminal.
func deskAnswer(s State, e Event) (State, []Effect, bool) {
	switch e := e.(type) {
	case DeskLinked:
		s.Desk.Linked = e.Up
	case DeskChanged:
		s.Desk.Open, s.Desk.Clerks, s.Desk.Until = e.Open, e.Clerks, e.Until
	case Approached:
		if code, _ := s.Closed(); !s.Idle() || code != "" || !s.CardLeft.IsZero() { // who left a document comes back for it, perhaps
			return s, nil, true
		}
		next, effects := welcome(s)
		return next, effects, true
	case CallbackNoted:
		if s.Visit.Callback.Stage == CallbackSent {
			s.Visit.Callback = Callback{Stage: CallbackKept, Slot: s.Visit.Callback.Slot}
		}
	case CallbackRefused:
		if s.Visit.Callback.Stage == CallbackSent {
			s.Visit.Callback.Stage = CallbackFailed
		}
	default:
		return s, nil, false
	}
	return s, nil, true
}

// callAnswer takes what comes from the hub and the participants while a call lasts. What comes later belongs to nobody.
func callAnswer(s State, e Event) (State, []Effect, bool) {
	switch e := e.(type) {
	case CallQueued:
		return queued(s, e), nil, true
	case CallAccepted:
		next, effects := accepted(s, e.Who)
		return next, effects, true
	case CallEnded:
		return callEnded(s, e.Reason), nil, true
	case CallRefused:
		return callRefused(s, e), nil, true
	case CallJoined:
		next, effects := joined(s, e.Who)
		return next, effects, true
	case CallLeft, CallHeld:
		return peopleChanged(s, e), nil, true
	case CallPictureSeen, CallConnected, CallReconnecting, CallQuality:
		return connectionChanged(s, e), nil, true
	case CallText:
		return heard(s, e), nil, true
	case CallPointed:
		return pointed(s, e), nil, true
	case CallSuggested, CallFilled, CallPressed, CallAsked, CallWithdrawn:
		next, effects := helped(s, e)
		return next, effects, true
	}
	return s, nil, false
}

// welcome begins a visit at the terminal that was idle, and the call with it where the town wants it so.
func welcome(s State) (State, []Effect) {
	s = begin(s)
	s.Visit.At = at(AtLanguage)
	if s.Place.AutoCall && s.Reachable() {
		return startCall(s, false)
	}
	return s, nil
}

// startCall asks for a human. The page of waiting says what comes.
func startCall(s State, text bool) (State, []Effect) {
	if !s.Reachable() || s.Visit.Call.Active() {
		return s, nil
	}
	s.Visit.Call = Call{Stage: CallAsking, Text: text}
	s = over(s, OverHelp)
	return s, []Effect{s.wish()}
}

// spoken is the language that somebody speaks who reads a tag: German, of whoever reads "de-leicht".
func spoken(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	return base
}

// wish is what the hub gets to know of a citizen who asks for a human.
func (s State) wish() AskHuman {
	v := s.Visit
	w := AskHuman{Language: v.Lang, Text: v.Call.Text, Progress: s.Progress()}
	if v.Flow != nil {
		w.Flow = v.Flow.ID
	}
	w.Needs = Needs{
		LargeText: v.Look.Size > Normal, Contrast: v.Look.Theme == HighContrast, Writes: v.Call.Text,
		Interpreter: spoken(v.Lang) != spoken(s.Place.Languages[0]),
	}
	for _, d := range s.Devices {
		w.Needs.Device = w.Needs.Device || !d.Usable()
	}
	return w
}

// Progress is where in a service the citizen is, as the hub may know it.
func (s State) Progress() Progress {
	if s.Visit.Flow == nil {
		return Progress{}
	}
	groups, open, _ := s.Steps()
	p := Progress{Flow: s.Visit.Flow.ID, Step: min(open+1, len(groups)), Steps: len(groups)}
	if open >= 0 && open < len(groups) {
		p.Part = groups[open]
	}
	return p
}

// queued notes the place in the queue.
func queued(s State, e CallQueued) State {
	c := &s.Visit.Call
	if !c.Queued() {
		return s
	}
	c.Stage, c.Place, c.Wait, c.Again = CallWaiting, max(1, e.Place), max(0, e.Wait), c.Again || e.Again
	return s
}

// accepted shows who took the call. A citizen who talks already is asked about the one who leads the call from now on.
func accepted(s State, who Participant) (State, []Effect) {
	c := &s.Visit.Call
	switch {
	case c.With():
		c.Seen = c.Seen && (c.Stage == CallLive || who.ID == c.Clerk().ID) // who is new in a meeting is seen first
		who = c.came(who, s.Now)
		c.People = slices.Concat([]Participant{who}, butOne(c.People, who.ID))
		next, effects := ask(s, who)
		return next, effects
	case !c.Queued():
		return s, nil
	}
	*c = Call{Stage: CallMeeting, Text: c.Text, Since: s.Now, People: []Participant{c.came(who, s.Now)}, Lines: c.Lines, Filled: c.Filled}
	v := &s.Visit
	v.LastTouch, v.WarnUntil = s.Now, time.Time{}
	return closeOver(s), []Effect{Sound{ToneCalled}}
}

// butOne is the participants but one.
func butOne(people []Participant, id string) []Participant {
	return slices.DeleteFunc(slices.Clone(people), func(p Participant) bool { return p.ID == id })
}

// callEnded shows why the call is over; the visit goes on where it was.
func callEnded(s State, why EndReason) State {
	if !s.Visit.Call.Active() {
		return s
	}
	s.Visit.Call = Call{Stage: CallOver, Ended: why, People: s.Visit.Call.People, Filled: s.Visit.Call.Filled}
	s.Visit.LastTouch = s.Now
	return over(s, OverEnded)
}

// callRefused says that nobody can be had after all.
func callRefused(s State, e CallRefused) State {
	if e.Closed {
		s.Desk.Open = false
	}
	if !s.Visit.Call.Queued() {
		return s
	}
	if e.Closed {
		return callEnded(s, EndedClosed)
	}
	return callEnded(s, EndedRefused)
}

// peopleChanged notes who takes part. When the last clerk is lost, the call is in the queue again, in front.
func peopleChanged(s State, e Event) State {
	c := &s.Visit.Call
	if !c.With() {
		return s
	}
	switch e := e.(type) {
	case CallHeld:
		c.People = slices.Clone(c.People)
		for i := range c.People {
			if c.People[i].ID == e.Who {
				c.People[i].Held = e.On
			}
		}
	case CallLeft:
		if _, there := c.Person(e.Who); !there {
			return s
		}
		lead := c.People[0].ID == e.Who
		c.People = butOne(c.People, e.Who)
		if lead && e.Lost || len(c.People) == 0 {
			return lost(s)
		}
		if lead {
			c.Pointed, c.PointedBy = "", "" // nothing of the one before stays
		}
		if s.Visit.Over == OverNewcomer {
			return closeOver(s)
		}
	}
	return s
}

// lost puts the call back into the queue, in front. The form is untouched, camera and microphone are off.
func lost(s State) State {
	c := s.Visit.Call
	s.Visit.Call = Call{Stage: CallWaiting, Text: c.Text, Place: 1, Again: true, Lines: c.Lines, Filled: c.Filled}
	s.Visit.LastTouch = s.Now
	return over(s, OverHelp)
}

// connectionChanged notes the quality of the connection.
func connectionChanged(s State, e Event) State {
	c := &s.Visit.Call
	if !c.With() {
		return s
	}
	switch e := e.(type) {
	case CallPictureSeen:
		c.Seen = c.Seen || e.Who == c.Clerk().ID
		*c = c.pictured(e.Who)
	case CallConnected:
		if e.Who == c.Clerk().ID {
			c.Connected, c.Reconnecting = true, false
		}
	case CallReconnecting:
		c.Reconnecting = c.Reconnecting || e.Who == c.Clerk().ID
	case CallQuality:
		was := c.Rung
		c.Rung = e.Rung
		if e.Rung == RungText {
			c.Connected = true // by way of the hub
		}
		if c.Stage == CallLive && e.Rung == RungText && was != RungText && s.Visit.Over == OverNone {
			return openWriting(s)
		}
	}
	return s
}

// accompany is what a call does along with everything else: what belonged to a page goes with it, the clerk learns what
// became of a request, sees what was scanned and signed, and the hub where the citizen is.
func accompany(before, after State, e Event, effects []Effect) (State, []Effect) {
	after = ownAgain(before, after, e)
	if !after.Visit.Call.Active() {
		return after, effects
	}
	was, v := before.Visit, &after.Visit
	if was.At != v.At || was.Over != v.Over {
		v.Call.Pointed, v.Call.PointedBy = "", ""
	}
	if was.At != v.At && v.Call.Suggestion != nil && was.Call.Suggestion == v.Call.Suggestion {
		effects = append(effects, AnswerDone{v.Call.Suggestion.ID, OutcomeStale})
		v.Call.Suggestion = nil
	}
	if v.Call.Stage == CallLive {
		after, effects = shown(before, after, effects)
	}
	if w := after.wish(); was.Call.Queued() && v.Call.Queued() && was.Call.Text == v.Call.Text && (was.Lang != v.Lang || before.wish().Needs != w.Needs) {
		return after, append(effects, w) // who will take the call should know it before
	}
	if now := after.Progress(); was.Call.Active() && now != before.Progress() {
		effects = append(effects, TellProgress{now})
	}
	return after, effects
}

// ownAgain forgets that a clerk answered what the citizen has answered anew since.
func ownAgain(before, after State, e Event) State {
	filled := after.Visit.Call.Filled
	if len(filled) == 0 || before.Visit.At != after.Visit.At {
		return after
	}
	switch e.(type) {
	case CallFilled, CallPressed, AllowFilling:
		return after
	}
	was, is := before.Visit.Draft, after.Visit.Draft
	for key := range filled {
		if was.Edits[key].Text != is.Edits[key].Text || was.Dates[key].Parts != is.Dates[key].Parts || !was.Answers[key].Equal(is.Answers[key]) {
			after.Visit.Call.Filled = without(after.Visit.Call.Filled, key)
		}
	}
	return after
}
