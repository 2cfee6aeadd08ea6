package kiosk

import (
	"context"
	"errors"
	"sync"
	"time"

	"buergerterminal/devices"
	"buergerterminal/kiosk/session"
	"buergerterminal/kiosk/submission"
	"buergerterminal/kiosk/submission/seal"
)

// jobs are the goroutines that carry out effects. Those of a visit end with it; a print that runs goes on to its end.
type jobs struct {
	running sync.WaitGroup
	house   context.Context
	visit   context.Context
	endAll  context.CancelFunc
	endOne  context.CancelFunc
	card    context.CancelFunc
	chip    context.CancelFunc
	slot    context.CancelFunc // of the look at the chip reader behind a visit
	scan    context.CancelFunc
	film    filmJob
	stop    context.CancelFunc // of the technician's work
	told    chan told          // answers to its questions
}

func (j *jobs) begin(ctx context.Context) {
	j.house, j.endAll = context.WithCancel(ctx)
	j.slot = func() {}
	j.renew()
}

// renew ends what the visit still has running, and makes room for the next one.
func (j *jobs) renew() {
	if j.endOne != nil {
		j.endOne()
	}
	j.visit, j.endOne = context.WithCancel(j.house)
	j.card, j.chip, j.scan, j.stop = func() {}, func() {}, func() {}, func() {}
	j.film = filmJob{stop: func() {}}
}

func (j *jobs) end() {
	j.endAll()
	j.running.Wait()
}

// run starts the work of an effect. Its result comes back as an event, unless the visit has ended meanwhile: an answer
// must never reach the next citizen.
func (k *Kiosk) run(effect session.Effect) {
	j, s := &k.jobs, k.state
	switch effect := effect.(type) {
	case session.ReadCard:
		j.card()
		var ctx context.Context
		ctx, j.card = context.WithCancel(j.visit)
		k.start(ctx, func() session.Event { return k.readCard(ctx, effect.Again) })
	case session.StopCard:
		j.card()
	case session.ReadChip:
		j.chip()
		j.slot()
		var ctx context.Context
		ctx, j.chip = context.WithCancel(j.visit)
		k.start(ctx, func() session.Event { return k.readChip(ctx, *s.ShownCard()) })
	case session.StopChip:
		j.chip()
	case session.ScanPage:
		j.scan()
		var ctx context.Context
		ctx, j.scan = context.WithCancel(j.visit)
		k.start(ctx, func() session.Event { return k.scanPage(ctx, effect.Mode) })
	case session.CancelScan:
		j.scan()
	case session.Submit:
		visit := j.visit
		k.start(visit, func() session.Event { return k.submit(j.house, s) })
	case session.PrintReceipt:
		visit := j.visit
		k.start(visit, func() session.Event { return k.print(j.house, s, effect.Copy) })
	case session.Sound:
		k.o.Play(effect.Tone)
	case session.Wipe:
		j.renew()
		k.callback = ""
		k.o.Work.Forget()
		house := j.house
		k.start(house, func() session.Event { k.withdraw(house); return nil })
		k.watchSlot()
	case session.ShowClip:
		k.showFilm(effect)
	case session.StopClip:
		j.film.stop()
	default:
		k.runDraft(effect)
		if k.o.Call != nil {
			k.runCall(effect)
		}
		k.runTechnician(effect)
	}
}

// forgotten is how long a receipt may lie in the printer's mouth after the end of a visit: who has just touched "finish"
// is still reaching for it, and the next citizen is not yet there.
const forgotten = 20 * time.Second

// withdraw takes back a receipt that was left behind. Before the next one is printed the printer does so by itself.
func (k *Kiosk) withdraw(ctx context.Context) {
	timer := time.NewTimer(forgotten)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return
	case <-timer.C:
	}
	if err := k.o.Work.Withdraw(ctx); err != nil && ctx.Err() == nil {
		k.o.Log.WorkFailed("withdraw", string(faultOf(err)))
	}
}

// start runs work in its own goroutine and sends its event while ctx lasts.
func (k *Kiosk) start(ctx context.Context, work func() session.Event) {
	k.jobs.running.Go(func() {
		if e := work(); e != nil {
			k.sendWithin(ctx, e)
		}
	})
}

// sendWithin drops the event if ctx has ended by the time that the session would take it.
func (k *Kiosk) sendWithin(ctx context.Context, e session.Event) {
	k.input(func(k *Kiosk) {
		if ctx.Err() == nil {
			k.step(e)
		}
	})
}

func (k *Kiosk) readCard(ctx context.Context, again bool) session.Event {
	card, err := k.o.Work.ReadCard(ctx, again)
	if err == nil {
		return session.CardRead{Card: card}
	}
	if ctx.Err() != nil {
		return nil
	}
	fault := faultOf(err)
	k.o.Log.WorkFailed("read-card", string(fault))
	return session.CardFailed{Fault: fault}
}

// readChip reads the chip of the document that the citizen sees. That it could not be read is an answer, too.
func (k *Kiosk) readChip(ctx context.Context, card session.Card) session.Event {
	verdict, err := k.o.Work.ReadChip(ctx, card)
	if err == nil {
		return session.ChipEnded{Chip: session.Chip{Stage: session.ChipRead, Verdict: verdict}}
	}
	if ctx.Err() != nil {
		return nil
	}
	fault := faultOf(err)
	if fault != devices.FaultChipAbsent {
		k.o.Log.WorkFailed("read-chip", string(fault))
	}
	return session.ChipEnded{Chip: session.Chip{Stage: session.ChipUnread, Fault: fault}}
}

func (k *Kiosk) scanPage(ctx context.Context, mode string) session.Event {
	page, err := k.o.Work.ScanPage(ctx, mode, func(p session.ScanProgress) { k.sendWithin(ctx, session.ScanMoved{Progress: p}) })
	if err == nil {
		return session.ScanDone{Page: page}
	}
	if ctx.Err() != nil {
		return nil
	}
	fault := faultOf(err)
	k.o.Log.WorkFailed("scan", string(fault))
	return session.ScanFailed{Fault: fault}
}

func (k *Kiosk) submit(ctx context.Context, s session.State) session.Event {
	stored, err := k.o.Work.Submit(ctx, s)
	if err == nil {
		return stored
	}
	code := string(submission.CodeOf(err))
	if code == "" {
		code = string(seal.CodeOf(err))
	}
	if code == "" {
		code = "terminal.defect"
	}
	k.o.Log.WorkFailed("submit", code)
	return session.StoreFailed{Code: code}
}

func (k *Kiosk) print(ctx context.Context, s session.State, again bool) session.Event {
	return k.printed(k.o.Work.Print(ctx, s, again))
}

// printed is the event of a print that has ended.
func (k *Kiosk) printed(outcome devices.Outcome, err error) session.Event {
	fault := devices.Fault("")
	if err != nil {
		fault = faultOf(err)
		k.o.Log.WorkFailed("print", string(fault))
	}
	return session.PrintEnded{Outcome: outcome, Fault: fault}
}

// faultOf is the code of a device's error; one without a code is a defect of ours, and the device counts as not working.
func faultOf(err error) devices.Fault {
	if f := devices.FaultOf(err); f != "" {
		return f
	}
	if errors.Is(err, context.Canceled) {
		return devices.FaultCancelled
	}
	return devices.FaultProtocol
}
