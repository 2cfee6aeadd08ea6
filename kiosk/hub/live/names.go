package live

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"buergerterminal/kiosk/hub/database"
)

// names keep how clerks are called, for replicas at which they do not hang. A desk writes its own when it comes.
type names struct {
	db  *database.DB
	now func() time.Time
}

type name struct{ name, office string }

func nameStep() string {
	return `CREATE TABLE live_clerk (
		clerk TEXT PRIMARY KEY,
		name TEXT NOT NULL,
		office TEXT NOT NULL,
		at {int} NOT NULL
	) {strict}`
}

func newNames(db *database.DB, now func() time.Time) *names { return &names{db, now} }

// nameLife is how long a name stays after its clerk came last.
const nameLife = 30 * 24 * time.Hour

func (n *names) set(ctx context.Context, k Clerk) error {
	return n.db.Tx(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM live_clerk WHERE at < $1`, n.now().Add(-nameLife).UnixMilli()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO live_clerk (clerk, name, office, at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (clerk) DO UPDATE SET name = excluded.name, office = excluded.office, at = excluded.at`,
			k.ID, k.Name, k.Office, n.now().UnixMilli())
		return err
	})
}

// of returns a clerk's name; that of an unknown one is empty.
func (n *names) of(ctx context.Context, clerk string) (found name, err error) {
	err = n.db.QueryRow(ctx, `SELECT name, office FROM live_clerk WHERE clerk = $1`, clerk).Scan(&found.name, &found.office)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return found, err
}
