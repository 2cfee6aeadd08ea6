// Package drafts keeps applications that citizens go on with another day. The hub cannot read one: its key stands on the citizen's
// paper and nowhere else. It knows of a draft the hash of its id, the terminal that kept it, a size that is padded, and until when;
// it logs of that no more than the first bytes of the hash.
//
// A draft is used once. It is lent to a terminal for some minutes, and longer while that terminal says that the citizen still goes on
// with it. It is deleted when what was in it is sent, kept anew or deleted by the citizen; where the terminal says nothing more, because
// the power failed, the paper is good again after the lease. Whoever asks for a draft that is not there learns nothing of why: unknown,
// used and expired have one answer.
//
// Who goes on and keeps the application anew has two papers for a moment, or for longer where the power fails before the second is
// in their hand. Such drafts are a family: one of them is lent at a time, and when one is used, the others are gone with it.
//
// Burning and dropping ask for the id alone. It follows from the secret on the paper, so who knows it has had the paper; and a
// terminal may have to say so again after a restart, when it knows neither key nor lease any more.
package drafts

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
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
	Audit       *audit.Log       // nil: none
	Now         func() time.Time // time.Now if nil
}

const (
	perTerminal      = 500
	bytesPerTerminal = 512 << 20
	leaseTime        = 10 * time.Minute // without a word of the terminal, which says one every few minutes
)

// Events of the log. None has an id.
const (
	EventKept    = "hub.draft-kept"
	EventTaken   = "hub.draft-taken"    // lent to a terminal
	EventBurnt   = "hub.draft-burnt"    // used, replaced or taken back, and deleted
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
CREATE INDEX draft_terminal ON draft (terminal, size);`, `
ALTER TABLE draft ADD COLUMN family {bytes};
UPDATE draft SET family = id_sha256;
CREATE INDEX draft_family ON draft (family);
CREATE TABLE draft_tally (
	action TEXT NOT NULL PRIMARY KEY,
	count  {int} NOT NULL
) {strict};
INSERT INTO draft_tally (action, count) VALUES ('drafts.kept', 0), ('drafts.lent', 0), ('drafts.burnt', 0), ('drafts.expired', 0);`}

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

// Keep stores a draft of a terminal for so many days, and returns until when. The same draft again is no second one: a terminal that
// did not hear the answer asks again. replaces is the id of the draft from which the citizen had gone on, or "".
func (d *Drafts) Keep(ctx context.Context, terminal, id, replaces string, days int, body []byte) (expires time.Time, err error) {
	now, name, sum := d.Now(), sha256.Sum256([]byte(id)), sha256.Sum256(body)
	// By days and not by hours: the paper names a last day, and it opens until that day is over everywhere in the country.
	until := now.Add(time.Duration(min(days, d.MostDays)+1) * 24 * time.Hour)
	again := false
	// A terminal that hangs up must not leave open whether its draft was stored.
	ctx = context.WithoutCancel(ctx)
	err = d.DB.Tx(ctx, func(tx *database.Tx) error {
		expires = until
		if err := tx.Lock(ctx, "draft "+terminal); err != nil {
			return err
		}
		var stored []byte
		var kept int64
		err := tx.QueryRow(ctx, "SELECT sha256, expires_at FROM draft WHERE id_sha256 = $1", name[:]).Scan(&stored, &kept)
		switch {
		case err == nil && bytes.Equal(stored, sum[:]):
			again, expires = true, time.UnixMilli(kept)
			return nil
		case err == nil:
			return ErrConflict
		case !errors.Is(err, sql.ErrNoRows):
			return err
		}
		if err := d.room(ctx, tx, terminal, len(body)); err != nil {
			return err
		}
		family, err := familyOf(ctx, tx, replaces, name[:])
		if err != nil {
			return err
		}
		if _, err = tx.Exec(ctx, `INSERT INTO draft (id_sha256, terminal, kept_at, expires_at, lease_sha256, size, sha256, body, family) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			name[:], terminal, now.UnixMilli(), expires.UnixMilli(), []byte{}, len(body), sum[:], body, family); err != nil {
			return err
		}
		return count(ctx, tx, audit.DraftsKept, 1)
	})
	if err != nil {
		return time.Time{}, err
	}
	if !again {
		d.Log(EventKept, "terminal", terminal, "draft", short(name), "bytes", len(body))
	}
	return expires, nil
}

// room refuses what is more than a terminal may keep.
func (d *Drafts) room(ctx context.Context, tx *database.Tx, terminal string, size int) error {
	var kept, bytes int64
	err := tx.QueryRow(ctx, "SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT) FROM draft WHERE terminal = $1 AND expires_at > $2", terminal, d.Now().UnixMilli()).Scan(&kept, &bytes)
	if err == nil && (kept >= int64(d.PerTerminal) || bytes+int64(size) > bytesPerTerminal) {
		return ErrQuota
	}
	return err
}

// familyOf is the family of the draft that is replaced; where there is none, a new one.
func familyOf(ctx context.Context, tx *database.Tx, replaces string, own []byte) (family []byte, err error) {
	if replaces == "" {
		return own, nil
	}
	old := sha256.Sum256([]byte(replaces))
	err = tx.QueryRow(ctx, "SELECT family FROM draft WHERE id_sha256 = $1", old[:]).Scan(&family)
	if errors.Is(err, sql.ErrNoRows) {
		return own, nil
	}
	return family, err
}

// short is what the log may have of an id.
func short(name [sha256.Size]byte) string { return hex.EncodeToString(name[:4]) }

// Take lends a draft to a terminal, where no other has it or one of its family. A terminal that has lost its own lease in a power cut
// gets another at once.
func (d *Drafts) Take(ctx context.Context, terminal, id string) (body []byte, lease string, err error) {
	now, name := d.Now(), sha256.Sum256([]byte(id))
	lease, proof := newLease()
	err = d.DB.Tx(ctx, func(tx *database.Tx) error {
		var family []byte
		err := tx.QueryRow(ctx, "SELECT family, body FROM draft WHERE id_sha256 = $1 AND expires_at > $2", name[:], now.UnixMilli()).Scan(&family, &body)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return ErrGone
		case err != nil:
			return err
		}
		if err := tx.Lock(ctx, "draft family "+hex.EncodeToString(family)); err != nil {
			return err
		}
		var elsewhere int
		if err := tx.QueryRow(ctx, "SELECT count(*) FROM draft WHERE family = $1 AND lent_until > $2 AND lent_to <> $3", family, now.UnixMilli(), terminal).Scan(&elsewhere); err != nil {
			return err
		}
		if elsewhere > 0 {
			return ErrLent
		}
		result, err := tx.Exec(ctx, "UPDATE draft SET lent_to = $2, lease_sha256 = $3, lent_until = $4 WHERE id_sha256 = $1", name[:], terminal, proof[:], now.Add(leaseTime).UnixMilli())
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 { // burnt meanwhile
			return errors.Join(ErrGone, err)
		}
		return count(ctx, tx, audit.DraftsLent, 1)
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

// Renew makes a lease last longer. It fails with ErrGone where the draft is gone, or lent anew.
func (d *Drafts) Renew(ctx context.Context, id, lease string) error {
	now, name, proof := d.Now(), sha256.Sum256([]byte(id)), sha256.Sum256([]byte(lease))
	result, err := d.DB.Exec(ctx, "UPDATE draft SET lent_until = $3 WHERE id_sha256 = $1 AND lease_sha256 = $2 AND expires_at > $4",
		name[:], proof[:], now.Add(leaseTime).UnixMilli(), now.UnixMilli())
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(ErrGone, err)
	}
	return nil
}

// Leave ends a lease: the paper is good again. Of any other lease it ends nothing, and nobody learns so.
func (d *Drafts) Leave(ctx context.Context, id, lease string) error {
	name, proof := sha256.Sum256([]byte(id)), sha256.Sum256([]byte(lease))
	_, err := d.DB.Exec(ctx, "UPDATE draft SET lent_to = '', lease_sha256 = $3, lent_until = 0 WHERE id_sha256 = $1 AND lease_sha256 = $2", name[:], proof[:], []byte{})
	return err
}

// Burn deletes a draft and its family: what was in it is sent, or deleted by its citizen. What is burnt may be burnt again.
func (d *Drafts) Burn(ctx context.Context, terminal, id string) error {
	return d.delete(ctx, terminal, id, "family = $1 OR family IN (SELECT family FROM draft WHERE id_sha256 = $1)")
}

// Drop deletes a draft alone: its citizen has a newer one, or goes on where it was kept. What is dropped may be dropped again.
func (d *Drafts) Drop(ctx context.Context, terminal, id string) error {
	return d.delete(ctx, terminal, id, "id_sha256 = $1")
}

func (d *Drafts) delete(ctx context.Context, terminal, id, which string) error {
	name := sha256.Sum256([]byte(id))
	n, err := d.forget(ctx, audit.DraftsBurnt, which, name[:])
	if err == nil && n > 0 {
		d.Log(EventBurnt, "terminal", terminal, "draft", short(name), "count", n)
	}
	return err
}

// forget deletes drafts, counts them under an action, and says how many they were.
func (d *Drafts) forget(ctx context.Context, as audit.Action, which string, args ...any) (n int64, err error) {
	err = d.DB.Tx(ctx, func(tx *database.Tx) error {
		result, err := tx.Exec(ctx, "DELETE FROM draft WHERE "+which, args...)
		if err != nil {
			return err
		}
		if n, err = result.RowsAffected(); err != nil || n == 0 {
			return err
		}
		return count(ctx, tx, as, n)
	})
	return n, err
}

// sweepEvery is how often what has expired is deleted. Nobody gets it from the moment on, deleted or not.
const sweepEvery = 10 * time.Minute

// Run deletes what has expired and reports to the audit log until ctx ends, and returns nil then.
func (d *Drafts) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		_, err := d.Sweep(ctx)
		if err = errors.Join(err, d.Report(ctx)); err != nil && ctx.Err() == nil {
			d.Log(EventFailed, "code", string(database.CodeOf(err)))
		}
		timer.Reset(sweepEvery)
	}
}

// Sweep deletes what has expired, and says how many drafts that were.
func (d *Drafts) Sweep(ctx context.Context) (n int64, err error) {
	n, err = d.forget(ctx, audit.DraftsExpired, "expires_at <= $1", d.Now().UnixMilli())
	if err == nil && n > 0 {
		d.Log(EventExpired, "count", n)
	}
	return n, err
}

// Count says how many drafts are kept.
func (d *Drafts) Count(ctx context.Context) (n int, err error) {
	err = d.DB.QueryRow(ctx, "SELECT count(*) FROM draft WHERE expires_at > $1", d.Now().UnixMilli()).Scan(&n)
	return n, err
}
