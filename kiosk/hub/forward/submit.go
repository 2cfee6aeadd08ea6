package forward

import (
	"context"
	"errors"
	"slices"
	"time"

	"buergerterminal/kiosk/hub/fitconnect"
)

// problem is a Trouble of this package.
type problem struct {
	kind  string
	final bool
}

func (p *problem) Error() string     { return p.kind }
func (p *problem) Kind() string      { return p.kind }
func (p *problem) Final() bool       { return p.final }
func (*problem) Wait() time.Duration { return 0 }

// submit takes an application through the steps of FIT-Connect.
func (f *Forward) submit(ctx context.Context, j *job, a Authority, p Parcel) error {
	d := p.Sealed.Destination
	if d == nil || d.ID != a.Destination {
		return &problem{kind: ReasonForm, final: true}
	}
	if j.state == Waiting {
		var ids []string
		for _, at := range p.Sealed.Attachments {
			ids = append(ids, at.ID)
		}
		announced, err := f.Gateway.Announce(ctx, *d, ids)
		if err != nil {
			return err
		}
		if err := f.rows.begin(ctx, j, announced); err != nil {
			return err
		}
	}
	if j.state == Begun {
		if err := f.attach(ctx, j, p); err != nil {
			return err
		}
		if err := f.rows.deliver(ctx, j); err != nil {
			return err
		}
	}
	err := f.Gateway.Submit(ctx, j.remote.Submission, p.Sealed.Metadata, p.Sealed.Data)
	switch fitconnect.CodeOf(err) {
	case "", fitconnect.CodeThere: // also by an attempt whose answer was lost
		return f.handed(ctx, j, encodeTags(fitconnect.TagsOf(p.Sealed)))
	case fitconnect.CodeGone:
		// It may have been taken, and cleared away after the authority fetched it. To send it again could double it.
		return &problem{kind: ReasonUnsure, final: true}
	}
	return err
}

// attach uploads the attachments. An announcement that ran out is begun anew: nothing of it reached anybody.
func (f *Forward) attach(ctx context.Context, j *job, p Parcel) error {
	for _, at := range p.Sealed.Attachments {
		err := f.Gateway.PutAttachment(ctx, j.remote.Submission, at.ID, at.JWE)
		switch fitconnect.CodeOf(err) {
		case "", fitconnect.CodeThere:
		case fitconnect.CodeGone:
			return errors.Join(f.rows.restart(ctx, j), err)
		default:
			return err
		}
	}
	return nil
}

// watch looks for the authority's signed word.
func (f *Forward) watch(ctx context.Context, j *job, a Authority) error {
	events, err := f.Gateway.Events(ctx, fitconnect.Sent{Announced: j.remote, Destination: a.Destination, Since: j.beganAt, Tags: decodeTags(j.tags)})
	unbelieved := fitconnect.CodeOf(err) == fitconnect.CodeEvent
	if err != nil && !unbelieved {
		return err
	}
	i := slices.IndexFunc(events, func(e fitconnect.Event) bool { return e.Type == fitconnect.Accepted || e.Type == fitconnect.Rejected })
	if i < 0 {
		reason := ""
		if unbelieved {
			reason = string(fitconnect.CodeEvent)
			if j.reason != reason {
				f.Log(EventUnbelieved, "key", j.key)
			}
		}
		return f.rows.lookAgain(ctx, j, reason, interval(f.Now().Sub(j.handedAt)))
	}
	state, event := Accepted, EventAccepted
	if events[i].Type == fitconnect.Rejected {
		state, event = Rejected, EventRejected
	}
	if err := f.rows.decide(ctx, j, state, events[i]); err != nil {
		return err
	}
	f.Log(event, "key", j.key)
	return nil
}

// interval is how long after a look the next one is due: soon while the citizen may still stand there, rarely after days.
func interval(age time.Duration) time.Duration {
	return min(max(age/10, 2*time.Second), 6*time.Hour)
}
