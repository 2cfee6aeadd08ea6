package flows

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// How well an entry fits to what was written, best first.
const (
	fitsWhole  = iota // its text or code begins with all that was written
	fitsBegins        // each written word begins a word of it
	fitsInside        // each written word is inside a word of it
	fitsNearly        // with a letter or two that are wrong, missing, too many or turned
	fitsNot
)

// shortest is how many letters a word needs to be looked for inside others, and to be allowed a mistake.
const shortest = 4

// Find returns the codes of at most max entries that fit to what was written in a language, the best first, then in the
// order of the list. Case, accents and umlauts do not matter, and a mistyped letter or two are forgiven where nothing
// fits better. Nothing written finds the first entries; max below 1 means all.
func (l *List) Find(lang, written string, max int) []string {
	n := slices.Index(l.languages, lang)
	if n < 0 {
		return nil
	}
	if max < 1 {
		max = len(l.Entries)
	}
	wanted := foldedWords(written)
	if len(wanted) == 0 {
		return l.codes(min(max, len(l.Entries)), func(i int) int { return i })
	}
	index := &l.indexes[n]
	index.once.Do(func() { l.fill(index, n) })
	hits := index.search(wanted, fitsInside)
	if len(hits) == 0 {
		hits = index.search(wanted, fitsNearly)
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(a.fit, b.fit) })
	return l.codes(min(max, len(hits)), func(i int) int { return hits[i].entry })
}

func (l *List) codes(n int, entry func(int) int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = l.Entries[entry(i)].Code
	}
	return out
}

// fill makes the index of a language.
func (l *List) fill(index *listIndex, lang int) {
	index.labels, index.ends = make([]string, len(l.Entries)), make([]int, len(l.Entries))
	for i, e := range l.Entries {
		label := foldedWords(e.texts[lang])
		index.labels[i] = strings.Join(label, " ")
		for _, words := range [][]string{label, foldedWords(e.Code), foldedWords(e.words)} {
			for _, w := range words {
				index.words = append(index.words, word{w, lettersOf(w)})
			}
		}
		index.ends[i] = len(index.words)
	}
}

// lettersOf has a bit for each letter of a word. Some letters share one: what it tells is only which words cannot be near.
func lettersOf(s string) uint64 {
	var letters uint64
	for _, r := range s {
		letters |= 1 << (uint(r) % 64)
	}
	return letters
}

type hit struct{ entry, fit int }

// search lists the entries that fit no worse than that.
func (x *listIndex) search(wanted []string, worst int) []hit {
	whole := strings.Join(wanted, " ")
	written := make([]word, len(wanted))
	for i, w := range wanted {
		written[i] = word{w, lettersOf(w)}
	}
	var hits []hit
	begin := 0
	for i, end := range x.ends {
		words := x.words[begin:end]
		begin = end
		fit := fitsWhole
		if !strings.HasPrefix(x.labels[i], whole) {
			fit = fitsBegins
			for _, w := range written {
				if fit = max(fit, fits(words, w, worst)); fit > worst {
					break
				}
			}
		}
		if fit <= worst {
			hits = append(hits, hit{i, fit})
		}
	}
	return hits
}

// fits says how well the best of the words fits to a written one, no further than worst.
func fits(words []word, written word, worst int) int {
	best := fitsNot
	mistakes := 0
	if worst == fitsNearly {
		mistakes = allowedMistakes(written.text)
	}
	for _, w := range words {
		missing := bits.OnesCount64(written.letters &^ w.letters)
		switch {
		case missing > mistakes:
		case missing == 0 && strings.HasPrefix(w.text, written.text):
			return fitsBegins
		case missing == 0 && len(written.text) >= shortest && strings.Contains(w.text, written.text):
			best = fitsInside
		case best > fitsNearly && mistakes > 0 && nearly(w.text, written.text, mistakes):
			best = fitsNearly
		}
	}
	return best
}

// allowedMistakes is how many letters may be wrong.
func allowedMistakes(written string) int {
	switch n := utf8.RuneCountInString(written); {
	case n < shortest:
		return 0
	case n < 2*shortest:
		return 1
	}
	return 2
}

// nearly reports whether the written word is the beginning of a word, but for so many letters that are wrong, missing, too
// many or turned with their neighbour.
func nearly(word, written string, mistakes int) bool {
	var letters [2][longest]rune
	a := runesOf(letters[0][:], written)
	b := runesOf(letters[1][:], word)
	if len(b) > len(a)+mistakes {
		b = b[:len(a)+mistakes]
	}
	if len(a) > len(b)+mistakes {
		return false
	}
	var rows [3][longest + 1]int
	before, row, next := rows[0][:len(b)+1], rows[1][:len(b)+1], rows[2][:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i := range a {
		next[0] = i + 1
		least := next[0]
		for j := range b {
			wrong := 1
			if a[i] == b[j] {
				wrong = 0
			}
			next[j+1] = min(row[j]+wrong, row[j+1]+1, next[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
			least = min(least, next[j+1])
		}
		if least > mistakes {
			return false
		}
		before, row, next = row, next, before
	}
	return slices.Min(row) <= mistakes
}

// longest is how many letters of a word are compared.
const longest = 48

// runesOf are the first letters of a word, in a place that is there already: all words of a list are compared at each key.
func runesOf(into []rune, word string) []rune {
	n := 0
	for _, r := range word {
		if n == len(into) {
			break
		}
		into[n] = r
		n++
	}
	return into[:n]
}

// foldedWords are the words of a text without case, accents and umlauts, so that "Österreich", "Oesterreich" and
// "OSTERREICH" meet; in Arabic without vowel signs, hamza and the article, which many leave out.
func foldedWords(text string) []string {
	words := strings.FieldsFunc(fold(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if rest, ok := strings.CutPrefix(w, "ال"); ok && utf8.RuneCountInString(rest) >= shortest-1 {
			words[i] = rest
		}
	}
	return words
}

func fold(text string) string {
	text = strings.ToLower(text)
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		var b strings.Builder
		for _, r := range norm.NFD.String(text) {
			switch {
			case unicode.Is(unicode.Mn, r), r == '\u00ad', r == '·': // the last parts long words in Leichte Sprache
			case r == 'ß':
				b.WriteString("ss")
			case r == 'ı': // Turkish: "i" without its dot, whose capital is that of "i" everywhere else
				b.WriteByte('i')
			case r == 'ى':
				b.WriteRune('ي')
			case r == 'ة':
				b.WriteRune('ه')
			default:
				b.WriteRune(r)
			}
		}
		text = b.String()
	}
	return umlauts(text)
}

// umlauts writes ae, oe and ue as a, o and u, as the letters are that have lost their dots.
func umlauts(s string) string {
	if !strings.Contains(s, "ae") && !strings.Contains(s, "oe") && !strings.Contains(s, "ue") {
		return s
	}
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if s[i] == 'e' && i > 0 && (s[i-1] == 'a' || s[i-1] == 'o' || s[i-1] == 'u') && (i < 2 || s[i-1] != 'u' || s[i-2] != 'q') {
			continue
		}
		b = append(b, s[i])
	}
	return string(b)
}
