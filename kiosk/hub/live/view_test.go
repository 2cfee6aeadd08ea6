package live

import (
	"encoding/json"
	"strings"
	"testing"

	"buergerterminal/kiosk/link"
)

const callID = "0123456789abcdef-1"

// at is a live call with these seats, the first of whom is its clerk.
func at(epoch int, ids ...string) view {
	v := view{call: callID, stage: live, epoch: epoch, clerk: ids[0]}
	for _, id := range ids {
		v.seats = append(v.seats, seat{Participant: link.Participant{ID: id, Name: "N" + id, As: link.AsClerk}, address: clerkAddress(id)})
	}
	return v
}

func inLine(place int, again bool) view {
	return view{call: callID, stage: waiting, place: place, again: again}
}

func ended(reason link.Reason) view { return view{call: callID, reason: reason} }

func resumedAt(epoch int) view { return view{call: callID, stage: live, epoch: epoch, resumed: true} }

// said writes messages as a short line each.
func said(t *testing.T, messages []link.Body) string {
	t.Helper()
	var lines []string
	for _, m := range messages {
		if err := m.Check(); err != nil {
			t.Errorf("%s: %v", m.Type(), err)
		}
		line := m.Type()
		switch m := m.(type) {
		case link.Accepted:
			line += " " + m.Who.ID + " " + string(rune('0'+m.Epoch))
			for _, p := range m.Peers {
				line += " " + p.Who.ID
				if p.Offer {
					line += "!"
				}
			}
		case link.Waiting:
			raw, err := json.Marshal([]any{m.Place, m.Again})
			if err != nil {
				t.Fatal(err)
			}
			line += " " + string(raw)
		case link.Joined:
			line += " " + m.Who.ID
		case link.Left:
			line += " " + m.Who
			if m.Lost {
				line += " lost"
			}
			if m.Moved {
				line += " moved"
			}
		case link.Ended:
			line += " " + string(m.Reason)
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ")
}

func TestWhatATerminalIsTold(t *testing.T) {
	for _, tt := range []struct {
		name      string
		told, now view
		want      string
	}{
		{"nothing", view{}, view{}, ""},
		{"it waits", view{}, inLine(3, false), "waiting [3,false]"},
		{"it still waits", inLine(3, false), inLine(3, false), ""},
		{"it moves up", inLine(3, false), inLine(2, false), "waiting [2,false]"},
		{"a clerk takes it", inLine(1, false), at(1, "a"), "accepted a 1 a"},
		{"nothing new", at(1, "a"), at(1, "a"), ""},
		{"a third one comes", at(1, "a"), at(1, "a", "b"), "joined b"},
		{"and goes", at(1, "a", "b"), at(1, "a"), "left b"},
		{"the clerk is lost", at(1, "a"), inLine(1, true), "left a lost; waiting [1,true]"},
		{"the clerk is lost, a third one stays", at(1, "a", "b"), view{call: callID, stage: waiting, place: 1, again: true, seats: at(1, "b").seats}, "left a lost; waiting [1,true]"},
		{"another takes it again", inLine(1, true), at(2, "b"), "accepted b 2 b"},
		{"handed on", at(1, "a"), at(2, "b"), "accepted b 2 b; left a moved"},
		{"handed on, a third one stays", at(1, "a", "c"), at(2, "b", "c"), "accepted b 2 b c; left a moved"},
		{"the clerk was lost and is back before anybody saw it", at(1, "a"), at(3, "a"), "accepted a 3 a"},
		{"it is over", at(1, "a"), ended(link.ReasonSolved), "ended solved"},
		{"waiting is over", inLine(1, false), ended(link.ReasonClosed), "ended closed"},
		{"after a cut it still has it", view{call: callID}, at(2, "a", "b"), "accepted a 2 a b"},
		{"after a cut it is over", view{call: callID}, ended(link.ReasonGone), "ended gone"},
		{"another call", at(1, "a"), view{call: callID + "2", stage: waiting, place: 1}, "ended gone; waiting [1,false]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := said(t, toTerminal(tt.told, tt.now, nil)); got != tt.want {
				t.Errorf("told %q, want %q", got, tt.want)
			}
		})
	}
}

func TestWhatADeskIsTold(t *testing.T) {
	for _, tt := range []struct {
		name      string
		self      string
		told, now view
		want      string
	}{
		{"nothing", "a", view{}, view{}, ""},
		{"it took a call", "a", view{}, at(1, "a"), "accepted a 1 terminal!"},
		{"nothing new", "a", at(1, "a"), at(1, "a"), ""},
		{"a third one comes", "a", at(1, "a"), at(1, "a", "b"), "joined b"},
		{"as which it comes", "b", view{}, at(1, "a", "b"), "accepted b 1 terminal! a!"},
		{"and goes", "b", at(1, "a", "b"), at(1, "a"), "left b"},
		{"the third one goes", "a", at(1, "a", "b"), at(1, "a"), "left b"},
		{"the clerk handed it on", "a", at(1, "a"), at(2, "b"), "left a moved"},
		{"who gets it", "b", view{}, at(2, "b"), "accepted b 2 terminal!"},
		{"who gets it, a third one being there", "b", view{}, at(2, "b", "c"), "accepted b 2 terminal! c!"},
		{"what the third one is told", "c", at(1, "a", "c"), at(2, "b", "c"), "accepted c 2 terminal! b; left a moved"},
		{"the clerk lost it", "a", at(1, "a"), inLine(1, true), "left a lost"},
		{"another has it by now", "a", at(1, "a"), at(2, "b"), "left a moved"},
		{"the third one when the clerk is lost", "c", at(1, "a", "c"), view{call: callID, stage: waiting, seats: at(1, "c").seats}, "left a lost"},
		{"it is over", "a", at(1, "a"), ended(link.ReasonCitizen), "ended citizen"},
		{"after a cut it still has it", "a", resumedAt(1), at(1, "a", "c"), "accepted a 1 terminal! c"},
		{"after a cut the third one still has it", "c", resumedAt(1), at(1, "a", "c"), "accepted c 1 terminal! a!"},
		{"after a cut it is somebody else's", "a", resumedAt(1), at(2, "b"), "left a moved"},
		{"after a cut it waits again", "a", resumedAt(1), inLine(1, true), "left a lost"},
		{"after a cut it is over", "a", resumedAt(1), ended(link.ReasonGone), "ended gone"},
		{"another call", "a", at(1, "a"), view{call: callID + "2", stage: live, epoch: 1, clerk: "a", seats: at(1, "a").seats}, "left a lost; accepted a 1 terminal!"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := said(t, toDesk(tt.told, tt.now, deskSide{self: tt.self})); got != tt.want {
				t.Errorf("told %q, want %q", got, tt.want)
			}
		})
	}
}

// Two who are told of each other never both offer, and one of them does.
func TestOneOfTwoOffers(t *testing.T) {
	offers := func(self string, told, now view) map[string]bool {
		out := map[string]bool{}
		for _, m := range toDesk(told, now, deskSide{self: self}) {
			if a, ok := m.(link.Accepted); ok {
				for _, p := range a.Peers {
					out[p.Who.ID] = p.Offer
				}
			}
		}
		return out
	}
	for _, tt := range []struct {
		name         string
		then         view // of the call
		tellA, tellB view // what the desks of a and b were told before
	}{
		{"one joins", at(1, "a", "b"), at(1, "a"), view{}},
		{"both come back after a cut", at(1, "a", "b"), resumedAt(1), resumedAt(1)},
		{"one hands on to the other", at(2, "b", "a"), at(1, "x", "a"), view{}},
	} {
		a, b := offers("a", tt.tellA, tt.then)["b"], offers("b", tt.tellB, tt.then)["a"]
		if a == b {
			t.Errorf("%s: a offers %v, b offers %v", tt.name, a, b)
		}
	}
}

func TestSeatsAreOfOneCall(t *testing.T) {
	if seatID(callID, "7") != seatID(callID, "7") || seatID(callID, "7") == seatID(callID+"2", "7") || seatID(callID, "7") == seatID(callID, "8") {
		t.Error("a seat is not that of one clerk in one call")
	}
	if !link.ValidName(seatID(callID, "7")) {
		t.Error("no valid name")
	}
}
