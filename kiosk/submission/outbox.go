package submission

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
	"time"

	"golang.org/x/sys/unix"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// DefaultReserve is how much of the disk stays free, in bytes: room for the largest application, its write-ahead log and
// the system's own files.
const DefaultReserve = 256 << 20

// Outbox is a SQLite database with one writer. It is safe for concurrent use.
type Outbox struct {
	db      *sql.DB
	dir     string
	reserve uint64
	changed chan struct{} // holds one token after something became pending
}

// Option changes how an Outbox is opened.
type Option func(*Outbox)

// WithReserve sets the free space in bytes below which Append refuses.
func WithReserve(bytes uint64) Option { return func(o *Outbox) { o.reserve = bytes } }

// schema: the body comes last, so that lists read no overflow pages. A delivered application has no body.
const schema = `
CREATE TABLE submission (
	seq            INTEGER PRIMARY KEY,
	key            TEXT NOT NULL UNIQUE,
	number         TEXT NOT NULL UNIQUE,
	token_sha256   TEXT NOT NULL,
	authority      TEXT NOT NULL,
	flow           TEXT NOT NULL,
	stored_at      INTEGER NOT NULL,
	state          TEXT NOT NULL CHECK (state IN ('stored', 'delivered', 'refused', 'damaged')),
	reason         TEXT NOT NULL DEFAULT '',
	received_at    INTEGER,
	receipt_sha256 BLOB,
	size           INTEGER NOT NULL,
	sha256         BLOB NOT NULL CHECK (length(sha256) = 32),
	body           BLOB,
	CHECK ((state = 'delivered') = (body IS NULL))
) STRICT;
CREATE INDEX submission_state ON submission (state, seq);`

// errands came with version 2.
const errands = `
CREATE TABLE errand (
	seq  INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('burn', 'drop')),
	id   TEXT NOT NULL,
	UNIQUE (kind, id)
) STRICT;
PRAGMA user_version = 2;`

const schemaVersion = 2

// settings are asserted after opening, because SQLite ignores a misspelt one silently. The exclusive lock makes a second
// program fail at once.
var settings = [...]struct{ name, set, want string }{
	{"busy_timeout", "1000", "1000"},
	{"locking_mode", "EXCLUSIVE", "exclusive"},
	{"journal_mode", "WAL", "wal"},
	{"synchronous", "FULL", "2"},
	{"secure_delete", "ON", "1"},
}

// Open opens or creates the outbox in the file path and checks all of it: settings, structure, and the hash of every
// stored application. It fails with CodeInUse, CodeSettings, CodeVersion, CodeCorrupt, CodeDiskFull or CodeIO. An application whose
// bytes changed does not keep the others from being delivered: it is set aside, and Check and Damaged tell of it.
func Open(path string, options ...Option) (*Outbox, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, &Error{CodeIO, err}
	}
	o := &Outbox{dir: filepath.Dir(path), reserve: DefaultReserve, changed: make(chan struct{}, 1)}
	for _, option := range options {
		option(o)
	}
	if err := createFile(path); err != nil {
		return nil, classify(err)
	}
	if o.db, err = sql.Open("sqlite", dataSource(path)); err != nil {
		return nil, classify(err)
	}
	// One connection: it holds the exclusive lock as long as the outbox is open.
	o.db.SetMaxOpenConns(1)
	ctx := context.Background()
	for _, step := range []func(context.Context) error{o.assertSettings, o.migrate, o.checkStructure, o.checkHashes} {
		if err := step(ctx); err != nil {
			return nil, errors.Join(classify(err), o.db.Close())
		}
	}
	o.Wake()
	return o, nil
}

// Close waits for what is being written and closes the file.
func (o *Outbox) Close() error {
	if err := o.db.Close(); err != nil {
		return classify(err)
	}
	return nil
}

// Wake makes a waiting Delivery try at once. Append and Requeue do it by themselves.
func (o *Outbox) Wake() {
	select {
	case o.changed <- struct{}{}:
	default: // a token is already there
	}
}

// createFile makes the file readable by its owner alone; SQLite gives its log the same mode.
func createFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync() // the name survives a power cut too
}

func dataSource(path string) string {
	query := url.Values{"_txlock": {"immediate"}}
	for _, s := range settings {
		query.Add("_pragma", s.name+"("+s.set+")")
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

func (o *Outbox) assertSettings(ctx context.Context) error {
	for _, s := range settings {
		var got string
		if err := o.db.QueryRowContext(ctx, "PRAGMA "+s.name).Scan(&got); err != nil {
			return err
		}
		if got != s.want {
			return &Error{CodeSettings, fmt.Errorf("%s is %q, not %q", s.name, got, s.want)}
		}
	}
	return nil
}

func (o *Outbox) migrate(ctx context.Context) error {
	return o.transact(ctx, func(tx *sql.Tx) error {
		var version, tables int
		row := tx.QueryRowContext(ctx, "SELECT (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)")
		if err := row.Scan(&version, &tables); err != nil {
			return err
		}
		switch {
		case version == schemaVersion:
			return nil
		case version == 0 && tables == 0:
			_, err := tx.ExecContext(ctx, schema+errands)
			return err
		case version == 1:
			_, err := tx.ExecContext(ctx, errands)
			return err
		}
		return &Error{CodeVersion, fmt.Errorf("the file has version %d and %d tables, this program knows version %d", version, tables, schemaVersion)}
	})
}

func (o *Outbox) checkStructure(ctx context.Context) error {
	var result string
	if err := o.db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&result); err != nil {
		return err
	}
	if result != "ok" {
		return &Error{CodeCorrupt, errors.New("quick_check found damage")}
	}
	return nil
}

// checkHashes sets aside the applications whose bytes changed: quick_check does not look into them.
func (o *Outbox) checkHashes(ctx context.Context) error {
	entries, err := o.list(ctx, "state IN ('stored', 'refused')")
	if err != nil {
		return err
	}
	for _, e := range entries {
		_, err := o.Blob(ctx, e.Key)
		if err != nil && CodeOf(err) != CodeRowDamaged {
			return err
		}
	}
	return nil
}

func (o *Outbox) transact(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := o.db.BeginTx(ctx, nil)
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

// space refuses a write of size bytes that would touch the reserve.
func (o *Outbox) space(size int) error {
	if o.reserve == 0 {
		return nil
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(o.dir, &fs); err != nil {
		return &Error{CodeIO, err}
	}
	// The bytes may lie in the log and in the database at once.
	if free, need := fs.Bavail*uint64(fs.Bsize), o.reserve+2*uint64(size); free < need {
		return &Error{CodeReserve, fmt.Errorf("%d bytes are free, %d are needed", free, need)}
	}
	return nil
}

// Ready tells before a visit begins whether an application could be stored at its end. Errors have CodeReserve or CodeIO.
func (o *Outbox) Ready() error { return o.space(0) }

// classify gives an error of SQLite or of the file system its code, once.
func classify(err error) error {
	if CodeOf(err) != "" || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var e *sqlite.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_FULL:
			return &Error{CodeDiskFull, err}
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
			return &Error{CodeInUse, err}
		case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
			return &Error{CodeCorrupt, err}
		}
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return &Error{CodeDiskFull, err}
	}
	return &Error{CodeIO, err}
}

func now() int64 { return time.Now().UnixMilli() }

func hashOf(body []byte) [sha256.Size]byte { return sha256.Sum256(body) }
