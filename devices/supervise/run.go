package supervise

import (
	"context"
	"math/rand/v2"
	"time"

	"buergerterminal/devices"
)

// presenceEvery is how often Config.Present is asked while the device is away.
const presenceEvery = 250 * time.Millisecond

// shortest is the first wait of the back-off; each further one is twice as long, up to Config.Longest.
const shortest = 250 * time.Millisecond

// Run owns the device until ctx ends, closes it, and returns the reason of the end. It may be called once. When it has
// returned, no goroutine is left and nobody waits in Do.
func (o *Owner[D]) Run(ctx context.Context) error {
	defer close(o.ended)
	wait := shortest
	for ctx.Err() == nil {
		there := o.present()
		answered, err := o.own(ctx)
		if ctx.Err() != nil {
			break
		}
		o.lose(err)
		if answered {
			wait = shortest
		}
		appeared := o.pause(ctx, there, jittered(wait))
		wait = min(2*wait, o.config.Longest)
		if appeared {
			wait = shortest // a device that was just plugged in may need some more attempts soon
		}
	}
	return ctx.Err()
}

// own opens the device and works with it until it is lost. answered tells that it answered at least once.
func (o *Owner[D]) own(ctx context.Context) (answered bool, err error) {
	d, err := o.open(ctx)
	if err != nil {
		return false, err
	}
	defer d.Close() // of a device that is lost, so an error says nothing new
	if err := o.probe(ctx, d); err != nil {
		return false, err
	}
	idle := time.NewTimer(o.config.Every)
	defer idle.Stop()
	for {
		select {
		case <-ctx.Done():
			return true, ctx.Err()
		case j := <-o.jobs:
			failed := o.perform(ctx, d, j)
			if isLoss(failed) {
				o.lose(failed) // before Do returns, so that the next Do already knows
				j.done <- failed
				return true, failed
			}
			j.done <- failed
			if failed == nil {
				break
			}
			if err := o.probe(ctx, d); err != nil {
				return true, err
			}
		case <-idle.C:
			if err := o.probe(ctx, d); err != nil {
				return true, err
			}
		}
		idle.Reset(o.config.Every)
	}
}

func (o *Owner[D]) open(ctx context.Context) (d D, err error) {
	err = shielded(func() (err error) {
		d, err = o.config.Open(ctx)
		return err
	})
	return d, err
}

// probe asks the device how it is and publishes the answer.
func (o *Owner[D]) probe(ctx context.Context, d D) error {
	var s devices.Status
	err := shielded(func() (err error) {
		s, err = o.config.Probe(ctx, d)
		return err
	})
	if err != nil {
		return err
	}
	o.regain(s)
	return nil
}

// perform runs one job. Its context ends with the caller's and with the owner's.
func (o *Owner[D]) perform(ctx context.Context, d D, j job[D]) error {
	if err := j.ctx.Err(); err != nil {
		return devices.Errorf(devices.FaultCancelled, "before the job began: %w", err)
	}
	jobCtx, cancel := context.WithCancel(j.ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, cancel)
	defer stop()
	return shielded(func() error { return j.run(jobCtx, d) })
}

// pause waits for d, or until the node of the line appears. there tells whether it was there before the last attempt.
func (o *Owner[D]) pause(ctx context.Context, there bool, d time.Duration) (appeared bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	look := time.NewTicker(presenceEvery)
	defer look.Stop()
	for {
		was := there
		if there = o.present(); there && !was {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-timer.C:
			return false
		case <-look.C:
		}
	}
}

// present asks for the node; a line that cannot tell counts as there.
func (o *Owner[D]) present() bool {
	return o.config.Present == nil || o.config.Present()
}

// jittered is d or up to a fifth less, so that terminals that lost power together do not come back in step.
func jittered(d time.Duration) time.Duration {
	return d - time.Duration(rand.Float64()*float64(d)/5)
}
