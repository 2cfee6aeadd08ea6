package fim

import (
	"encoding/json"
	"maps"
	"slices"

	"buergerterminal/flows"
)

// Answers writes the answers to an imported flow in the JSON form of its schema: properties are named by FIM ids, groups
// are objects, and what may stand more than once is an array. Only answers to visible questions are written, numbers as
// numbers, dates as "2026-03-01", and a date in three numbers as those that are known. Papers are not part of it. A flow
// without paths makes an empty object.
func Answers(f *flows.Flow, a flows.Answers) ([]byte, error) {
	root := object{}
	e := f.Evaluate(a)
	for _, key := range e.Visible {
		q := f.Field(key)
		v := a[key]
		if counted := listedRows(f, q); counted != nil {
			for row := range int(v.Int()) {
				root.row(counted, row)
			}
		}
		if q == nil || q.Path == "" || v.IsEmpty() {
			continue
		}
		_, row, _ := flows.SplitKey(key)
		root.answer(q, v, max(row, 0))
	}
	for _, v := range f.Values {
		if v.Path != "" && !e.Values[v.ID].IsEmpty() {
			root.constant(parsePath(v.Path), e.Values[v.ID].Text())
		}
	}
	return json.Marshal(root.plain())
}

// object is a JSON object that grows. Its arrays are kept by index until it is written.
type object map[string]any

type array map[int]any

// listedRows are the steps to the rows that a question counts; nil where it counts none.
func listedRows(f *flows.Flow, q *flows.Field) []step {
	if q == nil || q.Counts == "" {
		return nil
	}
	for _, p := range f.Pages {
		if p.Repeat == nil || p.Repeat.ID != q.Counts {
			continue
		}
		for _, inner := range p.Fields {
			if inner.Path != "" {
				return parsePath(inner.Path).steps
			}
		}
	}
	return nil
}

// row makes the object of a row, also where nothing in it is answered: the rows keep their places.
func (o object) row(steps []step, row int) {
	if i := slices.IndexFunc(steps, func(s step) bool { return s.row }); i >= 0 && i < len(steps)-1 {
		o.inside(steps[:i+1], row)
	}
}

// answer puts one answer where its path says.
func (o object) answer(q *flows.Field, v flows.Value, row int) {
	t := parsePath(q.Path)
	switch {
	case t.parts != nil:
		group := o.inside(t.steps, row)
		day := v.Day()
		for i, n := range []int{day.Day, day.Month, day.Year} {
			if n != 0 {
				group[t.parts[i]] = n
			}
		}
	case t.half != "":
		group, last := o.inside(t.steps[:len(t.steps)-1], row), t.steps[len(t.steps)-1]
		day, hour := "", ""
		if before, ok := group.get(last, row).(string); ok {
			day = before
		}
		if t.half == halfDate {
			day = v.Day().String()
		} else {
			hour = "T" + v.Text() + ":00"
		}
		group.set(last, row, day+hour)
	default:
		group, last := o.inside(t.steps[:len(t.steps)-1], row), t.steps[len(t.steps)-1]
		group.set(last, row, plainValue(q, v))
	}
}

// constant puts a value where its path says: into every row there is.
func (o object) constant(t target, value string) {
	for i, s := range t.steps[:len(t.steps)-1] {
		if !s.row {
			continue
		}
		rows, _ := o.inside(t.steps[:i], 0)[s.id].(array)
		for row := range rows {
			o.inside(t.steps[:len(t.steps)-1], row).set(t.steps[len(t.steps)-1], row, value)
		}
		return
	}
	o.inside(t.steps[:len(t.steps)-1], 0).set(t.steps[len(t.steps)-1], 0, value)
}

// inside is the object at the end of the steps; those on the way are made.
func (o object) inside(steps []step, row int) object {
	for _, s := range steps {
		next, ok := o.get(s, row).(object)
		if !ok {
			next = object{}
			o.set(s, row, next)
		}
		o = next
	}
	return o
}

func (s step) at(row int) int {
	if s.row {
		return row
	}
	return s.index
}

func (o object) get(s step, row int) any {
	if !s.array {
		return o[s.id]
	}
	elements, _ := o[s.id].(array)
	return elements[s.at(row)]
}

func (o object) set(s step, row int, v any) {
	if !s.array {
		o[s.id] = v
		return
	}
	elements, ok := o[s.id].(array)
	if !ok {
		elements = array{}
		o[s.id] = elements
	}
	elements[s.at(row)] = v
}

// plain is the object for encoding/json: arrays in the order of their elements, without gaps.
func (o object) plain() map[string]any {
	out := make(map[string]any, len(o))
	for id, v := range o {
		switch v := v.(type) {
		case object:
			out[id] = v.plain()
		case array:
			list := make([]any, 0, len(v))
			for _, i := range slices.Sorted(maps.Keys(v)) {
				if inner, ok := v[i].(object); ok {
					list = append(list, inner.plain())
				} else {
					list = append(list, v[i])
				}
			}
			out[id] = list
		default:
			out[id] = v
		}
	}
	return out
}

// plainValue is an answer for encoding/json.
func plainValue(q *flows.Field, v flows.Value) any {
	switch v.Kind() {
	case flows.KindInt:
		return json.Number(decimal(v.Int(), decimalsOf(q)))
	case flows.KindBool:
		return v.Bool()
	case flows.KindDate:
		return v.Day().String()
	case flows.KindChoices:
		return v.Choices()
	}
	return v.Text()
}
