package layout_test

import (
	"flag"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/kiosk/layout"
)

var update = flag.Bool("update", false, "write the goldens anew")

// TestGolden holds every page against a text that a reviewer can read: each node with its room, and its lines.
func TestGolden(t *testing.T) {
	place := placer(t, portrait)
	for _, pic := range append(pictures(), others()...) {
		t.Run(pic.name, func(t *testing.T) {
			got := describe(place.Place(pic.tree()))
			file := filepath.Join("testdata", "golden", pic.name+".txt")
			if *update {
				if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs:\n%s", file, difference(string(want), got))
			}
		})
	}
}

// describe writes a placed page: id, role, room, how it is touched, and the lines that lie in it and in none of its
// children.
func describe(p *layout.Placed) string {
	var b strings.Builder
	lines := map[int][]string{}
	for _, o := range p.Paint {
		if w, ok := o.(layout.Words); ok {
			i := innermost(p, image.Pt(w.X+w.Line.Width/2, w.Y-4))
			lines[i] = append(lines[i], fmt.Sprintf("    %d,%d %d/%d %q\n", w.X, w.Y, w.Line.Style.Size, w.Line.Style.Line, w.Line.Text))
		}
	}
	for i, n := range p.Nodes {
		fmt.Fprintf(&b, "%s %s %s", n.Node.ID, n.Node.Role, room(n.Rect))
		switch {
		case n.Target == n.Rect:
			b.WriteString(" touch")
		case !n.Target.Empty():
			fmt.Fprintf(&b, " touch %s", room(n.Target))
		}
		b.WriteString("\n")
		b.WriteString(strings.Join(lines[i], ""))
	}
	return b.String()
}

func room(r image.Rectangle) string {
	return fmt.Sprintf("%d,%d %d×%d", r.Min.X, r.Min.Y, r.Dx(), r.Dy())
}

// innermost returns the index of the smallest node that holds a point.
func innermost(p *layout.Placed, at image.Point) int {
	best := -1
	for i, n := range p.Nodes {
		if at.In(n.Rect) && (best < 0 || n.Rect.Dx()*n.Rect.Dy() < p.Nodes[best].Rect.Dx()*p.Nodes[best].Rect.Dy()) {
			best = i
		}
	}
	return best
}

// difference lists the lines that only one of two texts has.
func difference(want, got string) string {
	var out []string
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			out = append(out, "- "+a, "+ "+b)
		}
	}
	return strings.Join(out[:min(len(out), 40)], "\n")
}
