package hub

import (
	"context"
	"crypto/sha256"

	"buergerterminal/kiosk/hub/database"
)

// Store holds what came in. Several programs may have it open at once: the serving hub, its replicas on PostgreSQL, and a
// clerk's command line.
type Store struct{ db *database.DB }

// intakeSteps are the tables of the intake. The first step is also what a file holds that was made before the hub's database
// had steps: there it finds its table and indexes. The body comes last, so that lists read no overflow pages.
var intakeSteps = [...]string{`
CREATE TABLE IF NOT EXISTS submission (
	seq          {serial},
	terminal     TEXT NOT NULL,
	key          TEXT NOT NULL,
	number       TEXT NOT NULL,
	token_sha256 TEXT NOT NULL,
	authority    TEXT NOT NULL,
	flow         TEXT NOT NULL,
	stored_at    {int} NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('stored')),
	size         {int} NOT NULL,
	sha256       {bytes} NOT NULL CHECK (length(sha256) = 32),
	body         {bytes} NOT NULL,
	UNIQUE (terminal, key)
) {strict};
CREATE INDEX IF NOT EXISTS submission_number ON submission (number);
CREATE INDEX IF NOT EXISTS submission_stored_at ON submission (stored_at);`}

// OpenStore opens the database that source names, as database.Open takes it, with the tables of the intake. It fails with
// CodeSettings, CodeVersion, CodeCorrupt, CodeFull, CodeLost, CodeBusy or CodeStore. The caller closes the store.
func OpenStore(source string) (*Store, error) {
	ctx := context.Background()
	db, err := database.Open(ctx, source)
	if err != nil {
		return nil, err
	}
	s, err := NewStore(ctx, db)
	if err != nil {
		db.Close()
		return nil, err
	}
	return s, nil
}

// NewStore returns the store in a database that other rooms of the hub use too, whose owner closes it.
func NewStore(ctx context.Context, db *database.DB) (*Store, error) {
	if err := db.Migrate(ctx, "intake", intakeSteps[:]); err != nil {
		return nil, err
	}
	return &Store{db}, nil
}

// Close waits for what is being written and closes the database.
func (s *Store) Close() error { return s.db.Close() }

// Check asks the database whether it answers.
func (s *Store) Check(ctx context.Context) error {
	var n int
	return s.db.QueryRow(ctx, "SELECT count(*) FROM (SELECT 1 FROM submission LIMIT 1) AS x").Scan(&n)
}

func hashOf(body []byte) [sha256.Size]byte { return sha256.Sum256(body) }
