package flows_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// TestReworded: a flow says all of the terminal's texts about what is sent in its own words, or none.
func TestReworded(t *testing.T) {
	c, err := flows.Load(catalog.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	report := c.Flow("maengelmelder")
	for _, lang := range report.Languages {
		if text, ok := report.Reworded(lang, "send.explain"); !ok || !strings.Contains(text, "{authority}") {
			t.Errorf("%s: %q, %t", lang, text, ok)
		}
	}
	if text, ok := report.Reworded("de", "title"); ok {
		t.Errorf("a text of its own counts as one of the terminal's: %q", text)
	}
	if _, ok := c.Flow("meldebescheinigung").Reworded("de", "send.title"); ok {
		t.Error("a certificate is an application")
	}
	half := fstest.MapFS{}
	for _, name := range []string{"flow.toml", "texts.de.toml", "texts.en.toml", "texts.uk.toml", "texts.ar.toml"} {
		half["maengelmelder/"+name] = &fstest.MapFile{Data: read(t, "maengelmelder/"+name)}
	}
	texts := half["maengelmelder/texts.de.toml"]
	texts.Data = []byte(strings.Replace(string(texts.Data), `now = "Meldung absenden"`, "", 1))
	if _, err := flows.LoadAny(half); err == nil || !strings.Contains(err.Error(), "text send.now is missing") {
		t.Errorf("half of the words: %v", err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := fs.ReadFile(catalog.Embedded(), name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
