package fim

import (
	"strconv"
	"strings"

	"buergerterminal/flows"
)

// scaled reads a decimal number, with a point, as a whole number of so many decimals.
func scaled(text string, decimals int) (int64, bool) {
	text = strings.TrimPrefix(strings.TrimSpace(text), "+")
	whole, fraction, _ := strings.Cut(text, ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > decimals || whole == "" || strings.ContainsAny(fraction, "+-eE") {
		return 0, false
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	return n, err == nil
}

// isDay reports whether a value is a day of the calendar, or that of the visit.
func isDay(text string) bool {
	d, ok := flows.ParseDay(text)
	return text == flows.Today || ok && d.Valid()
}

// decimals is how many decimals the answer has: as many as its limits, at least two.
func (n *node) decimals() int {
	switch n.asked {
	case askedMoney:
		return 2
	case askedNumber:
		most := 2
		for _, limit := range []string{n.field().Limits.MinValue, n.field().Limits.MaxValue} {
			_, fraction, _ := strings.Cut(limit, ".")
			most = max(most, len(fraction))
		}
		return min(most, 6)
	}
	return 0
}
