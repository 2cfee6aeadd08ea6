package flows

import (
	"maps"
	"slices"
)

// EvaluateChange is Evaluate(a) for answers that differ from those of an earlier Evaluation in one key at most. Only the
// pages that the answer decides on are worked out again; the rest is taken over.
func (f *Flow) EvaluateChange(before Evaluation, a Answers, key string) Evaluation {
	q := f.Field(key)
	if before.flow != f || q == nil || a[Today].Day() != before.today {
		return f.Evaluate(a)
	}
	// As many questions and pages as there were, and the few that one answer brings.
	e, w := f.newEvaluation(a, len(before.Visible)+8, len(before.VisiblePages)+4)
	e.Errors, e.options = maps.Clone(before.Errors), maps.Clone(before.options)
	copy(e.given, before.given)
	copy(e.asked, before.asked)
	copy(e.rows, before.rows)
	copy(e.gathered, before.gathered)
	flags := make([]bool, len(f.ordered)+len(f.Pages))
	c := &change{walk: w, before: &before, now: e, field: q, dirty: flags[:len(f.ordered)], touched: flags[len(f.ordered):]}
	_, c.row, _ = SplitKey(key)
	w.visit, w.rowEnd, w.scope.changed = c.visit, c.rowEnd, c
	pages := f.Pages
	if before.Exit != nil {
		pages = pages[:before.Exit.Page.position+1]
	}
	c.run(pages)
	if now := e.exit(); (now == nil) != (before.Exit == nil) || now != nil && now.Page != before.Exit.Page {
		return f.Evaluate(a) // nothing is known of what was behind an exit
	}
	e.finish(w, &before, c.holds)
	return *e
}

// change is what is known while an Evaluation is made out of an earlier one.
type change struct {
	*walk
	before  *Evaluation
	now     *Evaluation
	field   *Field // whose answer is another
	row     int    // of that answer, -1 outside a group
	next    int    // the earlier visible page that comes next
	asked   int    // the first of its questions among the earlier visible ones
	dirty   []bool // by position of the field: it has another answer now, or has one no more
	touched []bool // by position of the page, of a group the first: it has to be worked out again
	stale   bool   // the group that is gone through reads what is another now
}

// run takes over the pages as they were, up to one that has to be worked out again, and so on. A condition only reads
// what is asked before it, so that all that is touched is known when its turn comes.
func (c *change) run(pages []*Page) {
	c.touched[c.field.page.turn()] = true
	for at := 0; ; c.leave(at) {
		for at < len(pages) && !c.touched[at] {
			at++
		}
		c.takeOver(at)
		if at == len(pages) {
			break
		}
		p := pages[at]
		if p.Repeat == nil {
			at++
			c.leave(at)
			c.visit(p, -1)
			if c.ended {
				break
			}
			continue
		}
		c.stale = slices.ContainsFunc(p.Repeat.Pages, c.readsDirty)
		c.group(p.Repeat)
		c.changedRows(p.Repeat)
		at += len(p.Repeat.Pages)
	}
	c.keep()
}

// changedRows notes that what is summed up and counted over the rows of a group is another.
func (c *change) changedRows(r *Repeat) {
	for _, p := range r.Pages {
		for _, q := range p.Fields {
			c.dirty[q.position] = true
			for _, turn := range q.readers {
				c.touched[turn] = true
			}
		}
	}
}

// rowEnd judges the rules of a row, or takes over what they were in a row where nothing is another.
func (c *change) rowEnd(r *Repeat, row int) {
	if !c.rowStays(r, row) {
		c.now.judgeRow(c.walk, r, row)
		return
	}
	for _, b := range c.before.Broken {
		if b.Row == row && b.Rule.field.page.Repeat == r {
			c.now.Broken = append(c.now.Broken, b)
		}
	}
}

// rowStays reports whether nothing is another in a row.
func (c *change) rowStays(r *Repeat, row int) bool {
	return !c.stale && (r != c.field.page.Repeat || row != c.row) && row < c.before.rows[r.number]
}

// turn is the position of the page in the flow, or of the first one of its group.
func (p *Page) turn() int {
	if p.Repeat != nil {
		return p.Repeat.Pages[0].position
	}
	return p.position
}

// takeOver adds the visible pages before that position as they were.
func (c *change) takeOver(until int) {
	page, question := c.next, c.asked
	for c.comesBefore(until) {
		c.pass()
	}
	c.now.VisiblePages = append(c.now.VisiblePages, c.before.VisiblePages[page:c.next]...)
	c.now.Visible = append(c.now.Visible, c.before.Visible[question:c.asked]...)
}

// leave goes past the earlier visible pages before that position, which are worked out again or are gone.
func (c *change) leave(until int) {
	for c.comesBefore(until) {
		c.forget(c.pass())
	}
}

func (c *change) comesBefore(until int) bool {
	pages := c.before.VisiblePages
	return c.next < len(pages) && pages[c.next].Page.position < until
}

func (c *change) pass() *VisiblePage {
	was := &c.before.VisiblePages[c.next]
	c.next, c.asked = c.next+1, c.asked+len(was.Fields)
	return was
}

// forget drops what was wrong and offered on an earlier page; of all others it is as it was.
func (c *change) forget(was *VisiblePage) {
	for _, key := range was.Fields {
		delete(c.now.Errors, key)
		delete(c.now.options, key)
	}
}

// keep takes over the broken rules of the rows that are as they were.
func (c *change) keep() {
	for _, b := range c.before.Broken {
		if r := b.Rule.field.page.Repeat; r != nil && !c.touched[r.Pages[0].position] {
			c.now.Broken = append(c.now.Broken, b)
		}
	}
}

// visit works a page out again, or takes it over in a row where nothing is another.
func (c *change) visit(p *Page, row int) {
	if row >= 0 && c.takeRow(p, row) {
		return
	}
	c.now.visit(c.walk, p, row)
	if row >= 0 {
		return // no condition reads it from outside
	}
	for _, q := range p.Fields {
		given := c.now.given[q.position]
		if given == c.before.given[q.position] && !(given && q == c.field) {
			continue
		}
		c.dirty[q.position] = true
		for _, turn := range q.readers {
			c.touched[turn] = true
		}
	}
}

// takeRow adds a page of a row as it was. A row is taken over as a whole or not at all, since the scope does not keep
// its answers.
func (c *change) takeRow(p *Page, row int) bool {
	var was *VisiblePage
	if pages := c.before.VisiblePages; c.next < len(pages) && pages[c.next].Page == p && pages[c.next].Row == row {
		was = c.pass()
	}
	if !c.rowStays(p.Repeat, row) {
		if was != nil {
			c.forget(was)
		}
		return false
	}
	if was == nil {
		return true
	}
	c.now.Visible, c.now.VisiblePages = append(c.now.Visible, was.Fields...), append(c.now.VisiblePages, *was)
	c.gatherRow(p, row)
	return true
}

// gatherRow keeps the answers of a page that is taken over for sum and count.
func (c *change) gatherRow(p *Page, row int) {
	for _, q := range p.Fields {
		if q.gathered == 0 {
			continue
		}
		if key := q.key(row); slices.Contains(c.now.VisiblePages[len(c.now.VisiblePages)-1].Fields, key) {
			c.scope.gather(q, c.scope.answers[key])
		}
	}
}

func (c *change) readsDirty(p *Page) bool {
	return slices.ContainsFunc(p.reads, func(q *Field) bool { return c.dirty[q.position] })
}

// holds is the condition's value; where nothing that it reads is another, it is as it was.
func (c *change) holds(condition *Condition, before bool) bool {
	if condition == nil || c.affects(condition) {
		return condition.holds(&c.scope)
	}
	return before
}

// affects reports whether a condition reads what is another now; nil reads nothing.
func (c *change) affects(condition *Condition) bool {
	return condition != nil && slices.ContainsFunc(condition.reads, func(q *Field) bool { return c.dirty[q.position] })
}

// collectReads notes for each page what its conditions read outside its group, and for each field which pages have to be
// worked out again when its answer is another.
func (f *Flow) collectReads() {
	for i, p := range f.Pages {
		p.position = i
		for _, c := range f.conditionsOf(p) {
			for _, q := range c.reads {
				if (q.page.Repeat == nil || q.page.Repeat != p.Repeat) && !slices.Contains(p.reads, q) {
					p.reads = append(p.reads, q)
					q.readBy(p)
				}
			}
		}
		if p.Repeat != nil && p.Repeat.Pages[0] == p && p.Repeat.Count != nil {
			for _, q := range p.Repeat.Count.reads {
				q.readBy(p)
			}
		}
	}
}

// readBy notes a page that reads the field.
func (q *Field) readBy(p *Page) {
	if turn := p.turn(); !slices.Contains(q.readers, turn) {
		q.readers = append(q.readers, turn)
	}
}

// conditionsOf are all conditions of a page, its fields, their options, and the rules of a row.
func (f *Flow) conditionsOf(p *Page) []*Condition {
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
	if p.Repeat != nil {
		for _, r := range p.Repeat.rules {
			if r.field.page == p {
				add(r.Visible)
				add(r.Holds)
			}
		}
	}
	return all
}
