package printer

import (
	"slices"
	"strings"
	"unicode"
)

// Where a word has no soft hyphen and is wider than a line, these rules break it, instead of the edge of the paper. They
// are those of German for simple words (the last consonant goes over, § 110 of the official rules), and know the joints of
// the compounds that offices use. They may miss a joint; they never change a letter.
const (
	leastHead = 3 // letters that stay
	leastTail = 3 // letters that go over
)

// joints are the endings behind which a compound goes on.
func joints() []string {
	return []string{"ungs", "heits", "keits", "schafts", "tions", "täts", "staats", "amts", "geburts"}
}

// hyphenate breaks a word that has no soft hyphen so that its head, with its hyphen, has room cells. The head is empty
// where no rule finds a place.
func hyphenate(word string, room int) (head, tail string) {
	letters := []rune(word)
	if i := behindMark(letters, room); i > 0 {
		return string(letters[:i]), string(letters[i:])
	}
	last := min(room-1, len(letters)-leastTail)
	best := 0
	for i := leastHead; i <= last; i++ {
		if isJoint(letters, i) && i >= room/2 {
			best = i
		}
	}
	for i := last; best == 0 && i >= leastHead; i-- {
		if isSyllable(letters, i) {
			best = i
		}
	}
	if best == 0 {
		return "", word
	}
	return string(letters[:best]) + "-", string(letters[best:])
}

// behindMark is the last place behind a mark that words are broken at anyhow, as in addresses and double names.
func behindMark(letters []rune, room int) int {
	for i := min(room, len(letters)-1); i > 1; i-- {
		if strings.ContainsRune("-/._@", letters[i-1]) {
			return i
		}
	}
	return 0
}

// isJoint reports whether the letters before i end a part of a compound, and another begins there.
func isJoint(letters []rune, i int) bool {
	head := strings.ToLower(string(letters[:i]))
	return unicode.IsLetter(letters[i]) && slices.ContainsFunc(joints(), func(j string) bool { return strings.HasSuffix(head, j) })
}

// isSyllable reports whether a syllable begins at i: one consonant, or letters that are spoken as one, and a vowel; with a
// vowel somewhere before it.
func isSyllable(letters []rune, i int) bool {
	n := onset(letters[i:])
	if n == 0 || i+n >= len(letters) || !isVowel(letters[i+n]) || !unicode.IsLetter(letters[i-1]) {
		return false
	}
	if before := onset(letters[i-1:]); before > n {
		return false // as in s|ch
	}
	return slices.ContainsFunc(letters[:i], isVowel) && !slices.ContainsFunc(letters[:i], unicode.IsDigit)
}

// onset is the number of letters of the consonant that a syllable may begin with. Those with r begin a part of a compound
// more often than they stand within one: Be|triebe, Ab|druck.
func onset(letters []rune) int {
	text := strings.ToLower(string(letters[:min(len("sch"), len(letters))]))
	for _, together := range []string{"sch", "ch", "ck", "ph", "th", "qu", "br", "dr", "fr", "gr", "kr", "pr", "tr"} {
		if strings.HasPrefix(text, together) {
			return len(together)
		}
	}
	if unicode.IsLetter(letters[0]) && !isVowel(letters[0]) {
		return 1
	}
	return 0
}

func isVowel(r rune) bool {
	return strings.ContainsRune("aeiouyäöüáàâéèêíìîóòôúùû", unicode.ToLower(r))
}
