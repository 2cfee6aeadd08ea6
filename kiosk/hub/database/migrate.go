package database

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// migrationLock is the name of the lock under which replicas that start at once migrate one after the other.
const migrationLock = "migration"

func migrationTable(d Dialect) string {
	return d.words(`CREATE TABLE IF NOT EXISTS migration (
	room       TEXT NOT NULL,
	step       {int} NOT NULL,
	sha256     TEXT NOT NULL,
	applied_at {int} NOT NULL,
	PRIMARY KEY (room, step)
) {strict}`)
}

// words replaces the words in braces of a schema.
func (d Dialect) words(schema string) string {
	if d == SQLite {
		return strings.NewReplacer("{int}", "INTEGER", "{real}", "REAL", "{bytes}", "BLOB",
			"{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{strict}", "STRICT").Replace(schema)
	}
	return strings.NewReplacer("{int}", "BIGINT", "{real}", "DOUBLE PRECISION", "{bytes}", "BYTEA",
		"{serial}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "{strict}", "").Replace(schema)
}

// prepare makes the table of migrations.
func (db *DB) prepare(ctx context.Context) error {
	if db.dialect == SQLite {
		return db.Tx(ctx, func(tx *Tx) error { return prepareSQLite(ctx, tx) })
	}
	// Asked first, because a user that may only read and write rows is not allowed to try to make a table that is there.
	var there bool
	if err := db.QueryRow(ctx, "SELECT to_regclass('migration') IS NOT NULL").Scan(&there); err != nil || there {
		return err
	}
	return db.Tx(ctx, func(tx *Tx) error {
		if err := tx.Lock(ctx, migrationLock); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, migrationTable(PostgreSQL))
		return err
	})
}

// Migrate brings the tables of a room to the last of its steps, each of which is SQL of one or more statements. Steps are
// only ever added; their numbers begin with 1. Words in braces stand for what differs: {int} (64 bits), {real}, {bytes},
// {serial} (a primary key that counts up, never used twice), {strict} (behind the columns of a table). All missing steps are
// one transaction, and several replicas may call it at once.
//
// It fails with CodeVersion if a newer program has added steps that this one does not know, or if a step differs from what
// was applied.
func (db *DB) Migrate(ctx context.Context, room string, steps []string) error {
	return db.Tx(ctx, func(tx *Tx) error {
		if err := tx.Lock(ctx, migrationLock); err != nil {
			return err
		}
		applied, err := All(ctx, tx, func(scan func(...any) error) (sum string, err error) {
			err = scan(&sum)
			return sum, err
		}, "SELECT sha256 FROM migration WHERE room = $1 ORDER BY step", room)
		if err != nil {
			return err
		}
		if len(applied) > len(steps) {
			return &Error{CodeVersion, fmt.Errorf("%s has version %d, this program knows version %d", room, len(applied), len(steps))}
		}
		for i, step := range steps {
			sum := sha256.Sum256([]byte(step))
			text := hex.EncodeToString(sum[:])
			if i < len(applied) {
				if applied[i] != text {
					return &Error{CodeVersion, fmt.Errorf("step %d of %s is not the one that was applied", i+1, room)}
				}
				continue
			}
			if _, err := tx.Exec(ctx, db.dialect.words(step)); err != nil {
				return fmt.Errorf("step %d of %s: %w", i+1, room, err)
			}
			_, err := tx.Exec(ctx, "INSERT INTO migration (room, step, sha256, applied_at) VALUES ($1, $2, $3, $4)",
				room, i+1, text, time.Now().UnixMilli())
			if err != nil {
				return err
			}
		}
		return nil
	})
}
