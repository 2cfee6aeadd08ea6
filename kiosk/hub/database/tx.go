package database

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"modernc.org/sqlite"
)

// Tx is a running transaction. It ends with the function that got it.
type Tx struct {
	tx      *sql.Tx
	dialect Dialect
	notices []Notice // SQLite: told after the commit
}

// attempts is how often a transaction that was overtaken is tried; the pauses between them double from firstPause.
const (
	attempts   = 8
	firstPause = 2 * time.Millisecond
)

// Tx runs do in a transaction and commits if it returns nil. On SQLite one transaction writes at a time; on PostgreSQL
// they run side by side in READ COMMITTED, so that a statement must carry its own condition (UPDATE … WHERE state = …), lock
// the rows that it read (ForUpdate), or take a Lock. A transaction that PostgreSQL rolled back because of another one is
// run again: do must not have effects outside of the transaction. Within do, use only its Tx.
func (db *DB) Tx(ctx context.Context, do func(*Tx) error) error {
	return db.retry(ctx, func() error {
		free, err := db.write(ctx)
		if err != nil {
			return err
		}
		defer free()
		return db.once(ctx, do)
	})
}

func (db *DB) once(ctx context.Context, do func(*Tx) error) error {
	options := &sql.TxOptions{}
	if db.dialect == PostgreSQL {
		options.Isolation = sql.LevelReadCommitted
	}
	begun, err := db.db.BeginTx(ctx, options)
	if err != nil {
		return classify(err)
	}
	tx := &Tx{tx: begun, dialect: db.dialect}
	defer begun.Rollback() // frees the connection if do panics; after the end it does nothing
	if err := do(tx); err != nil {
		return errors.Join(classify(err), rollback(begun))
	}
	if err := begun.Commit(); err != nil {
		return errors.Join(classify(err), rollback(begun))
	}
	for _, n := range tx.notices {
		db.board.publish(n)
	}
	return nil
}

// rollback tolerates that the engine has rolled back by itself, as SQLite does when the disk is full, and that the
// connection is gone, with which the transaction is gone too.
func rollback(tx *sql.Tx) error {
	err := tx.Rollback()
	var lite *sqlite.Error
	if err == nil || errors.Is(err, sql.ErrTxDone) || errors.As(err, &lite) {
		return nil
	}
	if err = classify(err); CodeOf(err) == CodeLost {
		return nil
	}
	return err
}

// retry runs do until it is not overtaken.
func (db *DB) retry(ctx context.Context, do func() error) error {
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := do()
		if err == nil || attempt == attempts || !again(err) {
			return classify(err)
		}
		select {
		case <-time.After(pause/2 + rand.N(pause)):
			pause *= 2
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Exec runs a statement.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (sql.Result, error) {
	result, err := tx.tx.ExecContext(ctx, query, args...)
	return result, classify(err)
}

// Query reads rows, also those of RETURNING; the caller closes them before the next statement.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	rows, err := tx.tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, classify(err)
	}
	return &Rows{rows}, nil
}

// QueryRow reads one row, also that of RETURNING.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *Row {
	return &Row{tx.tx.QueryRowContext(ctx, query, args...)}
}

// Lock waits until no other transaction has the lock of this name, and keeps it until the transaction ends. It makes
// transactions that belong together follow each other on PostgreSQL too; on SQLite they do already.
func (tx *Tx) Lock(ctx context.Context, name string) error {
	if tx.dialect == SQLite {
		return nil
	}
	_, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)
	return err
}

// ForUpdate ends a SELECT so that its rows are locked until the transaction ends.
func (d Dialect) ForUpdate() string {
	if d == SQLite {
		return ""
	}
	return " FOR UPDATE"
}

// SkipLocked ends a SELECT so that its rows are locked, and those that another transaction has locked are passed over.
func (d Dialect) SkipLocked() string {
	if d == SQLite {
		return ""
	}
	return " FOR UPDATE SKIP LOCKED"
}

// Dialect returns the engine.
func (tx *Tx) Dialect() Dialect { return tx.dialect }
