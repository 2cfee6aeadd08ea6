package database

import (
	"strings"
	"testing"
)

// Over a network the connection is encrypted and the server proven, unless somebody has decided otherwise.
func TestNetworkMeansTLS(t *testing.T) {
	t.Setenv("PGHOST", "")
	t.Setenv("PGSSLMODE", "")
	for source, want := range map[string]bool{
		"postgres:///hub":                                       false,
		"postgres:///hub?host=/run/postgresql":                  false,
		"postgres://hub@localhost/hub":                          false,
		"postgres://hub@127.0.0.1:5432/hub":                     false,
		"postgres://hub@[::1]:5432/hub":                         false,
		"postgres://hub@db.example/hub":                         true,
		"postgres://hub@db.example:5432/hub?application_name=x": true,
		"postgres://hub@a.example:5432,b.example:5432/hub":      true,
		"postgres://hub@localhost,db.example/hub":               true,
		"postgres:///hub?host=db.example":                       true,
		"postgres://hub@192.0.2.7/hub":                          true,
		"postgres://hub@db.example/hub?sslmode=disable":         false,
		"postgres://hub@db.example/hub?sslmode=verify-ca":       false,
	} {
		got := withTLS(source)
		if strings.Contains(got, "sslmode=verify-full") != want || !want && got != source {
			t.Errorf("%s becomes %s", source, got)
		}
	}
	t.Setenv("PGHOST", "db.example")
	if got := withTLS("postgres:///hub"); !strings.Contains(got, "verify-full") {
		t.Errorf("the host of the environment: %s", got)
	}
	t.Setenv("PGSSLMODE", "require")
	if got := withTLS("postgres://db.example/hub"); strings.Contains(got, "sslmode") {
		t.Errorf("the mode of the environment: %s", got)
	}
}
