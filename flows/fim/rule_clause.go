package fim

// ref names an element as a rule does: its id, with those of the groups above it as far as they are written.
type ref []string

// id is that of the element itself.
func (r ref) id() string { return r[len(r)-1] }

// Operators of conditions.
type operator string

const (
	opAnd      operator = "and"
	opOr       operator = "or"
	opNot      operator = "not"
	opIn       operator = "in"       // the answer is one of the values
	opAnswered operator = "answered" // there is an answer
	opLess     operator = "<"        // compared with the number or date of values[0], or with the answer to other
	opAtMost   operator = "<="
	opMore     operator = ">"
	opAtLeast  operator = ">="
	opSame     operator = "==" // as the answer to other
	opDate     operator = "date"
	opNever    operator = "never"
)

// condition is what a sentence says about answers. Which element a ref means is found out later.
type condition struct {
	op     operator
	of     []*condition // of and, or, not
	about  ref
	other  ref      // of a comparison of two answers
	third  ref      // of opDate: about, other and third are day, month and year
	values []string // codes, "true" and "false", numbers, dates as 2026-03-01, or "today"
	names  []string // what the sentence writes beside each of the values, "" where nothing

	at, to, in *node // what about, other and third mean
}

// effect is what a clause does.
type effect string

const (
	effectShow     effect = "show"      // shown if and only if the condition holds
	effectHide     effect = "hide"      // not shown if the condition holds
	effectMust     effect = "must"      // to be answered if the condition holds
	effectConstant effect = "constant"  // not asked, has the value if the condition holds
	effectRestrict effect = "restrict"  // only the values may be chosen if the condition holds
	effectHolds    effect = "holds"     // the condition must hold
	effectOneOf    effect = "one of"    // exactly one of the targets is given
	effectSomeOf   effect = "some of"   // at least one of the targets is given
	effectSomeTrue effect = "some true" // at least one yes-or-no field of the rule's own group is yes
)

// clause is one part of a rule: what is to happen with elements, and when.
type clause struct {
	effect  effect
	when    *condition // nil: always
	targets []ref
	values  []string // of a constant or a restriction
	names   []string // what the sentence writes beside them
	states  *states  // nil: everywhere
	must    bool     // of effectShow: and then to be answered

	at []*node // what the targets mean
}

// states are the Länder that a clause is for.
type states struct {
	codes []string // as in ISO 3166-2:DE, without "DE-"
	other bool     // all that the rule does not name elsewhere
}
