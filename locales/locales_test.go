package locales_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"buergerterminal/locales"
)

var loadEmbedded = sync.OnceValues(func() (*locales.Texts, error) { return locales.Load(locales.Embedded()) })

// embedded are the shipped texts, which are immutable.
func embedded(t testing.TB) *locales.Texts {
	t.Helper()
	w, err := loadEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// files are texts as they lie in folders.
func files(pairs ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		fsys[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return fsys
}

func TestMistakesAreReported(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files fstest.MapFS
		says  []string
	}{
		{"a key that a language lacks", files("de/a.toml", `"x" = "X"`+"\n"+`"y" = "Y"`, "en/a.toml", `"x" = "X"`), []string{`en lacks "y", which de has`}},
		{"each of several", files("de/a.toml", `"x" = "X"`, "en/a.toml", `"y" = "Y"`), []string{`de lacks "y", which en has`, `en lacks "x", which de has`}},
		{"a key in two files", files("de/a.toml", `"x" = "X"`, "de/b.toml", `"x" = "Z"`), []string{"de/b.toml", `"x" stands in two files`}},
		{"a key twice in a file", files("de/a.toml", "\"x\" = \"X\"\n\"x\" = \"Z\""), []string{"de/a.toml: 2:1"}},
		{"broken TOML", files("de/a.toml", "\"x\" = \"X\"\n\"y\" = unquoted"), []string{"de/a.toml: 2:7"}},
		{"a text that is no text", files("de/a.toml", `"x" = 7`), []string{"de/a.toml", `"x"`}},
		{"a key without quotes", files("de/a.toml", `x.title = "X"`), []string{"de/a.toml", `"x"`}},
		{"a plural without its last form", files("de/a.toml", "[\"x\"]\none = \"1\""), []string{"de/a.toml", `"x"`}},
		{"an empty text", files("de/a.toml", `"x" = ""`), []string{"de/a.toml", `"x"`}},
		{"a folder that is no language", files("notalanguage1/a.toml", `"x" = "X"`), []string{"notalanguage1 is no language"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := locales.Load(tt.files)
			if err == nil {
				t.Fatal("nothing was reported")
			}
			for _, want := range tt.says {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the error does not say %q:\n%v", want, err)
				}
			}
		})
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(`"x" = "X"`)
	f.Add("[\"x\"]\none = \"1 {n}\"\nother = \"{n}\"")
	f.Add("x.y.z = 1979-05-27\n[[a]]")
	f.Add("\"x\" = [1, {a = \"}\"}]")
	f.Add("\xff\xfe")
	f.Fuzz(func(t *testing.T, text string) {
		w, err := locales.Load(files("de/a.toml", text))
		if err == nil && w.Language("de") == nil {
			t.Error("neither texts nor a mistake")
		}
	})
}

func TestTextIsFilled(t *testing.T) {
	w, err := locales.Load(files("de/a.toml", `"pair" = "{a} und {b}"`+"\n"+`"twice" = "{a}{a}"`))
	if err != nil {
		t.Fatal(err)
	}
	l := w.Language("de")
	for _, tt := range []struct {
		key  string
		args []any
		want string
	}{
		{"pair", []any{"a", 1, "b", "zwei"}, "1 und zwei"},
		{"twice", []any{"a", "x"}, "xx"},
		{"pair", []any{"a", "{b}", "b", "{a}"}, "{b} und {a}"}, // what is filled in is not read again
		{"pair", nil, "{a} und {b}"},
		{"pair", []any{"a"}, "{a} und {b}"},
		{"none", nil, "[none]"},
	} {
		for range 20 { // the order of a map must not show
			if got := l.Text(tt.key, tt.args...); got != tt.want {
				t.Fatalf("%s %v: %q, want %q", tt.key, tt.args, got, tt.want)
			}
		}
	}
}

func TestLanguages(t *testing.T) {
	w := embedded(t)
	if got := w.Languages(); !slices.IsSorted(got) || !slices.Contains(got, "de") || !slices.Contains(got, "ar") {
		t.Errorf("languages %v", got)
	}
	if w.Language("xx") != nil {
		t.Error("an unknown language has words")
	}
	for tag, want := range map[string]string{"de": "Deutsch", "en": "English", "ar": "العربية", "hsb": "Hornjoserbšćina", "de-leicht": "Leichte Sprache", "uk": "Українська", "???": "???"} {
		if got := locales.OwnName(tag); got != want {
			t.Errorf("%s calls itself %q, want %q", tag, got, want)
		}
	}
}

// TestOffered: what is close to the first language stands beside it, and what runs from right to left last.
func TestOffered(t *testing.T) {
	fsys := files()
	for _, tag := range []string{"ar", "cs", "de", "de-leicht", "en", "hsb", "ru", "uk"} {
		fsys[tag+"/a.toml"] = &fstest.MapFile{Data: []byte(`"x" = "X"`)}
	}
	w, err := locales.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	for first, want := range map[string]string{"de": "de de-leicht cs en hsb ru uk ar", "en": "en cs de de-leicht hsb ru uk ar", "uk": "uk cs de de-leicht en hsb ru ar"} {
		if got := strings.Join(w.Offered(first), " "); got != want {
			t.Errorf("%s first: %s, want %s", first, got, want)
		}
	}
}

// TestRules: a language counts by the rules of CLDR, under the name that they know it by.
func TestRules(t *testing.T) {
	all := "[\"x\"]\none = \"one\"\ntwo = \"two\"\nfew = \"few\"\nmany = \"many\"\nother = \"other\""
	for _, tt := range []struct{ lang, want string }{ // of 0, 1, 2, 3, 5, 11, 21, 22, 101, 102
		{"de-leicht", "other one other other other other other other other other"},
		{"hsb", "other one two few other other other other one two"},
		{"ru", "many one few few many many one few one few"},
		{"pl", "many one few few many many many few many few"},
		{"cs", "other one few few other other other other other other"},
		{"tr", "other one other other other other other other other other"},
	} {
		w, err := locales.Load(files(tt.lang+"/a.toml", all))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range []int{0, 1, 2, 3, 5, 11, 21, 22, 101, 102} {
			got = append(got, w.Language(tt.lang).Plural("x", n))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.lang, got, tt.want)
		}
		if l := w.Language(tt.lang); !l.Latin() && tt.lang != "ru" || l.RTL() {
			t.Errorf("%s: Latin %t, from right to left %t", tt.lang, l.Latin(), l.RTL())
		}
	}
	if got := locales.Standard("de-leicht"); got != "de-simple" {
		t.Errorf("Leichte Sprache is %s", got)
	}
}

// BenchmarkText is what a page asks about a hundred times.
func BenchmarkText(b *testing.B) {
	l := embedded(b).Language("de")
	for b.Loop() {
		if l.Text("progress.step", "n", 1, "of", 6, "name", "Angaben") == "" {
			b.Fatal(fmt.Sprint("no text"))
		}
	}
}
