package mrz

import (
	"strings"
	"unicode"
)

// splitNames reads a name field: "<<" parts primary from secondary, "<" the components.
func splitNames(field string) Names {
	last := field[len(field)-1]
	names := Names{MayBeTruncated: last != Filler}
	primary, secondary, _ := strings.Cut(field, "<<")
	names.Primary = components(primary)
	names.Secondary = components(secondary)
	return names
}

func components(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == Filler })
}

// Display writes components as people do: "DE", "BRUIJN" → "De Bruijn". It adds no umlaut and no hyphen, for the zone does not
// say where they were; the person corrects it, see Spellings.
func Display(components []string) string {
	shown := make([]string, len(components))
	for i, c := range components {
		shown[i] = titleCase(c)
	}
	return strings.Join(shown, " ")
}

func titleCase(s string) string {
	runes := []rune(strings.ToLower(s))
	if len(runes) > 0 {
		runes[0] = unicode.ToUpper(runes[0])
	}
	return string(runes)
}

// maxSpellings bounds what a page can offer.
const maxSpellings = 8

// Spellings lists how a component may be spelt in German, the letters as read first: "MUELLER" → "Mueller", "Müller". It is an
// offer to the person, never a correction: "MICHAEL" gives "Michäl" too.
func Spellings(component string) []string {
	written := []string{""}
	for rest := strings.ToLower(component); rest != ""; {
		pair, letter := germanPair(rest)
		if letter == "" || len(written)*2 > maxSpellings {
			pair, letter = rest[:1], ""
		}
		rest = rest[len(pair):]
		next := make([]string, 0, 2*len(written))
		for _, w := range written {
			next = append(next, w+pair)
		}
		if letter != "" {
			for _, w := range written {
				next = append(next, w+letter)
			}
		}
		written = next
	}
	for i, w := range written {
		written[i] = titleCase(w)
	}
	return written
}

func germanPair(s string) (pair, letter string) {
	for _, p := range [][2]string{{"ae", "ä"}, {"oe", "ö"}, {"ue", "ü"}, {"ss", "ß"}} {
		if strings.HasPrefix(s, p[0]) {
			return p[0], p[1]
		}
	}
	return "", ""
}
