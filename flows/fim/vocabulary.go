package fim

import (
	"cmp"
	"slices"
)

// vocabulary collects what may stand behind an id in the sentences of the schema.
func (t *tree) vocabulary() *vocabulary {
	v := &vocabulary{names: map[string][]string{}, codes: map[string][]Code{}, known: map[string]bool{}}
	for _, n := range t.nodes {
		for _, name := range []string{n.Name, n.Input, n.Output} {
			if name != "" && !slices.Contains(v.names[n.ID], name) {
				v.names[n.ID] = append(v.names[n.ID], name)
			}
		}
		if same := v.codes[n.ID]; slices.Equal(same, n.codes) {
			continue // the same field at another place
		}
		for _, c := range n.codes {
			if !slices.Contains(v.codes[n.ID], c) {
				v.codes[n.ID] = append(v.codes[n.ID], c)
			}
			v.known[c.Code] = true
		}
	}
	for _, names := range v.names {
		slices.SortFunc(names, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	}
	return v
}
