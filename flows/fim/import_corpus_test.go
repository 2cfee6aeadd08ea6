package fim

import (
	"path/filepath"
	"testing"
)

// TestCorpusIsImported imports every real schema and walks it to the end.
func TestCorpusIsImported(t *testing.T) {
	for _, name := range corpus(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			schema, lists := readFile(t, name), sharedLists(t)
			for _, state := range []string{"", "SN", "NW"} {
				made, err := Import(schema, lists, Options{State: state})
				if err != nil {
					t.Fatal(err)
				}
				f := load(t, made)
				if state == "" {
					walkAll(t, f, 2)
					t.Log(made.Summary)
				} else {
					walkAll(t, f, 0)
				}
			}
		})
	}
}

// TestCorpusWithoutLists imports them also where no code list is at hand.
func TestCorpusWithoutLists(t *testing.T) {
	for _, name := range corpus(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			made, err := Import(readFile(t, name), nil, Options{})
			if err != nil {
				t.Fatal(err)
			}
			walkAll(t, load(t, made), 0)
		})
	}
}
