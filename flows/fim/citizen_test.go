package fim

import (
	"fmt"
	"math/rand/v2"
	"regexp/syntax"
	"strings"
	"testing"

	"buergerterminal/flows"
)

// citizen answers a flow from the limits of its questions, until nothing is left to answer.
type citizen struct {
	flow  *flows.Flow
	full  bool       // answers also what need not be answered, and says yes
	dice  *rand.Rand // nil: always the first answer, or the last with full
	given flows.Answers
}

func newCitizen(f *flows.Flow, full bool, seed uint64) *citizen {
	c := &citizen{flow: f, full: full, given: flows.Answers{flows.Today: flows.Date(2026, 11, 21)}}
	if seed > 0 {
		c.dice = rand.New(rand.NewPCG(seed, 1))
	}
	return c
}

// walk answers until all visible questions are passed. It reports what stands in the way, or "".
func (c *citizen) walk() string {
	mended := 0
	for range 10_000 {
		e := c.flow.Evaluate(c.given)
		if c.answerNext(e) {
			continue
		}
		if len(e.Errors) > 0 {
			return fmt.Sprint("answers that are refused: ", e.Errors)
		}
		if len(e.Broken) == 0 {
			return ""
		}
		if mended++; mended > 100 || !c.mend(e) {
			return fmt.Sprint("rules that do not hold: ", e.Broken[0].Rule.ID, " ", e.Broken[0].Rule.Holds.Source)
		}
	}
	return "there is no end"
}

// answerNext answers the first question that has no answer yet and wants one.
func (c *citizen) answerNext(e flows.Evaluation) bool {
	for _, key := range e.Visible {
		q := c.flow.Field(key)
		if _, seen := c.given[key]; seen || !q.Required && !c.optional() {
			if !q.Required && !seen {
				c.given[key] = flows.Value{}
			}
			continue
		}
		c.given[key] = c.sample(q)
		return true
	}
	return false
}

func (c *citizen) optional() bool { return c.full && (c.dice == nil || c.dice.IntN(3) > 0) }

// mend changes an answer that a broken rule reads: it fills in what is left out, or tries another answer.
func (c *citizen) mend(e flows.Evaluation) bool {
	broken := e.Broken[0]
	group, row, _ := flows.SplitKey(broken.Key)
	for try := range 60 {
		for _, id := range append([]string{broken.Rule.Field}, broken.Rule.Holds.References...) {
			q := c.flow.Field(id)
			if q == nil || try == 0 && id != broken.Rule.Field {
				continue // first the question that the citizen is led to
			}
			key := id
			if q.Page().Repeat != nil {
				key = flows.Key(group, row, id)
			}
			before := c.given[key]
			c.given[key] = c.other(q, try)
			if !stillBroken(c.flow.Evaluate(c.given), broken) {
				return true
			}
			if try%2 == 0 {
				c.given[key] = before
			}
		}
	}
	return false
}

func stillBroken(e flows.Evaluation, b flows.BrokenRule) bool {
	for _, other := range e.Broken {
		if other.Rule == b.Rule && other.Key == b.Key {
			return true
		}
	}
	return false
}

// sample is a valid answer to a question.
func (c *citizen) sample(q *flows.Field) flows.Value {
	n := 0
	if c.dice != nil {
		n = c.dice.IntN(1 << 20)
	} else if c.full {
		n = 1<<20 - 1
	}
	return c.other(q, n)
}

// other is one of the valid answers.
func (c *citizen) other(q *flows.Field, n int) flows.Value {
	switch q.Type {
	case flows.TypeBool:
		return flows.Bool(n%2 == 1)
	case flows.TypeInt, flows.TypeMoney, flows.TypeNumber:
		low, high := int64(0), int64(1000)
		if q.Min != nil {
			low = *q.Min
			high = max(high, low+10)
		}
		if q.Max != nil {
			high = *q.Max
			low = min(low, high)
		}
		if q.Counts != "" {
			high = min(high, max(low, 2)) // rows are much alike
		}
		return flows.Int(low + int64(n)%(high-low+1))
	case flows.TypeDate:
		d := flows.Day{Year: 2000 - n%3, Month: 1 + n%12, Day: 1 + n%28}
		if q.Earliest != nil && d.Before(q.Earliest.Day) {
			d = q.Earliest.Day
		}
		if q.Latest != nil && q.Latest.Day != (flows.Day{}) && q.Latest.Day.Before(d) {
			d = q.Latest.Day
		}
		if q.Partial && n%5 == 2 {
			d.Day = 0
		}
		return flows.DateOf(d)
	case flows.TypeChoice, flows.TypeChoices:
		codes := codesOf(q)
		least := 1
		if q.Min != nil {
			least = int(max(*q.Min, 1))
		}
		if q.Type == flows.TypeChoice {
			return flows.Choice(codes[n%len(codes)])
		}
		return flows.Choices(codes[:least]...)
	case flows.TypeEmail:
		return flows.Text("a@example.org")
	case flows.TypeTelephone:
		return flows.Text("0351 12345")
	}
	if q.Pattern == "" {
		return flows.Text(strings.Repeat("A", min(q.MaxLength, 1+n%5)))
	}
	re, err := syntax.Parse(q.Pattern, syntax.Perl)
	if err != nil {
		panic(err)
	}
	return flows.Text(matching(re, n))
}

// matching is a text that a regular expression matches.
func matching(re *syntax.Regexp, n int) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		i := (n % (len(re.Rune) / 2)) * 2
		return string(re.Rune[i])
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "A"
	case syntax.OpCapture:
		return matching(re.Sub[0], n)
	case syntax.OpPlus:
		return matching(re.Sub[0], n)
	case syntax.OpRepeat:
		return strings.Repeat(matching(re.Sub[0], n), re.Min)
	case syntax.OpConcat:
		out := ""
		for _, s := range re.Sub {
			out += matching(s, n)
		}
		return out
	case syntax.OpAlternate:
		return matching(re.Sub[n%len(re.Sub)], n)
	}
	return ""
}

// walkAll walks a flow to its end as several citizens, and holds what they have answered to the JSON Schema.
func walkAll(t *testing.T, f *flows.Flow, seeds uint64) {
	t.Helper()
	for seed := range seeds + 2 {
		c := newCitizen(f, seed != 0, max(seed, 1)-1)
		if trouble := c.walk(); trouble != "" {
			t.Errorf("citizen %d does not reach the end: %s", seed, trouble)
			continue
		}
		document, err := Answers(f, c.given)
		if err != nil {
			t.Fatal(err)
		}
		conforms(t, f, document)
	}
}
