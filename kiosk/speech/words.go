package speech

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"buergerterminal/kiosk/screen"
	"buergerterminal/locales"
)

// words say texts of one language as they are spoken.
type words struct {
	l      *locales.Language
	tables *tables
}

// tables are the language's own: what short forms and signs are called, and its letters.
type tables struct {
	short   shortForms
	letters map[string]string
	dates   dates
}

func wordsOf(l *locales.Language) words {
	return words{l, &tables{
		short:   pairs(l.Text("speech.short")),
		letters: table(l.Text("speech.letters")),
		dates:   datesOf(l),
	}}
}

// shortForms are what stands in a text and how it is said, in turns. Where two begin at the same letter, the first is meant.
type shortForms []string

// Replace says short forms out where they stand alone: "č." is a number, and "pryč." the end of a sentence.
func (f shortForms) Replace(text string) string {
	var b strings.Builder
	before := ' '
	for i := 0; i < len(text); {
		if from, to, ok := f.at(text[i:], before); ok {
			b.WriteString(to)
			before, _ = utf8.DecodeLastRuneInString(from)
			i += len(from)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		b.WriteString(text[i : i+size])
		before = r
		i += size
	}
	return b.String()
}

// at is the short form that the text begins with, behind that letter or sign.
func (f shortForms) at(text string, before rune) (from, to string, ok bool) {
	for i := 0; i < len(f); i += 2 {
		rest, found := strings.CutPrefix(text, f[i])
		if !found {
			continue
		}
		first, _ := utf8.DecodeRuneInString(f[i])
		last, _ := utf8.DecodeLastRuneInString(f[i])
		next, _ := utf8.DecodeRuneInString(rest)
		if unicode.IsLetter(first) && unicode.IsLetter(before) || unicode.IsLetter(last) && unicode.IsLetter(next) {
			continue
		}
		return f[i], f[i+1], true
	}
	return "", "", false
}

// end reports whether a text ends with a short form and its point.
func (f shortForms) end(text string) bool {
	for i := 0; i < len(f); i += 2 {
		before, found := strings.CutSuffix(text, f[i])
		if last, _ := utf8.DecodeLastRuneInString(before); found && strings.HasSuffix(f[i], ".") && !unicode.IsLetter(last) {
			return true
		}
	}
	return false
}

// pairs are the lines "from=to" of a table, the longest from first, so that "z. B." comes before "B".
func pairs(text string) []string {
	var all []string
	for line := range strings.Lines(text) {
		if from, to, ok := strings.Cut(strings.TrimRight(line, "\n"), "="); ok && from != "" {
			all = append(all, from, to)
		}
	}
	return all
}

func table(text string) map[string]string {
	all, lines := map[string]string{}, pairs(text)
	for i := 0; i < len(lines); i += 2 {
		all[lines[i]] = lines[i+1]
	}
	return all
}

func (w words) t(key string, args ...any) string { return clean(w.l.Text(key, args...)) }

func (w words) either(is bool, yes, no string) string {
	if is {
		return w.t(yes)
	}
	return w.t(no)
}

// tone is what a state's sign says to who sees it.
func (w words) tone(n *screen.Node) string {
	switch n.Tone {
	case screen.ToneOK:
		return w.t("speech.tone.ok")
	case screen.ToneNow:
		return w.t("speech.tone.now")
	case screen.ToneWarn, screen.ToneDanger:
		return w.t("speech.tone.look")
	}
	return ""
}

// number is the value of a contact: a short number is dialled, so it is said figure by figure.
func (w words) number(n *screen.Node) string {
	if strings.Trim(n.Value, "0123456789") == "" {
		return figures(n.Value)
	}
	return n.Value
}

// letter is what a letter or sign is called.
func (w words) letter(sign string) string {
	if name, ok := w.tables.letters[sign]; ok {
		return name
	}
	if name, ok := w.tables.letters[strings.ToUpper(sign)]; ok {
		return name
	}
	return sign
}

// letters are the names of the letters of a key that stands for several ("é ł ç"); words stay as they are.
func (w words) letters(name string) string {
	parts := strings.Fields(name)
	for _, p := range parts {
		if len([]rune(p)) > 1 {
			return name
		}
	}
	for i, p := range parts {
		parts[i] = w.letter(p)
	}
	return strings.Join(parts, ", ")
}

// spelled is a text letter by letter, by the names that the language's own alphabet gives them.
func (w words) spelled(text string) string {
	var names []string
	for _, r := range clean(text) {
		names = append(names, w.letter(string(r)))
	}
	return strings.Join(names, ", ")
}

// run is a text in a language.
type run struct{ text, lang string }

// utterances are texts as they are spoken. In a language that is not written in Latin letters, what is written so is a name
// or a German word, and is said as one.
func (w words) utterances(node string, runs []run) []Utterance {
	var all []Utterance
	for _, r := range runs {
		for _, part := range w.parted(r) {
			if text := strings.Trim(w.spoken(part.text), " ,،"); strings.Trim(text, ".:!?–-") != "" {
				all = append(all, Utterance{node, text, part.lang})
			}
		}
	}
	return all
}

// foreign is the language of what is not written in the page's own letters: names of people, streets and offices here.
const foreign = "de"

// latin finds words of Latin letters with the figures and signs between them.
var latin = regexp.MustCompile(`\p{Latin}[\p{Latin}\p{M}\x{2010}\x{2011}'’.@_/&-]*(?:[ \d,-]*\p{Latin}[\p{Latin}\p{M}\x{2010}\x{2011}'’.@_/&-]*)*`)

func (w words) parted(r run) []run {
	if w.l.Latin() || r.lang != w.l.Tag {
		return []run{r}
	}
	var all []run
	text, from := clean(r.text), 0
	for _, at := range latin.FindAllStringIndex(text, -1) {
		if at[1]-at[0] < 3 {
			continue // a letter or two are spelled by any voice
		}
		all = append(all, run{text[from:at[0]], r.lang}, run{text[at[0]:at[1]], foreign})
		from = at[1]
	}
	return append(all, run{text[from:], r.lang})
}

// invisible are signs that say how a text is broken, directed and weighted; "·" parts long words in Leichte Sprache.
var invisible = strings.NewReplacer("\u00ad", "", "\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u200e", "", "\u200f", "", "\u061c", "",
	"**", "", "\n", " ", "\u00a0", " ", "\u202f", " ", "\u2028", " ", " · ", ", ", "·", "", "[[", "", "]]", "")

// clean is a text without what is not spoken. Bytes that are no sign go first: two of them must not become one when what stood
// between them goes.
func clean(text string) string { return invisible.Replace(strings.ToValidUTF8(text, "")) }

// told finds what is not said as it is written: amounts, times, and what is said figure by figure or letter by letter:
// account numbers, telephone numbers, postcodes, numbers of documents and applications.
var told = regexp.MustCompile(`(?P<amount>\b\d+[,.]\d\d ?€)` +
	`|(?P<measure>\b(?:\d{1,3}(?:[ .]\d{3})+|\d+(?:[.,]\d+)?) ?(?:€|%|m²|м²|م²))` +
	`|(?P<account>\b[A-Z]{2}\d{2}(?: [0-9A-Z]{1,4})+\b|\b[A-Z]{2}\d{2}[0-9A-Z]{11,30}\b)` +
	`|(?P<clock>\b(?:[01]\d|2[0-3]):[0-5]\d\b(?::[0-5]\d\b)?)` +
	`|(?P<dialled>\+\d+(?:[ /-]\d+)*|\b0\d+(?:[ /-]\d+)*\b)` +
	`|(?P<code>\b(?:\d+[A-Z]|[A-Z]+\d|[A-Z]+-\d)[A-Z0-9]*(?:-[A-Z0-9]+)*\b)` +
	`|(?P<figures>\b\d{5,}\b)`)

// shortestCode is how many signs a number of a document or an application has at least: "F10" and "A4" are said as they are.
const shortestCode = 4

// spoken is a text as it is said.
func (w words) spoken(text string) string {
	text = w.tables.dates.said(clean(text))
	var b strings.Builder
	from := 0
	var found [][]int
	if strings.ContainsAny(text, "0123456789") { // without a figure there is nothing of it
		found = told.FindAllStringSubmatchIndex(text, -1)
	}
	for _, at := range found {
		b.WriteString(w.tables.short.Replace(text[from:at[0]]))
		from = at[1]
		match := text[at[0]:at[1]]
		switch {
		case at[2] >= 0:
			b.WriteString(w.amount(match))
		case at[4] >= 0:
			b.WriteString(w.measure(match))
		case at[8] >= 0:
			clock, rest := w.clock(match, text[from:])
			b.WriteString(clock)
			from += len(text[from:]) - len(rest)
		case at[10] >= 0:
			b.WriteString(figures(strings.Replace(match, "+", "00", 1)))
		case at[12] >= 0 && len(match) < shortestCode:
			b.WriteString(match)
		default:
			b.WriteString(figures(match))
		}
	}
	b.WriteString(w.tables.short.Replace(text[from:]))
	return strings.ReplaceAll(strings.Join(strings.FieldsFunc(b.String(), unicode.IsSpace), " "), "..", ".") // "2026 г." at the end of a sentence
}

// figures are said one by one; a blank, hyphen or stroke is a short rest.
func figures(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == ' ' || r == '-' || r == '/':
			b.WriteByte(',')
		case b.Len() > 0:
			b.WriteByte(' ')
			fallthrough
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// amount is a sum of money: cents are said only where there are some.
func (w words) amount(text string) string {
	whole, part, _ := strings.Cut(strings.NewReplacer(".", ",", " ", "", "€", "").Replace(text), ",")
	euro := w.counted("speech.euro", whole)
	if part == "00" {
		return euro
	}
	return euro + " " + strconv.Itoa(atoi(part))
}

// counted is a number and what it counts, in the form that the number asks for.
func (w words) counted(key, number string, args ...any) string {
	return clean(w.l.PluralOf(key, number, args...))
}

// measure is a number with the sign of its unit behind it.
func (w words) measure(text string) string {
	number := strings.TrimRight(text, " €%m²мم")
	switch {
	case strings.HasSuffix(text, "€"):
		return w.counted("speech.euro", number)
	case strings.HasSuffix(text, "%"):
		return w.counted("speech.percent", number)
	}
	return w.counted("speech.square-metres", number)
}

// clock is a time of day. The word that the language puts behind it is not said twice.
func (w words) clock(text, behind string) (clock, rest string) {
	hour, minute, _ := strings.Cut(text, ":")
	if strings.Contains(minute, ":") { // with seconds, for the technician
		return strings.ReplaceAll(text, ":", " "), behind
	}
	key := "speech.clock"
	if minute == "00" {
		key = "speech.clock.full"
	}
	clock = w.counted(key, strconv.Itoa(atoi(hour)), "m", atoi(minute))
	unit := " " + w.t("speech.clock.unit")
	return clock, strings.TrimPrefix(behind, unit)
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text)
	return n
}

// typed is what was typed: letters as they are said alone, or by their names where the citizen wants it; signs always by
// their names.
func (w words) typed(text string, spells bool) string {
	r := []rune(text)
	if spells || len(r) == 1 && !unicode.IsLetter(r[0]) && !unicode.IsDigit(r[0]) {
		return w.spelled(text)
	}
	return text
}
