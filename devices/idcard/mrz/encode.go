package mrz

import (
	"fmt"
	"strings"
)

// Encode writes the lines of d with all check digits. It needs a Format other than FRA2; names that do not fit are cut at the field's
// end. Problems are ignored. It fails when a field does not fit or holds a character that may not stand there.
func Encode(d Document) ([]string, error) {
	l := layoutOf(d.Format)
	if l.lines == 0 || l.format == FRA2 {
		return nil, fmt.Errorf("mrz: cannot write format %q", d.Format)
	}
	w := writing{layout: l, lines: make([][]byte, l.lines)}
	for i := range w.lines {
		w.lines[i] = []byte(strings.Repeat(string(Filler), l.width))
	}
	number, optional := d.Number, d.Optional
	place, _ := l.part(FieldNumber)
	long := len(number) > place.width() && (l.format == TD1 || l.format == TD2)
	if long {
		digit, _ := CheckDigit(number)
		optional = number[place.width():] + string(digit) + string(Filler) + optional
		number = number[:place.width()]
	}
	names, _ := l.part(FieldNames)
	for _, f := range []struct {
		field Field
		value string
	}{
		{FieldCode, d.Code}, {FieldIssuer, d.Issuer}, {FieldNumber, number}, {FieldNationality, d.Nationality},
		{FieldBirth, string(d.Birth)}, {FieldSex, string(d.Sex)}, {FieldExpiry, string(d.Expiry)},
		{FieldOptional, strings.TrimRight(optional, string(Filler))}, {FieldOptional2, d.Optional2},
		{FieldNames, d.Names.field(names.width())},
	} {
		if err := w.put(f.field, f.value); err != nil {
			return nil, err
		}
	}
	if long {
		w.lines[place.line-1][place.check-1] = Filler
	}
	return w.close(), nil
}

// field joins the names for a field of the given width.
func (n Names) field(width int) string {
	joined := strings.Join(n.Primary, "<")
	if len(n.Secondary) > 0 {
		joined += "<<" + strings.Join(n.Secondary, "<")
	}
	return joined[:min(len(joined), width)]
}

// writing is a zone while it is being built.
type writing struct {
	layout layout
	lines  [][]byte
}

// put writes a field and its check digit.
func (w *writing) put(f Field, value string) error {
	p, ok := w.layout.part(f)
	if !ok {
		if value != "" {
			return fmt.Errorf("mrz: format %s has no field %s", w.layout.format, f)
		}
		return nil
	}
	if len(value) > p.width() {
		return fmt.Errorf("mrz: field %s takes %d characters", f, p.width())
	}
	for i := range len(value) {
		if !p.class.allows(value[i]) {
			return fmt.Errorf("mrz: field %s does not take its character %d", f, i+1)
		}
	}
	line := w.lines[p.line-1]
	copy(line[p.from-1:p.to], value)
	if p.check > 0 {
		digit, _ := CheckDigit(string(line[p.from-1 : p.to]))
		line[p.check-1] = digit
	}
	return nil
}

// close writes the composite digit.
func (w *writing) close() []string {
	lines := make([]string, len(w.lines))
	for i, l := range w.lines {
		lines[i] = string(l)
	}
	place := w.layout.composite
	if place == (span{}) {
		return lines
	}
	var all strings.Builder
	for _, s := range w.layout.over {
		all.WriteString(s.of(lines))
	}
	digit, _ := CheckDigit(all.String())
	w.lines[place.line-1][place.from-1] = digit
	lines[place.line-1] = string(w.lines[place.line-1])
	return lines
}
