package queue

import (
	"context"
	"slices"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Span is a time of a day, in minutes since midnight by the clock on the wall: 480 to 720 is from 8 to 12.
type Span struct{ Opens, Closes int }

// Hours are when an authority takes calls. Without any Span it always does.
type Hours struct {
	Weekly [7][]Span // by time.Weekday, each day's in order and apart
	Closed []string  // days on which it is closed nevertheless: 2026-12-24
}

// day is how a closed day is written.
const day = time.DateOnly

func (h Hours) always() bool {
	return !slices.ContainsFunc(h.Weekly[:], func(spans []Span) bool { return len(spans) > 0 })
}

func (h Hours) check() error {
	for _, spans := range h.Weekly {
		before := -1
		for _, s := range spans {
			if s.Opens < 0 || s.Opens <= before || s.Opens >= s.Closes || s.Closes > 24*60 {
				return refuse(CodeInvalid, "a span of the opening hours is empty, or not behind the one before")
			}
			before = s.Closes
		}
	}
	for _, d := range h.Closed {
		if t, err := time.Parse(day, d); err != nil || t.Format(day) != d {
			return refuse(CodeInvalid, "a closed day is none")
		}
	}
	return nil
}

// on returns the spans of the day of t, as moments in its location. The clock on the wall decides: on the days on which it is
// put forward or back, a span keeps its times and changes its length.
func (h Hours) on(t time.Time) [][2]time.Time {
	if slices.Contains(h.Closed, t.Format(day)) {
		return nil
	}
	at := func(minute int) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), minute/60, minute%60, 0, 0, t.Location())
	}
	var spans [][2]time.Time
	for _, s := range h.Weekly[t.Weekday()] {
		spans = append(spans, [2]time.Time{at(s.Opens), at(s.Closes)})
	}
	return spans
}

// OpenAt reports whether it is open at t, whose location is that of the hours, and until when; zero if it always is.
func (h Hours) OpenAt(t time.Time) (open bool, until time.Time) {
	if h.always() {
		return true, time.Time{}
	}
	for _, s := range h.on(t) {
		if !t.Before(s[0]) && t.Before(s[1]) {
			return true, s[1]
		}
	}
	return false, time.Time{}
}

// farthest is how many days ahead an opening is looked for: past every holiday.
const farthest = 60

// NextOpening returns the first opening after t, whose location is that of the hours. There may be none.
func (h Hours) NextOpening(t time.Time) (time.Time, bool) {
	for ahead := range farthest {
		noon := time.Date(t.Year(), t.Month(), t.Day()+ahead, 12, 0, 0, 0, t.Location())
		for _, s := range h.on(noon) {
			if s[0].After(t) {
				return s[0], true
			}
		}
	}
	return time.Time{}, false
}

// SetHours replaces the hours of an authority. It fails with CodeInvalid.
func (q *Queue) SetHours(ctx context.Context, authority string, h Hours) error {
	if err := h.check(); err != nil {
		return err
	}
	if !link.ValidName(authority) {
		return refuse(CodeInvalid, "the authority is malformed")
	}
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		for _, table := range []string{"queue_hours", "queue_closed"} {
			if _, err := tx.Exec(ctx, "DELETE FROM "+table+" WHERE authority = $1", authority); err != nil {
				return err
			}
		}
		for weekday, spans := range h.Weekly {
			for _, s := range spans {
				_, err := tx.Exec(ctx, "INSERT INTO queue_hours (authority, weekday, opens, closes) VALUES ($1, $2, $3, $4)", authority, weekday, s.Opens, s.Closes)
				if err != nil {
					return err
				}
			}
		}
		for _, d := range h.Closed {
			if _, err := tx.Exec(ctx, "INSERT INTO queue_closed (authority, day) VALUES ($1, $2) ON CONFLICT DO NOTHING", authority, d); err != nil {
				return err
			}
		}
		return q.tell(ctx, tx, Event{Kind: Attends, Authority: authority})
	})
}

// Hours returns the hours of an authority.
func (q *Queue) Hours(ctx context.Context, authority string) (Hours, error) {
	return hoursOf(ctx, q.db, authority)
}

func hoursOf(ctx context.Context, db database.Querier, authority string) (h Hours, err error) {
	_, err = database.All(ctx, db, func(row func(...any) error) (struct{}, error) {
		var weekday int
		var s Span
		err := row(&weekday, &s.Opens, &s.Closes)
		if err == nil {
			h.Weekly[weekday] = append(h.Weekly[weekday], s)
		}
		return struct{}{}, err
	}, "SELECT weekday, opens, closes FROM queue_hours WHERE authority = $1 ORDER BY weekday, opens", authority)
	if err != nil {
		return h, err
	}
	h.Closed, err = database.All(ctx, db, func(row func(...any) error) (d string, err error) { return d, row(&d) },
		"SELECT day FROM queue_closed WHERE authority = $1 ORDER BY day", authority)
	return h, err
}

// Opening tells whether somebody can be had.
type Opening struct {
	Open   bool      // by the hours, or because a clerk is there
	Clerks int       // at a desk and not away, busy ones included
	Until  time.Time // when it closes, or else opens; zero where nobody can tell
}

// Opening returns whether somebody can be had at an authority now.
func (q *Queue) Opening(ctx context.Context, authority string) (Opening, error) {
	return q.opening(ctx, q.db, authority)
}

func (q *Queue) opening(ctx context.Context, db database.Querier, authority string) (o Opening, err error) {
	h, err := hoursOf(ctx, db, authority)
	if err != nil {
		return o, err
	}
	now := q.now().In(q.location)
	err = db.QueryRow(ctx, `SELECT count(*) FROM queue_clerk k, queue_skill s
		WHERE s.clerk = k.id AND s.kind = 'authority' AND s.value = $1 AND k.state = 'available' AND k.until >= $2`, authority, millis(now)).Scan(&o.Clerks)
	if err != nil {
		return o, err
	}
	byHours, until := h.OpenAt(now)
	switch {
	case byHours:
		o.Open, o.Until = true, until
	case o.Clerks > 0:
		o.Open = true
	default:
		o.Until, _ = h.NextOpening(now)
	}
	return o, nil
}
