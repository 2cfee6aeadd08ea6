package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSettings(t *testing.T) {
	for name, c := range map[string]struct{ text, want, wrong string }{
		"no file":        {"", "DIR/hub.sqlite", ""},
		"a path":         {`database = "data/x.sqlite"`, "DIR/data/x.sqlite", ""},
		"a whole path":   {`database = "/srv/x.sqlite"`, "/srv/x.sqlite", ""},
		"a server":       {`database = "postgres://hub@db.example/hub"`, "postgres://hub@db.example/hub", ""},
		"an unknown":     {"\ndatabse = 'x'", "", "row 2, column 1"},
		"no text":        {"database = 7", "", "row 1"},
		"no TOML at all": {"database", "", "row 1"},
	} {
		dir := t.TempDir()
		if c.text != "" {
			if err := os.WriteFile(filepath.Join(dir, "hub.toml"), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := loadSettings(dir)
		switch {
		case c.wrong != "":
			if err == nil || !strings.Contains(err.Error(), c.wrong) {
				t.Errorf("%s: %v, want %q", name, err, c.wrong)
			}
		case err != nil || got.Database != strings.Replace(c.want, "DIR", dir, 1):
			t.Errorf("%s: %q, %v", name, got.Database, err)
		}
	}
}
