// Package receipt says what stands on the paper that a citizen takes along: lines, a number, a QR code, in the words of
// the citizen's language. It knows no bytes, no pixels and no printer, has no clock, and never puts a name, an address or
// a birthday on the paper: whoever finds a lost receipt learns nothing of its owner, and its number alone opens nothing.
package receipt

import (
	"strings"
	"time"
)

// Input is what is true when the receipt is printed. Texts may have soft hyphens (U+00AD) where a word may be broken.
type Input struct {
	Town    string    // "Stadt Musterstadt"
	Office  string    // the authority that decides: "Bürgeramt"
	Foreign bool      // Office is no authority: neither arms nor town stand above it
	Service string    // "Wohnung anmelden"
	At      time.Time // when it was sent, in the town's time zone
	Number  string    // for people: "4K7-219"
	Token   string    // for the QR code: 128 random bits in base32 or in an address
	Arrived bool      // the hub has confirmed; otherwise it is stored and sealed in the terminal

	Accepted bool // the authority has confirmed that it has it

	Given []Pair   // what was given, without anything that names a person
	Next  []string // what happens now, a paragraph each; may be empty

	Phone      string // whom to call; empty leaves the questions out
	PhoneHours string // "Montag bis Freitag, 8 bis 18 Uhr"
	TerminalID string // "MS-03"
	Copy       bool   // printed again because nobody knows whether the first came out
}

// Pair is a label and its value.
type Pair struct{ Label, Value string }

// Texts are the words, by key, with named arguments in pairs, and how the language writes days and hours.
type Texts interface {
	Text(key string, args ...any) string
	Date(t time.Time) string
	Clock(t time.Time) string
}

// valueColumn is where values stand: behind labels of fifteen letters.
const valueColumn = 16

// qrModule is the size of a module in dots: at 203 dpi a code of 25 modules is then 31 mm wide.
const qrModule = 10

// Build says what stands on the receipt, from top to bottom.
func Build(in Input, t Texts) []Block {
	b := head(in, t)
	b = append(b, number(in, t)...)
	b = append(b, given(in, t)...)
	b = append(b, next(in, t)...)
	return append(b, foot(in, t)...)
}

func head(in Input, t Texts) []Block {
	return append(sender(in, t), news(in, t)...)
}

// sender says whom it is from: the town's office under its arms, or who is none without them.
func sender(in Input, t Texts) []Block {
	if in.Foreign {
		return []Block{title(in.Office), Line{Text: t.Text("sender.no-authority")}, Rule{}}
	}
	return []Block{Emblem{}, Feed{Lines: 1}, title(in.Town), Line{Text: in.Office}, Rule{}}
}

// news says what has become of which application, and when.
func news(in Input, t Texts) []Block {
	var b []Block
	if in.Copy {
		b = append(b, Line{Text: t.Text("receipt.copy"), Style: Style{Bold: true, Width: 2, Height: 2, Align: Center}})
	}
	state := "receipt.stored"
	switch {
	case in.Accepted:
		state = "receipt.accepted"
	case in.Arrived:
		state = "receipt.arrived"
	}
	return append(b,
		title(t.Text(state)),
		Line{Text: in.Service},
		Line{Text: t.Text("receipt.when", "date", t.Date(in.At), "time", t.Clock(in.At))},
	)
}

// title sets a line twice as high and wide, and only twice as high where a word would not fit otherwise.
func title(text string) Line {
	const columns = 22 // of double width, on paper of 80 mm
	s := Style{Bold: true, Width: 2, Height: 2}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\u00ad' }) {
		if len([]rune(word)) >= columns {
			s.Width = 1
		}
	}
	return Line{Text: text, Style: s}
}

// huge is the style of the number.
var huge = Style{Bold: true, Width: 4, Height: 4}

func number(in Input, t Texts) []Block {
	return []Block{
		Frame{Lines: []Line{{Text: t.Text("receipt.number")}, {Text: in.Number, Style: huge}}},
		Feed{Lines: 1},
		QR{Data: in.Token, Module: qrModule},
		Feed{Lines: 1},
		Rule{Dashed: true},
	}
}

func given(in Input, t Texts) []Block {
	var b []Block
	if len(in.Given) > 0 {
		b = append(b, Line{Text: t.Text("receipt.given"), Style: Style{Bold: true}})
	}
	for _, p := range in.Given {
		b = append(b, Columns{Label: p.Label, Value: p.Value, At: valueColumn})
	}
	if len(in.Given) > 0 {
		b = append(b, Feed{Lines: 1})
	}
	return append(b, Line{Text: t.Text("receipt.privacy")}, Rule{Dashed: true})
}

func next(in Input, t Texts) []Block {
	b := []Block{Line{Text: t.Text("receipt.next"), Style: Style{Bold: true}}}
	if !in.Arrived {
		b = append(b, Line{Text: t.Text("receipt.delivery")})
	}
	for _, s := range in.Next {
		b = append(b, Line{Text: s})
	}
	if in.Phone == "" {
		return b
	}
	b = append(b, Feed{Lines: 1}, question(t.Text("receipt.questions"), in.Phone))
	if in.PhoneHours != "" {
		b = append(b, Line{Text: in.PhoneHours})
	}
	return append(b, Line{Text: t.Text("receipt.say-number")})
}

// question sets the telephone number right behind the question, or in the column of values when the question is long.
func question(text, phone string) Block {
	const room = 28
	at := len([]rune(strings.ReplaceAll(text, "\u00ad", ""))) + 1
	if at > room {
		at = room
	}
	return Columns{Label: text, Value: phone, At: at}
}

// foot says what happens to the data. The wipe comes after the printing, so the paper does not claim that it is done.
func foot(in Input, t Texts) []Block {
	return []Block{
		Rule{},
		Line{Text: t.Text("receipt.wipe")},
		Line{Text: t.Text("receipt.terminal", "terminal", in.TerminalID)},
		Cut{},
	}
}
