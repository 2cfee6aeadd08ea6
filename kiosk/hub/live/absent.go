package live

import (
	"context"
	"sync"

	"buergerterminal/kiosk/hub/audit"
)

// absent are the terminals that left this replica and did not come back to it yet, with the moment in milliseconds. A cut of the
// network that is soon mended is nothing for the audit log; a terminal that stays away is, with when, and with nothing about
// whoever stood before it.
type absent struct {
	mu    sync.Mutex
	since map[string]int64
}

func (a *absent) note(terminal string, since int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.since[terminal] = since
}

// longer takes those out who have been away for so long.
func (a *absent) longer(until int64) map[string]int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	found := map[string]int64{}
	for terminal, since := range a.since {
		if since <= until {
			found[terminal] = since
			delete(a.since, terminal)
		}
	}
	return found
}

// tellVanished writes each terminal that stays away into the audit log, once for each time: it is written by the replica that it
// left, if it has come to none since.
func (l *Live) tellVanished(ctx context.Context) {
	for terminal, since := range l.absent.longer(l.config.Now().Add(-l.config.Vanished).UnixMilli()) {
		away, err := l.standings.awaySince(ctx, terminal)
		l.failed("vanished", err)
		if away == since {
			l.audit(ctx, audit.Entry{Action: audit.TerminalVanished, Actor: audit.Hub, Object: terminal})
		}
	}
}

// awaySince is when a terminal left, in milliseconds; 0 for one that is here or unknown.
func (s *standings) awaySince(ctx context.Context, terminal string) (since int64, err error) {
	s.mu.Lock()
	noted, pending := s.pending[terminal]
	s.mu.Unlock()
	if pending {
		if noted.online {
			return 0, nil
		}
		return noted.since, nil
	}
	err = s.db.QueryRow(ctx, `SELECT CASE WHEN online = 1 THEN 0 ELSE since END FROM live_terminal WHERE terminal = $1`, terminal).Scan(&since)
	return since, err
}
