package session

import (
	"slices"
	"strings"

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

// Hits are the flows in whose title or keywords each word of the search begins a word, in the visit's language or the town's.
func (s State) Hits() []*flows.Flow {
	wanted := words(s.Visit.Query.Text)
	if len(wanted) == 0 {
		return nil
	}
	var hits []*flows.Flow
	for _, f := range s.Catalog.Flows {
		known := s.known(f)
		missing := func(w string) bool {
			return !slices.ContainsFunc(known, func(k string) bool { return strings.HasPrefix(k, w) })
		}
		if !slices.ContainsFunc(wanted, missing) {
			hits = append(hits, f)
		}
	}
	return hits
}

// known are the words by which a flow is found.
func (s State) known(f *flows.Flow) []string {
	var known []string
	for _, lang := range []string{s.Visit.Lang, s.Place.Languages[0]} {
		title, _ := f.Text(lang, "title")
		known = append(known, words(title)...)
		for _, k := range f.Keywords[lang] {
			known = append(known, words(k)...)
		}
	}
	return known
}

// words folds case, umlauts and accents, so that "Strasse", "straße" and "STRASSE" meet.
func words(text string) []string {
	text = strings.ToLower(strings.ReplaceAll(text, "\u00ad", ""))
	text = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss").Replace(text)
	var b strings.Builder
	for _, r := range norm.NFD.String(text) {
		if r < 0x300 || r > 0x36f {
			b.WriteRune(r)
		}
	}
	return strings.FieldsFunc(b.String(), func(r rune) bool { return strings.ContainsRune(" -–,.;:/()„“\"", r) })
}
