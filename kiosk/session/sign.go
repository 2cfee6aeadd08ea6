package session

import (
	"strings"
	"unicode"

	"buergerterminal/flows"
)

// The signature pad's size in its own px, and how much of it is kept: far more than any hand writes in a minute.
const (
	PadWidth, PadHeight = 936, 480
	maxPoints           = 20000
)

// What a typed name has: letters enough to be one, and no more signs than one with all its titles.
const (
	fewestLetters = 2
	maxName       = 120
)

// MayType reports whether a typed name may stand in place of the drawn signature.
func (v Visit) MayType() bool {
	return v.Flow != nil && v.Flow.Signature != nil && v.Flow.Signature.Form == flows.FormText
}

// TypedName is the name that stands in place of a drawn signature, "" where none does or it is no name yet.
func (v Visit) TypedName() string {
	letters := 0
	for _, r := range v.Typed.Text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters < fewestLetters {
		return ""
	}
	return strings.Join(strings.Fields(v.Typed.Text), " ")
}

// Signed reports whether the citizen has signed, by hand or in text form.
func (v Visit) Signed() bool { return len(v.Strokes) > 0 || v.TypedName() != "" }

func touchSignature(s State, e Event) (State, []Effect) {
	v := &s.Visit
	if v.Typing {
		return touchTyped(s, e)
	}
	switch e.(type) {
	case StrokeStarted, StrokeMoved, StrokeEnded, ClearSignature:
		was := len(v.Strokes)
		if *v = v.drawn(e); len(v.Strokes) > was {
			v.CannotSign, v.Missing = false, ""
		}
	case TypeSignature:
		if v.MayType() {
			v.Strokes, v.Drawing, v.Typing, v.Missing, v.Focus = nil, false, true, "", ""
		}
	case CannotSign:
		if v.MayType() {
			return s, nil // there is no need to
		}
		v.Strokes, v.Drawing, v.CannotSign = nil, false, true
		return s.onward()
	case Continue:
		if !v.Signed() && v.Flow.Signature.Required && !v.CannotSign {
			v.Missing = "signature"
			return s, nil
		}
		return s.onward()
	case Back:
		return s.backward()
	}
	return s, nil
}

// touchTyped takes the keys of the name; the way back leads to the pad, and takes the name away.
func touchTyped(s State, e Event) (State, []Effect) {
	v := &s.Visit
	switch e := e.(type) {
	case Suggest:
		if name, _ := s.Applicant(); e.Key == "" && e.Text == name {
			v.Typed, v.Missing = Edit{Text: name, Caret: len([]rune(name))}, ""
		}
		return s, nil
	case Continue:
		if v.TypedName() == "" {
			v.Missing = "signature"
			return s, nil
		}
		return s.onward()
	case Back:
		v.Typing, v.Typed, v.Missing, v.Focus, v.Draft = false, Edit{}, "", "", Draft{}
		return s, nil
	}
	before := v.Typed.Text
	if v.Typed = v.Typed.edited(e, &v.Draft, maxName); v.Typed.Text != before {
		v.Missing = ""
	}
	return s, nil
}

func onPad(p Point) bool {
	return p.X >= 0 && p.Y >= 0 && p.X <= PadWidth && p.Y <= PadHeight
}

func (v Visit) points() int {
	n := 0
	for _, s := range v.Strokes {
		n += len(s)
	}
	return n
}
