package simulator

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for _, test := range []struct {
		line string
		want []string
	}{
		{"", nil},
		{" \t ", nil},
		{"printer paper end", []string{"printer", "paper", "end"}},
		{"  a\tb  ", []string{"a", "b"}},
		{`scanner sheet 'my file.png'`, []string{"scanner", "sheet", "my file.png"}},
		{`a "b \"c\" \\ \d"`, []string{"a", `b "c" \ \d`}},
		{`a'b'"c"d`, []string{"abcd"}},
		{`'' ""`, []string{"", ""}},
		{`a\ b \'`, []string{"a b", "'"}},
		{"a\x00b ü", []string{"a\x00b", "ü"}},
	} {
		got, err := split(test.line)
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("split(%q) = %q, %v", test.line, got, err)
		}
	}
	for _, bad := range []string{`'a`, `"a`, `a\`, `"a\"`} {
		if got, err := split(bad); !errors.Is(err, errQuote) {
			t.Errorf("split(%q) = %q, %v", bad, got, err)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"", "a|b", "it's|\"q\"|\\|", " |\t|", "\x00\xff|'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, joined string) {
		words := strings.Split(joined, "|")
		line := quote(words)
		got, err := split(line)
		if err != nil || !slices.Equal(got, words) {
			t.Errorf("split(quote(%q)) = %q, %v", words, got, err)
		}
		split(joined) // whatever it is, it ends
	})
}
