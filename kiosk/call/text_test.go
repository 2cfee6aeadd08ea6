package call

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestTextIn(t *testing.T) {
	for _, tt := range []struct {
		name   string
		blocks []string
		want   string
	}{
		{"words", []string{"Guten ", "Tag"}, "Guten Tag"},
		{"erasing", []string{"Tah\bg"}, "Tah\bg"},
		{"every new line is one", []string{"a\u2028b\r\nc\rd\ne"}, "a\nb\nc\nd\ne"},
		{"also where it is split", []string{"a\r", "\nb\r", "c"}, "a\nb\nc"},
		{"what keeps a channel alive", []string{"\ufeff"}, ""},
		{"a bell", []string{"\a!"}, "!"},
		{"an order to the display", []string{"a\u0098bold", "er\u009cb"}, "ab"},
		{"an escape", []string{"a\x1b", "ab"}, "ab"},
		{"what is lost", []string{"a\ufffdb", "\xff"}, "a\ufffdb\ufffd"},
		{"Arabic with its marks", []string{"السلام\u200fعليكم 12"}, "السلام\u200fعليكم 12"},
		{"turning what stands around", []string{"\u202eabc\u2066\u2069"}, "abc"},
		{"a sign of several parts", []string{"👩‍💻"}, "👩‍💻"},
		{"controls", []string{"\x00\x01a\x7f\u0085"}, "a\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var in textIn
			var got strings.Builder
			for _, b := range tt.blocks {
				got.WriteString(in.read(noon, []byte(b)))
			}
			if got.String() != tt.want {
				t.Errorf("got %q, want %q", got.String(), tt.want)
			}
		})
	}
}

func TestTextFlood(t *testing.T) {
	var in textIn
	got := in.read(noon, []byte(strings.Repeat("a", 3*textBurst)))
	if n := utf8.RuneCountInString(got); n != textBurst+1 || !strings.HasSuffix(got, string(lost)) {
		t.Errorf("of a flood %d characters came, the last one %q", n, got[len(got)-3:])
	}
	if got := in.read(noon.Add(time.Second), []byte("Hallo")); got != "Hallo" {
		t.Errorf("a second later %q came", got)
	}
}

func TestTextOut(t *testing.T) {
	var out textOut
	out.add("G")
	if got := out.take(noon); got != "G" {
		t.Errorf("the first character waits: %q", got)
	}
	out.add("ut\n\b\x00\u202e\u2028")
	if got := out.take(noon.Add(bufferedFor - 1)); got != "" {
		t.Errorf("too early went %q", got)
	}
	if got := out.take(noon.Add(bufferedFor)); got != "ut\u2028\b\u2028" {
		t.Errorf("then went %q", got)
	}
	if got := out.take(noon.Add(time.Hour)); got != "" {
		t.Errorf("nothing was typed, and %q went", got)
	}
	out.add(strings.Repeat("ä", maxHeld))
	got := out.take(noon.Add(time.Hour))
	if len(got) > maxHeld+utf8.UTFMax || !utf8.ValidString(got) || !strings.HasPrefix(got, string(lost)) {
		t.Errorf("%d bytes were held, beginning with %q", len(got), got[:4])
	}
}

// FuzzTextIn: whatever comes, the citizen reads only text, and it is the same text wherever the blocks are split.
func FuzzTextIn(f *testing.F) {
	f.Add("Guten Tag", 3)
	f.Add(strings.Repeat("a", textBurst+1), 3)
	f.Add("a\r\nb\u0098x\u009c\x1bac\u202e\ufeff\xff", 2)
	f.Fuzz(func(t *testing.T, s string, at int) {
		var whole, parts textIn
		got := whole.read(noon, []byte(s))
		for _, r := range got {
			if r != '\n' && r != erase && r != lost && !printing(r) {
				t.Fatalf("%U came through", r)
			}
		}
		runes := []rune(s)
		if len(runes) == 0 {
			return
		}
		at = int(uint(at) % uint(len(runes)))
		split := parts.read(noon, []byte(string(runes[:at]))) + parts.read(noon, []byte(string(runes[at:])))
		if len(runes) < textBurst && split != got {
			t.Errorf("whole %q, split %q", got, split)
		}
	})
}
