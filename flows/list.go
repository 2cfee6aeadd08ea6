package flows

import (
	"slices"
	"sync"
)

// List is a code list: the answers to a choice that are too many for its definition. It is immutable and safe for
// concurrent use; flows share it.
type List struct {
	Name    string
	Entries []Entry // in the order of the file

	languages []string // of the texts of an entry
	byCode    map[string]int
	indexes   []listIndex // one for each language
}

// Entry is one row of a list.
type Entry struct {
	Code string

	texts []string // by List.languages
	words string   // everyday words, parted by "|"
}

// listIndex is what a search in one language looks at. It is made by the first search.
type listIndex struct {
	once   sync.Once
	words  []word   // all entries one after the other
	labels []string // folded, by entry
	ends   []int    // of an entry in words
}

// word is one of an entry.
type word struct {
	text    string // folded
	letters uint64 // that are in it, see lettersOf
}

// Has reports whether the code is in the list.
func (l *List) Has(code string) bool {
	_, ok := l.byCode[code]
	return ok
}

// Text is the entry's text in a language; ok is false where the list lacks the code or the language.
func (l *List) Text(lang, code string) (text string, ok bool) {
	i, known := l.byCode[code]
	n := slices.Index(l.languages, lang)
	if !known || n < 0 {
		return "", false
	}
	return l.Entries[i].texts[n], true
}

// Languages returns those that each entry has a text in.
func (l *List) Languages() []string { return slices.Clone(l.languages) }
