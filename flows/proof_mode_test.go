package flows_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
)

// TestModesOfProofs loads a shipped service with each mode of scanning, and refuses one that there is not.
func TestModesOfProofs(t *testing.T) {
	whole := fstest.MapFS{}
	names, err := os.ReadDir("catalog/maengelmelder")
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) string {
		f, err := os.ReadFile("catalog/maengelmelder/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(f)
	}
	for _, n := range names {
		whole["maengelmelder/"+n.Name()] = &fstest.MapFile{Data: []byte(read(n.Name()))}
	}
	for mode, fine := range map[string]bool{flows.ModeText: true, flows.ModePhoto: true, flows.ModeColour: true, "sepia": false} {
		whole["maengelmelder/flow.toml"] = &fstest.MapFile{Data: []byte(strings.Replace(read("flow.toml"), `mode = "photo"`, `mode = "`+mode+`"`, 1))}
		catalog, err := flows.LoadAny(whole)
		if (err == nil) != fine {
			t.Errorf("%s: %v", mode, err)
		}
		if fine && err == nil && catalog.Flow("maengelmelder").Proofs[0].Mode != mode {
			t.Errorf("%s: %+v", mode, catalog.Flow("maengelmelder").Proofs[0])
		}
	}
}
