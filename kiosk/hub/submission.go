package hub

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"buergerterminal/kiosk/link"
)

// State of a submission at the hub.
type State string

// Stored is the only state until submissions are forwarded to authorities.
const Stored State = "stored"

// Submission is what the hub knows of an application: its envelope.
type Submission struct {
	Seq      int64 // order of arrival, from 1
	Key      string
	Envelope link.Envelope
	StoredAt time.Time
	State    State
	Size     int64 // of the sealed bytes
	SHA256   [sha256.Size]byte
}

// Put stores body once for each terminal and key, and returns after it is durably committed. The same bytes again give the
// first submission and repeated; other bytes give CodeConflict.
func (s *Store) Put(ctx context.Context, e link.Envelope, key string, body []byte) (stored Submission, repeated bool, err error) {
	sum := hashOf(body)
	// A terminal that hangs up must not leave open whether its submission was stored.
	ctx = context.WithoutCancel(ctx)
	err = s.transact(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `INSERT INTO submission
			(terminal, key, number, token_sha256, authority, flow, stored_at, state, size, sha256, body)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (terminal, key) DO NOTHING`,
			e.Terminal, key, e.Number, e.TokenSHA256, e.Authority, e.Flow, time.Now().UnixMilli(), Stored, len(body), sum[:], body)
		if err != nil {
			return err
		}
		inserted, err := result.RowsAffected()
		if err != nil {
			return err
		}
		repeated = inserted == 0
		stored, err = one(tx.QueryContext(ctx, "SELECT "+columns+" FROM submission WHERE terminal = ? AND key = ?", e.Terminal, key))
		return err
	})
	if err != nil {
		return Submission{}, false, err
	}
	if stored.SHA256 != sum {
		return Submission{}, false, &Error{CodeConflict, errors.New("the key is stored with other content")}
	}
	return stored, repeated, nil
}

// List returns at most limit submissions, the latest first; with before > 0 only those that came before that Seq.
func (s *Store) List(ctx context.Context, before int64, limit int) ([]Submission, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+columns+" FROM submission WHERE ? <= 0 OR seq < ? ORDER BY seq DESC LIMIT ?", before, before, limit)
	return all(rows, err)
}

// Find returns the submission with this key or number. It fails with CodeNotFound, and with CodeAmbiguous if terminals have
// given the same number.
func (s *Store) Find(ctx context.Context, keyOrNumber string) (Submission, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+columns+" FROM submission WHERE key = ? OR number = ? ORDER BY seq", keyOrNumber, keyOrNumber)
	found, err := all(rows, err)
	if err != nil {
		return Submission{}, err
	}
	switch len(found) {
	case 0:
		return Submission{}, &Error{CodeNotFound, errors.New("no submission has this key or number")}
	case 1:
		return found[0], nil
	}
	var keys []string
	for _, f := range found {
		keys = append(keys, f.Key+" from "+f.Envelope.Terminal)
	}
	return Submission{}, &Error{CodeAmbiguous, fmt.Errorf("%d submissions: %s", len(found), strings.Join(keys, ", "))}
}

// Body returns the sealed bytes after checking their hash. It fails with CodeNotFound or CodeCorrupt.
func (s *Store) Body(ctx context.Context, seq int64) ([]byte, error) {
	var body, sum []byte
	err := s.db.QueryRowContext(ctx, "SELECT body, sha256 FROM submission WHERE seq = ?", seq).Scan(&body, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &Error{CodeNotFound, errors.New("no such submission")}
	}
	if err != nil {
		return nil, classify(err)
	}
	if got := hashOf(body); !bytes.Equal(got[:], sum) {
		return nil, &Error{CodeCorrupt, errors.New("the stored bytes changed")}
	}
	return body, nil
}

// Totals sums up what came since a moment.
type Totals struct {
	Count    int64
	Bytes    int64
	Services int64 // different flows
}

// Since returns the totals of what came at or after the moment.
func (s *Store) Since(ctx context.Context, moment time.Time) (t Totals, err error) {
	err = s.db.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(size), 0), count(DISTINCT flow)
		FROM submission WHERE stored_at >= ?`, moment.UnixMilli()).Scan(&t.Count, &t.Bytes, &t.Services)
	if err != nil {
		return t, classify(err)
	}
	return t, nil
}

// LastSeen returns for each terminal that ever sent something when the last of it came.
func (s *Store) LastSeen(ctx context.Context) (map[string]time.Time, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT terminal, max(stored_at) FROM submission GROUP BY terminal")
	if err != nil {
		return nil, classify(err)
	}
	defer rows.Close()
	last := map[string]time.Time{}
	for rows.Next() {
		var terminal string
		var at int64
		if err := rows.Scan(&terminal, &at); err != nil {
			return nil, classify(err)
		}
		last[terminal] = time.UnixMilli(at)
	}
	if err := rows.Err(); err != nil {
		return nil, classify(err)
	}
	return last, nil
}

const columns = "seq, terminal, key, number, token_sha256, authority, flow, stored_at, state, size, sha256"

func one(rows *sql.Rows, err error) (Submission, error) {
	found, err := all(rows, err)
	if err != nil {
		return Submission{}, err
	}
	if len(found) != 1 {
		return Submission{}, &Error{CodeNotFound, fmt.Errorf("%d submissions instead of one", len(found))}
	}
	return found[0], nil
}

func all(rows *sql.Rows, err error) ([]Submission, error) {
	if err != nil {
		return nil, classify(err)
	}
	defer rows.Close()
	var found []Submission
	for rows.Next() {
		var f Submission
		var at int64
		var sum []byte
		e := &f.Envelope
		err := rows.Scan(&f.Seq, &e.Terminal, &f.Key, &e.Number, &e.TokenSHA256, &e.Authority, &e.Flow, &at, &f.State, &f.Size, &sum)
		if err != nil {
			return nil, classify(err)
		}
		f.StoredAt = time.UnixMilli(at)
		copy(f.SHA256[:], sum)
		found = append(found, f)
	}
	if err := rows.Err(); err != nil {
		return nil, classify(err)
	}
	return found, nil
}
