package queue

import (
	"context"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Reaped counts what Reap did.
type Reaped struct {
	Lost     int      // calls whose clerk was not heard of: they wait again, at the front
	Vanished int      // calls whose terminal was not heard of
	Gone     []string // those, by their ids
	Closed   int      // calls that waited when the authority closed and the last clerk went
	Recalled int      // transfers whose colleague went
	Left     int      // guests who were not heard of, and invitations that nobody answered
	Departed int      // clerks who were not heard of
}

// Reap does what is due by the clock. Every replica calls it, about once a second; they do not disturb each other.
func (q *Queue) Reap(ctx context.Context) (r Reaped, err error) {
	for _, duty := range []struct {
		count *int
		do    func(context.Context, *database.Tx) (int, error)
	}{
		{&r.Vanished, func(ctx context.Context, tx *database.Tx) (n int, err error) {
			r.Gone, err = q.reapTerminals(ctx, tx)
			return len(r.Gone), err
		}}, {&r.Lost, q.reapLeases}, {&r.Departed, q.reapClerks}, {&r.Recalled, q.reapTransfers},
		{&r.Left, q.reapParticipants}, {&r.Closed, q.reapClosed}, {new(int), q.tidy},
	} {
		err := q.db.Tx(ctx, func(tx *database.Tx) (err error) {
			*duty.count, err = duty.do(ctx, tx)
			return err
		})
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

// Conditions of a call c whose terminal, or whose clerk, was not heard of until the moment $1.
const (
	terminalOver = `c.state IN ('waiting', 'active', 'transferred') AND c.terminal_until < $1`
	leaseOver    = `c.state IN ('active', 'transferred') AND c.lease_until < $1`
)

// due returns calls by a condition, locked; those on which another replica works are left to it.
func due(ctx context.Context, tx *database.Tx, condition string, args ...any) ([]record, error) {
	return database.All(ctx, tx, plainRecord, "SELECT "+recordColumns+" FROM queue_call c WHERE "+condition+tx.Dialect().SkipLocked(), args...)
}

func (q *Queue) reapTerminals(ctx context.Context, tx *database.Tx) (calls []string, err error) {
	found, err := due(ctx, tx, terminalOver, millis(q.now()))
	for _, r := range found {
		next, err := r.state.check(MoveVanish)
		if err != nil {
			return nil, err
		}
		if err := q.finish(ctx, tx, r, next, link.ReasonGone); err != nil {
			return nil, err
		}
		calls = append(calls, r.ID)
	}
	return calls, err
}

func (q *Queue) reapLeases(ctx context.Context, tx *database.Tx) (int, error) {
	found, err := due(ctx, tx, leaseOver, millis(q.now()))
	for _, r := range found {
		if err := q.give(ctx, tx, r); err != nil {
			return 0, err
		}
	}
	return len(found), err
}

// reapTransfers lets a clerk keep a call whose next clerk is no longer there.
func (q *Queue) reapTransfers(ctx context.Context, tx *database.Tx) (int, error) {
	found, err := due(ctx, tx, `c.state = 'transferred' AND c.target <> ''
		AND NOT EXISTS (SELECT 1 FROM queue_clerk k WHERE k.id = c.target AND k.until >= $1)`, millis(q.now()))
	for _, r := range found {
		if err := q.recall(ctx, tx, r); err != nil {
			return 0, err
		}
	}
	return len(found), err
}

func (q *Queue) reapClerks(ctx context.Context, tx *database.Tx) (int, error) {
	gone, err := database.All(ctx, tx, func(row func(...any) error) (id string, err error) { return id, row(&id) },
		"SELECT id FROM queue_clerk WHERE until < $1"+tx.Dialect().SkipLocked(), millis(q.now()))
	for _, id := range gone {
		if err := q.depart(ctx, tx, id); err != nil {
			return 0, err
		}
	}
	return len(gone), err
}

func (q *Queue) reapParticipants(ctx context.Context, tx *database.Tx) (int, error) {
	gone, err := database.All(ctx, tx, func(row func(...any) error) (p [2]string, err error) { return p, row(&p[0], &p[1]) },
		"SELECT call, clerk FROM queue_participant WHERE until < $1"+tx.Dialect().SkipLocked(), millis(q.now()))
	for _, p := range gone {
		r, err := scanRecord(tx.QueryRow(ctx, "SELECT "+recordColumns+" FROM queue_call c WHERE c.id = $1", p[0]).Scan)
		if err != nil {
			return 0, err
		}
		if err := q.left(ctx, tx, r, p[1]); err != nil {
			return 0, err
		}
	}
	return len(gone), err
}

// reapClosed ends the waiting where it is closed and no clerk is left. As long as one is there, whoever waits is helped.
func (q *Queue) reapClosed(ctx context.Context, tx *database.Tx) (closed int, err error) {
	authorities, err := database.All(ctx, tx, func(row func(...any) error) (a string, err error) { return a, row(&a) },
		"SELECT DISTINCT authority FROM queue_call WHERE state IN ('waiting', 'transferred') AND state = 'waiting'")
	if err != nil {
		return 0, err
	}
	for _, authority := range authorities {
		open, err := q.opening(ctx, tx, authority)
		if err != nil {
			return 0, err
		}
		if open.Open {
			continue
		}
		found, err := due(ctx, tx, "c.state IN ('waiting', 'transferred') AND c.state = 'waiting' AND c.authority = $1", authority)
		if err != nil {
			return 0, err
		}
		for _, r := range found {
			next, err := r.state.check(MoveClose)
			if err != nil {
				return 0, err
			}
			if err := q.finish(ctx, tx, r, next, link.ReasonClosed); err != nil {
				return 0, err
			}
		}
		closed += len(found)
	}
	return closed, nil
}

// tidy removes what nobody needs any more: call-backs with their numbers, events, and old calls.
func (q *Queue) tidy(ctx context.Context, tx *database.Tx) (int, error) {
	now := q.now()
	for _, old := range []struct {
		condition string
		age       time.Duration
	}{
		{"queue_callback WHERE created_at < $1", keptCallbacks},
		{"queue_event WHERE at < $1", trail},
		{"queue_call WHERE ended_at < $1 AND state IN ('done', 'abandoned')", q.history},
	} {
		if _, err := tx.Exec(ctx, "DELETE FROM "+old.condition, millis(now.Add(-old.age))); err != nil {
			return 0, err
		}
	}
	return 0, nil
}
