package database_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// things is a room for these tests.
var things = []string{
	`CREATE TABLE thing (
		id   {serial},
		name TEXT NOT NULL UNIQUE,
		at   {int} NOT NULL,
		size {real},
		body {bytes}
	) {strict};
	CREATE INDEX thing_at ON thing (at);`,
	`CREATE TABLE counter (id {int} PRIMARY KEY, n {int} NOT NULL) {strict};
	INSERT INTO counter (id, n) VALUES (1, 0)`,
}

func migrated(t *testing.T, open func() *database.DB) *database.DB {
	t.Helper()
	db := open()
	if err := db.Migrate(t.Context(), "things", things); err != nil {
		t.Fatal(err)
	}
	return db
}

// The same statements, with parameters out of order and used twice, and every type, work on both engines.
func TestTypes(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := migrated(t, open)
		var id int64
		err := db.Tx(t.Context(), func(tx *database.Tx) error {
			return tx.QueryRow(t.Context(), "INSERT INTO thing (name, at, size, body) VALUES ($2, $1, $3, $4) RETURNING id",
				int64(1)<<40, "Straße", 1.5, []byte{0, 255}).Scan(&id)
		})
		if err != nil || id != 1 {
			t.Fatalf("id %d, %v", id, err)
		}
		var name string
		var at, sum int64
		var size float64
		var body []byte
		err = db.QueryRow(t.Context(), `SELECT name, at, size, body, (SELECT CAST(sum(at) AS BIGINT) FROM thing)
			FROM thing WHERE name = $1 OR name || $1 = '' AND at > CAST($2 AS BIGINT)`, "Straße", int64(1)<<39).Scan(&name, &at, &size, &body, &sum)
		if err != nil || name != "Straße" || at != 1<<40 || size != 1.5 || !bytes.Equal(body, []byte{0, 255}) || sum != at {
			t.Errorf("%q %d %v %v %d, %v", name, at, size, body, sum, err)
		}
		if err := db.QueryRow(t.Context(), "SELECT name FROM thing WHERE id = $1", 7).Scan(&name); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("no row: %v", err)
		}
		names, err := database.All(t.Context(), db, func(row func(...any) error) (s string, err error) { return s, row(&s) }, "SELECT name FROM thing")
		if err != nil || len(names) != 1 {
			t.Errorf("%q, %v", names, err)
		}
		if err := db.Check(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestErrors(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := migrated(t, open)
		const secret = "Kanarienvogel"
		insert := func() error {
			_, err := db.Exec(t.Context(), "INSERT INTO thing (name, at) VALUES ($1, $2)", secret, 1)
			return err
		}
		if err := insert(); err != nil {
			t.Fatal(err)
		}
		err := insert()
		if database.CodeOf(err) != database.CodeUnique || strings.Contains(err.Error(), secret) {
			t.Errorf("twice: %v", err)
		}
		_, err = db.Exec(t.Context(), "INSERT INTO thing (name, at) VALUES ('x', $1)", secret)
		if database.CodeOf(err) != database.CodeStore || strings.Contains(err.Error(), secret) {
			t.Errorf("a wrong parameter: %v", err)
		}
		if _, err := db.Query(t.Context(), "SELECT nothing FROM nowhere"); database.CodeOf(err) != database.CodeStore {
			t.Errorf("no table: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := db.Query(ctx, "SELECT 1"); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
		if err := db.Tx(ctx, func(*database.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled transaction: %v", err)
		}
		// What do returns comes out as it is, and nothing stays.
		own := errors.New("own")
		err = db.Tx(t.Context(), func(tx *database.Tx) error {
			if _, err := tx.Exec(t.Context(), "DELETE FROM thing"); err != nil {
				return err
			}
			return own
		})
		if !errors.Is(err, own) || insert() == nil {
			t.Errorf("rolled back: %v", err)
		}
	})
}

// A transaction that panics leaves neither a lock nor a connection behind.
func TestPanicInTransaction(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := migrated(t, open)
		for range 20 {
			func() {
				defer func() { _ = recover() }()
				db.Tx(t.Context(), func(tx *database.Tx) error { panic("mistake") })
			}()
		}
		if _, err := db.Exec(t.Context(), "UPDATE counter SET n = 7"); err != nil {
			t.Error(err)
		}
	})
}

// Two handles count together and lose nothing: by a condition in the statement, by locked rows, and by a named lock.
func TestTransactionsSideBySide(t *testing.T) {
	ways := map[string]func(ctx context.Context, tx *database.Tx) error{
		"in one statement": func(ctx context.Context, tx *database.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE counter SET n = n + 1 WHERE id = 1")
			return err
		},
		"rows locked": func(ctx context.Context, tx *database.Tx) error {
			return readAndWrite(ctx, tx, "SELECT n FROM counter WHERE id = 1"+tx.Dialect().ForUpdate())
		},
		"a lock": func(ctx context.Context, tx *database.Tx) error {
			if err := tx.Lock(ctx, "counter"); err != nil {
				return err
			}
			return readAndWrite(ctx, tx, "SELECT n FROM counter WHERE id = 1")
		},
	}
	for name, add := range ways {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
				handles := []*database.DB{migrated(t, open), open()}
				var wait sync.WaitGroup
				for i := range 10 {
					wait.Go(func() {
						for range 10 {
							if err := handles[i%2].Tx(t.Context(), func(tx *database.Tx) error { return add(t.Context(), tx) }); err != nil {
								t.Error(err)
							}
						}
					})
				}
				wait.Wait()
				var n int
				if err := handles[0].QueryRow(t.Context(), "SELECT n FROM counter").Scan(&n); err != nil || n != 100 {
					t.Errorf("counted %d, %v", n, err)
				}
			})
		})
	}
}

func readAndWrite(ctx context.Context, tx *database.Tx, query string) error {
	var n int
	if err := tx.QueryRow(ctx, query).Scan(&n); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, "UPDATE counter SET n = $1 WHERE id = 1", n+1)
	return err
}

// Transactions that lock two rows in opposite order are run again instead of failing.
func TestDeadlockIsTriedAgain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := migrated(t, open)
		if _, err := db.Exec(t.Context(), "INSERT INTO counter (id, n) VALUES (2, 0)"); err != nil {
			t.Fatal(err)
		}
		var wait, both sync.WaitGroup
		both.Add(2)
		for i := range 2 {
			wait.Go(func() {
				first := true
				err := db.Tx(t.Context(), func(tx *database.Tx) error {
					if _, err := tx.Exec(t.Context(), "UPDATE counter SET n = n + 1 WHERE id = $1", 1+i); err != nil {
						return err
					}
					if first && db.Dialect() == database.PostgreSQL {
						first = false
						both.Done()
						both.Wait()
					}
					_, err := tx.Exec(t.Context(), "UPDATE counter SET n = n + 1 WHERE id = $1", 2-i)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		var sum int
		if err := db.QueryRow(t.Context(), "SELECT CAST(sum(n) AS BIGINT) FROM counter").Scan(&sum); err != nil || sum != 4 {
			t.Errorf("sum %d, %v", sum, err)
		}
	})
}

func TestMigrate(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		// Several replicas start at once.
		var handles []*database.DB
		for range 4 {
			handles = append(handles, open())
		}
		var wait sync.WaitGroup
		for i, db := range handles {
			wait.Go(func() {
				if err := db.Migrate(t.Context(), "things", things[:1+i%2]); err != nil && database.CodeOf(err) != database.CodeVersion {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		db := handles[0]
		refused := func(name string, steps []string, want string) {
			t.Helper()
			if err := db.Migrate(t.Context(), "things", steps); database.CodeOf(err) != database.CodeVersion || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		refused("an older program", things[:1], "things has version 2, this program knows version 1")
		refused("another step", []string{things[0], things[1] + " "}, "step 2 of things")
		if err := db.Migrate(t.Context(), "others", []string{"CREATE TABLE other (id {int}) {strict}"}); err != nil {
			t.Errorf("another room: %v", err)
		}
		// A step that fails leaves none of the steps before it.
		err := db.Migrate(t.Context(), "broken", []string{"CREATE TABLE half (id {int}) {strict}", "CREATE TABLE half (id {int}) {strict}"})
		if err == nil || !strings.Contains(err.Error(), "step 2 of broken") {
			t.Errorf("broken: %v", err)
		}
		if _, err := db.Query(t.Context(), "SELECT id FROM half"); err == nil {
			t.Error("half of the steps stayed")
		}
	})
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, bytes.Repeat([]byte("hello"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	foreign, newer := filepath.Join(dir, "foreign"), filepath.Join(dir, "newer")
	for path, statement := range map[string]string{foreign: "CREATE TABLE x (y)", newer: "PRAGMA user_version = 9"} {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		source string
		want   database.Code
	}{
		"nothing":          {"", database.CodeSettings},
		"no path":          {"sqlite:", database.CodeSettings},
		"another engine":   {"mysql://localhost/hub", database.CodeSettings},
		"a broken URL":     {"postgres://hub:geheim@[/x?sslmode=perhaps", database.CodeSettings},
		"no database":      {text, database.CodeCorrupt},
		"no folder":        {filepath.Join(dir, "missing", "x"), database.CodeStore},
		"another database": {foreign, database.CodeVersion},
		"a newer program":  {"sqlite:" + newer, database.CodeVersion},
		"no server":        {"postgres:///hub?host=" + dir, database.CodeLost},
	} {
		db, err := database.Open(t.Context(), c.source)
		if database.CodeOf(err) != c.want || strings.Contains(fmt.Sprint(err), "geheim") {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if db != nil {
			t.Errorf("%s: opened", name)
		}
	}
}

// A server that would lose what it confirmed is refused.
func TestOpenAssertsDurability(t *testing.T) {
	url := databasetest.URL(t)
	for setting, named := range map[string]string{
		"synchronous_commit=off": "synchronous_commit", "synchronous_commit=local": "synchronous_commit",
		"synchronous_commit=remote_write": "synchronous_commit", "default_transaction_read_only=on": "transaction_read_only",
	} {
		if _, err := database.Open(t.Context(), url+"&"+setting); database.CodeOf(err) != database.CodeSettings || !strings.Contains(err.Error(), named) {
			t.Errorf("%s: %v", setting, err)
		}
	}
}
