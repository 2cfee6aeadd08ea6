package paint

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
)

// text writes steps back with absolute letters, rounded to a tenth.
func text(steps []step) string {
	var b strings.Builder
	for _, s := range steps {
		p := s.points
		switch s.verb {
		case moveTo:
			fmt.Fprintf(&b, "M%s ", at(p[2]))
		case lineTo:
			fmt.Fprintf(&b, "L%s ", at(p[2]))
		case cubeTo:
			fmt.Fprintf(&b, "C%s %s %s ", at(p[0]), at(p[1]), at(p[2]))
		case closePath:
			b.WriteString("Z ")
		}
	}
	return strings.TrimSpace(b.String())
}

func at(p point) string {
	round := func(v float64) float64 { return math.Round(v*10)/10 + 0 }
	return fmt.Sprintf("%v,%v", round(p.x), round(p.y))
}

func TestParsePath(t *testing.T) {
	tests := []struct{ name, d, want string }{
		{"empty", " ", ""},
		{"lines", "M1 2L3,4 5-6", "M1,2 L3,4 L5,-6"},
		{"relative", "m1 2l3 4h5v-6H0V0", "M1,2 L4,6 L9,6 L9,0 L0,0 L0,0"},
		{"pairs after m are lines", "m1 1 2 2 3 3", "M1,1 L3,3 L6,6"},
		{"pairs after M are lines", "M1 1 2 2", "M1,1 L2,2"},
		{"numbers without separators", "M.5.5-1e1+2L1.5.5", "M0.5,0.5 L-10,2 L1.5,0.5"},
		{"close returns to the start", "M1 1h4v4zl1 0", "M1,1 L5,1 L5,5 Z L2,1"},
		{"cubic", "M0 0C1 0 2 1 2 2", "M0,0 C1,0 2,1 2,2"},
		{"smooth cubic", "M0 0c1 0 2 1 2 2s1 2 2 2", "M0,0 C1,0 2,1 2,2 C2,3 3,4 4,4"},
		{"smooth without a curve before", "M1 1S2 2 3 1", "M1,1 C1,1 2,2 3,1"},
		{"quadratic", "M0 0Q3 3 6 0", "M0,0 C2,2 4,2 6,0"},
		{"smooth quadratic", "M0 0q3 3 6 0t6 0", "M0,0 C2,2 4,2 6,0 C8,-2 10,-2 12,0"},
		{"half circle", "M0 0a5 5 0 0 1 10 0", "M0,0 C0,-2.8 2.2,-5 5,-5 C7.8,-5 10,-2.8 10,0"},
		{"the other way", "M0 0a5 5 0 0 0 10 0", "M0,0 C0,2.8 2.2,5 5,5 C7.8,5 10,2.8 10,0"},
		{"flags without separators", "M0 0a5 5 0 0110 0", "M0,0 C0,-2.8 2.2,-5 5,-5 C7.8,-5 10,-2.8 10,0"},
		{"too small radius grows", "M0 0a1 1 0 0 1 10 0", "M0,0 C0,-2.8 2.2,-5 5,-5 C7.8,-5 10,-2.8 10,0"},
		{"arc without radius is a line", "M0 0a0 5 0 0 1 10 0", "M0,0 L10,0"},
		{"arc of no length", "M1 1A5 5 0 0 1 1 1", "M1,1 L1,1"},
		{"dot", "M12 7.3v.01", "M12,7.3 L12,7.3"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			steps, err := parsePath(tt.d)
			if err != nil {
				t.Fatal(err)
			}
			if got := text(steps); got != tt.want {
				t.Errorf("%q is %q, want %q", tt.d, got, tt.want)
			}
		})
	}
}

func TestParsePathMistakes(t *testing.T) {
	tests := []struct{ name, d, want string }{
		{"no move", "L1 1", ""},
		{"numbers first", "1 1", ""},
		{"number missing", "M1 1L2", "M1,1"},
		{"not a number", "M1 1L2 x", "M1,1"},
		{"not a flag", "M0 0a1 1 0 2 1 3 3", "M0,0"},
		{"numbers after close", "M0 0h1z5 5", "M0,0 L1,0 Z"},
		{"unknown letter", "M0 0B1 1", "M0,0"},
		{"too long", "M0 0" + strings.Repeat("h1", maxSteps+5), "-"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			steps, err := parsePath(tt.d)
			if !errors.Is(err, errPath) {
				t.Fatalf("error %v", err)
			}
			if got := text(steps); tt.want != "-" && got != tt.want {
				t.Errorf("before the mistake: %q, want %q", got, tt.want)
			}
		})
	}
}

func FuzzParsePath(f *testing.F) {
	f.Add("M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM7 10l5 1.2L17 10M12 11.2v2.8l-2.5 4M12 14l2.5 4M12 7.3v.01", float32(1.6667), float32(2))
	f.Add("M0 0S1 1 2 2T3 3Q1 1 2 2z", float32(1), float32(4))
	f.Add("M0 0A1e-30 1e30 45 1 1 1e-3 1", float32(1), float32(1))
	f.Add("M1e38 1e38L-1e38 0", float32(3), float32(1e9))
	f.Fuzz(func(t *testing.T, d string, scale, width float32) {
		steps, err := parsePath(d)
		if err != nil && !errors.Is(err, errPath) {
			t.Errorf("error without its code: %v", err)
		}
		if len(steps) > 0 && steps[0].verb != moveTo {
			t.Errorf("%q begins with verb %d", d, steps[0].verb)
		}
		if len(d) > 200 || !(width < 50) || !(scale < 10) {
			return // painting these is slow and says nothing more
		}
		lines := flatten(steps)
		if area := boundsOf(lines, float64(width)); area.Dx()*area.Dy() > 1_000_000 {
			return
		}
		for _, l := range lines {
			dash(l, []float64{3, 5})
		}
		fillOf(steps)
		strokeMask(lines, float64(width))
	})
}
