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

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// State of a submission at the hub.
type State string

// Stored is the only state until submissions are forwarded to authorities.
const Stored State = "stored"

// Submission is what the hub knows of an application: its envelope.
type Submission struct {
	Seq      int64 // order of arrival, from 1; there may be gaps
	Key      string
	Envelope link.Envelope
	StoredAt time.Time
	State    State
	Size     int64 // of the sealed bytes
	SHA256   [sha256.Size]byte
}

// ChannelStored tells all replicas that a submission was stored (database.Listen).
const ChannelStored = "submission.stored"

// Put stores body once for each terminal and key, and returns after it is durably committed. The same bytes again give the
// first submission and repeated; other bytes give CodeConflict.
func (s *Store) Put(ctx context.Context, e link.Envelope, key string, body []byte) (stored Submission, repeated bool, err error) {
	sum := hashOf(body)
	// A terminal that hangs up must not leave open whether its submission was stored.
	ctx = context.WithoutCancel(ctx)
	err = s.db.Tx(ctx, func(tx *database.Tx) error {
		result, err := tx.Exec(ctx, `INSERT INTO submission
			(terminal, key, number, token_sha256, authority, flow, stored_at, state, size, sha256, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (terminal, key) DO NOTHING`,
			e.Terminal, key, e.Number, e.TokenSHA256, e.Authority, e.Flow, time.Now().UnixMilli(), Stored, len(body), sum[:], body)
		if err != nil {
			return err
		}
		inserted, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if repeated = inserted == 0; !repeated {
			if err := tx.Notify(ctx, ChannelStored, ""); err != nil {
				return err
			}
		}
		found, err := database.All(ctx, tx, scan, "SELECT "+columns+" FROM submission WHERE terminal = $1 AND key = $2", e.Terminal, key)
		if err != nil {
			return err
		}
		if len(found) != 1 {
			return &Error{CodeNotFound, fmt.Errorf("%d submissions instead of one", len(found))}
		}
		stored = found[0]
		return nil
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
	return database.All(ctx, s.db, scan, "SELECT "+columns+` FROM submission
		WHERE CAST($1 AS BIGINT) <= 0 OR seq < $1 ORDER BY seq DESC LIMIT $2`, before, limit)
}

// Find returns the submission with this key or number. It fails with CodeNotFound, and with CodeAmbiguous if terminals have
// given the same number.
func (s *Store) Find(ctx context.Context, keyOrNumber string) (Submission, error) {
	found, err := database.All(ctx, s.db, scan, "SELECT "+columns+" FROM submission WHERE key = $1 OR number = $1 ORDER BY seq", keyOrNumber)
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
	err := s.db.QueryRow(ctx, "SELECT body, sha256 FROM submission WHERE seq = $1", seq).Scan(&body, &sum)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, &Error{CodeNotFound, errors.New("no such submission")}
	}
	if err != nil {
		return nil, err
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
	err = s.db.QueryRow(ctx, `SELECT count(*), CAST(coalesce(sum(size), 0) AS BIGINT), count(DISTINCT flow)
		FROM submission WHERE stored_at >= $1`, moment.UnixMilli()).Scan(&t.Count, &t.Bytes, &t.Services)
	return t, err
}

// Arrived counts what came for these authorities at or after the moment.
func (s *Store) Arrived(ctx context.Context, moment time.Time, authorities ...string) (n int, err error) {
	if len(authorities) == 0 {
		return 0, nil
	}
	places, args := make([]string, len(authorities)), []any{moment.UnixMilli()}
	for i, a := range authorities {
		places[i], args = fmt.Sprintf("$%d", i+2), append(args, a)
	}
	err = s.db.QueryRow(ctx, "SELECT count(*) FROM submission WHERE stored_at >= $1 AND authority IN ("+strings.Join(places, ", ")+")", args...).Scan(&n)
	return n, err
}

// LastSeen returns for each terminal that ever sent something when the last of it came.
func (s *Store) LastSeen(ctx context.Context) (map[string]time.Time, error) {
	type seen struct {
		terminal string
		at       int64
	}
	all, err := database.All(ctx, s.db, func(row func(...any) error) (one seen, err error) {
		return one, row(&one.terminal, &one.at)
	}, "SELECT terminal, max(stored_at) FROM submission GROUP BY terminal")
	if err != nil {
		return nil, err
	}
	last := map[string]time.Time{}
	for _, one := range all {
		last[one.terminal] = time.UnixMilli(one.at)
	}
	return last, nil
}

const columns = "seq, terminal, key, number, token_sha256, authority, flow, stored_at, state, size, sha256"

// scan reads a row of columns.
func scan(row func(...any) error) (Submission, error) {
	var f Submission
	var at int64
	var sum []byte
	e := &f.Envelope
	err := row(&f.Seq, &e.Terminal, &f.Key, &e.Number, &e.TokenSHA256, &e.Authority, &e.Flow, &at, &f.State, &f.Size, &sum)
	f.StoredAt = time.UnixMilli(at)
	copy(f.SHA256[:], sum)
	return f, err
}
