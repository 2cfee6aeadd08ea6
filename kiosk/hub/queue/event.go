package queue

import (
	"context"
	"database/sql"
	"errors"
	"strconv"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Kind of an event.
type Kind string

// Kinds.
const (
	LookAgain  Kind = "look-again"  // events may have been missed: everything is to be read anew
	Enqueued   Kind = "enqueued"    // a call came into the line
	Progressed Kind = "progressed"  // the citizen goes on alone, or the terminal is lost or back
	Accepted   Kind = "accepted"    // Clerk has it; Other is the clerk who handed it on
	Handed     Kind = "transferred" // Clerk hands it on to Other, or with Other "" to whoever has the skills
	Recalled   Kind = "recalled"    // Clerk keeps it, Other does not get it
	Requeued   Kind = "requeued"    // Clerk has lost it; it waits again
	Ended      Kind = "ended"       // it is over; Clerk had it
	Invited    Kind = "invited"     // Clerk asks Other in
	Joined     Kind = "joined"      // Clerk takes part
	Left       Kind = "left"        // Clerk takes no part any more, or declines; Other is the call's clerk
	Attends    Kind = "attends"     // Clerk is there, away or gone; no call
	CallbackIn Kind = "callback"    // a call-back is wished for; Call is its id
	CalledBack Kind = "called-back" // and done
)

// Event tells a replica what changed. It is a hint: the tables are what counts.
type Event struct {
	Seq       int64
	At        time.Time
	Kind      Kind
	Call      string
	Authority string
	Terminal  string
	Clerk     string
	Other     string
	Epoch     int
	Reason    link.Reason
}

// channel is the queue's among the notices of the database, and trail is how long events stay.
const (
	channel = "queue"
	trail   = 24 * time.Hour
)

// tell writes an event that is told when the transaction is committed.
func (q *Queue) tell(ctx context.Context, tx *database.Tx, e Event) error {
	var seq int64
	err := tx.QueryRow(ctx, `INSERT INTO queue_event (at, kind, call, authority, terminal, clerk, other, epoch, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING seq`,
		millis(q.now()), e.Kind, e.Call, e.Authority, e.Terminal, e.Clerk, e.Other, e.Epoch, e.Reason).Scan(&seq)
	if err != nil {
		return err
	}
	return tx.Notify(ctx, channel, strconv.FormatInt(seq, 10))
}

// Watch returns what changes, of all replicas, until ctx ends, which closes the channel. The first event is LookAgain.
// The events of one call come in their order.
func (q *Queue) Watch(ctx context.Context) (<-chan Event, error) {
	notices, err := q.db.Listen(ctx, channel)
	if err != nil {
		return nil, err
	}
	events := make(chan Event)
	go func() {
		defer close(events)
		for n := range notices {
			select {
			case events <- q.event(ctx, n):
			case <-ctx.Done():
				return
			}
		}
	}()
	return events, nil
}

// event reads the event that a notice names. One that cannot be read was missed.
func (q *Queue) event(ctx context.Context, n database.Notice) Event {
	seq, err := strconv.ParseInt(n.Payload, 10, 64)
	if n.LookAgain || err != nil {
		return Event{Kind: LookAgain}
	}
	e := Event{Seq: seq}
	var at int64
	err = q.db.QueryRow(ctx, "SELECT at, kind, call, authority, terminal, clerk, other, epoch, reason FROM queue_event WHERE seq = $1", seq).
		Scan(&at, &e.Kind, &e.Call, &e.Authority, &e.Terminal, &e.Clerk, &e.Other, &e.Epoch, &e.Reason)
	if err != nil {
		return Event{Kind: LookAgain}
	}
	e.At = moment(at)
	return e
}

// none reports whether a query found no row.
func none(err error) bool { return errors.Is(err, sql.ErrNoRows) }

func itoa(n int) string { return strconv.Itoa(n) }
