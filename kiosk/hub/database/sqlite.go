package database

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// sqliteConnections: one writes at a time, the others read.
const sqliteConnections = 8

// pragmas are asserted after opening, because SQLite ignores a misspelt one silently.
var pragmas = [...]struct{ name, set, want string }{
	{"busy_timeout", "10000", "10000"}, // milliseconds; another program may write, such as the command line
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"secure_delete", "ON", "1"},
	{"foreign_keys", "ON", "1"},
}

func (db *DB) openSQLite(ctx context.Context, path string) error {
	db.dialect, db.writer = SQLite, make(chan struct{}, 1)
	path, err := absolute(path)
	if err != nil {
		return err
	}
	// The mode of the file is the mode of SQLite's log beside it.
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	query := url.Values{"_txlock": {"immediate"}}
	for _, p := range pragmas {
		query.Add("_pragma", p.name+"("+p.set+")")
	}
	if db.db, err = sql.Open("sqlite", (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()); err != nil {
		return err
	}
	db.db.SetMaxOpenConns(sqliteConnections)
	db.db.SetMaxIdleConns(sqliteConnections)
	for _, p := range pragmas {
		var got string
		if err := db.db.QueryRowContext(ctx, "PRAGMA "+p.name).Scan(&got); err != nil {
			return err
		}
		if got != p.want {
			return &Error{CodeSettings, fmt.Errorf("%s is %q, not %q", p.name, got, p.want)}
		}
	}
	db.board.listening()
	return nil
}

// Layouts of the SQLite file, in its user_version. A program that knows only the first refuses a file of the second.
const (
	layoutIntake     = 1 // the table submission alone, before the hub had more rooms
	layoutMigrations = 2 // the table migration says what each room has
)

// prepareSQLite refuses a file that is not the hub's, and takes over one of the first layout: its only table is what the
// first step of the intake makes if it is missing.
func prepareSQLite(ctx context.Context, tx *Tx) error {
	var version, tables int
	row := tx.QueryRow(ctx, "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)")
	if err := row.Scan(&version, &tables); err != nil {
		return err
	}
	switch {
	case version == layoutMigrations:
		return nil
	case version == layoutIntake, version == 0 && tables == 0:
		_, err := tx.Exec(ctx, migrationTable(SQLite)+fmt.Sprintf("; PRAGMA user_version = %d", layoutMigrations))
		return err
	}
	return &Error{CodeVersion, fmt.Errorf("the file has version %d and %d tables, this program knows version %d", version, tables, layoutMigrations)}
}
