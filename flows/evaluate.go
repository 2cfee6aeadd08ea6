package flows

import "slices"

// Code says what is wrong with an answer. Its text is the flow's "field.ID.error.CODE" or else the UI's own.
type Code string

// The codes of Check.
const (
	CodeRequired      Code = "required"
	CodeWrongType     Code = "wrong_type"
	CodeBadCharacters Code = "bad_characters"
	CodeTooLong       Code = "too_long"
	CodePattern       Code = "pattern"
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

	flow    *Flow
	options map[string][]Option // of visible fields that have conditional options
	values  []Value             // of the scope after the last question
	rows    map[*Repeat]int     // how many there are
	today   Day
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
	return f.newEvaluation(f.walk(a), nil)
}

// newEvaluation goes through the flow; what is known from an earlier one is taken over.
func (f *Flow) newEvaluation(w *walk, known *change) Evaluation {
	e := Evaluation{flow: f, Errors: map[string][]Code{}, today: w.scope.today}
	visible, pages, from := len(f.ordered), len(f.Pages), 0
	if known != nil { // as many as there were, and the few that one answer brings
		visible, pages = len(known.before.Visible)+8, len(known.before.VisiblePages)+4
	}
	e.Visible, e.VisiblePages = make([]string, 0, visible), make([]VisiblePage, 0, pages)
	if known != nil {
		from = known.begin(&e)
	}
	w.question = func(q *Field, key string, v Value) { e.question(q, key, v, w.scope) }
	w.visit = func(p *Page, row int) {
		if row >= 0 {
			e.count(p.Repeat, row+1)
		}
		if known != nil && known.takeOver(&e, p, row) {
			return
		}
		first := len(e.Visible)
		visible, last := w.fields(p, row), len(e.Visible)
		if last > first || visible && len(p.Fields) == 0 {
			e.VisiblePages = append(e.VisiblePages, VisiblePage{Page: p, Row: row, Fields: e.Visible[first:last:last]})
		}
		if known != nil && row < 0 {
			known.compare(p, w.scope.values)
		}
	}
	w.run(from)
	e.values = w.scope.values
	e.sending(w.scope, known)
	return e
}

// question adds one visible question.
func (e *Evaluation) question(q *Field, key string, v Value, s *scope) {
	e.Visible = append(e.Visible, key)
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

func (e *Evaluation) count(r *Repeat, rows int) {
	if e.rows == nil {
		e.rows = map[*Repeat]int{}
	}
	e.rows[r] = rows
}

// sending lists the proofs and consents.
func (e *Evaluation) sending(s *scope, known *change) {
	for _, p := range e.flow.Proofs {
		if known.holds(p.Visible, s, func(before *Evaluation) bool { return slices.Contains(before.VisibleProofs, p) }) {
			e.VisibleProofs = append(e.VisibleProofs, p)
		}
	}
	for _, c := range e.flow.Consents {
		if known.holds(c.Visible, s, func(before *Evaluation) bool { return slices.Contains(before.VisibleConsents, c) }) {
			e.VisibleConsents = append(e.VisibleConsents, c)
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

// walk goes through the visible questions in order. After run its scope holds their answers.
type walk struct {
	flow     *Flow
	answers  Answers
	scope    *scope
	visit    func(p *Page, row int) // fields, or what calls it where that is needed
	question func(q *Field, key string, v Value)
}

func (f *Flow) walk(a Answers) *walk {
	s := &scope{fields: f.fields, values: make([]Value, len(f.ordered)), today: a[Today].Day()}
	w := &walk{flow: f, answers: a, scope: s}
	w.visit = func(p *Page, row int) { w.fields(p, row) }
	return w
}

// run goes through the pages from that number on, which begins no group in its middle.
func (w *walk) run(from int) {
	for _, p := range w.flow.Pages[from:] {
		switch {
		case p.Repeat == nil:
			w.visit(p, -1)
		case p.Repeat.Pages[0] == p:
			w.group(p.Repeat)
		}
	}
}

// group goes through all pages of the first row, then of the second. Afterwards no row's answer is left in the scope.
func (w *walk) group(r *Repeat) {
	for row := range w.rows(r) {
		for _, p := range r.Pages {
			w.visit(p, row)
		}
	}
	for _, p := range r.Pages {
		w.forget(p)
	}
}

func (w *walk) forget(p *Page) {
	for _, q := range p.Fields {
		w.scope.values[q.position] = Value{}
	}
}

// fields asks the visible questions of a page. visible says whether the page's own condition holds.
func (w *walk) fields(p *Page, row int) (visible bool) {
	w.forget(p)
	if !p.Visible.holds(w.scope) {
		return false
	}
	for _, q := range p.Fields {
		if !q.Visible.holds(w.scope) {
			continue
		}
		key := q.ID
		if row >= 0 {
			key = Key(p.Repeat.ID, row, q.ID)
		}
		v := w.answers[key]
		if !v.IsEmpty() {
			w.scope.values[q.position] = v
		}
		w.question(q, key, v)
	}
	return true
}

// rows is how many rows a repeated group has.
func (w *walk) rows(r *Repeat) int {
	n := 0
	if r.Count != nil {
		n = int(min(r.Count.number(w.scope), int64(r.Max)))
	} else {
		for key := range w.answers {
			if group, row, _ := SplitKey(key); group == r.ID {
				n = max(n, row+1)
			}
		}
	}
	return min(max(n, r.Min), r.Max)
}

// visibleOptions returns the options that a field offers now; conditional says that not all fields would.
func visibleOptions(q *Field, s *scope) (options []Option, conditional bool) {
	for _, o := range q.Options {
		conditional = conditional || o.Visible != nil
	}
	if !conditional {
		return q.Options, false
	}
	for _, o := range q.Options {
		if o.Visible.holds(s) {
			options = append(options, o)
		}
	}
	return options, true
}

// codes lists all codes of Check.
func codes() []Code {
	return []Code{
		CodeRequired, CodeWrongType, CodeBadCharacters, CodeTooLong, CodePattern, CodeNotANumber, CodeTooSmall, CodeTooLarge,
		CodeNotADate, CodeTooEarly, CodeTooLate, CodeInFuture, CodeInPast, CodeNotAnOption, CodeTooFew, CodeTooMany,
	}
}
