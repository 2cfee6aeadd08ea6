package overlay

import (
	"slices"
	"strings"
	"time"

	"buergerterminal/flows"
)

// Hours are the opening hours of a week.
type Hours struct {
	Week   [7][]Span   // by time.Weekday, each day's spans in order; none: closed
	Closed []flows.Day // all the same
}

// Span is a part of a day, counted from midnight.
type Span struct{ From, To time.Duration }

// weekdays are the keys of a week, by time.Weekday.
var weekdays = [7]string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

// readHours reads the tables of [hours].
func (r *reader) readHours(t flows.Table) {
	r.hours = map[string]*Hours{}
	for _, name := range t.Keys() {
		day := t.Table(name)
		h := &Hours{Closed: day.Days("closed")}
		for i, key := range weekdays {
			h.Week[i] = spans(day, key)
		}
		day.Unknown(append(weekdays[:], "closed")...)
		if !slices.ContainsFunc(h.Week[:], func(s []Span) bool { return len(s) > 0 }) {
			t.Report(name, `add monday = ["08:00-12:00"]`, "these hours are never open")
		}
		r.hours[name] = h
	}
}

// spans reads the hours of a day.
func spans(t flows.Table, key string) []Span {
	var all []Span
	t.Each(key, func(text string, report func(hint, format string, args ...any)) {
		s, ok := parseSpan(text)
		switch {
		case !ok:
			report(`from and to on the same day, such as "08:00-12:00"`, "%q is no part of a day", text)
		case len(all) > 0 && s.From < all[len(all)-1].To:
			report("in the order of the day, each once", "%q begins before the one before it ends", text)
		default:
			all = append(all, s)
		}
	})
	return all
}

func parseSpan(text string) (Span, bool) {
	from, to, found := strings.Cut(text, "-")
	a, okA := parseClock(from)
	b, okB := parseClock(to)
	return Span{a, b}, found && okA && okB && a < b
}

// parseClock reads a time of day, to 24:00.
func parseClock(text string) (time.Duration, bool) {
	text = strings.TrimSpace(text)
	if text == "24:00" {
		return 24 * time.Hour, true
	}
	t, err := time.Parse("15:04", text)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err == nil
}
