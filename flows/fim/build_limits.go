package fim

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"buergerterminal/flows"
)

// textLimits fills in length and pattern of a text.
func (b *builder) textLimits(q *question, n *node, f *Field) {
	q.maxLength = usualText
	if n.asked == askedLong {
		q.maxLength = 2000
	}
	if most, ok := scaled(f.Limits.MaxLength, 0); ok && most > 0 {
		if q.maxLength = int(min(most, 5000)); most > 5000 {
			b.summary.note("%s %q may have %d letters: here at most 5000", n.ID, n.Name, most)
		}
	}
	least, _ := scaled(f.Limits.MinLength, 0)
	switch q.pattern = f.Limits.Pattern; {
	case q.pattern != "":
		if _, err := regexp.Compile(`^(?:` + q.pattern + `)$`); err != nil {
			b.summary.note("%s %q: the pattern %q cannot be checked here", n.ID, n.Name, q.pattern)
			q.pattern = ""
		}
	case least > 1 && least <= 1000:
		q.pattern = fmt.Sprintf("(?s).{%d,}", least)
	}
	switch {
	case strings.Contains(q.pattern, "@") && q.kind == "text":
		q.keyboard = "email"
	case q.pattern != "" && q.kind == "text" && !strings.ContainsFunc(strings.NewReplacer(`\d`, "", `\s`, "").Replace(q.pattern), isLetter):
		q.keyboard = "digits"
	}
}

func isLetter(c rune) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '.' || c == '\\' || c == '-' || c == '/' || c == ' '
}

// bound is a limit of a number, scaled; nil where there is none.
func (b *builder) bound(n *node, text string) *int64 {
	if text == "" {
		return nil
	}
	v, ok := scaled(strings.Replace(text, ",", ".", 1), n.decimals())
	if !ok {
		b.summary.note("%s %q: the limit %q is no number", n.ID, n.Name, text)
		return nil
	}
	v = max(-1_000_000_000_000, min(v, 1_000_000_000_000))
	return &v
}

// day is a limit of a date; "" where there is none.
func (b *builder) day(n *node, text string) string {
	if text == "" {
		return ""
	}
	if d, ok := flows.ParseDay(text); ok && d.Valid() {
		return text
	}
	b.summary.note("%s %q: the limit %q is no day", n.ID, n.Name, text)
	return ""
}

// yearBounds are the days between which a date lies whose year is limited.
func yearBounds(l Limits) (earliest, latest string) {
	if y, err := strconv.Atoi(l.MinValue); err == nil && y >= 1 && y <= 9999 {
		earliest = fmt.Sprintf("%04d-01-01", y)
	}
	if y, err := strconv.Atoi(l.MaxValue); err == nil && y >= 1 && y <= 9999 {
		latest = fmt.Sprintf("%04d-12-31", y)
	}
	return earliest, latest
}
