package flows

import (
	"strings"
	"unicode/utf8"
)

// tokenKind is what a token of a condition is.
type tokenKind uint8

const (
	tokenEnd tokenKind = iota
	tokenName
	tokenNumber // a whole one
	tokenText
	tokenSign
	tokenWrong
)

// token is the smallest part of a condition that means something.
type token struct {
	kind tokenKind
	at   int    // offset of its first byte
	text string // as it stands there; of a text what it means; of a tokenWrong what is wrong with it
}

// scanner parts a condition into tokens. The forms are those of CEL, without those that no condition needs: numbers are whole
// and decimal, texts stand in one pair of quotation marks.
type scanner struct {
	text string
	at   int
}

// signs are what is no name, number or text, the longer before those that they begin with.
func signs() []string {
	return []string{"==", "!=", "<=", ">=", "&&", "||", "<", ">", "!", "?", ":", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", "."}
}

func (s *scanner) next() token {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n\f", s.text[s.at]) >= 0 {
		s.at++
	}
	if s.at == len(s.text) {
		return token{kind: tokenEnd, at: s.at}
	}
	switch c := s.text[s.at]; {
	case c == '\'' || c == '"':
		return s.quoted(c)
	case isDigit(c):
		return s.number()
	case isNameByte(c):
		return s.taken(tokenName, s.nameEnd(s.at))
	}
	for _, sign := range signs() {
		if strings.HasPrefix(s.text[s.at:], sign) {
			return s.taken(tokenSign, s.at+len(sign))
		}
	}
	r, _ := utf8.DecodeRuneInString(s.text[s.at:])
	return s.wrong(s.at, string(r)+" has no place in conditions")
}

// taken is the token that ends there.
func (s *scanner) taken(kind tokenKind, end int) token {
	t := token{kind: kind, at: s.at, text: s.text[s.at:end]}
	s.at = end
	return t
}

// wrong is a mistake at an offset. Nothing is read behind it.
func (s *scanner) wrong(at int, message string) token {
	s.at = len(s.text)
	return token{kind: tokenWrong, at: at, text: message}
}

func (s *scanner) nameEnd(from int) int {
	for from < len(s.text) && isNameByte(s.text[from]) {
		from++
	}
	return from
}

func (s *scanner) number() token {
	end := s.at
	for end < len(s.text) && isDigit(s.text[end]) {
		end++
	}
	fraction := end+1 < len(s.text) && s.text[end] == '.' && isDigit(s.text[end+1])
	if fraction || s.nameEnd(end) > end {
		return s.wrong(s.at, "only whole numbers have a place in conditions")
	}
	return s.taken(tokenNumber, end)
}

// quoted reads a text up to the same quotation mark.
func (s *scanner) quoted(mark byte) token {
	first := s.at
	var b strings.Builder
	for i := first + 1; i < len(s.text); i++ {
		switch c := s.text[i]; c {
		case mark:
			s.at = i + 1
			return token{kind: tokenText, at: first, text: b.String()}
		case '\n', '\r':
			return s.wrong(first, "the text does not end in its line")
		case '\\':
			i++
			meant := escaped(s.text[min(i, len(s.text)-1)])
			if meant == 0 {
				return s.wrong(i-1, `behind a backslash stands one of \ ' " n r t`)
			}
			b.WriteByte(meant)
		default:
			b.WriteByte(c)
		}
	}
	return s.wrong(first, "the text does not end")
}

// escaped is what a letter behind a backslash means; 0 where it means nothing.
func escaped(c byte) byte {
	switch c {
	case '\\', '\'', '"':
		return c
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return 0
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
