package flows

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// decoder reads typed values out of a document and collects what is wrong, instead of stopping at the first mistake.
type decoder struct {
	problems Problems
}

func (d *decoder) report(at place, hint, format string, args ...any) {
	d.problems = append(d.problems, at.problem(fmt.Sprintf(format, args...), hint))
}

// get returns the entry of a table and marks it as known; nil when it is absent or of another shape.
func (d *decoder) get(t *node, key string, want shape) *node {
	n := t.child(key)
	if n == nil {
		return nil
	}
	n.used = true
	if n.shape != want {
		d.report(n.value, "", "%s must be %s, not %s", key, want, n.shape)
		return nil
	}
	return n
}

// need is get for an entry that must be there.
func (d *decoder) need(t *node, key string, want shape) *node {
	if t.child(key) == nil {
		d.report(t.place, "add "+key+" = …", "%s is missing", key)
		return nil
	}
	return d.get(t, key, want)
}

func (d *decoder) text(t *node, key string) string {
	if n := d.get(t, key, shapeString); n != nil {
		return n.text
	}
	return ""
}

func (d *decoder) needText(t *node, key string) string {
	n := d.need(t, key, shapeString)
	if n == nil {
		return ""
	}
	if strings.TrimSpace(n.text) == "" {
		d.report(n.value, "", "%s is empty", key)
	}
	return n.text
}

// matching is needText for a value of a fixed form.
func (d *decoder) matching(t *node, key string, form func(string) bool, hint string) string {
	s := d.needText(t, key)
	if s != "" && !form(s) {
		d.report(t.child(key).value, hint, "%s has the wrong form", key)
	}
	return s
}

// oneOf is text for a value out of a few; the first is the one meant when the key is absent.
func (d *decoder) oneOf(t *node, key string, values ...string) string {
	n := d.get(t, key, shapeString)
	if n == nil {
		return values[0]
	}
	if !slices.Contains(values, n.text) {
		d.report(n.value, "one of: "+strings.Join(values, ", "), "%s is unknown", key)
		return values[0]
	}
	return n.text
}

func (d *decoder) flag(t *node, key string, absent bool) bool {
	if n := d.get(t, key, shapeBool); n != nil {
		return n.bool
	}
	return absent
}

// number returns a whole number between low and high, or nil.
func (d *decoder) number(t *node, key string, low, high int64) *int64 {
	n := d.get(t, key, shapeInt)
	if n == nil {
		return nil
	}
	i, ok := n.integer()
	if !ok || i < low || i > high {
		d.report(n.value, "", "%s must be between %d and %d", key, low, high)
		return nil
	}
	return &i
}

// numberOr is number with a value for when there is none.
func (d *decoder) numberOr(t *node, key string, low, high, absent int64) int {
	if i := d.number(t, key, low, high); i != nil {
		return int(*i)
	}
	return int(absent)
}

// date returns a day as midnight UTC, or the zero time.
func (d *decoder) date(t *node, key string) time.Time {
	n := d.get(t, key, shapeDate)
	if n == nil {
		return time.Time{}
	}
	day, ok := ParseDay(n.text)
	if !ok || !day.Valid() {
		d.report(n.value, "", "%s is not a day of the calendar", key)
		return time.Time{}
	}
	return day.Time()
}

// tables returns the tables of a list.
func (d *decoder) tables(t *node, key string) []*node {
	n := d.get(t, key, shapeArray)
	if n == nil {
		return nil
	}
	var out []*node
	for _, c := range n.children {
		if c.shape != shapeTable {
			d.report(c.value, "", "%s must be a list of tables", key)
			continue
		}
		out = append(out, c)
	}
	return out
}

// texts returns the texts of a list.
func (d *decoder) texts(t *node, key string) []string {
	n := d.get(t, key, shapeArray)
	if n == nil {
		return nil
	}
	var out []string
	for _, c := range n.children {
		if c.shape != shapeString {
			d.report(c.value, "", "%s must be a list of texts", key)
			continue
		}
		out = append(out, c.text)
	}
	return out
}

// unknown reports the entries that nobody has asked for.
func (d *decoder) unknown(t *node, known ...string) {
	for _, c := range t.children {
		if c.used {
			continue
		}
		d.report(c.place, suggest(c.key, known), "key %q is unknown here", c.key)
	}
}

// suggest names the known word that is nearest to a misspelt one, or "".
func suggest(word string, known []string) string {
	best, distance := "", 3
	for _, k := range known {
		if n := editDistance(word, k); n < distance && 2*n <= len(word) {
			best, distance = k, n
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// editDistance is the number of letters to insert, drop or change, 9 for words that are far too long to matter.
func editDistance(a, b string) int {
	if len(a) > 80 || len(b) > 80 {
		return 9
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}
