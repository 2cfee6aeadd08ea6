package forward

import (
	"context"
	"errors"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// Standing is how an application stands, for the technician.
type Standing struct {
	Submission int64 // hub.Submission.Seq
	Key        string
	Number     string
	Authority  string
	Way        Way
	State      State
	Reason     string // code of the last trouble; "" for none
	Tries      int
	StoredAt   time.Time
	DueAt      time.Time // zero where nothing is due any more
}

const standing = `SELECT s.seq, s.key, s.number, s.authority, f.way, f.state, f.reason, f.tries, s.stored_at, f.due_at
	FROM forward f JOIN submission s ON s.seq = f.submission`

// List returns the applications that are not at a good end, the oldest first; with all every one that this room has.
func (f *Forward) List(ctx context.Context, all bool) ([]Standing, error) {
	return database.All(ctx, f.DB, scanStanding, standing+` WHERE $1 = 1 OR f.state IN ('waiting', 'begun', 'delivering', 'rejected', 'refused')
		OR f.state = 'handed-over' AND f.way = 'fit-connect' ORDER BY s.seq`, map[bool]int{true: 1}[all])
}

// Stages returns how those between first and last stand that go on from here, for the page of what came.
func (f *Forward) Stages(ctx context.Context, first, last int64) (map[int64]hub.Stage, error) {
	found, err := database.All(ctx, f.DB, scanStanding, standing+" WHERE s.seq BETWEEN $1 AND $2", first, last)
	if err != nil {
		return nil, err
	}
	stages := make(map[int64]hub.Stage, len(found))
	for _, s := range found {
		stages[s.Submission] = s.stage()
	}
	return stages, nil
}

func (s Standing) stage() hub.Stage {
	switch s.State {
	case Handed:
		return hub.StageHanded
	case Accepted:
		return hub.StageAccepted
	case Rejected:
		return hub.StageRejected
	case Refused:
		return hub.StageRefused
	}
	if s.Reason != "" {
		return hub.StageTrouble
	}
	return hub.StageWaiting
}

func scanStanding(row func(...any) error) (s Standing, err error) {
	var due int64
	err = row(&s.Submission, &s.Key, &s.Number, &s.Authority, &s.Way, &s.State, &s.Reason, &s.Tries, (*moment)(&s.StoredAt), &due)
	if due != never {
		s.DueAt = time.UnixMilli(due)
	}
	return s, err
}

// Retry lets an application that was refused, or that rests, be tried at once: one that was refused from the beginning. It fails with
// hub.CodeNotFound where nothing can be repeated.
func (f *Forward) Retry(ctx context.Context, submission int64, key string) error {
	return f.DB.Tx(ctx, func(tx *database.Tx) error {
		now := f.Now().UnixMilli()
		n := int64(0)
		for _, change := range []string{
			`UPDATE forward SET state = 'waiting', remote = '', remote_case = '', began_at = 0, reason = '', tries = 0, epoch = epoch + 1, lease_until = 0, due_at = $2
				WHERE submission = $1 AND state = 'refused'`,
			`UPDATE forward SET tries = 0, due_at = $2 WHERE submission = $1 AND state IN ('waiting', 'begun', 'delivering', 'handed-over') AND due_at > $2 AND due_at < 9223372036854775807`,
		} {
			result, err := tx.Exec(ctx, change, submission, now)
			if err != nil {
				return err
			}
			changed, err := result.RowsAffected()
			if err != nil {
				return err
			}
			n += changed
		}
		if n == 0 {
			return &hub.Error{Code: hub.CodeNotFound, Err: errors.New("nothing of this submission can be repeated")}
		}
		if err := tx.Notify(ctx, hub.ChannelStored, ""); err != nil {
			return err
		}
		return f.Audit.AppendTx(ctx, tx, audit.Entry{Action: audit.SubmissionRetried, Actor: audit.Console, Object: key})
	})
}
