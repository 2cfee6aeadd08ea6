//go:build cgo

package kiosk_test

import (
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/call/calltest"
	"buergerterminal/kiosk/call/capture"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session"
)

// called is a terminal with a hub that introduces by hand, and a clerk's desk with picture and voice.
type called struct {
	*rig
	desks  *calltest.Hub
	desk   *calltest.Desk
	camera *calltest.Camera
}

func newCalled(t *testing.T) *called {
	t.Helper()
	c := &called{rig: newRig(t), desks: calltest.NewHub(t), camera: &calltest.Camera{}}
	write(t, c.path("hub", "desks.pem"), c.desks.Certificate())
	write(t, c.path("hub", "desks.token"), []byte(calltest.Secret+"\n"))
	c.config.Hub.URL, c.config.Hub.Certificate, c.config.Hub.Token = c.desks.URL(), c.path("hub", "desks.pem"), c.path("hub", "desks.token")
	c.calls = &kiosk.Calls{Network: calltest.OnLoopback, Camera: func() (capture.Camera, error) {
		return capture.Draw(capture.Format{Width: 320, Height: 240, FPS: 15}, "CITIZEN"), nil
	}}
	c.desk = calltest.NewDesk(t, calltest.Clerk("p1", "Petra Krahl"), c.camera.Film(calltest.OnLoopback))
	c.open()
	c.until("a clerk can be had", func(v view) bool { return v.state.Reachable() })
	return c
}

// does is something that a citizen does, where the way to it on the screen is not what a test is about.
func (c *called) does(e session.Event) { c.kiosk.Send(e) }

func (c *called) stage(s session.CallStage) view {
	c.t.Helper()
	return c.until("the call: "+string(s), func(v view) bool { return v.state.Visit.Call.Stage == s })
}

// talk brings the citizen into a call with picture and sound.
func (c *called) talk() {
	c.t.Helper()
	c.does(session.OpenHelp{})
	c.does(session.StartCall{})
	c.stage(session.CallWaiting)
	c.desks.Accept(c.desk)
	c.desk.Open()
	c.until("the clerk's picture", func(v view) bool { _, video := v.state.MayShare(); return video })
	c.does(session.AllowLive{Audio: true, Video: true})
	c.stage(session.CallLive)
}

// seen waits until the desk sees the citizen, or a picture in their place.
func (c *called) seen() {
	c.t.Helper()
	c.until("the clerk sees the citizen", func(view) bool { return true })
	calltest.Wait(c.t, func() bool {
		p, _ := c.camera.Receiver.Picture(0, nil)
		if p == nil {
			return false
		}
		_, ok := capture.Counter(p)
		return ok
	})
}

// TestCallForAHuman is a visit with a clerk: called, seen, written with, pointed at, filled by the clerk after the citizen agreed, and gone
// with the visit.
func TestCallForAHuman(t *testing.T) {
	c := newCalled(t)
	c.toCard("de")
	c.talk()
	if p, _ := c.terminal.Frame("p1"); p == nil {
		t.Error("there is no picture of the clerk to be shown")
	}
	c.seen()
	ask := calltest.Await[link.Ask](c.desks, 1)
	if ask.Flow != "meldebescheinigung" || ask.Language != "de" || ask.Progress.Steps == 0 {
		t.Errorf("the hub was asked %+v", ask)
	}
	calltest.Shown(c.desk, func(m link.Mirror) bool { return m.Page == "card" })

	c.desk.Type("Guten Tag")
	c.until("what the clerk writes", func(v view) bool { return strings.Contains(linesOf(v, "p1"), "Guten Tag") })
	c.desk.Do(link.Point{Node: "back"})
	c.until("where the clerk points", func(v view) bool { return v.state.Visit.Call.Pointed == "back" })

	c.readCard("jana")
	c.page("question.art")
	m := calltest.Shown(c.desk, func(m link.Mirror) bool { return m.Page == "question.art" })
	choice := find(m.Nodes, func(n link.MirrorNode) bool { return n.Act == link.ActPress && n.Role == "choice" })
	if choice.ID == "" {
		t.Fatalf("the clerk can choose nothing on %+v", m)
	}
	c.desk.Do(link.Press{ID: "1", Page: m.Page, Node: choice.ID})
	calltest.Shown(c.desk, func(g link.Grant) bool { return g.State == link.GrantAsked })
	c.does(session.AllowFilling{})
	calltest.Shown(c.desk, func(d link.Done) bool { return d.ID == "1" && d.Outcome == link.OutcomeDone })
	calltest.Shown(c.desk, func(m link.Mirror) bool {
		return find(m.Nodes, func(n link.MirrorNode) bool { return n.ID == choice.ID && n.Chosen }).ID != ""
	})
	c.desk.Do(link.Press{ID: "2", Page: m.Page, Node: "bar.cancel"})
	calltest.Shown(c.desk, func(d link.Done) bool { return d.ID == "2" && d.Outcome == link.OutcomeForbid })

	c.touch("bar.cancel")
	c.does(session.EndVisit{})
	if h := calltest.Await[link.Hangup](c.desks, 1); h.Reason != link.ReasonVisitEnd {
		t.Errorf("the hub was told %q", h.Reason)
	}
	calltest.Wait(t, func() bool { p, _ := c.terminal.Frame("p1"); return p == nil })
	for _, e := range []string{"call.asked", "call.accepted", "call.connected", "call.ended"} {
		if n := c.logged(e, ""); n != 1 {
			t.Errorf("%s is logged %d times", e, n)
		}
	}
}

// TestClerkIsLost brings the citizen back to the front of the queue, unseen, with the form as it was.
func TestClerkIsLost(t *testing.T) {
	c := newCalled(t)
	c.toCard("de")
	c.talk()
	c.desks.Leave(c.desk, true, false)
	v := c.stage(session.CallWaiting)
	if !v.state.Visit.Call.Again || v.state.Visit.Flow == nil {
		t.Errorf("after the loss the call is %+v", v.state.Visit.Call)
	}
	c.desks.Say(link.Waiting{Call: c.desks.Call(), Place: 1, Again: true})
	c.desks.Accept(c.desk)
	c.desk.Open()
	c.stage(session.CallMeeting)
	c.until("the clerk's picture", func(v view) bool { _, video := v.state.MayShare(); return video })
}

// TestCallback tells the citizen that the hub has the wish, and nobody else.
func TestCallback(t *testing.T) {
	c := newCalled(t)
	c.does(session.Start{})
	v := c.page("language")
	slots := v.state.Slots()
	if len(slots) == 0 {
		t.Fatal("a week holds no slot, though the configuration names hours of every working day")
	}
	c.does(session.OpenHelp{})
	c.does(session.OpenCallback{})
	c.does(session.ChooseSlot{})
	for _, r := range "03591123456" {
		c.does(session.TypeRune{Rune: r})
	}
	c.does(session.Continue{})
	wish := calltest.Await[link.Callback](c.desks, 1)
	if wish.Phone != "03591123456" || !wish.To.After(wish.From) {
		t.Errorf("the hub got %+v", wish)
	}
	c.until("noted", func(v view) bool { return v.state.Visit.Callback.Stage == session.CallbackKept })
}

func linesOf(v view, who string) string {
	var all strings.Builder
	for _, l := range v.state.Visit.Call.Lines {
		if l.Who == who {
			all.WriteString(l.Text + "\n")
		}
	}
	return all.String()
}

// find returns the first node that fits, of all below too.
func find(nodes []link.MirrorNode, fits func(link.MirrorNode) bool) link.MirrorNode {
	if i := slices.IndexFunc(nodes, fits); i >= 0 {
		return nodes[i]
	}
	for _, n := range nodes {
		if found := find(n.Children, fits); found.ID != "" {
			return found
		}
	}
	return link.MirrorNode{}
}
