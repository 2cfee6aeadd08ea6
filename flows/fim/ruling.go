package fim

import (
	"errors"
	"slices"
	"strings"
)

// ruling is a rule at its place, and what became of it.
type ruling struct {
	rule    *Rule
	owner   *node
	clauses []*clause
	reason  error // why it stays a sentence; nil: it is part of the flow
	already bool  // it asks for what the flow has anyway
}

// Why a rule stays a sentence, besides errSentence, errNotFound and errAmbiguous.
var (
	errNoSentence  = errors.New("it has no sentence, only a script or a name")
	errCode        = errors.New("a code that it names is not in the list, or belongs to another name")
	errMissingList = errors.New("the code list of a field that it reads is missing")
	errFreeText    = errors.New("it compares a text that is written freely")
	errNotAsked    = errors.New("it reads an element that nobody asks for")
	errLater       = errors.New("the deciding question is asked later")
	errRows        = errors.New("it reads a row of a repeated group from outside")
	errPaper       = errors.New("it decides on a paper, or a label, inside the rows of a group")
	errContradicts = errors.New("it contradicts itself or another rule")
	errState       = errors.New("it depends on the Land, and none was given")
	errKind        = errors.New("it compares answers that cannot be compared")
	errPart        = errors.New("it reads a part of a date that is asked as one")
	errUnreachable = errors.New("what it guards could never be shown")
	errExpress     = errors.New("a flow has no means for it")
)

// rulings reads the sentences of all rules.
func (t *tree) rulings() (out []*ruling) {
	words := t.vocabulary()
	for _, n := range t.nodes {
		for _, rule := range n.Rules {
			r := &ruling{rule: rule, owner: n}
			if strings.TrimSpace(rule.Sentence) == "" {
				r.reason = errNoSentence
			} else {
				r.clauses, r.reason = parseRule(rule.Sentence, words)
			}
			out = append(out, r)
		}
	}
	return out
}

// settle finds what the rules mean and puts as many as go together into the tree. A rule that fails in one part fails as
// a whole; what the others say may change by that, so all is looked at again until nothing changes.
func (t *tree) settle(rulings []*ruling, state string) {
	for _, r := range rulings {
		if r.reason == nil {
			r.reason = r.inState(state)
		}
		if r.reason == nil {
			r.reason = t.place(r)
		}
	}
	for range len(rulings) + 1 {
		if t.apply(rulings) {
			return
		}
	}
}

// inState leaves only the clauses for the Land.
func (r *ruling) inState(state string) error {
	var named []string
	for _, c := range r.clauses {
		if c.states != nil {
			named = append(named, c.states.codes...)
		}
	}
	kept := r.clauses[:0:0]
	for _, c := range r.clauses {
		switch {
		case c.states == nil:
		case state == "":
			return errState
		case c.states.other && slices.Contains(named, state), !c.states.other && !slices.Contains(c.states.codes, state):
			continue
		}
		kept = append(kept, c)
	}
	r.clauses = kept
	return nil
}

// place finds the elements that the clauses name, and judges whether the flow can ask for them that way.
func (t *tree) place(r *ruling) error {
	for _, c := range r.clauses {
		for _, target := range c.targets {
			n, err := t.find(target, r.owner)
			if err != nil {
				return err
			}
			c.at = append(c.at, n)
		}
		if err := t.meaning(c.when, r.owner); err != nil {
			return err
		}
		if err := r.possible(c); err != nil {
			return err
		}
	}
	return nil
}

// meaning finds the elements of a condition and judges what it compares.
func (t *tree) meaning(c *condition, from *node) (err error) {
	if c == nil {
		return nil
	}
	for _, part := range c.of {
		if err := t.meaning(part, from); err != nil {
			return err
		}
	}
	for _, to := range []struct {
		path ref
		into **node
	}{{c.about, &c.at}, {c.other, &c.to}, {c.third, &c.in}} {
		if to.path == nil {
			continue
		}
		if *to.into, err = t.find(to.path, from); err != nil {
			return err
		}
	}
	return c.comparable()
}

// comparable judges whether the answer can be compared as the condition does.
func (c *condition) comparable() error {
	for _, n := range []*node{c.at, c.to, c.in} {
		if n == nil {
			continue
		}
		if c.op != opAnswered && n.repeats() {
			return errRows
		}
		if n.asked == carried || n.asked == askedLabel || n.asked == askedPaper || n.element == nil {
			return errNotAsked
		}
	}
	switch c.op {
	case opIn:
		return c.hasCodes()
	case opLess, opAtMost, opMore, opAtLeast, opSame:
		return c.hasOrder()
	}
	return nil
}

func (c *condition) hasCodes() error {
	n := c.at
	switch {
	case n.part != nil:
		return errPart
	case n.missing:
		return errMissingList
	case n.asked == askedBool:
		if slices.ContainsFunc(c.values, func(v string) bool { return v != "true" && v != "false" }) {
			return errCode
		}
		return nil
	case n.asked == askedInt:
		if slices.ContainsFunc(c.values, func(v string) bool { _, ok := scaled(v, 0); return !ok }) {
			return errKind
		}
		return nil
	case n.asked == askedChoice, n.asked == askedMany:
		return hasNames(n.codes, c.values, c.names)
	case n.asked == askedText, n.asked == askedLong, n.asked == askedTime:
		return errFreeText
	case n.asked == askedNot:
		return errNotAsked
	}
	return errKind
}

// hasNames refuses codes that are not there, and codes beside which the sentence writes the name of another.
func hasNames(codes []Code, values, names []string) error {
	for i, v := range values {
		at := slices.IndexFunc(codes, func(c Code) bool { return c.Code == v })
		if at < 0 {
			return errCode
		}
		if names[i] == "" || same(names[i], codes[at].Name) {
			continue
		}
		if slices.ContainsFunc(codes, func(c Code) bool { return same(c.Name, names[i]) }) {
			return errCode
		}
	}
	return nil
}

func (c *condition) hasOrder() error {
	n := c.at
	switch {
	case n.part != nil || c.to != nil && c.to.part != nil:
		return errPart
	case c.to != nil && (n.asked != c.to.asked || n.decimals() != c.to.decimals()):
		return errKind
	}
	switch n.asked {
	case askedDate:
		if c.to == nil && !isDay(c.values[0]) {
			return errKind
		}
	case askedInt, askedMoney, askedNumber:
		if c.to == nil {
			if _, ok := scaled(c.values[0], n.decimals()); !ok {
				return errKind
			}
		}
	default:
		return errKind
	}
	return nil
}

// each calls f for the condition and all its parts.
func (c *condition) each(f func(*condition)) {
	if c == nil {
		return
	}
	f(c)
	for _, part := range c.of {
		part.each(f)
	}
}

// reads lists the places that the condition reads, each once, in the order of asking.
func (c *condition) reads() (out []*node) {
	c.each(func(c *condition) {
		for _, n := range []*node{c.at, c.to, c.in} {
			if n != nil && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	})
	slices.SortFunc(out, func(a, b *node) int { return a.order - b.order })
	return out
}

// possible judges the places of a clause: what decides must be asked before, and in the same row or in none.
func (r *ruling) possible(c *clause) error {
	reads := c.when.reads()
	switch c.effect {
	case effectHolds, effectOneOf, effectSomeOf, effectSomeTrue:
		return r.possibleRule(c, reads)
	}
	for _, target := range c.at {
		if c.effect == effectConstant || c.effect == effectRestrict {
			if err := target.hasValues(c); err != nil {
				return err
			}
		}
		if target.part != nil {
			if c.effect == effectMust && isMonthAfterDay(c) {
				r.already = true
				continue
			}
			return errPart
		}
		for _, n := range reads {
			if err := decides(n, target); err != nil {
				return err
			}
		}
	}
	return nil
}

// hasValues refuses a value that the field cannot have.
func (n *node) hasValues(c *clause) error {
	switch {
	case n.field() == nil:
		return errKind
	case n.missing && c.effect == effectRestrict:
		return errMissingList
	case n.codes != nil:
		return hasNames(n.codes, c.values, c.names)
	case c.effect == effectRestrict:
		return errFreeText
	}
	return nil
}

// decides judges whether one place can decide on another.
func decides(n, target *node) error {
	switch {
	case n.part != nil:
		return errPart
	case n.asked == askedPaper || n.asked == askedLabel:
		return errNotAsked
	}
	rows, own := n.rows(), target.rows()
	if n.repeats() && n.group() != nil {
		return errKind
	}
	if len(rows) > len(own) || !slices.Equal(rows, own[:len(rows)]) {
		return errRows
	}
	if (target.asked == askedPaper || target.asked == askedLabel) && len(own) > 0 {
		return errPaper
	}
	if target.asked == askedPaper && len(rows) == 0 {
		return nil // papers are scanned after all questions
	}
	if n.order >= target.order {
		return errLater
	}
	return nil
}

// isMonthAfterDay reports whether the clause says that a day needs a month, which every partly known date keeps to.
func isMonthAfterDay(c *clause) bool {
	return c.when != nil && c.when.op == opAnswered && len(c.at) == 1 && c.when.at.part == c.at[0].part && c.when.at.order < c.at[0].order
}

// possibleRule judges a clause about answers that do not decide on each other.
func (r *ruling) possibleRule(c *clause, reads []*node) error {
	if c.effect == effectSomeTrue {
		for _, n := range r.owner.children {
			if n.asked == askedBool && !n.repeats() {
				c.at = append(c.at, n)
			}
		}
		if len(c.at) < 2 {
			return errNotFound
		}
	}
	if c.when != nil && c.when.op == opDate && c.when.at.part != nil {
		if c.when.at.part != c.when.to.part || c.when.at.part != c.when.in.part {
			return errPart
		}
		r.already = true
		return nil
	}
	for _, n := range c.at {
		if slices.ContainsFunc(c.at, func(other *node) bool { return other != n && n.within(other) }) {
			return errExpress // one target inside another
		}
	}
	all := append(slices.Clone(reads), c.at...)
	rows := all[0].rows()
	for _, n := range all {
		switch {
		case n.part != nil:
			return errPart
		case n.asked == askedPaper || n.asked == askedLabel:
			return errPaper
		case n.field() != nil && (n.asked == carried || n.asked == askedNot):
			return errNotAsked
		case !slices.Equal(n.rows(), rows):
			return errRows
		case c.when != nil && c.when.op == opDate && n.asked != askedInt:
			return errKind
		}
	}
	return nil
}
