package fim

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCorpusIsImported(t *testing.T) {
	for _, name := range corpus(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			lists, err := OpenLists(os.DirFS(filepath.Join(shared, "codelists")))
			if err != nil {
				t.Fatal(err)
			}
			flow, err := Import(readFile(t, name), lists, Options{})
			if err != nil {
				t.Fatal(err)
			}
			t.Log(flow.Summary)
		})
	}
}
