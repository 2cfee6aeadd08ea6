package kiosk

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/eventlog"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission"
)

// openStore opens the outbox and the way from it to the hub.
func (t *Terminal) openStore(c config.Config) error {
	if err := os.MkdirAll(c.Files.Outbox, 0o700); err != nil {
		return err
	}
	client, token, err := t.entrance(c.Hub)
	if err != nil {
		return err
	}
	if t.outbox, err = submission.Open(filepath.Join(c.Files.Outbox, "outbox.sqlite")); err != nil {
		return fmt.Errorf("the outbox in %s: %w", c.Files.Outbox, err)
	}
	t.delivery, err = submission.NewDelivery(submission.DeliveryConfig{
		Outbox: t.outbox, URL: c.Hub.URL, Client: client, Terminal: c.Terminal.ID, Token: token, Identity: t.identity != nil, Report: t.delivered,
	})
	if err != nil {
		return errors.Join(err, t.outbox.Close())
	}
	return nil
}

// delivered brings what delivery reports to the session and the log.
func (t *Terminal) delivered(e submission.Event) {
	switch e := e.(type) {
	case submission.ReachedHub:
		t.log.Write(eventlog.HubBack)
		t.errands.wake()
		t.workshop.hubTrouble("")
		t.kiosk.Send(session.HubChanged{Reachable: true})
	case submission.LostHub:
		t.log.Write(eventlog.HubLost, eventlog.Code(string(e.Trouble)))
		t.workshop.hubTrouble(string(e.Trouble))
		t.kiosk.Send(session.HubChanged{Reachable: false})
	case submission.Arrived:
		t.log.Write(eventlog.SubmissionDelivered)
		t.kiosk.Send(session.Delivered{Key: e.Key})
		t.follow(e)
	case submission.WasRefused:
		t.log.Write(eventlog.SubmissionRefused, eventlog.Status(e.Status))
	case submission.WasDamaged:
		t.log.Write(eventlog.SubmissionDamaged, eventlog.Code(string(submission.CodeRowDamaged)))
	case submission.OutboxFailed:
		t.log.Write(eventlog.HealthChanged, eventlog.Code(string(submission.CodeOf(e.Err))))
	}
}

// storeEvery is how often the outbox is asked whether it could take an application.
const storeEvery = 5 * time.Second

// watchStore closes the terminal while no application could be stored, and opens it again.
func (t *Terminal) watchStore(ctx context.Context) error {
	every := time.NewTicker(storeEvery)
	defer every.Stop()
	for {
		t.storeChanged(string(submission.CodeOf(t.outbox.Ready())))
		t.countPending(ctx)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-every.C:
		}
	}
}

// countPending counts what waits for delivery, for the hub's desks.
func (t *Terminal) countPending(ctx context.Context) {
	waiting, err := t.outbox.Pending(ctx)
	if err != nil {
		return // delivery reports what is wrong with the outbox
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.pending = len(waiting)
}

func (t *Terminal) storeChanged(code string) {
	if code == t.closed {
		return
	}
	if code == "" {
		t.log.Opened(t.closed, time.Since(t.since))
	} else {
		t.since = time.Now()
		t.log.Closed(code)
	}
	t.closed = code
	t.mu.Lock()
	t.codes["outbox"] = code
	t.mu.Unlock()
	t.kiosk.Send(session.HealthChanged{Code: code, Since: t.since})
}
