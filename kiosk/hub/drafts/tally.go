package drafts

import (
	"context"
	"strconv"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// tallied are the actions that are counted. The audit log learns how often each was done, and neither which draft nor which terminal.
func tallied() []audit.Action {
	return []audit.Action{audit.DraftsKept, audit.DraftsLent, audit.DraftsBurnt, audit.DraftsExpired}
}

// count counts an action in the transaction of what it tells of, so that a crash makes no count wrong.
func count(ctx context.Context, tx *database.Tx, action audit.Action, n int64) error {
	_, err := tx.Exec(ctx, "UPDATE draft_tally SET count = count + $2 WHERE action = $1", string(action), n)
	return err
}

// Report writes what was counted since the last time to the audit log: one row for each action that was done.
func (d *Drafts) Report(ctx context.Context) error {
	if d.Audit == nil {
		return nil
	}
	return d.DB.Tx(ctx, func(tx *database.Tx) error {
		for _, action := range tallied() {
			var n int64
			if err := tx.QueryRow(ctx, "SELECT count FROM draft_tally WHERE action = $1"+tx.Dialect().ForUpdate(), string(action)).Scan(&n); err != nil {
				return err
			}
			if n == 0 {
				continue
			}
			if _, err := tx.Exec(ctx, "UPDATE draft_tally SET count = 0 WHERE action = $1", string(action)); err != nil {
				return err
			}
			if err := d.Audit.AppendTx(ctx, tx, audit.Entry{Action: action, Actor: audit.Hub, Object: strconv.FormatInt(n, 10)}); err != nil {
				return err
			}
		}
		return nil
	})
}
