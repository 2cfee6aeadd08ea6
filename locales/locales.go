// Package locales holds the terminal's own words: texts, plurals, dates, amounts, names of countries and languages.
// It never holds a service's words (they stand beside the service in flows) and never falls back to another language.
package locales

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

//go:embed */*.toml
var embedded embed.FS

// Embedded are the shipped texts: one folder for a language, in it files of "key" = "text".
func Embedded() fs.FS { return embedded }

// Texts are the words of all languages.
type Texts struct {
	byLanguage map[string]*Language
}

// Language are the words of one language. It is safe for concurrent use.
type Language struct {
	Tag      string // of its folder
	standard language.Tag
	rtl      bool
	texts    map[string]string // that have one form
	plurals  *i18n.Localizer   // those that count
	regions  display.Namer
}

// Load reads the texts and proves that every language has every key. The error names all that are missing.
func Load(fsys fs.FS) (*Texts, error) {
	folders, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, fmt.Errorf("locales: %w", err)
	}
	keys := map[string]map[string]bool{}
	t := &Texts{byLanguage: map[string]*Language{}}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		tag, err := language.Parse(Standard(folder.Name()))
		if err != nil {
			return nil, fmt.Errorf("locales: folder %s is no language: %w", folder.Name(), err)
		}
		l := &Language{Tag: folder.Name(), standard: tag, rtl: rightToLeft(tag), texts: map[string]string{}, regions: display.Regions(tag)}
		if keys[folder.Name()], err = l.read(fsys); err != nil {
			return nil, err
		}
		t.byLanguage[folder.Name()] = l
	}
	return t, missing(keys)
}

// read takes the texts of the language's files and returns their keys.
func (l *Language) read(fsys fs.FS) (map[string]bool, error) {
	files, err := fs.Glob(fsys, path.Join(l.Tag, "*.toml"))
	if err != nil {
		return nil, fmt.Errorf("locales: %w", err)
	}
	bundle, keys := i18n.NewBundle(l.standard), map[string]bool{}
	var plurals []*i18n.Message
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, fmt.Errorf("locales: %w", err)
		}
		var entries map[string]any
		if err := toml.Unmarshal(data, &entries); err != nil {
			return nil, fmt.Errorf("locales: %s: %w", name, place(err))
		}
		for key, entry := range entries {
			if keys[key] {
				return nil, fmt.Errorf("locales: %s: %q stands in two files", name, key)
			}
			keys[key] = true
			if text, ok := entry.(string); ok && text != "" {
				l.texts[key] = text
				continue
			}
			message, err := i18n.NewMessage(entry)
			if err != nil {
				return nil, fmt.Errorf("locales: %s: %q: %w", name, key, err)
			}
			if message.Other == "" {
				return nil, fmt.Errorf("locales: %s: %q has no text; a key stands in quotes, a plural has the form \"other\"", name, key)
			}
			message.ID = key
			plurals = append(plurals, message)
		}
	}
	if err := bundle.AddMessages(l.standard, plurals...); err != nil {
		return nil, fmt.Errorf("locales: %s: %w", l.Tag, err)
	}
	l.plurals = i18n.NewLocalizer(bundle, l.standard.String())
	return keys, nil
}

// place puts row and column before a TOML error.
func place(err error) error {
	var at *toml.DecodeError
	if errors.As(err, &at) {
		row, column := at.Position()
		return fmt.Errorf("%d:%d: %w", row, column, err)
	}
	return err
}

// missing names each key that some language has and another lacks.
func missing(keys map[string]map[string]bool) error {
	var gaps []error
	for tag, have := range keys {
		for other, all := range keys {
			for key := range all {
				if !have[key] {
					gaps = append(gaps, fmt.Errorf("locales: %s lacks %q, which %s has", tag, key, other))
				}
			}
		}
	}
	slices.SortFunc(gaps, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(gaps...)
}

// Language returns the words of a language, or nil.
func (t *Texts) Language(tag string) *Language { return t.byLanguage[tag] }

// Languages are the tags that have texts, sorted.
func (t *Texts) Languages() []string {
	var tags []string
	for tag := range t.byLanguage {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return tags
}

// Offered are all languages as a page lists them: the first, those that are close to it, and then by script, Latin letters
// before others and what runs from right to left last.
func (t *Texts) Offered(first string) []string {
	rank := func(tag string) int {
		l := t.byLanguage[tag]
		switch {
		case tag == first:
			return 0
		case base(tag) == base(first):
			return 1
		case l.Latin():
			return 2
		case !l.rtl:
			return 3
		}
		return 4
	}
	tags := t.Languages()
	slices.SortStableFunc(tags, func(a, b string) int { return rank(a) - rank(b) })
	return tags
}

// base is the language of a tag without what specialises it.
func base(tag string) string {
	b, _, _ := strings.Cut(tag, "-")
	return b
}

// RTL reports whether the language is written from right to left.
func (l *Language) RTL() bool { return l.rtl }

// Latin reports whether the language is written in Latin letters, for what has no others: a printer's own fonts.
func (l *Language) Latin() bool {
	script, _ := l.standard.Script()
	return script.String() == "Latn"
}

// rightToLeft tells it by the script that the language is mostly written in.
func rightToLeft(tag language.Tag) bool {
	script, _ := tag.Script()
	switch script.String() {
	case "Arab", "Hebr", "Syrc", "Thaa", "Nkoo":
		return true
	}
	return false
}

// Text is the text of a key with its {names} filled: args are name, value, name, value. A key that does not exist shows
// itself in brackets, so that the mistake is seen; a test proves that no page does. Where the language runs from right
// to left, each value is isolated (U+2068…U+2069): a number, a street or a code in a sentence keeps its own order.
func (l *Language) Text(key string, args ...any) string {
	return l.text(key, values{args, l.rtl})
}

// Fill fills the {names} of a text that is not one of these, as Text does.
func (l *Language) Fill(text string, args ...any) string { return values{args, l.rtl}.fill(text) }

// Plural is the text of a key in the form that n asks for; {n} is the number.
func (l *Language) Plural(key string, n int, args ...any) string {
	named := values{append([]any{"n", n}, args...), l.rtl}
	s, err := l.plurals.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: named, PluralCount: n, TemplateParser: braces{}})
	if err != nil {
		return "[" + key + "]"
	}
	return s
}

// PluralOf is Plural for a number as it is written, with a point or a comma before its decimals: "62,5". Groups of three figures, as
// in "1 450" or "1.450", are one number.
func (l *Language) PluralOf(key, number string, args ...any) string {
	named := values{append([]any{"n", number}, args...), l.rtl}
	s, err := l.plurals.Localize(&i18n.LocalizeConfig{MessageID: key, TemplateData: named, PluralCount: operand(number), TemplateParser: braces{}})
	if err != nil {
		return "[" + key + "]"
	}
	return s
}

// operand is a number as the rules of CLDR take it: its figures, and a point before decimals. Three figures behind a sign are a group.
func operand(number string) string {
	at := strings.LastIndexAny(number, ".,")
	if at < 0 || len(number)-at-1 == 3 {
		return figuresOf(number)
	}
	return figuresOf(number[:at]) + "." + figuresOf(number[at+1:])
}

// figuresOf leaves everything else out.
func figuresOf(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}

func (l *Language) text(key string, named values) string {
	text, ok := l.texts[key]
	if !ok {
		return "[" + key + "]"
	}
	return named.fill(text)
}

// whole fills a text that is one thing in the end, a date or an amount: its parts are not isolated, so that whoever isolates
// the whole still finds its direction.
func (l *Language) whole(key string, args ...any) string {
	return l.text(key, values{args, false})
}

// List joins words by the language's comma: "Spouse, children". Where the language runs from right to left each of several
// is isolated, as in Text: names in Latin letters and days keep their own order, and stand in that of the list.
func (l *Language) List(words ...string) string {
	if l.rtl && len(words) > 1 {
		words = slices.Clone(words)
		for i := range words {
			words[i] = isolated(words[i])
		}
	}
	return strings.Join(words, l.Text("list.comma")+" ")
}

// Date is a day with its weekday: "Samstag, 15. November 2025". In all dates a no-break space keeps day and month together.
func (l *Language) Date(t time.Time) string { return l.date("date.full", t) }

// ShortDate is a day without its weekday: "15. November 2025".
func (l *Language) ShortDate(t time.Time) string { return l.date("date.long", t) }

// PartialDate is a date of which day, or day and month, may be unknown (0): "15. November 2025", "November 2025", "2025", "".
// A month without its day has a name of its own: "15 листопада" but "листопад".
func (l *Language) PartialDate(year, month, day int) string {
	switch {
	case year == 0:
		return ""
	case month == 0:
		return strconv.Itoa(year)
	case day == 0:
		return l.whole("date.month-year", "month", l.Text(fmt.Sprintf("month-alone.%d", month)), "year", year)
	}
	return l.ShortDate(time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC))
}

// DayMonth is a day of this year: "15. November".
func (l *Language) DayMonth(t time.Time) string { return l.date("date.day-month", t) }

// WeekdayMonth is a day as the idle page shows it: "Freitag, 21. November".
func (l *Language) WeekdayMonth(t time.Time) string { return l.date("date.weekday-month", t) }

// Clock is a time of the day: "14:32".
func (l *Language) Clock(t time.Time) string { return t.Format("15:04") }

func (l *Language) date(key string, t time.Time) string {
	return l.whole(key,
		"weekday", l.Text(fmt.Sprintf("weekday.%d", t.Weekday())),
		"month", l.Text(fmt.Sprintf("month.%d", t.Month())),
		"day", t.Day(), "year", t.Year())
}

// Amount is a sum of money in cents: "9,00 €".
func (l *Language) Amount(cents int) string {
	sign := ""
	if cents < 0 {
		sign, cents = "-", -cents
	}
	return l.whole("money.amount", "sign", sign, "whole", strconv.Itoa(cents/100), "part", fmt.Sprintf("%02d", cents%100))
}

// Number is a number of so many decimals, which n counts in their smallest part: "62,5" is 625 with one.
func (l *Language) Number(n int64, decimals int) string {
	if decimals == 0 {
		return strconv.FormatInt(n, 10)
	}
	sign, digits := "", strconv.FormatInt(n, 10)
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if short := decimals + 1 - len(digits); short > 0 {
		digits = strings.Repeat("0", short) + digits
	}
	return sign + digits[:len(digits)-decimals] + l.Text("number.decimal") + digits[len(digits)-decimals:]
}

// Country is the name of a state by its code in the machine readable zone (ICAO 9303-3 section 5: ISO 3166-1 alpha-3, "D"
// for Germany, and codes of those who have no state, or a document of an organisation). A code that means nothing to a
// person, or a state without a name today, is shown as it is.
func (l *Language) Country(code string) string {
	switch code {
	case "D":
		code = "DEU"
	case "RKS": // what Kosovo's own documents say
		code = "XKK"
	case "EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "UNA", "UNK", "UNO", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX":
		return l.Text("country." + code)
	}
	region, err := language.ParseRegion(code)
	if err != nil || !region.IsCountry() {
		return code
	}
	if name := l.regions.Name(region); name != "" {
		return name
	}
	return code // a state that is no more, on an old document
}

// EasyGerman is Leichte Sprache, by the rules of the Netzwerk Leichte Sprache and DIN SPEC 33429. It has a tag of the house,
// which says what it is; BCP 47 has registered the variant "simple".
const EasyGerman = "de-leicht"

// Standard is the tag of a language as BCP 47 has it, for whoever reads it by that standard: a browser, a voice, the plural
// rules of CLDR.
func Standard(tag string) string {
	if tag == EasyGerman {
		return "de-simple"
	}
	return tag
}

// OwnName is the name of a language in itself, as it stands alone: "Deutsch", "English", "Українська".
func OwnName(tag string) string {
	if tag == EasyGerman {
		return "Leichte Sprache"
	}
	t, err := language.Parse(tag)
	if err != nil {
		return tag
	}
	name := display.Self.Name(t)
	if name == "" {
		return tag
	}
	first, size := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(first)) + name[size:]
}
