package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
	"buergerterminal/kiosk/walk"
)

// worst is the figure of the service that needs most.
type worst struct {
	id     string
	figure float64
}

func (w *worst) see(id string, figure float64) {
	if figure > w.figure {
		*w = worst{id, figure}
	}
}

// measureCatalog holds every service to the figures of the form of 63 questions, and imports the largest schema.
func measureCatalog(ctx context.Context, b bench) []row {
	all, err := flows.Load(catalog.Embedded())
	if err != nil {
		return []row{notMeasured("every service of the catalogue", err)}
	}
	var load, whole, evaluate, change worst
	noon := time.Now().UTC().Truncate(24 * time.Hour).Add(12 * time.Hour)
	for _, f := range all.Flows {
		folder, err := oneFolder(catalog.Embedded(), f.ID)
		if err != nil {
			return []row{notMeasured(f.ID, err)}
		}
		load.see(f.ID, microseconds(perCall(func() { err = loadSpoken(folder) }))/1000)
		if err != nil {
			return []row{notMeasured(f.ID, err)}
		}
		whole.see(f.ID, microseconds(perCall(func() { _, err = flows.Load(folder, catalog.Embedded()) }))/1000)
		if err != nil {
			return []row{notMeasured(f.ID, err)}
		}
		answers := walk.Sample(f, noon)
		if len(answers) == 0 {
			continue // a call asks nothing
		}
		evaluate.see(f.ID, microseconds(perCall(func() { f.Evaluate(answers) })))
		change.see(f.ID, changeOf(f, answers))
	}
	n := len(all.Flows)
	what := func(w worst, what string) string {
		return fmt.Sprintf("slowest of %d services (%s): %s", n, w.id, what)
	}
	return slices.Concat([]row{
		limit(what(load, "load and compile, one language"), load.figure, "ms", 5),
		{what: what(whole, fmt.Sprintf("load, compile and check, %d languages", len(languagesOf(all)))), ours: whole.figure, theirs: load.figure, unit: "ms", beside: "one language"},
		limit(what(evaluate, "all conditions and validations"), evaluate.figure, "µs", 50),
		limit(what(change, "one changed answer"), change.figure, "µs", 10),
		writtenStreet(),
	}, wholeCatalogue(all), b.importLargest(ctx))
}

// changeOf is what one changed answer costs, in µs: the median over the questions that are answered by touching one of several.
func changeOf(f *flows.Flow, answers flows.Answers) float64 {
	var samples []float64
	for _, key := range f.Evaluate(answers).Visible {
		q := f.Field(key)
		other := flows.Value{}
		switch {
		case q.Type == flows.TypeBool:
			other = flows.Bool(!answers[key].Bool())
		case q.Type == flows.TypeChoice && len(q.Options) > 1:
			if other = flows.Choice(q.Options[0].ID); answers[key].Equal(other) {
				other = flows.Choice(q.Options[1].ID)
			}
		default:
			continue
		}
		turned := [2]flows.Answers{with(answers, key, other), answers}
		i, now := 0, f.Evaluate(answers)
		samples = append(samples, microseconds(perCall(func() {
			now = f.EvaluateChange(now, turned[i%2], key)
			i++
		})))
	}
	if len(samples) == 0 {
		return 0
	}
	return median(samples)
}

// importLargest makes a flow of the largest real schema with the program as it is shipped.
func (b bench) importLargest(ctx context.Context) []row {
	const took, memory = "largest FIM schema: import", "largest FIM schema: memory"
	file, err := largestSchema(filepath.Join(filepath.Dir(filepath.Dir(b.forms)), "xdf", "schemas"))
	if err != nil {
		return []row{notMeasured(took, err)}
	}
	var peak float64
	seconds, err := medianOf(5, func() (time.Duration, error) {
		folder, err := os.MkdirTemp(b.work, "schema")
		if err != nil {
			return 0, err
		}
		program := exec.CommandContext(ctx, filepath.Join(b.bin, "flowctl"), "import-xdf", file, "-o", filepath.Join(folder, "flow"))
		began := time.Now()
		most, err := runPeak(program)
		if err != nil {
			return 0, err
		}
		peak = max(peak, float64(most)/1e6)
		return time.Since(began), nil
	})
	if err != nil {
		return []row{notMeasured(took, err)}
	}
	return []row{limit(took, seconds.Seconds(), "s", 1), limit(memory, peak, "MB", 100)}
}

// largestSchema is the file with the most bytes.
func largestSchema(folder string) (string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.xml"))
	if err != nil {
		return "", err
	}
	largest, size := "", int64(0)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil && info.Size() > size {
			largest, size = file, info.Size()
		}
	}
	if largest == "" {
		return "", errors.New("no schemas are here")
	}
	return largest, nil
}
