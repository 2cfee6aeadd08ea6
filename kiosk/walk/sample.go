package walk

import (
	"cmp"
	"slices"
	"time"

	"buergerterminal/flows"
	"buergerterminal/kiosk/session"
)

// Sample is a valid way through a flow that asks much: the longest of some that chance finds, for measuring. It is the same in
// every run; nil for a flow without questions.
func Sample(f *flows.Flow, noon time.Time) flows.Answers {
	return newPlanner(f, noon).sample(1)
}

// Acts are what a citizen does at the terminal, one after the other, who is asked neither the least nor the most: what they
// touch, the letters that they type, the strokes of their hand. Between two acts the devices have answered.
func Acts(f *flows.Flow, s Settings) ([]session.Event, error) {
	var acts []session.Event
	w := &walker{flow: f, settings: s, plan: newPlanner(f, s.Today), reached: map[goal]bool{}, tried: map[goal]bool{}}
	c := &citizen{walker: w, answers: w.plan.sample(0.5), state: w.terminal(), acts: &acts}
	return acts, c.visit()
}

// sample is one of the valid ways to the end that chance finds: with 0 the shortest, with 1 the longest, between them one of
// that rank.
func (p *planner) sample(rank float64) flows.Answers {
	vary := map[string]bool{}
	for _, page := range p.flow.Pages {
		for _, q := range page.Fields {
			vary[q.ID] = true
		}
	}
	type way struct {
		answers flows.Answers
		asked   int
	}
	var ways []way
	for n := range 300 {
		a, ok := p.mended(p.answers(p.varied(vary, n)), goal{})
		if !ok {
			continue
		}
		p.keep(a)
		if ev := p.flow.Evaluate(a); ev.Exit == nil && len(ev.Visible) > 0 {
			ways = append(ways, way{a, len(ev.Visible)})
		}
	}
	if len(ways) == 0 {
		return nil
	}
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Compare(a.asked, b.asked) })
	return ways[int(rank*float64(len(ways)-1))].answers
}
