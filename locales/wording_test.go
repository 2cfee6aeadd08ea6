package locales_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRightToLeft isolates what is filled in where a sentence runs from right to left, and nowhere else.
func TestRightToLeft(t *testing.T) {
	w := embedded(t)
	for _, lang := range w.Languages() {
		l := w.Language(lang)
		if l.RTL() != (lang == "ar") {
			t.Errorf("%s runs from right to left: %t", lang, l.RTL())
		}
		phone := "03596 12-34"
		if l.RTL() {
			phone = "\u2068" + phone + "\u2069"
		}
		if got := l.Text("search.nothing", "phone", "03596 12-34"); !strings.Contains(got, " "+phone) {
			t.Errorf("%s: %q does not hold %q", lang, got, phone)
		}
		if got := l.Text("search.nothing", "phone", ""); strings.ContainsAny(got, "\u2068\u2069") {
			t.Errorf("%s: nothing is isolated in %q", lang, got)
		}
	}
}

// TestIsolatesEnd holds each text to the end of the pieces that it isolates.
func TestIsolatesEnd(t *testing.T) {
	for _, lang := range embedded(t).Languages() {
		for key, forms := range entries(t, lang) {
			for _, text := range forms {
				open := 0
				for _, r := range text {
					switch r {
					case '\u2066', '\u2067', '\u2068':
						open++
					case '\u2069':
						open--
					}
				}
				if open != 0 {
					t.Errorf("%s, %s: %q", lang, key, text)
				}
			}
		}
	}
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

// TestLanguagesFillTheSame holds each text to the placeholders of the German one: what one language tells, all tell.
func TestLanguagesFillTheSame(t *testing.T) {
	german := entries(t, "de")
	for _, lang := range embedded(t).Languages() {
		for key, forms := range entries(t, lang) {
			want, got := placeholders(german[key]), placeholders(forms)
			if !slices.Equal(got, want) {
				t.Errorf("%s, %s fills %v, German fills %v", lang, key, got, want)
			}
			for form, text := range forms {
				if strings.Count(text, "**")%2 != 0 {
					t.Errorf("%s, %s %s: a strong span does not end", lang, key, form)
				}
				if strings.TrimSpace(text) != text {
					t.Errorf("%s, %s %s: space around the text", lang, key, form)
				}
			}
		}
	}
}

// placeholders are those of all forms together; one form may do without the number.
func placeholders(forms map[string]string) []string {
	set := map[string]bool{}
	for _, text := range forms {
		for _, p := range placeholder.FindAllString(text, -1) {
			set[p] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// longest is the length of a sentence, in words, that is still easy to read (level B1).
const longest = 15

// TestSentencesAreShort counts the words of every sentence.
func TestSentencesAreShort(t *testing.T) {
	for _, lang := range embedded(t).Languages() {
		for key, forms := range entries(t, lang) {
			if slices.Contains([]string{"speech.short", "speech.letters", "speech.days", "speech.years"}, key) {
				continue // tables
			}
			for _, text := range forms {
				for _, s := range sentences(text) {
					if n := len(strings.Fields(s)); n > longest {
						t.Errorf("%s, %s: %d words: %s", lang, key, n, s)
					}
				}
			}
		}
	}
	if got := len(sentences("Eins, zwei. Drei? **Vier.** Am 3. Mai: fünf.")); got != 4 {
		t.Errorf("the sample has %d sentences, want 4", got)
	}
}

var ends = regexp.MustCompile(`[.!?:؟](\*\*)? +(\*\*)?[\p{Lu}\p{Arabic}{]`)

// sentences parts a text where a sentence ends and another begins; "3. Mai" is none.
func sentences(text string) []string {
	text = strings.NewReplacer("\u00ad", "", "\n", " ").Replace(text)
	var all []string
	from := 0
	for _, at := range ends.FindAllStringIndex(text, -1) {
		if at[0] > 0 && text[at[0]-1] >= '0' && text[at[0]-1] <= '9' || text[at[0]] == ':' {
			continue
		}
		all = append(all, text[from:at[0]+1])
		from = at[0] + 1
	}
	return append(all, text[from:])
}
