package queue

import (
	"context"
	"slices"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Case is a call as a clerk sees it.
type Case struct {
	Call
	State  State
	Since  time.Time // when it came
	Again  bool      // a clerk was lost, or gave it back
	Absent bool      // the terminal is not connected at the moment
	Fits   bool      // the viewer has the skills for it
	Clerk  string    // who has it
	Target string    // to whom it is handed on
	Epoch  int
	Reason link.Reason // when it is over
}

func (r record) view(fits bool) Case {
	return Case{r.Call, r.state, moment(r.enqueued), r.again, r.absent, fits, r.clerk, r.target, r.epoch, r.reason}
}

// Waiting returns the line as a clerk at a desk sees it, the first in front: the calls of the clerk's authorities that nobody
// has, and those that colleagues hand on to the clerk or to whoever has the skills.
func (q *Queue) Waiting(ctx context.Context, viewer string) ([]Case, error) {
	return database.All(ctx, q.db, func(row func(...any) error) (Case, error) {
		var fits int
		r, err := scanRecord(row, &fits)
		return r.view(fits == 1), err
	}, "SELECT "+recordColumns+", CASE WHEN "+fits+` THEN 1 ELSE 0 END FROM queue_call c, queue_clerk k
		WHERE k.id = $1 AND c.state IN ('waiting', 'transferred') AND `+sees+line, viewer)
}

// Find returns a call, whatever its state. It fails with CodeUnknown.
func (q *Queue) Find(ctx context.Context, call string) (Case, error) {
	r, err := scanRecord(q.db.QueryRow(ctx, "SELECT "+recordColumns+" FROM queue_call c WHERE c.id = $1", call).Scan)
	if none(err) {
		return Case{}, refuse(CodeUnknown, "no such call")
	}
	return r.view(false), err
}

// Open returns the open call of a terminal, if it has one.
func (q *Queue) Open(ctx context.Context, terminal string) (Case, bool, error) {
	r, err := scanRecord(q.db.QueryRow(ctx, "SELECT "+recordColumns+` FROM queue_call c
		WHERE c.terminal = $1 AND c.state IN ('waiting', 'active', 'transferred')`, terminal).Scan)
	if none(err) {
		return Case{}, false, nil
	}
	return r.view(false), err == nil, err
}

// Stand is a waiting call's place in the line of its authority.
type Stand struct {
	Call     string
	Terminal string
	Place    int            // from 1
	Wait     *time.Duration // expected, nil where nobody can tell
	Again    bool
}

// Line returns the places of all who wait at an authority. Calls that are handed on to a skill stand in it too.
//
// The expected wait is what citizens are told as "voraussichtlich": the moving average of the handling time, times those in
// front of whom no clerk is free, by the clerks with the skill. Without such clerks or without a few calls to average over,
// nobody can tell.
func (q *Queue) Line(ctx context.Context, authority string) ([]Stand, error) {
	type entry struct {
		Stand
		skill skill
		waits bool
	}
	entries, err := database.All(ctx, q.db, func(row func(...any) error) (e entry, err error) {
		var again int
		var state State
		err = row(&e.Call, &e.Terminal, &e.skill.flow, &e.skill.language, &e.skill.interpreter, &again, &state)
		e.Again, e.waits = again == 1, state == Waiting
		return e, err
	}, `SELECT c.id, c.terminal, c.flow, c.language, c.interpreter, c.again, c.state FROM queue_call c WHERE `+inLine+line, authority)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	pace, err := q.pace(ctx, authority)
	if err != nil {
		return nil, err
	}
	var stands []Stand
	for i, e := range entries {
		if e.waits {
			e.Place = i + 1
			e.Wait = pace[e.skill].expected(e.Place)
			stands = append(stands, e.Stand)
		}
	}
	return stands, nil
}

// inLine is the condition of a call c that stands in the line of the authority $1. It names the states as the index of the
// line does: only then is the history not read through.
const inLine = `c.authority = $1 AND c.state IN ('waiting', 'transferred') AND (c.state = 'waiting' OR c.target = '')`

// skill is what a call asks of a clerk.
type skill struct {
	flow, language string
	interpreter    int
}

// pace is how fast calls that ask for a skill are handled.
type pace struct {
	average      *time.Duration // nil where nobody can tell
	clerks, busy int            // with the skill, at a desk and not away; and how many of them are in a call
}

// pace returns it for each skill that the line of an authority asks for, of which there are few.
func (q *Queue) pace(ctx context.Context, authority string) (map[skill]pace, error) {
	onDuty := `SELECT count(*) FROM queue_clerk k WHERE k.state = 'available' AND k.until >= $2 AND ` + fits
	paces := map[skill]pace{}
	_, err := database.All(ctx, q.db, func(row func(...any) error) (struct{}, error) {
		var s skill
		var p pace
		err := row(&s.flow, &s.language, &s.interpreter, &p.clerks, &p.busy)
		paces[s] = p
		return struct{}{}, err
	}, `SELECT c.flow, c.language, c.interpreter, (`+onDuty+`), (`+onDuty+` AND `+occupied+`)
		FROM (SELECT DISTINCT c.authority, c.flow, c.language, c.interpreter FROM queue_call c WHERE `+inLine+`) AS c`, authority, millis(q.now()))
	if err != nil {
		return nil, err
	}
	averages := map[string]*time.Duration{}
	for s, p := range paces {
		average, known := averages[s.flow]
		if !known {
			if average, err = q.handling(ctx, authority, s.flow); err != nil {
				return nil, err
			}
			averages[s.flow] = average
		}
		p.average = average
		paces[s] = p
	}
	return paces, nil
}

// shortestWait is what is told when a clerk is free: somebody must still look and press.
const shortestWait = 30 * time.Second

// expected is the wait at a place.
func (p pace) expected(place int) *time.Duration {
	if p.average == nil || p.clerks <= 0 {
		return nil
	}
	behind := max(0, place-(p.clerks-p.busy)) // nobody is free for so many
	wait := max(*p.average*time.Duration(behind)/time.Duration(p.clerks), shortestWait)
	return &wait
}

// averageNeeds is how many calls make an average; anyService is no name of a service.
const (
	averageNeeds = 3
	anyService   = "*"
)

// handled are the handling times of the last calls of the authority $1 for the service $2.
const handled = `SELECT ended_at - accepted_at FROM queue_call WHERE authority = $1 AND state = 'done' AND accepted_at IS NOT NULL
	AND (flow = $2 OR CAST($2 AS TEXT) = '*') ORDER BY ended_at DESC LIMIT 50`

// handling returns the moving average of the handling time of a service, else that of the authority, or nil.
func (q *Queue) handling(ctx context.Context, authority, flow string) (*time.Duration, error) {
	for _, service := range []string{flow, anyService} {
		times, err := database.All(ctx, q.db, func(row func(...any) error) (ms int64, err error) { return ms, row(&ms) },
			handled, authority, service)
		if err != nil {
			return nil, err
		}
		if len(times) >= averageNeeds {
			var sum int64
			for _, ms := range times {
				sum += ms
			}
			average := time.Duration(sum/int64(len(times))) * time.Millisecond
			return &average, nil
		}
	}
	return nil, nil
}

// Place returns how a terminal's call stands. It fails with CodeUnknown.
func (q *Queue) Place(ctx context.Context, terminal, call string) (Ticket, error) {
	c, err := q.Find(ctx, call)
	if err == nil && c.Terminal != terminal {
		err = refuse(CodeUnknown, "no such call of this terminal")
	}
	if err != nil {
		return Ticket{}, err
	}
	t := Ticket{Call: call, State: c.State, Again: c.Again}
	if c.State != Waiting {
		return t, nil
	}
	stands, err := q.Line(ctx, c.Authority)
	if i := slices.IndexFunc(stands, func(s Stand) bool { return s.Call == call }); i >= 0 {
		t.Place, t.Wait = stands[i].Place, stands[i].Wait
	}
	return t, err
}

// Figures sums up calls for the card of the day.
type Figures struct {
	Calls     int           // that a clerk took
	WaitMean  time.Duration // of these, until the first clerk
	Ended     int           // that are over
	Done      int           // of these, that a clerk had to the end
	Abandoned int
}

// Figures returns what was since a moment, at these authorities together.
func (q *Queue) Figures(ctx context.Context, since time.Time, authorities ...string) (f Figures, err error) {
	if len(authorities) == 0 {
		return f, nil
	}
	args := []any{millis(since)}
	for _, a := range authorities {
		args = append(args, a)
	}
	in := " AND authority IN (" + placeholders(2, len(authorities)) + ")"
	var wait int64
	err = q.db.QueryRow(ctx, `SELECT count(*), CAST(coalesce(sum(accepted_at - enqueued_at), 0) AS BIGINT) FROM queue_call
		WHERE accepted_at >= $1`+in, args...).Scan(&f.Calls, &wait)
	if err != nil {
		return Figures{}, err
	}
	if f.Calls > 0 {
		f.WaitMean = time.Duration(wait/int64(f.Calls)) * time.Millisecond
	}
	err = q.db.QueryRow(ctx, `SELECT count(*), CAST(coalesce(sum(CASE WHEN state = 'done' THEN 1 ELSE 0 END), 0) AS BIGINT) FROM queue_call
		WHERE ended_at >= $1 AND state IN ('done', 'abandoned')`+in, args...).Scan(&f.Ended, &f.Done)
	f.Abandoned = f.Ended - f.Done
	return f, err
}
