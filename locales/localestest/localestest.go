// Package localestest is for tests: the shipped texts, loaded once, and a language that nobody speaks. That is German with
// accents, in brackets, and longer by four tenths, made in memory from the shipped texts and never a folder of its own. What
// stands on a page of it without brackets has come from somewhere else than the texts; what does not fit there will not fit in
// some language to come.
package localestest

import (
	"encoding/csv"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/pelletier/go-toml/v2"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/locales"
)

// Pseudo is the tag of the language: German of a region for private use.
const Pseudo = "de-XA"

var (
	shipped  = sync.OnceValues(func() (*locales.Texts, error) { return locales.Load(locales.Embedded()) })
	words    = sync.OnceValues(loadWords)
	services = sync.OnceValues(loadServices)
)

// Shipped are the texts of the terminal as it comes, which are immutable: a test program loads them once.
func Shipped(t testing.TB) *locales.Texts {
	t.Helper()
	w, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Words are the texts of the terminal in every shipped language and in Pseudo.
func Words(t testing.TB) *locales.Texts {
	t.Helper()
	w, err := words()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// Catalog are the shipped services in German and in Pseudo.
func Catalog(t testing.TB) *flows.Catalog {
	t.Helper()
	c, err := services()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func loadWords() (*locales.Texts, error) {
	out := fstest.MapFS{}
	err := copied(locales.Embedded(), func(name string, data []byte) error {
		out[name] = &fstest.MapFile{Data: data}
		if path.Dir(name) != "de" {
			return nil
		}
		said, err := translated(data)
		out[path.Join(Pseudo, path.Base(name))] = &fstest.MapFile{Data: said}
		return err
	})
	if err != nil {
		return nil, err
	}
	return locales.Load(out)
}

func loadServices() (*flows.Catalog, error) {
	out := fstest.MapFS{}
	err := copied(catalog.Embedded(), func(name string, data []byte) (err error) {
		german, isTexts := strings.CutSuffix(name, ".de.toml")
		switch {
		case isTexts:
			said, err := translated(data)
			out[name], out[german+"."+Pseudo+".toml"] = &fstest.MapFile{Data: data}, &fstest.MapFile{Data: said}
			return err
		case path.Ext(name) == ".csv":
			data, err = listed(data)
		case strings.Count(path.Base(name), ".") > 1: // another language
			return nil
		}
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		return nil, err
	}
	return flows.Load(out)
}

// copied gives every file of a tree to take.
func copied(from fs.FS, take func(name string, data []byte) error) error {
	return fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		return take(name, data)
	})
}

// translated is a file of texts in Pseudo.
func translated(data []byte) ([]byte, error) {
	var file map[string]any
	if err := toml.Unmarshal(data, &file); err != nil {
		return nil, err
	}
	return toml.Marshal(tableIn(file))
}

// longestTitle is what the loader of flows allows.
const longestTitle = 60

func tableIn(table map[string]any) map[string]any {
	out := map[string]any{}
	for key, v := range table {
		switch v := v.(type) {
		case string:
			most := 0
			if key == "title" || strings.HasSuffix(key, ".title") {
				most = longestTitle
			}
			out[key] = Say(v, most)
		case map[string]any:
			out[key] = tableIn(v)
		default: // words of the search
			out[key] = v
		}
	}
	return out
}

// listed is a code list with a column in Pseudo.
func listed(data []byte) ([]byte, error) {
	r := csv.NewReader(strings.NewReader(string(data)))
	r.Comment = '#'
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	german := -1
	for i, name := range rows[0] {
		if name == "de" {
			german = i
		}
	}
	if german < 0 {
		return nil, fmt.Errorf("a list without German: %v", rows[0])
	}
	var out strings.Builder
	w := csv.NewWriter(&out)
	for i, row := range rows {
		name := Say(row[german], 0)
		if i == 0 {
			name = Pseudo
		}
		if err := w.Write(append(row[:len(row):len(row)], name)); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return []byte(out.String()), w.Error()
}
