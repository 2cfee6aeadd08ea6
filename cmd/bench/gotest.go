package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// Some figures are those of benchmarks that stand beside what they measure and need its test doubles. They run by go test,
// each in a process of its own, from the root of the sources.

// metrics are the figures of benchmarks: name (without the number of processors) → unit → value.
type metrics map[string]map[string]float64

// benchmarks runs those of a package that fit the pattern, as often or as long as times says (go help testflag).
func benchmarks(ctx context.Context, pkg, pattern, times string) (metrics, error) {
	if _, err := exec.LookPath("go"); err != nil {
		return nil, errors.New("go is not installed")
	}
	cmd := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-bench", pattern, "-benchtime", times, "-timeout", "9m", pkg)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) } // the benchmark is a child of go's
	said, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %s", pkg, err, complaint(said))
	}
	return parseMetrics(said), nil
}

// parseMetrics reads lines such as "BenchmarkAccept/sqlite-2  100  7 ns/op  0.5 p50-ms".
func parseMetrics(said []byte) metrics {
	found := metrics{}
	for line := range strings.Lines(string(said)) {
		fields := strings.Fields(line)
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := fields[0]
		if at := strings.LastIndexByte(name, '-'); at > 0 {
			name = name[:at]
		}
		units := map[string]float64{}
		for i := 2; i+1 < len(fields); i += 2 {
			if v, err := strconv.ParseFloat(fields[i], 64); err == nil {
				units[fields[i+1]] = v
			}
		}
		found[name] = units
	}
	return found
}

// complaint is the line of a failed run that says most: the first that a benchmark wrote, or the last.
func complaint(said []byte) string {
	for line := range strings.Lines(string(said)) {
		if strings.Contains(line, "_test.go:") {
			return line
		}
	}
	return lastLine(said)
}

// of is a figure, or why there is none.
func (m metrics) of(name, unit string) (float64, error) {
	units, known := m[name]
	if !known {
		return 0, fmt.Errorf("%s gave no figures: what it needs is not here", name)
	}
	v, known := units[unit]
	if !known {
		return 0, fmt.Errorf("%s gave no %s", name, unit)
	}
	return v, nil
}

// limited is a row of a benchmark's figure beside its limit.
func (m metrics) limited(what, name, unit, shown string, most float64) row {
	v, err := m.of(name, unit)
	if err != nil {
		return notMeasured(what, err)
	}
	return limit(what, v, shown, most)
}

// beside is a row of a benchmark's figure beside another's.
func (m metrics) beside(what, name, peer, theirs, unit, shown string) row {
	ours, err := m.of(name, unit)
	if err != nil {
		return notMeasured(what, err)
	}
	other, err := m.of(theirs, unit)
	if err != nil {
		return notMeasured(what+", beside "+peer, err)
	}
	return row{what: what, ours: ours, unit: shown, beside: peer, theirs: other}
}
