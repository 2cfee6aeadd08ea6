package mrz

// class says which characters may stand in a field.
type class int

const (
	letters class = iota // A–Z and filler
	alnum                // A–Z, 0–9 and filler
	digits               // 0–9 and filler
	sexes                // F, M and filler
)

func (c class) allows(b byte) bool {
	letter, digit := b >= 'A' && b <= 'Z', b >= '0' && b <= '9'
	switch {
	case b == Filler:
		return true
	case c == letters:
		return letter
	case c == digits:
		return digit
	case c == sexes:
		return b == 'F' || b == 'M'
	}
	return letter || digit
}

// span is a run of characters in one line, counted from 1, both ends included, as the tables of Doc 9303 give it.
type span struct{ line, from, to int }

func (s span) of(lines []string) string { return lines[s.line-1][s.from-1 : s.to] }

func (s span) position() Position { return Position{Line: s.line, Column: s.from} }

func (s span) width() int { return s.to - s.from + 1 }

// part is a field in its place. check is the column of its digit in the same line, 0 for none.
type part struct {
	field Field
	span
	class class
	check int
}

// layout is a format as a table.
type layout struct {
	format    Format
	lines     int
	width     int
	first     string // letters that may open line 1
	parts     []part
	composite span   // place of the composite digit; zero on visas
	over      []span // what the composite digit covers
}

func (l layout) part(f Field) (part, bool) {
	for _, p := range l.parts {
		if p.field == f {
			return p, true
		}
	}
	return part{}, false
}

// covered lists the fields that lie within the composite digit's spans.
func (l layout) covered() []Field {
	var fields []Field
	for _, p := range l.parts {
		for _, o := range l.over {
			if p.line == o.line && p.from >= o.from && p.to <= o.to {
				fields = append(fields, p.field)
				break
			}
		}
	}
	return fields
}

func head(names span) []part {
	return []part{
		{FieldCode, span{1, 1, 2}, letters, 0},
		{FieldIssuer, span{1, 3, 5}, letters, 0},
		{FieldNames, names, letters, 0},
	}
}

// lower is line 2 up to the expiry's digit, the same on TD2, TD3 and visas.
func lower(optional part) []part {
	return []part{
		{FieldNumber, span{2, 1, 9}, alnum, 10},
		{FieldNationality, span{2, 11, 13}, letters, 0},
		{FieldBirth, span{2, 14, 19}, digits, 20},
		{FieldSex, span{2, 21, 21}, sexes, 0},
		{FieldExpiry, span{2, 22, 27}, digits, 28},
		optional,
	}
}

// layouts returns all formats. Sources: Doc 9303-4 4.2.2, -5 4.2.2, -6 4.2.2, -7 4.2 and 5.2; the French card from its specimens.
func layouts() []layout {
	wide, narrow := span{1, 6, 44}, span{1, 6, 36}
	return []layout{
		{TD1, 3, 30, "AIC", []part{
			{FieldCode, span{1, 1, 2}, letters, 0},
			{FieldIssuer, span{1, 3, 5}, letters, 0},
			{FieldNumber, span{1, 6, 14}, alnum, 15},
			{FieldOptional, span{1, 16, 30}, alnum, 0},
			{FieldBirth, span{2, 1, 6}, digits, 7},
			{FieldSex, span{2, 8, 8}, sexes, 0},
			{FieldExpiry, span{2, 9, 14}, digits, 15},
			{FieldNationality, span{2, 16, 18}, letters, 0},
			{FieldOptional2, span{2, 19, 29}, alnum, 0},
			{FieldNames, span{3, 1, 30}, letters, 0},
		}, span{2, 30, 30}, []span{{1, 6, 30}, {2, 1, 7}, {2, 9, 15}, {2, 19, 29}}},
		{FRA2, 2, 36, "I", []part{
			{FieldCode, span{1, 1, 2}, letters, 0},
			{FieldIssuer, span{1, 3, 5}, letters, 0},
			{FieldNames, span{1, 6, 30}, letters, 0}, // the given names follow in line 2, see frenchGivenNames
			{FieldOptional, span{1, 31, 36}, alnum, 0},
			{FieldNumber, span{2, 1, 12}, alnum, 13},
			{FieldBirth, span{2, 28, 33}, digits, 34},
			{FieldSex, span{2, 35, 35}, sexes, 0},
		}, span{2, 36, 36}, []span{{1, 1, 36}, {2, 1, 35}}},
		{TD2, 2, 36, "AIC", append(head(narrow), lower(part{FieldOptional, span{2, 29, 35}, alnum, 0})...),
			span{2, 36, 36}, []span{{2, 1, 10}, {2, 14, 20}, {2, 22, 35}}},
		{MRVB, 2, 36, "V", append(head(narrow), lower(part{FieldOptional, span{2, 29, 36}, alnum, 0})...), span{}, nil},
		{TD3, 2, 44, "P", append(head(wide), lower(part{FieldOptional, span{2, 29, 42}, alnum, 43})...),
			span{2, 44, 44}, []span{{2, 1, 10}, {2, 14, 20}, {2, 22, 43}}},
		{MRVA, 2, 44, "V", append(head(wide), lower(part{FieldOptional, span{2, 29, 44}, alnum, 0})...), span{}, nil},
	}
}

// frenchGivenNames is the second half of the names on the old French card.
func frenchGivenNames() span { return span{2, 14, 27} }

func layoutOf(f Format) layout {
	for _, l := range layouts() {
		if l.format == f {
			return l
		}
	}
	return layout{}
}
