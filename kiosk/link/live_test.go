package link

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"
)

const callID = "01234567-89ab-cdef"

var petra = Participant{ID: "p1", Name: "Petra Krahl", Office: "Bürgeramt", As: AsClerk}

// good holds a message of each vocabulary's types that keeps its bounds.
var good = []struct {
	of   Vocabulary
	body Body
}{
	{FromTerminal, Hello{Version: "1.0", Call: callID}},
	{FromTerminal, Beat{Health: []string{"printer.paper"}, Outbox: 3}},
	{FromTerminal, Ask{Call: callID, Flow: "anmeldung", Language: "de", Needs: []Need{NeedText}, Progress: Progress{Step: 2, Steps: 6, Part: "details"}}},
	{FromTerminal, Progress{Call: callID, Step: 1, Steps: 6}},
	{FromTerminal, Hangup{Call: callID, Reason: ReasonCitizen}},
	{FromTerminal, Signal{Call: callID, To: "p1", Epoch: 1, Kind: SignalAnswer, Data: "v=0"}},
	{FromTerminal, TurnAway{Call: callID, Who: "p2"}},
	{FromTerminal, Callback{ID: callID, Language: "de", Phone: "+49 351 123", From: time.Unix(0, 0).UTC(), To: time.Unix(3600, 0).UTC()}},
	{ToTerminal, Welcome{Terminal: "rathaus-1", Authority: "14612000"}},
	{ToTerminal, Opening{Open: true, Clerks: 2, Until: time.Unix(0, 0).UTC()}},
	{ToTerminal, Waiting{Call: callID, Place: 1, Wait: 240, Again: true}},
	{ToTerminal, Accepted{Call: callID, Epoch: 1, Who: petra, ICE: []ICEServer{{URLs: []string{"turn:127.0.0.1"}, Username: "u", Credential: "c"}}}},
	{ToTerminal, Joined{Call: callID, Who: petra}},
	{ToTerminal, Left{Call: callID, Who: "p1", Lost: true}},
	{ToTerminal, Ended{Call: callID, Reason: ReasonSolved}},
	{ToTerminal, Noted{ID: callID}},
	{ToTerminal, Refused{Code: RefusedClosed}},
	{ToTerminal, Beat{}},
	{ToDesk, Beat{}},
	{FromDesk, DeskHello{Tab: callID, Lang: "en", Call: callID, Epoch: 2}},
	{FromDesk, Presence{State: Away}},
	{FromDesk, Accept{Call: callID}},
	{FromDesk, Transfer{Call: callID, Clerk: "7"}},
	{FromDesk, Invite{Call: callID, Clerk: "7", As: AsInterpreter}},
	{FromDesk, Join{Call: callID}},
	{FromDesk, Decline{Call: callID}},
	{FromDesk, End{Call: callID, Reason: ReasonElsewhere}},
	{FromDesk, CallbackDone{ID: callID}},
	{ToDesk, DeskWelcome{Clerk: "7", Name: "Petra Krahl", Roles: []string{"clerk"}}},
	{ToDesk, Board{Version: 1, Waiting: []Case{{Call: callID, Language: "de"}}}},
	{ToDesk, Ringing{Call: callID, From: "Petra Krahl", As: AsSecond, Case: Case{Call: callID}}},
	{ToDesk, Stopped{Call: callID}},
	{ToDesk, Superseded{}},
	{FormMessages, Mirror{Version: 7, Page: "question", Lang: "de", Nodes: []MirrorNode{{ID: "a", Role: "choice", Act: ActPress}}}},
	{FormMessages, Grant{State: GrantGiven}},
	{FormMessages, Done{ID: "r1", Outcome: OutcomeStale}},
	{FormMessages, Shared{Audio: true}},
	{FormMessages, Admission{Who: "p2", State: GrantAsked}},
	{FormMessages, Picture{What: WantScan, Media: "image/jpeg", Size: 9, Page: 1}},
	{FormMessages, Point{Node: "option.ja"}},
	{FormMessages, Suggest{ID: "s1", Page: "question.ort", Node: "field.ort", Value: "Pirna"}},
	{FormMessages, Fill{ID: "f1", Page: "question.ort", Node: "field.ort", Value: "Pirna"}},
	{FormMessages, Press{ID: "p1", Page: "question.ort", Node: "forward"}},
	{FormMessages, Request{ID: "r1", What: WantScan}},
	{FormMessages, Withdraw{ID: "r1"}},
	{FormMessages, Holding{On: true}},
}

func TestEveryMessageComesBackAsItWent(t *testing.T) {
	seen := map[reflect.Type]bool{}
	for _, g := range good {
		raw, err := Encode(g.body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := g.of.Decode(raw)
		if err != nil {
			t.Errorf("%s: %v", raw, err)
			continue
		}
		if !reflect.DeepEqual(got, g.body) {
			t.Errorf("%s came back as %+v", raw, got)
		}
		seen[reflect.TypeOf(g.body)] = true
	}
	for _, v := range []Vocabulary{FromTerminal, ToTerminal, FromDesk, ToDesk, FormMessages} {
		for name := range v {
			found := false
			for kind := range seen {
				found = found || reflect.Zero(kind).Interface().(Body).Type() == name
			}
			if !found {
				t.Errorf("no message of the type %s is tried", name)
			}
		}
	}
}

func TestMessageOutOfBounds(t *testing.T) {
	for name, c := range map[string]struct {
		of   Vocabulary
		raw  string
		says string
	}{
		"not JSON":          {FromTerminal, `{`, "not a JSON object"},
		"unknown type":      {FromTerminal, `{"type":"board","body":{}}`, "not known here"},
		"desk's word":       {FromTerminal, `{"type":"accept","body":{}}`, "not known here"},
		"body missing":      {FromTerminal, `{"type":"hangup"}`, "hangup"},
		"wrong kind":        {FromTerminal, `{"type":"beat","body":{"outbox":"many"}}`, "outbox is not a int"},
		"short call":        {FromTerminal, `{"type":"hangup","body":{"call":"x","reason":"citizen"}}`, "call is missing or out of bounds"},
		"strange reason":    {FromTerminal, `{"type":"hangup","body":{"call":"` + callID + `","reason":"Erika"}}`, "reason is missing"},
		"busy by itself":    {FromDesk, `{"type":"presence","body":{"state":"busy"}}`, "state is missing"},
		"picture too large": {FormMessages, `{"type":"picture","body":{"what":"scan","media":"image/jpeg","size":99999999,"page":1}}`, "size is missing"},
		"phone of words":    {FromTerminal, `{"type":"callback","body":{"id":"` + callID + `","language":"de","phone":"Erika","from":"2026-01-01T00:00:00Z","to":"2026-01-01T01:00:00Z"}}`, "phone is missing"},
		"large":             {FromTerminal, strings.Repeat(" ", MaxMessage+1), "larger than"},
	} {
		_, err := c.of.Decode([]byte(c.raw))
		if !errors.Is(err, ErrMessage) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && strings.Contains(err.Error(), "Erika") {
			t.Errorf("%s: the error tells a value: %v", name, err)
		}
	}
}

func TestUnknownMembersAreSkipped(t *testing.T) {
	got, err := ToTerminal.Decode([]byte(`{"type":"waiting","body":{"call":"` + callID + `","place":2,"mood":"fine"}}`))
	if err != nil || got != (Waiting{Call: callID, Place: 2}) {
		t.Errorf("got %+v, %v", got, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, g := range good {
		raw, err := Encode(g.body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, v := range []Vocabulary{FromTerminal, ToTerminal, FromDesk, ToDesk, FormMessages} {
			b, err := v.Decode(raw)
			if err != nil {
				continue
			}
			again, err := Encode(b)
			if err != nil {
				if json.Valid(raw) && len(raw) > MaxMessage/2 {
					continue // escaping may lengthen a message
				}
				t.Fatal(err)
			}
			if _, err := v.Decode(again); err != nil {
				t.Fatalf("%s: %v", again, err)
			}
		}
	})
}
