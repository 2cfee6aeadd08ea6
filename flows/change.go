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
	e, w := f.newEvaluation(a)
	e.Errors, e.options = maps.Clone(before.Errors), maps.Clone(before.options)
	copy(e.given, before.given)
	copy(e.asked, before.asked)
	copy(e.rows, before.rows)
	copy(e.gathered, before.gathered)
	flags := make([]bool, len(f.ordered)+len(f.Pages))
	c := &change{walk: w, before: &before, now: e, field: q, dirty: flags[:len(f.ordered)], touched: flags[len(f.ordered):]}
	_, c.row, _ = SplitKey(key)
	w.visit, w.question, w.takeRow, w.scope.changed = c.visit, c.question, c.takeRow, c
	w.rowEnd = func(r *Repeat, row int) { e.judgeRow(w, r, row) }
	pages := f.Pages
	if before.Exit != nil {
		pages = pages[:before.Exit.Page.position+1]
	}
	c.run(pages)
	if now := e.exit(); (now == nil) != (before.Exit == nil) || now != nil && now.Page != before.Exit.Page {
		return f.Evaluate(a) // nothing is known of what was behind an exit
	}
	e.finish(w, &before)
	return *e
}

// change is what is known while an Evaluation is made out of an earlier one. Pages that stay as they were are only added when
// one is met that does not: mostly there is none, and the two evaluations share them all.
type change struct {
	*walk
	before  *Evaluation
	now     *Evaluation
	field   *Field   // whose answer is another
	row     int      // of that answer, -1 outside a group
	next    mark     // the earlier visible page that comes next
	stay    mark     // from here up to next the earlier pages stay, and are not added yet
	keys    []string // of the questions of the page that is worked out
	dirty   []bool   // by position of the field: it has another answer now, or has one no more
	touched []bool   // by position of the page, of a group the first: it has to be worked out again
	stale   bool     // the group that is gone through reads what is another now
}

// mark is a place among the earlier visible pages: a page, and the first of its questions among all.
type mark struct{ page, question int }

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
	if c.stay == (mark{}) && c.next.page == len(c.before.VisiblePages) && c.now.VisiblePages == nil {
		c.now.VisiblePages, c.now.Visible = c.before.VisiblePages, c.before.Visible
	} else {
		c.add()
	}
	c.keep()
}

// changedRows notes what is summed up and counted over the rows of a group and is another. With a row more or less it is all.
func (c *change) changedRows(r *Repeat) {
	all := c.now.rows[r.number] != c.before.rows[r.number]
	for _, p := range r.Pages {
		for _, q := range p.Fields {
			if !all && (q.gathered == 0 || slices.EqualFunc(c.now.gathered[q.gathered-1], c.before.gathered[q.gathered-1], Value.Equal)) {
				continue
			}
			c.dirty[q.position] = true
			for _, turn := range q.readers {
				c.touched[turn] = true
			}
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

// takeOver lets the visible pages before that position stay.
func (c *change) takeOver(until int) {
	for c.comesBefore(until) {
		c.pass()
	}
}

// leave drops the earlier visible pages before that position, which are gone.
func (c *change) leave(until int) {
	for c.comesBefore(until) {
		c.forget(&c.before.VisiblePages[c.next.page])
		c.replace()
	}
}

func (c *change) comesBefore(until int) bool {
	pages := c.before.VisiblePages
	return c.next.page < len(pages) && pages[c.next.page].Page.position < until
}

// pass lets the next earlier page stay.
func (c *change) pass() *VisiblePage {
	was := &c.before.VisiblePages[c.next.page]
	c.next = mark{c.next.page + 1, c.next.question + len(was.Fields)}
	return was
}

// add adds the earlier pages that stay.
func (c *change) add() {
	e, b := c.now, c.before
	if e.VisiblePages == nil { // as many as there were, and the few that one answer brings
		e.VisiblePages, e.Visible = make([]VisiblePage, 0, len(b.VisiblePages)+4), make([]string, 0, len(b.Visible)+8)
	}
	e.VisiblePages = append(e.VisiblePages, b.VisiblePages[c.stay.page:c.next.page]...)
	e.Visible = append(e.Visible, b.Visible[c.stay.question:c.next.question]...)
	c.stay = c.next
}

// replace leaves the next earlier page out.
func (c *change) replace() {
	c.add()
	c.pass()
	c.stay = c.next
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

func (c *change) question(q *Field, key string, v Value) {
	c.keys = append(c.keys, key)
	c.now.question(q, key, v, &c.scope)
}

// visit works a page out again.
func (c *change) visit(p *Page, row int) {
	c.show(p, row)
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

// show asks the questions of a page; where they are the same as before, the page stays.
func (c *change) show(p *Page, row int) {
	var was *VisiblePage
	if pages := c.before.VisiblePages; c.next.page < len(pages) && pages[c.next.page].Page == p && pages[c.next.page].Row == row {
		was = &pages[c.next.page]
		c.forget(was)
	}
	c.keys = c.keys[:0]
	visible := c.fields(p, row)
	shown := len(c.keys) > 0 || visible && len(p.Fields) == 0
	switch {
	case was != nil && shown && slices.Equal(was.Fields, c.keys):
		c.pass()
		return
	case was != nil:
		c.replace()
	case shown:
		c.add()
	}
	if shown {
		first := len(c.now.Visible)
		c.now.Visible = append(c.now.Visible, c.keys...)
		last := len(c.now.Visible)
		c.now.VisiblePages = append(c.now.VisiblePages, VisiblePage{Page: p, Row: row, Fields: c.now.Visible[first:last:last]})
	}
}

// takeRow lets the pages of a row stay in which nothing is another, and its broken rules.
func (c *change) takeRow(r *Repeat, row int) bool {
	if !c.rowStays(r, row) {
		return false
	}
	pages := c.before.VisiblePages
	for c.next.page < len(pages) && pages[c.next.page].Page.Repeat == r && pages[c.next.page].Row == row {
		c.pass()
	}
	first, size := r.fields()
	for _, q := range c.flow.ordered[first : first+size] {
		if q.gathered > 0 {
			c.scope.gather(q, row, c.before.gathered[q.gathered-1][row])
		}
	}
	for _, b := range c.before.Broken {
		if b.Row == row && b.Rule.field.page.Repeat == r {
			c.now.Broken = append(c.now.Broken, b)
		}
	}
	return true
}

func (c *change) readsDirty(p *Page) bool { return slices.ContainsFunc(p.reads, c.isDirty) }

func (c *change) isDirty(q *Field) bool { return c.dirty[q.position] }

// affects reports whether a condition reads what is another now; nil reads nothing.
func (c *change) affects(condition *Condition) bool {
	return condition != nil && slices.ContainsFunc(condition.reads, c.isDirty)
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
	for _, c := range f.sendingConditions() {
		if c != nil {
			f.sendingReads = append(f.sendingReads, c.reads...)
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
