package fitconnect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"buergerterminal/kiosk/link"
)

// EventType is what an event tells.
type EventType string

// The types of events.
const (
	Created   EventType = "create-submission"
	Submitted EventType = "submit-submission"
	Notified  EventType = "notify-submission"
	Forwarded EventType = "forward-submission"
	Rejected  EventType = "reject-submission"
	Accepted  EventType = "accept-submission"
	Deleted   EventType = "delete-submission"
)

// eventURI comes before the type of an event.
const eventURI = "https://schema.fitko.de/fit-connect/events/"

// clockSkew is how far the clocks of FIT-Connect and the hub may differ.
const clockSkew = 5 * time.Minute

// Sent is what was handed over: an event is believed only about this.
type Sent struct {
	Announced
	Destination string
	Since       time.Time // no event of it can be older
	Tags        Tags      // of what was sent
}

// Event is one event whose signature and claims hold.
type Event struct {
	ID     string // jti
	Type   EventType
	At     time.Time
	Issuer string // the destination's UUID, or the submission service's URL
}

// Events reads the log of a submission, and returns the events that can be believed. Where others are among them, they are left
// out, and the error has CodeEvent; the returned events hold all the same. With any other error there are none.
func (c *Client) Events(ctx context.Context, s Sent) ([]Event, error) {
	log, err := c.log(ctx, s.Submission)
	if err != nil {
		return nil, err
	}
	var believed []Event
	var wrong []error
	seen := map[string]bool{}
	for i, token := range log {
		e, err := c.verify(ctx, s, token)
		if err == nil && seen[e.ID] {
			err = eventError("its id was used before")
		}
		if code := CodeOf(err); err != nil && code != CodeEvent {
			return nil, err // a key could not be fetched: nobody knows yet
		}
		if err != nil {
			wrong = append(wrong, fmt.Errorf("event %d: %w", i+1, err))
			continue
		}
		seen[e.ID] = true
		believed = append(believed, e)
	}
	return believed, errors.Join(wrong...)
}

func eventError(format string, args ...any) error {
	return &Error{Code: CodeEvent, Err: fmt.Errorf(format, args...)}
}

// claims are those of a security event token (RFC 8417) of FIT-Connect.
type claims struct {
	ID      string                     `json:"jti"`
	Issuer  string                     `json:"iss"`
	At      *int64                     `json:"iat"`
	Subject string                     `json:"sub"`
	Case    string                     `json:"txn"`
	Events  map[string]json.RawMessage `json:"events"`
}

// verify believes one token, or says with CodeEvent why not. Its key is fetched only for an issuer that may speak of the submission.
func (c *Client) verify(ctx context.Context, s Sent, token string) (Event, error) {
	// Only PS512 is allowed, whatever the header says.
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.PS512})
	if err != nil {
		return Event{}, eventError("no JWT signed with PS512")
	}
	header := signed.Signatures[0].Protected
	if kind, _ := header.ExtraHeaders[jose.HeaderType].(string); kind != "secevent+jwt" {
		return Event{}, eventError("its typ is not secevent+jwt")
	}
	if header.KeyID == "" {
		return Event{}, eventError("it names no key")
	}
	var told claims
	if err := json.Unmarshal(signed.UnsafePayloadWithoutVerification(), &told); err != nil {
		return Event{}, eventError("its claims are no JSON of that kind")
	}
	e, tags, err := told.about(s, c.now())
	if err != nil {
		return Event{}, err
	}
	key, err := c.keys.of(ctx, told.Issuer, header.KeyID)
	if err != nil {
		return Event{}, err
	}
	if _, err := signed.Verify(key); err != nil {
		return Event{}, eventError("its signature is wrong")
	}
	return e, tags.hold(s.Tags)
}

// about holds the claims to what was sent.
func (c claims) about(s Sent, now time.Time) (Event, Tags, error) {
	wrong := func(format string, args ...any) (Event, Tags, error) {
		return Event{}, Tags{}, eventError(format, args...)
	}
	switch {
	case !link.ValidUUID(strings.ToLower(c.ID)):
		return wrong("its id is no UUID")
	case c.At == nil:
		return wrong("it has no time")
	case !is(c.Subject, "submission:", s.Submission):
		return wrong("it is about another submission")
	case !is(c.Case, "case:", s.Case):
		return wrong("it is about another case")
	case len(c.Events) != 1:
		return wrong("it holds %d events instead of one", len(c.Events))
	}
	at := time.Unix(*c.At, 0)
	if at.After(now.Add(clockSkew)) || at.Before(s.Since.Add(-clockSkew)) {
		return wrong("its time lies before the submission or in the future")
	}
	for uri, payload := range c.Events {
		name, known := strings.CutPrefix(uri, eventURI)
		if !known {
			return wrong("its event is not FIT-Connect's")
		}
		e := Event{ID: strings.ToLower(c.ID), Type: EventType(name), At: at, Issuer: c.Issuer}
		byDestination := strings.EqualFold(c.Issuer, s.Destination)
		switch {
		case !byDestination && !strings.HasPrefix(c.Issuer, "https://"):
			return wrong("its issuer is neither the service nor the destination")
		case !byDestination && (e.Type == Accepted || e.Type == Rejected):
			return wrong("only the destination itself can accept or reject")
		}
		var p struct {
			Tags Tags `json:"authenticationTags"`
		}
		if err := json.Unmarshal(payload, &p); err != nil {
			return wrong("its event is no JSON of that kind")
		}
		return e, p.Tags, nil
	}
	return wrong("it holds no event")
}

// is reports whether a claim names an id, with or without the kind before it.
func is(claim, kind, id string) bool { return strings.EqualFold(strings.TrimPrefix(claim, kind), id) }

// Tags are the authentication tags of JWEs: an event that names them proves that the other side has what was sent.
type Tags struct {
	Metadata    string            `json:"metadata"`
	Data        string            `json:"data"`
	Attachments map[string]string `json:"attachments,omitempty"`
}

// TagsOf are those of an application.
func TagsOf(s link.Sealed) Tags {
	t := Tags{tagOf(s.Metadata), tagOf(s.Data), map[string]string{}}
	for _, a := range s.Attachments {
		t.Attachments[a.ID] = tagOf(a.JWE)
	}
	return t
}

// hold compares the tags that are there with those of what was sent.
func (t Tags) hold(sent Tags) error {
	same := func(tag, of string) bool { return tag == "" || tag == of }
	all := same(t.Metadata, sent.Metadata) && same(t.Data, sent.Data)
	for id, tag := range t.Attachments {
		all = all && same(tag, sent.Attachments[strings.ToLower(id)])
	}
	if !all {
		return eventError("its authentication tags are not those of what was sent")
	}
	return nil
}

// tagOf is the last part of a compact JWE (RFC 7516, section 7.1).
func tagOf(jwe string) string { return jwe[strings.LastIndexByte(jwe, '.')+1:] }

func itoa(n int) string { return strconv.Itoa(n) }
