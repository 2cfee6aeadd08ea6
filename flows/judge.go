package flows

import "strconv"

// Judge goes the way that the answers lead and tells of each condition that is met on it whether it holds: those of a page, of
// the fields of a page that is shown, of the options of a field that is asked, and behind the last question, unless the way
// ended before, those of papers, consents, signatures, steps and prices. A rule is met where it is judged. In a group each
// condition is met once a row.
func (f *Flow) Judge(a Answers, met func(c *Condition, holds bool)) {
	w := f.walk(a)
	meet := func(c *Condition) bool {
		holds := c.holds(&w.scope)
		if c != nil {
			met(c, holds)
		}
		return holds
	}
	rule := func(r *Rule) {
		if w.scope.asked[r.field.position] && meet(r.Visible) && r.judged(&w.scope) {
			meet(r.Holds)
		}
	}
	w.question = func(q *Field, _ string, _ Value) {
		for i := range q.Options {
			meet(q.Options[i].Visible)
		}
	}
	w.visit = func(p *Page, row int) {
		shown := meet(p.Visible)
		w.fields(p, row)
		if !shown {
			return
		}
		for _, q := range p.Fields {
			meet(q.Visible)
		}
	}
	w.rowEnd = func(r *Repeat, _ int) {
		for _, one := range r.rules {
			rule(one)
		}
	}
	w.run(0)
	if w.ended {
		return
	}
	for _, r := range f.Rules {
		if r.field.page.Repeat == nil {
			rule(r)
		}
	}
	for _, c := range f.sendingConditions() {
		meet(c)
	}
}

// sendingConditions are those of all that comes behind the questions.
func (f *Flow) sendingConditions() []*Condition {
	var all []*Condition
	for _, p := range f.Proofs {
		all = append(all, p.Visible)
	}
	for _, c := range f.Consents {
		all = append(all, c.Visible)
	}
	for _, c := range f.Cosignatures {
		all = append(all, c.Visible)
	}
	for i := range f.Next {
		all = append(all, f.Next[i].Visible)
	}
	for i := range f.Fees {
		all = append(all, f.Fees[i].When)
	}
	return all
}

// Conditions calls visit for each condition of the flow that Judge can meet, with whose it is: "page strasse", "rule einzug".
func (f *Flow) Conditions(visit func(owner string, c *Condition)) {
	each := func(owner string, c *Condition) {
		if c != nil {
			visit(owner, c)
		}
	}
	for _, p := range f.Pages {
		each("page "+p.ID, p.Visible)
		for _, q := range p.Fields {
			each("field "+q.ID, q.Visible)
			for i := range q.Options {
				each("option "+q.ID+"."+q.Options[i].ID, q.Options[i].Visible)
			}
		}
	}
	for _, r := range f.Rules {
		each("visible of rule "+r.ID, r.Visible)
		each("rule "+r.ID, r.Holds)
	}
	for _, p := range f.Proofs {
		each("proof "+p.ID, p.Visible)
	}
	for _, c := range f.Consents {
		each("consent "+c.ID, c.Visible)
	}
	for _, c := range f.Cosignatures {
		each("cosignature "+c.ID, c.Visible)
	}
	for i := range f.Next {
		each("next "+strconv.Itoa(i+1), f.Next[i].Visible)
	}
	for i := range f.Fees {
		each("fee "+strconv.Itoa(i+1), f.Fees[i].When)
	}
}
