package flows

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Lengths of written forms, in characters.
const (
	longestEmail     = 254 // RFC 5321 section 4.5.3.1.3, without the angle brackets
	longestLocal     = 64  // RFC 5321 section 4.5.3.1.1
	longestLabel     = 63  // RFC 1035 section 2.3.4
	longestTelephone = 30
	longestIBAN      = 42 // 34 letters and digits, and the blanks between groups of four
)

// Normal is the answer as it is kept and sent: an IBAN in capitals without blanks, an e-mail address and a telephone
// number without blanks around or doubled ones inside. Answers to other fields stay as they are.
func (f *Field) Normal(v Value) Value {
	if v.kind != KindText {
		return v
	}
	switch f.Type {
	case TypeIBAN:
		return Text(bareIBAN(v.text))
	case TypeEmail, TypeTelephone:
		return Text(strings.Join(strings.Fields(v.text), " "))
	}
	return v
}

// checkForm looks at a text whose type says how it is made. The length comes first, as for other texts.
func checkForm(q *Field, s string) []Code {
	s = strings.TrimSpace(s)
	if len(s) > q.MaxLength*maxBytesPerCharacter || utf8.RuneCountInString(s) > q.MaxLength {
		return []Code{CodeTooLong}
	}
	switch {
	case q.Type == TypeEmail && !isEmail(normal(s)):
		return []Code{CodeBadEmail}
	case q.Type == TypeTelephone && !isTelephone(s):
		return []Code{CodeBadTelephone}
	case q.Type == TypeIBAN && !IsIBAN(s):
		return []Code{CodeBadIBAN}
	}
	return nil
}

// isEmail accepts the addresses that mail servers of today deliver to: a dot-atom of RFC 5322 section 3.2.3, and a name
// of the domain system with a dot in it, whose labels may have letters beyond ASCII (RFC 5890).
func isEmail(s string) bool {
	local, domain, _ := strings.Cut(s, "@")
	if local == "" || len(local) > longestLocal || !allParts(local, isAtom) {
		return false
	}
	dot := strings.LastIndexByte(domain, '.')
	return dot > 0 && utf8.RuneCountInString(domain[dot+1:]) >= 2 && !hasDigit(domain[dot+1:]) && allParts(domain, isLabel)
}

// allParts reports whether each part between dots has the form.
func allParts(s string, form func(string) bool) bool {
	for part := range strings.SplitSeq(s, ".") {
		if !form(part) {
			return false
		}
	}
	return true
}

func isAtom(s string) bool {
	for _, r := range s {
		letter := r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r))
		if !letter && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r) {
			return false
		}
	}
	return s != ""
}

func isLabel(s string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !isMark(r) && r != '-' {
			return false
		}
	}
	return s != "" && len(s) <= longestLabel && s[0] != '-' && s[len(s)-1] != '-'
}

func hasDigit(s string) bool {
	return strings.ContainsFunc(s, unicode.IsDigit) && !strings.HasPrefix(s, "xn--")
}

// isTelephone accepts a number as people write it: 5 to 15 digits (ITU-T E.164 has no longer ones), a plus at the head
// where the code of the country follows, and blanks, slashes, dots, hyphens and brackets between.
func isTelephone(s string) bool {
	digits, open := 0, false
	rest, international := strings.CutPrefix(s, "+")
	if international && (rest == "" || rest[0] < '1' || rest[0] > '9') {
		return false
	}
	for i := range len(rest) {
		switch c := rest[i]; {
		case '0' <= c && c <= '9':
			digits++
		case c == '(' && !open, c == ')' && open:
			open = !open
		case c == ' ', c == '/', c == '-', c == '.':
		default:
			return false
		}
	}
	return !open && digits >= 5 && digits <= 15
}
