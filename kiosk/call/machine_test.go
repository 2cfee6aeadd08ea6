package call

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

const (
	callID = "0123456789ABCDEF0123456789"
	fresh  = "FEDCBA98765432100123456789"
)

var (
	noon   = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	krahl  = link.Participant{ID: "p1", Name: "Petra Krahl", Office: "Bürgeramt", As: link.AsClerk}
	novak  = link.Participant{ID: "p2", Name: "Jan Nowak", Office: "Bürgeramt", As: link.AsClerk}
	demir  = link.Participant{ID: "p3", Name: "Ali Demir", Office: "Dolmetschdienst", As: link.AsInterpreter}
	wish   = doAsk{link.Ask{Call: callID, Language: "de", Progress: link.Progress{Call: callID}}}
	first  = said{link.Accepted{Call: callID, Epoch: 1, Who: krahl, Peers: []link.Peer{{Who: krahl}}}}
	second = said{link.Accepted{Call: callID, Epoch: 2, Who: novak, Peers: []link.Peer{{Who: krahl}, {Who: novak}}}}
)

// after is an input so long after the one before.
type after struct {
	time.Duration
	input in
}

func (after) in() {}

// told writes actions as one line each, short enough to compare.
func told(acts []act) []string {
	var all []string
	for _, a := range acts {
		switch a := a.(type) {
		case say:
			line := "say " + a.body.Type()
			switch b := a.body.(type) {
			case link.Hello:
				if b.Call != "" {
					line += " with call"
				}
			case link.Hangup:
				line += " " + string(b.Reason)
			case link.Signal:
				line += fmt.Sprintf(" %s to %s in %d", b.Kind, b.To, b.Epoch)
			}
			all = append(all, line)
		case tell:
			all = append(all, strings.ReplaceAll(fmt.Sprintf("tell %T", a.event), "call.", "")+detail(a.event))
		case connect:
			all = append(all, "connect "+a.who.ID)
		case admit:
			all = append(all, fmt.Sprintf("admit %s %t", a.who, a.on))
		case turnedAway:
			all = append(all, "turn away "+a.who)
		case part:
			all = append(all, "part "+a.who)
		case signal:
			all = append(all, "signal "+a.From)
		case appoint:
			all = append(all, fmt.Sprintf("appoint %s %q", a.who, a.role))
		case relay:
			all = append(all, fmt.Sprintf("relay %s %t", a.who, a.on))
		case share:
			all = append(all, fmt.Sprintf("share %t %t", a.shared.Audio, a.shared.Video))
		case drop:
			all = append(all, "drop")
		}
	}
	return all
}

func detail(e Event) string {
	switch e := e.(type) {
	case Waiting:
		return fmt.Sprintf(" %d again %t", e.Place, e.Again)
	case Accepted:
		return " " + e.Who.ID
	case Joined:
		return " " + e.Who.ID
	case Left:
		return fmt.Sprintf(" %s lost %t moved %t", e.Who, e.Lost, e.Moved)
	case Ended:
		return " " + string(e.Reason)
	case Quality:
		return " " + string(e.Rung)
	case Refused:
		return fmt.Sprintf(" %s %s", e.Code, e.Callback)
	}
	return ""
}

var (
	online  = []in{lineUp{fresh}}
	inQueue = append(slices.Clone(online), wish, said{link.Waiting{Call: callID, Place: 2}})
	meet    = append(slices.Clone(inQueue), first)
	live    = append(slices.Clone(meet), wayOpen{"p1"}, doShare{link.Shared{Audio: true, Video: true}})
	guest   = append(slices.Clone(live), said{link.Joined{Call: callID, Who: demir}}, wayOpen{"p3"})
	three   = append(slices.Clone(guest), doAdmit{"p3"})
	handed  = append(slices.Clone(live), second, said{link.Left{Call: callID, Who: "p1", Moved: true}})
)

func TestMachine(t *testing.T) {
	offer := func(from string, epoch int) in {
		return said{link.Signal{Call: callID, From: from, To: link.TerminalPeer, Epoch: epoch, Kind: link.SignalOffer}}
	}
	for _, tt := range []struct {
		name   string
		before []in
		then   in
		want   []string
	}{
		{"the line comes up", nil, lineUp{fresh}, []string{"say hello", "tell HubBack"}},
		{"and goes", online, lineDown{}, []string{"tell HubGone"}},
		{"asking", online, wish, []string{"say ask"}},
		{"asking again changes the wish, not the call", inQueue, doAsk{link.Ask{Call: "another-call-0001", Text: true}}, []string{"say ask"}},
		{"asking in a call", live, wish, nil},
		{"asking without a line waits for it", []in{wish}, lineUp{fresh}, []string{"say hello", "tell HubBack", "say ask"}},
		{"in the queue", append(slices.Clone(online), wish), said{link.Waiting{Call: callID, Place: 2}}, []string{"tell Waiting 2 again false"}},
		{"the place of another call", inQueue, said{link.Waiting{Call: "another-call-0001", Place: 1}}, nil},
		{"a cut in the queue", append(slices.Clone(inQueue), lineDown{}), lineUp{fresh}, []string{"say hello with call", "tell HubBack", "say progress"}},
		{"the hub has nobody", append(slices.Clone(online), wish), said{link.Refused{Code: link.RefusedClosed, Call: callID}}, []string{"tell Refused closed "}},
		{"a refusal of something else", append(slices.Clone(online), wish), said{link.Refused{Code: link.RefusedState}}, nil},
		{"a refusal of something small ends nothing", live, said{link.Refused{Code: link.RefusedOften, Call: callID}}, nil},
		{"stops waiting", inQueue, doHangUp{link.ReasonWithdrawn}, []string{"say hangup withdrawn"}},
		{"stops waiting without a line", append(slices.Clone(inQueue), lineDown{}, doHangUp{link.ReasonVisitEnd}), lineUp{fresh},
			[]string{"say hello", "tell HubBack", "say hangup visit-end"}},
		{"progress is told", inQueue, doProgress{link.Progress{Step: 2, Steps: 6}}, []string{"say progress"}},
		{"without a call there is no progress", online, doProgress{}, nil},

		{"accepted", inQueue, first, []string{"tell Accepted p1", "connect p1", "admit p1 true", `appoint p1 "clerk"`}},
		{"accepted once more after a cut", live, first, []string{`appoint p1 "clerk"`}},
		{"accepted by a clerk of before", handed, first, []string{"drop"}},
		{"accepted without having asked", online, first, nil},
		{"the offer", meet, offer("p1", 1), []string{"signal p1"}},
		{"the offer of a stranger", meet, offer("p9", 1), []string{"drop"}},
		{"an offer of the future", meet, offer("p1", 2), []string{"drop"}},
		{"an offer of the past", handed, offer("p2", 1), []string{"drop"}},
		{"an offer before anybody took the call", inQueue, offer("p1", 1), []string{"drop"}},
		{"an offer in another call", meet, said{link.Signal{Call: "another-call-0001", From: "p1", To: link.TerminalPeer, Epoch: 1}}, nil},
		{"sharing before anybody took the call", inQueue, doShare{link.Shared{Video: true}}, nil},
		{"the way opens", meet, wayOpen{"p1"}, []string{"tell Connected", "tell Quality video"}},
		{"a picture", meet, pictured{"p1"}, []string{"tell PictureSeen"}},
		{"the picture of one who is gone", meet, pictured{"p9"}, nil},
		{"sharing", meet, doShare{link.Shared{Audio: true}}, []string{"share true false"}},
		{"worse", live, wayMedia{"p1", RungAudio}, []string{"tell Quality audio"}},
		{"no worse", live, wayMedia{"p1", RungVideo}, nil},
		{"a third one's way is not the clerk's", three, wayMedia{"p3", RungAudio}, nil},

		{"no way yet", meet, after{restartFirst - 1, tick{}}, nil},
		{"a way that does not come is asked for again", meet, after{restartFirst, tick{}}, []string{"say signal restart to p1 in 1"}},
		{"no way within time", meet, after{connectWithin, tick{}}, []string{"say signal restart to p1 in 1", "relay p1 true", "tell Quality text"}},
		{"a way after all", append(slices.Clone(meet), after{connectWithin, tick{}}), wayOpen{"p1"}, []string{"tell Connected", "relay p1 false", "tell Quality video"}},
		{"a cut", live, wayCut{"p1"}, []string{"tell Reconnecting"}},
		{"a cut is told once", append(slices.Clone(live), wayCut{"p1"}), wayCut{"p1"}, nil},
		{"a restart is asked for", append(slices.Clone(live), wayCut{"p1"}), after{tickEvery, tick{}}, []string{"say signal restart to p1 in 1"}},
		{"but not at every tick", append(slices.Clone(live), wayCut{"p1"}, after{tickEvery, tick{}}), after{tickEvery, tick{}}, nil},
		{"and again", append(slices.Clone(live), wayCut{"p1"}, after{tickEvery, tick{}}), after{restartEvery, tick{}}, []string{"say signal restart to p1 in 1"}},
		{"text goes through the hub meanwhile", append(slices.Clone(live), wayCut{"p1"}, after{tickEvery, tick{}}), after{resumeWithin, tick{}},
			[]string{"say signal restart to p1 in 1", "relay p1 true", "tell Quality text"}},
		{"without the hub it cannot", append(slices.Clone(live), wayCut{"p1"}, lineDown{}), after{resumeWithin, tick{}}, nil},
		{"the way is back", append(slices.Clone(live), wayCut{"p1"}, after{tickEvery, tick{}}), wayOpen{"p1"}, []string{"tell Connected"}},
		{"the line is cut, the way stays", live, lineDown{}, []string{"tell HubGone"}},
		{"and the hub is told of the call", append(slices.Clone(live), lineDown{}), lineUp{fresh}, []string{"say hello with call", "tell HubBack"}},
		{"the hub knows no such call any more", append(slices.Clone(live), lineDown{}, lineUp{fresh}), said{link.Refused{Code: link.RefusedCall, Call: callID}},
			[]string{"share false false", "part p1", "tell Ended gone"}},
		{"nobody is left", append(slices.Clone(live), wayCut{"p1"}, lineDown{}), after{orphanedAfter, tick{}}, []string{"share false false", "part p1", "tell Ended gone"}},
		{"the clerk is left", append(slices.Clone(live), lineDown{}), after{orphanedAfter, tick{}}, nil},

		{"the clerk is lost", live, said{link.Left{Call: callID, Who: "p1", Lost: true}}, []string{"share false false", "part p1", "tell Left p1 lost true moved false"}},
		{"and the call waits again", append(slices.Clone(live), said{link.Left{Call: callID, Who: "p1", Lost: true}}),
			said{link.Waiting{Call: callID, Place: 1, Again: true}}, []string{"tell Waiting 1 again true"}},
		{"the clerk is back", append(slices.Clone(live), said{link.Left{Call: callID, Who: "p1", Lost: true}}), first,
			[]string{"tell Accepted p1", "connect p1", "admit p1 true", `appoint p1 "clerk"`}},
		{"back into the queue", live, said{link.Waiting{Call: callID, Place: 1, Again: true}}, []string{"share false false", "part p1", "tell Left p1 lost true moved false", "tell Waiting 1 again true"}},
		{"handed on during a cut", append(slices.Clone(live), lineDown{}, lineUp{fresh}), said{link.Accepted{Call: callID, Epoch: 2, Who: novak, Peers: []link.Peer{{Who: novak}}}},
			[]string{"part p1", "tell Left p1 lost false moved false", "tell Accepted p2", "connect p2", `appoint p2 ""`, "share false false"}},
		{"until the next clerk", append(slices.Clone(live), said{link.Waiting{Call: callID, Place: 1, Again: true}}), second,
			[]string{"tell Accepted p2", "connect p2", "admit p2 true", "connect p1", "tell Joined p1", `appoint p1 ""`, `appoint p2 "clerk"`}},
		{"a third one stays without a clerk, unseeing and unheard", three, said{link.Left{Call: callID, Who: "p1", Lost: true}},
			[]string{"share false false", "part p1", `appoint p3 ""`, "admit p3 false", "tell Left p1 lost true moved false"}},
		{"and is there with the next", append(slices.Clone(three), said{link.Left{Call: callID, Who: "p1", Lost: true}}),
			said{link.Accepted{Call: callID, Epoch: 2, Who: novak, Peers: []link.Peer{{Who: novak}, {Who: demir}}}},
			[]string{"tell Accepted p2", "connect p2", "admit p2 true", "tell Joined p3", `appoint p2 "clerk"`, `appoint p3 ""`}},
		{"or has left meanwhile", append(slices.Clone(three), said{link.Left{Call: callID, Who: "p1", Lost: true}}),
			said{link.Accepted{Call: callID, Epoch: 2, Who: novak, Peers: []link.Peer{{Who: novak}}}},
			[]string{"part p3", "tell Left p3 lost false moved false", "tell Accepted p2", "connect p2", "admit p2 true", `appoint p2 "clerk"`}},
		{"a third one", live, said{link.Joined{Call: callID, Who: demir}}, []string{"connect p3", "tell Joined p3", `appoint p1 "clerk"`, `appoint p3 ""`}},
		{"who is there already", three, said{link.Joined{Call: callID, Who: demir}}, []string{`appoint p1 "clerk"`, `appoint p3 "interpreter"`}},
		{"the third one leaves", three, said{link.Left{Call: callID, Who: "p3"}}, []string{"part p3", "tell Left p3 lost false moved false"}},
		{"the third one had left during a cut", append(slices.Clone(three), lineDown{}, lineUp{fresh}), first,
			[]string{"part p3", "tell Left p3 lost false moved false", `appoint p1 "clerk"`}},
		{"handing on", live, second, []string{"tell Accepted p2", "connect p2", `appoint p1 ""`, `appoint p2 ""`}},
		{"the one before stays until the next is there", append(slices.Clone(live), second), said{link.Left{Call: callID, Who: "p1", Moved: true}},
			[]string{`appoint p1 ""`, "tell Left p1 lost false moved true"}},
		{"then goes", handed, wayOpen{"p2"}, []string{"tell Connected", "part p1", "share false false"}},
		{"or after a while", handed, after{partWithin, tick{}}, []string{"part p1", "say signal restart to p2 in 2", "relay p2 true", "tell Quality text", "share false false"}},
		{"the next was there already", append(slices.Clone(live), second, wayOpen{"p2"}), said{link.Left{Call: callID, Who: "p1", Moved: true}},
			[]string{"part p1", "tell Left p1 lost false moved true", "share false false"}},
		{"the next is agreed to", append(slices.Clone(handed), wayOpen{"p2"}), doAdmit{"p2"}, []string{"admit p2 true", "share true true"}},
		{"or one who was agreed to takes over", three, said{link.Accepted{Call: callID, Epoch: 2, Who: link.Participant{ID: "p3", As: link.AsClerk}, Peers: []link.Peer{{Who: krahl}}}},
			[]string{"tell Accepted p3", `appoint p1 ""`, `appoint p3 "clerk"`}},
		{"the citizen agrees to a third one", guest, doAdmit{"p3"}, []string{"admit p3 true", `appoint p1 "clerk"`, `appoint p3 "interpreter"`}},
		{"once", three, doAdmit{"p3"}, nil},
		{"agreeing to a stranger", guest, doAdmit{"p9"}, nil},
		{"agreeing to one who has left", append(slices.Clone(guest), said{link.Left{Call: callID, Who: "p3"}}), doAdmit{"p3"}, nil},
		{"the citizen refuses a third one", guest, doTurnAway{"p3"}, []string{"turn away p3", "say turn-away"}},
		{"who goes then", append(slices.Clone(guest), doTurnAway{"p3"}), said{link.Left{Call: callID, Who: "p3"}}, []string{"part p3", "tell Left p3 lost false moved false"}},
		{"or is let go", append(slices.Clone(guest), doTurnAway{"p3"}), after{goneWithin, tick{}}, []string{"part p3"}},
		{"and is not let in again", append(slices.Clone(guest), doTurnAway{"p3"}, after{goneWithin, tick{}}), said{link.Joined{Call: callID, Who: demir}}, []string{`appoint p1 "clerk"`}},
		{"nor by agreeing late", append(slices.Clone(guest), doTurnAway{"p3"}), doAdmit{"p3"}, nil},
		{"unless they are asked in anew", append(slices.Clone(guest), doTurnAway{"p3"}, said{link.Left{Call: callID, Who: "p3"}}), said{link.Joined{Call: callID, Who: demir}},
			[]string{"connect p3", "tell Joined p3", `appoint p1 "clerk"`, `appoint p3 ""`}},
		{"refused while the hub was away", append(slices.Clone(guest), lineDown{}, doTurnAway{"p3"}, lineUp{fresh}),
			said{link.Accepted{Call: callID, Epoch: 1, Who: krahl, Peers: []link.Peer{{Who: krahl}, {Who: demir}}}}, []string{"say turn-away", `appoint p1 "clerk"`, `appoint p3 ""`}},
		{"who was in is refused", three, doTurnAway{"p3"}, []string{`appoint p3 ""`, "admit p3 false", "turn away p3", "say turn-away"}},
		{"who leads is not turned away", live, doTurnAway{"p1"}, nil},
		{"ended by the clerk", live, said{link.Ended{Call: callID, Reason: link.ReasonSolved}}, []string{"share false false", "part p1", "tell Ended solved"}},
		{"another call ended", live, said{link.Ended{Call: "another-call-0001", Reason: link.ReasonSolved}}, nil},
		{"hanging up", three, doHangUp{link.ReasonCitizen}, []string{"say hangup citizen", "share false false", "part p1", "part p3"}},
		{"hanging up without a call", online, doHangUp{link.ReasonVisitEnd}, nil},

		{"a call-back", online, doCallback{link.Callback{ID: callID}}, []string{"say callback"}},
		{"a call-back is told again", []in{doCallback{link.Callback{ID: callID}}}, lineUp{fresh}, []string{"say hello", "tell HubBack", "say callback"}},
		{"until it is noted", append(slices.Clone(online), doCallback{link.Callback{ID: callID}}), said{link.Noted{ID: callID}}, []string{"tell Noted"}},
		{"somebody else's", online, said{link.Noted{ID: callID}}, nil},
		{"a call-back is refused", append(slices.Clone(online), doCallback{link.Callback{ID: callID}}), said{link.Refused{Code: link.RefusedClosed, Call: callID}},
			[]string{"tell Refused closed " + callID}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, now := newMachine("v1"), noon
			step := func(i in) []act {
				if a, ok := i.(after); ok {
					now, i = now.Add(a.Duration), a.input
				}
				return m.step(now, i)
			}
			for _, i := range tt.before {
				step(i)
			}
			if got := told(step(tt.then)); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

// TestAnyOrder takes every two inputs in every state: nothing panics, a connection that is let go was there, nobody is connected
// twice, nothing goes out while nobody is admitted, who is admitted was agreed to, and without a call nothing is shared and nobody connected.
func TestAnyOrder(t *testing.T) {
	inputs := []in{
		lineUp{fresh}, lineDown{}, wish, doHangUp{link.ReasonCitizen}, doShare{link.Shared{Video: true}}, doAdmit{"p2"}, doAdmit{"p3"}, doTurnAway{"p3"}, first, second, after{connectWithin, tick{}},
		after{orphanedAfter, tick{}}, wayOpen{"p1"}, wayCut{"p1"}, wayOpen{"p2"}, wayMedia{"p1", RungAudio}, pictured{"p2"},
		said{link.Waiting{Call: callID, Place: 1}}, said{link.Joined{Call: callID, Who: demir}}, said{link.Left{Call: callID, Who: "p1", Moved: true}},
		said{link.Left{Call: callID, Who: "p1", Lost: true}}, said{link.Ended{Call: callID, Reason: link.ReasonSolved}}, said{link.Refused{Code: link.RefusedCall, Call: callID}},
		said{link.Signal{Call: callID, From: "p1", To: link.TerminalPeer, Epoch: 1}},
	}
	for name, before := range map[string][]in{"idle": nil, "online": online, "in the queue": inQueue, "meet": meet, "live": live, "guest": guest, "three": three, "handed": handed} {
		for _, one := range inputs {
			for _, two := range inputs {
				m, now, connected, admitted := newMachine("v1"), noon, map[string]bool{}, map[string]bool{}
				for _, i := range append(slices.Clone(before), one, two) {
					if a, ok := i.(after); ok {
						now, i = now.Add(a.Duration), a.input
					}
					for _, a := range m.step(now, i) {
						switch a := a.(type) {
						case connect:
							if connected[a.who.ID] {
								t.Fatalf("%s, %T, %T: %s is connected twice", name, one, two, a.who.ID)
							}
							connected[a.who.ID] = true
						case part:
							if !connected[a.who] {
								t.Fatalf("%s, %T, %T: %s is let go and was not there", name, one, two, a.who)
							}
							delete(connected, a.who)
							delete(admitted, a.who)
						case admit:
							_, agreed := i.(doAdmit)
							if s, ok := i.(said); a.on && !agreed && (!ok || s.body.Type() != "accepted") {
								t.Fatalf("%s, %T, %T: %s is admitted by %T", name, one, two, a.who, i)
							}
							if admitted[a.who] = true; !a.on {
								delete(admitted, a.who)
							}
						}
					}
				}
				if len(connected) != len(m.others) || m.stage == idle && len(connected) > 0 || m.stage != talking && m.shared != (link.Shared{}) ||
					len(admitted) == 0 && m.sent != (link.Shared{}) {
					t.Fatalf("%s, %T, %T: in stage %d are connected %v, the machine knows %d, shared is %+v", name, one, two, m.stage, connected, len(m.others), m.shared)
				}
			}
		}
	}
}

func TestAskingAgainKeepsTheCall(t *testing.T) {
	m := newMachine("v1")
	for _, i := range inQueue {
		m.step(noon, i)
	}
	acts := m.step(noon, doAsk{link.Ask{Call: "another-call-0001", Text: true}})
	if ask := acts[0].(say).body.(link.Ask); ask.Call != callID || !ask.Text || ask.Progress.Call != callID {
		t.Errorf("the hub is asked %+v", ask)
	}
}
