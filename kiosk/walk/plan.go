package walk

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"buergerterminal/flows"
)

// planner looks for answers that lead to a goal: it varies what the goal depends on, and answers the rest with something valid.
type planner struct {
	flow    *flows.Flow
	today   flows.Day
	domains map[string][]flows.Value // by field
	usual   map[string]flows.Value   // by field: a valid answer
	owners  map[string]*flows.Condition
	known   []flows.Answers     // valid ways
	reads   map[string][]string // by rule
	seen    map[string]bool     // pages and values whose conditions have been followed for a goal
	chance  *rand.Rand
}

// attempts bounds the search for one goal; a flow of 60 questions is judged some 10,000 times a second.
const attempts = 4000

func newPlanner(f *flows.Flow, noon time.Time) *planner {
	p := &planner{flow: f, today: flows.DayOf(noon), domains: map[string][]flows.Value{}, usual: map[string]flows.Value{}, owners: map[string]*flows.Condition{}, reads: map[string][]string{}, seen: map[string]bool{},
		chance: rand.New(rand.NewPCG(1, 2))}
	l := literalsOf(f, p.today)
	for _, page := range f.Pages {
		for _, q := range page.Fields {
			p.learn(q, l)
		}
	}
	f.Conditions(func(owner string, c *flows.Condition) { p.owners[owner] = c })
	return p
}

// learn keeps the valid part of a field's domain. Options that are conditional are judged later, with the other answers.
func (p *planner) learn(q *flows.Field, l literals) {
	base := flows.Answers{flows.Today: flows.DateOf(p.today)}
	key := q.ID
	if r := q.Page().Repeat; r != nil {
		key = flows.Key(r.ID, 0, q.ID)
	}
	conditional := slices.ContainsFunc(q.Options, func(o flows.Option) bool { return o.Visible != nil })
	for _, v := range domain(q, l, p.today) {
		if q.Counts != "" && v.Int() > mostRows && (q.Max == nil || v.Int() != *q.Max) {
			continue
		}
		if (conditional || len(p.flow.Check(key, v, base)) == 0) && !slices.ContainsFunc(p.domains[q.ID], v.Equal) {
			p.domains[q.ID] = append(p.domains[q.ID], v)
		}
	}
	if all := p.domains[q.ID]; len(all) > 0 {
		p.usual[q.ID] = all[0]
		if i := slices.IndexFunc(all, flows.Value.IsEmpty); i >= 0 && q.Type != flows.TypeBool && q.Counts == "" {
			p.usual[q.ID] = all[i] // what need not be said is left out
		}
	}
}

// mostRows is how many rows of a group are filled, unless it is to be full.
const mostRows = 3

// towards are answers that reach the goal; ok is false where none were found.
func (p *planner) towards(g goal) (answers flows.Answers, ok bool) {
	few, near := p.dependsOn(g), p.directly(g)
	more := maps.Clone(few)
	for _, r := range p.flow.Rules { // what a rule compares may have to fit what leads to the goal
		p.field(r.Field, more)
		p.spread(r.Holds, more)
	}
	most := attempts
	if strings.HasPrefix(g.of, "rule ") {
		most *= 4 // to break one rule and no other is the hardest
	}
	for n := range most {
		vary := few
		if n%4 == 3 {
			vary = more
		}
		by := p.varied(vary, n)
		if n%2 == 1 && by.from != nil {
			by = variation{vary: near, from: p.knownWith(near), of: 1}
		}
		a, ok := p.mended(p.answers(by), g)
		if !ok {
			continue
		}
		if p.valid(a, goal{}) {
			p.keep(a)
		}
		if p.meets(g, a) {
			return a, true
		}
	}
	return nil, false
}

// mended answers anew what a broken rule reads, until no rule is broken but the one that is the goal. It is the walk of
// WalkSAT: Selman, Kautz, Cohen, Noise strategies for improving local search, AAAI 1994.
func (p *planner) mended(a flows.Answers, g goal) (flows.Answers, bool) {
	const patience = 24
	for range patience {
		ev := p.flow.Evaluate(a)
		if len(ev.Errors) > 0 {
			return a, false
		}
		var wrong []*flows.Rule
		for _, b := range ev.Broken {
			if g.want != "false" || "rule "+b.Rule.ID != g.of {
				wrong = append(wrong, b.Rule)
			}
		}
		if len(wrong) == 0 {
			return a, true
		}
		r := wrong[p.chance.IntN(len(wrong))]
		reads := map[string]bool{r.Field: true}
		for _, id := range p.readBy(r) {
			reads[id] = true
		}
		a = p.answers(variation{vary: reads, from: a, of: 1.2 / float64(len(reads))})
	}
	return a, false
}

// variation says which fields get another answer, and which keep that of a way that is known to be valid.
type variation struct {
	vary map[string]bool
	from flows.Answers
	of   float64 // how many of the fields that vary do, in parts
}

// varied takes turns: everything anew, which finds the first way, and a few answers of a way that is known, which keeps the
// rules between the others.
func (p *planner) varied(vary map[string]bool, n int) variation {
	if n%3 == 0 || len(p.known) == 0 || len(vary) == 0 {
		return variation{vary: vary, of: 1}
	}
	few := 1 + p.chance.IntN(4)
	return variation{vary: vary, from: p.known[p.chance.IntN(len(p.known))], of: float64(few) / float64(len(vary))}
}

// knownWith is, of some known ways, the one that answers most of the fields.
func (p *planner) knownWith(fields map[string]bool) flows.Answers {
	var best flows.Answers
	most := -1
	for range 12 {
		a, n := p.known[p.chance.IntN(len(p.known))], 0
		for key := range a {
			if _, _, id := flows.SplitKey(key); fields[id] {
				n++
			}
		}
		if n > most {
			best, most = a, n
		}
	}
	return best
}

// keep remembers some valid ways, to begin others with.
func (p *planner) keep(a flows.Answers) {
	const most = 200
	if len(p.known) < most {
		p.known = append(p.known, a)
		return
	}
	p.known[p.chance.IntN(most)] = a
}

// answers is one way through the questions: fields that vary get any answer of their domain, the others their usual one, now
// and then another where the page would not take it.
func (p *planner) answers(by variation) flows.Answers {
	a := flows.Answers{flows.Today: flows.DateOf(p.today)}
	asked := map[string]bool{}
	for {
		more := false
		ev := p.flow.Evaluate(a)
		for _, key := range ev.Visible {
			if asked[key] {
				continue
			}
			q := p.flow.Field(key)
			if more && slices.ContainsFunc(q.Options, func(o flows.Option) bool { return o.Visible != nil }) {
				break // what it offers depends on what has just been answered
			}
			asked[key], more = true, true
			if v := p.answer(q, key, by, ev); !v.IsEmpty() {
				a[key] = v
			}
		}
		if !more {
			return p.flow.Prune(a)
		}
	}
}

func (p *planner) answer(q *flows.Field, key string, by variation, ev flows.Evaluation) flows.Value {
	all := p.domains[q.ID]
	if len(all) == 0 {
		return flows.Value{}
	}
	v := p.usual[q.ID]
	if was, ok := by.from[key]; ok {
		v = was
	}
	if by.vary[q.ID] && (by.of == 1 || p.chance.Float64() < by.of) {
		v = all[p.chance.IntN(len(all))]
	}
	if q.Type != flows.TypeChoice && q.Type != flows.TypeChoices || q.List != nil {
		return v
	}
	visible := ev.VisibleOptions(key)
	fits := func(v flows.Value) bool {
		for _, id := range chosen(v) {
			if !slices.ContainsFunc(visible, func(o flows.Option) bool { return o.ID == id }) {
				return false
			}
		}
		return true
	}
	if fits(v) {
		return v
	}
	for range all {
		if v = all[p.chance.IntN(len(all))]; fits(v) {
			return v
		}
	}
	return flows.Value{}
}

// chosen are the options of an answer.
func chosen(v flows.Value) []string {
	if v.Kind() == flows.KindChoice {
		return []string{v.Text()}
	}
	return v.Choices()
}

// valid reports whether a citizen who answers so gets to the end of the questions, or breaks a rule where that is the goal.
func (p *planner) valid(a flows.Answers, g goal) bool {
	ev := p.flow.Evaluate(a)
	if len(ev.Errors) > 0 {
		return false
	}
	broken, _ := strings.CutPrefix(g.of, "rule ")
	for _, b := range ev.Broken {
		if g.want != "false" || b.Rule.ID != broken {
			return false
		}
	}
	return true
}

// meets reports whether a citizen with these answers comes past the goal.
func (p *planner) meets(g goal, a flows.Answers) bool {
	ev := p.flow.Evaluate(a)
	_, id, _ := strings.Cut(g.of, " ")
	switch g.kind {
	case Pages:
		return slices.ContainsFunc(ev.VisiblePages, func(v flows.VisiblePage) bool { return v.Page.ID == id })
	case Conditions:
		met := false
		p.flow.Judge(a, func(c *flows.Condition, holds bool) {
			met = met || c == p.owners[g.of] && holds == (g.want == "true")
		})
		return met
	case Options:
		return slices.ContainsFunc(ev.Visible, func(key string) bool { return p.flow.Field(key).ID == id && says(a[key], g.want) })
	case Validations:
		return slices.ContainsFunc(ev.Visible, func(key string) bool { return p.flow.Field(key).ID == id })
	}
	if ev.Exit != nil {
		return false
	}
	switch kind, id, _ := strings.Cut(g.of, " "); kind {
	case "proof":
		return slices.ContainsFunc(ev.VisibleProofs, func(one *flows.Proof) bool { return one.ID == id })
	case "cosignature":
		return slices.ContainsFunc(ev.VisibleCosignatures, func(c *flows.Cosignature) bool { return c.ID == id })
	case "consent":
		return slices.ContainsFunc(ev.VisibleConsents, func(c *flows.Consent) bool { return c.ID == id })
	case "rows":
		for _, key := range ev.Visible {
			if q := p.flow.Field(key); q.Counts != "" && strings.HasSuffix(id, q.Counts) {
				n := a[key].Int()
				return g.want == empty && n == 0 || g.want == filled && n > 0 || g.want == full && n == *q.Max
			}
		}
		return false
	}
	return true
}

// says reports whether an answer is, or has, the one that is wanted.
func says(v flows.Value, want string) bool {
	switch v.Kind() {
	case flows.KindBool:
		return v.Bool() == (want == "yes")
	case flows.KindChoice, flows.KindChoices:
		return want == "one of the list" || v.Has(want)
	}
	return false
}
