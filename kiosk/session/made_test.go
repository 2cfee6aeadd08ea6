package session_test

import (
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/session/sessiontest"
)

// pen are strokes on the pad.
func pen() []session.Event {
	return []session.Event{session.StrokeStarted{At: session.Point{X: 10, Y: 10}}, session.StrokeMoved{At: session.Point{X: 90, Y: 40}}, session.StrokeEnded{}}
}

// TestWritingByType: what a key leaves in a field, and the answer that Continue makes of it.
func TestWritingByType(t *testing.T) {
	for _, tt := range []struct {
		page, keys, written string
		want                flows.Value
		code                flows.Code
	}{
		{"made: telephone", "+49 3591/12-34", "+49 3591/12-34", flows.Text("+49 3591/12-34"), ""},
		{"made: telephone", "abc115", "115", flows.Value{}, flows.CodeBadTelephone},
		{"made: telephone", "", "", flows.Value{}, ""},
	} {
		t.Run(tt.page+" "+tt.keys, func(t *testing.T) {
			v := page(t, tt.page)
			v.do(keys(tt.keys)...)
			if got := v.s.Visit.Draft.Edits["anruf"].Text; got != tt.written {
				t.Errorf("%q is written, want %q", got, tt.written)
			}
			v.do(session.Continue{})
			if got := v.s.Visit.Draft.Wrong["anruf"]; got != tt.code {
				t.Errorf("the field says %q, want %q", got, tt.code)
			}
			if got := v.s.Visit.Answers["anruf"]; !got.Equal(tt.want) {
				t.Errorf("the answer is %q", got.Text())
			}
		})
	}
}

// TestAccountNumbers: letters are capitals, blanks and signs are no keys, and a wrong check digit is told.
func TestAccountNumbers(t *testing.T) {
	v := page(t, "made: account")
	v.do(append([]session.Event{session.Empty{}}, keys("de02 1203-0000 0000 2020 51")...)...)
	if got := v.s.Visit.Draft.Edits["iban"].Text; got != "DE02120300000000202051" {
		t.Fatalf("%q is written", got)
	}
	v.do(session.Erase{}, session.TypeRune{Rune: '2'}, session.Continue{})
	if got := v.s.Visit.Draft.Wrong["iban"]; got != flows.CodeBadIBAN {
		t.Errorf("the field says %q", got)
	}
	v.do(session.Erase{}, session.TypeRune{Rune: '1'}, session.Continue{})
	v.at("question flaeche")
	if got := v.s.Visit.Answers["iban"].Text(); got != "DE02120300000000202051" {
		t.Errorf("the answer is %q", got)
	}
}

// TestDecimals: both decimal signs of a keyboard mean the same, and more figures than the field has are no number.
func TestDecimals(t *testing.T) {
	for _, tt := range []struct {
		keys string
		want flows.Value
		code flows.Code
	}{
		{"62,5", flows.Int(625), ""}, {"62.5", flows.Int(625), ""}, {"62", flows.Int(620), ""},
		{"62,55", flows.Value{}, flows.CodeNotANumber}, {"0,9", flows.Value{}, flows.CodeTooSmall}, {"", flows.Value{}, flows.CodeRequired},
	} {
		t.Run(tt.keys, func(t *testing.T) {
			v := page(t, "made: number")
			v.do(append([]session.Event{session.Empty{}}, keys(tt.keys)...)...)
			v.do(session.Continue{})
			if got := v.s.Visit.Draft.Wrong["flaeche"]; got != tt.code {
				t.Errorf("the field says %q, want %q", got, tt.code)
			}
			if got := v.s.Visit.Answers["flaeche"]; !got.Equal(tt.want) {
				t.Errorf("the answer is %d", got.Int())
			}
		})
	}
}

// TestLongLists: an answer is chosen and taken away by touching it, no more than the field takes, and only codes of the list.
func TestLongLists(t *testing.T) {
	touch := func(codes ...string) []session.Event {
		var events []session.Event
		for _, c := range codes {
			events = append(events, session.ToggleOption{Key: "staaten", Option: c})
		}
		return events
	}
	for _, tt := range []struct {
		name  string
		codes []string
		want  flows.Value
		code  flows.Code
	}{
		{"two", []string{"SYR", "DEU"}, flows.Choices("SYR", "DEU"), ""},
		{"one taken away", []string{"SYR", "DEU", "SYR"}, flows.Choices("DEU"), ""},
		{"too many", []string{"SYR", "DEU", "POL", "UKR"}, flows.Value{}, flows.CodeTooMany},
		{"none of the list", []string{"???"}, flows.Value{}, flows.CodeNotAnOption},
		{"nothing", nil, flows.Value{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "made: list")
			v.do(append(touch(tt.codes...), session.Continue{})...)
			if got := v.s.Visit.Draft.Wrong["staaten"]; got != tt.code {
				t.Errorf("the field says %q, want %q", got, tt.code)
			}
			if got := v.s.Visit.Answers["staaten"]; !got.Equal(tt.want) {
				t.Errorf("the answer is %v", got.Choices())
			}
		})
	}
}

// TestExit: nothing is sent from there; it leads back, on to what does help, to another service, or out.
func TestExit(t *testing.T) {
	for _, tt := range []struct {
		event session.Event
		after string
		flow  string
	}{
		{session.Back{}, "question flaeche", "muster"},
		{session.ChooseFlow{ID: "gespraech"}, "service", "gespraech"},
		{session.ChooseFlow{ID: "strom"}, "question unnoetig", "muster"},
		{session.Continue{}, "question unnoetig", "muster"},
		{session.Another{}, "areas", ""},
		{session.OpenHelp{}, "question unnoetig under help", "muster"},
	} {
		v := page(t, "made: exit")
		v.do(tt.event)
		v.at(tt.after)
		if f := v.s.Visit.Flow; (f == nil) != (tt.flow == "") || f != nil && f.ID != tt.flow {
			t.Errorf("%T leads to another service", tt.event)
		}
	}
	v := page(t, "made: exit")
	v.do(session.EndVisit{})
	v.wiped()
}

// TestExitWhileMending: an answer that is changed from the review can lead to an exit; the way back is to that answer.
func TestExitWhileMending(t *testing.T) {
	v := page(t, "made: review, signed")
	v.do(session.EditAnswer{Station: question("flaeche")}, session.Empty{})
	v.do(append(keys("3000"), session.Continue{})...)
	v.at("question unnoetig")
	v.do(session.Back{})
	v.at("question flaeche")
	v.do(session.Empty{})
	v.do(append(keys("80"), session.Continue{})...)
	v.at("review")
}

// TestRuleBetweenAnswers: it holds the page, keeps what was written, and goes when it is mended; on the review it leads back.
func TestRuleBetweenAnswers(t *testing.T) {
	v := page(t, "made: rule")
	v.at("question kosten")
	if got := v.s.Visit.Draft.Broken["nebenkosten"]; got != "weniger" {
		t.Fatalf("the rule is %q", got)
	}
	v.do(session.Erase{})
	if len(v.s.Visit.Draft.Broken) > 0 {
		t.Error("the sentence stays while it is mended")
	}
	v.do(session.Continue{})
	v.at("question staaten")

	v = page(t, "made: rule, review")
	v.at("review")
	v.do(session.Continue{})
	v.at("question kosten")
	if v.s.Visit.Draft.Broken["nebenkosten"] == "" {
		t.Error("the page does not say what is to be mended")
	}
}

// TestCosignature: it is asked for, counts for one name only, and may come later where the service says so.
func TestCosignature(t *testing.T) {
	v := page(t, "made: cosignature")
	v.do(session.Continue{})
	v.at("cosignature zweite")
	if v.s.Visit.Missing != "signature" {
		t.Error("nothing says what is missing")
	}
	v.do(append(pen(), session.Continue{})...)
	v.at("review")
	c := v.s.Visit.Flow.Cosignatures[0]
	if got := v.s.Cosigned(c); len(got.Strokes) != 1 || got.Later {
		t.Errorf("it is %+v", got)
	}
	v.do(session.EditAnswer{Station: question("mitwirkung")}, session.TypeRune{Rune: 'a'}, session.Continue{})
	v.at("cosignature zweite")
	if got := v.s.Cosigned(c); len(got.Strokes) > 0 {
		t.Error("the signature of another name still counts")
	}
	v.do(session.SignLater{})
	v.at("review")
	if !v.s.Cosigned(c).Later {
		t.Error("it is not owed")
	}
	v.do(session.Cancel{}, session.EndVisit{})
	v.wiped()
}

// TestNeverTheSamePerson compares the second person with the one who stands here: by name, and by the day of birth where both
// are known.
func TestNeverTheSamePerson(t *testing.T) {
	born := flows.Date(1989, 8, 14)
	for _, tt := range []struct {
		name  string
		born  flows.Value
		want  session.Likeness
		birth string
	}{
		{"Jana Lehmann", flows.Value{}, session.SameName, ""},
		{"JANA LEHMANN", born, session.SamePerson, "geboren"},
		{"Jana Lehmann", flows.Date(2011, 1, 2), session.OtherPerson, "geboren"},
		{"Jana Lehmann", flows.Value{}, session.SameName, "geboren"},
		{"Tom Lehmann", born, session.OtherPerson, "geboren"},
		{"", born, session.OtherPerson, "geboren"},
	} {
		v := page(t, "signature") // of the shipped certificate, after a card was read
		c := &flows.Cosignature{ID: "zweite", Name: []string{"wer"}, Birth: tt.birth}
		answers := flows.Answers{"wer": flows.Text(tt.name), "geboren": tt.born}
		for key, value := range v.s.Visit.Answers {
			answers[key] = value
		}
		v.s.Visit.Answers = answers
		if got := v.s.Likeness(c); got != tt.want {
			t.Errorf("%s, born %v: %d, want %d", tt.name, tt.born.Day(), got, tt.want)
		}
	}
}

// TestServiceByCall leads to the ways to a human, and to nothing else.
func TestServiceByCall(t *testing.T) {
	for _, name := range []string{"made: call", "made: call, nobody"} {
		v := page(t, name)
		v.do(session.Continue{})
		v.at("service under help")
		v.do(session.Back{})
		v.at("service")
		if got := len(v.s.Path()); got != 1 {
			t.Errorf("%s: the way has %d stations", name, got)
		}
	}
}

// TestOnceByKey: an account number is offered again in the same visit, by its key.
func TestOnceByKey(t *testing.T) {
	v := page(t, "made: account")
	v.do(append([]session.Event{session.Empty{}}, keys("DE02120300000000202051")...)...)
	v.do(session.Continue{})
	v.do(sessiontest.Answers(v.s)...)
	v.do(session.Empty{})
	v.do(append(keys("2500"), session.Continue{}, session.Another{}, session.ChooseFlow{ID: "muster"})...)
	if got := v.s.Visit.Answers["iban"].Text(); got != "DE02120300000000202051" {
		t.Errorf("the account that is offered is %q", got)
	}
	if _, offered := v.s.Visit.Offered["iban"]; !offered {
		t.Error("nothing says that it was said before")
	}
}

// TestClerkSeesNoSecret: a field that is secret is neither filled nor pressed by a clerk.
func TestClerkSeesNoSecret(t *testing.T) {
	v := page(t, "made: account")
	v.s.Visit.Call.Stage = session.CallLive
	if got := v.s.ClerkMay(session.ActivateField{Key: "iban"}); got != session.ClerkNothing {
		t.Errorf("a clerk may %q the account number", got)
	}
	if got := v.s.ClerkMay(session.Continue{}); got != session.ClerkPress {
		t.Errorf("a clerk may %q the way on", got)
	}
}

// TestUnresolvedRules: a clerk sees those about the open page, and on the review all of them.
func TestUnresolvedRules(t *testing.T) {
	v := page(t, "made: schema")
	if got := v.s.Unresolved(); len(got) > 0 {
		t.Errorf("the service's page has %v", got)
	}
	v.do(session.Continue{}, session.Continue{})
	v.at("question angabe")
	if got := v.s.Unresolved(); len(got) != 1 || got[0].ID != "R60000000001" {
		t.Errorf("the question has %v", got)
	}
	v.do(append(keys("Ja"), session.Continue{})...)
	v.at("review")
	if got := v.s.Unresolved(); len(got) != 1 {
		t.Errorf("the review has %v", got)
	}
}
