package fim

import (
	"maps"
	"slices"
)

// apply puts the rules that are still believed into the tree. It reports whether they go together; those that do not
// have their reason then.
func (t *tree) apply(rulings []*ruling) bool {
	for _, n := range t.nodes {
		n.decisions = decisions{}
	}
	t.choiceGroups()
	for _, r := range rulings {
		if r.reason != nil {
			continue
		}
		for _, c := range r.clauses {
			r.say(c)
		}
	}
	sound := true
	for _, r := range rulings {
		if r.reason == nil && r.readsFixed() {
			r.reason, sound = errNotAsked, false
		}
	}
	for _, n := range t.nodes {
		if reason := n.decide(); reason != nil {
			sound = false
			for _, r := range n.touched {
				r.reason = reason
			}
		}
	}
	if !sound {
		return false
	}
	for _, r := range rulings {
		if r.reason != nil {
			continue
		}
		for _, c := range r.clauses {
			if c.effect != effectOneOf {
				continue
			}
			if r.reason = r.exactlyOne(c); r.reason != nil {
				sound = false
			}
		}
	}
	return sound
}

// togetherEffects are those that are about several answers at once.
func togetherEffects() []effect {
	return []effect{effectHolds, effectOneOf, effectSomeOf, effectSomeTrue}
}

// readsFixed reports whether the rule reads what another one has taken off the questions.
func (r *ruling) readsFixed() bool {
	return slices.ContainsFunc(r.clauses, func(c *clause) bool {
		fixed := func(n *node) bool { return len(n.fixed) > 0 }
		return slices.ContainsFunc(c.when.reads(), fixed) || slices.Contains(togetherEffects(), c.effect) && slices.ContainsFunc(c.at, fixed)
	})
}

// choiceGroups makes a question of each group of which one element is given.
func (t *tree) choiceGroups() {
	for _, n := range t.nodes {
		if !n.isChoice() {
			continue
		}
		choice := &oneOf{parent: n}
		for _, c := range n.children {
			if c.asked != askedLabel && c.asked != carried {
				choice.members = append(choice.members, c)
			}
		}
		if len(choice.members) < 2 {
			continue
		}
		for _, c := range choice.members {
			c.choice, c.must = choice, true
		}
	}
}

// say notes at the places what a clause says about them.
func (r *ruling) say(c *clause) {
	for _, n := range c.at {
		if n.part != nil {
			continue
		}
		s := said{when: c.when, must: c.must, values: c.values, by: r}
		switch c.effect {
		case effectShow:
			n.show = append(n.show, s)
		case effectHide:
			n.hide = append(n.hide, s)
		case effectMust:
			n.required = append(n.required, s)
		case effectConstant:
			n.fixed = append(n.fixed, s)
		case effectRestrict:
			n.restrict = append(n.restrict, s)
		default:
			for p := n.parent; p != nil; p = p.parent {
				p.active = true
			}
			continue
		}
		n.touched = append(n.touched, r)
	}
}

// anyOf joins what clauses say; unconditional ones make it nil, with always.
func anyOf(all []said) (c *condition, always bool) {
	var of []*condition
	for _, s := range all {
		if s.when == nil {
			return nil, true
		}
		of = append(of, s.when)
	}
	switch len(of) {
	case 0:
		return nil, false
	case 1:
		return of[0], false
	}
	return &condition{op: opOr, of: of}, false
}

func not(c *condition) *condition { return &condition{op: opNot, of: []*condition{c}} }

// decide makes one thing of all that is said about a place.
func (n *node) decide() error {
	if len(n.touched) == 0 {
		return nil
	}
	if len(n.fixed) > 0 && (len(n.fixed) > 1 || len(n.show)+len(n.required)+len(n.restrict) > 0) {
		return errContradicts
	}
	show, shown := anyOf(n.show)
	hide, hidden := anyOf(n.hide)
	switch {
	case hidden && (len(n.show) > 0 || len(n.required) > 0):
		return errContradicts
	case hidden:
		n.absent = true
		return nil
	case shown && hide != nil, show != nil && hide != nil && possible(show, hide):
		return errContradicts
	case show != nil:
		n.visible = show
	case hide != nil:
		n.visible = not(hide)
	}
	if n.visible != nil && n.choice != nil {
		return errContradicts
	}
	if len(n.fixed) > 0 && n.visible != nil && n.fixed[0].when != nil && possible(n.fixed[0].when, not(n.visible)) {
		return errContradicts
	}
	return n.decideMust()
}

// decideMust finds out when the place has to be answered.
func (n *node) decideMust() error {
	all := slices.Clone(n.required)
	for _, s := range n.show {
		if s.must && n.asked != askedLabel { // a label that "must" be shown is shown
			all = append(all, s)
		}
	}
	if len(all) == 0 {
		return nil
	}
	if n.asked == askedLabel || n.asked == carried {
		return errNotAsked
	}
	required, always := anyOf(all)
	switch {
	case always && n.visible != nil:
		return errContradicts
	case always:
		n.must = true
	case n.visible != nil && possible(required, not(n.visible)):
		return errContradicts
	case n.visible != nil && !possible(n.visible, not(required)):
		n.must = true
	case n.element != nil && n.element.Min > 0:
		for _, s := range n.required {
			if n.visible == nil && len(n.show) == 0 && len(s.by.clauses) == 1 {
				s.by.already = true
			}
		}
	default:
		n.demand = required
	}
	return nil
}

// exactlyOne makes a question of which of the targets is given, or finds that other rules see to it.
func (r *ruling) exactlyOne(c *clause) error {
	ruled := 0
	for _, n := range c.at {
		if n.visible != nil {
			ruled++
		}
		if n.absent || n.element == nil {
			return errExpress
		}
	}
	switch {
	case ruled == len(c.at):
		if !oneHolds(c.at) {
			return errContradicts
		}
		r.already = true
		return nil
	case ruled > 0:
		return errExpress
	}
	choice := &oneOf{parent: c.at[0].parent, members: slices.Clone(c.at)}
	for _, n := range c.at {
		if n.choice != nil && n.choice.parent == choice.parent && slices.Equal(n.choice.members, choice.members) {
			return nil // said twice
		}
		if n.choice != nil || n.parent != choice.parent || n.element.Min > 0 || n.demand != nil || len(n.restrict) > 0 {
			return errExpress
		}
	}
	slices.SortFunc(choice.members, func(a, b *node) int { return a.order - b.order })
	for _, n := range c.at {
		n.choice, n.must = choice, true
		n.touched = append(n.touched, r)
	}
	return nil
}

// oneHolds reports whether exactly one of the places is shown, and has to be answered, whatever is answered before.
func oneHolds(places []*node) bool {
	all := &condition{op: opOr}
	for _, n := range places {
		if !n.must {
			return false
		}
		all.of = append(all.of, n.visible)
	}
	one := true
	return tryAll(all, false, func(a answers) bool {
		shown := 0
		for _, n := range places {
			if n.visible.holds(a) {
				shown++
			}
		}
		one = shown == 1
		return one
	}) && one
}

// answers are the sample answers to some places: a code, a number of a comparison that holds, or "" for none.
type answers map[*node]string

// possible reports whether both conditions can hold at once. What cannot be tried out counts as possible.
func possible(a, b *condition) bool {
	both := &condition{op: opAnd, of: []*condition{a, b}}
	found := false
	return !tryAll(both, true, func(s answers) bool {
		found = found || both.holds(s)
		return !found
	}) || found
}

// maxSamples is how many sets of answers are tried at most.
const maxSamples = 100_000

// tryAll calls try with all answers that can make a difference, until it returns false. It reports whether all that
// matters was tried; comparisons of order cannot be.
func tryAll(c *condition, unanswered bool, try func(answers) bool) bool {
	values := map[*node][]string{}
	decidable := true
	c.each(func(c *condition) {
		switch c.op {
		case opAnd, opOr, opNot, opNever:
		case opAnswered:
			values[c.at] = append(values[c.at], "\x00other")
		case opIn:
			values[c.at] = append(values[c.at], c.values...)
		default:
			decidable = false
		}
	})
	if !decidable {
		return false
	}
	sets := 1
	places := slices.SortedFunc(maps.Keys(values), func(a, b *node) int { return a.order - b.order })
	for _, n := range places {
		values[n] = samples(n, values[n], unanswered)
		if sets *= len(values[n]); sets > maxSamples {
			return false
		}
	}
	tryFrom(places, values, answers{}, try)
	return true
}

// samples are the values named, one other if there is any, and none.
func samples(n *node, named []string, unanswered bool) []string {
	slices.Sort(named)
	named = slices.Compact(named)
	switch n.asked {
	case askedBool:
		named = []string{"true", "false"}
	case askedChoice, askedMany:
		i := slices.IndexFunc(n.codes, func(c Code) bool { return !slices.Contains(named, c.Code) })
		named = slices.DeleteFunc(named, func(s string) bool { return s == "\x00other" })
		if i >= 0 {
			named = append(named, n.codes[i].Code)
		}
	default:
		if !slices.Contains(named, "\x00other") {
			named = append(named, "\x00other")
		}
	}
	if unanswered && !n.certain() || n.element.Min == 0 {
		named = append(named, "")
	}
	return named
}

// certain reports whether the place is answered whenever something behind it, in the same row, is asked.
func (n *node) certain() bool {
	for p := n; p.element != nil; p = p.parent {
		if p.visible != nil || p.absent || p.choice != nil || p.element.Min == 0 && !p.must && !p.repeats() {
			return false
		}
	}
	return true
}

func tryFrom(places []*node, values map[*node][]string, a answers, try func(answers) bool) bool {
	if len(places) == 0 {
		return try(a)
	}
	for _, v := range values[places[0]] {
		a[places[0]] = v
		if !tryFrom(places[1:], values, a, try) {
			return false
		}
	}
	return true
}

// holds evaluates a condition without comparisons of order.
func (c *condition) holds(a answers) bool {
	switch c.op {
	case opAnd:
		return !slices.ContainsFunc(c.of, func(p *condition) bool { return !p.holds(a) })
	case opOr:
		return slices.ContainsFunc(c.of, func(p *condition) bool { return p.holds(a) })
	case opNot:
		return !c.of[0].holds(a)
	case opAnswered:
		return a[c.at] != ""
	case opIn:
		return slices.Contains(c.values, a[c.at])
	}
	return false
}
