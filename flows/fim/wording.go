package fim

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTitle is how many letters a title of a flow may have.
const maxTitle = 60

// title is the first of the wordings that is short enough, or else the head of the first; the first is what the citizen is
// meant to read. more is what the citizen has to read besides, so that nothing of the wording is lost.
func title(wordings ...string) (short, more string) {
	wordings = slices.DeleteFunc(slices.Clone(wordings), func(s string) bool { return bare(s) == "" })
	if len(wordings) == 0 {
		return "", ""
	}
	for i, w := range wordings {
		s := bare(w)
		if i > 0 {
			s, more = plain(s), wordings[0]
		}
		if utf8.RuneCountInString(s) <= maxTitle {
			return s, more
		}
	}
	return head(bare(wordings[0]), maxTitle), wordings[0]
}

// plain takes the words off with which editors mark what kind of field they have made.
func plain(s string) string {
	for _, mark := range []string{"Abfrage ", "Frage ", "Auswahlfeld: ", "Auswahl: "} {
		if rest, found := strings.CutPrefix(s, mark); found && rest != "" {
			first, size := utf8.DecodeRuneInString(rest)
			return string(unicode.ToUpper(first)) + rest[size:]
		}
	}
	return s
}

// bare is a wording in one line, without a colon at its end.
func bare(s string) string {
	return strings.TrimSpace(strings.TrimRight(strings.Join(strings.Fields(s), " "), ":;, "))
}

// head is the first sentence of a text, or as many of its words as fit and can stand at the end.
func head(s string, most int) string {
	for i, c := range s {
		if (c == '.' || c == '?' || c == '!') && i >= 12 && i < most && strings.HasPrefix(s[i+1:], " ") {
			first := strings.TrimSuffix(s[:i+1], ".")
			if last := first[strings.LastIndexByte(first, ' ')+1:]; c != '.' || !dangles(last) {
				return first
			}
		}
	}
	var words []string
	length := -1
	for _, w := range strings.Fields(s) {
		if length += 1 + utf8.RuneCountInString(w); length > most {
			break
		}
		words = append(words, w)
	}
	for len(words) > 1 && dangles(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return string([]rune(s)[:most])
	}
	out := strings.TrimRight(strings.Join(words, " "), " ,;:-–/(")
	if open := strings.LastIndexByte(out, '('); open > 10 && !strings.Contains(out[open:], ")") {
		out = strings.TrimSpace(out[:open])
	}
	return out
}

// dangles reports whether a word cannot stand at the end of a title.
func dangles(word string) bool {
	small := strings.ToLower(strings.Trim(word, `,;:()"„“–-/.`))
	return utf8.RuneCountInString(small) < 2 || strings.HasSuffix(word, "-") || strings.Trim(small, "0123456789") == "" || slices.Contains(strings.Fields(`der die das dem den des ein eine einer eines einem einen und oder bzw von vom
		zu zur zum im in ins mit für auf nach bei beim an am als ob sie ihr ihre ihren ihrer ihres über unter aus durch bis um gemäß gem nr abs art
		ist sind wird werden wurde dass wenn sowie ohne gegen vor seit je pro z.b haben hat werden kann sein ca vgl inkl ggf`), small)
}

// slug makes an id of a name: small letters, digits and "_", at most so many, a letter first.
func slug(name string, most int) string {
	replaced := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "é", "e", "è", "e", "á", "a", "à", "a", "ç", "c").Replace(strings.ToLower(name))
	words := strings.FieldsFunc(replaced, func(c rune) bool { return c > unicode.MaxASCII || !unicode.IsLetter(c) && !unicode.IsDigit(c) })
	out := ""
	for _, w := range words {
		if out == "" && w[0] >= '0' && w[0] <= '9' {
			w = "n" + w
		}
		if out != "" {
			w = "_" + w
		}
		if len(out)+len(w) > most {
			if out == "" {
				out = w[:most]
			}
			break
		}
		out += w
	}
	if out == "" {
		return "angabe"
	}
	return out
}

// sentences joins texts that the citizen reads one after the other, leaving out what is empty or has been said.
func sentences(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, "\n")
}

// scanned makes of what is said about an upload what is true of a scan: the terminal sees to sizes and formats of files.
func scanned(help string) string {
	var out []string
	for line := range strings.Lines(help) {
		var kept []string
		for _, s := range strings.SplitAfter(strings.TrimSpace(line), ". ") {
			if strings.Contains(s, "Datenvolumen") || strings.Contains(s, "Dateiformat") || strings.Contains(s, "Dateigröße") || strings.Contains(s, "Upload") {
				continue
			}
			if m := uploadForm.FindStringSubmatch(strings.TrimSpace(s)); m != nil {
				s = "Scannen Sie hier " + cmp.Or(m[1], m[2]) + ". "
			}
			kept = append(kept, s)
		}
		out = append(out, strings.TrimSpace(strings.Join(kept, "")))
	}
	return sentences(out...)
}

// named leaves out of the wordings of a paper those that only ask to upload it.
func named(wordings ...string) (out []string) {
	for _, w := range wordings {
		if !uploadForm.MatchString(strings.TrimRight(bare(w), ".") + ".") {
			out = append(out, w)
		}
	}
	return out
}

// uploadForm is a sentence that asks to upload something.
var uploadForm = regexp.MustCompile(`^(?:Laden Sie (?:(?:hier|bitte|an dieser Stelle) )*(.+) hoch|Fügen Sie (?:(?:hier|bitte) )*(?:noch )?(.+) hinzu)\.$`)

// laws are the references that are laws, once each, and others are the rest: standards and notes of editors.
func laws(references ...[]Reference) (law, others []string) {
	for _, some := range references {
		for _, r := range some {
			text := strings.Join(strings.Fields(r.Text), " ")
			into := &others
			if isLaw(text) {
				into = &law
			}
			if !slices.Contains(*into, text) {
				*into = append(*into, text)
			}
		}
	}
	return law, others
}

func isLaw(text string) bool {
	return slices.ContainsFunc([]string{"§", "Art.", "Artikel", "Abs.", "Anlage", "Verordnung", "Gesetz", "Richtlinie", "(EU)", "(EG)"}, func(mark string) bool {
		return strings.Contains(text, mark)
	})
}
