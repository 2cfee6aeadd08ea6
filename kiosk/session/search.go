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

// Hits are what answers to the search, in the visit's language or the town's.
func (s State) Hits() []flows.Hit {
	languages := slices.Compact([]string{s.Visit.Lang, s.Place.Languages[0]})
	return s.Catalog.Search(languages, s.Visit.Query.Text)
}

// Elsewhere is what the visit reads of somebody else who helps, or nil.
func (s State) Elsewhere() *flows.Elsewhere {
	for _, e := range s.Catalog.Elsewhere {
		if e.ID == s.Visit.Elsewhere {
			return e
		}
	}
	return nil
}

// Match reports whether each wanted word is found among the known ones.
func Match(wanted, known []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool {
		return !slices.ContainsFunc(known, func(k string) bool { return holds(k, w) })
	})
}

// shortWord is the length of words that mostly join others: "in", "der", "the".
const shortWord = 3

// holds reports whether a word begins with what was written, or, for German joins words, has it inside: "Loch" is in "Schlagloch".
func holds(known, written string) bool {
	return strings.HasPrefix(known, written) || utf8.RuneCountInString(written) > shortWord && strings.Contains(known, written)
}

// Words are the words of a text, folded: case, umlauts and accents are gone, so that "Strasse", "straße" and "STRASSE"
// meet, and in Arabic what many leave out or write in two ways: hamza, vowel signs, the article.
func Words(text string) []string {
	text = strings.ToLower(norm.NFC.String(strings.ReplaceAll(text, "\u00ad", "")))
	text = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "ı", "i", "ى", "ي", "ة", "ه").Replace(text)
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
