package session_test

import (
	"strings"
	"testing"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// press is a run of keys: letters are typed; "<" erases, "{" and "}" move the caret, "^" is shift, "#" the accents,
// "0" to "9" figures.
func press(run string) []session.Event {
	var events []session.Event
	for _, r := range run {
		switch r {
		case '<':
			events = append(events, session.Erase{})
		case '{':
			events = append(events, session.MoveCaret{By: -1})
		case '}':
			events = append(events, session.MoveCaret{By: 1})
		case '^':
			events = append(events, session.ToggleShift{})
		case '#':
			events = append(events, session.TurnKeyboard{To: session.LevelAccents})
		default:
			events = append(events, session.TypeRune{Rune: r})
		}
	}
	return events
}

func TestWriting(t *testing.T) {
	for _, tt := range []struct {
		name, keys, text string
		caret            int
	}{
		{"letters", "Äöß", "Äöß", 3},
		{"insert before the last letter", "ac{b", "abc", 2},
		{"insert at the beginning", "b{{{{a", "ab", 1},
		{"erase behind the caret", "abc{<", "ac", 1},
		{"erase at the beginning", "ab{{<", "ab", 0},
		{"erase nothing", "<<<", "", 0},
		{"the caret stops at the end", "ab}}}}c", "abc", 3},
		{"erase an umlaut whole", "Mü<", "M", 1},
		{"letters outside the basic plane", "𝔞b{{<", "𝔞b", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "question: text")
			v.do(press(tt.keys)...)
			if got := v.s.Visit.Draft.Edits["zweck_anderer"]; got != (session.Edit{Text: tt.text, Caret: tt.caret}) {
				t.Errorf("%+v, want %q with the caret at %d", got, tt.text, tt.caret)
			}
		})
	}
}

// TestLevels: an accent is for one letter, figures and Latin letters stay until the citizen turns them back.
func TestLevels(t *testing.T) {
	for level, after := range map[session.Level]session.Level{
		session.LevelLetters: session.LevelLetters, session.LevelAccents: session.LevelLetters, session.LevelMoreAccents: session.LevelLetters,
		session.LevelDigits: session.LevelDigits, session.LevelLatin: session.LevelLatin,
	} {
		v := page(t, "search")
		v.do(session.TurnKeyboard{To: level}, session.TypeRune{Rune: 'a'})
		if got := v.s.Visit.Draft.Level; got != after {
			t.Errorf("level %d became %d, want %d", level, got, after)
		}
	}
}

func TestControlSignsAreNotWritten(t *testing.T) {
	v := page(t, "question: text")
	v.do(keys("a\x00\t\n\u200f\u001bb")...)
	if got := v.s.Visit.Draft.Edits["zweck_anderer"].Text; got != "ab" {
		t.Errorf("%q was written", got)
	}
}

func TestEmptyClearsTheActiveField(t *testing.T) {
	v := page(t, "question: text")
	v.do(append(press("abc"), session.Empty{})...)
	if got := v.s.Visit.Draft.Edits["zweck_anderer"]; got != (session.Edit{}) {
		t.Errorf("%+v is left", got)
	}
}

// TestKeyboardLevels holds shift to one letter and the accents to one sign; figures stay until they are left.
func TestKeyboardLevels(t *testing.T) {
	for _, tt := range []struct {
		name   string
		events []session.Event
		shift  bool
		level  session.Level
	}{
		{"shift waits", press("^"), true, session.LevelLetters},
		{"shift holds for one letter", press("^A"), false, session.LevelLetters},
		{"shift twice is none", press("^^"), false, session.LevelLetters},
		{"the caret keeps shift", press("^{"), true, session.LevelLetters},
		{"accents wait", press("#"), false, session.LevelAccents},
		{"accents hold for one sign", press("#é"), false, session.LevelLetters},
		{"shift and accents", press("#^É"), false, session.LevelLetters},
		{"figures stay", append(append([]session.Event{session.TurnKeyboard{To: session.LevelDigits}}, press("12")...), session.Erase{}), false, session.LevelDigits},
		{"another field has no shift", append(press("^"), session.ActivateField{Key: "zweck_anderer"}), false, session.LevelLetters},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := page(t, "question: text")
			v.do(tt.events...)
			if d := v.s.Visit.Draft; d.Shift != tt.shift || d.Level != tt.level {
				t.Errorf("shift %t, level %d; want %t, %d", d.Shift, d.Level, tt.shift, tt.level)
			}
		})
	}
}

// TestTenThousandLetters types far more than a field holds: one more than is valid is kept, so that the field says so.
func TestTenThousandLetters(t *testing.T) {
	v := idle(t)
	v.do(session.Start{}, session.Continue{}, session.ChooseFlow{ID: "maengelmelder"}, session.Continue{}, session.Continue{},
		session.ChooseOption{Key: "art", Option: "licht"}, session.Continue{})
	v.at("question ort")
	v.do(keys(strings.Repeat("ü", 10_000))...)
	if got := len([]rune(v.s.Visit.Draft.Edits["ort"].Text)); got != 81 {
		t.Errorf("%d letters are kept, want 81", got)
	}
	v.do(session.Continue{})
	v.at("question ort")
	if got := v.s.Visit.Draft.Wrong["ort"]; got != flows.CodeTooLong {
		t.Errorf("the field says %q, want too_long", got)
	}
	v.do(session.Erase{})
	if len(v.s.Visit.Draft.Wrong) > 0 {
		t.Error("the field still says that it is too long")
	}
	v.do(session.Continue{})
	v.at("question naehe")
}

func TestFiguresInNumberFields(t *testing.T) {
	for _, tt := range []struct {
		keys, written string
		want          flows.Value
		code          flows.Code
	}{
		{"12", "12", flows.Int(1200), ""},
		{"12,5", "12,5", flows.Int(1250), ""},
		{"12,50", "12,50", flows.Int(1250), ""},
		{",5", ",5", flows.Int(50), ""},
		{"a1-b2", "12", flows.Int(1200), ""},
		{"12.5", "12,5", flows.Int(1250), ""}, // of a keyboard with the other decimal sign
		{"", "", flows.Value{}, ""},
		{"12,345", "12,345", flows.Value{}, flows.CodeNotANumber},
		{"1,2,3", "1,2,3", flows.Value{}, flows.CodeNotANumber},
		{",", ",", flows.Value{}, flows.CodeNotANumber},
		{strings.Repeat("9", 40), strings.Repeat("9", 12), flows.Int(99999999999900), ""},
	} {
		t.Run(tt.keys, func(t *testing.T) {
			v := fair(t)
			v.do(append(keys("Anna"), session.ActivateField{Key: "staff"}, session.TypeRune{Rune: '0'}, session.Continue{})...)
			v.at("question rent")
			v.do(keys(tt.keys)...)
			if got := v.s.Visit.Draft.Edits["rent"].Text; got != tt.written {
				t.Errorf("%q is written, want %q", got, tt.written)
			}
			v.do(session.Continue{})
			if got := v.s.Visit.Draft.Wrong["rent"]; got != tt.code {
				t.Errorf("the field says %q, want %q", got, tt.code)
			}
			if got := v.s.Visit.Answers["rent"]; !got.Equal(tt.want) {
				t.Errorf("the answer is another one (%d cents)", got.Int())
			}
		})
	}
}

// TestSpacesAreTrimmed keeps what was meant: no spaces around, one between.
func TestSpacesAreTrimmed(t *testing.T) {
	v := page(t, "question: text")
	v.do(append(keys("  Am   Markt "), session.Continue{})...)
	if got := v.s.Visit.Answers["zweck_anderer"].Text(); got != "Am Markt" {
		t.Errorf("the answer is %q", got)
	}
}
