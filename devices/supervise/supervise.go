// Package supervise owns devices. One goroutine for each opens it, runs the jobs one after the other, asks how it is
// when nothing else goes on, and comes back by itself after a loss. It knows no protocol and no serial line; what
// to open and what to ask is given to it.
package supervise

import (
	"context"
	"io"
	"sync"
	"time"

	"buergerterminal/devices"
)

// Defaults of a Config.
const (
	defaultEvery   = 2 * time.Second
	defaultLongest = 30 * time.Second
)

// Config says what is owned and how.
type Config[D io.Closer] struct {
	Kind devices.Kind

	// Open opens the line and the driver and brings both to a known state.
	Open func(ctx context.Context) (D, error)

	// Probe is a cheap question for the device's health, asked after Open, when idle, and after a job that failed. An
	// error other than of its context is a loss: on a line where this question finds no answer, nothing can be relied upon.
	Probe func(ctx context.Context, d D) (devices.Status, error)

	// Present tells, without waiting, whether the line's node is there; optional. While the device is away it is asked
	// four times a second, and when the node appears the next attempt comes at once.
	Present func() bool

	// Report is called from the owner's goroutine on every change of state, fault, warning or detail; optional. A loss
	// gives one report that the device is away and, when it answers again, one that it is back. Only a different cause
	// (first silent, then unplugged) is reported in between.
	Report func(devices.Status)

	Every   time.Duration // idle time between probes, default 2 s
	Longest time.Duration // cap of the back-off, default 30 s
}

// An Owner owns one device. Make one with New and start it with Run.
type Owner[D io.Closer] struct {
	config Config[D]
	jobs   chan job[D]
	ended  chan struct{} // closed when Run returns

	mu     sync.Mutex
	status devices.Status
	away   chan struct{} // closed while the device is away
	loss   error         // why it is away
}

// A job waits for its turn on the device.
type job[D io.Closer] struct {
	ctx  context.Context
	run  func(ctx context.Context, d D) error
	done chan error // buffered for the one result
}

// New makes the owner of one device. The status is devices.Starting until Run has opened it or failed to.
func New[D io.Closer](c Config[D]) *Owner[D] {
	if c.Every <= 0 {
		c.Every = defaultEvery
	}
	if c.Longest <= 0 {
		c.Longest = defaultLongest
	}
	return &Owner[D]{
		config: c,
		jobs:   make(chan job[D]),
		ended:  make(chan struct{}),
		status: devices.Status{Kind: c.Kind, State: devices.Starting, Since: time.Now()},
		away:   make(chan struct{}),
	}
}

// Status is the last known status. It does not ask the device.
func (o *Owner[D]) Status() devices.Status {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.status
}

// Do runs f on the device in the owner's goroutine, after the jobs before it, and waits for its end. f must end soon
// after its context, which also ends with Run.
//
// While the device is away Do fails at once with the device's fault; before it was opened the first time it waits. A job
// that ends with FaultUnplugged or FaultSilent makes the owner close the device and open it again. A job that panics does
// so too, and Do returns a *PanicError.
func (o *Owner[D]) Do(ctx context.Context, f func(ctx context.Context, d D) error) error {
	away := o.awayNow()
	if isClosed(away) {
		return o.lossNow()
	}
	j := job[D]{ctx: ctx, run: f, done: make(chan error, 1)}
	select {
	case o.jobs <- j:
		return <-j.done
	case <-away:
		return o.lossNow()
	case <-ctx.Done():
		return devices.Errorf(devices.FaultCancelled, "waiting for the %s: %w", o.config.Kind, ctx.Err())
	case <-o.ended:
		return devices.Errorf(devices.FaultCancelled, "the %s is no longer owned", o.config.Kind)
	}
}

func (o *Owner[D]) awayNow() <-chan struct{} {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.away
}

func (o *Owner[D]) lossNow() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.loss
}

// lose notes that the device is away because of err, and lets everyone who waits for it go. A device that stays away for
// the same cause is nothing new, whatever the detail.
func (o *Owner[D]) lose(err error) {
	o.mu.Lock()
	same := isClosed(o.away) && o.status.Fault == faultOf(err)
	if !isClosed(o.away) {
		close(o.away)
	}
	o.loss = err
	o.mu.Unlock()
	if !same {
		o.report(devices.Status{State: stateOf(err), Fault: faultOf(err), Detail: err.Error()})
	}
}

// regain notes that the device answers with status s.
func (o *Owner[D]) regain(s devices.Status) {
	o.mu.Lock()
	if isClosed(o.away) {
		o.away = make(chan struct{})
	}
	o.mu.Unlock()
	o.report(s)
}

// report publishes s if it differs from the last status.
func (o *Owner[D]) report(s devices.Status) {
	o.mu.Lock()
	was := o.status
	s.Kind, s.Since = o.config.Kind, was.Since
	if s.State != was.State || s.Fault != was.Fault {
		s.Since = time.Now()
	}
	o.status = s
	o.mu.Unlock()
	if s != was && o.config.Report != nil {
		o.config.Report(s)
	}
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}
