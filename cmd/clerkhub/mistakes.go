package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// mistake is one mistake in hub.toml. Its path is that of the key it is about: "authority[1].destination".
type mistake struct {
	path, text string
}

// mistakes are all that are wrong with the settings, so that a technician mends them at once.
type mistakes []mistake

func (m *mistakes) add(path, format string, args ...any) {
	*m = append(*m, mistake{path, fmt.Sprintf(format, args...)})
}

// place is where a key stands, from 1; 0 where nobody knows.
type place struct{ row, column int }

// error tells all mistakes of a file, in the order of its lines. A mistake about what is missing stands where its table begins.
func (m mistakes) error(file string, raw []byte) error {
	if len(m) == 0 {
		return nil
	}
	places := survey(raw)
	at := func(path string) place {
		for path != "" {
			if p, ok := places[path]; ok {
				return p
			}
			path = path[:max(strings.LastIndexAny(path, ".["), 0)]
		}
		return place{}
	}
	sorted := slices.Clone(m)
	slices.SortStableFunc(sorted, func(a, b mistake) int { return cmp.Compare(at(a.path).row, at(b.path).row) })
	var all []error
	for _, one := range sorted {
		p := at(one.path)
		all = append(all, fmt.Errorf("%s: row %d, column %d: %s", file, p.row, p.column, one.text))
	}
	return errors.Join(all...)
}

// survey finds where keys and tables stand in a file that was read already.
func survey(raw []byte) map[string]place {
	places, counts := map[string]place{}, map[string]int{}
	var p unstable.Parser
	p.Reset(raw)
	note := func(path string, keys unstable.Iterator, element bool) string {
		for keys.Next() {
			key := keys.Node()
			path = strings.TrimPrefix(path+"."+string(key.Data), ".")
			if element && keys.IsLast() {
				counts[path]++
			}
			if n := counts[path]; n > 0 {
				path = fmt.Sprintf("%s[%d]", path, n-1)
			}
			if _, seen := places[path]; !seen {
				before := raw[:key.Raw.Offset]
				places[path] = place{bytes.Count(before, []byte("\n")) + 1, len(before) - bytes.LastIndexByte(before, '\n')}
			}
		}
		return path
	}
	table := ""
	for p.NextExpression() {
		switch e := p.Expression(); e.Kind {
		case unstable.Table:
			table = note("", e.Key(), false)
		case unstable.ArrayTable:
			table = note("", e.Key(), true)
		case unstable.KeyValue:
			note(table, e.Key(), false)
		}
	}
	return places
}

// syntax tells what the TOML reader found: all unknown keys at once, or the first value that is wrong.
func syntax(file string, err error) error {
	tell := func(e *toml.DecodeError) error {
		row, column := e.Position()
		return fmt.Errorf("%s: row %d, column %d: %w", file, row, column, e)
	}
	if unknown := (*toml.StrictMissingError)(nil); errors.As(err, &unknown) {
		var all []error
		for i := range unknown.Errors {
			all = append(all, fmt.Errorf("%w: %s is no setting", tell(&unknown.Errors[i]), strings.Join(unknown.Errors[i].Key(), ".")))
		}
		return errors.Join(all...)
	}
	if at := (*toml.DecodeError)(nil); errors.As(err, &at) {
		return tell(at)
	}
	return fmt.Errorf("%s: %w", file, err)
}
