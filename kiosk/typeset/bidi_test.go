package typeset

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

func TestBidiLevels(t *testing.T) {
	tests := []struct {
		name, text string
		rtl        bool
		want       string // one digit a rune
	}{
		{"latin", "ab 12", false, "00000"},
		{"digits between arabic and latin keep their place", "عر 12 ab", false, "11122000"},
		{"latin in arabic", "عر ab عر", true, "11122111"},
		{"brackets take the inner direction of the line", "ab (عر) c", false, "000011000"},
		{"phone number without isolate is torn apart", "عر 0351-48", true, "1112222122"},
		{"phone number in an isolate holds together", "عر \u20660351-48\u2069", true, "111122222221"},
		{"arabic in an isolate in latin", "a \u2067عر 1\u2069 b", false, "0001112000"},
		{"first strong", "a \u2068عر\u2069 b", false, "00011000"},
		{"soft hyphen splits nothing", "ع\u00ADر", true, "111"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			for _, l := range bidiLevels([]rune(tt.text), tt.rtl) {
				fmt.Fprint(&got, l)
			}
			if got.String() != tt.want {
				t.Errorf("levels of %+q = %s, want %s", tt.text, got.String(), tt.want)
			}
		})
	}
}

func TestVisualOrder(t *testing.T) {
	tests := []struct {
		levels []int8
		want   string
	}{
		{[]int8{0}, "[0]"},
		{[]int8{0, 1, 0}, "[0 1 2]"},
		{[]int8{1, 2, 0}, "[1 0 2]"},
		{[]int8{1, 2, 1}, "[2 1 0]"},
		{[]int8{2, 1}, "[1 0]"},
		{nil, "[]"},
	}
	for _, tt := range tests {
		if got := fmt.Sprint(visualOrder(tt.levels)); got != tt.want {
			t.Errorf("visualOrder(%v) = %s, want %s", tt.levels, got, tt.want)
		}
	}
}

// TestBidiConformance runs the Unicode consortium's BidiCharacterTest.txt, which the typesetting module carries, without
// the lines that use the explicit embeddings we ignore.
func TestBidiConformance(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/go-text/typesetting").Output()
	if err != nil {
		t.Skipf("the go command does not say where modules lie: %v", err)
	}
	file, err := os.Open(filepath.Join(strings.TrimSpace(string(dir)), "bidi", "test", "BidiCharacterTest.txt"))
	if err != nil {
		t.Skipf("no conformance file: %v", err)
	}
	defer file.Close()
	lines, failures := 0, 0
	for scan := bufio.NewScanner(file); scan.Scan() && failures < 10; {
		text, rtl, want, ok := conformanceLine(scan.Text())
		if !ok {
			continue
		}
		lines++
		if got := bidiLevels(text, rtl); !sameLevels(got, want) {
			failures++
			t.Errorf("%U rtl=%v: levels %v, want %v", text, rtl, got, want)
		}
	}
	if lines < 80_000 {
		t.Errorf("only %d lines of the conformance file were used", lines)
	}
}

// conformanceLine reads "0061 05D0;direction;base level;levels;order".
func conformanceLine(line string) (text []rune, rtl bool, want []string, ok bool) {
	fields := strings.Split(line, ";")
	if strings.HasPrefix(line, "#") || len(fields) < 5 {
		return nil, false, nil, false
	}
	for code := range strings.FieldsSeq(fields[0]) {
		r, err := strconv.ParseInt(code, 16, 32)
		if err != nil || r >= 0x202A && r <= 0x202E || r == 0x2029 {
			return nil, false, nil, false
		}
		text = append(text, rune(r))
	}
	return text, fields[2] == "1", strings.Fields(fields[3]), true
}

func sameLevels(got []int8, want []string) bool {
	for i, w := range want {
		if w != "x" && w != strconv.Itoa(int(got[i])) {
			return false
		}
	}
	return len(got) == len(want)
}
