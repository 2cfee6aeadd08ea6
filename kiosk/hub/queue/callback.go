package queue

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Callback is a citizen's wish to be called back by telephone.
//
// The number is the only personal datum on the hub that it can read itself, because a clerk must see it to dial. It is stored
// encrypted (AES-256-GCM) under a key that lies outside of the database, so that a copy of the database, which is what backups,
// replicas and whoever runs a town's PostgreSQL have, tells no number. It cannot be sealed as an application is: clerks have
// no private keys. It is deleted when the call-back is done, and seven days after it was wished for at the latest.
type Callback struct {
	ID        string // the terminal's own (link.ValidKey)
	Authority string
	Terminal  string
	Flow      string
	Language  string
	Phone     string
	From, To  time.Time // the slot that the citizen chose
}

// String leaves the number out, wherever a Callback may be printed.
func (c Callback) String() string { return "call-back " + c.ID }

// GoString leaves it out too.
func (c Callback) GoString() string { return c.String() }

// Bounds of call-backs.
const (
	keptCallbacks   = 7 * 24 * time.Hour
	callbacksAtOnce = 5 // of one terminal that were wished for within callbacksWithin
	callbacksWithin = time.Hour
	maxPhone        = 32
	minPhone        = 5
	keySize         = 32
	latestCallback  = keptCallbacks - time.Hour
)

func (c Callback) check(now time.Time) error {
	switch {
	case !link.ValidKey(c.ID), !link.ValidName(c.Authority), !link.ValidName(c.Terminal), c.Flow != "" && !link.ValidName(c.Flow),
		!validLanguage(c.Language), len(c.Phone) < minPhone, len(c.Phone) > maxPhone,
		!c.To.After(c.From), !c.To.After(now), c.From.After(now.Add(latestCallback)):
		return refuse(CodeInvalid, "a member of the call-back is malformed, or its slot is over or too far away")
	}
	return nil
}

func newCipher(key []byte) (cipher.AEAD, error) {
	if len(key) != keySize {
		return nil, fmt.Errorf("the key for telephone numbers has %d bytes, not %d", len(key), keySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// LoadKey reads the hub's secret from a file, which it makes, for its owner alone, if it is missing. Replicas
// need the same file.
func LoadKey(path string) ([]byte, error) {
	raw, err := os.ReadFile(path)
	if err == nil && len(raw) != keySize {
		return nil, &Error{CodeSetup, fmt.Errorf("%s has %d bytes, and the hub's key %d: restore it from a copy", path, len(raw), keySize)}
	}
	if err == nil {
		return raw, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, &Error{CodeSetup, err}
	}
	key := make([]byte, keySize)
	rand.Read(key) // never fails (crypto/rand)
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, &Error{CodeSetup, err}
	}
	_, err = file.Write(key)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return nil, &Error{CodeSetup, err}
	}
	return key, nil
}

// bound ties an encrypted number to its row.
func (c Callback) bound() []byte { return []byte(c.ID + "\n" + c.Authority + "\n" + c.Terminal) }

// AddCallback stores a wish, once for its id. It fails with CodeInvalid, CodeConflict, CodeSetup without a key, or CodeOften.
func (q *Queue) AddCallback(ctx context.Context, c Callback) error {
	now := q.now()
	if err := c.check(now); err != nil {
		return err
	}
	if q.numbers == nil {
		return refuse(CodeSetup, "there is no key for telephone numbers")
	}
	sealed := q.numbers.Seal(nil, nil, []byte(c.Phone), c.bound())
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		if err := tx.Lock(ctx, "queue/terminal/"+c.Terminal); err != nil {
			return err
		}
		var owner string
		err := tx.QueryRow(ctx, "SELECT terminal FROM queue_callback WHERE id = $1", c.ID).Scan(&owner)
		switch {
		case err == nil && owner != c.Terminal:
			return refuse(CodeConflict, "the id belongs to another terminal")
		case err == nil || !none(err):
			return err
		}
		var many int
		err = tx.QueryRow(ctx, "SELECT count(*) FROM queue_callback WHERE terminal = $1 AND created_at > $2", c.Terminal, millis(now.Add(-callbacksWithin))).Scan(&many)
		if err != nil {
			return err
		}
		if many >= callbacksAtOnce {
			return refuse(CodeOften, "too many call-backs from this terminal")
		}
		_, err = tx.Exec(ctx, `INSERT INTO queue_callback (id, authority, terminal, flow, language, starts_at, ends_at, created_at, number)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			c.ID, c.Authority, c.Terminal, c.Flow, c.Language, millis(c.From), millis(c.To), millis(now), sealed)
		if err != nil {
			return err
		}
		return q.tell(ctx, tx, Event{Kind: CallbackIn, Call: c.ID, Authority: c.Authority, Terminal: c.Terminal})
	})
}

// Callbacks returns the wishes at the authorities of a clerk at a desk, by their slots. A number that cannot be decrypted,
// because the key is another or the row was changed, is empty.
func (q *Queue) Callbacks(ctx context.Context, viewer string) ([]Callback, error) {
	return database.All(ctx, q.db, func(row func(...any) error) (c Callback, err error) {
		var from, to int64
		var sealed []byte
		if err := row(&c.ID, &c.Authority, &c.Terminal, &c.Flow, &c.Language, &from, &to, &sealed); err != nil {
			return c, err
		}
		c.From, c.To = moment(from), moment(to)
		if q.numbers != nil {
			phone, err := q.numbers.Open(nil, nil, sealed, c.bound())
			if err == nil {
				c.Phone = string(phone)
			}
		}
		return c, nil
	}, `SELECT b.id, b.authority, b.terminal, b.flow, b.language, b.starts_at, b.ends_at, b.number FROM queue_callback b, queue_skill s
		WHERE s.clerk = $1 AND s.kind = 'authority' AND s.value = b.authority ORDER BY b.starts_at, b.id`, viewer)
}

// CallbackDone removes a wish with its number. It fails with CodeUnknown, also for a clerk of another authority.
func (q *Queue) CallbackDone(ctx context.Context, clerk, id string) error {
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		e := Event{Kind: CalledBack, Call: id, Clerk: clerk}
		err := tx.QueryRow(ctx, `DELETE FROM queue_callback WHERE id = $1 AND EXISTS (SELECT 1 FROM queue_skill s
			WHERE s.clerk = $2 AND s.kind = 'authority' AND s.value = queue_callback.authority) RETURNING authority, terminal`, id, clerk).Scan(&e.Authority, &e.Terminal)
		if none(err) {
			return refuse(CodeUnknown, "no such call-back for this clerk")
		}
		if err != nil {
			return err
		}
		return q.tell(ctx, tx, e)
	})
}
