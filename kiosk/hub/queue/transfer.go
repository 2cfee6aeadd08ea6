package queue

import (
	"context"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// To says to whom a call is handed on: to a colleague, or else to whoever has the skills for the service and the language.
type To struct {
	Clerk    string
	Flow     string // "" keeps the service
	Language string // "" keeps the language
}

// Transfer hands a call on. Its clerk keeps it, and the citizen the connection, until the next one accepts it; then the epoch
// counts up and the clerk before is fenced. Handed on to a skill, the call stands at the front of the line.
//
// It fails as Renew does, and with CodeInvalid, with CodeAway or CodeBusy if the colleague is not there or in a call, and with
// CodeAuthority if the colleague does not work for the authority.
func (q *Queue) Transfer(ctx context.Context, l Lease, to To) error {
	switch {
	case to == To{}, to.Clerk == l.Clerk, to.Flow != "" && !link.ValidName(to.Flow), to.Language != "" && !validLanguage(to.Language):
		return refuse(CodeInvalid, "nobody, oneself or a malformed skill as the next clerk")
	}
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		r, next, err := held(ctx, tx, l, MoveTransfer)
		if err != nil {
			return err
		}
		if to.Clerk != "" {
			if err := q.reachable(ctx, tx, to.Clerk, r.ID); err != nil {
				return err
			}
			if ok, err := q.visible(ctx, tx, to.Clerk, r); err != nil || !ok {
				return errorOr(err, refuse(CodeAuthority, "the colleague does not work for the authority"))
			}
		}
		if to.Flow == "" {
			to.Flow = r.Flow
		}
		if to.Language == "" {
			to.Language = r.Language
		}
		_, err = tx.Exec(ctx, `UPDATE queue_call SET state = $1, target = $2, flow = $3, language = $4, priority = priority + 1,
			transfers = transfers + 1 WHERE id = $5`, next, to.Clerk, to.Flow, to.Language, r.ID)
		if err != nil {
			return err
		}
		return q.tell(ctx, tx, Event{Kind: Handed, Call: r.ID, Authority: r.Authority, Terminal: r.Terminal, Clerk: r.clerk, Other: to.Clerk, Epoch: r.epoch})
	})
}

// reachable checks that a colleague is at a desk, available, and in no call but this one.
func (q *Queue) reachable(ctx context.Context, tx *database.Tx, clerk, call string) error {
	var state link.Attendance
	var until int64
	err := tx.QueryRow(ctx, "SELECT state, until FROM queue_clerk WHERE id = $1", clerk).Scan(&state, &until)
	if none(err) || err == nil && (until < millis(q.now()) || state != link.Available) {
		return refuse(CodeAway, "the colleague is not at a desk, or away for a while")
	}
	if err != nil {
		return err
	}
	_, err = q.engaged(ctx, tx, clerk, call)
	return err
}

// Recall ends a transfer that nobody has taken yet: its clerk goes on. It fails as Renew does.
func (q *Queue) Recall(ctx context.Context, l Lease) error {
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		r, _, err := held(ctx, tx, l, MoveRecall)
		if err != nil {
			return err
		}
		return q.recall(ctx, tx, r)
	})
}

func (q *Queue) recall(ctx context.Context, tx *database.Tx, r record) error {
	if _, err := tx.Exec(ctx, "UPDATE queue_call SET state = 'active', target = '' WHERE id = $1", r.ID); err != nil {
		return err
	}
	return q.tell(ctx, tx, Event{Kind: Recalled, Call: r.ID, Authority: r.Authority, Terminal: r.Terminal, Clerk: r.clerk, Other: r.target, Epoch: r.epoch})
}

// ringing is how long somebody is asked into a call.
const ringing = 60_000 // milliseconds

// Participant is somebody beside the clerk in a call.
type Participant struct {
	Clerk  string
	Role   link.AttendRole
	Joined bool // else asked
}

// Invite asks a colleague into a call, for a minute. It fails as Renew does, and with CodeInvalid, CodeAway or CodeBusy. Who
// is invited sees this call, whatever its authority.
func (q *Queue) Invite(ctx context.Context, l Lease, clerk string, as link.AttendRole) error {
	if clerk == l.Clerk || as != link.AsInterpreter && as != link.AsSigns && as != link.AsSecond {
		return refuse(CodeInvalid, "oneself, or no role of a guest")
	}
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		r, _, err := held(ctx, tx, l, MoveInvite)
		if err != nil {
			return err
		}
		if err := q.reachable(ctx, tx, clerk, r.ID); err != nil {
			return err
		}
		now := millis(q.now())
		_, err = tx.Exec(ctx, `INSERT INTO queue_participant (call, clerk, role, state, since, until) VALUES ($1, $2, $3, 'invited', $4, $5)
			ON CONFLICT (call, clerk) DO UPDATE SET role = excluded.role, until = excluded.until`, r.ID, clerk, as, now, now+ringing)
		if err != nil {
			return err
		}
		return q.tell(ctx, tx, Event{Kind: Invited, Call: r.ID, Authority: r.Authority, Terminal: r.Terminal, Clerk: r.clerk, Other: clerk, Epoch: r.epoch})
	})
}

// Join lets an invited colleague into the call and returns its epoch. Joining again is joining once. It fails with
// CodeAway, CodeBusy, CodeUnknown if the colleague is not invited (any more), CodeEnded or CodeState.
func (q *Queue) Join(ctx context.Context, clerk, call string) (epoch int, err error) {
	err = q.db.Tx(ctx, func(tx *database.Tx) error {
		if err := q.attending(ctx, tx, clerk); err != nil {
			return err
		}
		if _, err := q.engaged(ctx, tx, clerk, call); err != nil {
			return err
		}
		r, err := get(ctx, tx, call)
		if err != nil {
			return err
		}
		if _, err := r.state.check(MoveJoin); err != nil {
			return err
		}
		epoch = r.epoch
		result, err := tx.Exec(ctx, "UPDATE queue_participant SET state = 'joined', until = $1 WHERE call = $2 AND clerk = $3", q.leaseEnd(), call, clerk)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errorOr(err, refuse(CodeUnknown, "the clerk is not invited"))
		}
		return q.tell(ctx, tx, Event{Kind: Joined, Call: r.ID, Authority: r.Authority, Terminal: r.Terminal, Clerk: clerk, Other: r.clerk, Epoch: r.epoch})
	})
	return epoch, err
}

// Leave ends a colleague's part in a call, or declines an invitation or a transfer. It fails with CodeUnknown or CodeEnded.
func (q *Queue) Leave(ctx context.Context, clerk, call string) error {
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		r, err := get(ctx, tx, call)
		if err != nil {
			return err
		}
		if _, err := r.state.check(MoveLeave); err != nil {
			return err
		}
		if r.state == Transferred && r.target == clerk {
			return q.recall(ctx, tx, r)
		}
		return q.left(ctx, tx, r, clerk)
	})
}

func (q *Queue) left(ctx context.Context, tx *database.Tx, r record, clerk string) error {
	result, err := tx.Exec(ctx, "DELETE FROM queue_participant WHERE call = $1 AND clerk = $2", r.ID, clerk)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errorOr(err, refuse(CodeUnknown, "the clerk takes no part in the call"))
	}
	return q.tell(ctx, tx, Event{Kind: Left, Call: r.ID, Authority: r.Authority, Terminal: r.Terminal, Clerk: clerk, Other: r.clerk, Epoch: r.epoch})
}

// Participants returns who is or is asked to be in a call beside its clerk, in the order in which they were asked.
func (q *Queue) Participants(ctx context.Context, call string) ([]Participant, error) {
	return database.All(ctx, q.db, func(row func(...any) error) (p Participant, err error) {
		var state string
		err = row(&p.Clerk, &p.Role, &state)
		p.Joined = state == "joined"
		return p, err
	}, "SELECT clerk, role, state FROM queue_participant WHERE call = $1 ORDER BY since, clerk", call)
}
