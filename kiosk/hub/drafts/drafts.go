// Package drafts keeps applications that citizens go on with another day. The hub cannot read one: its key stands on the citizen's
// paper and nowhere else. It knows of a draft the hash of its id, the terminal that kept it, a size that is padded, and until when;
// it logs of that no more than the first bytes of the hash.
//
// A draft is handed out once. It is lent to a terminal for some minutes, and deleted when that terminal says that it has opened it
// and the citizen goes on; where it does not say so, because the power failed, the paper is good again after the lease. Whoever asks
// for a draft that is not there learns nothing of why: unknown, used and expired have one answer.
package drafts

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Config says what is kept. DB and Name are needed.
type Config struct {
	DB          *database.DB
	Name        string           // short name of the hub, on the papers (link.ValidHubName)
	MostDays    int              // that a draft is kept, whatever a terminal promised; 0: link.MaxDraftDays
	PerTerminal int              // drafts that one terminal may keep at a time; 0: perTerminal
	Log         hub.Log          // nil: none
	Now         func() time.Time // time.Now if nil
}

const (
	perTerminal      = 500
	bytesPerTerminal = 512 << 20
	leaseTime        = 10 * time.Minute // longer than the page that shows an opened draft waits for a touch
)

// Events of the log. None has an id.
const (
	EventKept    = "hub.draft-kept"
	EventTaken   = "hub.draft-taken"    // lent to a terminal
	EventBurnt   = "hub.draft-burnt"    // opened and deleted
	EventRefused = "hub.draft-refused"  // with the problem's code
	EventExpired = "hub.drafts-expired" // so many were deleted because nobody came
	EventFailed  = "hub.drafts-failed"  // the database failed
)

// steps are the tables of this room. The body comes last, so that counting reads no overflow pages.
var steps = []string{`
CREATE TABLE draft (
	id_sha256    {bytes} NOT NULL PRIMARY KEY CHECK (length(id_sha256) = 32),
	terminal     TEXT NOT NULL,
	kept_at      {int} NOT NULL,
	expires_at   {int} NOT NULL,
	lent_to      TEXT NOT NULL DEFAULT '',
	lease_sha256 {bytes} NOT NULL,
	lent_until   {int} NOT NULL DEFAULT 0,
	size         {int} NOT NULL,
	sha256       {bytes} NOT NULL CHECK (length(sha256) = 32),
	body         {bytes} NOT NULL
) {strict};
CREATE INDEX draft_expires ON draft (expires_at);
CREATE INDEX draft_terminal ON draft (terminal, size);`}

// Drafts keeps drafts.
type Drafts struct {
	Config
	rates rates
}

// New makes its tables. Mistakes give hub.CodeSetup.
func New(ctx context.Context, c Config) (*Drafts, error) {
	if c.DB == nil || !link.ValidHubName(c.Name) {
		return nil, &hub.Error{Code: hub.CodeSetup, Err: errors.New("drafts: the database is missing, or the hub's short name")}
	}
	if c.MostDays == 0 {
		c.MostDays = link.MaxDraftDays
	}
	if c.PerTerminal == 0 {
		c.PerTerminal = perTerminal
	}
	if c.Log == nil {
		c.Log = func(string, ...any) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if err := c.DB.Migrate(ctx, "drafts", steps); err != nil {
		return nil, err
	}
	return &Drafts{Config: c}, nil
}

// Errors of the calls below; the database's come as they are.
var (
	ErrGone     = errors.New("no such draft")
	ErrLent     = errors.New("another terminal has the draft")
	ErrQuota    = errors.New("the terminal keeps as many drafts as it may")
	ErrConflict = errors.New("the id is taken by another draft")
)

// Keep stores a draft of a terminal for so many days, and returns until when. The same draft again is no second one.
func (d *Drafts) Keep(ctx context.Context, terminal, id string, days int, body []byte) (expires time.Time, err error) {
	now, name, sum := d.Now(), sha256.Sum256([]byte(id)), sha256.Sum256(body)
	// By days and not by hours: the paper names a last day, and it opens until that day is over everywhere in the country.
	expires = now.Add(time.Duration(min(days, d.MostDays)+1) * 24 * time.Hour)
	// A terminal that hangs up must not leave open whether its draft was stored.
	ctx = context.WithoutCancel(ctx)
	err = d.DB.Tx(ctx, func(tx *database.Tx) error {
		if err := tx.Lock(ctx, "draft "+terminal); err != nil {
			return err
		}
		var stored []byte
		var until int64
		err := tx.QueryRow(ctx, "SELECT sha256, expires_at FROM draft WHERE id_sha256 = $1", name[:]).Scan(&stored, &until)
		switch {
		case err == nil && bytes.Equal(stored, sum[:]):
			expires = time.UnixMilli(until)
			return nil
		case err == nil:
			return ErrConflict
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		var kept, size int64
		if err := tx.QueryRow(ctx, "SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM draft WHERE terminal = $1 AND expires_at > $2", terminal, now.UnixMilli()).Scan(&kept, &size); err != nil {
			return err
		}
		if kept >= int64(d.PerTerminal) || size+int64(len(body)) > bytesPerTerminal {
			return ErrQuota
		}
		_, err = tx.Exec(ctx, `INSERT INTO draft (id_sha256, terminal, kept_at, expires_at, lease_sha256, size, sha256, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			name[:], terminal, now.UnixMilli(), expires.UnixMilli(), []byte{}, len(body), sum[:], body)
		return err
	})
	if err != nil {
		return time.Time{}, err
	}
	d.Log(EventKept, "terminal", terminal, "draft", short(name), "bytes", len(body))
	return expires, nil
}

// short is what the log may have of an id.
func short(name [sha256.Size]byte) string { return hex.EncodeToString(name[:4]) }

// Take lends a draft to a terminal. A terminal that has lost its own lease in a power cut gets another at once.
func (d *Drafts) Take(ctx context.Context, terminal, id string) (body []byte, lease string, err error) {
	now, name := d.Now(), sha256.Sum256([]byte(id))
	lease, proof := newLease()
	err = d.DB.Tx(ctx, func(tx *database.Tx) error {
		var to string
		var until int64
		err := tx.QueryRow(ctx, "SELECT lent_to, lent_until, body FROM draft WHERE id_sha256 = $1 AND expires_at > $2"+tx.Dialect().ForUpdate(), name[:], now.UnixMilli()).Scan(&to, &until, &body)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return ErrGone
		case err != nil:
			return err
		case until > now.UnixMilli() && to != terminal:
			return ErrLent
		}
		_, err = tx.Exec(ctx, "UPDATE draft SET lent_to = $2, lease_sha256 = $3, lent_until = $4 WHERE id_sha256 = $1", name[:], terminal, proof[:], now.Add(leaseTime).UnixMilli())
		return err
	})
	if err != nil {
		return nil, "", err
	}
	d.Log(EventTaken, "terminal", terminal, "draft", short(name))
	return body, lease, nil
}

func newLease() (lease string, proof [sha256.Size]byte) {
	var raw [16]byte
	rand.Read(raw[:]) // never fails (crypto/rand)
	lease = hex.EncodeToString(raw[:])
	return lease, sha256.Sum256([]byte(lease))
}

// Burn deletes a draft that is lent with the lease. Without one nothing happens, and nobody learns so: what is burnt may be burnt again.
func (d *Drafts) Burn(ctx context.Context, terminal, id, lease string) error {
	burnt, err := d.end(ctx, id, lease, func(tx *database.Tx, name []byte) error {
		_, err := tx.Exec(ctx, "DELETE FROM draft WHERE id_sha256 = $1", name)
		return err
	})
	if burnt && err == nil {
		d.Log(EventBurnt, "terminal", terminal, "draft", short(sha256.Sum256([]byte(id))))
	}
	return err
}

// Leave ends a lease: the paper is good again.
func (d *Drafts) Leave(ctx context.Context, id, lease string) error {
	_, err := d.end(ctx, id, lease, func(tx *database.Tx, name []byte) error {
		_, err := tx.Exec(ctx, "UPDATE draft SET lent_to = '', lease_sha256 = $2, lent_until = 0 WHERE id_sha256 = $1", name, []byte{})
		return err
	})
	return err
}

// end does something to a draft whose lease is the one that is given, and reports whether there is one.
func (d *Drafts) end(ctx context.Context, id, lease string, do func(*database.Tx, []byte) error) (done bool, err error) {
	name, proof := sha256.Sum256([]byte(id)), sha256.Sum256([]byte(lease))
	err = d.DB.Tx(ctx, func(tx *database.Tx) error {
		done = false // of an attempt that was rolled back
		var stored []byte
		err := tx.QueryRow(ctx, "SELECT lease_sha256 FROM draft WHERE id_sha256 = $1"+tx.Dialect().ForUpdate(), name[:]).Scan(&stored)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return err
		case subtle.ConstantTimeCompare(stored, proof[:]) != 1:
			return nil
		}
		done = true
		return do(tx, name[:])
	})
	return done, err
}

// Drop deletes a draft that nobody has taken yet, for the terminal that kept it: the citizen goes on there.
func (d *Drafts) Drop(ctx context.Context, terminal, id string) error {
	name := sha256.Sum256([]byte(id))
	_, err := d.DB.Exec(ctx, "DELETE FROM draft WHERE id_sha256 = $1 AND terminal = $2 AND lent_until <= $3", name[:], terminal, d.Now().UnixMilli())
	return err
}

// sweepEvery is how often what has expired is deleted. Nobody gets it from the moment on, deleted or not.
const sweepEvery = 10 * time.Minute

// Run deletes what has expired until ctx ends, and returns nil then.
func (d *Drafts) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		if _, err := d.Sweep(ctx); err != nil && ctx.Err() == nil {
			d.Log(EventFailed, "code", string(database.CodeOf(err)))
		}
		timer.Reset(sweepEvery)
	}
}

// Sweep deletes what has expired, and says how many drafts that were.
func (d *Drafts) Sweep(ctx context.Context) (n int64, err error) {
	result, err := d.DB.Exec(ctx, "DELETE FROM draft WHERE expires_at <= $1", d.Now().UnixMilli())
	if err != nil {
		return 0, err
	}
	if n, err = result.RowsAffected(); n > 0 {
		d.Log(EventExpired, "count", n)
	}
	return n, err
}

// Count says how many drafts are kept.
func (d *Drafts) Count(ctx context.Context) (n int, err error) {
	err = d.DB.QueryRow(ctx, "SELECT count(*) FROM draft WHERE expires_at > $1", d.Now().UnixMilli()).Scan(&n)
	return n, err
}
