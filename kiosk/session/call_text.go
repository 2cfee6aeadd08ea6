package session

import (
	"slices"
	"unicode"
)

// Real-time text (ITU-T T.140 as RFC 8865 carries it): each sign goes out as it is written, and can be taken back.

// Line is what somebody wrote, up to its end.
type Line struct {
	Who  string // id of the participant, "" is the citizen
	Name string // theirs, which outlives their part in the call
	Text string
	Open bool // still being written
}

// Signs of T.140.
const (
	textErase   = '\u0008' // takes the last sign back
	textNewLine = '\u2028'
)

// Bounds of what is kept: far more than a visit brings.
const (
	maxLines = 200
	maxLine  = 500 // runes; a longer line goes on in the next
)

// wrote is the lines after one sign of somebody.
func wrote(lines []Line, who, name string, r rune) []Line {
	at := -1
	for i := len(lines) - 1; i >= 0 && at < 0; i-- {
		if lines[i].Who == who && lines[i].Open {
			at = i
		}
	}
	switch {
	case r == textErase:
		if at < 0 {
			return lines
		}
		runes := []rune(lines[at].Text)
		if len(runes) <= 1 {
			return slices.Delete(slices.Clone(lines), at, at+1)
		}
		lines = slices.Clone(lines)
		lines[at].Text = string(runes[:len(runes)-1])
		return lines
	case r == textNewLine || r == '\n' || r == '\r':
		if at < 0 {
			return lines
		}
		lines = slices.Clone(lines)
		lines[at].Open = false
		return lines
	case !shownSign(r):
		return lines
	}
	lines = slices.Clone(lines)
	if at >= 0 && len([]rune(lines[at].Text)) >= maxLine {
		lines[at].Open, at = false, -1
	}
	if at < 0 {
		lines = append(lines, Line{Who: who, Name: name, Open: true})
		at = len(lines) - 1
	}
	lines[at].Text += string(r)
	return lines[max(0, len(lines)-maxLines):]
}

// shownSign reports whether a sign is shown: what can be printed, the mark of lost text, and the joiners that Persian and
// the scripts of India need. Everything else could only disturb the page.
func shownSign(r rune) bool {
	return unicode.IsPrint(r) || r == unicode.ReplacementChar || r == '\u200c' || r == '\u200d'
}

// heard takes what a participant wrote.
func heard(s State, e CallText) State {
	c := &s.Visit.Call
	p, there := c.Person(e.Who)
	if !there || !c.With() {
		return s
	}
	for _, r := range e.Block {
		c.Lines = wrote(c.Lines, p.ID, p.Name, r)
	}
	return s
}

// touchWriting is the page of what is written: each key goes out at once.
func touchWriting(s State, e Event) (State, []Effect) {
	c := &s.Visit.Call
	sign := func(r rune) (State, []Effect) {
		before := c.Lines
		c.Lines = wrote(before, "", "", r)
		if slices.Equal(before, c.Lines) {
			return s, nil
		}
		return s, []Effect{SendText{string(r)}}
	}
	switch e := e.(type) {
	case TypeRune:
		Edit{}.edited(e, &c.Keys, 1) // shift and accents hold for one letter
		if e.Rune == textErase || e.Rune == textNewLine || !shownSign(e.Rune) {
			return s, nil
		}
		return sign(e.Rune)
	case Erase:
		return sign(textErase)
	case Continue:
		return sign(textNewLine)
	case ToggleShift, TurnKeyboard:
		Edit{}.edited(e, &c.Keys, 1)
	case Back:
		return closeOver(s), nil
	}
	return s, nil
}

// Writing is the citizen's own line that is not finished yet.
func (c Call) Writing() string {
	for _, l := range slices.Backward(c.Lines) {
		if l.Who == "" && l.Open {
			return l.Text
		}
	}
	return ""
}
