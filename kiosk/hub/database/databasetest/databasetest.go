// Package databasetest runs a test of the hub on SQLite and on a real PostgreSQL.
//
// The PostgreSQL is a cluster of its own in a temporary directory, reachable only by a Unix socket in it, one for each test
// program, with a fresh database for each test. It never touches a server that the machine runs.
package databasetest

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"buergerterminal/kiosk/hub/database"
)

// shared is the server of this test program.
var shared server

// Main runs the tests and ends the PostgreSQL that they started. A package that uses Each calls it from its TestMain.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for a TestMain that has more to do, or ends the program by itself.
func Run(m *testing.M) (code int) {
	shared.main = true
	defer shared.stop()
	return m.Run()
}

// Each runs test on each engine. Every call of open opens the same empty database once more, as a replica does; the handles
// are closed when the test ends. Where PostgreSQL is not installed, its half is skipped.
func Each(t *testing.T, test func(t *testing.T, open func() *database.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, opener(t, filepath.Join(t.TempDir(), "hub.sqlite"))) })
	t.Run("postgresql", func(t *testing.T) { test(t, opener(t, URL(t))) })
}

// EachBenchmark is Each for benchmarks.
func EachBenchmark(b *testing.B, run func(b *testing.B, open func() *database.DB)) {
	b.Helper()
	b.Run("sqlite", func(b *testing.B) { run(b, opener(b, filepath.Join(b.TempDir(), "hub.sqlite"))) })
	b.Run("postgresql", func(b *testing.B) { run(b, opener(b, URL(b))) })
}

// EachSource is Each for tests of what takes the source of a database instead of a DB.
func EachSource(t *testing.T, test func(t *testing.T, source string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "hub.sqlite")) })
	t.Run("postgresql", func(t *testing.T) { test(t, URL(t)) })
}

// URL is a fresh database of PostgreSQL, which is dropped when the test ends. Without PostgreSQL the test is skipped.
func URL(tb testing.TB) string {
	tb.Helper()
	return shared.fresh(tb)
}

// Crash ends the server at once, as a power cut ends its processes, and starts it again; it recovers from its log.
func Crash(tb testing.TB) {
	tb.Helper()
	if err := shared.crash(); err != nil {
		tb.Fatal(err)
	}
}

func opener(tb testing.TB, source string) func() *database.DB {
	return func() *database.DB {
		tb.Helper()
		db, err := database.Open(context.Background(), source)
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() {
			if err := db.Close(); err != nil {
				tb.Error(err)
			}
		})
		return db
	}
}
