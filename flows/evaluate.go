package flows

import (
	"cmp"
	"slices"
)

// Code says what is wrong with an answer. Its text is the flow's "field.ID.error.CODE" or else the UI's own.
type Code string

// The codes of Check.
const (
	CodeRequired      Code = "required"
	CodeWrongType     Code = "wrong_type"
	CodeBadCharacters Code = "bad_characters"
	CodeTooLong       Code = "too_long"
	CodePattern       Code = "pattern"
	CodeBadEmail      Code = "bad_email"
	CodeBadTelephone  Code = "bad_telephone"
	CodeBadIBAN       Code = "bad_iban"
	CodeNotANumber    Code = "not_a_number"
	CodeTooSmall      Code = "too_small"
	CodeTooLarge      Code = "too_large"
	CodeNotADate      Code = "not_a_date"
	CodeTooEarly      Code = "too_early"
	CodeTooLate       Code = "too_late"
	CodeInFuture      Code = "in_future"
	CodeInPast        Code = "in_past"
	CodeNotAnOption   Code = "not_an_option"
	CodeTooFew        Code = "too_few"
	CodeTooMany       Code = "too_many"
)

// VisiblePage is a page that is shown for the given answers.
type VisiblePage struct {
	Page   *Page
	Row    int      // of a repeated page, else -1
	Fields []string // keys of the answers that are asked on it, in order
}

// Evaluation is everything that follows from the answers.
type Evaluation struct {
	Visible         []string          // keys of all visible questions, in order
	Errors          map[string][]Code // by key, only of visible questions; absent: the answer is fine
	VisiblePages    []VisiblePage     // without those that have fields, but none visible
	VisibleProofs   []*Proof
	VisibleConsents []*Consent

	VisibleCosignatures []*Cosignature
	VisibleNext         []int            // of Flow.Next, counted from 0
	Values              map[string]Value // of Flow.Values by id; nil where the flow has none
	Broken              []BrokenRule     // in the order of Flow.Rules, then of the rows
	Exit                *VisiblePage     // where the way ends early: the last of VisiblePages; nil: it does not

	flow     *Flow
	options  map[string][]Option // of visible fields that have conditional options
	given    []bool              // of the scope after the last question
	asked    []bool
	rows     []int // of the scope
	gathered [][]Value
	computed []Value
	today    Day
}

// VisibleOptions returns the options that are offered for the answer's key, in order.
func (e Evaluation) VisibleOptions(key string) []Option {
	if o, ok := e.options[key]; ok {
		return o
	}
	if f := e.flow.Field(key); f != nil {
		return f.Options
	}
	return nil
}

// Evaluate works out what follows from the answers. Answers to questions that are not visible count as not given,
// also in the conditions of later questions.
func (f *Flow) Evaluate(a Answers) Evaluation {
	e, w := f.newEvaluation(a)
	rows := max(0, len(a)-len(f.ordered)) // answers in more than one row, about
	e.Visible, e.VisiblePages = make([]string, 0, len(f.ordered)+rows), make([]VisiblePage, 0, len(f.Pages)+rows)
	e.Errors = map[string][]Code{}
	w.question = func(q *Field, key string, v Value) {
		e.Visible = append(e.Visible, key)
		e.question(q, key, v, &w.scope)
	}
	w.visit = func(p *Page, row int) { e.visit(w, p, row) }
	w.rowEnd = func(r *Repeat, row int) { e.judgeRow(w, r, row) }
	w.run(0)
	e.finish(w, nil)
	return *e
}

// newEvaluation is one of nothing yet, and the walk that fills it.
func (f *Flow) newEvaluation(a Answers) (*Evaluation, *walk) {
	w := f.walk(a)
	s := &w.scope
	return &Evaluation{flow: f, given: s.given, asked: s.asked, rows: s.rows, gathered: s.gathered, computed: s.computed, today: s.today}, w
}

// visit adds a page, of a row if row is not negative, as far as it is visible.
func (e *Evaluation) visit(w *walk, p *Page, row int) {
	first := len(e.Visible)
	visible, last := w.fields(p, row), len(e.Visible)
	if last > first || visible && len(p.Fields) == 0 {
		e.VisiblePages = append(e.VisiblePages, VisiblePage{Page: p, Row: row, Fields: e.Visible[first:last:last]})
	}
}

// finish adds what is known when the way has been gone to its end.
// before is the earlier evaluation that a change is made out of, or nil.
func (e *Evaluation) finish(w *walk, before *Evaluation) {
	for _, r := range e.flow.Rules {
		if r.field.page.Repeat == nil && e.broken(w, before, r) {
			e.Broken = append(e.Broken, BrokenRule{Rule: r, Key: r.Field, Row: -1})
		}
	}
	slices.SortStableFunc(e.Broken, func(a, b BrokenRule) int {
		return cmp.Or(cmp.Compare(a.Rule.number, b.Rule.number), cmp.Compare(a.Row, b.Row))
	})
	if e.takeValues(w, before) {
		e.Values = before.Values
	} else if len(e.flow.Values) > 0 {
		e.Values = make(map[string]Value, len(e.flow.Values))
		for _, v := range e.flow.Values {
			e.Values[v.ID] = w.scope.compute(v)
		}
	}
	if e.Exit = e.exit(); e.Exit == nil {
		e.sending(w, before)
	}
}

// takeValues takes over all values where none is made of what is another now.
func (e *Evaluation) takeValues(w *walk, before *Evaluation) bool {
	c := w.scope.changed
	if c == nil || slices.ContainsFunc(e.flow.Values, func(v *Computed) bool { return c.affects(v.Is) }) {
		return false
	}
	copy(e.computed, before.computed)
	return true
}

// broken judges a rule, unless all that it depends on is as it was.
func (e *Evaluation) broken(w *walk, before *Evaluation, r *Rule) bool {
	c := w.scope.changed
	if c == nil || e.asked[r.field.position] != before.asked[r.field.position] || c.affects(r.Holds) || c.affects(r.Visible) {
		return r.judge(&w.scope)
	}
	return slices.Contains(before.Broken, BrokenRule{Rule: r, Key: r.Field, Row: -1})
}

// judgeRow judges the rules of a group when a row has been gone through.
func (e *Evaluation) judgeRow(w *walk, r *Repeat, row int) {
	for _, rule := range r.rules {
		if rule.judge(&w.scope) {
			e.Broken = append(e.Broken, BrokenRule{Rule: rule, Key: rule.field.key(row), Row: row})
		}
	}
}

// exit is the page where the way has ended early, or nil.
func (e *Evaluation) exit() *VisiblePage {
	if n := len(e.VisiblePages); n > 0 && e.VisiblePages[n-1].Page.Exit {
		last := e.VisiblePages[n-1]
		return &last
	}
	return nil
}

// question notes what is offered and what is wrong with the answer.
func (e *Evaluation) question(q *Field, key string, v Value, s *scope) {
	options, conditional := visibleOptions(q, s)
	if conditional {
		e.offer(key, options)
	}
	if codes := check(q, v, options, s.today); codes != nil {
		e.Errors[key] = codes
	}
}

func (e *Evaluation) offer(key string, options []Option) {
	if e.options == nil {
		e.options = map[string][]Option{}
	}
	e.options[key] = options
}

// sending lists what comes after the questions, as far as its conditions hold.
func (e *Evaluation) sending(w *walk, before *Evaluation) {
	if c := w.scope.changed; c != nil && before.Exit == nil && !slices.ContainsFunc(e.flow.sendingReads, c.isDirty) {
		e.VisibleProofs, e.VisibleConsents = before.VisibleProofs, before.VisibleConsents
		e.VisibleCosignatures, e.VisibleNext = before.VisibleCosignatures, before.VisibleNext
		return
	}
	for _, p := range e.flow.Proofs {
		if p.Visible.holds(&w.scope) {
			e.VisibleProofs = append(e.VisibleProofs, p)
		}
	}
	for _, c := range e.flow.Consents {
		if c.Visible.holds(&w.scope) {
			e.VisibleConsents = append(e.VisibleConsents, c)
		}
	}
	for _, c := range e.flow.Cosignatures {
		if c.Visible.holds(&w.scope) {
			e.VisibleCosignatures = append(e.VisibleCosignatures, c)
		}
	}
	for i := range e.flow.Next {
		if e.flow.Next[i].Visible.holds(&w.scope) {
			e.VisibleNext = append(e.VisibleNext, i)
		}
	}
}

// Prune returns a copy of the answers with only those to visible questions, and Today if it is there.
func (f *Flow) Prune(a Answers) Answers {
	out := make(Answers, len(a))
	if today, ok := a[Today]; ok {
		out[Today] = today
	}
	w := f.walk(a)
	w.question = func(_ *Field, key string, _ Value) {
		if v, ok := a[key]; ok {
			out[key] = v
		}
	}
	w.run(0)
	return out
}

// codes lists all codes of Check.
func codes() []Code {
	return []Code{
		CodeRequired, CodeWrongType, CodeBadCharacters, CodeTooLong, CodePattern, CodeBadEmail, CodeBadTelephone, CodeBadIBAN,
		CodeNotANumber, CodeTooSmall, CodeTooLarge, CodeNotADate, CodeTooEarly, CodeTooLate, CodeInFuture, CodeInPast, CodeNotAnOption, CodeTooFew, CodeTooMany,
	}
}
