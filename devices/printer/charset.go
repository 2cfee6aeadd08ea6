package printer

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// Replacement is a character that the printer lacks and what stands on the paper instead.
type Replacement struct {
	Char rune
	By   string
}

// missing is what stands for a character without any likeness in PC858: a black square, so that nobody overlooks it.
const missing = "■"

// likeness returns what PC858 has for typographic characters that it lacks. These change the look of a text and not its
// meaning, and are not reported.
func likeness(r rune) (string, bool) {
	switch r {
	case '„', '“', '”', '‟':
		return `"`, true
	case '‚', '‘', '’', '‛', 'ʼ':
		return "'", true
	case '‐', '‑', '‒', '–', '—', '−':
		return "-", true
	case '…':
		return "...", true
	case '•', '‣':
		return "·", true
	case '\t', '\u2009':
		return " ", true
	case '\u2007', '\u202f':
		return "\u00a0", true
	case '\u200b', '\u2060', '\ufeff', '\u200e', '\u200f':
		return "", true
	}
	return "", false
}

// fallback returns what is printed for a letter that PC858 lacks: the letter below its marks, or a near letter.
func fallback(r rune) string {
	switch r {
	case 'ẞ':
		return "SS"
	case 'ł':
		return "l"
	case 'Ł':
		return "L"
	case 'đ':
		return "d"
	case 'Đ':
		return "D"
	case 'œ':
		return "oe"
	case 'Œ':
		return "OE"
	case 'ı':
		return "i"
	}
	base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
	if base != r && encodable(base) {
		return string(base)
	}
	return missing
}

// encodable reports whether PC858 has r as a printed character. Control characters are never printed characters: a
// text cannot smuggle a command to the printer.
func encodable(r rune) bool {
	if unicode.IsControl(r) {
		return false
	}
	_, ok := charmap.CodePage858.EncodeRune(r)
	return ok
}

// plain composes the text and replaces what PC858 lacks, so that every rune of the result but the soft hyphen and the
// newline is one byte and one cell. It returns what was replaced by something that reads differently.
func plain(text string) (string, []Replacement) {
	var lost []Replacement
	out := make([]rune, 0, len(text))
	for _, r := range norm.NFC.String(text) {
		if r == softHyphen || r == '\n' || encodable(r) {
			out = append(out, r)
			continue
		}
		by, ok := likeness(r)
		if !ok {
			by = fallback(r)
			lost = append(lost, Replacement{Char: r, By: by})
		}
		out = append(out, []rune(by)...)
	}
	return string(out), lost
}

// pc858 turns plain text into bytes. A space that does not break is a common space by then: FF is not empty everywhere.
func pc858(text string) []byte {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		b, _ := charmap.CodePage858.EncodeRune(r)
		if r == '\u00a0' {
			b = ' '
		}
		out = append(out, b)
	}
	return out
}
