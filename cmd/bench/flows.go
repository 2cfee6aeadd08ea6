package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing/fstest"

	"buergerterminal/flows"
	"buergerterminal/flows/catalog"
)

// The form of 63 questions, and the answers to it that other form engines were given too.
const (
	formID = "anmeldung"
	person = "single"
)

// changed is the answer that is turned round and round; conditions hang on it.
const changed = "zuzug_ausland"

// measureFlows loads the form of 63 questions and evaluates it, beside other form engines.
func measureFlows(ctx context.Context, b bench) []row {
	const load, evaluate, change = "63 questions: load and compile, one language", "63 questions: all conditions and validations of one person", "63 questions: one changed answer"
	ours, err := formFigures(b)
	if err != nil {
		return []row{notMeasured(load, err), notMeasured(evaluate, err), notMeasured(change, err)}
	}
	peers, err := b.formPeers(ctx)
	beside := func(what string, ours float64, unit string, per float64, pairs ...[2]string) []row {
		return besideForms(what, ours, unit, per, peers, err, pairs...)
	}
	return slices.Concat(
		[]row{limit(load, ours.load/1000, "ms", 5)},
		beside(load, ours.load/1000, "ms", 1000, [2]string{"SurveyJS", surveyLoad}, [2]string{"Form.io, which only parses", formioLoad}),
		[]row{limit(evaluate, ours.evaluate, "µs", 50)},
		beside(evaluate, ours.evaluate, "µs", 1, [2]string{"SurveyJS", surveyAll}, [2]string{"Form.io", formioAll}, [2]string{"JsonLogic, which does not validate", jsonlogic}),
		[]row{limit(change, ours.change, "µs", 10)},
		beside(change, ours.change, "µs", 1, [2]string{"SurveyJS", surveyChange}, [2]string{"Form.io, which evaluates all", formioAll}),
	)
}

// formTimes are µs.
type formTimes struct{ load, evaluate, change float64 }

func formFigures(b bench) (formTimes, error) {
	folder, err := oneFolder(catalog.Embedded(), formID)
	if err != nil {
		return formTimes{}, err
	}
	all, err := flows.Load(folder, catalog.Embedded())
	if err != nil {
		return formTimes{}, err
	}
	f := all.Flow(formID)
	answers, err := b.answers(f, person)
	if err != nil {
		return formTimes{}, err
	}
	if e := f.Evaluate(answers); len(e.Errors) > 0 {
		return formTimes{}, fmt.Errorf("%d answers of %q are wrong: another form is being measured", len(e.Errors), person)
	}
	turned := [2]flows.Answers{with(answers, changed, flows.Bool(true)), with(answers, changed, flows.Bool(false))}
	if len(f.Evaluate(turned[0]).Visible) == len(f.Evaluate(turned[1]).Visible) {
		return formTimes{}, fmt.Errorf("nothing hangs on %q", changed)
	}
	i, now := 0, f.Evaluate(turned[0])
	return formTimes{
		load:     microseconds(perCall(func() { err = loadSpoken(folder) })),
		evaluate: microseconds(perCall(func() { f.Evaluate(answers) })),
		change: microseconds(perCall(func() {
			i++
			now = f.EvaluateChange(now, turned[i%2], changed)
		})),
	}, err
}

// oneFolder is a copy of one service of the catalogue in memory, so that it is loaded alone and from no disk.
func oneFolder(from fs.FS, name string) (fs.FS, error) {
	only := fstest.MapFS{}
	err := fs.WalkDir(from, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Base(path.Dir(p)) != name {
			return err
		}
		data, err := fs.ReadFile(from, p)
		only[path.Join(name, path.Base(p))] = &fstest.MapFile{Data: data}
		return err
	})
	if err == nil && len(only) == 0 {
		err = fmt.Errorf("the catalogue has no service %q", name)
	}
	return only, err
}

// answers are one person's, from the peers' model.
func (b bench) answers(f *flows.Flow, person string) (flows.Answers, error) {
	data, err := os.ReadFile(filepath.Join(b.forms, "answers.json"))
	if err != nil {
		return nil, fmt.Errorf("the answers of the shared model are not here: %w", err)
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("answers.json: %w", err)
	}
	if all[person] == nil {
		return nil, errors.New("answers.json has no " + person)
	}
	return f.AnswersFromJSON(all[person])
}

// with is a copy of the answers with one changed.
func with(a flows.Answers, key string, v flows.Value) flows.Answers {
	out := make(flows.Answers, len(a)+1)
	for k, old := range a {
		out[k] = old
	}
	out[key] = v
	return out
}
