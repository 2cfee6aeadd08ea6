package mrz

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// reference is the day from which the tests look at two-digit years.
func reference() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }

func summary(d Document) string {
	cut := ""
	if d.Names.MayBeTruncated {
		cut = "…"
	}
	return fmt.Sprintf("%s %s %s/%s %s %s//%s%s %s %s %s [%s|%s]", d.Format, d.Code, d.Issuer, d.Nationality, d.Number,
		strings.Join(d.Names.Primary, " "), strings.Join(d.Names.Secondary, " "), cut, d.Birth, string(d.Sex), d.Expiry, d.Optional, d.Optional2)
}

func TestParseSpecimens(t *testing.T) {
	for _, s := range specimens() {
		t.Run(s.name, func(t *testing.T) {
			d, err := Parse(s.lines)
			if err != nil {
				t.Fatal(err)
			}
			if !d.Flawless() {
				t.Errorf("problems: %v", d.Problems)
			}
			if got := summary(d); got != s.want {
				t.Errorf("got  %s\nwant %s", got, s.want)
			}
		})
	}
}

func TestCheckDigitExamples(t *testing.T) { // Doc 9303-3, appendix A
	for _, c := range []struct {
		text string
		want byte
	}{
		{"520727", '3'}, {"AB2134<<<", '5'},
		{"HA672242<658022549601086<<<<<<<<<<<<<<0", '8'},
		{"D231458907<<<<<<<<<<<<<<<34071279507122<<<<<<<<<<", '2'},
	} {
		if got, ok := CheckDigit(c.text); !ok || got != c.want {
			t.Errorf("CheckDigit(%q) = %c, %v; want %c", c.text, got, ok, c.want)
		}
	}
	if _, ok := CheckDigit("52_727"); ok {
		t.Error("an unread character has a check digit")
	}
}

func TestParseProblems(t *testing.T) {
	jana := []string{"IDD<<L7XK40PN21<<<<<<<<<<<<<<<", "8908149<3308142D<<2108<<<<<<<8", "LEHMANN<<JANA<<<<<<<<<<<<<<<<<"}
	for i, want := range fixDigits(t, jana) {
		jana[i] = want
	}
	for _, c := range []struct {
		name     string
		line     int
		column   int
		char     byte
		want     []Problem
		distrust []Field
	}{
		{"unread in number", 1, 8, '_', []Problem{{FieldNumber, UnreadCharacter, Position{1, 8}}}, []Field{FieldNumber}},
		{"unread digit of number", 1, 15, '_', []Problem{{FieldNumber, UnreadCharacter, Position{1, 15}}}, []Field{FieldNumber}},
		{"unread in optional", 1, 20, '_', []Problem{{FieldOptional, UnreadCharacter, Position{1, 20}}}, []Field{FieldOptional}},
		{"unread in names", 3, 2, '_', []Problem{{FieldNames, UnreadCharacter, Position{3, 2}}}, []Field{FieldNames}},
		{"unread in birth", 2, 3, '_', []Problem{{FieldBirth, UnreadCharacter, Position{2, 3}}}, []Field{FieldBirth}},
		{"unread sex", 2, 8, '_', []Problem{{FieldSex, UnreadCharacter, Position{2, 8}}}, []Field{FieldSex}},
		{"unread composite", 2, 30, '_', []Problem{{FieldComposite, UnreadCharacter, Position{2, 30}}}, nil},
		{"unread code", 1, 1, '_', []Problem{{FieldCode, UnreadCharacter, Position{1, 1}}}, []Field{FieldCode}},
		{"digit in name", 3, 2, '3', []Problem{{FieldNames, WrongCharacter, Position{3, 2}}}, []Field{FieldNames}},
		{"letter in birth", 2, 2, 'O', []Problem{{FieldBirth, WrongCharacter, Position{2, 2}}}, []Field{FieldBirth}},
		{"lower case", 3, 2, 'e', []Problem{{FieldNames, WrongCharacter, Position{3, 2}}}, []Field{FieldNames}},
		{"wrong composite", 2, 30, '1', []Problem{{FieldComposite, WrongCheckDigit, Position{2, 30}}},
			[]Field{FieldNumber, FieldBirth, FieldExpiry, FieldOptional, FieldOptional2}},
		{"number misread", 1, 8, 'Y', []Problem{{FieldNumber, WrongCheckDigit, Position{1, 15}}, {FieldComposite, WrongCheckDigit, Position{2, 30}}},
			[]Field{FieldNumber, FieldBirth, FieldExpiry, FieldOptional, FieldOptional2}},
		{"filler for composite", 2, 30, '<', []Problem{{FieldComposite, WrongCheckDigit, Position{2, 30}}},
			[]Field{FieldNumber, FieldBirth, FieldExpiry, FieldOptional, FieldOptional2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines := append([]string(nil), jana...)
			b := []byte(lines[c.line-1])
			b[c.column-1] = c.char
			lines[c.line-1] = string(b)
			d, err := Parse(lines)
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprint(d.Problems) != fmt.Sprint(c.want) {
				t.Errorf("problems %v\nwant %v", d.Problems, c.want)
			}
			distrusted := map[Field]bool{}
			for _, f := range c.distrust {
				distrusted[f] = true
			}
			for _, p := range layoutOf(d.Format).parts {
				if d.Trusted(p.field) == distrusted[p.field] {
					t.Errorf("Trusted(%s) = %v", p.field, d.Trusted(p.field))
				}
			}
		})
	}
}

// fixDigits returns the lines with right check digits.
func fixDigits(t *testing.T, lines []string) []string {
	t.Helper()
	d, err := Parse(lines)
	if err != nil {
		t.Fatal(err)
	}
	fixed, err := Encode(d)
	if err != nil {
		t.Fatal(err)
	}
	return fixed
}

func TestKeepsWhatWasRead(t *testing.T) {
	d, err := Parse([]string{"IDD<<L7XK4_PN21<<<<<<<<<<<<<<<", "8908149<3308142D<<2108<<<<<<<8", "LEHM0NN<<JANA<<<<<<<<<<<<<<<<<"})
	if err != nil {
		t.Fatal(err)
	}
	if d.Number != "L7XK4_PN2" || d.Names.Primary[0] != "LEHM0NN" {
		t.Errorf("corrected: %s %v", d.Number, d.Names.Primary)
	}
	r := d.Reliable()
	if r.Number != "" || r.Names.Primary != nil || r.Nationality != "D" || len(r.Problems) != len(d.Problems) {
		t.Errorf("Reliable = %+v", r)
	}
}

func TestParseNegatives(t *testing.T) {
	for _, c := range []struct {
		name  string
		lines []string
		want  Problem
	}{
		{"composite of a public test set", []string{"P<D<<MUSTERMAN<<CHRISTIAN<<<<<<<<<<<<<<<<<<<", "0000000000D<<8601067M1111156<<<<<<<<<<<<<<<2"},
			Problem{FieldComposite, WrongCheckDigit, Position{2, 44}}},
		{"composite filler of OpenPACE", []string{"IDD<<T220001293<<<<<<<<<<<<<<<", "6408125<1010318D<<<<<<<<<<<<<<", "MUSTERMANN<<ERIKA<<<<<<<<<<<<<"},
			Problem{FieldComposite, WrongCheckDigit, Position{2, 30}}},
		{"long number's digit", []string{"I<UTOD23145890<7340<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"},
			Problem{FieldNumber, WrongCheckDigit, Position{1, 19}}},
		{"unread in a long number's rest", []string{"I<UTOD23145890<7_49<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"},
			Problem{FieldNumber, UnreadCharacter, Position{1, 17}}},
		{"no digit for a number", []string{"I<UTOD23145890<<<<<<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"},
			Problem{FieldNumber, WrongCheckDigit, Position{1, 15}}},
		{"month 13", []string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7413122F1204159ZE184226B<<<<<10"},
			Problem{FieldBirth, WrongDate, Position{2, 14}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := Parse(c.lines)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range d.Problems {
				if p == c.want {
					return
				}
			}
			t.Errorf("problems %v lack %v", d.Problems, c.want)
		})
	}
}

func TestParseNoDocument(t *testing.T) {
	wide := strings.Repeat("X", 44)
	for name, lines := range map[string][]string{
		"nothing": nil, "one line": {wide}, "wrong letter": {wide, wide}, "uneven": {"P" + wide, wide},
		"three of 44": {"P" + wide[1:], wide, wide}, "empty lines": {"", ""},
		"licence": {"D1NLD1508094962111659VV8N45E85"},
	} {
		if _, err := Parse(lines); !errors.Is(err, ErrNoDocument) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestUnknownBirthParts(t *testing.T) {
	d, err := Parse(fixDigits(t, []string{"IDD<<L7XK40PN21<<<<<<<<<<<<<<<", "83<<<<0<3308142D<<2108<<<<<<<8", "LEHMANN<<JANA<<<<<<<<<<<<<<<<<"}))
	if err != nil || !d.Flawless() {
		t.Fatal(err, d.Problems)
	}
	if day, ok := d.Birth.Born(reference()); !ok || day.String() != "1983" || day.Complete() {
		t.Errorf("born %v %v", day, ok)
	}
}
