package queue

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// record is a row of queue_call.
type record struct {
	Call
	state                   State
	priority                int
	enqueued, leaseUntil    int64
	again, absent           bool
	epoch                   int
	clerk, previous, target string
	accepted, ended         sql.NullInt64
	reason                  link.Reason
}

const recordColumns = `c.id, c.authority, c.terminal, c.flow, c.language, c.writes, c.needs, c.step, c.steps, c.part, c.state,
	c.priority, c.enqueued_at, c.lease_until, c.again, c.absent, c.epoch, c.clerk, c.previous, c.target, c.accepted_at, c.ended_at, c.reason`

// scanRecord reads recordColumns, and more columns behind them.
func scanRecord(row func(...any) error, more ...any) (r record, err error) {
	var writes, again, absent int
	var needs string
	err = row(append([]any{&r.ID, &r.Authority, &r.Terminal, &r.Flow, &r.Language, &writes, &needs, &r.Progress.Step, &r.Progress.Steps,
		&r.Progress.Part, &r.state, &r.priority, &r.enqueued, &r.leaseUntil, &again, &absent, &r.epoch, &r.clerk, &r.previous, &r.target,
		&r.accepted, &r.ended, &r.reason}, more...)...)
	for _, need := range strings.Fields(needs) {
		r.Needs = append(r.Needs, link.Need(need))
	}
	r.Writes, r.again, r.absent = writes == 1, again == 1, absent == 1
	return r, err
}

func plainRecord(row func(...any) error) (record, error) { return scanRecord(row) }

// get locks and reads a call. It fails with CodeUnknown.
func get(ctx context.Context, tx *database.Tx, id string) (record, error) {
	r, err := scanRecord(tx.QueryRow(ctx, "SELECT "+recordColumns+" FROM queue_call c WHERE c.id = $1"+tx.Dialect().ForUpdate(), id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return r, refuse(CodeUnknown, "no such call")
	}
	return r, err
}

// held locks and reads the call of a lease, and checks a move of its clerk. It fails with CodeUnknown, CodeEnded, CodeFenced
// or CodeState.
func held(ctx context.Context, tx *database.Tx, l Lease, m Move) (r record, next State, err error) {
	if r, err = get(ctx, tx, l.Call); err != nil {
		return r, "", err
	}
	if !r.state.Open() {
		_, err := r.state.check(m)
		return r, "", err
	}
	if r.clerk != l.Clerk || r.clerk == "" || r.epoch != l.Epoch {
		return r, "", refuse(CodeFenced, "the clerk does not have the call any more")
	}
	next, err = r.state.check(m)
	return r, next, err
}

// finish ends a call: what names a clerk or describes the visit goes, times and reason stay.
func (q *Queue) finish(ctx context.Context, tx *database.Tx, r record, to State, reason link.Reason) error {
	_, err := tx.Exec(ctx, `UPDATE queue_call SET state = $1, ended_at = $2, reason = $3, clerk = '', previous = '', target = '',
		writes = 0, needs = '', interpreter = 0, part = '', step = 0, steps = 0 WHERE id = $4`, to, millis(q.now()), reason, r.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM queue_participant WHERE call = $1", r.ID); err != nil {
		return err
	}
	return q.tell(ctx, tx, Event{Kind: Ended, Call: r.ID, Authority: r.Authority, Terminal: r.Terminal, Clerk: r.clerk, Other: r.target, Epoch: r.epoch, Reason: reason})
}

// give puts a call back into the line, at its front: it keeps the time at which it came. Invitations end; whoever has
// joined stays with the citizen.
func (q *Queue) give(ctx context.Context, tx *database.Tx, r record) error {
	_, err := tx.Exec(ctx, `UPDATE queue_call SET state = 'waiting', clerk = '', previous = '', target = '', again = 1,
		priority = priority + 1, losses = losses + 1 WHERE id = $1`, r.ID)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM queue_participant WHERE call = $1 AND state = 'invited'", r.ID); err != nil {
		return err
	}
	return q.tell(ctx, tx, Event{Kind: Requeued, Call: r.ID, Authority: r.Authority, Terminal: r.Terminal, Clerk: r.clerk, Other: r.target, Epoch: r.epoch})
}

// placeholders returns $n, $n+1 … for so many values.
func placeholders(first, count int) string {
	var b strings.Builder
	for i := range count {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$")
		b.WriteString(itoa(first + i))
	}
	return b.String()
}
