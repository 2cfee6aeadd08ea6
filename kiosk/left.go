package kiosk

import (
	"context"
	"time"

	"buergerterminal/kiosk/session"
)

const (
	// slotEvery is how often the chip reader is asked whether a document that was left behind still lies there.
	slotEvery = time.Second
	// foundAfter is how long it lies there until the technician is told.
	foundAfter = 2 * time.Minute
)

// watchSlot looks behind a visit whether a document was left in the chip reader, until it is taken or another visit uses the reader.
func (k *Kiosk) watchSlot() {
	if k.o.Work.CardLies == nil {
		return
	}
	k.jobs.slot()
	var ctx context.Context
	ctx, k.jobs.slot = context.WithCancel(k.jobs.house)
	k.start(ctx, func() session.Event { return k.leftBehind(ctx) })
}

// leftBehind tells of a document as long as it lies in the chip reader. A reader that does not answer holds none that could be told of.
func (k *Kiosk) leftBehind(ctx context.Context) session.Event {
	again := time.NewTicker(slotEvery)
	defer again.Stop()
	var began time.Time
	for told := false; ; {
		lies, err := k.o.Work.CardLies(ctx)
		switch now := k.o.Now(); {
		case ctx.Err() != nil:
			return nil
		case err != nil || !lies:
			return session.CardLies{}
		case began.IsZero():
			began = now
			k.sendWithin(ctx, session.CardLies{Lies: true})
		case !told && now.Sub(began) >= foundAfter:
			told = true
			k.o.Log.WorkFailed("look-for-card", "card.left-behind")
		}
		select {
		case <-ctx.Done():
			return nil
		case <-again.C:
		}
	}
}
