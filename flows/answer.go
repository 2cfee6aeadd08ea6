package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Kind is what an answer holds. Texts and single choices are both strings of different meaning, so they differ here.
type Kind uint8

// The kinds of answers.
const (
	KindNone Kind = iota
	KindText
	KindInt
	KindBool
	KindDate
	KindChoice
	KindChoices
)

// Value is one answer. It is immutable; its zero value means "not answered".
type Value struct {
	kind   Kind
	text   string
	number int64     // of a KindDate: packed
	ids    *[]string // of a KindChoices; a pointer keeps the value small, of which an evaluation holds one a field
}

// Answers maps an answer's key (a field's id, or "group[0].field" in a repeated group) to its value.
type Answers map[string]Value

// Text is the answer to a text field.
func Text(s string) Value { return Value{kind: KindText, text: s} }

// Int is the answer to an int field, or to a money field in cents.
func Int(n int64) Value { return Value{kind: KindInt, number: n} }

// Bool is the answer to a yes-or-no question.
func Bool(b bool) Value {
	if b {
		return Value{kind: KindBool, number: 1}
	}
	return Value{kind: KindBool}
}

// Date is the answer to a date field. It may be no day of the calendar: Check then says not_a_date.
func Date(year, month, day int) Value {
	return DateOf(Day{Year: year, Month: month, Day: day})
}

// DateOf is the answer to a date field from a day.
func DateOf(d Day) Value { return Value{kind: KindDate, number: d.pack()} }

// Choice is the answer to a choice: the id of one option.
func Choice(id string) Value { return Value{kind: KindChoice, text: id} }

// Choices is the answer to choices: the ids of some options, in the order of touching.
func Choices(ids ...string) Value {
	ids = slices.Clone(ids)
	return Value{kind: KindChoices, ids: &ids}
}

// chosen are the ids of a KindChoices, not to be changed.
func (v Value) chosen() []string {
	if v.ids == nil {
		return nil
	}
	return *v.ids
}

// Kind says what the answer holds.
func (v Value) Kind() Kind { return v.kind }

// Text returns the text of a KindText or the option's id of a KindChoice, else "".
func (v Value) Text() string { return v.text }

// Int returns the number of a KindInt, else 0.
func (v Value) Int() int64 {
	if v.kind != KindInt {
		return 0
	}
	return v.number
}

// Bool reports whether the answer is "yes".
func (v Value) Bool() bool { return v.kind == KindBool && v.number == 1 }

// Day returns the day of a KindDate, else the zero day.
func (v Value) Day() Day {
	if v.kind != KindDate {
		return Day{}
	}
	return unpackDay(v.number)
}

// Choices returns a copy of the option ids of a KindChoices, else nil.
func (v Value) Choices() []string { return slices.Clone(v.chosen()) }

// Has reports whether the option is among the chosen ones.
func (v Value) Has(id string) bool {
	return v.kind == KindChoice && v.text == id || slices.Contains(v.chosen(), id)
}

// IsEmpty reports whether the question counts as not answered: nothing, blank text, no day, no option.
func (v Value) IsEmpty() bool {
	switch v.kind {
	case KindText, KindChoice:
		return strings.TrimSpace(v.text) == ""
	case KindDate:
		return v.number == 0
	case KindChoices:
		return len(v.chosen()) == 0
	case KindInt, KindBool:
		return false
	}
	return true
}

// Equal reports whether two answers are the same.
func (v Value) Equal(w Value) bool {
	return v.kind == w.kind && v.text == w.text && v.number == w.number && slices.Equal(v.chosen(), w.chosen())
}

// String names only the kind: an answer is personal.
func (v Value) String() string { return v.kind.String() }

// Format prints the kind for every verb, so that no stray %+v puts an answer into a log.
func (v Value) Format(state fmt.State, _ rune) { fmt.Fprint(state, v.kind.String()) }

// String returns "text", "int", "bool", "date", "choice", "choices" or "none".
func (k Kind) String() string {
	names := [...]string{"none", "text", "int", "bool", "date", "choice", "choices"}
	if int(k) < len(names) {
		return names[k]
	}
	return "kind " + strconv.Itoa(int(k))
}

// Day is a day of the calendar without time and zone. Month and Day may be 0 where a birth date is only partly known.
type Day struct {
	Year, Month, Day int
}

// partBits is the room for year, month and day in a packed day; what is beyond is cut to the limit and stays no day.
const partBits = 20

// pack makes one number of a day: 0 for the zero day, and another one for each other day within the limits.
func (d Day) pack() int64 {
	part := func(n int) int64 { return int64(min(max(n, -1<<(partBits-1)), 1<<(partBits-1)-1)) }
	return part(d.Year)<<(2*partBits) + part(d.Month)<<partBits + part(d.Day)
}

func unpackDay(n int64) Day {
	const unused = 64 - partBits
	day := n << unused >> unused
	n = (n - day) >> partBits
	month := n << unused >> unused
	return Day{Year: int((n - month) >> partBits), Month: int(month), Day: int(day)}
}

// DayOf is the day of t in t's own zone.
func DayOf(t time.Time) Day {
	return Day{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}

// Valid reports whether the day is in the calendar, in the years 1 to 9999.
func (d Day) Valid() bool {
	return d.Year >= 1 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 && d.Day >= 1 && d.Day <= daysIn(d.Year, d.Month)
}

// daysIn is how many days a month of the Gregorian calendar has.
func daysIn(year, month int) int {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// ValidPartial also accepts an unknown day, or an unknown day and month.
func (d Day) ValidPartial() bool {
	switch {
	case d.Day == 0 && d.Month == 0:
		return d.Year >= 1 && d.Year <= 9999
	case d.Day == 0:
		return Day{Year: d.Year, Month: d.Month, Day: 1}.Valid()
	}
	return d.Valid()
}

// Time is midnight UTC of the day.
func (d Day) Time() time.Time {
	return time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
}

// Before reports whether d lies before e.
func (d Day) Before(e Day) bool {
	if d.Year != e.Year {
		return d.Year < e.Year
	}
	if d.Month != e.Month {
		return d.Month < e.Month
	}
	return d.Day < e.Day
}

// String returns the day as 2026-03-01, unknown parts as 00.
func (d Day) String() string {
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// ParseDay reads 2026-03-01. ok is false for any other shape; the day may still be none of the calendar.
func ParseDay(s string) (d Day, ok bool) {
	if len(s) != len("2006-01-02") || s[4] != '-' || s[7] != '-' {
		return Day{}, false
	}
	year, err1 := strconv.ParseUint(s[:4], 10, 16)
	month, err2 := strconv.ParseUint(s[5:7], 10, 16)
	day, err3 := strconv.ParseUint(s[8:], 10, 16)
	if err1 != nil || err2 != nil || err3 != nil {
		return Day{}, false
	}
	return Day{Year: int(year), Month: int(month), Day: int(day)}, true
}
