package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// row is a figure of ours beside a peer's or a limit.
type row struct {
	what         string
	ours, theirs float64
	unit         string
	beside       string  // what theirs is
	least, most  float64 // bounds of ours / theirs that the house has set itself; 0: none
	missing      string  // why there is no figure
}

// limit is a row beside a limit that may be reached but not passed.
func limit(what string, ours float64, unit string, most float64) row {
	return row{what: what, ours: ours, unit: unit, beside: "limit", theirs: most, most: 1}
}

// notMeasured is a row without a figure.
func notMeasured(what string, why error) row {
	return row{what: what, missing: strings.Join(strings.Fields(why.Error()), " ")}
}

// holds reports whether the ratio is within its bounds.
func (r row) holds() bool {
	ratio := r.ours / r.theirs
	return r.missing != "" || (r.least == 0 || ratio >= r.least) && (r.most == 0 || ratio <= r.most)
}

// verdict is the last column.
func (r row) verdict() string {
	switch {
	case r.missing != "":
		return "not measured: " + r.missing
	case !r.holds():
		return "**broken**: " + r.bound()
	case r.least != 0 || r.most != 0:
		return "holds: " + r.bound()
	}
	return ""
}

func (r row) bound() string {
	switch {
	case r.least != 0:
		return "≥ " + ratioText(r.least)
	case r.beside == "limit":
		return "≤ 1"
	}
	return "≤ " + ratioText(r.most)
}

func (r row) cells() []string {
	if r.missing != "" {
		return []string{r.what, "", "", "", r.verdict()}
	}
	return []string{r.what, figure(r.ours, r.unit), r.beside + ": " + figure(r.theirs, r.unit), ratioText(r.ours / r.theirs), r.verdict()}
}

// figure is a number with three digits that count, and its unit.
func figure(v float64, unit string) string {
	digits := 0
	if v != 0 {
		digits = max(0, 2-int(math.Floor(math.Log10(math.Abs(v)))))
	}
	if unit == "bytes" || unit == "bytes/s" {
		digits = 0
	}
	whole, fraction, dotted := strings.Cut(strconv.FormatFloat(v, 'f', digits, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if dotted {
		whole += "." + fraction
	}
	return whole + " " + unit
}

// ratioText is a ratio as people say it: 0.62, 3.1, or 1/237 where it is small.
func ratioText(ratio float64) string {
	switch {
	case math.IsNaN(ratio) || math.IsInf(ratio, 0):
		return "–"
	case ratio > 0 && ratio < 0.1:
		return "1/" + strconv.FormatFloat(1/ratio, 'f', 0, 64)
	case ratio >= 10:
		return strconv.FormatFloat(ratio, 'f', 0, 64)
	}
	return strconv.FormatFloat(ratio, 'f', 2, 64)
}

// table is what is printed and written.
type table struct {
	machine string
	rows    []row
}

// String is the table in Markdown.
func (t table) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Figures\n\n%s\n\nRatio: ours / theirs, both measured in this run; medians.\n\n", t.machine)
	b.WriteString("| what | ours | beside | ratio | |\n|---|---|---|---|---|\n")
	for _, r := range t.rows {
		fmt.Fprintf(&b, "| %s |\n", strings.ReplaceAll(strings.Join(r.cells(), " | "), "\n", " "))
	}
	return b.String()
}

func (t table) broken() bool {
	return slices.ContainsFunc(t.rows, func(r row) bool { return !r.holds() })
}

// machine says on what was measured, and how busy it was with other things.
func machine() string {
	load := "unknown"
	if raw, err := os.ReadFile("/proc/loadavg"); err == nil {
		load = strings.Join(strings.Fields(string(raw))[:3], ", ")
	}
	return fmt.Sprintf("%s, %s/%s, %d cores, %s; load before the run (1, 5, 15 minutes): %s.",
		time.Now().Format(time.DateOnly), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), load)
}
