package call_test

import (
	"slices"
	"strings"
	"testing"

	"buergerterminal/kiosk/call"
	"buergerterminal/kiosk/call/calltest"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/link"
)

// TestTransfer keeps the citizen connected to the clerk until the next one is.
func TestTransfer(t *testing.T) {
	r, krahl := accepted(t)
	r.Share(true, true)
	nowak := calltest.NewDesk(t, calltest.Clerk("p2", "Jan Nowak"), nil)
	r.hub.Accept(nowak)
	r.hub.Leave(krahl, false, true)
	nowak.Open()
	await(r, func(e call.Connected) bool { return e.Who == "p2" })
	until(t, func() bool { return r.studio.Shared() == link.Shared{} }) // the one before has gone, and the next is not agreed to
	r.Admit("p2")
	calltest.Shown(nowak, func(s link.Shared) bool { return s.Audio && s.Video })
	until(t, func() bool { open, _ := r.studio.Seats(); return open == 1 })
	if e := await[call.Left](r, nil); e.Who != "p1" || !e.Moved {
		t.Errorf("who left is %+v", e)
	}
	nowak.Type("Guten Tag")
	await(r, func(e call.Text) bool { return e.Who == "p2" && e.Block == "Guten Tag" })
	r.Type("x")
	nowak.Typed(func(s string) bool { return s == "x" })
	r.hub.Say(link.Ended{Call: r.hub.Call(), Reason: link.ReasonSolved})
	await(r, func(e call.Ended) bool { return e.Reason == link.ReasonSolved })
	until(t, func() bool { open, _ := r.studio.Seats(); return open == 0 })
}

// TestGate keeps everything of the citizen from one who comes later, until the citizen agrees.
func TestGate(t *testing.T) {
	r, krahl := accepted(t)
	r.Share(true, true)
	r.Mirror(leaf("before"), call.Decoration{})
	calltest.Shown(krahl, func(m link.Mirror) bool { return m.Nodes[0].Value == "before" })
	demir := calltest.NewDesk(t, link.Participant{ID: "p3", Name: "Ali Demir", Office: "Dolmetschdienst", As: link.AsInterpreter}, nil)
	r.hub.Join(demir)
	demir.Open()
	asked := link.Admission{Who: "p3", State: link.GrantAsked}
	calltest.Shown(demir, func(a link.Admission) bool { return a == asked })
	calltest.Shown(krahl, func(a link.Admission) bool { return a == asked })
	if got := r.studio.Admitted(); !slices.Equal(got, []bool{true, false}) {
		t.Errorf("what is shared goes to %v", got)
	}
	r.Type("unter uns")
	r.Mirror(leaf("between"), call.Decoration{})
	krahl.Typed(func(s string) bool { return s == "unter uns" })
	calltest.Shown(krahl, func(m link.Mirror) bool { return m.Nodes[0].Value == "between" })
	demir.Do(link.Point{Node: "forward"})
	demir.Type("ich warte")
	await(r, func(e call.Text) bool { return e.Who == "p3" && e.Block == "ich warte" })

	r.Admit("p3")
	calltest.Shown(demir, func(m link.Mirror) bool { return m.Nodes[0].Value == "between" })
	calltest.Shown(demir, func(s link.Shared) bool { return s.Audio && s.Video })
	until(t, func() bool { return slices.Equal(r.studio.Admitted(), []bool{true, true}) })
	r.Type("zu dritt")
	demir.Typed(func(s string) bool { return s == "zu dritt" })
	for _, b := range demir.Came() {
		if a, ok := b.(link.Admission); ok && a.State == link.GrantGiven {
			break
		}
		if b.Type() != "admission" && b != link.Body(link.Shared{}) {
			t.Errorf("before the citizen agreed came %+v", b)
		}
	}
	if n := count[call.Pointed](r); n != 0 {
		t.Error("one who is not admitted pointed at the page")
	}
}

// TestTurnedAway lets nothing reach one whom the citizen refuses, who goes when the hub says so, and is told why.
func TestTurnedAway(t *testing.T) {
	r, krahl := accepted(t)
	r.Share(true, true)
	r.Mirror(leaf("ours"), call.Decoration{})
	demir := calltest.NewDesk(t, link.Participant{ID: "p3", Name: "Ali Demir", Office: "Dolmetschdienst", As: link.AsInterpreter}, nil)
	r.hub.Join(demir)
	demir.Open()
	r.TurnAway("p3")
	if m := calltest.Await[link.TurnAway](r.hub, 1); m.Who != "p3" || m.Call != r.hub.Call() {
		t.Errorf("the hub heard %+v", m)
	}
	refused := link.Admission{Who: "p3", State: link.GrantRefused}
	calltest.Shown(demir, func(a link.Admission) bool { return a == refused })
	calltest.Shown(krahl, func(a link.Admission) bool { return a == refused })
	r.Admit("p3")
	r.hub.Leave(demir, false, false)
	until(t, func() bool { open, _ := r.studio.Seats(); return open == 1 })
	for _, b := range demir.Came() {
		if b.Type() != "admission" && b != link.Body(link.Shared{}) {
			t.Errorf("one who was refused got %+v", b)
		}
	}
}

// TestThirdPerson writes with two at once, and only one of them may help.
func TestThirdPerson(t *testing.T) {
	r, krahl := accepted(t)
	demir := calltest.NewDesk(t, link.Participant{ID: "p3", Name: "Ali Demir", Office: "Dolmetschdienst", As: link.AsInterpreter}, nil)
	r.hub.Join(demir)
	demir.Open()
	await(r, func(e call.Joined) bool { return e.Who.Name == "Ali Demir" })
	r.Admit("p3")
	r.Type("Merhaba")
	krahl.Typed(func(s string) bool { return s == "Merhaba" })
	demir.Typed(func(s string) bool { return s == "Merhaba" })
	demir.Do(link.Request{ID: "1", What: link.WantCard})
	demir.Type("Ich übersetze")
	await(r, func(e call.Text) bool { return e.Who == "p3" })
	if n := count[call.Asked](r); n != 0 {
		t.Error("an interpreter asked for a document")
	}
	r.hub.Leave(demir, false, false)
	await(r, func(e call.Left) bool { return e.Who == "p3" })
	until(t, func() bool { open, _ := r.studio.Seats(); return open == 1 })
}

// TestReload makes the connection anew when the clerk's page was loaded again, and says that text may be lost.
func TestReload(t *testing.T) {
	r, d := accepted(t)
	d.Type("vorher")
	await(r, func(e call.Text) bool { return e.Block == "vorher" })
	d.Reload()
	d.Open()
	until(t, func() bool { return count[call.Connected](r) == 2 })
	await(r, func(e call.Text) bool { return e.Block == "\ufffd" })
	d.Type("nachher")
	await(r, func(e call.Text) bool { return e.Block == "nachher" })
}

// TestHubAway keeps the call while the hub is away, and tells the hub of it when it is back.
func TestHubAway(t *testing.T) {
	r, d := accepted(t)
	r.hub.Away()
	await[call.HubGone](r, nil)
	d.Type("noch da")
	await(r, func(e call.Text) bool { return e.Block == "noch da" })
	r.hub.Back()
	if h := calltest.Await[link.Hello](r.hub, 2); h.Call != r.hub.Call() {
		t.Errorf("the terminal says that it holds %q", h.Call)
	}
	if n := count[call.Reconnecting](r); n != 0 {
		t.Error("the way to the clerk was cut with the hub")
	}
}

// TestForged drops what no honest hub or desk sends; the call goes on, and a few lines stand in the log.
func TestForged(t *testing.T) {
	r, d := accepted(t)
	for _, raw := range []string{
		"", "{", `{"type":"signal"}`, `{"type":"wipe","body":{}}`, `{"type":"hello","body":{}}`, strings.Repeat("x", 100<<10),
		`{"type":"accepted","body":{"call":"` + r.hub.Call() + `","epoch":-1}}`,
	} {
		r.hub.Raw([]byte(raw))
	}
	d.Signal(link.SignalAnswer, "v=0")
	d.Signal(link.SignalOffer, "v=0\r\nno sdp at all")
	d.Signal(link.SignalCandidate, `{"candidate":"nonsense"}`)
	d.Signal(link.SignalCandidate, `[`)
	d.Signal(link.SignalForm, `{"type":"grant","body":{"state":"given"}}`)
	d.Open()
	for _, raw := range []string{"", "{}", `{"type":"mirror","body":{"page":"done","lang":"de"}}`, strings.Repeat("[", 1000)} {
		d.DoRaw([]byte(raw))
	}
	d.Reload()
	d.Open()
	d.Type("ehrlich")
	await(r, func(e call.Text) bool { return e.Block == "ehrlich" })
	until(t, func() bool { r.mu.Lock(); defer r.mu.Unlock(); return r.logged[eventlog.CallStranger] > 0 })
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := r.logged[eventlog.CallStranger]; n > 6 {
		t.Errorf("%d lines in the log", n)
	}
}
