package fim

import (
	"cmp"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// errSentence says that a sentence is none of the known forms. Which part is not known would not help anybody.
var errSentence = errors.New("the sentence is none of the known forms")

// vocabulary knows the names that may stand behind an id in a sentence.
type vocabulary struct {
	names map[string][]string // by id of an element, longest first
	codes map[string][]Code   // by id of a field
	known map[string]bool     // all codes
}

// scanner reads a sentence from left to right. Its methods take what they match, and nothing else.
type scanner struct {
	text  string // quotation marks made alike, blanks folded
	at    int
	words *vocabulary
	last  ref // the element that was compared last, for "… ODER = 002"
}

func newScanner(sentence string, words *vocabulary) *scanner {
	alike := strings.NewReplacer("„", `"`, "“", `"`, "”", `"`, "»", `"`, "«", `"`, "‚", "'", "‘", "'", "’", "'", "`", "'", "´", "'")
	return &scanner{text: strings.Join(strings.Fields(alike.Replace(sentence)), " "), words: words}
}

func (s *scanner) rest() string { return s.text[s.at:] }

func (s *scanner) done() bool { return strings.Trim(s.rest(), " .,;") == "" }

// blank takes blanks.
func (s *scanner) blank() { s.at += len(s.rest()) - len(strings.TrimLeft(s.rest(), " ")) }

// sign takes one of the signs.
func (s *scanner) sign(signs ...string) string {
	s.blank()
	for _, sign := range signs {
		if strings.HasPrefix(s.rest(), sign) {
			s.at += len(sign)
			return sign
		}
	}
	return ""
}

// phrase takes one of the phrases, whatever their capitals, if it ends with a word. Longer ones must come first.
func (s *scanner) phrase(phrases ...string) bool { return s.which(phrases...) != "" }

// which is phrase, and says which one.
func (s *scanner) which(phrases ...string) string {
	s.blank()
	for _, p := range phrases {
		if n := prefixFold(s.rest(), p); n > 0 && !letterAt(s.rest(), n) {
			s.at += n
			return p
		}
	}
	return ""
}

// try calls a part of the grammar, and goes back where it does not match.
func (s *scanner) try(part func() bool) bool {
	at, last := s.at, s.last
	if part() {
		return true
	}
	s.at, s.last = at, last
	return false
}

// prefixFold is the length of what matches the prefix at the head of a text, or 0.
func prefixFold(text, prefix string) int {
	n := 0
	for _, want := range prefix {
		got, size := utf8.DecodeRuneInString(text[n:])
		if size == 0 || unicode.ToLower(got) != unicode.ToLower(want) {
			return 0
		}
		n += size
	}
	return n
}

func letterAt(text string, at int) bool {
	c, size := utf8.DecodeRuneInString(text[at:])
	return size > 0 && (unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_')
}

// quoted takes a text in quotation marks.
func (s *scanner) quoted() (string, bool) {
	s.blank()
	if s.rest() == "" || s.rest()[0] != '"' && s.rest()[0] != '\'' {
		return "", false
	}
	mark := s.rest()[:1]
	text, _, closed := strings.Cut(s.rest()[1:], mark)
	if !closed {
		return "", false
	}
	s.at += len(text) + 2
	return strings.TrimSpace(text), true
}

// id takes one FIM id.
func (s *scanner) id() (string, bool) {
	text := s.rest()
	n := 1
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	if n != 12 && n != 9 || !strings.Contains("FG", text[:1]) || letterAt(text, n) && text[n] != 'G' && text[n] != 'F' {
		return "", false
	}
	s.at += n
	return text[:n], true
}

// element takes an element: "das Feld F… 'Name'", "Gruppe G….G…", with or without a name that is known.
func (s *scanner) element() (out ref, ok bool) {
	ok = s.try(func() bool {
		s.phrase("in", "im", "bei")
		s.phrase("das", "die", "der", "dem", "den")
		for s.phrase("datenfeldgruppe", "feldgruppe", "datengruppe", "gruppe", "datenfelder", "datenfeld", "felder", "feld") {
		}
		s.blank()
		s.try(func() bool {
			return s.sign(`"`) != "" && strings.HasPrefix(s.rest(), "G") && strings.Contains(s.rest()[:min(14, len(s.rest()))], `"`)
		})
		for {
			id, ok := s.id()
			if !ok {
				return false
			}
			out = append(out, id)
			if !strings.HasPrefix(s.rest(), ".F") && !strings.HasPrefix(s.rest(), ".G") {
				break
			}
			s.at++
		}
		s.name(out.id())
		return true
	})
	return out, ok
}

// name takes the name of an element after its id: in quotation marks any, without them only one of its own.
func (s *scanner) name(id string) {
	if _, ok := s.quoted(); ok {
		return
	}
	s.blank()
	for _, name := range s.words.names[id] {
		if n := prefixFold(s.rest(), name); n > 0 && !letterAt(s.rest(), n) {
			s.at += n
			return
		}
	}
}

// elements takes one element or more, between which anything of "," "und" "oder" or nothing stands.
func (s *scanner) elements() (out []ref, ok bool) {
	for {
		found := s.try(func() bool {
			if len(out) > 0 && s.sign(",") == "" {
				s.phrase("und", "oder")
			}
			s.phrase("und", "oder")
			r, ok := s.element()
			if ok {
				out = append(out, r)
			}
			return ok
		})
		if !found {
			return out, len(out) > 0
		}
	}
}

// value takes a code, a word of truth, a number or a date, with what the sentence writes beside it.
func (s *scanner) value(about ref) (value, name string, ok bool) {
	ok = s.try(func() bool {
		s.phrase("auswahl", "dem wert", "der wert", "wert")
		if text, quoted := s.quoted(); quoted {
			value, name = s.taken(text, about)
			return value != ""
		}
		if word := s.which("wahr", "falsch", "ja", "nein", "true", "false"); word != "" {
			value = truth(word)
			return true
		}
		if value = codeOf(s.words.codes[about.id()], s.bare()); value == "" {
			return false
		}
		name = s.nameOf(value, about)
		return true
	})
	return value, name, ok
}

// truth makes one word of those for yes and no; others stay.
func truth(word string) string {
	switch strings.ToLower(word) {
	case "wahr", "ja", "true":
		return "true"
	case "falsch", "nein", "false":
		return "false"
	}
	return word
}

// taken reads the text in quotation marks that stands for a value: a code, a code and its name, or a name.
func (s *scanner) taken(text string, about ref) (value, name string) {
	codes := s.words.codes[about.id()]
	for _, c := range codes {
		if c.Code == text {
			return c.Code, ""
		}
	}
	for _, c := range codes {
		written, rest, _ := strings.Cut(text, " ")
		if codeOf(codes, written) == c.Code && rest != "" {
			return c.Code, strings.TrimLeft(rest, " -=:")
		}
	}
	var named []string
	for _, c := range codes {
		if same(c.Name, text) {
			named = append(named, c.Code)
		}
	}
	if len(named) == 1 {
		return named[0], text
	}
	return truth(text), ""
}

// codeOf is the code that is meant by what is written. Zeros at the head do not count where all codes are numbers.
func codeOf(codes []Code, written string) string {
	found := ""
	for _, c := range codes {
		if c.Code == written {
			return written
		}
		if strings.Trim(c.Code, "0123456789") != "" {
			return written
		}
		if strings.TrimLeft(c.Code, "0") == strings.TrimLeft(written, "0") {
			if found != "" {
				return written // two codes differ by nothing else
			}
			found = c.Code
		}
	}
	return cmp.Or(found, written)
}

// bare takes a code or a number without quotation marks.
func (s *scanner) bare() string {
	s.blank()
	n := 0
	for n < len(s.rest()) {
		c, size := utf8.DecodeRuneInString(s.rest()[n:])
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' && (c != '.' && c != '-' || n == 0 || !letterAt(s.rest(), n+size)) {
			break
		}
		n += size
	}
	word := s.rest()[:n]
	rest := strings.TrimLeft(s.rest()[n:], " ")
	explained := rest != "" && (rest[0] == '"' || rest[0] == '\'')
	if word == "" || !strings.ContainsFunc(word, unicode.IsDigit) && strings.ToUpper(word) != word && !explained && !s.words.known[word] {
		return "" // a small word is none of the codes
	}
	if slices.Contains([]string{"UND", "ODER", "DANN", "WENN", "SONST"}, word) || isElement(word) {
		return ""
	}
	s.at += n
	return word
}

// isElement reports whether the word begins with the id of an element.
func isElement(word string) bool {
	return len(word) >= 9 && strings.Contains("FG", word[:1]) && strings.Trim(word[1:9], "0123456789") == ""
}

// nameOf takes what the sentence writes beside a code: any text in quotation marks, or the code's own name without.
func (s *scanner) nameOf(code string, about ref) string {
	name := ""
	s.try(func() bool {
		s.sign("=", "-", "–", ":")
		text, ok := s.quoted()
		name = text
		return ok
	})
	if name != "" {
		return name
	}
	for _, c := range s.words.codes[about.id()] {
		if c.Code != code || c.Name == "" {
			continue
		}
		s.try(func() bool {
			s.sign("=", "-", "–", ":")
			s.blank()
			n := prefixFold(s.rest(), c.Name)
			if n == 0 || letterAt(s.rest(), n) {
				return false
			}
			s.at += n
			name = c.Name
			return true
		})
	}
	return name
}

// same compares two texts by their letters and digits.
func same(a, b string) bool {
	return letters(a) == letters(b)
}

func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, s)
}
