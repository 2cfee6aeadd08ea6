package main

import (
	"errors"
	"strings"
	"testing"
)

func TestRatios(t *testing.T) {
	for _, tt := range []struct {
		ratio float64
		want  string
	}{{1, "1.00"}, {0.624, "0.62"}, {3.104, "3.10"}, {18.2, "18"}, {1.0 / 237, "1/237"}, {0.0999, "1/10"}, {0, "0.00"}} {
		if got := ratioText(tt.ratio); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.ratio, got, tt.want)
		}
	}
	zero := 0.0
	if got := ratioText(3 / zero); got != "–" {
		t.Errorf("beside nothing: %q", got)
	}
}

func TestFigures(t *testing.T) {
	for _, tt := range []struct {
		v    float64
		unit string
		want string
	}{
		{4469, "bytes", "4,469 bytes"}, {1234567.8, "bytes/s", "1,234,568 bytes/s"}, {0.1234, "ms", "0.123 ms"}, {7.0771, "ms", "7.08 ms"},
		{29.94, "µs", "29.9 µs"}, {151.4, "ms", "151 ms"}, {18640.2, "µs", "18,640 µs"}, {0, "% of a core", "0 % of a core"},
	} {
		if got := figure(tt.v, tt.unit); got != tt.want {
			t.Errorf("%v %s: %q, want %q", tt.v, tt.unit, got, tt.want)
		}
	}
}

func TestBounds(t *testing.T) {
	for _, tt := range []struct {
		name  string
		row   row
		holds bool
		cell  string
	}{
		{"below a limit", limit("x", 4246, "bytes", 4469), true, "holds: ≤ 1"},
		{"at a limit", limit("x", 5, "ms", 5), true, "holds: ≤ 1"},
		{"over a limit", limit("x", 5.1, "ms", 5), false, "**broken**: ≤ 1"},
		{"twenty times faster", row{ours: 1, theirs: 20, beside: "peer", most: 1.0 / 20}, true, "holds: ≤ 1/20"},
		{"nineteen times faster", row{ours: 1, theirs: 19, beside: "peer", most: 1.0 / 20}, false, "**broken**: ≤ 1/20"},
		{"97 % of the line", row{ours: 97, theirs: 100, beside: "line", least: 0.97}, true, "holds: ≥ 0.97"},
		{"96 % of the line", row{ours: 96, theirs: 100, beside: "line", least: 0.97}, false, "**broken**: ≥ 0.97"},
		{"beside a peer only", row{ours: 3, theirs: 1, beside: "peer"}, true, ""},
		{"not measured", notMeasured("x", errors.New("no\nnode")), true, "not measured: no node"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.row.holds(); got != tt.holds {
				t.Errorf("holds: %t", got)
			}
			if got := tt.row.verdict(); got != tt.cell {
				t.Errorf("%q, want %q", got, tt.cell)
			}
			if got := (table{rows: []row{limit("fine", 1, "ms", 2), tt.row}}).broken(); got == tt.holds {
				t.Errorf("the table is broken: %t", got)
			}
		})
	}
}

func TestTable(t *testing.T) {
	text := table{machine: "a machine", rows: []row{
		limit("load", 2.5, "ms", 5),
		{what: "load", ours: 2.5, unit: "ms", beside: "SurveyJS", theirs: 250},
		notMeasured("window", errors.New("Xvfb is not installed")),
	}}.String()
	for _, want := range []string{
		"a machine", "| load | 2.50 ms | limit: 5.00 ms | 0.50 | holds: ≤ 1 |", "| load | 2.50 ms | SurveyJS: 250 ms | 1/100 |  |",
		"| window |  |  |  | not measured: Xvfb is not installed |",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the table lacks %q:\n%s", want, text)
		}
	}
}

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		samples []float64
		want    float64
	}{{[]float64{7}, 7}, {[]float64{9, 1, 5}, 5}, {[]float64{4, 1, 100, 2}, 3}} {
		if got := median(tt.samples); got != tt.want {
			t.Errorf("%v: %v, want %v", tt.samples, got, tt.want)
		}
	}
}

func TestChoose(t *testing.T) {
	got, err := choose(groups(), "outbox, flows")
	if err != nil || len(got) != 2 || got[0].name != "outbox" || got[1].name != "flows" {
		t.Errorf("%v %v", got, err)
	}
	if _, err := choose(groups(), "flows,weather"); err == nil {
		t.Error("an unknown group is not told")
	}
}
