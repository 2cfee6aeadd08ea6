package kiosk

import (
	"context"
	"time"

	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission"
)

// How often and how long the hub is asked what became of an application that arrived. The last page of a visit is wiped long before
// the end, and the session takes no answer for another visit.
const (
	fateEvery = 3 * time.Second
	fateFor   = 10 * time.Minute
)

// follow lets an application be followed, in place of the one before, where its authority signs what it takes.
func (t *Terminal) follow(e submission.Arrived) {
	r, _ := t.receiverOf(e.Authority)
	if _, signs := r.(*destinationReceiver); !signs {
		return
	}
	select {
	case <-t.followed:
	default:
	}
	t.followed <- e.Key // delivery reports from one goroutine: the place is free
}

// followFates asks the hub for the fate of the application that arrived last.
func (t *Terminal) followFates(ctx context.Context) error {
	every := time.NewTicker(fateEvery)
	defer every.Stop()
	key, until := "", time.Time{}
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case key = <-t.followed:
			until = time.Now().Add(fateFor)
		case now := <-every.C:
			if now.After(until) {
				key = ""
			}
		}
		if key != "" && t.decided(ctx, key) {
			key = ""
		}
	}
}

// decided asks once, tells the session, and reports whether there is nothing more to ask. A hub that does not answer is asked again.
func (t *Terminal) decided(ctx context.Context, key string) bool {
	fate, err := t.delivery.Fate(ctx, key)
	if err != nil {
		return false
	}
	switch fate.State {
	case link.FateAccepted:
		t.log.Write(eventlog.SubmissionAccepted)
		t.kiosk.Send(session.Accepted{Key: key})
		return true
	case link.FateRejected:
		return true // the authority's office comes back to the citizen; the hub tells its own people
	}
	return false
}
