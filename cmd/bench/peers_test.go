package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"buergerterminal/devices/printer"
)

func TestParseFigures(t *testing.T) {
	got, err := parseFigures([]byte(`{"survey_load": {"median": 18640.12, "p95": 2, "n": 60}, "formio": {"p95": 3}, "x": {"median": 0}}`))
	if err != nil || len(got) != 1 || got["survey_load"] != 18640.12 {
		t.Errorf("%v %v", got, err)
	}
	if _, err := parseFigures([]byte(`Error: Cannot find module`)); err == nil {
		t.Error("what is no JSON is taken")
	}
}

func TestBesideForms(t *testing.T) {
	pairs := [][2]string{{"SurveyJS", surveyLoad}, {"Form.io", formioLoad}}
	rows := besideForms("load", 2, "ms", 1000, peerFigures{surveyLoad: 20_000}, nil, pairs...)
	if rows[0].theirs != 20 || rows[0].beside != "SurveyJS" || rows[1].missing == "" {
		t.Errorf("%+v", rows)
	}
	for _, r := range besideForms("load", 2, "ms", 1000, nil, errors.New("node is not installed"), pairs...) {
		if r.missing != "node is not installed" {
			t.Errorf("%+v", r)
		}
	}
}

func TestParseEncoded(t *testing.T) {
	if e, err := parseEncoded([]byte(`{"bytes":4469,"median":2.71}` + "\n")); err != nil || e.Bytes != 4469 || e.Median != 2.71 {
		t.Errorf("%+v %v", e, err)
	}
	for _, bad := range []string{"", "undefined", `{"bytes":0,"median":1}`, `{"bytes":10}`} {
		if _, err := parseEncoded([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// TestSample: what both encoders get is what the table says, and ours prints it as it is.
func TestSample(t *testing.T) {
	c := sample()
	if len(c.Lines) != 30 || len(c.Logo.Dots) != 256*96 {
		t.Errorf("%d lines, %d dots", len(c.Lines), len(c.Logo.Dots))
	}
	job, err := printer.Encode(c.document(), printer.Kiosk80())
	if err != nil || len(job.Replaced) > 0 {
		t.Errorf("replaced %v, %v", job.Replaced, err)
	}
	for _, line := range c.Lines {
		if len(printer.Wrap(line, printer.Kiosk80().Columns())) > 1 {
			t.Errorf("%q is more than one line", line)
		}
	}
}

func TestInstalled(t *testing.T) {
	dir := t.TempDir()
	put := func(path, text string) {
		t.Helper()
		path = filepath.Join(dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if installed(dir) {
		t.Error("an empty folder is taken for an installation")
	}
	put("package.json", `{"dependencies": {"@a/b": "1.2.3"}}`)
	if installed(dir) {
		t.Error("a missing package is taken for an installed one")
	}
	put("node_modules/@a/b/package.json", `{"version": "1.2.2"}`)
	if installed(dir) {
		t.Error("another version is taken for the right one")
	}
	put("node_modules/@a/b/package.json", `{"version": "1.2.3"}`)
	if !installed(dir) {
		t.Error("what is installed is not seen")
	}
}

func TestOneFolder(t *testing.T) {
	all := fstest.MapFS{"a/flow.toml": {Data: []byte("1")}, "a/texts.de.toml": {Data: []byte("2")}, "b/flow.toml": {Data: []byte("3")}}
	one, err := oneFolder(all, "a")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fs.Glob(one, "*/*"); err != nil || len(got) != 2 {
		t.Errorf("%v %v", got, err)
	}
	if _, err := oneFolder(all, "c"); err == nil {
		t.Error("a service that is not there is found")
	}
}
