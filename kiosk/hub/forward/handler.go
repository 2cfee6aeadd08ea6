package forward

import (
	"context"
	"database/sql"
	"errors"
	"net/http"
	"sync"
	"time"

	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/link"
)

// Fate is how far a submission of a terminal has come. Without a row of this room it has arrived at the hub; an unknown one gives
// sql.ErrNoRows.
func (f *Forward) Fate(ctx context.Context, terminal, key string) (link.Fate, error) {
	var state string
	var stored, handed, decided time.Time
	err := f.DB.QueryRow(ctx, `SELECT s.stored_at, coalesce(f.state, ''), coalesce(f.handed_at, 0), coalesce(f.decided_at, 0)
		FROM submission s LEFT JOIN forward f ON f.submission = s.seq WHERE s.terminal = $1 AND s.key = $2`, terminal, key).
		Scan((*moment)(&stored), &state, (*moment)(&handed), (*moment)(&decided))
	if err != nil {
		return link.Fate{}, err
	}
	switch State(state) {
	case Handed:
		return link.Fate{Key: key, State: link.FateHanded, At: handed.UTC()}, nil
	case Accepted:
		return link.Fate{Key: key, State: link.FateAccepted, At: decided.UTC()}, nil
	case Rejected:
		return link.Fate{Key: key, State: link.FateRejected, At: decided.UTC()}, nil
	}
	return link.Fate{Key: key, State: link.FateArrived, At: stored.UTC()}, nil
}

// Handler answers terminals: the fate of what they sent, and the keys of destinations. identify says which terminal asks.
func (f *Forward) Handler(identify func(*http.Request) (terminal string, ok bool)) http.Handler {
	admitted := func(serve func(http.ResponseWriter, *http.Request, string)) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			terminal, ok := identify(r)
			if !ok {
				link.Refuse(w, http.StatusUnauthorized, link.ProblemUnauthorized, "the terminal is unknown")
				return
			}
			serve(w, r, terminal)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+link.FatesPath+"{key}", admitted(f.serveFate))
	mux.HandleFunc("GET "+link.DestinationsPath+"{authority}", admitted(f.serveKeys))
	return mux
}

func (f *Forward) serveFate(w http.ResponseWriter, r *http.Request, terminal string) {
	fate, err := f.Fate(r.Context(), terminal, r.PathValue("key"))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		link.Refuse(w, http.StatusNotFound, link.ProblemEnvelope, "the terminal has sent no such submission")
	case err != nil:
		f.failed(r.Context(), err)
		link.Refuse(w, http.StatusInternalServerError, link.ProblemStore, "the hub cannot read")
	default:
		link.Answer(w, http.StatusOK, "application/json", fate)
	}
}

func (f *Forward) serveKeys(w http.ResponseWriter, r *http.Request, _ string) {
	authority := r.PathValue("authority")
	a, known := f.Authorities[authority]
	if !known || a.Way != FITConnect {
		link.Refuse(w, http.StatusNotFound, link.ProblemEnvelope, "the authority has no destination")
		return
	}
	keys, err := f.keys.of(r.Context(), a.Destination)
	if err != nil {
		f.Log(EventTrouble, "authority", authority, "code", string(fitconnect.CodeOf(err)))
		link.Refuse(w, http.StatusBadGateway, link.ProblemBusy, "FIT-Connect gives no keys")
		return
	}
	link.Answer(w, http.StatusOK, "application/json", keys)
}

// Lives of the keys of a destination: how long they are not asked for again, and how long they are passed on while FIT-Connect
// does not answer. Terminals believe them by their pin.
const (
	keysFresh = 5 * time.Minute
	keysStale = 24 * time.Hour
)

// keysCache holds the keys of destinations, so that many terminals that start at once are one question.
type keysCache struct {
	gateway *fitconnect.Client
	now     func() time.Time
	mu      sync.Mutex // held while keys are fetched
	held    map[string]heldKeys
}

type heldKeys struct {
	keys link.DestinationKeys
	at   time.Time
}

func newKeysCache(c Config) *keysCache {
	return &keysCache{gateway: c.Gateway, now: c.Now, held: map[string]heldKeys{}}
}

func (k *keysCache) of(ctx context.Context, destination string) (link.DestinationKeys, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	held, there := k.held[destination]
	if there && k.now().Sub(held.at) < keysFresh {
		return held.keys, nil
	}
	keys, err := Keys(ctx, k.gateway, destination)
	if err != nil {
		if there && k.now().Sub(held.at) < keysStale {
			return held.keys, nil
		}
		return link.DestinationKeys{}, err
	}
	k.held[destination] = heldKeys{keys, k.now()}
	return keys, nil
}

// Keys asks FIT-Connect for the keys of a destination and for the one that it names.
func Keys(ctx context.Context, c *fitconnect.Client, destination string) (link.DestinationKeys, error) {
	d, err := c.Destination(ctx, destination)
	if err != nil {
		return link.DestinationKeys{}, err
	}
	set, err := c.Keys(ctx, destination)
	return link.DestinationKeys{Destination: destination, Kid: d.EncryptionKid, Keys: set}, err
}
