package mrz

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Transliterate writes a name in the letters of the zone by the tables of Doc 9303-3, section 6, first variant each, components
// parted by a filler: "Müller-Lüdenscheidt" → "MUELLER<LUEDENSCHEIDT". False when a letter is in no table here.
func Transliterate(name string) (string, bool) {
	var written []string
	for _, c := range nameParts(name) {
		w, ok := expand(c, func(variants []string) []string { return variants[:1] })
		if !ok {
			return "", false
		}
		written = append(written, w[0])
	}
	return strings.Join(written, string(Filler)), true
}

// Likeness says how a name on a form stands to one in the zone.
type Likeness string

// The results of Compare.
const (
	Same      Likeness = "same"      // every component is one spelling of the other
	Shortened Likeness = "shortened" // the zone's components begin the form's, in order; some are cut or left out at the end
	Different Likeness = "different"
)

// Compare compares a name as a person writes it with a name as the zone has it ("CHAYAPA<DEJ<K", or with spaces), component by
// component, by every variant of the tables. The zone may abbreviate (Doc 9303-4, 4.2.3), the form may not.
func Compare(formName, mrzName string) Likeness {
	form, read := nameParts(formName), components(strings.ReplaceAll(mrzName, " ", string(Filler)))
	if len(read) == 0 || len(read) > len(form) {
		return Different
	}
	result := Same
	if len(read) < len(form) {
		result = Shortened
	}
	for i, r := range read {
		spellings, ok := expand(form[i], func(variants []string) []string { return variants })
		switch {
		case !ok || !slices.ContainsFunc(spellings, func(s string) bool { return strings.HasPrefix(s, r) }):
			return Different
		case !slices.Contains(spellings, r):
			result = Shortened
		}
	}
	return result
}

// Matches reports whether Compare finds no difference.
func Matches(formName, mrzName string) bool { return Compare(formName, mrzName) != Different }

// nameParts splits a name as Doc 9303-3, 4.6 does: hyphen and space part components, apostrophes and full stops vanish.
func nameParts(name string) []string {
	name = strings.Map(func(r rune) rune {
		switch r {
		case '\'', '’', 'ʼ', '`', '.', ',':
			return -1
		case '-', '‐', '‑', '–':
			return ' '
		}
		return r
	}, norm.NFC.String(name))
	return strings.Fields(name)
}

// maxVariants bounds the spellings of one component; beyond it further letters take their first variant only.
const maxVariants = 256

// expand lists the spellings of one component in the zone's letters; choose picks from the variants of a letter.
func expand(component string, choose func(variants []string) []string) ([]string, bool) {
	written, group := []string{""}, []string{""}
	letters := []rune(component)
	for i, r := range letters {
		if r == shadda { // doubles the group before it
			if i > 0 && len(group) == 1 {
				written = appendEach(written, group)
			}
			continue
		}
		variants, ok := variantsOf(r, i == len(letters)-1)
		if !ok {
			return nil, false
		}
		if variants[0] == "" {
			continue
		}
		group = choose(variants)
		if len(written)*len(group) > maxVariants {
			group = group[:1]
		}
		written = appendEach(written, group)
	}
	return written, true
}

func appendEach(heads, tails []string) []string {
	joined := make([]string, 0, len(heads)*len(tails))
	for _, h := range heads {
		for _, t := range tails {
			joined = append(joined, h+t)
		}
	}
	return joined
}

const (
	shadda     rune = 0x651
	tehMarbuta rune = 0x629
)

// variantsOf gives the zone's letters for one rune, the usual first. An empty string is a rune that is not encoded.
func variantsOf(r rune, last bool) ([]string, bool) {
	if r == tehMarbuta && last {
		return []string{"XAH"}, true
	}
	if unencoded(r) {
		return []string{""}, true
	}
	r = unicode.ToUpper(r)
	if r >= 'A' && r <= 'Z' {
		return []string{string(r)}, true
	}
	if s := special(r); s != "" {
		return strings.Split(s, "|"), true
	}
	base := []rune(norm.NFD.String(string(r)))
	if len(base) > 1 && base[0] >= 'A' && base[0] <= 'Z' { // a Latin letter with a mark loses the mark
		return []string{string(base[0])}, true
	}
	return nil, false
}
