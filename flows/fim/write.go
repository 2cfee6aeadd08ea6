package fim

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
)

// files are the files of the flow, by their slash path in its folder.
func (d *draft) files(schema *Schema) (map[string][]byte, error) {
	out := map[string][]byte{"flow.toml": d.definition(schema), "texts.de.toml": d.germanTexts()}
	for _, l := range d.lists {
		content, err := l.csv()
		if err != nil {
			return nil, err
		}
		out["lists/"+l.name+".csv"] = content
	}
	return out, nil
}

func (l *listFile) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"code", "de"}}
	for _, c := range l.codes {
		rows = append(rows, []string{c.Code, strings.Join(strings.Fields(c.Name), " ")})
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("list %s: %w", l.name, err)
	}
	return b.Bytes(), nil
}

// toml writes a definition line by line.
type toml struct{ bytes.Buffer }

func (t *toml) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// text writes key = "…", and nothing where the text is empty.
func (t *toml) text(key, text string) {
	if text != "" {
		t.line("%s = %s", key, basic(text))
	}
}

func (t *toml) flag(key string, on bool) {
	if on {
		t.line("%s = true", key)
	}
}

func (t *toml) list(key string, texts []string) {
	if len(texts) == 0 {
		return
	}
	quoted := make([]string, len(texts))
	for i, s := range texts {
		quoted[i] = basic(s)
	}
	t.line("%s = [%s]", key, strings.Join(quoted, ", "))
}

func (t *toml) number(key string, n *int64) {
	if n != nil {
		t.line("%s = %d", key, *n)
	}
}

// basic writes a basic string of TOML.
func basic(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteString("\\" + string(c))
		case c == '\n':
			b.WriteString(`\n`)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	return b.String() + `"`
}

// definition writes flow.toml.
func (d *draft) definition(schema *Schema) []byte {
	t := &toml{}
	t.line("# Made from the FIM schema %s %s: %s.", schema.ID, schema.Version, comment(schema.Name))
	t.line("# Rules that nobody could translate stand at the end. authority, category and icon are to be chosen.")
	t.text("id", d.id)
	t.text("version", d.version)
	t.text("icon", d.icon)
	t.text("category", d.category)
	t.text("leistung", d.leistung)
	t.text("authority", d.authority)
	t.text("legal", d.legal)
	t.text("identity", "none")
	t.line("minutes = %d", d.minutes)
	t.list("languages", []string{"de"})
	t.line("\n[import]")
	t.text("schema", schema.ID)
	t.text("version", orZero(schema.Version))
	for _, p := range d.pages {
		d.page(t, p)
	}
	for _, v := range d.values {
		t.line("\n[[value]]")
		t.text("id", v.id)
		t.text("type", "text")
		t.text("is", v.is)
		t.text("fim", v.fim)
		t.text("path", v.path)
	}
	for _, r := range d.rules {
		t.line("\n[[rule]]")
		t.text("id", r.id)
		t.text("field", r.field)
		t.text("holds", r.holds)
		t.text("visible", r.visible)
	}
	for _, p := range d.papers {
		t.line("\n[[proof]]")
		t.text("id", p.id)
		t.line("required = %t\nskippable = true\nmax_pages = %d", p.required, p.pages)
		t.text("visible", p.visible)
	}
	for _, u := range d.unresolved {
		t.line("\n[[unresolved]]")
		t.text("id", u.id)
		t.text("field", u.field)
	}
	return t.Bytes()
}

func orZero(version string) string {
	if version == "" {
		return "0" // a working copy
	}
	return version
}

// comment is a text that cannot end a comment.
func comment(s string) string { return strings.Join(strings.Fields(s), " ") }

func (d *draft) page(t *toml, p *page) {
	t.line("\n[[page]]")
	t.text("id", p.id)
	t.text("tone", p.tone)
	t.text("fim", p.fim)
	t.text("visible", p.visible)
	switch {
	case p.repeat != nil && p.opens:
		t.line("repeat = { id = %s, min = %d, max = %d, count = %s }", basic(p.repeat.id), p.repeat.min, p.repeat.max, basic(p.repeat.count))
	case p.repeat != nil:
		t.line("repeat = { id = %s }", basic(p.repeat.id))
	}
	for _, q := range p.fields {
		d.question(t, q)
	}
}

func (d *draft) question(t *toml, q *question) {
	t.line("\n[[page.field]]")
	for _, r := range q.references {
		t.line("# %s", comment(r))
	}
	t.text("id", q.id)
	t.text("type", q.kind)
	t.flag("required", q.required)
	t.list("options", q.options)
	t.text("list", q.list)
	t.number("min", q.min)
	t.number("max", q.max)
	if q.kind == "number" {
		t.line("decimals = %d", q.decimals)
	}
	if q.earliest != "" {
		t.line("earliest = %s", q.earliest)
	}
	if q.latest != "" {
		t.line("latest = %s", q.latest)
	}
	t.flag("partial", q.partial)
	if q.maxLength > 0 {
		t.line("max_length = %d", q.maxLength)
	}
	t.text("pattern", q.pattern)
	t.text("keyboard", q.keyboard)
	t.text("place_of", q.placeOf)
	t.text("counts", q.counts)
	t.list("row_name", q.rowName)
	t.text("fim", q.fim)
	t.text("path", q.path)
	t.text("legal", q.legal)
}

// germanTexts writes texts.de.toml. Each text has a line of its own, named by its whole key; where a key has others
// below it, it is the entry "text".
func (d *draft) germanTexts() []byte {
	above := map[string]bool{}
	for _, key := range d.texts.keys {
		for i, c := range key {
			if c == '.' {
				above[key[:i]] = true
			}
		}
	}
	t := &toml{}
	for _, key := range d.texts.keys {
		parts := strings.Split(key, ".")
		if above[key] {
			parts = append(parts, "text")
		}
		for i, p := range parts {
			if !bareKey(p) {
				parts[i] = basic(p)
			}
		}
		t.text(strings.Join(parts, "."), d.texts.text[key])
	}
	return t.Bytes()
}

func bareKey(s string) bool {
	return strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}
