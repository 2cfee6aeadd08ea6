package flows

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Check validates one answer; key may name a row of a repeated group. Nil means that the answer is fine. The other
// answers only matter for options that are conditional and for the day of the visit. An unknown key is not checked.
func (f *Flow) Check(key string, v Value, a Answers) []Code {
	q := f.Field(key)
	if q == nil {
		return nil
	}
	options := q.Options
	if slices.ContainsFunc(options, func(o Option) bool { return o.Visible != nil }) {
		options = f.Evaluate(a).VisibleOptions(key)
	}
	return check(q, v, options, a[Today].Day())
}

// check validates an answer against its field.
func check(q *Field, v Value, options []Option, today Day) []Code {
	if v.IsEmpty() {
		if q.Required {
			return []Code{CodeRequired}
		}
		return nil
	}
	if code := checkKind(q.Type, v.kind); code != "" {
		return []Code{code}
	}
	switch q.Type {
	case TypeText, TypeLongText:
		return checkText(q, v.text)
	case TypeEmail, TypeTelephone, TypeIBAN:
		return checkForm(q, v.text)
	case TypeInt, TypeMoney, TypeNumber:
		return checkRange(q, v.number, CodeTooSmall, CodeTooLarge)
	case TypeDate:
		return checkDate(q, v.Day(), today)
	case TypeChoice:
		if !q.offers(v.text, options) {
			return []Code{CodeNotAnOption}
		}
	case TypeCountry:
		if !isCountry(v.text) {
			return []Code{CodeNotAnOption}
		}
	case TypeChoices:
		return checkChoices(q, v.chosen(), options)
	}
	return nil
}

// checkKind says what is wrong when an answer is of another kind than its field; "" when it is not.
func checkKind(t Type, k Kind) Code {
	switch {
	case k == t.kind():
		return ""
	case t == TypeDate && k == KindText:
		return CodeNotADate
	case t.kind() == KindInt && k == KindText:
		return CodeNotANumber
	}
	return CodeWrongType
}

// kind is the kind of answer that a field of the type takes.
func (t Type) kind() Kind {
	switch t {
	case TypeText, TypeLongText, TypeEmail, TypeTelephone, TypeIBAN:
		return KindText
	case TypeInt, TypeMoney, TypeNumber:
		return KindInt
	case TypeDate:
		return KindDate
	case TypeBool:
		return KindBool
	case TypeChoice, TypeCountry:
		return KindChoice
	case TypeChoices:
		return KindChoices
	}
	return KindNone
}

// checkText looks at the length first: a text of a megabyte must not cost more than counting.
func checkText(q *Field, s string) []Code {
	s = strings.TrimSpace(s)
	if len(s) > q.MaxLength*maxBytesPerCharacter {
		return []Code{CodeTooLong}
	}
	s = normal(s)
	if utf8.RuneCountInString(s) > q.MaxLength {
		return []Code{CodeTooLong}
	}
	if badCharacters(s, q.Type == TypeLongText) {
		return []Code{CodeBadCharacters}
	}
	if q.pattern != nil && !q.pattern.MatchString(s) {
		return []Code{CodePattern}
	}
	return nil
}

// maxBytesPerCharacter is more than any character of DIN 91379 needs before it is composed: a letter and three marks.
const maxBytesPerCharacter = 7

func checkRange(q *Field, n int64, small, large Code) []Code {
	if q.Min != nil && n < *q.Min {
		return []Code{small}
	}
	if q.Max != nil && n > *q.Max {
		return []Code{large}
	}
	return nil
}

func checkDate(q *Field, d, today Day) []Code {
	if !d.Valid() && !(q.Partial && d.ValidPartial()) {
		return []Code{CodeNotADate}
	}
	if q.Earliest.before(d, today) {
		if q.Earliest.Today {
			return []Code{CodeInPast}
		}
		return []Code{CodeTooEarly}
	}
	if q.Latest.after(d, today) {
		if q.Latest.Today {
			return []Code{CodeInFuture}
		}
		return []Code{CodeTooLate}
	}
	return nil
}

// day is the bound itself; ok is false where there is none or the day of the visit is not known.
func (b *DayBound) day(today Day) (d Day, ok bool) {
	switch {
	case b == nil:
		return Day{}, false
	case b.Today:
		return today, today != Day{}
	}
	return b.Day, true
}

// before reports whether d lies before the bound. A partly known day only does when its whole month or year does.
func (b *DayBound) before(d, today Day) bool {
	bound, ok := b.day(today)
	return ok && d.last().Before(bound)
}

// after reports whether d lies after the bound. A partly known day only does when its whole month or year does.
func (b *DayBound) after(d, today Day) bool {
	bound, ok := b.day(today)
	return ok && bound.Before(Day{Year: d.Year, Month: max(d.Month, 1), Day: max(d.Day, 1)})
}

// last is the last day that a partly known day can mean.
func (d Day) last() Day {
	if d.Month == 0 {
		return Day{Year: d.Year, Month: 12, Day: 31}
	}
	if d.Day == 0 {
		return Day{Year: d.Year, Month: d.Month, Day: 31}
	}
	return d
}

func checkChoices(q *Field, ids []string, options []Option) []Code {
	for i, id := range ids {
		if !q.offers(id, options) || slices.Contains(ids[:i], id) {
			return []Code{CodeNotAnOption}
		}
	}
	return checkRange(q, int64(len(ids)), CodeTooFew, CodeTooMany)
}

// offers reports whether an answer is in the field's list, or else among the options.
func (f *Field) offers(id string, options []Option) bool {
	if f.List != nil {
		return f.List.Has(id)
	}
	return hasOption(options, id)
}

func hasOption(options []Option, id string) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.ID == id })
}
