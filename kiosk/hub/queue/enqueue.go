package queue

import (
	"context"
	"strings"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Ticket is what a terminal gets for its call.
type Ticket struct {
	Call     string
	State    State
	Place    int            // from 1; 0 when it does not wait
	Wait     *time.Duration // expected, nil where nobody can tell
	Again    bool           // a clerk was lost, and the call stands in front
	Repeated bool           // the call was there already
}

// maxNeeds and maxPart bound what a terminal says of a call.
const (
	maxNeeds = 16
	maxPart  = 128
)

func (c Call) check() error {
	if !link.ValidKey(c.ID) || !link.ValidName(c.Authority) || !link.ValidName(c.Terminal) || c.Flow != "" && !link.ValidName(c.Flow) ||
		!validLanguage(c.Language) || len(c.Needs) > maxNeeds {
		return refuse(CodeInvalid, "the id, a name, the language or the needs of the call are malformed")
	}
	for _, need := range c.Needs {
		if !link.ValidName(string(need)) {
			return refuse(CodeInvalid, "a need of the call is malformed")
		}
	}
	return c.Progress.check()
}

func (p Progress) check() error {
	if p.Step < 0 || p.Steps < 0 || p.Step > p.Steps+1 || len(p.Part) > maxPart {
		return refuse(CodeInvalid, "the progress of the call is out of bounds")
	}
	return nil
}

// validLanguage is what a tag of BCP 47 can look like; the queue compares it and never interprets it.
func validLanguage(tag string) bool {
	for _, part := range strings.Split(tag, "-") {
		if len(part) == 0 || len(part) > 8 || strings.Trim(part, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
			return false
		}
	}
	return len(tag) <= 35
}

// Enqueue puts a call into the line, once for its id: the same again is the same call, with what the terminal says now. A
// terminal has one open call: an older one, of a visit before, is abandoned. It fails with CodeInvalid, CodeConflict,
// CodeEnded if the call is over, or CodeClosed outside of the opening hours, unless a clerk is there.
func (q *Queue) Enqueue(ctx context.Context, c Call) (Ticket, error) {
	if err := c.check(); err != nil {
		return Ticket{}, err
	}
	repeated := false
	err := q.db.Tx(ctx, func(tx *database.Tx) error {
		// Two messages of one terminal follow each other, whichever replicas they came to.
		if err := tx.Lock(ctx, "queue/terminal/"+c.Terminal); err != nil {
			return err
		}
		present, err := get(ctx, tx, c.ID)
		if repeated = err == nil; repeated {
			return q.repeat(ctx, tx, present, c)
		}
		if CodeOf(err) != CodeUnknown {
			return err
		}
		if err := q.supersede(ctx, tx, c.Terminal); err != nil {
			return err
		}
		return q.insert(ctx, tx, c)
	})
	if database.CodeOf(err) == database.CodeUnique {
		return Ticket{}, &Error{CodeConflict, err} // another terminal has used the id at the same moment
	}
	if err != nil {
		return Ticket{}, err
	}
	t, err := q.Place(ctx, c.Terminal, c.ID)
	t.Repeated = repeated
	return t, err
}

// repeat takes over what a terminal says anew of its call.
func (q *Queue) repeat(ctx context.Context, tx *database.Tx, present record, c Call) error {
	if present.Terminal != c.Terminal || present.Authority != c.Authority {
		return refuse(CodeConflict, "the id belongs to another terminal")
	}
	if _, err := present.state.check(MoveProgress); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `UPDATE queue_call SET flow = $1, language = $2, writes = $3, needs = $4, interpreter = $5, step = $6, steps = $7,
		part = $8, absent = 0, terminal_until = $9 WHERE id = $10`,
		c.Flow, c.Language, number(c.Writes), joined(c.Needs), interpreter(c.Needs), c.Progress.Step, c.Progress.Steps, c.Progress.Part,
		millis(q.now().Add(q.grace)), c.ID)
	if err != nil {
		return err
	}
	return q.tell(ctx, tx, Event{Kind: Progressed, Call: c.ID, Authority: c.Authority, Terminal: c.Terminal, Clerk: present.clerk, Epoch: present.epoch})
}

// supersede abandons what a visit before left open.
func (q *Queue) supersede(ctx context.Context, tx *database.Tx, terminal string) error {
	left, err := database.All(ctx, tx, plainRecord, "SELECT "+recordColumns+` FROM queue_call c
		WHERE c.terminal = $1 AND c.state IN ('waiting', 'active', 'transferred')`+tx.Dialect().ForUpdate(), terminal)
	if err != nil {
		return err
	}
	for _, r := range left {
		if err := q.finish(ctx, tx, r, Abandoned, link.ReasonVisitEnd); err != nil {
			return err
		}
	}
	return nil
}

func (q *Queue) insert(ctx context.Context, tx *database.Tx, c Call) error {
	open, err := q.opening(ctx, tx, c.Authority)
	if err != nil {
		return err
	}
	if !open.Open {
		return refuse(CodeClosed, "outside of the opening hours, and no clerk is there")
	}
	now := q.now()
	_, err = tx.Exec(ctx, `INSERT INTO queue_call (id, authority, terminal, flow, language, writes, needs, interpreter, step, steps, part,
		state, priority, enqueued_at, again, absent, terminal_until, epoch, clerk, previous, target, lease_until, transfers, losses, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', 0, $12, 0, 0, $13, 0, '', '', '', 0, 0, 0, '')`,
		c.ID, c.Authority, c.Terminal, c.Flow, c.Language, number(c.Writes), joined(c.Needs), interpreter(c.Needs),
		c.Progress.Step, c.Progress.Steps, c.Progress.Part, millis(now), millis(now.Add(q.grace)))
	if err != nil {
		return err
	}
	return q.tell(ctx, tx, Event{Kind: Enqueued, Call: c.ID, Authority: c.Authority, Terminal: c.Terminal})
}

func joined(needs []link.Need) string {
	words := make([]string, len(needs))
	for i, n := range needs {
		words[i] = string(n)
	}
	return strings.Join(words, " ")
}

// interpreter reports as a number whether the clerk need not speak the language of the page.
func interpreter(needs []link.Need) int {
	for _, n := range needs {
		if n == link.NeedInterpreter {
			return 1
		}
	}
	return 0
}

// Progress tells where the citizen is who goes on alone. It fails with CodeInvalid, CodeUnknown or CodeEnded.
func (q *Queue) Progress(ctx context.Context, terminal, call, flow string, p Progress) error {
	if err := p.check(); err != nil {
		return err
	}
	if flow != "" && !link.ValidName(flow) {
		return refuse(CodeInvalid, "the service is malformed")
	}
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		r, _, err := ofTerminal(ctx, tx, terminal, call, MoveProgress)
		if err != nil {
			return err
		}
		r.Flow, r.Progress = flow, p
		return q.repeat(ctx, tx, r, r.Call)
	})
}

// HangUp ends a call, or the waiting for one, for the citizen. A conversation that the citizen ends is done; one that ends
// with the visit is abandoned. It fails with CodeInvalid, CodeUnknown or CodeEnded.
func (q *Queue) HangUp(ctx context.Context, terminal, call string, reason link.Reason) error {
	var m Move
	switch reason {
	case link.ReasonCitizen, link.ReasonWithdrawn:
		m = MoveHangUp
	case link.ReasonVisitEnd, link.ReasonGone:
		m = MoveVanish
	default:
		return refuse(CodeInvalid, "no reason of a terminal")
	}
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		r, next, err := ofTerminal(ctx, tx, terminal, call, m)
		if err != nil {
			return err
		}
		return q.finish(ctx, tx, r, next, reason)
	})
}

// ofTerminal locks and reads a call of this terminal and checks a move.
func ofTerminal(ctx context.Context, tx *database.Tx, terminal, call string, m Move) (record, State, error) {
	r, err := get(ctx, tx, call)
	if err == nil && r.Terminal != terminal {
		err = refuse(CodeUnknown, "no such call of this terminal")
	}
	if err != nil {
		return record{}, "", err
	}
	next, err := r.state.check(m)
	return r, next, err
}

// maxAtOnce is how many terminals one statement renews.
const maxAtOnce = 500

// TerminalsHere says that these terminals are connected. Whoever holds their connections calls it with every beat, for those
// with an open call at least: a call whose terminal is not heard of ends after the grace.
func (q *Queue) TerminalsHere(ctx context.Context, terminals ...string) error {
	for len(terminals) > 0 {
		some := terminals[:min(maxAtOnce, len(terminals))]
		terminals = terminals[len(some):]
		args := []any{millis(q.now().Add(q.grace))}
		for _, terminal := range some {
			args = append(args, terminal)
		}
		err := q.db.Tx(ctx, func(tx *database.Tx) error {
			in := " WHERE terminal IN (" + placeholders(2, len(some)) + ") AND state IN ('waiting', 'active', 'transferred')"
			if err := q.appeared(ctx, tx, in, args); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, "UPDATE queue_call SET terminal_until = $1"+in, args...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// TerminalLost says that the connection to a terminal was cut. Its call keeps its place for the grace, and is not given to a
// clerk meanwhile.
func (q *Queue) TerminalLost(ctx context.Context, terminal string) error {
	return q.db.Tx(ctx, func(tx *database.Tx) error {
		return q.absence(ctx, tx, `UPDATE queue_call SET absent = 1
			WHERE terminal = $1 AND state IN ('waiting', 'active', 'transferred') AND absent = 0`, terminal)
	})
}

func (q *Queue) appeared(ctx context.Context, tx *database.Tx, where string, args []any) error {
	return q.absence(ctx, tx, "UPDATE queue_call SET absent = 0, terminal_until = $1"+where+" AND absent = 1", args...)
}

// absence runs a statement that changes it, and tells of each call.
func (q *Queue) absence(ctx context.Context, tx *database.Tx, update string, args ...any) error {
	changed, err := database.All(ctx, tx, func(row func(...any) error) (e Event, err error) {
		e.Kind = Progressed
		return e, row(&e.Call, &e.Authority, &e.Terminal, &e.Clerk, &e.Epoch)
	}, update+" RETURNING id, authority, terminal, clerk, epoch", args...)
	if err != nil {
		return err
	}
	for _, e := range changed {
		if err := q.tell(ctx, tx, e); err != nil {
			return err
		}
	}
	return nil
}
