package flows

import (
	"fmt"
	"strings"
	"time"
)

// Fee returns what the application costs on a day, in cents; ok is false where the flow knows no price for it, and where the
// answers lead to an exit.
func (f *Flow) Fee(a Answers, on time.Time) (cents int, ok bool) {
	_, cents, ok = f.FeeFor(a, on)
	return cents, ok
}

// FeeFor is Fee with the price that counts. Of the prices that are valid on the day and whose condition holds, one with a
// condition goes before one without, then the youngest, then the first in the file.
func (f *Flow) FeeFor(a Answers, on time.Time) (fee *Fee, cents int, ok bool) {
	w := f.walk(a)
	w.question = func(*Field, string, Value) {}
	w.run(0)
	if w.ended {
		return nil, 0, false
	}
	fee = f.fee(on, func(c *Condition) bool { return c.holds(&w.scope) })
	if fee == nil {
		return nil, 0, false
	}
	return fee, fee.Cents * f.pieces(fee, &w.scope), true
}

// pieces is what multiplies a price.
func (f *Flow) pieces(fee *Fee, s *scope) int {
	switch q, v := f.fields[fee.Per], f.values[fee.Per]; {
	case q != nil:
		return int(max(s.value(q).Int(), 0))
	case v != nil:
		return int(max(s.compute(v).Int(), 0))
	}
	return 1
}

// FeeText is the text "fee" of a language; {amount} in it is replaced by the price of one piece on the day, as it is
// without any condition: "9" or "9,50". It is "" where no price is known then.
func (f *Flow) FeeText(lang string, on time.Time) string {
	text, _ := f.Text(lang, "fee")
	if !strings.Contains(text, "{amount}") {
		return text
	}
	fee := f.fee(on, func(c *Condition) bool { return c == nil })
	if fee == nil {
		return ""
	}
	return strings.ReplaceAll(text, "{amount}", euros(lang, fee.Cents))
}

// fee chooses among the prices that are valid on a day.
func (f *Flow) fee(on time.Time, holds func(*Condition) bool) *Fee {
	day := DayOf(on).Time()
	var best *Fee
	for i := range f.Fees {
		fee := &f.Fees[i]
		if fee.ValidFrom.After(day) || !fee.ValidTo.IsZero() && fee.ValidTo.Before(day) || !holds(fee.When) {
			continue
		}
		if best == nil || fee.before(best) {
			best = fee
		}
	}
	return best
}

// before reports whether the price goes before another that holds as well.
func (p *Fee) before(other *Fee) bool {
	if (p.When != nil) != (other.When != nil) {
		return p.When != nil
	}
	return p.ValidFrom.After(other.ValidFrom)
}

// euros writes an amount without its unit.
func euros(lang string, cents int) string {
	if cents%100 == 0 {
		return fmt.Sprint(cents / 100)
	}
	separator := ","
	if lang == "en" || strings.HasPrefix(lang, "en-") {
		separator = "."
	}
	return fmt.Sprintf("%d%s%02d", cents/100, separator, cents%100)
}
