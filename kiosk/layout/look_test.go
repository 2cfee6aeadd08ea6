package layout_test

import (
	"bufio"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/typeset"
)

func placer(t testing.TB, m layout.Monitor) *layout.Placer {
	t.Helper()
	set, err := typeset.New()
	if err != nil {
		t.Fatal(err)
	}
	return layout.New(set, m)
}

// The two panels that the look is drawn for.
var (
	portrait  = layout.Monitor{Width: 1080, Height: 1920, DPI: 81.6}
	landscape = layout.Monitor{Width: 1920, Height: 1080, DPI: 81.6}
)

// expected is a line or box as a browser places it in a picture of the look.
type expected struct {
	kind       string
	x, y, w, h float64
	words      string
}

// readLook reads what was measured in the pictures' own source with a browser.
func readLook(t *testing.T, name string) []expected {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "look", name+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []expected
	s := bufio.NewScanner(f)
	for s.Scan() {
		line := s.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		nums, words, _ := strings.Cut(line, " | ")
		e := expected{words: words}
		if strings.HasPrefix(nums, "words") {
			_, err = fmt.Sscanf(nums, "%s %f %f %f", &e.kind, &e.x, &e.y, &e.w)
		} else {
			_, err = fmt.Sscanf(nums, "%s %f %f %f %f", &e.kind, &e.x, &e.y, &e.w, &e.h)
		}
		if err != nil {
			t.Fatalf("%s: %q: %v", name, line, err)
		}
		out = append(out, e)
	}
	return out
}

// plainWords is a line without marks, as it is compared.
func plainWords(s string) string {
	for _, mark := range []string{"**", "\u00ad", "\u2066", "\u2069"} {
		s = strings.ReplaceAll(s, mark, "")
	}
	return strings.TrimSpace(s)
}

// TestLook compares every line and box of the pages with the look's pictures: nothing may be further away than a few px.
func TestLook(t *testing.T) {
	upright, wide := placer(t, portrait), placer(t, landscape)
	for _, pic := range pictures() {
		t.Run(pic.name, func(t *testing.T) { checkLook(t, upright.Place(pic.tree()), pic.name) })
	}
	t.Run("20", func(t *testing.T) { checkLook(t, wide.Place(page20()), "20") })
}

func checkLook(t *testing.T, p *layout.Placed, name string) {
	t.Helper()
	const near = 4
	var words []layout.Words
	for _, o := range p.Paint {
		if w, ok := o.(layout.Words); ok {
			words = append(words, w)
		}
	}
	for _, e := range readLook(t, name) {
		if e.kind == "words" {
			checkWords(t, e, words, near)
		} else {
			checkBox(t, e, p, near)
		}
	}
}

func checkWords(t *testing.T, e expected, words []layout.Words, near float64) {
	t.Helper()
	best := ""
	for _, w := range words {
		if plainWords(w.Line.Text) != plainWords(e.words) {
			continue
		}
		if math.Abs(float64(w.X)-e.x) <= near && math.Abs(float64(w.Y)-e.y) <= near && math.Abs(float64(w.Line.Width)-e.w) <= near+e.w/100 {
			return
		}
		best += fmt.Sprintf(" found at %d %d wide %d", w.X, w.Y, w.Line.Width)
	}
	t.Errorf("%q is not at %.0f %.0f wide %.0f:%s", e.words, e.x, e.y, e.w, best)
}

func checkBox(t *testing.T, e expected, p *layout.Placed, near float64) {
	t.Helper()
	is := func(a int, b float64) bool { return math.Abs(float64(a)-b) <= near }
	for _, o := range p.Paint {
		b, ok := o.(layout.Box)
		if ok && is(b.Rect.Min.X, e.x) && is(b.Rect.Min.Y, e.y) && is(b.Rect.Dx(), e.w) && is(b.Rect.Dy(), e.h) {
			return
		}
	}
	for _, n := range p.Nodes {
		if is(n.Rect.Min.X, e.x) && is(n.Rect.Min.Y, e.y) && is(n.Rect.Dx(), e.w) && is(n.Rect.Dy(), e.h) {
			return
		}
	}
	t.Errorf("no box at %.0f %.0f %.0f × %.0f (%s)", e.x, e.y, e.w, e.h, e.words)
}
