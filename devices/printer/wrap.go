package printer

import "strings"

// softHyphen marks a place where a word may be broken; it is printed as a hyphen there and is nothing elsewhere.
const softHyphen = '\u00ad'

// Wrap breaks a text into lines of at most columns cells: at spaces, at newlines and at soft hyphens. A piece that is
// wider than a whole line is broken by the rules of hyphenate, or cut at the edge, as the printer itself would do. A text without a word is one empty line.
func Wrap(text string, columns int) []string {
	if width(text) <= columns && isOneLine(text) {
		return []string{text}
	}
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		lines = append(lines, wrapParagraph(paragraph, max(columns, 1))...)
	}
	return lines
}

// isOneLine reports whether a text that is not too wide stays as it is: single spaces between its words, nothing to break at.
func isOneLine(text string) bool {
	return !strings.HasPrefix(text, " ") && !strings.HasSuffix(text, " ") && !strings.Contains(text, "  ") &&
		!strings.ContainsRune(text, '\n') && !strings.ContainsRune(text, softHyphen)
}

func wrapParagraph(text string, columns int) []string {
	var lines []string
	line, used := "", 0 // used is the line's width
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ' ' }) {
		gap := ""
		if line != "" {
			gap = " "
		}
		if bare := withoutHyphens(word); used+len(gap)+width(bare) <= columns {
			line, used = line+gap+bare, used+len(gap)+width(bare)
			continue
		}
		head, tail := breakWord(word, columns-used-len(gap))
		if head != "" {
			line += gap + head
		}
		if line != "" {
			lines = append(lines, line)
		}
		var full []string
		full, line = fillLines(tail, columns)
		lines, used = append(lines, full...), width(line)
	}
	return append(lines, line)
}

// fillLines sets a word that begins a line; it returns the full lines and the rest.
func fillLines(word string, columns int) (full []string, rest string) {
	for width(withoutHyphens(word)) > columns {
		head, tail := breakWord(word, columns)
		if head == "" {
			head, tail = hyphenate(withoutHyphens(word), columns)
		}
		if head == "" {
			runes := []rune(withoutHyphens(word))
			head, tail = string(runes[:columns]), string(runes[columns:])
		}
		full, word = append(full, head), tail
	}
	return full, withoutHyphens(word)
}

// breakWord breaks a word at its last soft hyphen that leaves room for the hyphen in room cells; the head is empty when
// there is none.
func breakWord(word string, room int) (head, tail string) {
	pieces := strings.Split(word, string(softHyphen))
	for n := len(pieces) - 1; n > 0; n-- {
		head = strings.Join(pieces[:n], "") + "-"
		if len(head) > 1 && width(head) <= room {
			return head, strings.Join(pieces[n:], string(softHyphen))
		}
	}
	return "", word
}

func withoutHyphens(s string) string { return strings.ReplaceAll(s, string(softHyphen), "") }

// width counts cells: one for each rune of a plain text.
func width(s string) int { return len([]rune(s)) }
