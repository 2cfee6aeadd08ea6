package fim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"testing"
	"time"
	"unicode/utf8"

	"buergerterminal/flows"
)

// conforms holds a document to the JSON Schema of its flow: to the words that JSONSchema writes, and to no others.
func conforms(t *testing.T, f *flows.Flow, document []byte) {
	t.Helper()
	schema, err := JSONSchema(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, trouble := range validate(decoded(t, schema).(map[string]any), decoded(t, document), "") {
		t.Errorf("%s\n%s", trouble, document)
	}
}

func decoded(t *testing.T, data []byte) any {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// validate is the part of JSON Schema 2020-12 that the exported schemas use. Properties that are not named are refused:
// the answers of a flow have none.
func validate(s map[string]any, v any, at string) (out []string) {
	wrong := func(format string, args ...any) { out = append(out, at+": "+fmt.Sprintf(format, args...)) }
	number := func(key string) (float64, bool) {
		n, ok := s[key].(json.Number)
		f, _ := n.Float64()
		return f, ok
	}
	switch s["type"] {
	case "object":
		object, ok := v.(map[string]any)
		if !ok {
			wrong("no object")
			return out
		}
		properties := s["properties"].(map[string]any)
		required, _ := s["required"].([]any)
		for _, id := range required {
			if _, there := object[id.(string)]; !there {
				wrong("%s is missing", id)
			}
		}
		for id, inner := range object {
			p, known := properties[id].(map[string]any)
			if !known {
				wrong("%s is not known", id)
				continue
			}
			out = append(out, validate(p, inner, at+"/"+id)...)
		}
	case "array":
		list, ok := v.([]any)
		if !ok {
			wrong("no array")
			return out
		}
		if least, ok := number("minItems"); ok && len(list) < int(least) {
			wrong("%d elements, at least %v", len(list), least)
		}
		if most, ok := number("maxItems"); ok && len(list) > int(most) {
			wrong("%d elements, at most %v", len(list), most)
		}
		for i, inner := range list {
			out = append(out, validate(s["items"].(map[string]any), inner, fmt.Sprintf("%s[%d]", at, i))...)
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			wrong("no boolean")
		}
	case "integer", "number":
		n, ok := v.(json.Number)
		f, err := n.Float64()
		if !ok || err != nil || s["type"] == "integer" && f != float64(int64(f)) {
			wrong("%v is no %s", v, s["type"])
		}
		if least, ok := number("minimum"); ok && f < least {
			wrong("%v is less than %v", f, least)
		}
		if most, ok := number("maximum"); ok && f > most {
			wrong("%v is more than %v", f, most)
		}
	case "string":
		text, ok := v.(string)
		if !ok {
			wrong("no string")
			return out
		}
		if codes, ok := s["enum"].([]any); ok && !slices.Contains(codes, any(text)) {
			wrong("not one of the codes")
		}
		if most, ok := number("maxLength"); ok && utf8.RuneCountInString(text) > int(most) {
			wrong("too long")
		}
		if least, ok := number("minLength"); ok && utf8.RuneCountInString(text) < int(least) {
			wrong("too short")
		}
		if pattern, ok := s["pattern"].(string); ok && !regexp.MustCompile(pattern).MatchString(text) {
			wrong("does not match %s", pattern)
		}
		layout := map[any]string{"date": "2006-01-02", "date-time": "2006-01-02T15:04:05"}[s["format"]]
		if _, err := time.Parse(layout, text); layout != "" && err != nil {
			wrong("not a %s", s["format"])
		}
	default:
		wrong("the schema has no type")
	}
	return out
}

func TestJSONSchemaNeedsAnImport(t *testing.T) {
	if _, err := JSONSchema(&flows.Flow{}); err != ErrNotImported {
		t.Errorf("error %v", err)
	}
}
