package walk

import (
	"regexp/syntax"
	"slices"
	"strings"

	"buergerterminal/flows"
)

// domain are answers to a field that are worth trying: its bounds, the neighbours of what conditions compare with, every option.
// Most are valid; which are is judged by flows.Check.
func domain(q *flows.Field, l literals, today flows.Day) []flows.Value {
	var all []flows.Value
	switch q.Type {
	case flows.TypeBool:
		all = []flows.Value{flows.Bool(true), flows.Bool(false)}
	case flows.TypeChoice:
		for _, id := range offered(q, l) {
			all = append(all, flows.Choice(id))
		}
	case flows.TypeChoices:
		ids := offered(q, l)
		for _, id := range ids {
			all = append(all, flows.Choices(id))
		}
		for i := range ids {
			for j := range i {
				all = append(all, flows.Choices(ids[j], ids[i]))
			}
		}
		all = append(all, flows.Choices(ids...))
	case flows.TypeCountry:
		all = []flows.Value{flows.Choice("DEU"), flows.Choice("POL"), flows.Choice("UKR"), flows.Choice("USA")}
		for _, t := range l.texts {
			all = append(all, flows.Choice(t))
		}
	case flows.TypeInt, flows.TypeMoney, flows.TypeNumber:
		for _, n := range numbers(q, l) {
			all = append(all, flows.Int(n))
		}
	case flows.TypeDate:
		for _, d := range days(q, l, today) {
			all = append(all, flows.DateOf(d))
		}
	default:
		for _, t := range append(samples(q), l.texts...) {
			all = append(all, flows.Text(t))
		}
	}
	if !q.Required {
		all = append(all, flows.Value{})
	}
	return all
}

// offered are the options of a choice; of a long list its ends, and what conditions name.
func offered(q *flows.Field, l literals) []string {
	var ids []string
	if q.List == nil {
		for _, o := range q.Options {
			ids = append(ids, o.ID)
		}
		return ids
	}
	for _, t := range l.texts {
		if q.List.Has(t) && !slices.Contains(ids, t) {
			ids = append(ids, t)
		}
	}
	if n := len(q.List.Entries); n > 0 {
		ids = append(ids, q.List.Entries[0].Code, q.List.Entries[n-1].Code)
	}
	return ids
}

func numbers(q *flows.Field, l literals) []int64 {
	all := []int64{1, 2, 0, 3, 10, 100, 1000}
	for _, n := range l.numbers {
		all = append(all, n-1, n, n+1)
	}
	if q.Min != nil {
		all = append(all, *q.Min, *q.Min+1)
	}
	if q.Max != nil {
		all = append(all, *q.Max, *q.Max-1)
	}
	return all
}

// ages are those at which German law tells people apart.
var ages = []int{1, 2, 6, 14, 16, 18, 24, 65, 67}

func days(q *flows.Field, l literals, today flows.Day) []flows.Day {
	all := []flows.Day{today, after(today, -1), after(today, 1), after(today, -7), after(today, 7), after(today, -20), after(today, -40), after(today, -100), after(today, 40), after(today, 200), after(today, -400), after(today, 400)}
	for _, d := range l.days {
		all = append(all, after(d, -1), d, after(d, 1))
	}
	for _, years := range ages {
		birthday := flows.DayOf(today.Time().AddDate(-years, 0, 0))
		all = append(all, after(birthday, -1), birthday, after(birthday, 1))
	}
	all = append(all, flows.DayOf(today.Time().AddDate(-40, 0, 0)))
	for _, b := range []*flows.DayBound{q.Earliest, q.Latest} {
		if b != nil && !b.Today {
			all = append(all, b.Day, after(b.Day, 1), after(b.Day, -1))
		}
	}
	return all
}

// names differ from field to field, for two people with one name are one where somebody signs for another.
var names = []string{"Ahlers", "Brandt", "Conrad", "Dorn", "Ebert", "Fink", "Graf"}

// samples are texts that a field of the type might take, likely ones first.
func samples(q *flows.Field) []string {
	switch q.Type {
	case flows.TypeEmail:
		return []string{"mia@example.org"}
	case flows.TypeTelephone:
		return []string{"03514881234"}
	case flows.TypeIBAN:
		return []string{"DE89370400440532013000"} // the usual example of ISO 13616
	}
	all := []string{names[int(q.ID[len(q.ID)-1]+q.ID[0])%len(names)], "Muster", "27", "01999", "1"}
	if q.Pattern != "" {
		if pattern, err := syntax.Parse(q.Pattern, syntax.Perl); err == nil {
			all = append(all, shortest(pattern.Simplify()))
		}
	}
	return append(all, "A", "AB-C 123", "L01X00T47")
}

// shortest is one of the shortest texts that a pattern matches.
func shortest(p *syntax.Regexp) string {
	switch p.Op {
	case syntax.OpLiteral:
		return string(p.Rune)
	case syntax.OpCharClass:
		for _, want := range "aA0-" {
			for i := 0; i+1 < len(p.Rune); i += 2 {
				if p.Rune[i] <= want && want <= p.Rune[i+1] {
					return string(want)
				}
			}
		}
		return string(p.Rune[:1])
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "a"
	case syntax.OpCapture, syntax.OpPlus:
		return shortest(p.Sub[0])
	case syntax.OpRepeat:
		return strings.Repeat(shortest(p.Sub[0]), p.Min)
	case syntax.OpAlternate:
		return shortest(p.Sub[0])
	case syntax.OpConcat:
		var b strings.Builder
		for _, sub := range p.Sub {
			b.WriteString(shortest(sub))
		}
		return b.String()
	}
	return "" // star, quest, anchors
}

// badAnswers are answers that a citizen could try and a field might refuse.
func badAnswers(q *flows.Field, today flows.Day) []flows.Value {
	all := []flows.Value{{}}
	switch q.Type {
	case flows.TypeInt, flows.TypeMoney, flows.TypeNumber:
		if q.Min != nil && *q.Min > 0 {
			all = append(all, flows.Int(*q.Min-1))
		}
		if q.Max != nil {
			all = append(all, flows.Int(*q.Max+1))
		}
	case flows.TypeDate:
		all = append(all, flows.Date(2020, 2, 31), flows.DateOf(after(today, 1)), flows.DateOf(after(today, -1)), flows.Date(1800, 1, 1), flows.Date(2199, 1, 1))
	case flows.TypeChoices:
		var ids []string
		for _, o := range q.Options {
			ids = append(ids, o.ID)
		}
		if q.Max != nil && int(*q.Max) < len(ids) {
			all = append(all, flows.Choices(ids[:*q.Max+1]...))
		}
		if q.Min != nil && *q.Min > 1 {
			all = append(all, flows.Choices(ids[:*q.Min-1]...))
		}
	case flows.TypeEmail:
		all = append(all, flows.Text("mia.example.org"))
	case flows.TypeTelephone:
		all = append(all, flows.Text("12"))
	case flows.TypeIBAN:
		all = append(all, flows.Text("DE89370400440532013001"))
	case flows.TypeText, flows.TypeLongText:
		if q.MaxLength <= longestTyped {
			all = append(all, flows.Text(strings.Repeat("1", q.MaxLength+1)))
		}
		if q.Pattern != "" {
			all = append(all, flows.Text("&"), flows.Text("0"), flows.Text("x"))
		}
	}
	return all
}

// longestTyped is how many signs a citizen of the walks has the patience to type; a longer field is not tried for its length.
const longestTyped = 1200
