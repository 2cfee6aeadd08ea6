package printer

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Replacement is a character that the printer lacks and what stands on the paper instead.
type Replacement struct {
	Char rune
	By   string
}

// missing is what stands for a character without any likeness: a black square, so that nobody overlooks it, or a question
// mark where no page has the square.
func missing(pages []Page) string {
	if inOnePage('■', pages) {
		return "■"
	}
	return "?"
}

// likeness returns what every page has for typographic characters that it lacks. These change the look of a text and not its
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

// fallback returns what is printed for a letter that all pages lack: the letter below its marks, or a near letter.
func fallback(r rune, pages []Page) string {
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
	if base != r && inOnePage(base, pages) {
		return string(base)
	}
	return missing(pages)
}

// has reports whether the page has r as a printed character. Control characters are never printed characters: a text
// cannot smuggle a command to the printer.
func (p Page) has(r rune) bool {
	if unicode.IsControl(r) {
		return false
	}
	_, ok := p.Charmap.EncodeRune(r)
	return ok
}

func inOnePage(r rune, pages []Page) bool {
	for _, p := range pages {
		if p.has(r) {
			return true
		}
	}
	return false
}

// plain composes the text and replaces what the pages lack, so that every rune of the result but the soft hyphen and the
// newline is one byte and one cell. Typographic marks that the first page lacks become plain ones: they are not worth a
// change of pages. It returns what was replaced by something that reads differently.
func plain(text string, pages []Page) (string, []Replacement) {
	asItIs := func(r rune) bool { return r == softHyphen || r == '\n' || pages[0].has(r) }
	text = norm.NFC.String(text)
	first := strings.IndexFunc(text, func(r rune) bool { return !asItIs(r) })
	if first < 0 {
		return text, nil
	}
	var lost []Replacement
	var out strings.Builder
	out.WriteString(text[:first])
	for _, r := range text[first:] {
		if asItIs(r) {
			out.WriteRune(r)
			continue
		}
		by, ok := likeness(r)
		if !ok && inOnePage(r, pages[1:]) {
			by, ok = string(r), true
		}
		if !ok {
			by = fallback(r, pages)
			lost = append(lost, Replacement{Char: r, By: by})
		}
		out.WriteString(by)
	}
	return out.String(), lost
}

// encodeRun turns plain text into bytes as far as the page has its letters, and returns the rest. A space that does not
// break is a common space by then: FF is not empty everywhere.
func encodeRun(text string, page Page) (bytes []byte, rest string) {
	bytes = make([]byte, 0, len(text))
	for i, r := range text {
		if r == '\u00a0' {
			r = ' '
		}
		b, ok := page.Charmap.EncodeRune(r)
		if !ok {
			return bytes, text[i:]
		}
		bytes = append(bytes, b)
	}
	return bytes, ""
}
