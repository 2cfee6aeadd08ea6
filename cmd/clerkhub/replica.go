package main

import (
	"context"
	"errors"
	"fmt"

	"buergerterminal/kiosk/hub/database"
)

// keysStep holds one row: by what replicas know that they have the same keys. It tells nothing of them.
const keysStep = `CREATE TABLE hub_keys (
	mark TEXT PRIMARY KEY
) {strict}`

// errOtherKeys means that the folder of the keys belongs to another hub than the database. Served so, each replica would
// refuse the terminals of the other, and drop what the other passes on, without a word to anybody.
var errOtherKeys = errors.New("the database belongs to a hub with other keys")

// claim makes the database that of the hub with these keys, and fails where it is another's already.
func claim(ctx context.Context, db *database.DB, mark, dir string) error {
	if err := db.Migrate(ctx, "keys", []string{keysStep}); err != nil {
		return err
	}
	return db.Tx(ctx, func(tx *database.Tx) error {
		if err := tx.Lock(ctx, "hub/keys"); err != nil {
			return err
		}
		var first string
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(mark), '') FROM hub_keys`).Scan(&first); err != nil {
			return err
		}
		if first == "" {
			_, err := tx.Exec(ctx, `INSERT INTO hub_keys (mark) VALUES ($1)`, mark)
			return err
		}
		if first != mark {
			return fmt.Errorf("%w than those in %s: stop, and put a copy of the folder there from the machine that serves already. "+
				"If no copy is left, empty the table hub_keys: terminals must then be enrolled anew, and numbers of call-backs are lost", errOtherKeys, dir)
		}
		return nil
	})
}
