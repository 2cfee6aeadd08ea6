package kiosk

import (
	"context"
	"sync"
	"time"

	"buergerterminal/kiosk/draft"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/submission"
)

// errandStore keeps errands over a restart. submission.Outbox is one.
type errandStore interface {
	Owe(ctx context.Context, e submission.Errand) error
	Owed(ctx context.Context) ([]submission.Errand, error)
	Settle(ctx context.Context, e submission.Errand) error
}

// errands tell the hub which drafts it has to delete, until it has heard. They outlast a restart: the outbox keeps them.
type errands struct {
	store  errandStore
	client *draft.Client
	log    *eventlog.Log
	woken  chan struct{} // holds one token after something was added

	mu   sync.Mutex
	bare []submission.Errand // those that the disk did not take
}

// How long an errand waits for the next attempt: from the first to the second, and at most.
const (
	errandSoon = 5 * time.Second
	errandLate = 10 * time.Minute
)

func newErrands(store errandStore, client *draft.Client, log *eventlog.Log) *errands {
	return &errands{store: store, client: client, log: log, woken: make(chan struct{}, 1)}
}

// add notes an errand, and has it run at once.
func (e *errands) add(ctx context.Context, one submission.Errand) {
	if err := e.store.Owe(ctx, one); err != nil {
		e.log.WorkFailed(workOf(one), string(submission.CodeOf(err)))
		e.mu.Lock()
		e.bare = append(e.bare, one)
		e.mu.Unlock()
	}
	e.wake()
}

// wake has the errands run at once.
func (e *errands) wake() {
	select {
	case e.woken <- struct{}{}:
	default: // a token is already there
	}
}

// run runs errands until ctx ends.
func (e *errands) run(ctx context.Context) error {
	for wait := errandSoon; ; wait = min(2*wait, errandLate) {
		var again <-chan time.Time
		if !e.round(ctx, wait == errandSoon) {
			again = time.After(wait)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-e.woken:
			wait = errandSoon / 2
		case <-again:
		}
	}
}

// round runs each errand once, and reports whether none is left. tell has failures logged: the first of a series is enough.
func (e *errands) round(ctx context.Context, tell bool) (done bool) {
	all, err := e.store.Owed(ctx)
	if err != nil && tell && ctx.Err() == nil {
		e.log.WorkFailed("burn-draft", string(submission.CodeOf(err)))
	}
	e.mu.Lock()
	bare := e.bare
	e.bare = nil
	e.mu.Unlock()
	done = err == nil
	for _, one := range all {
		done = e.ran(ctx, one, tell) && e.store.Settle(ctx, one) == nil && done
	}
	for _, one := range bare {
		if !e.ran(ctx, one, tell) {
			e.mu.Lock()
			e.bare = append(e.bare, one)
			e.mu.Unlock()
			done = false
		}
	}
	return done
}

// ran reports whether the hub has heard an errand.
func (e *errands) ran(ctx context.Context, one submission.Errand, tell bool) bool {
	say := e.client.Drop
	if one.Kind == submission.BurnDraft {
		say = e.client.Burn
	}
	err := say(ctx, one.ID)
	if err != nil && tell && ctx.Err() == nil {
		e.log.WorkFailed(workOf(one), string(draft.TroubleOf(err)))
	}
	return err == nil
}

// workOf is what the log calls an errand.
func workOf(one submission.Errand) string {
	if one.Kind == submission.BurnDraft {
		return "burn-draft"
	}
	return "drop-draft"
}
