package fim

import (
	"path/filepath"
	"testing"
)

// TestCorpusSentences says which sentences of real rules are understood.
func TestCorpusSentences(t *testing.T) {
	distinct := map[string]bool{}
	occurrences, understood := 0, 0
	for _, name := range corpus(t) {
		tree := newTree(readFile(t, name))
		for _, n := range tree.nodes {
			if n.field() != nil {
				n.codes = n.field().Values
			}
		}
		words := tree.vocabulary()
		for _, n := range tree.nodes {
			for _, r := range n.Rules {
				_, err := parseRule(r.Sentence, words)
				occurrences++
				if err == nil {
					understood++
				}
				key := r.ID + " " + r.Version
				if _, seen := distinct[key]; !seen && err != nil {
					t.Logf("%s %s: %s: %s", filepath.Base(name), r.ID, err, r.Sentence)
				}
				distinct[key] = distinct[key] || err == nil
			}
		}
	}
	n := 0
	for _, ok := range distinct {
		if ok {
			n++
		}
	}
	t.Logf("distinct rules: %d of %d, occurrences: %d of %d", n, len(distinct), understood, occurrences)
}
