// Package mrz reads and writes the machine readable zone of travel documents and identity cards: ICAO Doc 9303, 8th
// edition, parts 3 (what all share), 4 (TD3), 5 (TD1), 6 (TD2) and 7 (visas), and the old French card with rules of its own.
//
// It is pure: no clock, no I/O. It never corrects what was read: a zero that should be an O stays a zero. A failed check digit or
// an unread character leaves the field as read and adds a Problem; Document.Trusted says which fields can be used.
// It never judges whether a document is genuine or valid: a machine readable zone can be printed by anybody.
package mrz

import (
	"errors"
	"slices"
)

// Unread is the character that a reader puts where it could not read one.
const Unread = '_'

// Filler is the character of Doc 9303 for "nothing here".
const Filler = '<'

// ErrNoDocument says that the lines are not the machine readable zone of any document known here: wrong number or length of
// lines, or a first letter that no document has.
var ErrNoDocument = errors.New("mrz: no document known")

// Format is the layout of a machine readable zone.
type Format string

// The formats that Parse knows.
const (
	TD1  Format = "TD1"     // 3 × 30, cards (Doc 9303-5)
	TD2  Format = "TD2"     // 2 × 36, older cards (Doc 9303-6)
	TD3  Format = "TD3"     // 2 × 44, passports (Doc 9303-4)
	MRVA Format = "MRV-A"   // 2 × 44, visas (Doc 9303-7)
	MRVB Format = "MRV-B"   // 2 × 36, visas (Doc 9303-7)
	FRA2 Format = "FRA-236" // 2 × 36, French card 1988–2021, rules of its own
)

// Field names a part of the zone.
type Field string

// The fields. Composite is the check digit over several of the others.
const (
	FieldCode        Field = "code"
	FieldIssuer      Field = "issuer"
	FieldNumber      Field = "number"
	FieldNames       Field = "names"
	FieldNationality Field = "nationality"
	FieldBirth       Field = "birth"
	FieldSex         Field = "sex"
	FieldExpiry      Field = "expiry"
	FieldOptional    Field = "optional"
	FieldOptional2   Field = "optional2"
	FieldComposite   Field = "composite"
)

// ProblemKind says what is wrong with a field.
type ProblemKind string

// The kinds of problems.
const (
	UnreadCharacter ProblemKind = "unread"      // the reader could not read this character
	WrongCharacter  ProblemKind = "character"   // a character that may not stand here, such as a digit in a name
	WrongCheckDigit ProblemKind = "check-digit" // the digit does not fit the field
	WrongDate       ProblemKind = "date"        // no day of the calendar
)

// Position is a place in the zone; both count from 1, as Doc 9303 does.
type Position struct{ Line, Column int }

// Problem is one thing that is wrong with what was read. It holds no part of what was read, so it may be logged.
type Problem struct {
	Field    Field
	Kind     ProblemKind
	Position Position // the character, or the check digit, or the first character of the field
}

// Sex as the zone has it; the zero value is "<", unspecified.
type Sex string

// The values of Doc 9303-3.
const (
	Unspecified Sex = ""
	Female      Sex = "F"
	Male        Sex = "M"
)

// Document is a machine readable zone as it was read, fillers removed.
type Document struct {
	Format      Format
	Code        string // "P", "ID", "I", "AC", "V" …
	Issuer      string // three letters, but "D" for Germany
	Number      string // the whole number, also where it continues in the optional field; may hold a filler inside
	Names       Names
	Nationality string // as Issuer
	Birth       Date
	Sex         Sex
	Expiry      Date   // empty on the old French card
	Optional    string // line 1 on TD1, else line 2; without the continuation of a long number
	Optional2   string // line 2 on TD1 only
	Problems    []Problem
}

// Names are the identifiers as the zone has them: capital letters A–Z, one entry a component.
type Names struct {
	Primary        []string // usually the family name
	Secondary      []string // usually the given names; empty where the holder has none
	MayBeTruncated bool     // a letter stands in the last place of a name field (Doc 9303-4, 4.2.3): perhaps cut, perhaps not
}

// Trusted reports whether a field was read without a problem. Fields that a check digit covers were also checked by it; names,
// code, issuer, nationality and sex have none, so for them it only says that every character was read and may stand there.
// A wrong composite digit makes every field doubtful that it covers, for nobody can say which one is wrong.
func (d Document) Trusted(f Field) bool {
	composite := false
	for _, p := range d.Problems {
		if p.Field == f {
			return false
		}
		composite = composite || p.Field == FieldComposite && p.Kind == WrongCheckDigit
	}
	return !composite || !slices.Contains(layoutOf(d.Format).covered(), f)
}

// Flawless reports whether nothing at all was wrong.
func (d Document) Flawless() bool { return len(d.Problems) == 0 }

// Reliable returns a copy that holds only the trusted fields. The problems stay, so that a page can say what to type.
func (d Document) Reliable() Document {
	r := d
	if !d.Trusted(FieldCode) {
		r.Code = ""
	}
	if !d.Trusted(FieldIssuer) {
		r.Issuer = ""
	}
	if !d.Trusted(FieldNumber) {
		r.Number = ""
	}
	if !d.Trusted(FieldNames) {
		r.Names = Names{}
	}
	if !d.Trusted(FieldNationality) {
		r.Nationality = ""
	}
	if !d.Trusted(FieldBirth) {
		r.Birth = ""
	}
	if !d.Trusted(FieldSex) {
		r.Sex = Unspecified
	}
	if !d.Trusted(FieldExpiry) {
		r.Expiry = ""
	}
	if !d.Trusted(FieldOptional) {
		r.Optional = ""
	}
	if !d.Trusted(FieldOptional2) {
		r.Optional2 = ""
	}
	return r
}
