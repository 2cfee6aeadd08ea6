package submission

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"buergerterminal/kiosk/link"
)

// State of a stored application.
type State string

// The states. Stored leads to Delivered or Refused; a technician leads Refused back to Stored (Requeue).
const (
	Stored    State = "stored"    // confirmed to the citizen, not yet at the hub
	Delivered State = "delivered" // the hub's receipt is there; the body is erased, the row stays
	Refused   State = "refused"   // the hub will never take these bytes; the body stays
	Damaged   State = "damaged"   // the bytes changed on the disk; the body stays
)

// Item is one sealed application to store.
type Item struct {
	Key       string // idempotency key, link.ValidKey: the application's UUID
	Number    string // short number, see Outbox.NewNumber
	Token     string // see NewToken; only its SHA-256 is stored and sent
	Authority string // id of the receiving authority
	Flow      string // id of the service, with version
	Blob      []byte // what seal.Sealed.Bytes returned
	Burns     string // id of the kept draft that this application was, or "": an errand that is stored with it, or not at all
}

// Entry is what the outbox knows about an application, without its bytes.
type Entry struct {
	Key         string
	Number      string
	TokenSHA256 string // 64 hexadecimal digits
	Authority   string
	Flow        string
	StoredAt    time.Time
	State       State
	Reason      string    // of a refusal: the hub's problem code
	ReceivedAt  time.Time // by the hub's clock; zero until delivered
	Size        int64     // of the bytes that were stored
	SHA256      [sha256.Size]byte
}

// NewNumber returns a random number that no application in this outbox has.
func (o *Outbox) NewNumber(ctx context.Context) (string, error) {
	for {
		number := NewNumber()
		taken, err := o.numberTaken(ctx, o.db, number)
		if err != nil {
			return "", classify(err)
		}
		if !taken {
			return number, nil
		}
	}
}

type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func (o *Outbox) numberTaken(ctx context.Context, q querier, number string) (taken bool, err error) {
	err = q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM submission WHERE number = ?)", number).Scan(&taken)
	return taken, err
}

func (i Item) check(tokenHash string) error {
	switch {
	case !link.ValidKey(i.Key):
		return &Error{CodeInvalid, errors.New("the key is no UUID")}
	case i.Token == "":
		return &Error{CodeInvalid, errors.New("the token is missing")}
	case i.Burns != "" && !link.ValidDraftID(i.Burns):
		return &Error{CodeInvalid, errors.New("what it burns is no draft")}
	case len(i.Blob) == 0:
		return &Error{CodeInvalid, errors.New("there is nothing to store")}
	case len(i.Blob) > link.MaxBody:
		return &Error{CodeTooLarge, fmt.Errorf("%d bytes, the hub takes %d", len(i.Blob), link.MaxBody)}
	}
	// The terminal's own id is the delivery's; any valid one serves here.
	e := link.Envelope{Terminal: "terminal", Authority: i.Authority, Flow: i.Flow, Number: i.Number, TokenSHA256: tokenHash}
	if err := e.Check(); err != nil {
		return &Error{CodeInvalid, err}
	}
	return nil
}

// Append stores the item and returns after it is durably committed. The same key with the same bytes is stored once and
// is no error, so that a caller may repeat after any error. Errors have CodeReserve or CodeDiskFull (nothing was stored),
// CodeInvalid, CodeTooLarge, CodeKeyTaken, CodeNumberTaken (take another), CodeCorrupt or CodeIO.
func (o *Outbox) Append(ctx context.Context, item Item) error {
	tokenSum := sha256.Sum256([]byte(item.Token))
	tokenHash := hex.EncodeToString(tokenSum[:])
	if err := item.check(tokenHash); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := o.space(len(item.Blob)); err != nil {
		return err
	}
	// From here on nobody may interrupt: an application must not be stored and reported as lost.
	ctx = context.WithoutCancel(ctx)
	sum := hashOf(item.Blob)
	err := o.transact(ctx, func(tx *sql.Tx) error {
		var stored []byte
		err := tx.QueryRowContext(ctx, "SELECT sha256 FROM submission WHERE key = ?", item.Key).Scan(&stored)
		switch {
		case err == nil && bytes.Equal(stored, sum[:]):
			return nil
		case err == nil:
			return &Error{CodeKeyTaken, errors.New("the key is stored with other content")}
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		taken, err := o.numberTaken(ctx, tx, item.Number)
		if err != nil {
			return err
		}
		if taken {
			return &Error{CodeNumberTaken, errors.New("the number belongs to another application")}
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO submission
			(key, number, token_sha256, authority, flow, stored_at, state, size, sha256, body)
			VALUES (?, ?, ?, ?, ?, ?, 'stored', ?, ?, ?)`,
			item.Key, item.Number, tokenHash, item.Authority, item.Flow, now(), len(item.Blob), sum[:], item.Blob)
		if err != nil || item.Burns == "" {
			return err
		}
		return owe(ctx, tx, Errand{BurnDraft, item.Burns})
	})
	if err != nil {
		return err
	}
	o.Wake()
	return nil
}

// Pending lists what the hub does not have yet, oldest first.
func (o *Outbox) Pending(ctx context.Context) ([]Entry, error) {
	return o.list(ctx, "state = 'stored'")
}

// Damaged lists the applications whose bytes changed on the disk: a technician must see them.
func (o *Outbox) Damaged(ctx context.Context) ([]Entry, error) {
	return o.list(ctx, "state = 'damaged'")
}

// Refused lists the applications that the hub will not take: a technician must see them.
func (o *Outbox) Refused(ctx context.Context) ([]Entry, error) {
	return o.list(ctx, "state = 'refused'")
}

// Check returns an Error with CodeRowDamaged while damaged applications are in the outbox.
func (o *Outbox) Check(ctx context.Context) error {
	damaged, err := o.Damaged(ctx)
	if err != nil {
		return err
	}
	if len(damaged) > 0 {
		return &Error{CodeRowDamaged, fmt.Errorf("%d applications changed on the disk", len(damaged))}
	}
	return nil
}

// Entry returns one application. It fails with CodeUnknown.
func (o *Outbox) Entry(ctx context.Context, key string) (Entry, error) {
	entries, err := o.list(ctx, "key = ?", key)
	if err != nil {
		return Entry{}, err
	}
	if len(entries) == 0 {
		return Entry{}, &Error{CodeUnknown, errors.New("no application has this key")}
	}
	return entries[0], nil
}

func (o *Outbox) list(ctx context.Context, where string, args ...any) ([]Entry, error) {
	rows, err := o.db.QueryContext(ctx, `SELECT key, number, token_sha256, authority, flow, stored_at, state, reason, received_at, size, sha256
		FROM submission WHERE `+where+` ORDER BY seq`, args...)
	if err != nil {
		return nil, classify(err)
	}
	defer rows.Close()
	var entries []Entry
	for rows.Next() {
		var e Entry
		var storedAt int64
		var receivedAt sql.NullInt64
		var sum []byte
		err := rows.Scan(&e.Key, &e.Number, &e.TokenSHA256, &e.Authority, &e.Flow, &storedAt, &e.State, &e.Reason, &receivedAt, &e.Size, &sum)
		if err != nil {
			return nil, classify(err)
		}
		e.StoredAt = time.UnixMilli(storedAt)
		if receivedAt.Valid {
			e.ReceivedAt = time.UnixMilli(receivedAt.Int64)
		}
		copy(e.SHA256[:], sum)
		entries = append(entries, e)
	}
	if err := rows.Err(); err != nil {
		return nil, classify(err)
	}
	return entries, nil
}

// Blob returns the stored bytes and checks their hash. If they changed, the application is set aside as Damaged, and the
// error has CodeRowDamaged. An unknown or delivered one gives CodeUnknown.
func (o *Outbox) Blob(ctx context.Context, key string) ([]byte, error) {
	var body, sum []byte
	err := o.db.QueryRowContext(ctx, "SELECT body, sha256 FROM submission WHERE key = ? AND body IS NOT NULL", key).Scan(&body, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &Error{CodeUnknown, errors.New("no application with this key has bytes")}
	}
	if err != nil {
		return nil, classify(err)
	}
	if got := hashOf(body); bytes.Equal(got[:], sum) {
		return body, nil
	}
	if err := o.change(ctx, "UPDATE submission SET state = 'damaged' WHERE key = ?", key); err != nil {
		return nil, err
	}
	return nil, &Error{CodeRowDamaged, errors.New("the bytes changed on the disk")}
}

// Delivered records the hub's receipt and erases the body. The receipt's hash must be the stored one; otherwise, and for an
// unknown key, the error has CodeUnknown.
func (o *Outbox) Delivered(ctx context.Context, key string, receipt [sha256.Size]byte, receivedAt time.Time) error {
	err := o.change(ctx, `UPDATE submission SET state = 'delivered', reason = '', received_at = ?, receipt_sha256 = ?, body = NULL
		WHERE key = ? AND sha256 = ? AND state IN ('stored', 'refused')`, receivedAt.UnixMilli(), receipt[:], key, receipt[:])
	if err != nil {
		return err
	}
	// The log still holds the body; emptying it makes secure_delete whole. The receipt is recorded without that, and a disk
	// that is too full now is emptied with a later one or by Close.
	_, _ = o.db.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return nil
}

// Refuse records that the hub will never take the application, with its reason. It fails with CodeUnknown if it is not pending.
func (o *Outbox) Refuse(ctx context.Context, key string, reason link.ProblemCode) error {
	return o.change(ctx, "UPDATE submission SET state = 'refused', reason = ? WHERE key = ? AND state = 'stored'", string(reason), key)
}

// Requeue lets a refused application be tried again, after a technician has mended the cause.
func (o *Outbox) Requeue(ctx context.Context, key string) error {
	err := o.change(ctx, "UPDATE submission SET state = 'stored', reason = '' WHERE key = ? AND state = 'refused'", key)
	if err != nil {
		return err
	}
	o.Wake()
	return nil
}

// change runs an update of exactly one row.
func (o *Outbox) change(ctx context.Context, query string, args ...any) error {
	return o.transact(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, query, args...)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if n != 1 {
			return &Error{CodeUnknown, errors.New("no application with this key is in the needed state")}
		}
		return nil
	})
}
