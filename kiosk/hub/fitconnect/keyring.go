package fitconnect

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// minSigningBits is the smallest RSA key whose signature is believed (BSI TR-02102-1 asks for 3000 since 2024; FIT-Connect's have 4096, but
// no document at hand says so of the service's own).
const minSigningBits = 2048

// Life of a fetched key, and how soon after a set of keys was fetched an unknown one is asked for again.
const (
	keyLife  = time.Hour
	keyPause = time.Minute
	maxKeys  = 1000
)

// keyring fetches keys that sign events. They come from the configured submission API alone: where an event says that its issuer
// is, nobody looks.
type keyring struct {
	client *Client
	mu     sync.Mutex
	held   map[string]heldKey // by issuer and kid; the issuer of the service's keys is ""
	asked  time.Time          // for the service's set
}

type heldKey struct {
	key   *rsa.PublicKey
	until time.Time
}

func newKeyring(c *Client) *keyring { return &keyring{client: c, held: map[string]heldKey{}} }

var kidPattern = regexp.MustCompile(`^[A-Za-z0-9._~:=-]{1,200}$`)

// of returns the key of an issuer. An unknown or unfit one gives CodeEvent; one that could not be fetched, the code of that.
func (k *keyring) of(ctx context.Context, issuer, kid string) (*rsa.PublicKey, error) {
	if !kidPattern.MatchString(kid) || strings.Trim(kid, ".") == "" { // no step up in a path
		return nil, eventError("it names a key by an impossible id")
	}
	service := strings.HasPrefix(issuer, "https://")
	if service {
		issuer = ""
	}
	issuer = strings.ToLower(issuer)
	k.mu.Lock()
	defer k.mu.Unlock()
	now := time.Now()
	if held, ok := k.held[issuer+" "+kid]; ok && now.Before(held.until) {
		return held.key, nil
	}
	var err error
	if service {
		err = k.fetchService(ctx, now)
	} else {
		err = k.fetchDestination(ctx, issuer, kid, now)
	}
	if err != nil {
		return nil, err
	}
	held, ok := k.held[issuer+" "+kid]
	if !ok || now.After(held.until) {
		return nil, eventError("it is signed with a key that its issuer does not have")
	}
	return held.key, nil
}

// fetchService reads the keys of the submission service.
func (k *keyring) fetchService(ctx context.Context, now time.Time) error {
	if now.Sub(k.asked) < keyPause {
		return nil
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	at := k.client.submission.JoinPath(".well-known", "jwks.json")
	if err := k.client.call(ctx, request{method: http.MethodGet, at: at, anonymous: true}, &set); err != nil {
		return err
	}
	k.asked = now
	for _, raw := range set.Keys {
		if kid, key, err := signingKey(raw); err == nil {
			k.hold(" "+kid, key, now)
		}
	}
	return nil
}

// fetchDestination reads one key of a destination.
func (k *keyring) fetchDestination(ctx context.Context, destination, kid string, now time.Time) error {
	var raw json.RawMessage
	at := k.client.submission.JoinPath("v2", "destinations", destination, "keys", kid)
	err := k.client.call(ctx, request{method: http.MethodGet, at: at}, &raw)
	if CodeOf(err) == CodeGone {
		return eventError("it is signed with a key that its issuer does not have")
	}
	if err != nil {
		return err
	}
	named, key, err := signingKey(raw)
	if err != nil || named != kid {
		return eventError("its key is not for signatures with PS512")
	}
	k.hold(destination+" "+kid, key, now)
	return nil
}

func (k *keyring) hold(name string, key *rsa.PublicKey, now time.Time) {
	if len(k.held) >= maxKeys {
		clear(k.held)
	}
	k.held[name] = heldKey{key, now.Add(keyLife)}
}

var errNoSigningKey = errors.New("no key for signatures with PS512")

// signingKey reads a JWK that may sign events.
func signingKey(raw []byte) (kid string, key *rsa.PublicKey, err error) {
	var j jose.JSONWebKey
	var told struct {
		Operations []string `json:"key_ops"`
	}
	if json.Unmarshal(raw, &j) != nil || json.Unmarshal(raw, &told) != nil {
		return "", nil, errNoSigningKey
	}
	key, isRSA := j.Key.(*rsa.PublicKey)
	switch {
	case !isRSA, key.N.BitLen() < minSigningBits, j.KeyID == "",
		j.Algorithm != "" && j.Algorithm != string(jose.PS512),
		j.Use != "" && j.Use != "sig",
		told.Operations != nil && !slices.Contains(told.Operations, "verify"):
		return "", nil, errNoSigningKey
	}
	return j.KeyID, key, nil
}
