package fim

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCorpusRules says what becomes of real rules.
func TestCorpusRules(t *testing.T) {
	lists, err := OpenLists(os.DirFS(filepath.Join(shared, "codelists")))
	if err != nil {
		t.Fatal(err)
	}
	reasons := map[string]int{}
	distinct := map[string]bool{}
	occurrences, translated := 0, 0
	for _, name := range corpus(t) {
		tree := newTree(readFile(t, name))
		if err := tree.kinds(lists, &Summary{}); err != nil {
			t.Fatal(err)
		}
		rulings := tree.rulings()
		tree.settle(rulings, "")
		for _, r := range rulings {
			key := r.rule.ID + " " + r.rule.Version
			occurrences++
			if r.reason == nil {
				translated++
			} else {
				reasons[r.reason.Error()]++
				t.Logf("%s %s at %s: %s: %s", filepath.Base(name), r.rule.ID, r.owner.ID, r.reason, r.rule.Sentence)
			}
			distinct[key] = distinct[key] || r.reason == nil
		}
	}
	n := 0
	for _, ok := range distinct {
		if ok {
			n++
		}
	}
	t.Logf("%v", reasons)
	t.Logf("distinct rules: %d of %d, occurrences: %d of %d", n, len(distinct), translated, occurrences)
}
