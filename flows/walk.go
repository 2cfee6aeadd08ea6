package flows

// walk goes through the visible questions in order. After run its scope holds their answers.
type walk struct {
	flow     *Flow
	scope    scope
	visit    func(p *Page, row int) // calls fields; nil: that is all
	question func(q *Field, key string, v Value)
	rowEnd   func(r *Repeat, row int)      // nil: nothing
	takeRow  func(r *Repeat, row int) bool // takes a whole row over, where it can; nil: none
	ended    bool                          // at an exit
}

func (f *Flow) walk(a Answers) *walk {
	n, v := len(f.ordered), len(f.Values)
	flags := make([]bool, 2*n+v)
	s := scope{flow: f, answers: a, given: flags[:n:n], asked: flags[n : 2*n : 2*n], known: flags[2*n:], today: a[Today].Day()}
	if len(f.groups) > 0 {
		s.rows = make([]int, len(f.groups))
	}
	if f.gathered > 0 {
		s.gathered = make([][]Value, f.gathered)
	}
	if v > 0 {
		s.computed = make([]Value, v)
	}
	return &walk{flow: f, scope: s}
}

// run goes through the pages from that number on, which begins no group in its middle.
func (w *walk) run(from int) {
	for _, p := range w.flow.Pages[from:] {
		switch {
		case p.Repeat == nil:
			w.enter(p, -1)
		case p.Repeat.Pages[0] == p:
			w.group(p.Repeat)
		}
		if w.ended {
			return
		}
	}
}

func (w *walk) enter(p *Page, row int) {
	if w.visit != nil {
		w.visit(p, row)
		return
	}
	w.fields(p, row)
}

// group goes through all pages of the first row, then of the second. Afterwards no row's answer is left in the scope.
func (w *walk) group(r *Repeat) {
	rows := w.rows(r)
	first, size := r.fields()
	w.scope.room(w.flow.ordered[first:first+size], rows)
	if rows > 0 {
		w.scope.first, w.scope.row = first, make([]Value, size)
	}
	for row := range rows {
		if w.takeRow != nil && w.takeRow(r, row) {
			continue
		}
		for _, p := range r.Pages {
			w.enter(p, row)
		}
		if w.rowEnd != nil {
			w.rowEnd(r, row)
		}
	}
	w.scope.rows[r.number] = rows
	clear(w.scope.given[first : first+size])
	clear(w.scope.asked[first : first+size])
	w.scope.row = nil
}

// end is the position behind the group's last field.
func (r *Repeat) end() int {
	first, size := r.fields()
	return first + size
}

// room makes room for the answers of the rows to those fields that sum or count reads.
func (s *scope) room(fields []*Field, rows int) {
	n := 0
	for _, q := range fields {
		if q.gathered > 0 {
			n++
		}
	}
	all := make([]Value, n*rows)
	for _, q := range fields {
		if q.gathered > 0 {
			s.gathered[q.gathered-1] = all[:rows:rows]
			all = all[rows:]
		}
	}
}

// gather keeps an answer of a row for sum and count; one that is not given stays empty there.
func (s *scope) gather(q *Field, row int, v Value) {
	if q.gathered > 0 {
		s.gathered[q.gathered-1][row] = v
	}
}

// fields are the position of the group's first field, and how many there are.
func (r *Repeat) fields() (first, size int) {
	last := r.Pages[len(r.Pages)-1].Fields
	first = r.Pages[0].Fields[0].position
	return first, last[len(last)-1].position + 1 - first
}

// fields asks the visible questions of a page. visible says whether the page's own condition holds.
func (w *walk) fields(p *Page, row int) (visible bool) {
	for _, q := range p.Fields {
		w.scope.given[q.position], w.scope.asked[q.position] = false, false
	}
	if !p.Visible.holds(&w.scope) {
		return false
	}
	w.ended = w.ended || p.Exit
	for _, q := range p.Fields {
		if !q.Visible.holds(&w.scope) {
			continue
		}
		key := q.ID
		if row >= 0 {
			key = q.key(row)
		}
		v := w.scope.answers[key]
		w.scope.given[q.position], w.scope.asked[q.position] = !v.IsEmpty(), true
		if row >= 0 {
			w.scope.row[q.position-w.scope.first] = v
			w.scope.gather(q, row, v)
		}
		w.question(q, key, v)
	}
	return true
}

// rows is how many rows a repeated group has.
func (w *walk) rows(r *Repeat) int {
	n := 0
	if r.Count != nil {
		n = int(min(r.Count.number(&w.scope), int64(r.Max)))
	} else {
		for key := range w.scope.answers {
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
