package fim

import (
	"cmp"
	"slices"
)

// vocabulary collects what may stand behind an id in the sentences of the schema.
func (t *tree) vocabulary() *vocabulary {
	v := &vocabulary{names: map[string][]string{}, codes: map[string][]Code{}}
	for _, n := range t.nodes {
		for _, name := range []string{n.Name, n.Input, n.Output} {
			if name != "" && !slices.Contains(v.names[n.ID], name) {
				v.names[n.ID] = append(v.names[n.ID], name)
			}
		}
		for _, c := range n.codes {
			if !slices.Contains(v.codes[n.ID], c) {
				v.codes[n.ID] = append(v.codes[n.ID], c)
			}
		}
	}
	for _, names := range v.names {
		slices.SortFunc(names, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	}
	for _, codes := range v.codes {
		slices.SortStableFunc(codes, func(a, b Code) int { return cmp.Compare(len(b.Code), len(a.Code)) })
	}
	return v
}
