package main

import (
	"os"
	"path/filepath"
	"regexp"
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
		"no authority":   {"[[authority]]\nname = 'x'", "", "authority 1"},
		"no day":         {"[[authority]]\nid = 'x'\n[authority.hours]\nmontag = ['8-12']", "", "montag"},
		"no hours":       {"[[authority]]\nid = 'x'\n[authority.hours]\nmonday = ['08:00-07:00']", "", "08:00-07:00"},
		"no relay":       {"[relay]\nmode = 'x'", "", `mode "x"`},
		"half a coturn":  {"[relay]\nmode = 'coturn'", "", "secret_file"},
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

// The example is right, and with all its lines, too.
func TestExample(t *testing.T) {
	for name, text := range map[string]string{
		"as it is":         example,
		"with every line":  regexp.MustCompile(`(?m)^# ((\[|[a-z_]+ = ).*)$`).ReplaceAllString(strings.Replace(example, "database = \"hub.sqlite\"\n", "", 1), "$1"),
		"and nothing more": "",
	} {
		dir := t.TempDir()
		for name, text := range map[string]string{"hub.toml": text, "fit-connect.secret": "x", "mail.secret": "x"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		s, err := loadSettings(dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if all := strings.HasPrefix(name, "with"); all != (len(s.Authorities) == 4 && s.Mail != nil && s.FITConnect != nil && len(s.Relay.Coturn) == 2 && s.OIDC != nil && len(s.OIDC.Roles) == 4) {
			t.Errorf("%s: %+v", name, s)
		}
	}
}
