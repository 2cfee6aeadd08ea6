package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// The peers are npm packages and run in node, once, each with its own clock. They are installed below build, from the
// versions that their package.json names, and stay there for the next run.

// rounds of each measurement of the form engines, and before that to warm up: enough for a stable median of figures that
// are some hundred times ours.
const rounds, warmUp = 60, 20

// peerFigures are medians in µs, by the names that bench.mjs gives them.
type peerFigures map[string]float64

// Names of the figures in the results of bench.mjs, and of those made of them.
const (
	surveyLoad   = "survey_load"
	surveyAll    = "survey_set_all+validate/" + person
	surveyChange = "survey_one_change+validate"
	formioLoad   = "formio_json_load(JSON.parse only)"
	formioAll    = "formio_json_evaluate(cond+validate)/" + person
	jsonlogic    = "jsonlogic_visibility_only/" + person
)

// besideForms are the rows of one figure of ours beside the same of each engine; the figures of peers are divided by per.
func besideForms(what string, ours float64, unit string, per float64, peers peerFigures, err error, pairs ...[2]string) []row {
	var rows []row
	for _, p := range pairs {
		theirs, known := peers[p[1]]
		switch {
		case err != nil:
			rows = append(rows, notMeasured(what+", beside "+p[0], err))
		case !known:
			rows = append(rows, notMeasured(what+", beside "+p[0], fmt.Errorf("bench.mjs gave no %q", p[1])))
		default:
			rows = append(rows, row{what: what, ours: ours, unit: unit, beside: p[0], theirs: theirs / per})
		}
	}
	return rows
}

// formPeers runs the engines on the shared model of the form.
func (b bench) formPeers(ctx context.Context) (peerFigures, error) {
	dir := filepath.Join(b.npm, "forms")
	if err := copyFiles(b.forms, dir); err != nil {
		return nil, fmt.Errorf("the shared model is not here: %w", err)
	}
	if err := install(ctx, dir); err != nil {
		return nil, err
	}
	node := exec.CommandContext(ctx, "node", "bench.mjs")
	node.Dir, node.Env = dir, append(os.Environ(), fmt.Sprint("N=", rounds), fmt.Sprint("W=", warmUp))
	said, err := node.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("bench.mjs: %w: %s", err, lastLine(said))
	}
	if strings.Contains(string(said), "DIFF") {
		return nil, errors.New("the engines do not agree on what is visible, so that they do not do the same work")
	}
	raw, err := os.ReadFile(filepath.Join(dir, "results.json"))
	if err != nil {
		return nil, err
	}
	return parseFigures(raw)
}

// parseFigures reads the results of bench.mjs.
func parseFigures(raw []byte) (peerFigures, error) {
	var results map[string]struct{ Median float64 }
	if err := json.Unmarshal(raw, &results); err != nil {
		return nil, fmt.Errorf("results of bench.mjs: %w", err)
	}
	figures := peerFigures{}
	for name, r := range results {
		if r.Median > 0 {
			figures[name] = r.Median
		}
	}
	return figures, nil
}

// install lets npm fetch what package.json names, unless that is there.
func install(ctx context.Context, dir string) error {
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			return fmt.Errorf("%s is not installed", program)
		}
	}
	if installed(dir) {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	npm := exec.CommandContext(ctx, "npm", "install", "--no-audit", "--no-fund", "--silent")
	npm.Dir = dir
	if said, err := npm.CombinedOutput(); err != nil {
		return fmt.Errorf("npm install: %w: %s", err, lastLine(said))
	}
	return nil
}

// installed reports whether every package is there in the version that package.json names.
func installed(dir string) bool {
	var wanted struct{ Dependencies map[string]string }
	if !readJSON(filepath.Join(dir, "package.json"), &wanted) {
		return false
	}
	for name, version := range wanted.Dependencies {
		var got struct{ Version string }
		if !readJSON(filepath.Join(dir, "node_modules", name, "package.json"), &got) || got.Version != version {
			return false
		}
	}
	return true
}

func readJSON(path string, into any) bool {
	raw, err := os.ReadFile(path)
	return err == nil && json.Unmarshal(raw, into) == nil
}

// copyFiles copies the files of a folder, because the engines' script writes beside itself.
func copyFiles(from, to string) error {
	files, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for _, f := range files {
		if f.IsDir() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(to, f.Name()), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func lastLine(said []byte) string {
	lines := strings.Split(strings.TrimSpace(string(said)), "\n")
	return lines[len(lines)-1]
}
