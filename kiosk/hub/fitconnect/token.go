package fitconnect

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// early is how long before its end a token is replaced, so that a large attachment does not outlive it. FIT-Connect's last some
// 300 s.
const early = 45 * time.Second

// tokens gets access tokens (RFC 6749, section 4.4) and keeps one until shortly before its end.
type tokens struct {
	config  clientcredentials.Config
	client  *http.Client
	mu      sync.Mutex // held while a token is fetched: who comes meanwhile waits for the same one
	current string
	until   time.Time
}

func newTokens(c Config, client *http.Client) *tokens {
	return &tokens{client: client, config: clientcredentials.Config{
		ClientID: c.ClientID, ClientSecret: c.ClientSecret, TokenURL: c.Token, Scopes: c.Scopes, AuthStyle: oauth2.AuthStyleInParams,
	}}
}

// get returns the present token, or a new one.
func (t *tokens) get(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current != "" && time.Now().Before(t.until) {
		return t.current, nil
	}
	token, err := t.config.Token(context.WithValue(ctx, oauth2.HTTPClient, t.client))
	if err != nil {
		return "", tokenError(err)
	}
	t.current, t.until = token.AccessToken, token.Expiry.Add(-early)
	if token.Expiry.IsZero() {
		t.until = time.Now().Add(early) // of unknown life
	}
	return t.current, nil
}

// drop forgets a token that was not taken.
func (t *tokens) drop(used string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == used {
		t.current = ""
	}
}

// tokenError never holds the answer's text, which could repeat the secret.
func tokenError(err error) error {
	var refused *oauth2.RetrieveError
	if !errors.As(err, &refused) {
		return &Error{Code: CodeUnreachable, Err: errors.New("the token endpoint gives no token")}
	}
	e := &Error{Status: refused.Response.StatusCode, RetryAfter: retryAfter(refused.Response.Header), Code: CodeFailing}
	e.Err = fmt.Errorf("the token endpoint answers %d", e.Status)
	switch {
	case e.Status == http.StatusTooManyRequests:
		e.Code = CodeThrottled
	case e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden:
		e.Code = CodeCredentials
	case e.Status < http.StatusInternalServerError:
		e.Code = CodeStranger
	}
	return e
}

// Token proves that the client is known, for a technician's test. It tells how long the token is kept.
func (c *Client) Token(ctx context.Context) (kept time.Duration, err error) {
	if _, err := c.tokens.get(ctx); err != nil {
		return 0, err
	}
	c.tokens.mu.Lock()
	defer c.tokens.mu.Unlock()
	return time.Until(c.tokens.until), nil
}
