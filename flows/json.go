package flows

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

// maxAnswers guards against a document that no form can have.
const maxAnswers = 1 << 20

// AnswersFromJSON reads answers as {"field": value, "group": [{"field": value}]}. Dates are "2026-03-01", yes and no
// are true and false (or "ja" and "nein"), money is cents, a number with decimals is scaled as Field.Decimals says, choices are lists of ids, states any code that CountryOf knows. Null means not answered. A value of
// another type becomes an answer that Check refuses; an unknown field is an error. Errors name fields, never values.
func (f *Flow) AnswersFromJSON(data []byte) (Answers, error) {
	if len(data) > maxAnswers {
		return nil, errors.New("answers: larger than 1 MiB")
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var whole map[string]any
	if err := decoder.Decode(&whole); err != nil {
		return nil, fmt.Errorf("answers: not a JSON object (offset %d)", decoder.InputOffset())
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("answers: more than one JSON value")
	}
	out := Answers{}
	for _, key := range slices.Sorted(maps.Keys(whole)) {
		if err := f.readAnswer(out, key, whole[key]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (f *Flow) readAnswer(out Answers, key string, v any) error {
	if key == Today {
		s, _ := v.(string)
		d, ok := ParseDay(s)
		if !ok || !d.Valid() {
			return errors.New(`answers: "today" is not a date`)
		}
		out[Today] = DateOf(d)
		return nil
	}
	if q := f.fields[key]; q != nil && q.page.Repeat == nil {
		return out.put(key, q.Type, v)
	}
	p := f.group(key)
	if p == nil {
		return fmt.Errorf("answers: unknown field %.40q", key)
	}
	rows, ok := v.([]any)
	if !ok || len(rows) > p.Repeat.Max {
		return fmt.Errorf("answers: %s must be a list of at most %d rows", key, p.Repeat.Max)
	}
	for i, row := range rows {
		fields, ok := row.(map[string]any)
		if !ok {
			return fmt.Errorf("answers: %s[%d] must be an object", key, i)
		}
		for id, v := range fields {
			q := f.fields[id]
			if q == nil || q.page.Repeat != p.Repeat {
				return fmt.Errorf("answers: unknown field %.40q in %s[%d]", id, key, i)
			}
			if err := out.put(Key(key, i, id), q.Type, v); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *Flow) group(id string) *Page {
	for _, p := range f.Pages {
		if p.Repeat != nil && p.Repeat.ID == id {
			return p
		}
	}
	return nil
}

func (a Answers) put(key string, t Type, raw any) error {
	if _, isObject := raw.(map[string]any); isObject {
		return fmt.Errorf("answers: %s cannot be an object", key)
	}
	if v := fromJSON(t, raw); v.kind != KindNone {
		a[key] = v
	}
	return nil
}

// fromJSON converts a decoded JSON value to an answer of the type, or else of the type that it looks like.
func fromJSON(t Type, v any) Value {
	switch v := v.(type) {
	case string:
		return fromText(t, v)
	case bool:
		return Bool(v)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return Int(n)
		}
		return Text(v.String())
	case []any:
		ids := make([]string, 0, len(v))
		for _, id := range v {
			s, _ := id.(string)
			ids = append(ids, s)
		}
		return Choices(ids...)
	}
	return Value{}
}

func fromText(t Type, s string) Value {
	switch t {
	case TypeDate:
		if d, ok := ParseDay(s); ok {
			return DateOf(d)
		}
	case TypeBool:
		if s == "ja" || s == "nein" {
			return Bool(s == "ja")
		}
	case TypeChoice:
		return Choice(s)
	case TypeCountry:
		if code := CountryOf(s); code != "" {
			return Choice(code)
		}
		return Choice(s)
	}
	return Text(s)
}

// MarshalJSON writes what AnswersFromJSON reads. Today is left out: it is no answer.
func (a Answers) MarshalJSON() ([]byte, error) {
	whole := map[string]any{}
	groups := map[string][]map[string]any{}
	for key, v := range a {
		if key == Today || v.kind == KindNone {
			continue
		}
		group, row, field := SplitKey(key)
		if row < 0 {
			whole[key] = v.native()
			continue
		}
		for len(groups[group]) <= row {
			groups[group] = append(groups[group], map[string]any{})
		}
		groups[group][row][field] = v.native()
	}
	for group, rows := range groups {
		whole[group] = rows
	}
	return json.Marshal(whole)
}

// native is the value for encoding/json.
func (v Value) native() any {
	switch v.kind {
	case KindInt:
		return v.number
	case KindBool:
		return v.Bool()
	case KindDate:
		return v.Day().String()
	case KindChoices:
		return v.Choices()
	}
	return v.text
}
