package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Code says what went wrong in the database.
type Code string

// The codes of this package.
const (
	CodeSettings Code = "hub.store-settings" // the engine does not run with the settings that make it durable, or is named wrongly
	CodeVersion  Code = "hub.store-version"  // written by a newer program, or no store of this program
	CodeFull     Code = "hub.store-full"     // the disk is full
	CodeCorrupt  Code = "hub.store-corrupt"  // the database is damaged, or the file is none
	CodeBusy     Code = "hub.store-busy"     // a lock was not free in time, or a transaction was overtaken again and again
	CodeLost     Code = "hub.store-lost"     // the server is not reachable; whether a running commit took place is unknown
	CodeUnique   Code = "hub.store-unique"   // a unique index or a primary key has the value already
	CodeStore    Code = "hub.store"          // the database failed in another way
)

// Error is a failure with its code. Its text is technical and never holds what was to be stored.
type Error struct {
	Code Code
	Err  error
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, or the empty code.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// serverError is PostgreSQL's answer without its text, which may quote values.
type serverError struct{ *pgconn.PgError }

func (e serverError) Error() string {
	text := "PostgreSQL answers " + e.Code
	for _, about := range []struct{ kind, name string }{{"table", e.TableName}, {"column", e.ColumnName}, {"constraint", e.ConstraintName}} {
		if about.name != "" {
			text += ", " + about.kind + " " + about.name
		}
	}
	// A mistake in a statement is a programmer's, and its text quotes the statement, not a value.
	if strings.HasPrefix(e.Code, "42") {
		text += ": " + e.Message
	}
	return text
}

func (e serverError) Unwrap() error { return e.PgError }

// classify gives an error of an engine or of the file system its code, once.
func classify(err error) error {
	switch {
	case err == nil, CodeOf(err) != "", errors.Is(err, sql.ErrNoRows),
		errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return &Error{CodeFull, err}
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		if lite.Code()&0xff == sqlite3.SQLITE_INTERRUPT {
			return fmt.Errorf("%w: %w", context.Canceled, err)
		}
		return &Error{codeOfSQLite(lite.Code()), err}
	}
	var server *pgconn.PgError
	if errors.As(err, &server) {
		return &Error{codeOfSQLState(server.Code), serverError{server}}
	}
	var connect *pgconn.ConnectError
	var network *net.OpError
	if errors.As(err, &connect) || errors.As(err, &network) || pgconn.SafeToRetry(err) || isClosedConnection(err) {
		return &Error{CodeLost, err}
	}
	return &Error{CodeStore, err}
}

func codeOfSQLite(code int) Code {
	switch code {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return CodeUnique
	}
	switch code & 0xff {
	case sqlite3.SQLITE_FULL:
		return CodeFull
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return CodeCorrupt
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return CodeBusy
	}
	return CodeStore
}

// codeOfSQLState follows the classes of PostgreSQL's appendix A.
func codeOfSQLState(state string) Code {
	switch state {
	case "23505":
		return CodeUnique
	case "53100":
		return CodeFull
	case "40001", "40P01", "55P03", "57014", "25P03":
		return CodeBusy // overtaken, deadlock, lock not free, statement too slow, transaction idle for too long
	case "XX001", "XX002":
		return CodeCorrupt
	}
	switch state[:min(2, len(state))] {
	case "08", "57", "53", "28", "3D":
		return CodeLost // connection, operator, resources, password, no such database
	}
	return CodeStore
}

// again reports whether the same transaction may succeed when it is tried once more: it was rolled back because another was
// faster, or because another replica has changed a table since the statement was prepared.
func again(err error) bool {
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		return false
	}
	switch server.Code {
	case "40001", "40P01":
		return true
	case "0A000":
		return server.Routine == "RevalidateCachedQuery"
	}
	return false
}

func isClosedConnection(err error) bool {
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.EPIPE) || strings.Contains(err.Error(), "conn closed") ||
		strings.Contains(err.Error(), "unexpected EOF")
}
