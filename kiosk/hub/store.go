package hub

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Store is the hub's SQLite database. Several programs may open it at once: the serving hub and a clerk's command line.
type Store struct{ db *sql.DB }

// schema: the body comes last, so that lists read no overflow pages.
const schema = `
CREATE TABLE submission (
	seq          INTEGER PRIMARY KEY AUTOINCREMENT,
	terminal     TEXT NOT NULL,
	key          TEXT NOT NULL,
	number       TEXT NOT NULL,
	token_sha256 TEXT NOT NULL,
	authority    TEXT NOT NULL,
	flow         TEXT NOT NULL,
	stored_at    INTEGER NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('stored')),
	size         INTEGER NOT NULL,
	sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
	body         BLOB NOT NULL,
	UNIQUE (terminal, key)
) STRICT;
CREATE INDEX submission_number ON submission (number);
CREATE INDEX submission_stored_at ON submission (stored_at);
PRAGMA user_version = 1;`

const schemaVersion = 1

// settings are asserted after opening, because SQLite ignores a misspelt one silently.
var settings = [...]struct{ name, set, want string }{
	{"busy_timeout", "10000", "10000"},
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"secure_delete", "ON", "1"},
}

// OpenStore opens or creates the database in the file path. It fails with CodeSettings, CodeVersion, CodeCorrupt, CodeFull
// or CodeStore.
func OpenStore(path string) (*Store, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &Error{CodeStore, err}
	}
	// The mode of the file is the mode of SQLite's log beside it.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, classify(err)
	}
	if err := file.Close(); err != nil {
		return nil, classify(err)
	}
	query := url.Values{"_txlock": {"immediate"}}
	for _, s := range settings {
		query.Add("_pragma", s.name+"("+s.set+")")
	}
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String())
	if err != nil {
		return nil, classify(err)
	}
	db.SetMaxOpenConns(4)
	s := &Store{db}
	ctx := context.Background()
	for _, step := range []func(context.Context) error{s.assertSettings, s.migrate} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(classify(err), db.Close())
		}
	}
	return s, nil
}

// Close waits for what is being written and closes the file.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return classify(err)
	}
	return nil
}

// Check asks the database whether it answers.
func (s *Store) Check(ctx context.Context) error {
	var n int
	if err := s.db.QueryRowContext(ctx, "SELECT count(*) FROM (SELECT 1 FROM submission LIMIT 1)").Scan(&n); err != nil {
		return classify(err)
	}
	return nil
}

func (s *Store) assertSettings(ctx context.Context) error {
	for _, setting := range settings {
		var got string
		if err := s.db.QueryRowContext(ctx, "PRAGMA "+setting.name).Scan(&got); err != nil {
			return err
		}
		if got != setting.want {
			return &Error{CodeSettings, fmt.Errorf("%s is %q, not %q", setting.name, got, setting.want)}
		}
	}
	return nil
}

func (s *Store) migrate(ctx context.Context) error {
	return s.transact(ctx, func(tx *sql.Tx) error {
		var version, tables int
		row := tx.QueryRowContext(ctx, "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)")
		if err := row.Scan(&version, &tables); err != nil {
			return err
		}
		switch {
		case version == schemaVersion:
			return nil
		case version == 0 && tables == 0:
			_, err := tx.ExecContext(ctx, schema)
			return err
		}
		return &Error{CodeVersion, fmt.Errorf("the file has version %d, this program knows version %d", version, schemaVersion)}
	})
}

func (s *Store) transact(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return classify(err)
	}
	if err := do(tx); err != nil {
		return errors.Join(classify(err), rollback(tx))
	}
	if err := tx.Commit(); err != nil {
		return errors.Join(classify(err), rollback(tx))
	}
	return nil
}

// rollback tolerates that SQLite has rolled back by itself, as it does when the disk is full.
func rollback(tx *sql.Tx) error {
	var e *sqlite.Error
	if err := tx.Rollback(); err != nil && !errors.Is(err, sql.ErrTxDone) && !errors.As(err, &e) {
		return err
	}
	return nil
}

// classify gives an error of SQLite or of the file system its code, once.
func classify(err error) error {
	if CodeOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return &Error{CodeFull, err}
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return &Error{CodeCorrupt, err}
		}
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &Error{CodeFull, err}
	}
	return &Error{CodeStore, err}
}

func hashOf(body []byte) [sha256.Size]byte { return sha256.Sum256(body) }
