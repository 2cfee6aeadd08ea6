package speech

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"buergerterminal/locales"
)

// dates are how a language says the day of a month, and the year behind it. "22 листопада 2026 р." is written with figures, which an
// engine says as cardinals, and said with ordinals in the genitive. A language whose figures are said rightly as they stand has one form
// with 0 in place of the figures: "0.", "0".
type dates struct {
	months map[string]bool // as they stand behind a day
	days   []string        // of the 1st to the 31st, or one form for all
	years  map[string]string
	mark   string // what stands behind a year that is said as an ordinal: "р."
	year   string // and how it is said: "року"
}

// lastDay is the highest day of a month.
const lastDay = 31

func datesOf(l *locales.Language) dates {
	d := dates{months: map[string]bool{}, days: strings.Split(l.Text("speech.days"), ", ")}
	for n := 1; n <= 12; n++ {
		d.months[l.Text("month."+strconv.Itoa(n))] = true
	}
	if years := l.Text("speech.years"); years != "0" {
		d.years = table(years)
		d.mark = d.years["mark"]
		d.year = d.years["year"]
	}
	return d
}

// dayOfMonths finds a day before what may be a month; numbered years, what may be a year before its mark.
var (
	dayOfMonths   = regexp.MustCompile(`\b(\d{1,2})\.? (\p{L}+)`)
	numberedYears = regexp.MustCompile(`\b((?:19|20)\d\d) (\p{L}+)(\.?)`)
)

// said is a text with its dates as they are said.
func (d dates) said(text string) string {
	var b strings.Builder
	from := 0
	for _, at := range dayOfMonths.FindAllStringSubmatchIndex(text, -1) {
		day, month := text[at[2]:at[3]], text[at[4]:at[5]]
		if n := atoi(day); !d.months[month] || n < 1 || n > lastDay {
			continue
		}
		b.WriteString(text[from:at[0]])
		b.WriteString(d.day(day) + " " + month)
		from = at[1]
	}
	b.WriteString(text[from:])
	if d.years == nil {
		return b.String()
	}
	return d.withYears(b.String())
}

// day is the day of a month.
func (d dates) day(figures string) string {
	if len(d.days) < lastDay {
		return strings.Replace(d.days[0], "0", figures, 1)
	}
	return d.days[atoi(figures)-1]
}

// withYears says the years that stand before their mark. Its point may end a sentence too, or a clause that the next one was put behind.
func (d dates) withYears(text string) string {
	var b strings.Builder
	from := 0
	for _, at := range numberedYears.FindAllStringSubmatchIndex(text, -1) {
		year, word, dot := text[at[2]:at[3]], text[at[4]:at[5]], text[at[6]:at[7]]
		if word != d.year && word+dot != d.mark {
			continue
		}
		b.WriteString(text[from:at[0]] + d.ordinal(year) + " " + d.year)
		if from = at[5]; word+dot != d.mark {
			continue
		}
		from = at[1]
		if rest := strings.TrimLeft(text[from:], " "); rest != "" && len(rest) < len(text[from:]) {
			if next, _ := utf8.DecodeRuneInString(rest); unicode.IsUpper(next) {
				b.WriteByte('.')
			} else {
				b.WriteByte(',')
			}
		}
	}
	return b.String() + text[from:]
}

// ordinal is a year of four figures: all of it is in the table, or its hundreds and then the ordinal of the rest, which is a day's
// as far as days go.
func (d dates) ordinal(year string) string {
	if whole := d.years[year]; whole != "" {
		return whole
	}
	hundreds, rest := d.years[year[:2]], atoi(year[2:])
	switch {
	case rest <= lastDay:
		return hundreds + " " + d.days[rest-1]
	case rest%10 == 0:
		return hundreds + " " + d.years[year[2:]]
	}
	return hundreds + " " + d.years[year[2:3]] + " " + d.days[rest%10-1]
}
