package walk

import (
	"fmt"
	"regexp"
	"slices"

	"buergerterminal/flows"
)

// goal is one thing that some walk should reach.
type goal struct {
	kind string // one of Kinds
	of   string // "page strasse", "rule einzug"
	want string // "true", an option, a code; "" where there is only one way
}

func (g goal) String() string {
	if g.want == "" {
		return g.of
	}
	return g.of + ": " + g.want
}

// What a way can be.
const (
	scanned  = "scanned"
	later    = "handed in later or left out"
	signed   = "signed"
	unable   = "cannot sign"
	empty    = "no row"
	filled   = "a row"
	full     = "one row too many"
	read     = "read"
	typed    = "typed"
	declined = "not ticked"
)

// goalsOf are all goals of a flow, in the order of the definition.
func goalsOf(f *flows.Flow, today flows.Day) []goal {
	var all []goal
	add := func(kind, of string, want ...string) {
		for _, w := range want {
			all = append(all, goal{kind, of, w})
		}
	}
	for _, p := range f.Pages {
		add(Pages, "page "+p.ID, "")
		for _, q := range p.Fields {
			add(Options, "field "+q.ID, answersOf(q)...)
			for _, code := range refusals(f, q, today) {
				add(Validations, "field "+q.ID, string(code))
			}
			if q.Counts != "" {
				add(Ways, "rows of "+q.Counts, rowWays(q)...)
			}
		}
	}
	f.Conditions(func(owner string, _ *flows.Condition) { add(Conditions, owner, "true", "false") })
	for _, p := range f.Proofs {
		add(Ways, "proof "+p.ID, scanned)
		if p.Skippable {
			add(Ways, "proof "+p.ID, later)
		}
	}
	if f.Signature != nil {
		add(Ways, "signature", signed, withoutPen(f))
	}
	for _, c := range f.Cosignatures {
		add(Ways, "cosignature "+c.ID, signed, unable)
		if c.Later {
			add(Ways, "cosignature "+c.ID, later)
		}
	}
	for _, c := range f.Consents {
		if c.Required {
			add(Ways, "consent "+c.ID, declined)
		}
	}
	if f.Identity == flows.IdentityCard {
		add(Ways, "card", read, typed)
	}
	return all
}

// withoutPen is how somebody signs who cannot draw.
func withoutPen(f *flows.Flow) string {
	if f.Signature.Form == flows.FormText {
		return typed
	}
	return unable
}

// answersOf are the answers that a field offers to be touched; of a long list one stands for all.
func answersOf(q *flows.Field) []string {
	switch {
	case q.Type == flows.TypeBool:
		return []string{"yes", "no"}
	case q.Type == flows.TypeCountry || q.List != nil:
		return []string{"one of the list"}
	}
	var ids []string
	for _, o := range q.Options {
		ids = append(ids, o.ID)
	}
	return ids
}

func rowWays(q *flows.Field) []string {
	ways := []string{filled}
	if q.Min == nil || *q.Min == 0 {
		ways = append(ways, empty)
	}
	if q.Max != nil {
		ways = append(ways, full)
	}
	return ways
}

// refusals are the codes with which the field can refuse an answer that somebody could give.
func refusals(f *flows.Flow, q *flows.Field, today flows.Day) []flows.Code {
	if q.Counts != "" {
		return nil // its list says when a row is missing or too many
	}
	var codes []flows.Code
	for _, bad := range badAnswers(q, today) {
		key := q.ID
		if r := q.Page().Repeat; r != nil {
			key = flows.Key(r.ID, 0, q.ID)
		}
		got := f.Check(key, bad, flows.Answers{flows.Today: flows.DateOf(today)})
		if len(got) > 0 && got[0] != flows.CodeNotAnOption && got[0] != flows.CodeWrongType && !slices.Contains(codes, got[0]) {
			codes = append(codes, got[0])
		}
	}
	return codes
}

// literals are the constants that the flow's conditions compare with.
type literals struct {
	numbers []int64
	texts   []string
	days    []flows.Day
}

var (
	numberLiteral = regexp.MustCompile(`\b[0-9]+\b`)
	textLiteral   = regexp.MustCompile(`'([^']*)'|"([^"]*)"`)
	dateLiteral   = regexp.MustCompile(`date\(['"]([0-9-]+)['"]\)`)
	spanLiteral   = regexp.MustCompile(`duration\(['"]([0-9]+)h['"]\)`)
)

// literalsOf reads them out of the sources, which Load has checked.
func literalsOf(f *flows.Flow, today flows.Day) literals {
	var l literals
	look := func(source string) {
		for _, m := range dateLiteral.FindAllStringSubmatch(source, -1) {
			if d, ok := flows.ParseDay(m[1]); ok {
				l.days = append(l.days, d)
			}
		}
		for _, m := range spanLiteral.FindAllStringSubmatch(source, -1) {
			var hours int
			fmt.Sscan(m[1], &hours)
			l.days = append(l.days, after(today, hours/24), after(today, -hours/24))
		}
		for _, m := range textLiteral.FindAllStringSubmatch(source, -1) {
			l.texts = append(l.texts, m[1]+m[2])
		}
		for _, m := range numberLiteral.FindAllString(textLiteral.ReplaceAllString(source, ""), -1) {
			var n int64
			if _, err := fmt.Sscan(m, &n); err == nil {
				l.numbers = append(l.numbers, n)
			}
		}
	}
	f.Conditions(func(_ string, c *flows.Condition) { look(c.Source) })
	for _, v := range f.Values {
		look(v.Is.Source)
	}
	for _, p := range f.Pages {
		if p.Repeat != nil && p.Repeat.Count != nil {
			look(p.Repeat.Count.Source)
		}
	}
	return l
}

// after is the day so many days later.
func after(d flows.Day, days int) flows.Day { return flows.DayOf(d.Time().AddDate(0, 0, days)) }
