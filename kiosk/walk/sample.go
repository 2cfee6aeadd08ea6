package walk

import (
	"time"

	"buergerterminal/flows"
)

// Sample is a valid way through a flow that asks much: the longest of some that chance finds, for measuring. It is the same in
// every run; nil for a flow without questions.
func Sample(f *flows.Flow, noon time.Time) flows.Answers {
	p := newPlanner(f, noon)
	all := map[string]bool{}
	for _, page := range f.Pages {
		for _, q := range page.Fields {
			all[q.ID] = true
		}
	}
	var longest flows.Answers
	asked := 0
	for n := range 300 {
		a, ok := p.mended(p.answers(p.varied(all, n)), goal{})
		if !ok {
			continue
		}
		p.keep(a)
		if ev := f.Evaluate(a); ev.Exit == nil && len(ev.Visible) > asked {
			longest, asked = a, len(ev.Visible)
		}
	}
	return longest
}
