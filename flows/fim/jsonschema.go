package fim

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"buergerterminal/flows"
)

// ErrNotImported says that a flow was not made from a FIM schema.
var ErrNotImported = errors.New("the flow has no [import]: it was not made from a FIM schema")

// JSONSchema describes what Answers writes for a flow, as JSON Schema 2020-12: properties are named by FIM ids. A property
// is required where the flow asks for it in any case; what depends on other answers is not, since this form cannot say so.
// Its $id follows the pattern that FIT-Connect uses for schemas of FIM.
func JSONSchema(f *flows.Flow) ([]byte, error) {
	if f.Import == nil {
		return nil, ErrNotImported
	}
	root := &shape{properties: map[string]*shape{}}
	for _, p := range f.Pages {
		for _, q := range p.Fields {
			if q.Path != "" {
				root.question(f, p, q)
			}
		}
	}
	for _, v := range f.Values {
		if v.Path != "" {
			root.value(v)
		}
	}
	whole := root.plain()
	whole["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	whole["$id"] = "https://schema.fitko.de/fim/" + strings.ToLower(f.Import.Schema) + "_" + f.Import.Version + ".schema.json"
	title, _ := f.Text("de", "title")
	whole["title"] = title
	return json.MarshalIndent(whole, "", "  ")
}

// shape is the schema of one value while it grows.
type shape struct {
	leaf       map[string]any // of what is no object
	properties map[string]*shape
	order      []string
	required   []string
	array      bool // an array of these
	least      int  // elements
	most       int  // 0: not said
}

// child is the property of a step; it is made where it is not there.
func (s *shape) child(at step) *shape {
	c := s.properties[at.id]
	if c == nil {
		c = &shape{properties: map[string]*shape{}, array: at.array}
		s.properties[at.id] = c
		s.order = append(s.order, at.id)
	}
	return c
}

func (s *shape) require(id string) {
	if !slices.Contains(s.required, id) {
		s.required = append(s.required, id)
	}
}

// question adds the place of an answer, with all that is on the way.
func (s *shape) question(f *flows.Flow, p *flows.Page, q *flows.Field) {
	t := parsePath(q.Path)
	needed := q.Required && q.Visible == nil && always(p)
	steps := t.steps
	if t.parts == nil {
		steps = steps[:len(steps)-1]
	}
	s.rows(t.steps, p.Repeat)
	whole := s.down(t.steps, len(steps), needed, p.Repeat != nil && hasRows(f, p.Repeat))
	if t.parts != nil {
		for i, id := range t.parts {
			part := whole.child(step{id: id})
			part.leaf = datePart(i, q)
			if i == 2 && needed {
				whole.require(id)
			}
		}
		return
	}
	last := t.steps[len(t.steps)-1]
	c := whole.child(last)
	c.leaf = leaf(f, q)
	if t.half != "" {
		c.leaf = map[string]any{"type": "string", "format": "date-time"}
		c.leaf["title"], _ = f.Text("de", "field."+q.ID+".short")
	}
	c.element(last, needed)
	if needed && (!last.row || hasRows(f, p.Repeat)) {
		whole.require(last.id)
	}
}

// always reports whether a page is shown in any case, in each row that there is.
func always(p *flows.Page) bool {
	return p.Visible == nil || p.Repeat != nil && p.Repeat.Count != nil && p.Visible.Source == p.Repeat.Count.Source+" > 0"
}

// hasRows reports whether the group has rows in any case.
func hasRows(f *flows.Flow, r *flows.Repeat) bool {
	if r.Min == 0 || r.Count == nil {
		return r.Min > 0
	}
	for _, id := range r.Count.References {
		if q := f.Field(id); q == nil || q.Visible != nil || q.Page().Visible != nil {
			return false
		}
	}
	return true
}

// down goes along so many of the steps. A group is required where something in it is; where rows come, only if there are
// some in any case.
func (s *shape) down(steps []step, depth int, needed, always bool) *shape {
	row := slices.IndexFunc(steps, func(at step) bool { return at.row })
	for i, at := range steps[:depth] {
		next := s.child(at)
		next.element(at, needed)
		if needed && (i > row || always) {
			s.require(at.id)
		}
		s = next
	}
	return s
}

// rows notes how many rows a group has.
func (s *shape) rows(steps []step, r *flows.Repeat) {
	for _, at := range steps {
		if s = s.child(at); at.row && r != nil {
			s.least, s.most = r.Min, r.Max
		}
	}
}

// element notes how many numbered elements an array has.
func (s *shape) element(at step, needed bool) {
	if !at.array || at.row {
		return
	}
	s.most = max(s.most, at.index+1)
	if needed {
		s.least = max(s.least, at.index+1)
	}
}

// value adds the place of what is carried.
func (s *shape) value(v *flows.Computed) {
	t := parsePath(v.Path)
	for _, at := range t.steps[:len(t.steps)-1] {
		s = s.child(at)
	}
	last := t.steps[len(t.steps)-1]
	c := s.child(last)
	c.leaf = map[string]any{"type": "string"}
}

// plain is the shape as JSON Schema.
func (s *shape) plain() map[string]any {
	out := s.leaf
	if out == nil {
		properties := map[string]any{}
		for _, id := range s.order {
			properties[id] = s.properties[id].plain()
		}
		out = map[string]any{"type": "object", "properties": properties}
		if len(s.required) > 0 {
			out["required"] = s.required
		}
	}
	if !s.array {
		return out
	}
	list := map[string]any{"type": "array", "items": out}
	if s.least > 0 {
		list["minItems"] = s.least
	}
	if s.most > 0 {
		list["maxItems"] = s.most
	}
	return list
}

// datePart is the schema of the day, the month or the year of a date.
func datePart(i int, q *flows.Field) map[string]any {
	bounds := [][2]int{{1, 31}, {1, 12}, {1, 9999}}[i]
	if i == 2 && q.Earliest != nil && !q.Earliest.Today {
		bounds[0] = q.Earliest.Day.Year
	}
	if i == 2 && q.Latest != nil && !q.Latest.Today {
		bounds[1] = q.Latest.Day.Year
	}
	return map[string]any{"type": "integer", "minimum": bounds[0], "maximum": bounds[1]}
}

// leaf is the schema of an answer.
func leaf(f *flows.Flow, q *flows.Field) map[string]any {
	out := map[string]any{"type": "string"}
	out["title"], _ = f.Text("de", "field."+q.ID+".short")
	switch q.Type {
	case flows.TypeInt:
		out["type"] = "integer"
		bounds(out, q)
	case flows.TypeMoney, flows.TypeNumber:
		out["type"] = "number"
		bounds(out, q)
	case flows.TypeBool:
		out["type"] = "boolean"
	case flows.TypeDate:
		out["format"] = "date"
	case flows.TypeChoice:
		out["enum"] = codesOf(q)
	case flows.TypeChoices:
		out["type"], out["uniqueItems"] = "array", true
		out["items"] = map[string]any{"type": "string", "enum": codesOf(q)}
		if q.Min != nil {
			out["minItems"] = *q.Min
		}
		if q.Max != nil {
			out["maxItems"] = *q.Max
		}
	default:
		textLeaf(out, q)
	}
	return out
}

func textLeaf(out map[string]any, q *flows.Field) {
	if q.MaxLength > 0 {
		out["maxLength"] = q.MaxLength
	}
	if q.Required {
		out["minLength"] = 1
	}
	var least int
	switch _, err := fmt.Sscanf(q.Pattern, "(?s).{%d,}", &least); {
	case err == nil:
		out["minLength"] = least // a pattern that only counts letters is no pattern of JSON Schema
	case q.Pattern != "":
		out["pattern"] = "^(?:" + q.Pattern + ")$"
	}
}

func bounds(out map[string]any, q *flows.Field) {
	if q.Min != nil {
		out["minimum"] = json.Number(decimal(*q.Min, decimalsOf(q)))
	}
	if q.Max != nil {
		out["maximum"] = json.Number(decimal(*q.Max, decimalsOf(q)))
	}
}

// codesOf are the codes that may be chosen.
func codesOf(q *flows.Field) (out []string) {
	if q.List != nil {
		for _, e := range q.List.Entries {
			out = append(out, e.Code)
		}
		return out
	}
	for _, o := range q.Options {
		out = append(out, o.ID)
	}
	return out
}
