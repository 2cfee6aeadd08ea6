// Package database is the one store of the hub: SQLite on one machine, PostgreSQL for several replicas, behind one type.
//
// The rooms of the hub write one SQL for both. Placeholders are $1, $2 …; RETURNING, ON CONFLICT and partial indexes work on
// both; in the steps of Migrate the words in braces (see Migrate) stand for the types that differ. Moments are integers
// (milliseconds since 1970, UTC), truth values are 0 and 1, and a sum is cast: CAST(sum(x) AS BIGINT), because PostgreSQL
// widens it. A parameter that PostgreSQL cannot infer the type of is cast too.
//
// Connections to PostgreSQL are sessions: what is heard by LISTEN and the prepared statements are lost behind a pooler that
// gives each transaction another session (PgBouncer's mode "transaction").
//
// What is committed is durable: SQLite runs with WAL and synchronous=FULL, PostgreSQL with fsync and synchronous_commit, and
// Open refuses a database that does not. The package never logs, and its errors hold no values of rows.
//
// References: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html;
// https://www.postgresql.org/docs/15/ (runtime-config-wal, explicit-locking, sql-notify, errcodes-appendix).
package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
)

// Dialect says which engine a DB is.
type Dialect string

// The engines.
const (
	SQLite     Dialect = "sqlite"
	PostgreSQL Dialect = "postgresql"
)

// DB is an open database. It is safe for concurrent use, and on both engines several programs may have it open.
type DB struct {
	dialect Dialect
	db      *sql.DB
	writer  chan struct{} // SQLite: one token, so that writers queue in order and do not poll for the lock of the file
	board   *board

	config *pgx.ConnConfig // PostgreSQL: for the connection that listens
	mu     sync.Mutex      // a task begins either before Close begins or not at all
	listen sync.Once
	end    context.CancelFunc
	ended  context.Context // done when Close begins
	tasks  sync.WaitGroup
}

// Querier is what both a DB and a Tx can do. Errors have a Code; sql.ErrNoRows, context.Canceled and
// context.DeadlineExceeded come as they are.
type Querier interface {
	Exec(ctx context.Context, query string, args ...any) (sql.Result, error)
	Query(ctx context.Context, query string, args ...any) (*Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *Row
}

// Interface guards.
var (
	_ Querier = (*DB)(nil)
	_ Querier = (*Tx)(nil)
)

// Open opens the database that source names: a URL postgres://… or postgresql://…, or the path of a SQLite file, which may
// have "sqlite:" before it and is created if it is missing. A connection to PostgreSQL over a network is encrypted and the
// server proven, unless the URL has another sslmode. It fails with CodeSettings, CodeVersion, CodeCorrupt, CodeFull,
// CodeLost, CodeBusy or CodeStore.
func Open(ctx context.Context, source string) (*DB, error) {
	ended, end := context.WithCancel(context.Background())
	db := &DB{ended: ended, end: end, board: newBoard()}
	var err error
	switch {
	case IsPostgreSQL(source):
		err = db.openPostgreSQL(ctx, source)
	case strings.Contains(source, "://") || source == "":
		err = &Error{CodeSettings, errors.New("the database is neither a path nor a URL that begins with postgres://")}
	default:
		err = db.openSQLite(ctx, strings.TrimPrefix(source, "sqlite:"))
	}
	if err == nil {
		err = db.prepare(ctx)
	}
	if err != nil {
		return nil, errors.Join(classify(err), db.Close())
	}
	return db, nil
}

// IsPostgreSQL reports whether source, as Open takes it, is a URL of PostgreSQL.
func IsPostgreSQL(source string) bool {
	return strings.HasPrefix(source, "postgres://") || strings.HasPrefix(source, "postgresql://")
}

// Dialect returns the engine, for the few statements that differ.
func (db *DB) Dialect() Dialect { return db.dialect }

// Close ends what listens, waits for what is being written and closes the database.
func (db *DB) Close() error {
	db.mu.Lock()
	db.end()
	db.mu.Unlock()
	db.tasks.Wait()
	if db.db == nil {
		return nil
	}
	return classify(db.db.Close())
}

// Check asks the database whether it answers.
func (db *DB) Check(ctx context.Context) error {
	var n int
	return db.QueryRow(ctx, "SELECT count(*) FROM (SELECT 1 FROM migration LIMIT 1) AS x").Scan(&n)
}

// Exec runs one statement in a transaction of its own.
func (db *DB) Exec(ctx context.Context, query string, args ...any) (result sql.Result, err error) {
	err = db.retry(ctx, func() error {
		free, err := db.write(ctx)
		if err != nil {
			return err
		}
		defer free()
		result, err = db.db.ExecContext(ctx, query, args...)
		return err
	})
	return result, err
}

// Query reads rows; the caller closes them. A statement that writes belongs into Exec or Tx.
func (db *DB) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	rows, err := db.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, classify(err)
	}
	return &Rows{rows}, nil
}

// QueryRow reads one row; a statement that writes belongs into Exec or Tx.
func (db *DB) QueryRow(ctx context.Context, query string, args ...any) *Row {
	return &Row{db.db.QueryRowContext(ctx, query, args...)}
}

// write waits for the right to write to SQLite, and returns how to give it back. PostgreSQL needs none.
func (db *DB) write(ctx context.Context) (free func(), err error) {
	if db.writer == nil {
		return func() {}, nil
	}
	select {
	case db.writer <- struct{}{}:
		return func() { <-db.writer }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Row is the first row of a query.
type Row struct{ row *sql.Row }

// Scan copies the columns; without a row it returns sql.ErrNoRows.
func (r *Row) Scan(into ...any) error { return classify(r.row.Scan(into...)) }

// Rows are the rows of a query.
type Rows struct{ rows *sql.Rows }

// Next prepares the next row for Scan.
func (r *Rows) Next() bool { return r.rows.Next() }

// Scan copies the columns of the row.
func (r *Rows) Scan(into ...any) error { return classify(r.rows.Scan(into...)) }

// Err says why Next ended.
func (r *Rows) Err() error { return classify(r.rows.Err()) }

// Close frees the connection; it may be called twice.
func (r *Rows) Close() error { return classify(r.rows.Close()) }

// All reads every row of a query by scan, which gets the row's Scan.
func All[T any](ctx context.Context, q Querier, scan func(row func(into ...any) error) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// absolute is the path of a SQLite file as it is opened.
func absolute(path string) (string, error) {
	if path == "" {
		return "", &Error{CodeSettings, errors.New("the path of the database is empty")}
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("path of the database: %w", err)
	}
	return full, nil
}
