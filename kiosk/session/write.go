package session

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"buergerterminal/flows"
)

// Written reports whether a field is answered by writing one text.
func Written(f *flows.Field) bool {
	switch f.Type {
	case flows.TypeText, flows.TypeLongText, flows.TypeEmail, flows.TypeTelephone, flows.TypeIBAN, flows.TypeInt, flows.TypeMoney, flows.TypeNumber:
		return true
	}
	return false
}

// Searched reports whether a field is answered by searching a long list.
func Searched(f *flows.Field) bool { return f.Type == flows.TypeCountry || f.List != nil }

// Letters reports whether the keyboard of a field has letters; else it is the number pad.
func Letters(f *flows.Field) bool {
	switch f.Type {
	case flows.TypeText:
		return f.Keyboard != "digits"
	case flows.TypeLongText, flows.TypeEmail, flows.TypeIBAN:
		return true
	}
	return false
}

// Decimals is how many figures a field takes behind the decimal sign, which is a comma in every Edit: pages show their own.
func Decimals(f *flows.Field) int {
	switch f.Type {
	case flows.TypeMoney:
		return 2
	case flows.TypeNumber:
		return f.Decimals
	}
	return 0
}

// Negative reports whether a number may be below zero: a business may have made a loss.
func Negative(f *flows.Field) bool {
	switch f.Type {
	case flows.TypeInt, flows.TypeMoney, flows.TypeNumber:
		return f.Min != nil && *f.Min < 0
	}
	return false
}

// write takes the keys of the active field.
func write(s State, e Event) State {
	d := &s.Visit.Draft
	if _, ok := d.Dates[d.Active]; ok {
		d.Dates = with(d.Dates, d.Active, d.Dates[d.Active].edited(e, s))
		d.Wrong, d.Broken = without(d.Wrong, d.Active), nil
		return s
	}
	edit, ok := d.Edits[d.Active]
	if !ok {
		return s
	}
	f := s.Visit.Flow.Field(d.Active)
	if r, ok := e.(TypeRune); ok {
		r.Rune = meant(f, r.Rune)
		if !accepts(f, r.Rune) {
			return s
		}
		e = r
	}
	after := edit.edited(e, d, limit(f))
	if r, ok := e.(TypeRune); ok && r.Rune == '-' && Negative(f) {
		after = edit.negated()
	}
	if after.Text != edit.Text {
		d.Wrong, d.Broken = without(d.Wrong, d.Active), nil
	}
	d.Edits = with(d.Edits, d.Active, after)
	return s
}

// limit is how much can be written: one more than is valid, so that the field can say "too long" and nothing is dropped unseen.
func limit(f *flows.Field) int {
	if Searched(f) {
		return maxQuery
	}
	switch f.Type {
	case flows.TypeInt, flows.TypeMoney:
		return 12
	case flows.TypeNumber:
		return 12 + f.Decimals
	case flows.TypeIBAN:
		return longestIBAN + 1
	}
	return f.MaxLength + 1
}

// longestIBAN is how many letters and figures an account number has at most (ISO 13616).
const longestIBAN = 34

// meant is the sign that a key of a real keyboard means in a field: whoever writes a number may use either decimal sign,
// and an account number has capitals.
func meant(f *flows.Field, r rune) rune {
	switch {
	case r == '.' && Decimals(f) > 0:
		return ','
	case r == '−' && Negative(f):
		return '-'
	case f.Type == flows.TypeIBAN:
		return unicode.ToUpper(r)
	}
	return r
}

// accepts keeps figures in number fields, and out of others what they never hold; the rest is judged when it is complete.
func accepts(f *flows.Field, r rune) bool {
	figure := r >= '0' && r <= '9'
	switch f.Type {
	case flows.TypeInt, flows.TypeMoney, flows.TypeNumber:
		return figure || r == ',' && Decimals(f) > 0 || r == '-' && Negative(f)
	case flows.TypeTelephone:
		return figure || strings.ContainsRune("+ /-.()", r)
	case flows.TypeIBAN:
		return figure || r >= 'A' && r <= 'Z'
	case flows.TypeEmail:
		return unicode.IsPrint(r) && r != ' '
	}
	return unicode.IsPrint(r)
}

// negated is the number with the other sign, wherever the caret stands.
func (t Edit) negated() Edit {
	if rest, ok := strings.CutPrefix(t.Text, "-"); ok {
		return Edit{Text: rest, Caret: max(0, t.Caret-1)}
	}
	return Edit{Text: "-" + t.Text, Caret: t.Caret + 1}
}

// edited is the text after a key. Shift holds for one letter, accents for one sign.
func (t Edit) edited(e Event, d *Draft, limit int) Edit {
	runes := []rune(t.Text)
	t.Caret = min(max(t.Caret, 0), len(runes))
	switch e := e.(type) {
	case TypeRune:
		if !unicode.IsPrint(e.Rune) || len(runes) >= limit {
			return t
		}
		d.Shift = false
		if d.Level == LevelAccents || d.Level == LevelMoreAccents || d.Level == LevelRareAccents {
			d.Level = LevelLetters
		}
		t.Text = string(runes[:t.Caret]) + string(e.Rune) + string(runes[t.Caret:])
		t.Caret++
	case Erase:
		if t.Caret > 0 {
			t.Text = string(runes[:t.Caret-1]) + string(runes[t.Caret:])
			t.Caret--
		}
	case Empty:
		return Edit{}
	case MoveCaret:
		t.Caret = min(max(t.Caret+e.By, 0), len(runes))
	case ToggleShift:
		d.Shift = !d.Shift
	case TurnKeyboard:
		d.Level = e.To
	}
	return t
}

// parse turns a written text into an answer. What is no number stays a text, which Check then refuses by its type.
func parse(f *flows.Field, text string) flows.Value {
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return flows.Value{}
	}
	switch f.Type {
	case flows.TypeInt, flows.TypeMoney, flows.TypeNumber:
		if n, ok := parseScaled(text, Decimals(f)); ok {
			return flows.Int(n)
		}
	}
	return f.Normal(flows.Text(text))
}

// parseScaled reads "12", "12,5" or "12,50" as a number of its smallest parts: with two decimals 1200, 1250, 1250.
func parseScaled(text string, decimals int) (int64, bool) {
	whole, part, comma := strings.Cut(text, ",")
	if len(part) > decimals || whole+part == "" || comma && decimals == 0 {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+part+strings.Repeat("0", decimals-len(part)), 10, 64)
	return n, err == nil
}

// written is an answer as the citizen would write it.
func written(f *flows.Field, v flows.Value) string {
	if v.Kind() != flows.KindInt {
		return v.Text()
	}
	decimals := Decimals(f)
	if decimals == 0 {
		return strconv.FormatInt(v.Int(), 10)
	}
	sign, n := "", v.Int()
	if n < 0 {
		sign, n = "-", -n
	}
	digits := fmt.Sprintf("%0*d", decimals+1, n)
	return sign + digits[:len(digits)-decimals] + "," + digits[len(digits)-decimals:]
}

// dateLengths are the figures that fill a box.
var dateLengths = [3]int{2, 2, 4}

func dateEdit(v flows.Value) DateEdit {
	if v.IsEmpty() {
		return DateEdit{}
	}
	d := v.Day()
	parts := [3]string{strconv.Itoa(d.Day), strconv.Itoa(d.Month), strconv.Itoa(d.Year)}
	if d.Day == 0 {
		parts[PartDay] = ""
	}
	if d.Month == 0 {
		parts[PartMonth] = ""
	}
	return DateEdit{Parts: parts, Active: PartYear}
}

// edited is the date after a key. A full box hands over to the next one, an empty one back to the one before.
func (t DateEdit) edited(e Event, s State) DateEdit {
	part := &t.Parts[t.Active]
	switch e := e.(type) {
	case TypeRune:
		if e.Rune < '0' || e.Rune > '9' {
			return t
		}
		if len(*part) == dateLengths[t.Active] {
			if t.Active == PartYear {
				return t
			}
			t.Active++
			t.Parts[t.Active] = ""
			part = &t.Parts[t.Active]
		}
		*part += string(e.Rune)
		if len(*part) == dateLengths[t.Active] && t.Active != PartYear && t.Parts[t.Active+1] == "" {
			t.Active++
		}
	case Erase:
		if *part == "" && t.Active > PartDay {
			t.Active--
			part = &t.Parts[t.Active]
		}
		if n := len(*part); n > 0 {
			*part = (*part)[:n-1]
		}
	case Empty:
		return DateEdit{}
	case MoveCaret:
		t.Active = min(max(t.Active+DatePart(e.By), PartDay), PartYear)
	case ActivatePart:
		if e.Part >= PartDay && e.Part <= PartYear {
			t.Active = e.Part
		}
	case PutDate:
		return dateEdit(flows.DateOf(e.Day))
	}
	return t
}

// value is the date that the boxes hold; a date that is written only in part is one that the calendar lacks.
func (t DateEdit) value() flows.Value {
	if t.Parts == [3]string{} {
		return flows.Value{}
	}
	var n [3]int
	for i, p := range t.Parts {
		n[i], _ = strconv.Atoi(p)
	}
	return flows.Date(n[PartYear], n[PartMonth], n[PartDay])
}

// Day is the date that the boxes hold; ok is false where it is none of the calendar.
func (t DateEdit) Day() (flows.Day, bool) {
	d := t.value().Day()
	return d, d.Valid() && len(t.Parts[PartYear]) == dateLengths[PartYear]
}
