package flows

import (
	"math"
	"time"
)

// arithmetic is an operator or function of two whole numbers, or of two days in seconds; ok is false where there is no result.
func arithmetic(op string) func(a, b int64) (v int64, ok bool) {
	switch op {
	case "+":
		return plus
	case "-":
		return minus
	case "*":
		return times
	case "/":
		return func(a, b int64) (int64, bool) {
			if b == 0 || a == math.MinInt64 && b == -1 {
				return 0, false
			}
			return a / b, true
		}
	case "%":
		return func(a, b int64) (int64, bool) {
			if b == 0 || a == math.MinInt64 && b == -1 {
				return 0, false
			}
			return a % b, true
		}
	case "min":
		return func(a, b int64) (int64, bool) { return min(a, b), true }
	case "max":
		return func(a, b int64) (int64, bool) { return max(a, b), true }
	case "years":
		return func(a, b int64) (int64, bool) { return yearsBetween(inUTC(a), inUTC(b)), true }
	case "months":
		return func(a, b int64) (int64, bool) { return monthsBetween(inUTC(a), inUTC(b)), true }
	}
	const day = 24 * 60 * 60
	return func(a, b int64) (int64, bool) { return (b - a) / day, true } // days
}

func plus(a, b int64) (int64, bool) {
	sum := a + b
	return sum, (sum > a) == (b > 0)
}

func minus(a, b int64) (int64, bool) {
	difference := a - b
	return difference, (difference < a) == (b > 0)
}

func times(a, b int64) (int64, bool) {
	product := a * b
	return product, a == 0 || product/a == b && (a != -1 || b != math.MinInt64)
}

// The seconds since 1970 between which days lie.
const (
	firstSecond = -62135596800 // 0001-01-01T00:00:00Z
	lastSecond  = 253402300799 // 9999-12-31T23:59:59Z
)

func inUTC(seconds int64) time.Time { return time.Unix(seconds, 0).UTC() }

// seconds are those since 1970 for conditions: no day of the calendar counts as unanswered, which is before all others, and
// unknown parts count as the first.
func (d Day) seconds() int64 {
	if !d.ValidPartial() {
		return firstSecond
	}
	return Day{Year: d.Year, Month: max(d.Month, 1), Day: max(d.Day, 1)}.Time().Unix()
}

// monthsBetween is how many whole months lie between two days, below 0 where the second is the earlier one. A month from
// the 31st is over on the last day of a shorter month.
func monthsBetween(from, to time.Time) int64 {
	if to.Before(from) {
		return -monthsBetween(to, from)
	}
	months := int64(to.Year()-from.Year())*12 + int64(to.Month()-from.Month())
	last := to.AddDate(0, 0, 1).Month() != to.Month()
	if to.Day() < from.Day() && !last {
		months--
	}
	return months
}

// yearsBetween is an age in years. Who is born on 29 February is a year older on 1 March (§ 187 Abs. 2 and § 188 Abs. 2 BGB).
func yearsBetween(from, to time.Time) int64 {
	if to.Before(from) {
		return -yearsBetween(to, from)
	}
	years := int64(to.Year() - from.Year())
	if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
		years--
	}
	return years
}
