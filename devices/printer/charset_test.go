package printer

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestPlain(t *testing.T) {
	tests := []struct {
		text     string
		want     []byte
		replaced []Replacement
	}{
		{"äöüÄÖÜß€", []byte{0x84, 0x94, 0x81, 0x8e, 0x99, 0x9a, 0xe1, 0xd5}, nil},
		{"a\u0308", []byte{0x84}, nil}, // composed before it is encoded
		{"─│┌┐└┘", []byte{0xc4, 0xb3, 0xda, 0xbf, 0xc0, 0xd9}, nil},
		{"„Haus“ – ‚Hof‘ …", []byte(`"Haus" - 'Hof' ...`), nil},
		{"1\u00a0Seite", []byte("1 Seite"), nil},
		{"Łódź", []byte{'L', 0xa2, 'd', 'z'}, []Replacement{{'Ł', "L"}, {'ź', "z"}}},
		{"Dvořák", []byte{'D', 'v', 'o', 'r', 0xa0, 'k'}, []Replacement{{'ř', "r"}}},
		{"ł đ Đ œ Œ ı", []byte("l d D oe OE i"), []Replacement{{'ł', "l"}, {'đ', "d"}, {'Đ', "D"}, {'œ', "oe"}, {'Œ', "OE"}, {'ı', "i"}}},
		{"•\u2009a\u202fb\u2060c\t", []byte("\xfa a bc "), nil},
		{"GROẞ", []byte("GROSS"), []Replacement{{'ẞ', "SS"}}},
		{"م", []byte{0xfe}, []Replacement{{'م', "■"}}},
		{"\x1b@", []byte{0xfe, '@'}, []Replacement{{'\x1b', "■"}}},
		{"\x10\x04\x01", []byte{0xfe, 0xfe, 0xfe}, []Replacement{{0x10, "■"}, {4, "■"}, {1, "■"}}},
	}
	for _, test := range tests {
		text, replaced := plain(test.text, onlyPC858())
		if got, rest := encodeRun(text, onlyPC858()[0]); !bytes.Equal(got, test.want) || rest != "" {
			t.Errorf("%q is % x, want % x", test.text, got, test.want)
		}
		if !slices.Equal(replaced, test.replaced) {
			t.Errorf("%q replaces %v, want %v", test.text, replaced, test.replaced)
		}
	}
}

func FuzzPlain(f *testing.F) {
	for _, seed := range []string{"Bürgeramt", "\x1b\x1d\x10", "שלום", "a\u0308\u00ad-\u00a0", "\xff\xfe"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		pages := westAndEast()
		out, _ := plain(text, pages)
		for _, r := range out {
			if r == softHyphen || r == '\n' {
				continue
			}
			if !inOnePage(r, pages) {
				t.Errorf("%q leaves %q", text, r)
			}
		}
		e := encoder{profile: Profile{Pages: pages}}
		e.text(strings.ReplaceAll(strings.ReplaceAll(out, "\n", ""), "\u00ad", ""))
		for _, b := range bytes.ReplaceAll(e.job.Bytes, []byte("\x1bt"), nil) {
			if unicode.IsControl(rune(b)) && b < 0x80 && b != 16 && b != 18 && b != 19 {
				t.Errorf("%q gives the control byte %02x", text, b)
			}
		}
	})
}
