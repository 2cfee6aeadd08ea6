package session_test

import (
	"buergerterminal/kiosk/screen"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// callAnswer is one that the hub or a clerk could give in a call, or nil.
func (w *walker) callAnswer(c session.Call) session.Event {
	switch n := w.rand.IntN(8); {
	case !c.Active() && n < 2:
		return session.DeskChanged{Open: true, Clerks: 1}
	case !c.Active() && n < 3:
		return session.DeskLinked{Up: true}
	case c.Queued() && n < 5:
		return session.CallAccepted{Who: sessiontest.Clerk}
	case c.Stage == session.CallMeeting && n < 3:
		return session.CallConnected{Who: c.Clerk().ID}
	case c.Stage == session.CallMeeting && n < 6:
		return session.CallPictureSeen{Who: c.Clerk().ID}
	case c.Stage == session.CallLive && n < 3:
		return w.clerkActs(c)
	}
	return nil
}

// clerkActs is something that a clerk may do on the open page, or nil.
func (w *walker) clerkActs(c session.Call) session.Event {
	var acts []session.Event
	screen.Build(w.s, w.words).Walk(func(n *screen.Node) bool {
		switch w.s.ClerkMay(n.On) {
		case session.ClerkFill:
			acts = append(acts, session.CallFilled{Who: c.Clerk().ID, ID: "w", On: n.On, Value: "Ab"})
		case session.ClerkPress:
			acts = append(acts, session.CallPressed{Who: c.Clerk().ID, ID: "w", On: n.On}, session.CallSuggested{Who: c.Clerk().ID, ID: "w", Node: n.ID, On: n.On})
		}
		return true
	})
	if len(acts) == 0 {
		return nil
	}
	return acts[w.rand.IntN(len(acts))]
}
