package fim

import (
	"strconv"
	"strings"

	"buergerterminal/flows"
)

// step is one part of a path: a property, and which element of it where it is an array.
type step struct {
	id    string
	array bool
	row   bool // the row of the answer
	index int  // of a numbered element
}

// Halves of a point in time.
const (
	halfDate = "date"
	halfTime = "time"
)

// target is a path taken apart.
type target struct {
	steps []step
	parts []string // day, month and year of a date that is taken apart; else nil
	half  string   // halfDate, halfTime, or ""
}

// parsePath takes a Field.Path apart; its form has been checked when the flow was loaded.
func parsePath(path string) (out target) {
	segments := strings.Split(path, "/")
	last := len(segments) - 1
	if parts := strings.Split(segments[last], "+"); len(parts) == 3 {
		out.parts, segments = parts, segments[:last]
	} else if name, half, found := strings.Cut(segments[last], "@"); found {
		out.half, segments[last] = half, name
	}
	for _, s := range segments {
		id, mark, array := strings.Cut(s, "[")
		mark = strings.TrimSuffix(mark, "]")
		index, _ := strconv.Atoi(mark)
		out.steps = append(out.steps, step{id: id, array: array, row: array && mark == "", index: index})
	}
	return out
}

// decimal writes a scaled number with its decimals.
func decimal(n int64, decimals int) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatInt(n, 10)
	if len(digits) <= decimals {
		digits = strings.Repeat("0", decimals+1-len(digits)) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], strings.TrimRight(digits[len(digits)-decimals:], "0")
	if fraction == "" {
		return sign + whole
	}
	return sign + whole + "." + fraction
}

// decimalsOf is how many decimals the answers to a field have.
func decimalsOf(q *flows.Field) int {
	if q.Type == flows.TypeMoney {
		return 2
	}
	return q.Decimals
}
