package main

import "testing"

const benchmarkRun = `goos: linux
BenchmarkAccept/30_clerks/sqlite-2         	    3000	   1453213 ns/op	        41.44 p50-ms	       107.3 p99-ms
BenchmarkAccept/30_clerks/postgresql-2     	    3000	   3001200 ns/op	        91.02 p50-ms	       338.5 p99-ms
BenchmarkTerminals/wss-2                   	       1	23001200 ns/op	     31000 B/terminal
--- SKIP: BenchmarkOther/postgresql
PASS
`

func TestMetrics(t *testing.T) {
	m := parseMetrics([]byte(benchmarkRun))
	if len(m) != 3 {
		t.Errorf("%d benchmarks were read", len(m))
	}
	for _, tt := range []struct {
		name string
		row  row
		want string
	}{
		{"beside a limit", m.limited("x", "BenchmarkTerminals/wss", "B/terminal", "bytes", 60_000), "holds: ≤ 1"},
		{"over it", m.limited("x", "BenchmarkAccept/30_clerks/sqlite", "p99-ms", "ms", 100), "**broken**: ≤ 1"},
		{"beside another", m.beside("x", "BenchmarkAccept/30_clerks/sqlite", "PostgreSQL", "BenchmarkAccept/30_clerks/postgresql", "p50-ms", "ms"), ""},
		{"skipped", m.limited("x", "BenchmarkOther/postgresql", "p50-ms", "ms", 1), "not measured: BenchmarkOther/postgresql gave no figures: what it needs is not here"},
		{"without this figure", m.limited("x", "BenchmarkTerminals/wss", "p50-ms", "ms", 1), "not measured: BenchmarkTerminals/wss gave no p50-ms"},
	} {
		if got := tt.row.verdict(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestComplaint(t *testing.T) {
	for said, want := range map[string]string{
		"x\n    many_test.go:210: the terminals did not come\nFAIL\n": "    many_test.go:210: the terminals did not come\n",
		"go: cannot find package\n":                                   "go: cannot find package",
	} {
		if got := complaint([]byte(said)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
