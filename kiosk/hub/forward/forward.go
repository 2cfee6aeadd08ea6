// Package forward brings what is stored at the hub to the authorities: to FIT-Connect, into a mailbox, or into a directory. What it carries
// is sealed for the authority; it reads the outer form alone, and logs ids, codes and numbers.
//
// Each application is a row that goes from state to state, each step committed before the next begins, so that whoever goes on after a
// crash knows what the other side may have. To FIT-Connect and into a directory an application comes once, whatever breaks in
// between. Mail has no such promise: an application whose mail was taken in the moment of a crash is sent again, with the same
// Message-ID. Several replicas share the rows by leases.
//
// "Accepted" is said only where the authority has signed it (package fitconnect).
package forward

import (
	"context"
	"errors"
	"fmt"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/link"
)

// Way is how an authority gets its applications from the hub.
type Way string

// The ways.
const (
	FITConnect Way = "fit-connect"
	Mail       Way = "mail"
	Directory  Way = "directory"
)

// Parcel is one application for a Carrier.
type Parcel struct {
	Key      string
	Envelope link.Envelope
	StoredAt time.Time
	Sealed   link.Sealed
	Body     []byte // of which Sealed was read
}

// Carrier is a way that ends with the handing over. Both calls may be repeated.
type Carrier interface {
	// Prepare does all that can be undone.
	Prepare(ctx context.Context, p Parcel) error
	// Deliver hands over what was prepared. resumed says that an attempt before may have done so already.
	Deliver(ctx context.Context, p Parcel, resumed bool) error
	// Takes reports whether the parcel is of a form that can go this way.
	Takes(w link.Way) bool
}

// Trouble is an error that knows more of itself. Errors of package fitconnect and of the carriers are such.
type Trouble interface {
	error
	Kind() string        // code for the technician
	Final() bool         // repeating is useless
	Wait() time.Duration // the other side's wish; 0 for none
}

// Authority is where applications of one authority go.
type Authority struct {
	Way         Way
	Destination string  // of FITConnect
	Carrier     Carrier // of the other ways
}

// Config says what goes where. All members but Gateway, Log and Now are needed.
type Config struct {
	DB          *database.DB
	Store       *hub.Store
	Audit       *audit.Log
	Gateway     *fitconnect.Client // needed where an authority has a destination
	Authorities map[string]Authority
	Log         hub.Log
	Now         func() time.Time // time.Now if nil
}

// Events of the log.
const (
	EventForwarded  = "hub.forwarded"        // handed over
	EventAccepted   = "hub.accepted"         // the authority has signed it
	EventRejected   = "hub.rejected"         // the authority has signed that it cannot take it
	EventTrouble    = "hub.forward-trouble"  // an attempt failed, with its code; it is repeated
	EventRefused    = "hub.forward-refused"  // nobody will take it: a person must look
	EventUnbelieved = "hub.event-unbelieved" // an event of FIT-Connect's log cannot be believed
	EventFailed     = "hub.forward-failed"   // the database failed
)

// Forward brings applications on.
type Forward struct {
	Config
	rows *rows
	keys *keysCache
}

// New makes its tables. Mistakes give hub.CodeSetup.
func New(ctx context.Context, c Config) (*Forward, error) {
	if c.DB == nil || c.Store == nil || c.Audit == nil {
		return nil, &hub.Error{Code: hub.CodeSetup, Err: errors.New("database, store or audit log is missing")}
	}
	for id, a := range c.Authorities {
		switch {
		case a.Way == FITConnect && (c.Gateway == nil || !link.ValidUUID(a.Destination)):
			return nil, &hub.Error{Code: hub.CodeSetup, Err: fmt.Errorf("authority %s: FIT-Connect or the destination is missing", id)}
		case a.Way != FITConnect && a.Carrier == nil:
			return nil, &hub.Error{Code: hub.CodeSetup, Err: fmt.Errorf("authority %s: nothing carries to it", id)}
		}
	}
	if c.Log == nil {
		c.Log = func(string, ...any) {}
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if err := c.DB.Migrate(ctx, "forward", steps); err != nil {
		return nil, err
	}
	return &Forward{Config: c, rows: &rows{db: c.DB, audit: c.Audit, now: c.Now}, keys: newKeysCache(c)}, nil
}

// Times of the work.
const (
	lookEvery  = 30 * time.Second // without a notice
	workers    = 2                // each may hold an application of link.MaxBody
	leaseTime  = 20 * time.Minute
	carryTime  = leaseTime - time.Minute
	breath     = 100 * time.Millisecond // between rounds
	firstPause = 5 * time.Second
	longest    = 15 * time.Minute // between attempts
)

// Run brings on what is due until ctx ends, and returns nil then.
func (f *Forward) Run(ctx context.Context) error {
	if len(f.Authorities) == 0 {
		return nil
	}
	notices, err := f.DB.Listen(ctx, hub.ChannelStored)
	if err != nil {
		return err
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case _, open := <-notices:
			if !open {
				return nil
			}
		case <-timer.C:
		}
		timer.Reset(f.round(ctx))
	}
}

// round brings on all that is due, and returns how long nothing will be.
func (f *Forward) round(ctx context.Context) time.Duration {
	if err := f.rows.adopt(ctx, f.Authorities); err != nil {
		f.failed(ctx, err)
		return firstPause
	}
	done := make(chan error, workers)
	for range workers {
		go func() { done <- f.drain(ctx) }()
	}
	var errs []error
	for range workers {
		errs = append(errs, <-done)
	}
	if err := errors.Join(errs...); err != nil {
		f.failed(ctx, err)
		return firstPause
	}
	next, err := f.rows.next(ctx)
	if err != nil {
		f.failed(ctx, err)
		return firstPause
	}
	return min(lookEvery, max(next, breath))
}

func (f *Forward) failed(ctx context.Context, err error) {
	if ctx.Err() == nil {
		f.Log(EventFailed, "code", string(database.CodeOf(err)))
	}
}

// drain brings on one after the other until nothing is due.
func (f *Forward) drain(ctx context.Context) error {
	for ctx.Err() == nil {
		some, err := f.once(ctx)
		if err != nil || !some {
			return err
		}
	}
	return nil
}

// once brings on the application that has been due for longest, and reports whether there was one. Its error is the database's.
func (f *Forward) once(ctx context.Context) (some bool, err error) {
	j, err := f.rows.claim(ctx)
	if err != nil || j == nil {
		return false, err
	}
	carrying, cancel := context.WithTimeout(ctx, carryTime)
	defer cancel()
	err = f.carry(carrying, j)
	switch {
	case err == nil, errors.Is(err, errOvertaken):
		return true, nil
	case ctx.Err() != nil:
		// The hub is ended: another replica, or the next start, need not wait for the lease.
		return true, f.rows.release(context.WithoutCancel(ctx), j)
	case database.CodeOf(err) != "" || hub.CodeOf(err) != "":
		return true, errors.Join(err, f.rows.release(ctx, j)) // where even that fails, the lease ends it
	}
	return true, f.trouble(ctx, j, err)
}

// trouble notes why an application did not get on, and when it is tried again.
func (f *Forward) trouble(ctx context.Context, j *job, err error) error {
	kind, final, wait := "forward.failed", false, time.Duration(0)
	var t Trouble
	if errors.As(err, &t) {
		kind, final, wait = t.Kind(), t.Final(), t.Wait()
	}
	if final {
		f.Log(EventRefused, "key", j.key, "way", string(j.way), "code", kind)
		return f.rows.refuse(ctx, j, kind)
	}
	f.Log(EventTrouble, "key", j.key, "way", string(j.way), "code", kind, "tries", j.tries+1)
	return f.rows.postpone(ctx, j, kind, max(pause(j.tries), wait))
}

// pause is how long an application rests after so many failures before: 5 s, 10 s … 15 min, shortened at random by up to a half.
func pause(failures int) time.Duration {
	p := min(longest, firstPause<<min(failures, 10))
	return p/2 + jitter(p/2)
}

// carry takes an application as far as it goes now.
func (f *Forward) carry(ctx context.Context, j *job) error {
	a, known := f.Authorities[j.authority]
	if known && a.Way != j.way && j.state == Waiting {
		if err := f.rows.reroute(ctx, j, a.Way); err != nil {
			return err
		}
	}
	if !known || a.Way != j.way {
		return &problem{kind: ReasonSettings} // the settings have changed since, and it was on its way
	}
	if j.state == Handed {
		return f.watch(ctx, j, a)
	}
	p, err := f.parcel(ctx, j)
	if err != nil {
		return err
	}
	if a.Way == FITConnect {
		return f.submit(ctx, j, a, p)
	}
	if !a.Carrier.Takes(p.Sealed.Way()) {
		return &problem{kind: ReasonForm, final: true}
	}
	resumed := j.state == Delivering
	if !resumed {
		if err := a.Carrier.Prepare(ctx, p); err != nil {
			return err
		}
		if err := f.rows.deliver(ctx, j); err != nil {
			return err
		}
	}
	if err := a.Carrier.Deliver(ctx, p, resumed); err != nil {
		return err
	}
	return f.handed(ctx, j, "")
}

// parcel reads the body of a job. One that cannot be read is for a person.
func (f *Forward) parcel(ctx context.Context, j *job) (Parcel, error) {
	body, err := f.Store.Body(ctx, j.submission)
	if hub.CodeOf(err) == hub.CodeCorrupt && database.CodeOf(err) == "" {
		return Parcel{}, &problem{kind: ReasonDamaged, final: true}
	}
	if err != nil {
		return Parcel{}, err
	}
	sealed, err := link.ParseSealed(body)
	if err != nil {
		return Parcel{}, &problem{kind: ReasonDamaged, final: true}
	}
	return Parcel{j.key, j.envelope, j.storedAt, sealed, body}, nil
}

func (f *Forward) handed(ctx context.Context, j *job, tags string) error {
	if err := f.rows.hand(ctx, j, tags); err != nil {
		return err
	}
	f.Log(EventForwarded, "key", j.key, "way", string(j.way))
	return nil
}

// The reasons of this package for which an application stays.
const (
	ReasonSettings = "forward.settings" // its authority has another way now, or none
	ReasonForm     = "forward.form"     // the terminal sealed it for another way
	ReasonDamaged  = "forward.damaged"  // the stored bytes are not what came, or no sealed application
	ReasonUnsure   = "forward.unsure"   // FIT-Connect does not know it any more, and nobody knows whether the authority got it
)
