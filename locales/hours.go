package locales

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Span is a part of a day, counted from midnight.
type Span struct{ From, To time.Duration }

// OpeningHours tells the hours of a week, by time.Weekday, with days of the same hours together:
// "Montag bis Donnerstag, 08:00 bis 12:00 und 13:00 bis 16:00 Uhr. Freitag, 08:00 bis 12:00 Uhr". Closed days are left out;
// "" means that all are.
func (l *Language) OpeningHours(week [7][]Span) string {
	var lines []string
	for day := 0; day < len(week); {
		hours, last := week[weekday(day)], day
		for last+1 < len(week) && slices.Equal(week[weekday(last+1)], hours) {
			last++
		}
		if len(hours) > 0 {
			lines = append(lines, l.Text("hours.line", "days", l.days(day, last), "spans", l.spans(hours)))
		}
		day = last + 1
	}
	return strings.Join(lines, ". ")
}

// weekday is the n-th day of a week that begins on Monday.
func weekday(n int) time.Weekday { return time.Weekday((n + 1) % 7) }

func (l *Language) days(first, last int) string {
	name := func(n int) string { return l.Text(fmt.Sprintf("weekday.%d", weekday(n))) }
	switch last - first {
	case 0:
		return name(first)
	case 1:
		return l.and(name(first), name(last))
	}
	return l.whole("hours.days", "first", name(first), "last", name(last))
}

func (l *Language) spans(hours []Span) string {
	said := ""
	for _, h := range hours {
		span := l.whole("hours.span", "from", clock(h.From), "to", clock(h.To))
		if said != "" {
			span = l.and(said, span)
		}
		said = span
	}
	return said
}

func (l *Language) and(first, second string) string {
	return l.whole("hours.and", "first", first, "second", second)
}

func clock(since time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(since.Hours()), int(since.Minutes())%60)
}
