package submission

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"buergerterminal/kiosk/link"
)

// askTime is how long a question to the hub may take.
const askTime = 20 * time.Second

// Fate asks the hub how far a submission of this terminal has come. Errors have CodeAsk.
func (d *Delivery) Fate(ctx context.Context, key string) (link.Fate, error) {
	var f link.Fate
	if err := d.ask(ctx, link.FatesPath+key, &f); err != nil {
		return link.Fate{}, err
	}
	if f.Key != key || f.Check() != nil {
		return link.Fate{}, &Error{CodeAsk, errors.New("the hub's answer is about another submission")}
	}
	return f, nil
}

// DestinationKeys asks the hub for the keys of an authority's FIT-Connect destination. They are believed by their pin alone
// (seal.DestinationKey). Errors have CodeAsk.
func (d *Delivery) DestinationKeys(ctx context.Context, authority string) (link.DestinationKeys, error) {
	var k link.DestinationKeys
	return k, d.ask(ctx, link.DestinationsPath+authority, &k)
}

// ask reads a JSON object from the hub.
func (d *Delivery) ask(ctx context.Context, path string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.base.JoinPath(path).String(), nil)
	if err != nil {
		return &Error{CodeAsk, err}
	}
	request.Header.Set(link.HeaderTerminal, d.terminal)
	if d.token != "" {
		link.SetBearer(request.Header, d.token)
	}
	response, err := d.client.Do(request)
	if err != nil {
		return &Error{CodeAsk, err}
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(response.Body, link.MaxDestinationKeys))
	if err != nil {
		return &Error{CodeAsk, err}
	}
	kind, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	if response.StatusCode != http.StatusOK || kind != "application/json" {
		return &Error{CodeAsk, fmt.Errorf("the hub answers %d", response.StatusCode)}
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return &Error{CodeAsk, errors.New("the hub's answer is no JSON of that kind")}
	}
	return nil
}
