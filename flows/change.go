package flows

import "slices"

// EvaluateChange is Evaluate(a) for answers that differ from those of an earlier Evaluation in one key at most. Only the
// pages that the answer decides on are worked out again; the rest is taken over.
func (f *Flow) EvaluateChange(before Evaluation, a Answers, key string) Evaluation {
	q := f.Field(key)
	if before.flow != f || q == nil || a[Today].Day() != before.today {
		return f.Evaluate(a)
	}
	_, row, _ := SplitKey(key)
	w := f.walk(a)
	copy(w.scope.values, before.values)
	return f.newEvaluation(w, &change{before: before, page: q.page, row: row, dirty: make([]bool, len(f.ordered))})
}

// change is what is known while an Evaluation is made out of an earlier one.
type change struct {
	before Evaluation
	page   *Page // of the answer that is another
	row    int   // of that answer, -1 outside a group
	next   int   // the earlier visible page that comes next
	dirty  []bool
	group  *Repeat // that stale speaks of
	stale  bool    // the group reads what is another now
}

// begin takes over the pages before that of the changed answer at once, for a condition only reads what is asked before
// it. It returns the number of the first page that is left.
func (c *change) begin(e *Evaluation) int {
	first := c.page
	if first.Repeat != nil {
		first = first.Repeat.Pages[0]
	}
	asked, pages := 0, c.before.VisiblePages
	for c.next < len(pages) && pages[c.next].Page.position < first.position {
		c.keep(e, &pages[c.next])
		asked += len(pages[c.next].Fields)
		c.next++
	}
	for r, rows := range c.before.rows {
		if r.Pages[0].position < first.position {
			e.count(r, rows)
		}
	}
	e.Visible, e.VisiblePages = append(e.Visible, c.before.Visible[:asked]...), append(e.VisiblePages, pages[:c.next]...)
	return first.position
}

// takeOver adds a page as it was, unless it has to be worked out again. A row is taken over as a whole or not at all,
// since the scope does not keep its answers.
func (c *change) takeOver(e *Evaluation, p *Page, row int) bool {
	was := c.earlier(p, row)
	if c.touched(p, row) || row >= 0 && row >= c.before.rows[p.Repeat] {
		return false
	}
	if was == nil {
		return true
	}
	e.Visible, e.VisiblePages = append(e.Visible, was.Fields...), append(e.VisiblePages, *was)
	c.keep(e, was)
	return true
}

// keep takes over what is wrong and what is offered on a page.
func (c *change) keep(e *Evaluation, was *VisiblePage) {
	if len(c.before.Errors) > 0 {
		for _, key := range was.Fields {
			if codes, wrong := c.before.Errors[key]; wrong {
				e.Errors[key] = codes
			}
		}
	}
	if !was.Page.offers {
		return
	}
	for _, key := range was.Fields {
		if options, conditional := c.before.options[key]; conditional {
			e.offer(key, options)
		}
	}
}

// earlier finds the page among those that were visible, or nil. They come in the same order; rows may have come or gone.
func (c *change) earlier(p *Page, row int) *VisiblePage {
	for c.next < len(c.before.VisiblePages) {
		was := &c.before.VisiblePages[c.next]
		if was.Page == p && was.Row == row {
			c.next++
			return was
		}
		if was.Page.Repeat == nil || was.Page.Repeat == p.Repeat {
			return nil
		}
		c.next++ // a row that is gone
	}
	return nil
}

// touched reports whether the page, or for a row its group, holds the changed answer or reads one that is another now.
func (c *change) touched(p *Page, row int) bool {
	if p.Repeat == nil {
		return p == c.page || c.readsDirty(p)
	}
	if p.Repeat != c.group {
		c.group, c.stale = p.Repeat, slices.ContainsFunc(p.Repeat.Pages, c.readsDirty)
	}
	return c.stale || p.Repeat == c.page.Repeat && row == c.row
}

func (c *change) readsDirty(p *Page) bool {
	for _, q := range p.reads {
		if c.dirty[q.position] {
			return true
		}
	}
	return false
}

// compare marks the fields of a page that has been worked out again and has other answers now.
func (c *change) compare(p *Page, values []Value) {
	for _, q := range p.Fields {
		c.dirty[q.position] = !values[q.position].Equal(c.before.values[q.position])
	}
}

// holds is the condition's value; where nothing that it reads is another, it is as it was.
func (c *change) holds(condition *Condition, s *scope, was func(*Evaluation) bool) bool {
	if c == nil || condition == nil {
		return condition.holds(s)
	}
	for _, id := range condition.References {
		if q := s.fields[id]; q != nil && c.dirty[q.position] {
			return condition.holds(s)
		}
	}
	return was(&c.before)
}

// collectReads notes for each page what its conditions read outside its group, and whether options are conditional.
func (f *Flow) collectReads() {
	for i, p := range f.Pages {
		p.position = i
		p.offers = slices.ContainsFunc(p.Fields, func(q *Field) bool {
			return slices.ContainsFunc(q.Options, func(o Option) bool { return o.Visible != nil })
		})
		for _, c := range p.conditions() {
			for _, id := range c.References {
				q := f.fields[id]
				if q != nil && (q.page.Repeat == nil || q.page.Repeat != p.Repeat) && !slices.Contains(p.reads, q) {
					p.reads = append(p.reads, q)
				}
			}
		}
	}
}

// conditions are all conditions of a page, its fields and their options.
func (p *Page) conditions() []*Condition {
	var all []*Condition
	add := func(c *Condition) {
		if c != nil {
			all = append(all, c)
		}
	}
	add(p.Visible)
	for _, q := range p.Fields {
		add(q.Visible)
		for _, o := range q.Options {
			add(o.Visible)
		}
	}
	return all
}
