package session

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"buergerterminal/flows"
)

// Services are the flows of the chosen life situation, or all of them.
func (s State) Services() []*flows.Flow {
	var found []*flows.Flow
	for _, f := range s.Catalog.Flows {
		if s.Visit.Category == "" || f.Category == s.Visit.Category {
			found = append(found, f)
		}
	}
	return found
}

// Hits are the flows whose title or keywords, in the visit's language or the town's, hold each word of the search.
func (s State) Hits() []*flows.Flow {
	wanted := telling(Words(s.Visit.Query.Text))
	if len(wanted) == 0 {
		return nil
	}
	var hits []*flows.Flow
	for _, f := range s.Catalog.Flows {
		if Match(wanted, s.known(f)) {
			hits = append(hits, f)
		}
	}
	return hits
}

// Match reports whether each wanted word is found among the known ones.
func Match(wanted, known []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool {
		return !slices.ContainsFunc(known, func(k string) bool { return holds(k, w) })
	})
}

// shortWord is the length of words that mostly join others: "in", "der", "the".
const shortWord = 3

// telling leaves out short words where there are longer ones, so that "Loch in der Straße" is found by its two nouns.
func telling(words []string) []string {
	long := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return utf8.RuneCountInString(w) <= shortWord })
	if len(long) > 0 {
		return long
	}
	return words
}

// holds reports whether a word begins with what was written, or, for German joins words, has it inside: "Loch" is in "Schlagloch".
func holds(known, written string) bool {
	return strings.HasPrefix(known, written) || utf8.RuneCountInString(written) > shortWord && strings.Contains(known, written)
}

// known are the words by which a flow is found.
func (s State) known(f *flows.Flow) []string {
	var known []string
	for _, lang := range []string{s.Visit.Lang, s.Place.Languages[0]} {
		title, _ := f.Text(lang, "title")
		known = append(known, Words(title)...)
		for _, k := range f.Keywords[lang] {
			known = append(known, Words(k)...)
		}
	}
	return known
}

// Words are the words of a text, folded: case, umlauts and accents are gone, so that "Strasse", "straße" and "STRASSE"
// meet, and in Arabic what many leave out or write in two ways: hamza, vowel signs, the article.
func Words(text string) []string {
	text = strings.ToLower(norm.NFC.String(strings.ReplaceAll(text, "\u00ad", "")))
	text = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "ى", "ي", "ة", "ه").Replace(text)
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(r)
		}
	}
	found := strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(" -–,.;:/()„“«»،؟\"", r) })
	for i, w := range found {
		if rest, ok := strings.CutPrefix(w, "ال"); ok && utf8.RuneCountInString(rest) >= shortWord {
			found[i] = rest
		}
	}
	return found
}
