package live_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/live"
	"buergerterminal/kiosk/hub/live/livetest"
	"buergerterminal/kiosk/link"
)

// Whoever may not comes no further than the handshake, and is told why.
func TestHandshakes(t *testing.T) {
	db, err := database.Open(t.Context(), t.TempDir()+"/hub.sqlite")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := livetest.Open(t, db, livetest.Options{})
	stranger := livetest.TerminalHeader("MS-03")
	link.SetBearer(stranger, "guess")
	foreign := h.DeskHeader(livetest.Petra())
	foreign.Set("Origin", "https://evil.example")
	bare := h.DeskHeader(livetest.Petra())
	bare.Del("Origin")
	for _, tt := range []struct {
		name, path, protocol string
		header               http.Header
		status               int
	}{
		{"a terminal", link.LivePath, link.LiveProtocol, livetest.TerminalHeader("MS-03"), http.StatusSwitchingProtocols},
		{"a wrong token", link.LivePath, link.LiveProtocol, stranger, http.StatusUnauthorized},
		{"no terminal", link.LivePath, link.LiveProtocol, http.Header{}, http.StatusUnauthorized},
		{"a terminal at the desk's path", link.DeskPath, link.DeskProtocol, livetest.TerminalHeader("MS-03"), http.StatusUnauthorized},
		{"a clerk at the terminals' path", link.LivePath, link.LiveProtocol, h.DeskHeader(livetest.Petra()), http.StatusUnauthorized},
		{"a clerk", link.DeskPath, link.DeskProtocol, h.DeskHeader(livetest.Petra()), http.StatusSwitchingProtocols},
		{"a clerk from another site", link.DeskPath, link.DeskProtocol, foreign, http.StatusForbidden},
		{"a clerk from nowhere", link.DeskPath, link.DeskProtocol, bare, http.StatusForbidden},
	} {
		_, answer, err := h.Dial(t, tt.path, tt.protocol, tt.header, link.ToTerminal)
		if answer == nil || answer.StatusCode != tt.status {
			t.Errorf("%s: %v, %v", tt.name, answer, err)
		}
	}
	if log := h.Log(); strings.Contains(log, "guess") || strings.Contains(log, "evil") {
		t.Errorf("logged %s", log)
	}
}

// Forged messages are refused by name, and nothing comes of them.
func TestForgedMessages(t *testing.T) {
	each(t, func(t *testing.T, a, b *livetest.House) {
		terminal, desk := a.Terminal(t, "MS-03", ""), b.Desk(t, livetest.Petra())
		atTerminal, _ := talk(t, terminal, desk)
		stranger := b.Terminal(t, "MS-04", "")
		other := a.Desk(t, livetest.Colleague("karl"))
		technician := livetest.Colleague("theo")
		technician.Takes, technician.Roles = false, []string{"technician"}
		third := b.Desk(t, technician)
		for _, tt := range []struct {
			name string
			by   *livetest.Party
			send link.Body
			want link.RefusalCode
		}{
			{"another terminal's signal", stranger, link.Signal{Call: callID, To: "p1", Epoch: 1, Kind: link.SignalAnswer}, link.RefusedState},
			{"another terminal's hanging up", stranger, link.Hangup{Call: callID, Reason: link.ReasonCitizen}, link.RefusedCall},
			{"another terminal's call", stranger, ask(callID), link.RefusedCall},
			{"a terminal's reason of a clerk", stranger, link.Hangup{Call: callID, Reason: link.ReasonSolved}, link.RefusedMessage},
			{"a second greeting", stranger, link.Hello{}, link.RefusedState},
			{"another clerk's signal", other, link.Signal{Call: callID, To: link.TerminalPeer, Epoch: 1, Kind: link.SignalOffer}, link.RefusedState},
			{"another clerk's end", other, link.End{Call: callID, Reason: link.ReasonSolved}, link.RefusedCall},
			{"another clerk's transfer", other, link.Transfer{Call: callID, Clerk: "theo"}, link.RefusedCall},
			{"a taken call", other, link.Accept{Call: callID}, link.RefusedTaken},
			{"joining without being asked", other, link.Join{Call: callID}, link.RefusedCall},
			{"nobody waits", other, link.Accept{}, link.RefusedState},
			{"a role that takes no calls", third, link.Accept{Call: callID}, link.RefusedRole},
			{"that ends call-backs", third, link.CallbackDone{ID: callID}, link.RefusedRole},
			{"a clerk who is not there", desk, link.Transfer{Call: callID, Clerk: "nobody"}, link.RefusedAway},
			{"a signal to nobody", desk, link.Signal{Call: callID, To: "p9", Epoch: 1, Kind: link.SignalOffer}, link.RefusedState},
			{"a terminal's signal of another epoch", terminal, link.Signal{Call: callID, To: atTerminal.Who.ID, Epoch: 7, Kind: link.SignalAnswer}, link.RefusedState},
			{"a terminal's signal of another call", terminal, link.Signal{Call: callID + "9", To: atTerminal.Who.ID, Epoch: 1, Kind: link.SignalAnswer}, link.RefusedState},
			{"a signal of a later epoch", desk, link.Signal{Call: callID, To: link.TerminalPeer, Epoch: 2, Kind: link.SignalOffer}, link.RefusedState},
		} {
			tt.by.Send(t, tt.send)
			if r := livetest.Await[link.Refused](t, tt.by); r.Code != tt.want {
				t.Errorf("%s: refused by %s, want %s", tt.name, r.Code, tt.want)
			}
		}
		if livetest.Has[link.Signal](terminal) || livetest.Has[link.Signal](desk) || livetest.Has[link.Ended](terminal) || livetest.Has[link.Ended](desk) {
			t.Error("a forged message had an effect")
		}
		if err := stranger.SendRaw([]byte(`{"type":"accept","body":{}}`)); err != nil {
			t.Fatal(err)
		}
		if r := livetest.Await[link.Refused](t, stranger); r.Code != link.RefusedMessage {
			t.Errorf("a desk's message from a terminal: %s", r.Code)
		}
	})
}

// A login that ends closes the desk, and a terminal that does not count any more is cut off.
func TestRightsEnd(t *testing.T) {
	revoked := make(chan bool, 10)
	o := livetest.Options{Change: func(c *live.Config) {
		c.Admitted = func(_ context.Context, who live.Terminal) bool { return who.ID != "MS-03" }
		c.Check = func(_ context.Context, k live.Clerk) (live.Clerk, error) {
			select {
			case <-revoked:
				return k, fmt.Errorf("logged out")
			default:
				return k, nil
			}
		}
	}}
	each2(t, o, func(t *testing.T, a, b *livetest.House) {
		terminal, other, desk := a.Terminal(t, "MS-03", ""), a.Terminal(t, "MS-04", ""), a.Desk(t, livetest.Petra())
		a.Live.Dismiss(t.Context(), "")
		if code, reason := terminal.AwaitEnd(t); code != websocket.StatusPolicyViolation || reason != "revoked" {
			t.Errorf("ended with %v %s", code, reason)
		}
		other.Send(t, link.Beat{})
		livetest.Await[link.Beat](t, other)
		desk.Send(t, link.Beat{})
		livetest.Await[link.Beat](t, desk)
		revoked <- true
		desk.Send(t, link.Beat{})
		if code, reason := desk.AwaitEnd(t); code != websocket.StatusPolicyViolation || reason != "login" {
			t.Errorf("ended with %v %s", code, reason)
		}
	})
}
