package submission

import (
	"context"
	"database/sql"
	"errors"

	"buergerterminal/kiosk/link"
)

// ErrandKind is what the hub has yet to hear of a draft.
type ErrandKind string

// The kinds of errands.
const (
	BurnDraft ErrandKind = "burn" // what was in it is sent, or deleted by its citizen
	DropDraft ErrandKind = "drop" // there is a newer one, or its citizen went on at once
)

// Errand is something that the hub has yet to hear, however often the terminal is switched off before. It names a draft by its id,
// which opens nothing and says nothing of its citizen.
type Errand struct {
	Kind ErrandKind
	ID   string // link.ValidDraftID
}

// Owe notes an errand durably. One that is noted already is no second one. Errors have CodeInvalid, CodeDiskFull, CodeCorrupt or CodeIO.
func (o *Outbox) Owe(ctx context.Context, e Errand) error {
	if !link.ValidDraftID(e.ID) {
		return &Error{CodeInvalid, errors.New("the errand is about no draft")}
	}
	return o.transact(context.WithoutCancel(ctx), func(tx *sql.Tx) error { return owe(ctx, tx, e) })
}

func owe(ctx context.Context, tx *sql.Tx, e Errand) error {
	_, err := tx.ExecContext(context.WithoutCancel(ctx), "INSERT INTO errand (kind, id) VALUES (?, ?) ON CONFLICT DO NOTHING", string(e.Kind), e.ID)
	return err
}

// Owed lists the errands, oldest first.
func (o *Outbox) Owed(ctx context.Context) (all []Errand, err error) {
	rows, err := o.db.QueryContext(ctx, "SELECT kind, id FROM errand ORDER BY seq")
	if err != nil {
		return nil, classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		var e Errand
		if err := rows.Scan(&e.Kind, &e.ID); err != nil {
			return nil, classify(err)
		}
		all = append(all, e)
	}
	if err := rows.Err(); err != nil {
		return nil, classify(err)
	}
	return all, nil
}

// Settle forgets an errand: the hub has heard it.
func (o *Outbox) Settle(ctx context.Context, e Errand) error {
	return o.transact(context.WithoutCancel(ctx), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(context.WithoutCancel(ctx), "DELETE FROM errand WHERE kind = ? AND id = ?", string(e.Kind), e.ID)
		return err
	})
}
