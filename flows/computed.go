package flows

import "slices"

// Computed is a value that follows from answers. It is never asked; conditions, rules and fees behind all that it is made
// of may use it. Text value.ID.short is its label on the review page, which shows it only where there is one.
type Computed struct {
	ID   string
	Type Type // money, int, number, bool, text or date
	// Decimals is of a number, as Field.Decimals.
	Decimals int
	Is       *Condition
	FIM      string // id of the FIM data field that it is carried for, or ""
	Path     string // as Field.Path: a value that the JSON of an imported schema holds, or ""

	number   int // in Flow.Values
	position int // behind how many fields it is known
}

// Rule is what must hold between answers. It is judged when the page of its field is left, and on the review; text rule.ID
// says what is wrong and what to do. In a group it is judged for each row. It is not judged while its field is not visible,
// nor while its field or a date whose answer it compares is not answered, unless it asks for that by answered(…): an
// unanswered question is for required, and not for a rule. What it reads besides counts as the empty value.
type Rule struct {
	ID      string
	Field   string     // id of the question that the citizen is led to
	Visible *Condition // nil: always
	Holds   *Condition

	number int      // in Flow.Rules
	field  *Field   // of the id Field
	needs  []*Field // without whose answers it is not judged
}

// BrokenRule is a rule that does not hold.
type BrokenRule struct {
	Rule *Rule
	Key  string // of the answer that the citizen is led to
	Row  int    // -1 outside a group
}

// judge reports whether the rule is broken.
func (r *Rule) judge(s *scope) bool {
	return r.judged(s) && r.Visible.holds(s) && r.Holds.refutes(s)
}

// judged reports whether all is answered that the rule compares.
func (r *Rule) judged(s *scope) bool {
	return s.asked[r.field.position] && !slices.ContainsFunc(r.needs, func(q *Field) bool { return !s.given[q.position] })
}

// prepare notes what the rule needs, when its condition is compiled.
func (r *Rule) prepare(f *Flow) {
	r.field = f.fields[r.Field]
	for _, ref := range r.Holds.refs {
		q := f.fields[ref.id]
		compares := q != nil && !ref.asked && ref.group == "" && (q == r.field || q.Type == TypeDate)
		if compares && !slices.Contains(r.Holds.refs, reference{id: ref.id, asked: true}) {
			r.needs = append(r.needs, q)
		}
	}
}
