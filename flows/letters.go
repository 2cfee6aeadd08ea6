package flows

import (
	"slices"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The characters that names, addresses and free texts may have: data type C of DIN 91379:2022-08, "Zeichen und
// definierte Zeichensequenzen in Unicode für die elektronische Verarbeitung von Namen und den Datenaustausch in Europa",
// which the registers can store and print. The published schema is din-norm-91379-datatypes.xsd (xoev.de). Texts are
// compared in normal form C. Tabs are left out, and line feeds only belong into long texts: nobody can type the others.

// din91379 holds the single characters.
var din91379 = &unicode.RangeTable{
	R16: []unicode.Range16{
		{Lo: 0x0020, Hi: 0x007e, Stride: 1}, {Lo: 0x00a0, Hi: 0x00ac, Stride: 1}, {Lo: 0x00ae, Hi: 0x017e, Stride: 1},
		{Lo: 0x0187, Hi: 0x0188, Stride: 1}, {Lo: 0x018f, Hi: 0x018f, Stride: 1}, {Lo: 0x0197, Hi: 0x0197, Stride: 1},
		{Lo: 0x01a0, Hi: 0x01a1, Stride: 1}, {Lo: 0x01af, Hi: 0x01b0, Stride: 1}, {Lo: 0x01b7, Hi: 0x01b7, Stride: 1},
		{Lo: 0x01cd, Hi: 0x01dc, Stride: 1}, {Lo: 0x01de, Hi: 0x01df, Stride: 1}, {Lo: 0x01e2, Hi: 0x01f0, Stride: 1},
		{Lo: 0x01f4, Hi: 0x01f5, Stride: 1}, {Lo: 0x01f8, Hi: 0x01ff, Stride: 1}, {Lo: 0x0212, Hi: 0x0213, Stride: 1},
		{Lo: 0x0218, Hi: 0x021b, Stride: 1}, {Lo: 0x021e, Hi: 0x021f, Stride: 1}, {Lo: 0x0227, Hi: 0x0233, Stride: 1},
		{Lo: 0x0259, Hi: 0x0259, Stride: 1}, {Lo: 0x0268, Hi: 0x0268, Stride: 1}, {Lo: 0x0292, Hi: 0x0292, Stride: 1},
		{Lo: 0x02b9, Hi: 0x02ba, Stride: 1}, {Lo: 0x02be, Hi: 0x02bf, Stride: 1}, {Lo: 0x02c8, Hi: 0x02c8, Stride: 1},
		{Lo: 0x02cc, Hi: 0x02cc, Stride: 1}, {Lo: 0x1e02, Hi: 0x1e03, Stride: 1}, {Lo: 0x1e06, Hi: 0x1e07, Stride: 1},
		{Lo: 0x1e0a, Hi: 0x1e11, Stride: 1}, {Lo: 0x1e17, Hi: 0x1e17, Stride: 1}, {Lo: 0x1e1c, Hi: 0x1e2b, Stride: 1},
		{Lo: 0x1e2f, Hi: 0x1e37, Stride: 1}, {Lo: 0x1e3a, Hi: 0x1e3b, Stride: 1}, {Lo: 0x1e40, Hi: 0x1e49, Stride: 1},
		{Lo: 0x1e52, Hi: 0x1e5b, Stride: 1}, {Lo: 0x1e5e, Hi: 0x1e63, Stride: 1}, {Lo: 0x1e6a, Hi: 0x1e6f, Stride: 1},
		{Lo: 0x1e80, Hi: 0x1e87, Stride: 1}, {Lo: 0x1e8c, Hi: 0x1e97, Stride: 1}, {Lo: 0x1e9e, Hi: 0x1e9e, Stride: 1},
		{Lo: 0x1ea0, Hi: 0x1ef9, Stride: 1}, {Lo: 0x2019, Hi: 0x2019, Stride: 1}, {Lo: 0x2021, Hi: 0x2021, Stride: 1},
		{Lo: 0x20ac, Hi: 0x20ac, Stride: 1},
	},
	LatinOffset: 2,
}

// din91379Sequences holds, by letter, the combining marks that may follow it where no single character exists.
var din91379Sequences = map[rune][]string{
	'A':      {"\u030b"},
	'C':      {"\u0300", "\u0304", "\u0306", "\u0308", "\u0315", "\u0323", "\u0326", "\u0328\u0306"},
	'D':      {"\u0302"},
	'F':      {"\u0300", "\u0304"},
	'G':      {"\u0300"},
	'H':      {"\u0304", "\u0326", "\u0331"},
	'J':      {"\u0301", "\u030c"},
	'K':      {"\u0300", "\u0302", "\u0304", "\u0307", "\u0315", "\u031b", "\u0326", "\u035f"},
	'L':      {"\u0302", "\u0325", "\u0325\u0304", "\u0326"},
	'M':      {"\u0300", "\u0302", "\u0306", "\u0310"},
	'N':      {"\u0302", "\u0304", "\u0306", "\u0326"},
	'P':      {"\u0300", "\u0304", "\u0315", "\u0323"},
	'R':      {"\u0306", "\u0325", "\u0325\u0304"},
	'S':      {"\u0300", "\u0304", "\u031b\u0304", "\u0331"},
	'T':      {"\u0300", "\u0304", "\u0308", "\u0315", "\u031b"},
	'U':      {"\u0307"},
	'Z':      {"\u0300", "\u0304", "\u0306", "\u0308", "\u0327"},
	'a':      {"\u030b"},
	'c':      {"\u0300", "\u0304", "\u0306", "\u0308", "\u0315", "\u0323", "\u0326", "\u0328\u0306"},
	'd':      {"\u0302"},
	'f':      {"\u0300", "\u0304"},
	'g':      {"\u0300"},
	'h':      {"\u0304", "\u0326"},
	'j':      {"\u0301"},
	'k':      {"\u0300", "\u0302", "\u0304", "\u0307", "\u0315", "\u031b", "\u0326", "\u035f"},
	'l':      {"\u0302", "\u0325", "\u0325\u0304", "\u0326"},
	'm':      {"\u0300", "\u0302", "\u0306", "\u0310"},
	'n':      {"\u0302", "\u0304", "\u0306", "\u0326"},
	'p':      {"\u0300", "\u0304", "\u0315", "\u0323"},
	'r':      {"\u0306", "\u0325", "\u0325\u0304"},
	's':      {"\u0300", "\u0304", "\u031b\u0304", "\u0331"},
	't':      {"\u0300", "\u0304", "\u0315", "\u031b"},
	'u':      {"\u0307"},
	'z':      {"\u0300", "\u0304", "\u0306", "\u0308", "\u0327"},
	'\u00c7': {"\u0306"},
	'\u00db': {"\u0304"},
	'\u00e7': {"\u0306"},
	'\u00fb': {"\u0304"},
	'\u00ff': {"\u0301"},
	'\u010c': {"\u0315", "\u0323"},
	'\u010d': {"\u0315", "\u0323"},
	'\u0113': {"\u030d"},
	'\u012a': {"\u0301"},
	'\u012b': {"\u0301"},
	'\u014d': {"\u030d"},
	'\u017d': {"\u0326", "\u0327"},
	'\u017e': {"\u0326", "\u0327"},
	'\u1e32': {"\u0304"},
	'\u1e33': {"\u0304"},
	'\u1e62': {"\u0304"},
	'\u1e63': {"\u0304"},
	'\u1e6c': {"\u0304"},
	'\u1e6d': {"\u0304"},
	'\u1ea0': {"\u0308"},
	'\u1ea1': {"\u0308"},
	'\u1ecc': {"\u0308"},
	'\u1ecd': {"\u0308"},
	'\u1ee4': {"\u0304", "\u0308"},
	'\u1ee5': {"\u0304", "\u0308"},
}

// badCharacters reports whether a text in normal form C has a character or sequence outside DIN 91379.
func badCharacters(s string, lines bool) bool {
	plain := func(c byte) bool { return ' ' <= c && c <= '~' || c == '\n' && lines }
	first := 0
	for first < len(s) && plain(s[first]) {
		first++
	}
	if first == len(s) {
		return false
	}
	runes := []rune(s)
	for i := 0; i < len(runes); {
		r := runes[i]
		i++
		if r == '\n' && lines {
			continue
		}
		if !unicode.Is(din91379, r) {
			return true
		}
		first := i
		for i < len(runes) && isMark(runes[i]) {
			i++
		}
		if i > first && !slices.Contains(din91379Sequences[r], string(runes[first:i])) {
			return true
		}
	}
	return false
}

// isMark reports whether the rune is in the block of combining diacritical marks.
func isMark(r rune) bool { return r >= 0x0300 && r <= 0x036f }

// normal returns the text in normal form C.
func normal(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return norm.NFC.String(s)
		}
	}
	return s
}
