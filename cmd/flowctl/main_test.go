package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"flowctl": main})
}

func TestScripts(t *testing.T) {
	catalog, err := filepath.Abs(filepath.Join("..", "..", "flows", "catalog"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			env.Setenv("CATALOG", catalog)
			env.Setenv("COUNTY", filepath.Join(catalog, "..", "overlay", "testdata", "landkreis"))
			return os.MkdirAll(filepath.Join(env.WorkDir, "empty"), 0o755)
		},
	})
}

func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	tests := []struct {
		name string
		args []string
		want int
	}{
		{"embedded", []string{"check"}, exitOK},
		{"help", []string{"--help"}, exitOK},
		{"mistakes", []string{"check", dir}, exitMistakes},
		{"mistakes on the way to answers", []string{"evaluate", dir, "-"}, exitMistakes},
		{"nothing", nil, exitUsage},
		{"unknown verb", []string{"mend"}, exitUsage},
		{"no directory", []string{"check", filepath.Join(dir, "none")}, exitUsage},
		{"no answers", []string{"evaluate", filepath.Join("..", "..", "flows", "catalog", "maengelmelder"), filepath.Join(dir, "none")}, exitUsage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := run(tt.args, strings.NewReader("{}"), io.Discard, io.Discard); got != tt.want {
				t.Errorf("exit code %d, want %d", got, tt.want)
			}
		})
	}
}
