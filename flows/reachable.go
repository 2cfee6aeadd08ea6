package flows

import (
	"slices"
	"time"
)

// maxTries limits the search for answers that make a condition hold; beyond it the condition is believed.
const maxTries = 20_000

// checkReachable refuses conditions that hold for no answers at all: what they guard would be dead text. It tries the
// answers that can make a difference (each option, each number beside a constant) to the questions that the condition
// reads, and to those on which these depend. Conditions with other operators than comparisons are believed.
func (l *loader) checkReachable() {
	n := len(l.flow.ordered)
	visible := l.visibility()
	s := search{loader: l, visible: visible, scope: &scope{
		flow: l.flow, given: make([]bool, n), asked: make([]bool, n), row: make([]Value, n), today: sampleToday(),
	}}
	if !l.checkExits(&s) {
		return // all behind it could not be shown either
	}
	for _, p := range l.conditions {
		c := *p.into
		if p.count || p.value != nil || !c.comparisons {
			continue
		}
		s.aim(c, s.visible[p.self], p.self, l.exitsBefore(p.page))
		if !s.decides() || s.possible(0) {
			continue
		}
		never := "shown"
		if l.isHolds(p) {
			never = "kept"
		}
		l.report(c.written.value, "no answers make this condition true", "%s can never be %s", p.owner, never)
	}
}

// isHolds reports whether the condition is what a rule demands.
func (l *loader) isHolds(p pending) bool {
	return slices.ContainsFunc(l.flow.Rules, func(r *Rule) bool { return p.into == &r.Holds })
}

// exitsBefore are the pages before that one on which the way can end, as far as a search can decide on them; nil stands for
// what comes after all pages.
func (l *loader) exitsBefore(page *Page) []*Page {
	var out []*Page
	for _, p := range l.flow.Pages {
		if p == page {
			break
		}
		if p.Exit && p.Visible != nil && p.Visible.comparisons {
			out = append(out, p)
		}
	}
	return out
}

// checkExits refuses pages behind exits of which one always holds.
func (l *loader) checkExits(s *search) bool {
	for i, p := range l.flow.Pages {
		if !p.Exit || i+1 == len(l.flow.Pages) {
			continue
		}
		behind := l.flow.Pages[i+1]
		always := p.Visible == nil
		if !always && p.Visible.comparisons {
			s.aim(nil, nil, "", append(l.exitsBefore(p), p))
			always = s.decides() && !s.possible(0)
		}
		if always {
			l.report(l.places["page."+behind.ID], "give an exit before it a condition, or leave the page out", "page %s can never be reached: the way always ends before it", behind.ID)
			return false
		}
	}
	return true
}

// decidable reports whether the samples of a search can decide all conditions.
func decidable(conditions []*Condition) bool {
	return !slices.ContainsFunc(conditions, func(c *Condition) bool { return !c.comparisons })
}

// visibility lists, by field, the conditions that must hold for it to be asked.
func (l *loader) visibility() map[string][]*Condition {
	out := map[string][]*Condition{}
	for _, q := range l.flow.ordered {
		for _, c := range []*Condition{q.page.Visible, q.Visible} {
			if c != nil {
				out[q.ID] = append(out[q.ID], c)
			}
		}
	}
	return out
}

// comparesOnly reports whether the samples of a search can decide the expression.
func comparesOnly(e *expr) bool {
	only := true
	walkExpr(e, func(e *expr) {
		switch {
		case e.kind == exprRows || e.kind == exprCount:
			only = false
		case e.kind == exprCall:
			only = only && slices.Contains([]string{"==", "!=", "<", "<=", ">", ">=", "&&", "||", "!", "in", opChoose}, e.op)
		}
	})
	return only
}

// search looks for answers to some fields that make the target hold.
type search struct {
	loader  *loader
	visible map[string][]*Condition
	target  *Condition   // nil: it is enough that no exit holds
	fields  []*Field     // in the order of asking
	guards  []*Condition // that must hold as well for the target to matter
	exits   []*Condition // that must not
	compare []any        // the values that the conditions involved compare with
	scope   *scope       // its row is the whole flow
	tries   int
}

// aim begins a search for answers that the target and its guards hold for, and none of those exits that read something of
// the same. self is the field that the target belongs to, or "".
func (s *search) aim(target *Condition, guards []*Condition, self string, exits []*Page) {
	s.target, s.tries, s.guards, s.exits, s.compare = target, 0, guards, nil, nil
	clear(s.scope.given)
	seen := map[string]bool{}
	if target != nil {
		s.closure(seen, target.References)
	}
	s.closure(seen, s.loader.readBy(self)) // it is only asked where its page is, too
	for _, p := range exits {
		related := target == nil || slices.ContainsFunc(p.Visible.reads, func(q *Field) bool { return seen[q.ID] })
		if related {
			s.exits = append(s.exits, p.Visible)
			s.closure(seen, p.Visible.References)
		}
	}
	s.fields = nil
	for _, q := range s.loader.flow.ordered {
		if seen[q.ID] && q.ID != self {
			s.fields = append(s.fields, q)
		}
	}
	for _, c := range s.involved() {
		s.constants(c)
	}
}

// closure adds the fields that are read, directly or not.
func (s *search) closure(seen map[string]bool, ids []string) {
	for _, id := range ids {
		if q := s.loader.flow.fields[id]; q != nil && !seen[id] {
			seen[id] = true
			s.closure(seen, s.loader.readBy(id))
		}
	}
}

// involved are all conditions that the search asks.
func (s *search) involved() []*Condition {
	all := slices.Concat(s.guards, s.exits)
	for _, q := range s.fields {
		all = append(all, s.visible[q.ID]...)
	}
	if s.target != nil {
		all = append(all, s.target)
	}
	return all
}

// decides reports whether the samples can tell whether there are such answers.
func (s *search) decides() bool { return decidable(s.involved()) }

// possible tries the answers of the fields from the i-th on.
func (s *search) possible(i int) bool {
	if i == len(s.fields) {
		s.tries++
		return s.tries > maxTries || s.target.holds(s.scope) && allHold(s.guards, s.scope) && noneHolds(s.exits, s.scope)
	}
	q := s.fields[i]
	s.scope.given[q.position] = false
	if allHold(s.visible[q.ID], s.scope) {
		for _, v := range s.samples(q) {
			s.scope.row[q.position], s.scope.given[q.position] = v, !v.IsEmpty()
			if s.possible(i + 1) {
				return true
			}
		}
		s.scope.given[q.position] = false
	}
	return s.possible(i + 1)
}

func allHold(conditions []*Condition, s *scope) bool {
	return !slices.ContainsFunc(conditions, func(c *Condition) bool { return !c.holds(s) })
}

func noneHolds(conditions []*Condition, s *scope) bool {
	return !slices.ContainsFunc(conditions, func(c *Condition) bool { return c.holds(s) })
}

// sampleToday stands for the day of the visit.
func sampleToday() Day { return Day{Year: 2026, Month: 6, Day: 15} }

// samples are the answers to a field that can make a difference.
func (s *search) samples(q *Field) []Value {
	var out []Value
	switch q.Type {
	case TypeBool:
		out = append(out, Bool(true), Bool(false))
	case TypeChoice:
		for _, id := range s.offered(q) {
			out = append(out, Choice(id))
		}
	case TypeChoices:
		all := s.offered(q)
		for _, id := range all {
			out = append(out, Choices(id))
		}
		out = append(out, Choices(all...))
	case TypeInt, TypeMoney, TypeNumber:
		for _, n := range s.numbers(q) {
			out = append(out, Int(n))
		}
	case TypeDate:
		for _, t := range s.days() {
			out = append(out, DateOf(DayOf(t)))
		}
	default:
		out = append(out, Text("x"))
		for _, c := range s.compare {
			if text, ok := c.(string); ok {
				out = append(out, Text(text))
			}
		}
	}
	return out
}

// offered are the options of a field; of a list those that are compared with, and one that is not.
func (s *search) offered(q *Field) []string {
	var out []string
	for _, o := range q.Options {
		out = append(out, o.ID)
	}
	if q.List == nil {
		return out
	}
	for _, c := range s.compare {
		if code, ok := c.(string); ok && q.List.Has(code) {
			out = append(out, code)
		}
	}
	for _, e := range q.List.Entries {
		if !slices.Contains(out, e.Code) {
			return append(out, e.Code)
		}
	}
	return out
}

// constants adds the values that a condition compares with.
func (s *search) constants(c *Condition) {
	walkExpr(c.expr, func(e *expr) {
		switch {
		case e.kind != exprLiteral:
		case e.typ == exprInt:
			s.compare = append(s.compare, e.number)
		case e.typ == exprText, e.typ == exprDay:
			s.compare = append(s.compare, e.text)
		}
	})
}

func (s *search) numbers(q *Field) []int64 {
	candidates := []int64{-1, 0, 1}
	for _, c := range s.compare {
		if n, ok := c.(int64); ok {
			candidates = append(candidates, n-1, n, n+1)
		}
	}
	for _, bound := range []*int64{q.Min, q.Max} {
		if bound != nil {
			candidates = append(candidates, *bound)
		}
	}
	slices.Sort(candidates)
	return slices.DeleteFunc(slices.Compact(candidates), func(n int64) bool {
		return checkRange(q, n, CodeTooSmall, CodeTooLarge) != nil
	})
}

func (s *search) days() []time.Time {
	middle := []time.Time{sampleToday().Time()}
	for _, c := range s.compare {
		if text, ok := c.(string); ok {
			if d, ok := ParseDay(text); ok {
				middle = append(middle, d.Time())
			}
		}
	}
	var out []time.Time
	for _, t := range middle {
		out = append(out, t.AddDate(0, 0, -1), t, t.AddDate(0, 0, 1))
	}
	return out
}
