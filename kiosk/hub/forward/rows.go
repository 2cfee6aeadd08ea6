package forward

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/link"
)

// State of an application on its way.
type State string

// The states. Waiting, Begun and Delivering lead to Handed or Refused, and with FIT-Connect Handed leads to Accepted or Rejected.
const (
	Waiting    State = "waiting"     // nothing was done
	Begun      State = "begun"       // announced at FIT-Connect; attachments may be there
	Delivering State = "delivering"  // from now on the other side may have it
	Handed     State = "handed-over" // the other side has it
	Accepted   State = "accepted"    // the authority has signed it
	Rejected   State = "rejected"    // the authority has signed that it cannot take it
	Refused    State = "refused"     // nobody takes it, for a reason that a person must look at
)

// steps are the tables of this room. due_at is never for what is at its end; epoch counts the claims, and who has an older one may
// change nothing.
var steps = []string{`
CREATE TABLE forward (
	submission  {int} NOT NULL PRIMARY KEY,
	way         TEXT NOT NULL CHECK (way IN ('fit-connect', 'mail', 'directory')),
	state       TEXT NOT NULL CHECK (state IN ('waiting', 'begun', 'delivering', 'handed-over', 'accepted', 'rejected', 'refused')),
	reason      TEXT NOT NULL DEFAULT '',
	tries       {int} NOT NULL DEFAULT 0,
	due_at      {int} NOT NULL,
	lease_until {int} NOT NULL DEFAULT 0,
	epoch       {int} NOT NULL DEFAULT 0,
	remote      TEXT NOT NULL DEFAULT '',
	remote_case TEXT NOT NULL DEFAULT '',
	tags        TEXT NOT NULL DEFAULT '',
	event       TEXT NOT NULL DEFAULT '',
	began_at    {int} NOT NULL DEFAULT 0,
	handed_at   {int} NOT NULL DEFAULT 0,
	decided_at  {int} NOT NULL DEFAULT 0
) {strict};
CREATE INDEX forward_due ON forward (due_at);`}

// never is when nothing is to be done any more.
const never = math.MaxInt64

// job is an application that was claimed.
type job struct {
	submission int64
	epoch      int64
	key        string
	authority  string
	envelope   link.Envelope
	storedAt   time.Time
	way        Way
	state      State
	reason     string
	tries      int
	remote     fitconnect.Announced
	tags       string
	beganAt    time.Time
	handedAt   time.Time
}

// rows is the table.
type rows struct {
	db    *database.DB
	audit *audit.Log
	now   func() time.Time

	adopted time.Time // when adopt last saw all that was stored; by the clock of the machine, as what is stored
}

func jitter(d time.Duration) time.Duration { return rand.N(d + 1) }

// late is how long after its time something stored may become visible: its transaction may take long, and the clocks of replicas differ.
const late = 10 * time.Minute

// adopt makes rows for what is stored for the authorities and has none. After the first time it looks only at what is new. It is not
// safe for concurrent use.
func (r *rows) adopt(ctx context.Context, authorities map[string]Authority) error {
	began, since := time.Now(), int64(0)
	if !r.adopted.IsZero() {
		since = r.adopted.Add(-late).UnixMilli()
	}
	for id, a := range authorities {
		_, err := r.db.Exec(ctx, `INSERT INTO forward (submission, way, state, due_at)
			SELECT s.seq, $1, 'waiting', CAST($2 AS BIGINT) FROM submission s
			WHERE s.stored_at >= $4 AND s.authority = $3 AND NOT EXISTS (SELECT 1 FROM forward f WHERE f.submission = s.seq)
			ON CONFLICT (submission) DO NOTHING`, string(a.Way), r.now().UnixMilli(), id, since)
		if err != nil {
			return err
		}
	}
	r.adopted = began
	return nil
}

// claim takes what has been due for longest, nil if nothing is.
func (r *rows) claim(ctx context.Context) (*job, error) {
	now := r.now()
	var j *job
	err := r.db.Tx(ctx, func(tx *database.Tx) error {
		j = &job{}
		err := tx.QueryRow(ctx, `UPDATE forward SET lease_until = $1, epoch = epoch + 1
			WHERE submission = (SELECT submission FROM forward WHERE due_at <= $2 AND lease_until <= $2 ORDER BY due_at LIMIT 1`+tx.Dialect().SkipLocked()+`)
			RETURNING submission, epoch, way, state, reason, tries, remote, remote_case, tags, began_at, handed_at`,
			now.Add(leaseTime).UnixMilli(), now.UnixMilli()).Scan(j.columns()...)
		if err != nil {
			return err
		}
		return r.describe(ctx, tx, j)
	})
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return j, err
}

// columns are where the row of a claim goes.
func (j *job) columns() []any {
	return []any{&j.submission, &j.epoch, &j.way, &j.state, &j.reason, &j.tries, &j.remote.Submission, &j.remote.Case, &j.tags, (*moment)(&j.beganAt), (*moment)(&j.handedAt)}
}

// moment scans milliseconds.
type moment time.Time

// Scan implements sql.Scanner.
func (m *moment) Scan(v any) error {
	ms, ok := v.(int64)
	if !ok {
		return fmt.Errorf("%T is no moment", v)
	}
	*m = moment(time.UnixMilli(ms))
	return nil
}

// describe reads the envelope of a job.
func (r *rows) describe(ctx context.Context, tx *database.Tx, j *job) error {
	e := &j.envelope
	err := tx.QueryRow(ctx, `SELECT key, terminal, authority, flow, number, token_sha256, stored_at FROM submission WHERE seq = $1`, j.submission).
		Scan(&j.key, &e.Terminal, &e.Authority, &e.Flow, &e.Number, &e.TokenSHA256, (*moment)(&j.storedAt))
	j.authority = e.Authority
	return err
}

// next is in how long something is due.
func (r *rows) next(ctx context.Context) (time.Duration, error) {
	var due int64
	err := r.db.QueryRow(ctx, `SELECT CAST(coalesce(min(CASE WHEN due_at > lease_until THEN due_at ELSE lease_until END), 0) AS BIGINT)
		FROM forward WHERE due_at < $1`, int64(never)).Scan(&due)
	if err != nil || due == 0 {
		return lookEvery, err
	}
	return time.UnixMilli(due).Sub(r.now()), nil
}

// errOvertaken means that another replica has the application by now, because its lease ran out here.
var errOvertaken = &hub.Error{Code: hub.CodeConflict, Err: errors.New("the application was claimed anew")}

// change sets columns of a claimed row, and audits it in the same transaction. The arguments of set begin with $3.
func (r *rows) change(ctx context.Context, j *job, entry audit.Entry, set string, args ...any) error {
	return r.db.Tx(ctx, func(tx *database.Tx) error {
		result, err := tx.Exec(ctx, "UPDATE forward SET "+set+" WHERE submission = $1 AND epoch = $2", append([]any{j.submission, j.epoch}, args...)...)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n != 1 {
			return errors.Join(errOvertaken, err)
		}
		if entry.Action == "" {
			return nil
		}
		entry.Actor, entry.Object = audit.Hub, j.key
		return r.audit.AppendTx(ctx, tx, entry)
	})
}

// reroute notes another way, before anything was done on the old one.
func (r *rows) reroute(ctx context.Context, j *job, w Way) error {
	j.way = w
	return r.change(ctx, j, audit.Entry{}, "way = $3", string(w))
}

// begin notes what FIT-Connect announced.
func (r *rows) begin(ctx context.Context, j *job, a fitconnect.Announced) error {
	j.state, j.remote, j.beganAt = Begun, a, r.now()
	return r.change(ctx, j, audit.Entry{}, "state = 'begun', remote = $3, remote_case = $4, began_at = $5", a.Submission, a.Case, j.beganAt.UnixMilli())
}

// restart forgets an announcement that ran out.
func (r *rows) restart(ctx context.Context, j *job) error {
	return r.change(ctx, j, audit.Entry{}, "state = 'waiting', remote = '', remote_case = '', began_at = 0")
}

// deliver notes that from now on the other side may have it.
func (r *rows) deliver(ctx context.Context, j *job) error {
	j.state = Delivering
	return r.change(ctx, j, audit.Entry{}, "state = 'delivering'")
}

// hand notes that the other side has it. With FIT-Connect its events are due next.
func (r *rows) hand(ctx context.Context, j *job, tags string) error {
	now := r.now()
	due := int64(never)
	if j.way == FITConnect {
		due = now.UnixMilli()
	}
	return r.change(ctx, j, audit.Entry{Action: audit.SubmissionForwarded, Detail: audit.Detail(j.way)},
		"state = 'handed-over', reason = '', tries = 0, lease_until = 0, handed_at = $3, due_at = $4, tags = $5", now.UnixMilli(), due, tags)
}

// decide notes the authority's word.
func (r *rows) decide(ctx context.Context, j *job, s State, e fitconnect.Event) error {
	action := audit.SubmissionAccepted
	if s == Rejected {
		action = audit.SubmissionRejected
	}
	return r.change(ctx, j, audit.Entry{Action: action, Detail: audit.ByFITConnect},
		"state = $3, reason = '', tries = 0, lease_until = 0, due_at = $4, decided_at = $5, event = $6, tags = ''", string(s), int64(never), e.At.UnixMilli(), e.ID)
}

// refuse leaves it for a person.
func (r *rows) refuse(ctx context.Context, j *job, reason string) error {
	return r.change(ctx, j, audit.Entry{Action: audit.SubmissionRefused, Detail: audit.Detail(j.way)},
		"state = 'refused', reason = $3, lease_until = 0, due_at = $4", reason, int64(never))
}

// postpone lets it rest after a failure.
func (r *rows) postpone(ctx context.Context, j *job, reason string, rest time.Duration) error {
	return r.change(ctx, j, audit.Entry{}, "reason = $3, tries = tries + 1, lease_until = 0, due_at = $4", reason, r.now().Add(rest).UnixMilli())
}

// lookAgain lets it rest because the authority has not spoken yet.
func (r *rows) lookAgain(ctx context.Context, j *job, reason string, rest time.Duration) error {
	return r.change(ctx, j, audit.Entry{}, "reason = $3, tries = 0, lease_until = 0, due_at = $4", reason, r.now().Add(rest).UnixMilli())
}

// release gives a claim back.
func (r *rows) release(ctx context.Context, j *job) error {
	return r.change(ctx, j, audit.Entry{}, "lease_until = 0")
}

func encodeTags(t fitconnect.Tags) string {
	raw, err := json.Marshal(t)
	if err != nil {
		return "" // of strings alone, which always have a form
	}
	return string(raw)
}

func decodeTags(text string) (t fitconnect.Tags) {
	if json.Unmarshal([]byte(text), &t) != nil {
		return fitconnect.Tags{}
	}
	return t
}
