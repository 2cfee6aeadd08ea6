package flows_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// TestFormsOfSignatures: text form only where a service says so, a hand's own where it says nothing, and no other.
func TestFormsOfSignatures(t *testing.T) {
	read := func(name string) string {
		raw, err := fs.ReadFile(catalog.Embedded(), "uebermittlungssperre/"+name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	definition := read("flow.toml")
	shipped := `form = "text"`
	if !strings.Contains(definition, shipped) {
		t.Fatalf("the service has no %s any more", shipped)
	}
	for line, want := range map[string]string{shipped: flows.FormText, `form = "hand"`: flows.FormHand, "": flows.FormHand, `form = "seal"`: ""} {
		whole := fstest.MapFS{
			"uebermittlungssperre/flow.toml":     {Data: []byte(strings.Replace(definition, shipped, line, 1))},
			"uebermittlungssperre/texts.de.toml": {Data: []byte(read("texts.de.toml"))},
		}
		c, err := flows.Load(whole, catalog.Embedded())
		if (err == nil) != (want != "") {
			t.Errorf("%q loads with %v", line, err)
			continue
		}
		if want == "" {
			if !strings.Contains(err.Error(), "form is unknown") {
				t.Errorf("%q is refused with %v", line, err)
			}
			continue
		}
		if got := c.Flow("uebermittlungssperre").Signature.Form; got != want {
			t.Errorf("%q: form %q, want %q", line, got, want)
		}
	}
}
