package session_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// callPage is the visit at one of the pages of a call, and on.
func callPage(t *testing.T, name string, on ...session.Event) session.State {
	t.Helper()
	for _, p := range sessiontest.Calls {
		if p.Name == name {
			s, _ := sessiontest.Walk(sessiontest.Idle(t), slices.Concat(p.Events, on)...)
			return s
		}
	}
	t.Fatalf("no page is called %q", name)
	return session.State{}
}

// TestNothingIsSharedBeforeThePicture: camera and microphone go on only when the citizen has seen who will see them, and agreed.
func TestNothingIsSharedBeforeThePicture(t *testing.T) {
	connected := session.CallConnected{Who: "p1"}
	seen := session.CallPictureSeen{Who: "p1"}
	for _, tt := range []struct {
		name         string
		events       []session.Event
		audio, video bool
	}{
		{"accepted", nil, false, false},
		{"connected", []session.Event{connected}, false, false},
		{"seen", []session.Event{connected, seen}, true, true},
		{"another one's picture", []session.Event{connected, session.CallPictureSeen{Who: "p2"}}, false, false},
		{"no picture for a while", []session.Event{connected, session.Tick{Now: sessiontest.Noon.Add(10 * time.Second)}}, true, false},
		{"no way for pictures", []session.Event{connected, session.CallQuality{Rung: session.RungAudio}}, true, false},
		{"only text", []session.Event{session.CallQuality{Rung: session.RungText}}, false, false},
		{"another clerk", []session.Event{connected, seen, session.CallAccepted{Who: sessiontest.Colleague}}, false, false},
	} {
		s := callPage(t, "call: meeting", tt.events...)
		if audio, video := s.MayShare(); audio != tt.audio || video != tt.video {
			t.Errorf("%s: may be heard %t, seen %t", tt.name, audio, video)
		}
		for _, ask := range []session.AllowLive{{Audio: true, Video: true}, {Audio: true}, {Video: true}} {
			after, effects := session.Step(s, ask)
			want := ask.Audio && tt.audio && (!ask.Video || tt.video)
			if got := after.Visit.Call.Stage == session.CallLive; got != want {
				t.Errorf("%s: %+v makes the call live: %t", tt.name, ask, got)
			}
			if shares := slices.Contains(effects, session.Effect(session.ShareLive{Audio: ask.Audio, Video: ask.Video})); shares != want {
				t.Errorf("%s: %+v: effects %v", tt.name, ask, effects)
			}
		}
	}
}

// TestClockStandsInACall: nobody is warned while a clerk is there; who waits alone is, and takes the call along.
func TestClockStandsInACall(t *testing.T) {
	hour := []session.Event{}
	for n := range 240 {
		hour = append(hour, session.Tick{Now: sessiontest.Noon.Add(time.Duration(n+1) * 15 * time.Second)})
	}
	for name, stays := range map[string]bool{
		"call: live": true, "call: writing": true, "call: grant": true, "call: live at the end": true, "call: three": true,
		"call: waiting": false, "call: waiting alone": false, "call: meeting seen": false, "call: lost": false, "call: ended": false, "callback: phone": false,
	} {
		before := callPage(t, name)
		s, hungUp := before, false
		for _, e := range hour {
			var effects []session.Effect
			s, effects = session.Step(s, e)
			hungUp = hungUp || slices.Contains(effects, session.Effect(session.HangUp{Reason: session.EndedVisit}))
		}
		if s.Idle() == stays {
			t.Errorf("%s: after an hour the visit is there: %t", name, !s.Idle())
		}
		if active := before.Visit.Call.Active(); s.Idle() && hungUp != active {
			t.Errorf("%s: the call was hung up with the visit: %t", name, hungUp)
		}
	}
	s := callPage(t, "call: live", append(hour, session.CallEnded{Reason: session.EndedSolved})...)
	s, _ = session.Step(s, session.Tick{Now: s.Now.Add(time.Second)})
	if s.Warning() {
		t.Error("the citizen is warned as soon as the clerk has gone")
	}
}

// TestReceiptIsPrintedInACall: the last page goes on by itself beside the talk, but does not wipe.
func TestReceiptIsPrintedInACall(t *testing.T) {
	s := callPage(t, "call: live")
	v := page(t, "storing")
	stored := v.s
	stored.Visit.Call, stored.Visit.Over = s.Visit.Call, session.OverNone
	stored, _ = session.Step(stored, session.Stored{Key: "k", Number: "4K7-219", Token: "T"})
	_, effects := session.Step(stored, session.Tick{Now: stored.Now.Add(4 * time.Second)})
	if !slices.Contains(effects, session.Effect(session.PrintReceipt{})) {
		t.Errorf("the effects are %v", effects)
	}
}

// TestClerkMayNot: what is the citizen's alone is refused on every page, whatever was granted.
func TestClerkMayNot(t *testing.T) {
	never := []session.Event{
		session.EndVisit{}, session.Cancel{}, session.OpenLanguage{}, session.OpenAids{}, session.SetLanguage{Lang: "en"}, session.SetTheme{Theme: session.Dark}, session.ToggleConsent{ID: "richtig"},
		session.StrokeStarted{}, session.CannotSign{}, session.ClearSignature{}, session.EndCall{}, session.AllowFilling{}, session.AllowLive{Audio: true}, session.ToggleMicrophone{}, session.EndRow{},
		session.StartScan{}, session.PrintAgain{}, session.CardWrong{}, session.SkipCard{}, session.TakeSuggestion{}, session.TakeRequest{}, session.Resume{}, session.Another{},
	}
	live := callPage(t, "call: live").Visit.Call
	live.Grant = session.GrantGiven
	for _, p := range slices.Concat(sessiontest.Pages, sessiontest.Technicians) {
		s, _ := sessiontest.Walk(sessiontest.Idle(t), p.Events...)
		if s.Idle() {
			continue
		}
		s.Visit.Call = live
		for _, on := range never {
			refuses(t, p.Name, s, on)
		}
		switch s.Visit.At.Kind {
		case session.AtPrivacy, session.AtCardData, session.AtSend, session.AtDone, session.AtSignature, session.AtCode, session.AtTechnician:
			refuses(t, p.Name, s, session.Continue{})
		}
	}
}

func refuses(t *testing.T, name string, s session.State, on session.Event) {
	t.Helper()
	if may := s.ClerkMay(on); may != session.ClerkNothing {
		t.Errorf("%s: a clerk may %s %T", name, may, on)
	}
	after, effects := session.Step(s, session.CallPressed{Who: "p1", ID: "x", On: on})
	if want := []session.Effect{session.AnswerDone{ID: "x", Outcome: session.OutcomeForbid}}; !reflect.DeepEqual(effects, want) || !reflect.DeepEqual(after.Visit, s.Visit) {
		t.Errorf("%s: pressing %T has effects %v", name, on, effects)
	}
}

// TestFilling asks once in a call, does it, and says what became of it.
func TestFilling(t *testing.T) {
	field := session.ActivateField{Key: "zweck_anderer"}
	fill := func(value string) session.Event {
		return session.CallFilled{Who: "p1", ID: "f", On: field, Value: value}
	}
	for _, tt := range []struct {
		name    string
		events  []session.Event
		outcome session.Outcome
		text    string
	}{
		{"asked first", []session.Event{fill("Miete")}, "", ""},
		{"allowed", []session.Event{fill("Miete"), session.AllowFilling{}}, session.OutcomeDone, "Miete"},
		{"refused", []session.Event{fill("Miete"), session.RefuseFilling{}}, session.OutcomeRefused, ""},
		{"refused for good", []session.Event{fill("Miete"), session.RefuseFilling{}, fill("Bau")}, session.OutcomeRefused, ""},
		{"asked only once", []session.Event{fill("Miete"), session.AllowFilling{}, fill("Bau")}, session.OutcomeDone, "Bau"},
		{"what the field does not take", []session.Event{fill("Miete"), session.AllowFilling{}, fill("a\nb")}, session.OutcomeInvalid, "Miete"},
		{"more than fits", []session.Event{fill("Miete"), session.AllowFilling{}, fill(strings.Repeat("x", 5000))}, session.OutcomeInvalid, "Miete"},
		{"a field that is not there", []session.Event{fill("Miete"), session.AllowFilling{}, session.CallFilled{Who: "p1", ID: "f", On: session.ActivateField{Key: "plz"}, Value: "1"}}, session.OutcomeStale, "Miete"},
		{"a button is no field", []session.Event{session.CallFilled{Who: "p1", ID: "f", On: session.Continue{}, Value: "1"}}, session.OutcomeForbid, ""},
		{"a colleague may", []session.Event{session.CallJoined{Who: sessiontest.Colleague}, session.CallPictureSeen{Who: "p2"}, session.AdmitNewcomer{Who: "p2"}, fill("Miete"), session.AllowFilling{}, session.CallFilled{Who: "p2", ID: "f", On: field, Value: "Bau"}}, session.OutcomeDone, "Bau"},
		{"but not before the citizen agreed to them", []session.Event{fill("Miete"), session.AllowFilling{}, session.CallJoined{Who: sessiontest.Colleague}, session.CallFilled{Who: "p2", ID: "f", On: field, Value: "Bau"}}, session.OutcomeForbid, "Miete"},
		{"an interpreter may not", []session.Event{session.CallJoined{Who: sessiontest.Interpreter}, session.CallFilled{Who: "p3", ID: "f", On: field, Value: "Bau"}}, session.OutcomeForbid, ""},
		{"nobody may", []session.Event{session.CallFilled{Who: "p9", ID: "f", On: field, Value: "Bau"}}, session.OutcomeForbid, ""},
	} {
		s, effects := sessiontest.Walk(callPage(t, "call: live with a field"), tt.events...)
		var outcome session.Outcome
		for _, e := range effects {
			if done, ok := e.(session.AnswerDone); ok {
				outcome = done.Outcome
			}
		}
		if text := s.Visit.Draft.Edits["zweck_anderer"].Text; outcome != tt.outcome || text != tt.text {
			t.Errorf("%s: %q with %q, want %q with %q", tt.name, outcome, text, tt.outcome, tt.text)
		}
	}
	s := callPage(t, "call: filled")
	if s.Visit.Call.Filled["zweck_anderer"] != "Petra Krahl" {
		t.Errorf("who filled it: %v", s.Visit.Call.Filled)
	}
	if s, _ = session.Step(s, session.TypeRune{Rune: 'x'}); len(s.Visit.Call.Filled) > 0 {
		t.Error("what the citizen mends counts as the clerk's")
	}
}

// TestRequests lead to the page of what is wanted and are answered when it is there.
func TestRequests(t *testing.T) {
	sign := []session.Event{session.StrokeStarted{At: session.Point{X: 10, Y: 10}}, session.StrokeMoved{At: session.Point{X: 90, Y: 40}}, session.StrokeEnded{}, session.Continue{}}
	s := callPage(t, "call: request", session.TakeRequest{})
	if s.Visit.At.Kind != session.AtSignature {
		t.Fatalf("the request leads to %v", s.Visit.At)
	}
	s, effects := sessiontest.Walk(s, sign...)
	for _, want := range []session.Effect{session.SendPictureOf{ID: "r1", What: session.WantSignature}, session.AnswerDone{ID: "r1", Outcome: session.OutcomeDone}} {
		if !slices.Contains(effects, want) {
			t.Errorf("signing has the effects %v, want %v among them", effects, want)
		}
	}
	if s.Visit.At.Kind != session.AtQuestion || s.Visit.At.Page != "art" {
		t.Errorf("afterwards the visit is at %v, want the question that was left", s.Visit.At)
	}
	s = callPage(t, "call: live at the scan", session.Back{}, session.CallAsked{Who: "p1", ID: "r9", What: session.WantScan}, session.TakeRequest{}, session.StartScan{})
	_, effects = session.Step(s, session.ScanDone{Page: sheet("wanted")})
	for _, want := range []session.Effect{session.SendPictureOf{ID: "r9", What: session.WantScan, Proof: "sozialnachweis", Page: 1}, session.AnswerDone{ID: "r9", Outcome: session.OutcomeDone}} {
		if !slices.Contains(effects, want) {
			t.Errorf("scanning has the effects %v, want %v among them", effects, want)
		}
	}
	s = callPage(t, "call: live", session.CallAsked{Who: "p1", ID: "c", What: session.WantCard}, session.TakeRequest{})
	if _, effects = session.Step(s, session.CardRead{Card: sessiontest.Card}); !slices.Contains(effects, session.Effect(session.AnswerDone{ID: "c", Outcome: session.OutcomeDone})) {
		t.Errorf("reading a card has the effects %v", effects)
	}
}

// TestRealTimeText sends each key at once, and shows what others write as they write it.
func TestRealTimeText(t *testing.T) {
	s := callPage(t, "call: text only")
	var sent strings.Builder
	for _, e := range slices.Concat(keys("Ich bxin"), []session.Event{session.Erase{}, session.Continue{}, session.Erase{}, session.Continue{}}, keys("da")) {
		var effects []session.Effect
		s, effects = session.Step(s, e)
		for _, effect := range effects {
			if text, ok := effect.(session.SendText); ok {
				sent.WriteString(text.Block)
			}
		}
	}
	if want := "Ich bxin\b\u2028da"; sent.String() != want {
		t.Errorf("sent %q, want %q", sent.String(), want)
	}
	for _, block := range []string{"Hal", "lp\bo", "\u2028", "\b", "\x1b[31m\u202eeins\r\n", "zw\ufffdi", "\b\b\b\b\b\b\b"} {
		s, _ = session.Step(s, session.CallText{Who: "p1", Block: block})
	}
	var lines []string
	for _, l := range s.Visit.Call.Lines {
		lines = append(lines, fmt.Sprintf("%s:%s:%t", l.Who, l.Text, l.Open))
	}
	want := []string{"p1:Guten TagHallo:false", ":Ich bxi:false", ":da:true", "p1:[31meins:false"}
	if !slices.Equal(lines, want) {
		t.Errorf("the lines are %q, want %q", lines, want)
	}
	long, _ := session.Step(s, session.CallText{Who: "p1", Block: strings.Repeat("ä", 100000) + strings.Repeat("x\n", 1000)})
	if n := len(long.Visit.Call.Lines); n > 200 {
		t.Errorf("%d lines are kept", n)
	}
}

// TestTransfer keeps the talk when the clerk hands it on, and puts it in front of the queue when the clerk is lost.
func TestTransfer(t *testing.T) {
	s := callPage(t, "call: live", session.CallJoined{Who: sessiontest.Colleague}, session.CallAccepted{Who: sessiontest.Colleague}, session.CallLeft{Who: "p1", Moved: true})
	if c := s.Visit.Call; c.Stage != session.CallLive || c.Clerk().ID != "p2" || len(c.People) != 1 || !c.Audio {
		t.Errorf("after the transfer: %+v", c)
	}
	before := callPage(t, "call: live with a field")
	s, _ = session.Step(before, session.CallLeft{Who: "p1", Lost: true})
	if c := s.Visit.Call; c.Stage != session.CallWaiting || !c.Again || c.Audio || c.Video || !reflect.DeepEqual(s.Visit.Draft, before.Visit.Draft) {
		t.Errorf("after the clerk was lost: %+v", c)
	}
}

// TestNewcomers: whoever comes later sees and hears nothing before the citizen saw who it is, and agreed; refusing lets a guest
// go, and ends the talk where the one who leads it is refused.
func TestNewcomers(t *testing.T) {
	comes, picture := session.CallJoined{Who: sessiontest.Interpreter}, session.CallPictureSeen{Who: "p3"}
	leads, hers := session.CallAccepted{Who: sessiontest.Successor}, session.CallPictureSeen{Who: "p4"}
	moved := session.CallLeft{Who: "p1", Moved: true}
	yes, no := session.AdmitNewcomer{Who: "p3"}, session.RefuseNewcomer{Who: "p3"}
	for _, tt := range []struct {
		name   string
		events []session.Event
		over   session.Overlay
		want   session.Effect // among those of the last event; nil for none but a sound
	}{
		{"comes", []session.Event{comes}, session.OverNewcomer, nil},
		{"agreed before the picture", []session.Event{comes, yes}, session.OverNewcomer, nil},
		{"agreed after it", []session.Event{comes, picture, yes}, session.OverNone, session.AdmitParticipant{Who: "p3"}},
		{"no picture for a while", []session.Event{comes, session.Tick{Now: sessiontest.Noon.Add(10 * time.Second)}, yes}, session.OverNone, session.AdmitParticipant{Who: "p3"}},
		{"no way for pictures", []session.Event{comes, session.CallQuality{Rung: session.RungAudio}, yes}, session.OverNone, session.AdmitParticipant{Who: "p3"}},
		{"refused before the picture", []session.Event{comes, no}, session.OverNone, session.TurnAway{Who: "p3"}},
		{"refused", []session.Event{comes, picture, no}, session.OverNone, session.TurnAway{Who: "p3"}},
		{"back is no answer", []session.Event{comes, picture, session.Back{}}, session.OverNewcomer, nil},
		{"the answer is about another one", []session.Event{comes, picture, session.AdmitNewcomer{Who: "p4"}}, session.OverNewcomer, nil},
		{"left again", []session.Event{comes, session.CallLeft{Who: "p3"}}, session.OverNone, nil},
		{"agreed after they left", []session.Event{comes, picture, session.CallLeft{Who: "p3"}, yes}, session.OverNone, nil},
		{"announced twice", []session.Event{comes, picture, yes, comes}, session.OverNone, nil},
		{"came back", []session.Event{comes, picture, yes, session.CallLeft{Who: "p3"}, comes}, session.OverNewcomer, nil},
		{"two at once", []session.Event{comes, picture, session.CallJoined{Who: sessiontest.Colleague}, yes}, session.OverNewcomer, session.AdmitParticipant{Who: "p3"}},
		{"the language is chosen first", []session.Event{session.OpenLanguage{}, comes}, session.OverLanguage, nil},
		{"then the question", []session.Event{session.OpenLanguage{}, comes, session.Back{}}, session.OverNewcomer, nil},
		{"handed on", []session.Event{leads, moved}, session.OverNewcomer, nil},
		{"and agreed", []session.Event{leads, moved, hers, session.AdmitNewcomer{Who: "p4"}}, session.OverNone, session.AdmitParticipant{Who: "p4"}},
		{"and refused", []session.Event{leads, moved, session.RefuseNewcomer{Who: "p4"}}, session.OverEnded, session.HangUp{Reason: session.EndedCitizen}},
		{"handed to one who is agreed to", []session.Event{comes, picture, yes, session.CallAccepted{Who: sessiontest.Interpreter}, moved}, session.OverNone, nil},
	} {
		s, _ := sessiontest.Walk(callPage(t, "call: live"), tt.events[:len(tt.events)-1]...)
		s, effects := session.Step(s, tt.events[len(tt.events)-1])
		effects = slices.DeleteFunc(effects, func(e session.Effect) bool { _, tone := e.(session.Sound); return tone })
		if s.Visit.Over != tt.over || (tt.want == nil) != (len(effects) == 0) || tt.want != nil && !slices.Contains(effects, tt.want) {
			t.Errorf("%s: over %q, want %q; effects %v, want %v", tt.name, s.Visit.Over, tt.over, effects, tt.want)
		}
	}
	s := callPage(t, "call: text only", comes, picture, yes)
	if s.Visit.Over != session.OverWrite {
		t.Errorf("who writes is at %q after the answer", s.Visit.Over)
	}
}

// TestAutoCall begins the call with the visit, where the town wants it so and somebody is there.
func TestAutoCall(t *testing.T) {
	for _, first := range []session.Event{session.Start{}, session.Approached{}} {
		for _, open := range []bool{true, false} {
			s := sessiontest.Idle(t)
			s.Place.AutoCall, s.Desk = true, session.Desk{Linked: true, Open: open, Clerks: 1}
			s, effects := session.Step(s, first)
			if s.Visit.At.Kind != session.AtLanguage || s.Visit.Call.Active() != open || (len(effects) > 0) != open {
				t.Errorf("%T, desk open %t: %v, effects %v", first, open, s.Visit.Call.Stage, effects)
			}
		}
	}
}

// TestSlots are in the hours of working days, the rest of today's first.
func TestSlots(t *testing.T) {
	for _, tt := range []struct {
		name string
		now  time.Time
		want []string
	}{
		{"on a Saturday", sessiontest.Noon, []string{"Mon 08:00–12:00", "Mon 13:00–18:00", "Tue 08:00–12:00", "Tue 13:00–18:00"}},
		{"in the morning", sessiontest.Noon.Add(46 * time.Hour), []string{"Mon 10:00–12:00", "Mon 13:00–18:00", "Tue 08:00–12:00", "Tue 13:00–18:00"}},
		{"shortly before noon", sessiontest.Noon.Add(47*time.Hour + 45*time.Minute), []string{"Mon 13:00–18:00", "Tue 08:00–12:00", "Tue 13:00–18:00", "Wed 08:00–12:00"}},
		{"on Friday evening", sessiontest.Noon.Add(-16 * time.Hour), []string{"Mon 08:00–12:00", "Mon 13:00–18:00", "Tue 08:00–12:00", "Tue 13:00–18:00"}},
	} {
		s := callPage(t, "callback: slot", session.Tick{Now: tt.now})
		var got []string
		for _, slot := range s.Slots() {
			got = append(got, slot.From.Format("Mon 15:04")+"–"+slot.To.Format("15:04"))
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

// TestCallback sends the number once, and forgets it when the hub has it.
func TestCallback(t *testing.T) {
	s, effects := sessiontest.Walk(callPage(t, "callback: phone"), append(keys("+4935x9112"), session.Continue{})...)
	if ask, ok := effects[0].(session.AskCallback); !ok || ask.Phone != "+49359112" || ask.From.Hour() != 13 || ask.Flow != "meldebescheinigung" {
		t.Fatalf("effects %+v", effects)
	}
	if _, effects = session.Step(s, session.Continue{}); len(effects) > 0 {
		t.Errorf("sent twice: %v", effects)
	}
	if s, _ = session.Step(s, session.CallbackNoted{}); s.Visit.Callback.Phone.Text != "" || s.Visit.Callback.Stage != session.CallbackKept {
		t.Errorf("after it was noted: %+v", s.Visit.Callback)
	}
}

// FuzzCallText lets a participant send whatever they like: what is kept is bounded, and can be shown.
func FuzzCallText(f *testing.F) {
	for _, seed := range []string{"", "Hallo", "\b\b", "a\u2028b\r\nc", "\ufffd\x00\x1b[2J", strings.Repeat("ä", 600), "\u202e\u2066", "\xff\xfe"} {
		f.Add(seed)
	}
	var live session.State
	for _, p := range sessiontest.Calls {
		if p.Name == "call: live" {
			live, _ = sessiontest.Walk(sessiontest.Idle(f), p.Events...)
		}
	}
	f.Fuzz(func(t *testing.T, block string) {
		before := len(live.Visit.Call.Lines)
		s, effects := session.Step(live, session.CallText{Who: "p1", Block: block})
		open := 0
		for _, l := range s.Visit.Call.Lines {
			if len([]rune(l.Text)) > 500 || l.Text == "" || strings.ContainsAny(l.Text, "\b\n\r\u2028\x1b\u202e") {
				t.Errorf("a line is %q", l.Text)
			}
			if l.Open && l.Who == "p1" {
				open++
			}
		}
		if len(effects) > 0 || open > 1 || len(s.Visit.Call.Lines) > 200 || len(live.Visit.Call.Lines) != before {
			t.Errorf("%d lines, %d of them open, effects %v", len(s.Visit.Call.Lines), open, effects)
		}
	})
}
