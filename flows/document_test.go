package flows

import (
	"bytes"
	"slices"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// documents are pairs of what TOML allows and what it refuses, mostly because something is there twice.
func documents() map[string]bool {
	return map[string]bool{
		"":                                      true,
		"a = 1\nb = 2026-11-21\n[c]\na = '1'\n": true,
		"a = 1\na = 2":                          false,
		"a = 01":                                false,
		"a = 0":                                 true,
		"a = -1":                                true,
		"a = 1_000":                             true,
		"a = 1__0":                              false,
		"a = 9223372036854775808":               false,
		"a = 2026-02-30":                        false,
		"a = 0000-01-01":                        true,
		"a = 1.5":                               true,
		"a = 1.":                                false,
		"a = 2026-11-21T25:00:00":               false,
		"[a]\n[a]":                              false,
		"[a.b]\n[a]":                            true,
		"[a.b]\n[a]\n[a.c]\n[a.b]":              false,
		"[a]\nb.c = 1\nb.d = 2":                 true,
		"[a]\nb.c = 1\nb.c = 2":                 false,
		"[a]\nb.c = 1\n[a.b]":                   false,
		"[a]\nb.c = 1\n[a.b.d]":                 true,
		"[a]\nb = 1\n[a.b]":                     false,
		"[a]\nb = 1\n[a.b.c]":                   false,
		"[a.b]\n[a]\nb.c = 1":                   false,
		"a = {b = 1}\na.c = 2":                  false,
		"a = {b = 1, b = 2}":                    false,
		"a = {b.c = 1, b.d = 2}":                true,
		"a = {b = 1}\n[a.c]":                    false,
		"[[a]]\nb = 1\n[[a]]\nb = 2":            true,
		"[[a]]\n[a.b]\n[[a]]\n[a.b]":            true,
		"[[a]]\n[a.b]\n[a.b]":                   false,
		"[[a]]\n[a]":                            false,
		"[a]\n[[a]]":                            false,
		"[[a.b]]\n[a]\nc = 1":                   true,
		"a = []\n[[a]]":                         false,
		"a = [1]\n[a.b]":                        false,
		"a = []\n[a.b]":                         false,
		"a = [{b = 1, b = 2}]":                  false,
		"a.b = 1\n[a.c]":                        true,
		"a.b = 1\n[a]":                          false,
		"[[a]]\nb.c = 1\n[[a]]\nb.c = 1":        true,
		"a = 1\na.b = 2":                        false,
		"[a]\nb = [[1], {c = 2}]":               true,
	}
}

func TestDocumentIsStrict(t *testing.T) {
	for source, valid := range documents() {
		if root, problems := parseDocument("f.toml", []byte(source)); (root != nil) != valid || (len(problems) == 0) != valid {
			t.Errorf("%q: problems %v", source, problems)
		}
	}
}

// sameTexts holds keys, texts and lists of a tree against what the decoder made of the same document.
func sameTexts(n *node, value any) bool {
	switch v := value.(type) {
	case map[string]any:
		differs := func(c *node) bool {
			inner, there := v[c.key]
			return !there || !sameTexts(c, inner)
		}
		return n.shape == shapeTable && len(n.children) == len(v) && !slices.ContainsFunc(n.children, differs)
	case []any:
		return n.shape == shapeArray && slices.EqualFunc(n.children, v, sameTexts)
	case string:
		return n.shape == shapeString && n.text == v
	}
	return n.shape != shapeTable && n.shape != shapeArray && n.shape != shapeString
}

// FuzzDocumentIsStrict holds what is read in one go against the strict decoder: what that refuses is refused, and what
// it takes has the same keys and texts.
func FuzzDocumentIsStrict(f *testing.F) {
	for source := range documents() {
		f.Add([]byte(source))
	}
	f.Add([]byte("\"a\\u00ADb\" = \"c\\td\"\n'e' = 'f'\n\"g\" = \"\"\"\r\nh\\\n  i\"\"\"\nj = ''\nk = [\"\", \"\\\"\"]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		root, problems := parseDocument("f.toml", data)
		if (root == nil) != (len(problems) > 0) {
			t.Fatalf("tree %v, problems %v", root, problems)
		}
		var whole map[string]any
		err := toml.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &whole)
		switch {
		case root == nil:
		case err != nil:
			t.Errorf("the strict decoder refuses it: %v", err)
		case !sameTexts(root, whole):
			t.Errorf("other keys or texts than %v", whole)
		}
	})
}
