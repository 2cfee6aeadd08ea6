package submission

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"buergerterminal/kiosk/link"
)

// Back-off between rounds that failed.
const (
	firstDelay = time.Second
	maxDelay   = 5 * time.Minute
)

// DeliveryConfig says where to deliver. All members but Report are needed.
type DeliveryConfig struct {
	Outbox   *Outbox
	URL      string       // of the hub, https://host[:port]
	Client   *http.Client // see NewClient
	Terminal string       // id of this terminal at the hub
	Token    string       // the terminal's secret from its enrolment
	Identity bool         // Client shows the terminal's identity, and there is no Token
	Report   func(Event)  // called from Run's goroutine
}

// Delivery brings what is in the outbox to the hub.
type Delivery struct {
	outbox   *Outbox
	base     *url.URL
	client   *http.Client
	terminal string
	token    string
	report   func(Event)

	since   time.Time // when the present trouble began
	trouble Trouble   // empty while all is well
}

// NewDelivery checks the configuration; a mistake gives CodeSetup.
func NewDelivery(c DeliveryConfig) (*Delivery, error) {
	base, err := url.Parse(c.URL)
	switch {
	case err != nil || base.Scheme != "https" || base.Host == "":
		return nil, &Error{CodeSetup, errors.New("the hub's address is no https URL")}
	case c.Outbox == nil || c.Client == nil:
		return nil, &Error{CodeSetup, errors.New("outbox or client is missing")}
	case !link.ValidName(c.Terminal):
		return nil, &Error{CodeSetup, errors.New("the terminal's id is missing or malformed")}
	case c.Token == "" && !c.Identity:
		return nil, &Error{CodeSetup, errors.New("the terminal's token is missing: enrol it at the hub")}
	}
	client := *c.Client
	// A redirection would carry token and application to somebody else.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	d := &Delivery{outbox: c.Outbox, base: base, client: &client, terminal: c.Terminal, token: c.Token, report: c.Report}
	if d.report == nil {
		d.report = func(Event) {}
	}
	return d, nil
}

// Run delivers until ctx ends and returns its error. It tries at once when something is appended, and otherwise repeats
// what failed after 1 s, 2 s, 4 s … 5 min, each shortened at random by up to a half, so that a thousand terminals do not
// come back at the same moment.
func (d *Delivery) Run(ctx context.Context) error {
	d.reportDamaged(ctx)
	failures := 0
	for {
		result := d.round(ctx)
		if err := ctx.Err(); err != nil {
			return err
		}
		if result.progress || !result.failed {
			failures = 0
		}
		if result.failed {
			failures++
		}
		if err := d.wait(ctx, result, failures); err != nil {
			return err
		}
	}
}

// wait returns when the next round is due.
func (d *Delivery) wait(ctx context.Context, last roundResult, failures int) error {
	var due <-chan time.Time
	if last.failed {
		timer := time.NewTimer(delay(failures, last))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-d.outbox.changed:
	case <-due:
	}
	return nil
}

// delay is the time until the round after so many failures.
func delay(failures int, last roundResult) time.Duration {
	longest := maxDelay
	if !last.patient {
		longest = min(maxDelay, firstDelay<<min(failures-1, 20))
	}
	jittered := longest/2 + rand.N(longest/2+1)
	return max(jittered, min(last.retryAfter, maxDelay))
}

// roundResult sums up one attempt at each pending application.
type roundResult struct {
	failed     bool
	progress   bool          // at least one application was taken or refused
	patient    bool          // nothing will change soon: only a person can mend it
	retryAfter time.Duration // the hub's wish
}

// round tries each pending application once. Trouble with the hub itself ends the round, trouble with one application does not, so
// that one which the hub chokes on cannot hold up the others.
func (d *Delivery) round(ctx context.Context) (result roundResult) {
	pending, err := d.outbox.Pending(ctx)
	if err != nil {
		return d.outboxFailed(ctx, err)
	}
	for _, e := range pending {
		answer, err := d.attempt(ctx, e)
		if ctx.Err() != nil {
			return result
		}
		if err == nil {
			err = d.record(ctx, e, answer)
		}
		switch {
		case CodeOf(err) == CodeRowDamaged:
			d.report(WasDamaged{e.Key, e.Number})
		case err != nil:
			return d.outboxFailed(ctx, err)
		case answer.trouble != "":
			d.lost(answer)
			result.failed = true
			result.patient = result.patient || answer.patient
			result.retryAfter = max(result.retryAfter, answer.retryAfter)
			if answer.general {
				return result
			}
		default:
			result.progress = true
			d.reached()
		}
	}
	return result
}

func (d *Delivery) record(ctx context.Context, e Entry, a answer) error {
	switch {
	case a.refused != "":
		if err := d.outbox.Refuse(ctx, e.Key, a.refused); err != nil {
			return err
		}
		d.report(WasRefused{e.Key, e.Number, a.status, a.refused})
	case a.trouble == "":
		if err := d.outbox.Delivered(ctx, e.Key, e.SHA256, a.storedAt); err != nil {
			return err
		}
		d.report(Arrived{Key: e.Key, Number: e.Number, At: a.storedAt, Authority: e.Authority})
	}
	return nil
}

func (d *Delivery) outboxFailed(ctx context.Context, err error) roundResult {
	if ctx.Err() == nil {
		d.report(OutboxFailed{err})
	}
	return roundResult{failed: true}
}

func (d *Delivery) reportDamaged(ctx context.Context) {
	damaged, err := d.outbox.Damaged(ctx)
	if err != nil {
		d.outboxFailed(ctx, err)
		return
	}
	for _, e := range damaged {
		d.report(WasDamaged{e.Key, e.Number})
	}
}

func (d *Delivery) lost(a answer) {
	if d.trouble == a.trouble {
		return
	}
	if d.trouble == "" {
		d.since = time.Now()
	}
	d.trouble = a.trouble
	d.report(LostHub{d.since, a.trouble, a.status})
}

func (d *Delivery) reached() {
	if d.trouble == "" {
		return
	}
	d.trouble = ""
	d.report(ReachedHub{d.since})
}
