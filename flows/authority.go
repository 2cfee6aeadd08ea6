package flows

import (
	"maps"
	"slices"
)

// Authorities are the ids of all that receive an application of the catalogue, sorted: each needs a key.
func (c *Catalog) Authorities() []string {
	all := map[string]bool{}
	for _, f := range c.Flows {
		all[f.Authority] = true
	}
	return slices.Sorted(maps.Keys(all))
}
