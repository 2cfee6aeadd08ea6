package fitconnect

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"

	"buergerterminal/kiosk/link"
)

// Destination is what FIT-Connect tells of a destination.
type Destination struct {
	ID               string   `json:"destinationId"`
	Name             string   `json:"name"`
	Status           string   `json:"status"` // "active"
	MetadataVersions []string `json:"metadataVersions"`
	EncryptionKid    string   `json:"encryptionKid"` // may be empty
	Services         []struct {
		Identifier string `json:"identifier"`
	} `json:"publicServices"`
}

// Destination asks for a destination.
func (c *Client) Destination(ctx context.Context, id string) (Destination, error) {
	var d Destination
	if err := c.call(ctx, request{method: http.MethodGet, at: c.destination.JoinPath("v2", "destinations", id)}, &d); err != nil {
		return Destination{}, err
	}
	if d.ID != id {
		return Destination{}, &Error{Code: CodeStranger, Err: errors.New("the answer is about another destination")}
	}
	return d, nil
}

// Keys are the public keys of a destination, a JWK set as it came: whoever seals with one decides whether to believe it.
func (c *Client) Keys(ctx context.Context, destination string) (json.RawMessage, error) {
	var set json.RawMessage
	err := c.call(ctx, request{method: http.MethodGet, at: c.destination.JoinPath("v2", "destinations", destination, "keys")}, &set)
	return set, err
}

// Announced are the ids that FIT-Connect gave to a submission.
type Announced struct {
	Submission string `json:"submissionId"`
	Case       string `json:"caseId"`
}

// announcement is the body of an announcement.
type announcement struct {
	Destination string             `json:"destinationId"`
	Attachments []string           `json:"announcedAttachments"`
	Service     link.PublicService `json:"publicService"`
}

// Announce begins a submission. Each call begins another one; one that is never finished by Submit reaches nobody.
func (c *Client) Announce(ctx context.Context, to link.Destination, attachments []string) (Announced, error) {
	if attachments == nil {
		attachments = []string{}
	}
	body, err := json.Marshal(announcement{to.ID, attachments, to.Service})
	if err != nil {
		return Announced{}, &Error{Code: CodeSetup, Err: err}
	}
	var a Announced
	if err := c.call(ctx, request{http.MethodPost, typeJSON, c.submission.JoinPath("v2", "submissions"), body, false}, &a); err != nil {
		return Announced{}, err
	}
	if !link.ValidUUID(a.Submission) || !link.ValidUUID(a.Case) {
		return Announced{}, &Error{Code: CodeStranger, Err: errors.New("the answer names no submission")}
	}
	return a, nil
}

// PutAttachment uploads one announced attachment. CodeThere says that it is there already.
func (c *Client) PutAttachment(ctx context.Context, submission, attachment, jwe string) error {
	at := c.submission.JoinPath("v2", "submissions", submission, "attachments", attachment)
	return c.call(ctx, request{http.MethodPut, typeJOSE, at, []byte(jwe), false}, nil)
}

// Submit hands the submission over. CodeThere says that it was handed over already.
func (c *Client) Submit(ctx context.Context, submission, metadata, data string) error {
	body, err := json.Marshal(struct {
		Metadata string `json:"encryptedMetadata"`
		Data     string `json:"encryptedData"`
	}{metadata, data})
	if err != nil {
		return &Error{Code: CodeSetup, Err: err}
	}
	return c.call(ctx, request{http.MethodPut, typeJSON, c.submission.JoinPath("v2", "submissions", submission), body, false}, nil)
}

// page is how many events are asked for at once.
const page = 100

// log reads the event log of a submission, JWTs in the order in which FIT-Connect gives them.
func (c *Client) log(ctx context.Context, submission string) ([]string, error) {
	var all []string
	for {
		at := c.submission.JoinPath("v2", "submissions", submission, "events")
		at.RawQuery = url.Values{"limit": {itoa(page)}, "offset": {itoa(len(all))}}.Encode()
		var got struct {
			Log []string `json:"eventLog"`
		}
		if err := c.call(ctx, request{method: http.MethodGet, at: at}, &got); err != nil {
			return nil, err
		}
		all = append(all, got.Log...)
		// A log is short. One that does not end is no log.
		if len(got.Log) < page || len(all) >= 10*page {
			return all, nil
		}
	}
}
