package queue

import (
	"context"
	"slices"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// maxSkills bounds the lists of a clerk together.
const maxSkills = 500

func (c Clerk) check() error {
	if !link.ValidName(c.ID) || len(c.Authorities)+len(c.Services)+len(c.Languages) > maxSkills {
		return refuse(CodeInvalid, "the id of the clerk is malformed, or the skills are too many")
	}
	for _, name := range slices.Concat(c.Authorities, c.Services) {
		if !link.ValidName(name) {
			return refuse(CodeInvalid, "an authority or a service of the clerk is malformed")
		}
	}
	for _, tag := range c.Languages {
		if !validLanguage(tag) {
			return refuse(CodeInvalid, "a language of the clerk is malformed")
		}
	}
	return nil
}

// SetPresence says that a clerk is at the desk, available or away for a while (link.Busy counts as available: the queue knows
// who is busy), and what the clerk's account allows now. It holds as long as a call's lease and is renewed by Beat and Renew.
func (q *Queue) SetPresence(ctx context.Context, c Clerk, state link.Attendance) error {
	if err := c.check(); err != nil {
		return err
	}
	if state == link.Busy {
		state = link.Available
	}
	if state != link.Available && state != link.Away {
		return refuse(CodeInvalid, "no attendance of a clerk")
	}
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO queue_clerk (id, state, interpret, signs, until) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (id) DO UPDATE SET state = excluded.state, interpret = excluded.interpret, signs = excluded.signs, until = excluded.until`,
			c.ID, state, number(c.Interpret), number(c.Signs), q.leaseEnd())
		if err != nil {
			return err
		}
		if err := setSkills(ctx, tx, c); err != nil {
			return err
		}
		return q.tell(ctx, tx, Event{Kind: Attends, Clerk: c.ID})
	})
}

func setSkills(ctx context.Context, tx *database.Tx, c Clerk) error {
	if _, err := tx.Exec(ctx, "DELETE FROM queue_skill WHERE clerk = $1", c.ID); err != nil {
		return err
	}
	for kind, values := range map[string][]string{"authority": c.Authorities, "service": c.Services, "language": c.Languages} {
		for _, value := range values {
			_, err := tx.Exec(ctx, "INSERT INTO queue_skill (clerk, kind, value) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", c.ID, kind, value)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (q *Queue) leaseEnd() int64 { return millis(q.now().Add(q.lease)) }

// Beat says that a clerk without a call is still there; with a call, Renew says it too. It fails with CodeAway if the clerk's
// presence has ended: SetPresence begins a new one.
func (q *Queue) Beat(ctx context.Context, clerk string) error {
	return q.db.Tx(ctx, func(tx *database.Tx) error { return q.beat(ctx, tx, clerk) })
}

func (q *Queue) beat(ctx context.Context, tx *database.Tx, clerk string) error {
	result, err := tx.Exec(ctx, "UPDATE queue_clerk SET until = $1 WHERE id = $2", q.leaseEnd(), clerk)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errorOr(err, refuse(CodeAway, "the clerk is not at the desk"))
	}
	_, err = tx.Exec(ctx, "UPDATE queue_participant SET until = $1 WHERE clerk = $2 AND state = 'joined'", q.leaseEnd(), clerk)
	return err
}

// Depart ends a clerk's presence. A call of the clerk stays until its lease ends, because a page that is loaded anew departs too.
func (q *Queue) Depart(ctx context.Context, clerk string) error {
	return q.db.Tx(ctx, func(tx *database.Tx) error { return q.depart(ctx, tx, clerk) })
}

func (q *Queue) depart(ctx context.Context, tx *database.Tx, clerk string) error {
	result, err := tx.Exec(ctx, "DELETE FROM queue_clerk WHERE id = $1", clerk)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM queue_skill WHERE clerk = $1", clerk); err != nil {
		return err
	}
	return q.tell(ctx, tx, Event{Kind: Attends, Clerk: clerk})
}

// attending locks and checks that a clerk is at the desk and available. Every move that gives a clerk a call begins with it,
// so that two tabs, or two replicas, do it one after the other.
func (q *Queue) attending(ctx context.Context, tx *database.Tx, clerk string) error {
	var state link.Attendance
	var until int64
	err := tx.QueryRow(ctx, "SELECT state, until FROM queue_clerk WHERE id = $1"+tx.Dialect().ForUpdate(), clerk).Scan(&state, &until)
	if none(err) || err == nil && (until < millis(q.now()) || state != link.Available) {
		return refuse(CodeAway, "the clerk is not at the desk, or away for a while")
	}
	return err
}

// Colleague is another clerk at a desk.
type Colleague struct {
	ID        string
	State     link.Attendance
	Languages []string
	Interpret bool
	Signs     bool
}

// Colleagues returns who is at a desk and works for an authority of the viewer, or may be asked in as an interpreter; by id.
func (q *Queue) Colleagues(ctx context.Context, viewer string) ([]Colleague, error) {
	all, err := database.All(ctx, q.db, func(row func(...any) error) (c Colleague, err error) {
		var interpret, signs, busy int
		err = row(&c.ID, &c.State, &interpret, &signs, &busy)
		c.Interpret, c.Signs = interpret == 1, signs == 1
		if busy == 1 && c.State == link.Available {
			c.State = link.Busy
		}
		return c, err
	}, `SELECT k.id, k.state, k.interpret, k.signs, CASE WHEN `+occupied+` THEN 1 ELSE 0 END FROM queue_clerk k
		WHERE k.id <> $1 AND k.until >= $2 AND (k.interpret = 1 OR k.signs = 1 OR EXISTS (SELECT 1 FROM queue_skill a, queue_skill b
			WHERE a.clerk = $1 AND a.kind = 'authority' AND b.clerk = k.id AND b.kind = 'authority' AND a.value = b.value))
		ORDER BY k.id`, viewer, millis(q.now()))
	if err != nil {
		return nil, err
	}
	speaks, err := q.languages(ctx)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Languages = speaks[all[i].ID]
	}
	return all, nil
}

// languages returns those of each clerk.
func (q *Queue) languages(ctx context.Context) (map[string][]string, error) {
	pairs, err := database.All(ctx, q.db, func(row func(...any) error) (p [2]string, err error) {
		return p, row(&p[0], &p[1])
	}, "SELECT clerk, value FROM queue_skill WHERE kind = 'language' ORDER BY clerk, value")
	speaks := map[string][]string{}
	for _, p := range pairs {
		speaks[p[0]] = append(speaks[p[0]], p[1])
	}
	return speaks, err
}

func errorOr(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}
