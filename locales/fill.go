package locales

import (
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n/template"
)

// values are what a text is filled with: name, value, name, value.
type values struct {
	args    []any
	isolate bool
}

// fill fills all names at once, so that what is filled in is not read again. A name without a value stays.
func (v values) fill(text string) string {
	if len(v.args) == 0 || !strings.Contains(text, "{") {
		return text
	}
	var out strings.Builder
	for {
		from := strings.IndexByte(text, '{')
		if from < 0 {
			break
		}
		length := strings.IndexByte(text[from:], '}')
		if length < 0 {
			break
		}
		value, ok := v.of(text[from+1 : from+length])
		if !ok {
			out.WriteString(text[:from+1])
			text = text[from+1:]
			continue
		}
		out.WriteString(text[:from])
		out.WriteString(value)
		text = text[from+length+1:]
	}
	out.WriteString(text)
	return out.String()
}

// of is the value of a name.
func (v values) of(name string) (value string, ok bool) {
	for i := 0; i+1 < len(v.args); i += 2 {
		if v.args[i] != name {
			continue
		}
		value = fmt.Sprint(v.args[i+1])
		if v.isolate && value != "" {
			value = isolated(value)
		}
		return value, true
	}
	return "", false
}

// braces is the template language of texts that count: {names}, as in all others.
type braces struct{}

type filled string

func (braces) Cacheable() bool { return true }

func (braces) Parse(src, _, _ string) (template.ParsedTemplate, error) { return filled(src), nil }

func (f filled) Execute(data any) (string, error) { return data.(values).fill(string(f)), nil }

// isolated is a value whose direction neither takes from what stands around it nor gives to it.
func isolated(value string) string { return "\u2068" + value + "\u2069" }
