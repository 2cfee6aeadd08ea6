package session_test

import (
	"maps"
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// details leads to the choice of several.
func details(t *testing.T) *visit {
	v := page(t, "question: choice")
	v.do(session.ChooseOption{Key: "art", Option: "erweitert"}, session.Continue{})
	v.at("question angaben")
	return v
}

func TestToggling(t *testing.T) {
	toggle := func(options ...string) []session.Event {
		var events []session.Event
		for _, o := range options {
			events = append(events, session.ToggleOption{Key: "angaben", Option: o})
		}
		return events
	}
	for _, tt := range []struct {
		name   string
		events []session.Event
		want   flows.Value
		after  string
		code   flows.Code
	}{
		{"one", toggle("familie"), flows.Choices("familie"), "question zweck", ""},
		{"two, in the order of touching", toggle("wohnungen", "familie"), flows.Choices("wohnungen", "familie"), "question zweck", ""},
		{"on and off", toggle("familie", "familie"), flows.Choices(), "question angaben", flows.CodeRequired},
		{"off in the middle", toggle("wohnungen", "familie", "andere", "familie"), flows.Choices("wohnungen", "andere"), "question angaben_andere", ""},
		{"none", nil, flows.Value{}, "question angaben", flows.CodeRequired},
		{"one that is none", toggle("nichts"), flows.Choices("nichts"), "question angaben", flows.CodeNotAnOption},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := details(t)
			v.do(tt.events...)
			if got := v.s.Visit.Draft.Answers["angaben"]; !got.Equal(tt.want) {
				t.Errorf("chosen are %v", got.Choices())
			}
			v.do(session.Continue{})
			v.at(tt.after)
			if got := v.s.Visit.Draft.Wrong["angaben"]; got != tt.code {
				t.Errorf("the field says %q, want %q", got, tt.code)
			}
		})
	}
}

// TestChoosing takes the last choice, and only of a field that is on the page.
func TestChoosing(t *testing.T) {
	v := page(t, "question: choice")
	v.do(session.Continue{})
	v.at("question art")
	if got := v.s.Visit.Draft.Wrong["art"]; got != flows.CodeRequired {
		t.Errorf("the field says %q, want required", got)
	}
	v.do(session.ChooseOption{Key: "zweck", Option: "bank"}, session.Answer{Key: "rueckfrage", Yes: true}, session.ChooseOption{Key: "art", Option: "einfach"})
	if len(v.s.Visit.Draft.Wrong) > 0 || len(v.s.Visit.Draft.Answers) != 1 {
		t.Errorf("the draft is %v, wrong %v", v.s.Visit.Draft.Answers, v.s.Visit.Draft.Wrong)
	}
	v.do(session.ChooseOption{Key: "art", Option: "erweitert"}, session.Continue{})
	if got := v.s.Visit.Answers["art"].Text(); got != "erweitert" {
		t.Errorf("the answer is %q", got)
	}
}

// TestSeveralFieldsAreCheckedAtOnce says at each field what is wrong, and puts the keyboard at the first of them.
func TestSeveralFieldsAreCheckedAtOnce(t *testing.T) {
	v := fair(t)
	v.do(session.ActivateField{Key: "staff"}, session.TypeRune{Rune: '9'}, session.Continue{})
	v.at("question stall")
	if want := (map[string]flows.Code{"name": flows.CodeRequired, "staff": flows.CodeTooLarge}); !maps.Equal(v.s.Visit.Draft.Wrong, want) {
		t.Errorf("wrong are %v, want %v", v.s.Visit.Draft.Wrong, want)
	}
	if got := v.s.Visit.Draft.Active; got != "name" {
		t.Errorf("the keyboard writes to %s", got)
	}
	if len(v.s.Visit.Answers) > 0 {
		t.Errorf("answers %v were taken", v.s.Visit.Answers)
	}
	v.do(append(keys("Anna"), session.Continue{})...)
	if want := (map[string]flows.Code{"staff": flows.CodeTooLarge}); !maps.Equal(v.s.Visit.Draft.Wrong, want) || v.s.Visit.Draft.Active != "staff" {
		t.Errorf("wrong are %v, the keyboard writes to %s", v.s.Visit.Draft.Wrong, v.s.Visit.Draft.Active)
	}
	v.do(session.Erase{}, session.TypeRune{Rune: '0'}, session.Continue{})
	v.at("question rent")
}

// TestActivatingWhatIsNotThere keeps the keyboard where it was.
func TestActivatingWhatIsNotThere(t *testing.T) {
	for _, key := range []string{"", "none", "rent", "helper[0].who", "art"} {
		v := fair(t)
		v.do(append([]session.Event{session.ActivateField{Key: key}}, keys("x")...)...)
		if d := v.s.Visit.Draft; d.Active != "name" || d.Edits["name"].Text != "x" {
			t.Errorf("%q: the keyboard writes to %q", key, d.Active)
		}
	}
}

// TestLeavingAPageForgetsItsDraft keeps what Continue accepted, and nothing else.
func TestLeavingAPageForgetsItsDraft(t *testing.T) {
	v := page(t, "question: text")
	v.do(append(keys("Erbe"), session.Back{}, session.Continue{})...)
	v.at("question zweck_anderer")
	if got := v.s.Visit.Draft.Edits["zweck_anderer"].Text; got != "" {
		t.Errorf("%q is still written there", got)
	}
	v.do(append(keys("Erbe"), session.Continue{}, session.Back{})...)
	if got := v.s.Visit.Draft.Edits["zweck_anderer"]; got != (session.Edit{Text: "Erbe", Caret: 4}) {
		t.Errorf("%+v is written there", got)
	}
}

// TestOverlaysKeepTheDraft gives the page back as it was.
func TestOverlaysKeepTheDraft(t *testing.T) {
	for _, over := range []session.Event{session.OpenLanguage{}, session.OpenAids{}, session.OpenHelp{}, session.Cancel{}} {
		v := page(t, "question: text")
		v.do(append(keys("Erbe"), over, session.TypeRune{Rune: '!'}, session.Continue{})...)
		v.at("question zweck_anderer")
		if got := v.s.Visit.Draft.Edits["zweck_anderer"].Text; got != "Erbe" {
			t.Errorf("%T: %q is written there", over, got)
		}
	}
}

// TestOptionalAnswerCanBeTakenBack leaves no empty answer behind.
func TestOptionalAnswerCanBeTakenBack(t *testing.T) {
	v := page(t, "review")
	v.do(session.EditAnswer{Station: question("telefon")})
	v.do(append(keys("03591 1234"), session.Continue{})...)
	v.at("review")
	v.do(session.EditAnswer{Station: question("telefon")}, session.Empty{}, session.Continue{})
	v.at("review")
	if _, there := v.s.Visit.Answers["telefon"]; there {
		t.Error("an empty answer is left")
	}
}
