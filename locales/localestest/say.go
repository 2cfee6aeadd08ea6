package localestest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// accents are letters of the same kind that other languages write.
var accents = strings.NewReplacer("a", "á", "e", "ě", "i", "ï", "o", "ô", "u", "ů", "c", "č", "n", "ń", "r", "ř", "s", "š", "z", "ž", "A", "Á", "E", "Ě", "O", "Ô", "S", "Š", "Z", "Ž")

var parts = regexp.MustCompile(`\{[a-z]+\}|[\pL\x{AD}]+|.|\n`)

// Say is a text in the language: placeholders, signs and lines stay, vowels are drawn out, and long words get places where they
// may be parted, as those of a real language have. most is how many letters it may have, 0 for any number. A text without
// letters stays as it is.
func Say(text string, most int) string {
	if !strings.ContainsFunc(regexp.MustCompile(`\{[a-z]+\}`).ReplaceAllString(text, ""), unicode.IsLetter) {
		return text
	}
	letters := utf8.RuneCountInString(strings.ReplaceAll(text, "\u00ad", ""))
	more := letters*4/10 - 2 // without the brackets
	if most > 0 {
		if letters > most-2 {
			text, letters = string([]rune(strings.ReplaceAll(text, "\u00ad", ""))[:most-2]), most-2
		}
		more = min(more, most-2-letters)
	}
	var said strings.Builder
	said.WriteByte('[')
	done, drawn := 0, 0
	for _, part := range parts.FindAllString(text, -1) {
		if !unicode.IsLetter([]rune(part)[0]) {
			said.WriteString(part)
			done += utf8.RuneCountInString(part)
			continue
		}
		said.WriteString(parted(word(part, letters, more, &done, &drawn)))
	}
	said.WriteByte(']')
	return said.String()
}

// word draws out the vowels of a word, so far as the text up to it is still too short. done are the letters of the text that
// have been said, drawn those that were added.
func word(w string, letters, more int, done, drawn *int) string {
	var out strings.Builder
	for _, r := range w {
		if r != '\u00ad' {
			*done++
		}
		said := accents.Replace(string(r))
		out.WriteString(said)
		if !strings.ContainsRune("aeiouäöü", r) {
			continue
		}
		for range 2 {
			if *drawn < more && *drawn*letters < more**done {
				out.WriteString(said)
				*drawn++
			}
		}
	}
	return out.String()
}

// run is after how many letters a word may be parted.
const run = 4

// parted puts soft hyphens into long words, and into the long parts of those that have some.
func parted(w string) string {
	var out strings.Builder
	for i, part := range strings.Split(w, "\u00ad") {
		if i > 0 {
			out.WriteRune('\u00ad')
		}
		all := []rune(part)
		for i, r := range all {
			if i > 0 && i%run == 0 && len(all)-i >= 3 && len(all) >= 2*run {
				out.WriteRune('\u00ad')
			}
			out.WriteRune(r)
		}
	}
	return out.String()
}
