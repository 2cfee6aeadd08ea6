package kiosk

import (
	"crypto/rand"

	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
)

// Caller carries calls. call.Endpoint is one. None of its methods waits.
type Caller interface {
	Ask(call.Wish)
	Progress(link.Progress)
	Withdraw()
	Share(audio, video bool)
	Admit(who string)
	TurnAway(who string)
	HangUp(link.Reason)
	Type(block string)
	Mirror(*layout.Placed, call.Decoration)
	Grant(link.GrantState)
	Done(id string, outcome link.Outcome)
	SendPicture(link.Picture, []byte)
	Callback(link.Callback)
}

var _ Caller = (*call.Endpoint)(nil)

// runCall carries out an effect of a call.
func (k *Kiosk) runCall(effect session.Effect) {
	c, s := k.o.Call, k.state
	switch effect := effect.(type) {
	case session.AskHuman:
		c.Ask(wishOf(effect))
	case session.TellProgress:
		c.Progress(progressOf(effect.Progress))
	case session.StopWaiting:
		c.Withdraw()
	case session.ShareLive:
		c.Share(effect.Audio, effect.Video)
	case session.AdmitParticipant:
		c.Admit(effect.Who)
	case session.TurnAway:
		c.TurnAway(effect.Who)
	case session.HangUp:
		c.HangUp(link.Reason(effect.Reason))
	case session.SendText:
		c.Type(effect.Block)
	case session.AnswerGrant:
		c.Grant(link.GrantState(effect.Grant))
	case session.AnswerDone:
		c.Done(effect.ID, link.Outcome(effect.Outcome))
	case session.SendPictureOf:
		visit := k.jobs.visit
		k.start(visit, func() session.Event { k.sendPicture(visit, s, effect); return nil })
	case session.AskCallback:
		k.callback = rand.Text()
		c.Callback(link.Callback{ID: k.callback, Flow: effect.Flow, Language: effect.Language, Phone: effect.Phone, From: effect.From, To: effect.To})
	}
}

func wishOf(a session.AskHuman) call.Wish {
	w := call.Wish{Flow: a.Flow, Language: a.Language, Text: a.Text, Progress: progressOf(a.Progress)}
	for _, n := range []struct {
		need link.Need
		has  bool
	}{
		{link.NeedLargeText, a.Needs.LargeText}, {link.NeedContrast, a.Needs.Contrast}, {link.NeedText, a.Needs.Writes},
		{link.NeedInterpreter, a.Needs.Interpreter}, {link.NeedDevice, a.Needs.Device},
	} {
		if n.has {
			w.Needs = append(w.Needs, n.need)
		}
	}
	return w
}

func progressOf(p session.Progress) link.Progress {
	return link.Progress{Flow: p.Flow, Step: p.Step, Steps: p.Steps, Part: string(p.Part)}
}

// mirror shows the page to the participants of a call.
func (k *Kiosk) mirror() {
	s := k.state
	if k.o.Call == nil || !s.Visit.Call.With() {
		return
	}
	k.o.Call.Mirror(k.placed, call.Decoration{
		Covered: s.Warning(), Pointed: s.Visit.Call.Pointed, Rules: rulesOf(s),
		Act: func(n *screen.Node) link.MirrorAct { return link.MirrorAct(s.ClerkMay(n.On)) },
	})
}

// rulesOf are the rules of an imported form that nobody could translate, as far as they are about the open page; on the review
// all of them.
func rulesOf(s session.State) []string {
	var all []string
	for _, u := range s.Unresolved() {
		text, _ := s.Visit.Flow.Text(applicationLanguage, "unresolved."+u.ID)
		all = append(all, plain(text))
	}
	return all
}

// Called brings what happens in a call to the session. It may be called from any goroutine.
func (k *Kiosk) Called(e call.Event) {
	k.input(func(k *Kiosk) {
		if event := k.eventOf(e); event != nil {
			k.step(event)
		}
	})
}

// eventOf is the session's word for what happened in a call, nil for what it need not know.
func (k *Kiosk) eventOf(e call.Event) session.Event {
	switch e := e.(type) {
	case call.HubBack:
		return session.DeskLinked{Up: true}
	case call.HubGone:
		return session.DeskLinked{Up: false}
	case call.Opening:
		return session.DeskChanged{Open: e.Open, Clerks: e.Clerks, Until: e.Until}
	case call.Noted:
		if e.ID == k.callback {
			return session.CallbackNoted{}
		}
	case call.Refused:
		switch {
		case e.Callback == "":
			return session.CallRefused{Closed: e.Code == link.RefusedClosed}
		case e.Callback == k.callback:
			return session.CallbackRefused{}
		}
	case call.Waiting:
		return session.CallQueued{Place: e.Place, Wait: e.Wait, Again: e.Again}
	case call.Accepted:
		return session.CallAccepted{Who: participantOf(e.Who)}
	case call.Joined:
		return session.CallJoined{Who: participantOf(e.Who)}
	case call.Left:
		return session.CallLeft{Who: e.Who, Lost: e.Lost, Moved: e.Moved}
	case call.Ended:
		return session.CallEnded{Reason: session.EndReason(e.Reason)}
	case call.Connected:
		return session.CallConnected{Who: e.Who}
	case call.Reconnecting:
		return session.CallReconnecting{Who: e.Who}
	case call.PictureSeen:
		return session.CallPictureSeen{Who: e.Who}
	case call.Quality:
		return session.CallQuality{Rung: rungs[e.Rung]}
	case call.Text:
		return session.CallText{Who: e.Who, Block: e.Block}
	case call.Held:
		return session.CallHeld{Who: e.Who, On: e.On}
	default:
		return k.helpOf(e)
	}
	return nil
}

var rungs = map[call.Rung]session.Rung{call.RungVideo: session.RungVideo, call.RungAudio: session.RungAudio, call.RungText: session.RungText}

// helpOf is what a participant does at the page, with what touching the element means on the page that stands there now.
func (k *Kiosk) helpOf(e call.Event) session.Event {
	switch e := e.(type) {
	case call.Pointed:
		return session.CallPointed{Who: e.Who, Node: e.Node}
	case call.Suggested:
		return session.CallSuggested{Who: e.Who, ID: e.ID, Node: e.Node, On: k.meaning(e.Node), Value: e.Value}
	case call.Filled:
		return session.CallFilled{Who: e.Who, ID: e.ID, On: k.meaning(e.Node), Value: e.Value}
	case call.PressedBy:
		return session.CallPressed{Who: e.Who, ID: e.ID, On: k.meaning(e.Node)}
	case call.Asked:
		return session.CallAsked{Who: e.Who, ID: e.ID, What: session.Wanted(e.What)}
	case call.WithdrawnBy:
		return session.CallWithdrawn{Who: e.Who, ID: e.ID}
	}
	return nil
}

// meaning is what touching an element means, nil where the page has no such element any more.
func (k *Kiosk) meaning(node string) session.Event {
	k.fresh()
	if n := k.placed.Find(node); n != nil {
		return n.Node.On
	}
	return nil
}

func participantOf(p link.Participant) session.Participant {
	return session.Participant{ID: p.ID, Name: p.Name, Office: p.Office, Part: session.Part(p.As)}
}
