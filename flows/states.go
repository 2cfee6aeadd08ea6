package flows

import (
	_ "embed"
	"sort"
	"strings"
)

// states has a line for each state: ISO 3166-1 alpha-3 code, tab, key of DESTATIS. Its head says where it is from.
//
//go:embed states.tsv
var states string

// Codes that are no state, as in machine readable travel documents (ICAO 9303-3, section 5).
const (
	Stateless      = "XXA"
	UnknownCountry = "XXX"
)

// Countries returns the codes that answer a field of type country, sorted: ISO 3166-1 alpha-3, XKK for Kosovo, which has
// no code there, Stateless and UnknownCountry. The caller owns the slice.
func Countries() []string {
	var out []string
	for line := range strings.Lines(states) {
		if code, _, ok := strings.Cut(line, "\t"); ok && !strings.HasPrefix(line, "#") {
			out = append(out, code)
		}
	}
	return out
}

// StateKey returns the three-digit key that German registers use for a state and its nationality ("DEU" → "000"), or ""
// for a code that is not among Countries.
func StateKey(alpha3 string) string {
	if !isUpper(alpha3) {
		return ""
	}
	const line = len("DEU\t000\n")
	table := states[len(states)-stateLines*line:]
	i, found := sort.Find(stateLines, func(i int) int { return strings.Compare(alpha3, table[i*line:i*line+keyLength]) })
	if !found {
		return ""
	}
	return table[i*line+keyLength+1 : (i+1)*line-1]
}

// stateLines is how many states there are: all lines behind the head, which are sorted and of one length.
const stateLines = 203

// CountryOf returns the code out of Countries that another code means: a key of StateKey, "D" and the Kosovo of machine
// readable documents, or one of Countries itself. It is "" where the code means none of them.
func CountryOf(code string) string {
	switch code {
	case "D":
		return "DEU"
	case "RKS", "XKX", "XXK":
		return "XKK"
	}
	if isCountry(code) {
		return code
	}
	if len(code) != keyLength || strings.Trim(code, "0123456789") != "" {
		return ""
	}
	end := strings.Index(states, "\t"+code+"\n")
	if end < keyLength {
		return ""
	}
	return states[end-keyLength : end]
}

// keyLength is how long codes and keys are.
const keyLength = 3

func isCountry(code string) bool { return StateKey(code) != "" }

// isUpper reports whether s has the form of a code: three letters A to Z.
func isUpper(s string) bool {
	if len(s) != keyLength {
		return false
	}
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}
