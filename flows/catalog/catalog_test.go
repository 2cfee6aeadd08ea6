package catalog_test

import (
	"slices"
	"testing"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

func load(t *testing.T) *flows.Catalog {
	t.Helper()
	c, err := flows.Load(catalog.Embedded())
	if err != nil {
		t.Fatalf("the shipped catalogue has mistakes:\n%v", err)
	}
	return c
}

func TestCatalogueLoads(t *testing.T) {
	var ids []string
	for _, f := range load(t).Flows {
		ids = append(ids, f.ID)
	}
	if want := []string{"maengelmelder", "meldebescheinigung"}; !slices.Equal(ids, want) {
		t.Errorf("flows %v, want %v", ids, want)
	}
}
