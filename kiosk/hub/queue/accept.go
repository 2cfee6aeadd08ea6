package queue

import (
	"context"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Next, as the call of Accept, is the first in the line that the clerk has the skills for.
const Next = ""

// Accept gives a clerk a waiting call, or one that is handed on to the clerk or to those with the skills; the clerk before is
// fenced from then on. A named call needs the authority alone: whether the skills suffice, the clerk decides. A clerk who has
// the call already gets its lease, so that a lost answer can be asked for again.
//
// It fails with CodeAway, CodeBusy, CodeEmpty (only for Next), CodeUnknown, CodeTaken, CodeAbsent or CodeEnded.
func (q *Queue) Accept(ctx context.Context, clerk, call string) (l Lease, err error) {
	err = q.db.Tx(ctx, func(tx *database.Tx) error {
		if err := q.attending(ctx, tx, clerk); err != nil {
			return err
		}
		has, err := q.engaged(ctx, tx, clerk, call)
		switch {
		case err != nil:
			return err
		case has != nil:
			l = *has
			return nil
		case call == Next:
			l, err = q.acceptNext(ctx, tx, clerk)
		default:
			l, err = q.acceptNamed(ctx, tx, clerk, call)
		}
		return err
	})
	if err != nil {
		return Lease{}, err
	}
	return l, nil
}

// engaged returns the lease if the clerk has just this call, and CodeBusy if the clerk is in another.
func (q *Queue) engaged(ctx context.Context, tx *database.Tx, clerk, call string) (*Lease, error) {
	type part struct {
		Lease
		until int64
		guest int
	}
	parts, err := database.All(ctx, tx, func(row func(...any) error) (p part, err error) {
		return p, row(&p.Call, &p.Epoch, &p.until, &p.guest)
	}, `SELECT id, epoch, lease_until, 0 FROM queue_call WHERE clerk = $1 AND state IN ('active', 'transferred')
		UNION ALL SELECT call, 0, 0, 1 FROM queue_participant WHERE clerk = $1 AND state = 'joined'`, clerk)
	if err != nil {
		return nil, err
	}
	var has *Lease
	for _, p := range parts {
		switch {
		case p.Call != call:
			return nil, refuse(CodeBusy, "the clerk is in another call")
		case p.guest == 0:
			has = &Lease{p.Call, clerk, p.Epoch, moment(p.until)}
		}
	}
	return has, nil
}

// take is the one statement that gives a call to a clerk; $1 is the clerk, $2 the end of the lease, $3 now.
const take = `UPDATE queue_call SET state = 'active', previous = clerk, clerk = $1, epoch = epoch + 1, lease_until = $2,
	target = '', accepted_at = coalesce(accepted_at, $3)`

const taken = ` RETURNING id, authority, terminal, previous, epoch`

// next is take for the first call that fits the clerk. On PostgreSQL, calls that other clerks take at this moment are passed
// over, so that nobody waits for anybody.
func next(d database.Dialect) string {
	return take + ` WHERE state IN ('waiting', 'transferred') AND id = (
		SELECT c.id FROM queue_call c, queue_clerk k WHERE k.id = $1 AND c.state IN ('waiting', 'transferred') AND c.absent = 0
			AND ` + sees + ` AND (c.target = k.id OR ` + fits + `)` + line + ` LIMIT 1` + d.SkipLocked() + `)` + taken
}

func (q *Queue) acceptNext(ctx context.Context, tx *database.Tx, clerk string) (Lease, error) {
	l, err := q.took(ctx, tx, clerk, next(tx.Dialect()))
	if none(err) {
		return Lease{}, refuse(CodeEmpty, "nobody waits whom the clerk could help")
	}
	return l, err
}

func (q *Queue) acceptNamed(ctx context.Context, tx *database.Tx, clerk, call string) (Lease, error) {
	r, err := get(ctx, tx, call)
	if err != nil {
		return Lease{}, err
	}
	invited, err := q.visible(ctx, tx, clerk, r)
	if err != nil {
		return Lease{}, err
	}
	switch {
	case !invited:
		return Lease{}, refuse(CodeUnknown, "no such call for this clerk")
	case !r.state.Open():
		_, err := r.state.check(MoveAccept)
		return Lease{}, err
	case r.state == Active, r.state == Transferred && r.target != "" && r.target != clerk:
		return Lease{}, refuse(CodeTaken, "another clerk has the call")
	case r.absent:
		return Lease{}, refuse(CodeAbsent, "the terminal is not connected at the moment")
	}
	return q.took(ctx, tx, clerk, take+" WHERE id = $4"+taken, call)
}

// visible reports whether a clerk may see a call: by authority, or because it is handed on to the clerk.
func (q *Queue) visible(ctx context.Context, tx database.Querier, clerk string, r record) (bool, error) {
	if r.target == clerk {
		return true, nil
	}
	var n int
	err := tx.QueryRow(ctx, "SELECT count(*) FROM queue_skill WHERE clerk = $1 AND kind = 'authority' AND value = $2", clerk, r.Authority).Scan(&n)
	return n > 0, err
}

// took runs take with a condition, and tells of it.
func (q *Queue) took(ctx context.Context, tx *database.Tx, clerk, update string, more ...any) (Lease, error) {
	now := q.now()
	l := Lease{Clerk: clerk, Until: now.Add(q.lease)}
	e := Event{Kind: Accepted, Clerk: clerk}
	err := tx.QueryRow(ctx, update, append([]any{clerk, millis(l.Until), millis(now)}, more...)...).
		Scan(&l.Call, &e.Authority, &e.Terminal, &e.Other, &l.Epoch)
	if err != nil {
		return Lease{}, err
	}
	e.Call, e.Epoch = l.Call, l.Epoch
	// A second clerk who takes the call over is no longer a guest in it.
	if _, err := tx.Exec(ctx, "DELETE FROM queue_participant WHERE call = $1 AND clerk = $2", l.Call, clerk); err != nil {
		return Lease{}, err
	}
	return l, q.tell(ctx, tx, e)
}

// Holding returns the call that a clerk has, for a desk that is loaded anew.
func (q *Queue) Holding(ctx context.Context, clerk string) (Lease, bool, error) {
	l := Lease{Clerk: clerk}
	var until int64
	err := q.db.QueryRow(ctx, "SELECT id, epoch, lease_until FROM queue_call WHERE clerk = $1 AND state IN ('active', 'transferred')", clerk).
		Scan(&l.Call, &l.Epoch, &until)
	if none(err) {
		return Lease{}, false, nil
	}
	l.Until = moment(until)
	return l, err == nil, err
}

// Renew says that the clerk of a call is still there, and returns the lease with its new end. It fails with CodeFenced if
// the call went back or to another clerk, CodeEnded if it is over, CodeUnknown if it never was.
func (q *Queue) Renew(ctx context.Context, l Lease) (Lease, error) {
	until := q.now().Add(q.lease)
	err := q.db.Tx(ctx, func(tx *database.Tx) error {
		// A clerk whose presence ended keeps the call nevertheless.
		if err := q.beat(ctx, tx, l.Clerk); err != nil && CodeOf(err) != CodeAway {
			return err
		}
		result, err := tx.Exec(ctx, `UPDATE queue_call SET lease_until = $1
			WHERE id = $2 AND clerk = $3 AND epoch = $4 AND state IN ('active', 'transferred')`, millis(until), l.Call, l.Clerk, l.Epoch)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 1 {
			return err
		}
		_, _, err = held(ctx, tx, l, MoveRenew)
		return errorOr(err, refuse(CodeFenced, "the clerk does not have the call any more"))
	})
	if err != nil {
		return Lease{}, err
	}
	l.Until = until
	return l, nil
}

// Requeue gives a call back into the line, at its front. It fails as Renew does.
func (q *Queue) Requeue(ctx context.Context, l Lease) error {
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		r, _, err := held(ctx, tx, l, MoveRequeue)
		if err != nil {
			return err
		}
		return q.give(ctx, tx, r)
	})
}

// End ends a call for its clerk. It fails with CodeInvalid if the reason is not a clerk's, and as Renew does.
func (q *Queue) End(ctx context.Context, l Lease, reason link.Reason) error {
	switch reason {
	case link.ReasonSolved, link.ReasonAppointment, link.ReasonElsewhere, link.ReasonAbuse:
	default:
		return refuse(CodeInvalid, "no reason of a clerk")
	}
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		r, next, err := held(ctx, tx, l, MoveEnd)
		if err != nil {
			return err
		}
		return q.finish(ctx, tx, r, next, reason)
	})
}
