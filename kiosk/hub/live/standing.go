package live

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// terminalsChannel carries notices of terminals whose standing changed; the payload is their authority.
const terminalsChannel = "live.terminals"

// standings keep in the database which terminals are there and how they are, for the desks of all replicas. A beat that
// says what the last one said costs no statement; what changed is written together, a moment later.
type standings struct {
	db      *database.DB
	replica string
	now     func() time.Time

	mu      sync.Mutex
	pending map[string]standing
}

// standing is one row. A row of a replica that does not beat any more counts as offline.
type standing struct {
	terminal, authority, site string
	online                    bool
	since                     int64 // of online, in milliseconds
	health                    string
	healthSince               int64
	outbox                    int
}

func standingStep() string {
	return `CREATE TABLE live_replica (
		replica TEXT PRIMARY KEY,
		at {int} NOT NULL
	) {strict};
	CREATE TABLE live_terminal (
		terminal TEXT PRIMARY KEY,
		authority TEXT NOT NULL,
		site TEXT NOT NULL,
		replica TEXT NOT NULL,
		online {int} NOT NULL,
		since {int} NOT NULL,
		health TEXT NOT NULL,
		health_since {int} NOT NULL,
		outbox {int} NOT NULL
	) {strict};
	CREATE INDEX live_terminal_authority ON live_terminal (authority, terminal)`
}

func newStandings(db *database.DB, replica string, now func() time.Time) *standings {
	return &standings{db: db, replica: replica, now: now, pending: map[string]standing{}}
}

// note keeps a standing for the next flush.
func (s *standings) note(st standing) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending[st.terminal] = st
}

// flush writes what was noted. What could not be written is kept, unless something newer was noted meanwhile.
func (s *standings) flush(ctx context.Context) error {
	s.mu.Lock()
	batch := s.pending
	s.pending = map[string]standing{}
	s.mu.Unlock()
	if len(batch) == 0 {
		return nil
	}
	err := s.db.Tx(ctx, func(tx *database.Tx) error { return s.write(ctx, tx, batch) })
	if err == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, st := range batch {
		if _, newer := s.pending[id]; !newer {
			s.pending[id] = st
		}
	}
	return err
}

func (s *standings) write(ctx context.Context, tx *database.Tx, batch map[string]standing) error {
	ids, authorities := make([]string, 0, len(batch)), map[string]bool{}
	for id, st := range batch {
		ids = append(ids, id)
		authorities[st.authority] = true
	}
	slices.Sort(ids) // replicas that write the same terminals lock them in the same order
	for _, id := range ids {
		st := batch[id]
		online := 0
		if st.online {
			online = 1
		}
		// A terminal that came to another replica is not offline because it left this one.
		if _, err := tx.Exec(ctx, `INSERT INTO live_terminal (terminal, authority, site, replica, online, since, health, health_since, outbox)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
			ON CONFLICT (terminal) DO UPDATE SET authority = excluded.authority, site = excluded.site, replica = excluded.replica,
				online = excluded.online, since = excluded.since, health = excluded.health, health_since = excluded.health_since, outbox = excluded.outbox
			WHERE live_terminal.replica = excluded.replica OR excluded.online = 1`,
			st.terminal, st.authority, st.site, s.replica, online, st.since, st.health, st.healthSince, st.outbox); err != nil {
			return err
		}
	}
	for a := range authorities {
		if err := tx.Notify(ctx, terminalsChannel, a); err != nil {
			return err
		}
	}
	return nil
}

// alive says that this replica works.
func (s *standings) alive(ctx context.Context) error {
	_, err := s.db.Exec(ctx, `INSERT INTO live_replica (replica, at) VALUES ($1, $2) ON CONFLICT (replica) DO UPDATE SET at = excluded.at`,
		s.replica, s.now().UnixMilli())
	return err
}

// forget takes this replica away in an orderly end, and those that are long gone.
func (s *standings) forget(ctx context.Context) error {
	now := s.now()
	return s.db.Tx(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE live_terminal SET online = 0, since = $1 WHERE replica = $2 AND online = 1`, now.UnixMilli(), s.replica); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM live_replica WHERE replica = $1 OR at < $2`, s.replica, now.Add(-24*time.Hour).UnixMilli())
		return err
	})
}

// mostStandings bounds what one board carries; terminals with trouble come first.
const mostStandings = 200

// list returns the terminals of one authority. One on a replica that was killed has been away since that was last heard of.
func (s *standings) list(ctx context.Context, authority string) ([]link.Standing, error) {
	return database.All(ctx, s.db, scanStanding, `SELECT t.terminal, t.site,
			CASE WHEN t.online = 1 AND r.at > $2 THEN 1 ELSE 0 END AS there,
			CASE WHEN t.online = 1 AND r.at <= $2 THEN r.at ELSE t.since END,
			t.health, t.health_since, t.outbox
		FROM live_terminal t LEFT JOIN live_replica r ON r.replica = t.replica
		WHERE t.authority = $1 ORDER BY there, CASE WHEN t.health = '' THEN 1 ELSE 0 END, t.terminal LIMIT $3`,
		authority, s.now().Add(-link.Silence).UnixMilli(), mostStandings)
}

func scanStanding(row func(...any) error) (st link.Standing, err error) {
	var online, since, healthSince int64
	var health string
	if err := row(&st.Terminal, &st.Site, &online, &since, &health, &healthSince, &st.Outbox); err != nil {
		return st, err
	}
	st.Online, st.Since = online == 1, time.UnixMilli(since).UTC()
	if st.Online && health != "" {
		st.Health, st.Since = strings.Split(health, " "), time.UnixMilli(healthSince).UTC()
	}
	return st, nil
}

// site says where a terminal stands; nothing of an unknown one.
func (s *standings) site(ctx context.Context, terminal string) (site string, err error) {
	s.mu.Lock()
	noted, ok := s.pending[terminal]
	s.mu.Unlock()
	if ok {
		return noted.site, nil
	}
	err = s.db.QueryRow(ctx, `SELECT site FROM live_terminal WHERE terminal = $1`, terminal).Scan(&site)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return site, err
}
