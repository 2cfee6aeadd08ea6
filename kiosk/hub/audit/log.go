package audit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"buergerterminal/kiosk/hub/database"
)

// Code says what went wrong with the log.
type Code string

// The codes of this package.
const (
	CodeEntry  Code = "audit.entry"  // an entry outside of the lists
	CodeBroken Code = "audit.broken" // the chain is broken, or does not contain a head
	CodeStore  Code = "audit.store"  // the database failed
	CodeExport Code = "audit.export" // an exported file or its signature is wrong
	CodeKey    Code = "audit.key"    // the key of the signature cannot be used
)

// Error is a failure with its code. Its text is technical and never personal.
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

func coded(code Code, err error) error {
	if err == nil || CodeOf(err) != "" {
		return err
	}
	return &Error{code, err}
}

// room is the name under which the database counts this schema's steps.
const room = "audit"

// schema: hashes are hexadecimal, so that they can be read beside an exported head. The one row of audit_head is what
// replicas queue up at, and shows rows that were cut off at the end.
const schema = `
CREATE TABLE audit (
	seq    {int} PRIMARY KEY,
	at     {int} NOT NULL,
	action TEXT NOT NULL,
	actor  TEXT NOT NULL,
	object TEXT NOT NULL,
	detail TEXT NOT NULL,
	prev   TEXT NOT NULL,
	hash   TEXT NOT NULL
) {strict};
CREATE TABLE audit_head (
	id   {int} PRIMARY KEY CHECK (id = 1),
	seq  {int} NOT NULL,
	hash TEXT NOT NULL
) {strict};
INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');`

const appendOnlySQLite = `
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head WHEN NEW.seq <> OLD.seq + 1
	BEGIN SELECT RAISE(ABORT, 'the audit log is append only'); END;`

const appendOnlyPostgreSQL = `
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit log is append only'; END $$;
CREATE TRIGGER audit_no_update BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head FOR EACH ROW EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head FOR EACH ROW
	WHEN (NEW.seq <> OLD.seq + 1) EXECUTE FUNCTION audit_append_only();`

// Log is the log of a hub. It is safe for concurrent use, also by several replicas.
type Log struct {
	db  *database.DB
	now func() time.Time
}

// Open prepares the tables. The caller closes the database. Errors have CodeStore.
func Open(ctx context.Context, db *database.DB) (*Log, error) {
	triggers := appendOnlySQLite
	if db.Dialect() == database.PostgreSQL {
		triggers = appendOnlyPostgreSQL
	}
	if err := db.Migrate(ctx, room, []string{schema, triggers}); err != nil {
		return nil, &Error{CodeStore, err}
	}
	return &Log{db: db, now: time.Now}, nil
}

// Append adds one entry in a transaction of its own. It fails with CodeEntry or CodeStore.
func (l *Log) Append(ctx context.Context, e Entry) error {
	return l.unwrap(l.db.Tx(ctx, func(tx *database.Tx) error { return l.AppendTx(ctx, tx, e) }))
}

// AppendTx adds one entry in the transaction of what it tells of: both are committed or none. It goes last in it, because
// replicas wait here for each other.
func (l *Log) AppendTx(ctx context.Context, tx *database.Tx, e Entry) error {
	if err := e.check(); err != nil {
		return &Error{CodeEntry, err}
	}
	r := Row{At: l.now().UTC().Truncate(time.Millisecond), Entry: e}
	// On PostgreSQL the row of the head is locked until the transaction ends; on SQLite one transaction writes at a time.
	var prev string
	err := tx.QueryRow(ctx, `SELECT seq, hash FROM audit_head WHERE id = 1`+tx.Dialect().ForUpdate()).Scan(&r.Seq, &prev)
	if err == nil {
		err = r.Prev.UnmarshalText([]byte(prev))
	}
	if err != nil {
		return coded(CodeStore, err)
	}
	r.Seq++
	hash := r.Hash().String()
	if _, err := tx.Exec(ctx, `INSERT INTO audit (seq, at, action, actor, object, detail, prev, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.Seq, r.At.UnixMilli(), string(e.Action), e.Actor, e.Object, string(e.Detail), prev, hash); err != nil {
		return coded(CodeStore, err)
	}
	_, err = tx.Exec(ctx, `UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1`, r.Seq, hash)
	return coded(CodeStore, err)
}

func (l *Log) unwrap(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e // the database put its own code around it
	}
	return coded(CodeStore, err)
}

// pageSize is how many rows are read at once: a long log must not hold a read transaction open, which would keep SQLite's
// write-ahead log growing.
const pageSize = 1000

// Rows calls visit with each row behind the row after, in order, until visit fails; its error is returned.
func (l *Log) Rows(ctx context.Context, after int64, visit func(Row) error) error {
	for {
		page, err := database.All(ctx, l.db, scanRow,
			`SELECT seq, at, action, actor, object, detail, prev, hash FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2`, after, pageSize)
		if err != nil {
			return coded(CodeStore, err)
		}
		for _, r := range page {
			if err := visit(r); err != nil {
				return err
			}
			after = r.Seq
		}
		if len(page) < pageSize {
			return nil
		}
	}
}

// scanRow leaves a hash that is none as zero: it does not fit then, and Verify says at which row.
func scanRow(scan func(...any) error) (Row, error) {
	var r Row
	var at int64
	var action, detail, prev, hash string
	if err := scan(&r.Seq, &at, &action, &r.Entry.Actor, &r.Entry.Object, &detail, &prev, &hash); err != nil {
		return Row{}, err
	}
	r.At = time.UnixMilli(at).UTC()
	r.Entry.Action, r.Entry.Detail = Action(action), Detail(detail)
	if r.Prev.UnmarshalText([]byte(prev)) != nil || r.Stored.UnmarshalText([]byte(hash)) != nil {
		r.Prev, r.Stored = Hash{}, Hash{}
	}
	return r, nil
}

// Head returns the end of the log as the database tells it.
func (l *Log) Head(ctx context.Context) (Head, error) {
	h := Head{At: l.now().UTC().Truncate(time.Second)}
	var hash string
	err := l.db.QueryRow(ctx, `SELECT seq, hash FROM audit_head WHERE id = 1`).Scan(&h.Seq, &hash)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Head{}, &Error{CodeBroken, errors.New("the head is missing")}
	case err != nil:
		return Head{}, coded(CodeStore, err)
	}
	return h, coded(CodeBroken, h.Hash.UnmarshalText([]byte(hash)))
}

// Verify walks through the whole log and returns its end. With heads that were exported before it also proves that the log
// still contains them. A broken log gives CodeBroken around *Broken, with the number of the first row that does not fit.
func (l *Log) Verify(ctx context.Context, heads ...Head) (Head, error) {
	// Read first: rows that come meanwhile lie behind it.
	stored, err := l.Head(ctx)
	if err != nil {
		return Head{}, err
	}
	heads = append([]Head{stored}, heads...)
	chain := Head{At: stored.At}
	err = l.Rows(ctx, 0, func(r Row) error {
		if err := chain.follow(r); err != nil {
			return &Error{CodeBroken, err}
		}
		chain.Seq, chain.Hash = r.Seq, r.Hash()
		return contains(chain, heads)
	})
	if err != nil {
		return Head{}, err
	}
	for _, h := range heads {
		if h.Seq > chain.Seq {
			return Head{}, &Error{CodeBroken, &Broken{chain.Seq + 1, fmt.Sprintf("the log ends here, and a head says %d rows", h.Seq)}}
		}
	}
	return chain, contains(Head{}, heads)
}

// contains compares the chain at its present row with each head of that row.
func contains(chain Head, heads []Head) error {
	for _, h := range heads {
		if h.Seq == chain.Seq && h.Hash != chain.Hash {
			return &Error{CodeBroken, &Broken{h.Seq, "it is not the row of the head"}}
		}
	}
	return nil
}
