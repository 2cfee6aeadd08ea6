package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// reader takes values out of a document and collects what is wrong with them.
type reader struct {
	doc      document
	known    map[string]bool // every path that was asked for
	problems Problems
}

func (r *reader) problem(path, message, hint string) {
	at := r.doc.at(path)
	r.problems = append(r.problems, Problem{r.doc.file, at.line, at.column, message, hint})
}

func (r *reader) absent(path string) bool {
	_, there := r.doc.values[path]
	return !there
}

// below reports whether the document has anything below a path.
func (r *reader) below(path string) bool {
	for p := range r.doc.values {
		if p == path || strings.HasPrefix(p, path+".") {
			return true
		}
	}
	return false
}

// value asks for a value of type T; what names the type in a problem.
func value[T any](r *reader, path, what string) (T, bool) {
	r.known[path] = true
	var zero T
	v, there := r.doc.values[path]
	if !there {
		if r.below(path) {
			r.problem(path, path+" is a table", "it must be "+what)
			r.claim(path)
		}
		return zero, false
	}
	typed, ok := v.(T)
	if !ok {
		r.problem(path, fmt.Sprintf("%s is %s", path, kind(v)), "it must be "+what)
	}
	return typed, ok
}

// claim marks everything below a path as spoken of.
func (r *reader) claim(path string) {
	for p := range r.doc.values {
		if strings.HasPrefix(p, path+".") || strings.HasPrefix(p, path+"[") {
			r.known[p] = true
		}
	}
}

func kind(v any) string {
	switch v.(type) {
	case string:
		return "a text"
	case int64:
		return "a whole number"
	case float64:
		return "a number with a point"
	case bool:
		return "true or false"
	case []any:
		return "a list"
	case map[string]any:
		return "a table"
	}
	return "a date or time"
}

// text reads a text; check returns what is wrong with it, or "".
func (r *reader) text(path string, into *string, check func(string) string) {
	v, ok := value[string](r, path, "a text in quotation marks")
	if !ok {
		return
	}
	if hint := check(v); hint != "" {
		r.problem(path, path+" is not usable", hint)
		return
	}
	*into = v
}

func (r *reader) number(path string, into *int, least, most int) {
	v, ok := value[int64](r, path, "a whole number")
	if !ok {
		return
	}
	if v < int64(least) || v > int64(most) {
		r.problem(path, path+" is out of range", fmt.Sprintf("from %d to %d", least, most))
		return
	}
	*into = int(v)
}

// orNone reads a whole number that may be 0, which is none.
func (r *reader) orNone(path string, into *int, least, most int) {
	v := 0
	r.number(path, &v, 0, most)
	if v > 0 && v < least {
		r.problem(path, path+" is out of range", fmt.Sprintf("from %d to %d, or 0", least, most))
		return
	}
	*into = v
}

// inches reads a length with or without a point, which may be 0.
func (r *reader) inches(path string, into *float64, least, most float64) {
	r.known[path] = true
	said, there := r.doc.values[path]
	if !there && !r.below(path) {
		return
	}
	var v float64
	switch said := said.(type) {
	case int64:
		v = float64(said)
	case float64:
		v = said
	default:
		r.problem(path, path+" is no number", "it must be one such as 21.5")
		r.claim(path)
		return
	}
	if v != 0 && !(v >= least && v <= most) { // what is not a number is out of range, too
		r.problem(path, path+" is out of range", fmt.Sprintf("from %g to %g, or 0", least, most))
		return
	}
	*into = v
}

func (r *reader) seconds(path string, into *time.Duration, least, most int) {
	r.duration(path, time.Second, into, least, most)
}

func (r *reader) duration(path string, unit time.Duration, into *time.Duration, least, most int) {
	n := int(*into / unit)
	r.number(path, &n, least, most)
	*into = time.Duration(n) * unit
}

func (r *reader) flag(path string, into *bool) {
	if v, ok := value[bool](r, path, "true or false"); ok {
		*into = v
	}
}

// list reads a list of texts without repetition.
func (r *reader) list(path string, into *[]string, check func(string) string) {
	items, ok := value[[]any](r, path, "a list of texts")
	if !ok {
		return
	}
	var texts []string
	for i, item := range items {
		text, isText := item.(string)
		switch {
		case !isText:
			r.problem(path, fmt.Sprintf("entry %d of %s is %s", i+1, path, kind(item)), "it must be a text in quotation marks")
		case slices.Contains(texts, text):
			r.problem(path, fmt.Sprintf("%q stands twice in %s", text, path), "leave one out")
		case check(text) != "":
			r.problem(path, fmt.Sprintf("entry %d of %s is not usable", i+1, path), check(text))
		default:
			texts = append(texts, text)
		}
	}
	*into = texts
}

// words reads a text in several languages: a table with a key for each. The first that the terminal speaks must be there; it
// stands in for those that are not.
func (r *reader) words(path string, into *map[string]string, first string) {
	r.known[path] = true
	if v, there := r.doc.values[path]; there {
		if _, table := v.(map[string]any); !table {
			r.problem(path, fmt.Sprintf("%s is %s", path, kind(v)), `it must be a table: { de = "…", en = "…" }`)
			return
		}
	}
	words := map[string]string{}
	if !r.below(path) {
		words = *into // what holds where the file is silent must speak the file's languages as well
	}
	if words == nil {
		return
	}
	for _, p := range slices.Sorted(maps.Keys(r.doc.values)) {
		tag, inside := strings.CutPrefix(p, path+".")
		if !inside {
			continue
		}
		text := ""
		r.text(p, &text, oneLine)
		words[tag] = text
	}
	if _, ok := words[first]; !ok {
		r.problem(path, path+" lacks the language "+first, "add "+first+` = "…", with which the terminal begins`)
	}
	*into = words
}

// unknown reports every key that nobody asked for.
func (r *reader) unknown() {
	known := slices.Sorted(maps.Keys(r.known))
	for _, path := range slices.Sorted(maps.Keys(r.doc.values)) {
		if table, ok := r.doc.values[path].(map[string]any); r.known[path] || ok && len(table) == 0 && r.partOfKnown(path) {
			continue
		}
		hint := "remove it"
		if near := nearest(path, known); near != "" {
			hint = "do you mean " + near + "?"
		}
		r.problem(path, path+" is unknown", hint)
	}
}

// partOfKnown reports whether a path is a table that the configuration has; it may be empty.
func (r *reader) partOfKnown(path string) bool {
	for k := range r.known {
		if strings.HasPrefix(k, path+".") {
			return true
		}
	}
	return false
}
