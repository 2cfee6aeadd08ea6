package mrz

import (
	"slices"
	"strings"
)

// Parse reads the lines of a machine readable zone, top line first, each of full width, unread characters as '_'. It
// returns ErrNoDocument when the lines are not such a zone at all; everything less is a Problem in the Document.
func Parse(lines []string) (Document, error) {
	l, ok := recognise(lines)
	if !ok {
		return Document{}, ErrNoDocument
	}
	r := reading{layout: l, lines: lines, doc: Document{Format: l.format}}
	for _, p := range l.parts {
		r.read(p)
	}
	if l.format == FRA2 {
		r.frenchNames()
	}
	r.composite()
	slices.SortStableFunc(r.doc.Problems, func(a, b Problem) int {
		if a.Position.Line != b.Position.Line {
			return a.Position.Line - b.Position.Line
		}
		return a.Position.Column - b.Position.Column
	})
	return r.doc, nil
}

// recognise finds the layout by shape and first letter. An unread first letter fits every layout of the right shape but the
// visas and the French card, which are rarer.
func recognise(lines []string) (layout, bool) {
	for _, l := range layouts() {
		if len(lines) != l.lines || slices.ContainsFunc(lines, func(s string) bool { return len(s) != l.width }) {
			continue
		}
		if l.format == FRA2 && !strings.HasPrefix(lines[0], "IDFRA") {
			continue
		}
		first := lines[0][0]
		if strings.IndexByte(l.first, first) >= 0 || first == Unread && l.first != "V" {
			return l, true
		}
	}
	return layout{}, false
}

// reading is a document while it is being parsed.
type reading struct {
	layout layout
	lines  []string
	doc    Document
}

func (r *reading) problem(f Field, k ProblemKind, at Position) {
	r.doc.Problems = append(r.doc.Problems, Problem{f, k, at})
}

// read takes one field over, as it stands, and notes what is wrong with it.
func (r *reading) read(p part) {
	if p.field == FieldOptional {
		p.span = r.afterNumber(p.span)
	}
	value := p.of(r.lines)
	clean := r.characters(p.field, p.span, p.class)
	switch p.field {
	case FieldNumber:
		r.number(p, clean)
		return
	case FieldOptional:
		r.doc.Optional = trim(value)
	case FieldNames:
		r.doc.Names = splitNames(value)
	case FieldCode:
		r.doc.Code = trim(value)
	case FieldIssuer:
		r.doc.Issuer = trim(value)
	case FieldNationality:
		r.doc.Nationality = trim(value)
	case FieldSex:
		r.doc.Sex = Sex(trim(value))
	case FieldOptional2:
		r.doc.Optional2 = trim(value)
	case FieldBirth:
		r.doc.Birth = Date(value)
		r.date(p, clean)
	case FieldExpiry:
		r.doc.Expiry = Date(value)
		r.date(p, clean)
	}
	r.checked(p, value, clean)
}

// characters reports every unread or impossible character of a span; it returns true when there is none.
func (r *reading) characters(f Field, s span, c class) bool {
	clean := true
	for i, b := range []byte(s.of(r.lines)) {
		at := Position{s.line, s.from + i}
		switch {
		case b == Unread:
			r.problem(f, UnreadCharacter, at)
		case !c.allows(b):
			r.problem(f, WrongCharacter, at)
		default:
			continue
		}
		clean = false
	}
	return clean
}

// checked compares a field with the digit beside it, if it has one.
func (r *reading) checked(p part, value string, clean bool) {
	if p.check == 0 {
		return
	}
	place := span{p.line, p.check, p.check}
	if digitClean := r.characters(p.field, place, digits); !clean || !digitClean {
		return
	}
	if !fits(value, place.of(r.lines)[0]) {
		r.problem(p.field, WrongCheckDigit, place.position())
	}
}

func (r *reading) date(p part, clean bool) {
	if clean && !Date(p.of(r.lines)).plausible() {
		r.problem(p.field, WrongDate, p.position())
	}
}

// number reads the document number. On TD1 and TD2 a filler in the digit's place says that the rest of the number and its digit
// open the optional field, closed by a filler (Doc 9303-5 and -6, note j).
func (r *reading) number(p part, clean bool) {
	value := p.of(r.lines)
	rest := r.continuation()
	if rest.width() < 1 {
		r.doc.Number = trim(value)
		r.checked(p, value, clean)
		return
	}
	tail := rest.of(r.lines)
	if !r.characters(FieldNumber, rest, alnum) {
		clean = false
	}
	r.doc.Number = value + tail[:len(tail)-1]
	if clean && !fits(r.doc.Number, tail[len(tail)-1]) {
		r.problem(FieldNumber, WrongCheckDigit, Position{rest.line, rest.to})
	}
}

// continuation returns where a long number goes on, its digit included; width 0 when the number is not a long one.
func (r *reading) continuation() span {
	none := span{0, 1, 0}
	if r.layout.format != TD1 && r.layout.format != TD2 {
		return none
	}
	number, _ := r.layout.part(FieldNumber)
	optional, _ := r.layout.part(FieldOptional)
	if r.lines[number.line-1][number.check-1] != Filler || trim(number.of(r.lines)) == "" {
		return none
	}
	text := optional.of(r.lines)
	end := strings.IndexByte(text, Filler)
	if end < 0 {
		end = len(text)
	}
	return span{optional.line, optional.from, optional.from + end - 1}
}

// afterNumber returns what a long number and the filler behind it leave of the optional field.
func (r *reading) afterNumber(optional span) span {
	if rest := r.continuation(); rest.width() > 0 {
		optional.from = min(rest.to+2, optional.to+1)
	}
	return optional
}

func (r *reading) frenchNames() {
	given := frenchGivenNames()
	r.characters(FieldNames, given, letters)
	surname, first := r.doc.Names, splitNames(given.of(r.lines))
	r.doc.Names = Names{
		Primary:        append(surname.Primary, surname.Secondary...),
		Secondary:      append(first.Primary, first.Secondary...),
		MayBeTruncated: surname.MayBeTruncated || first.MayBeTruncated,
	}
}

// composite checks the digit over several fields. Where one of them has an impossible character, that is said already and the
// digit proves nothing about the others.
func (r *reading) composite() {
	place := r.layout.composite
	if place == (span{}) || !r.characters(FieldComposite, place, digits) {
		return
	}
	covered := r.layout.covered()
	if slices.ContainsFunc(r.doc.Problems, func(p Problem) bool { return p.Kind == WrongCharacter && slices.Contains(covered, p.Field) }) {
		return
	}
	var all strings.Builder
	for _, s := range r.layout.over {
		all.WriteString(s.of(r.lines))
	}
	want, ok := CheckDigit(all.String())
	if ok && place.of(r.lines)[0] != want {
		r.problem(FieldComposite, WrongCheckDigit, place.position())
	}
}

func trim(s string) string { return strings.TrimRight(s, string(Filler)) }
