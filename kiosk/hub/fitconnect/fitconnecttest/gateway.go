// Package fitconnecttest is a FIT-Connect on loopback: token endpoint, submission API and destination API with one destination and
// its subscriber. It follows the endpoints that package fitconnect names, and refuses what the real one would: strangers and
// expired tokens, wrong content types, ids that are none, parts that were not announced, are missing, too large, there
// already, or not sealed for the destination. It opens what it gets with the destination's own key, as the authority would, and
// signs events. For each fault there is a switch.
//
// The status codes of refusals are those of the HTTP standard; no document at hand confirms FIT-Connect's own.
package fitconnecttest

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/link"
)

// The one client that the gateway knows, and its one destination.
const (
	ClientID      = "musterstadt"
	ClientSecret  = "geheim"
	DestinationID = "0e7c5a4c-0c52-4e0c-8d0a-2e1e1e1e1e1e"
	Service       = "urn:de:fim:leika:leistung:99115004012000"
	Schema        = "https://schema.example/meldebescheinigung.json"
)

// Bounds of the real one are not known; these are smaller than a hub's largest submission, so that a test can go beyond.
const (
	maxAttachment = 20 << 20
	maxParts      = 8 << 20
)

// Gateway is the double. Its switches may be set at any time.
type Gateway struct {
	server *httptest.Server
	t      testing.TB

	mu     sync.Mutex
	faults map[Fault]int
	fail   failure
	calls  int
	tokens map[string]time.Time
	life   time.Duration
	given  int // tokens
	all    map[string]*submission
	order  []string
	auto   bool
	now    func() time.Time
}

// submission is one that was announced.
type submission struct {
	id, caseID  string
	announced   []string
	attachments map[string]string
	parts       *parts
	log         []string
}

type parts struct {
	Metadata string `json:"encryptedMetadata"`
	Data     string `json:"encryptedData"`
}

// New starts a gateway that ends with the test. It accepts by itself what it can open.
func New(t testing.TB) *Gateway {
	t.Helper()
	g := &Gateway{t: t, faults: map[Fault]int{}, tokens: map[string]time.Time{}, life: 5 * time.Minute, all: map[string]*submission{}, auto: true, now: time.Now}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /token", g.token)
	mux.HandleFunc("GET /destination-api/v2/destinations/{id}", g.destination)
	mux.HandleFunc("GET /destination-api/v2/destinations/{id}/keys", g.destinationKeys)
	mux.HandleFunc("GET /submission-api/.well-known/jwks.json", g.serviceKeys)
	mux.HandleFunc("GET /submission-api/v2/destinations/{id}/keys/{kid}", g.signingKey)
	mux.HandleFunc("POST /submission-api/v2/submissions", g.announce)
	mux.HandleFunc("PUT /submission-api/v2/submissions/{id}/attachments/{attachment}", g.putAttachment)
	mux.HandleFunc("PUT /submission-api/v2/submissions/{id}", g.submit)
	mux.HandleFunc("GET /submission-api/v2/submissions/{id}/events", g.events)
	g.server = httptest.NewTLSServer(g.disturb(mux))
	t.Cleanup(g.server.Close)
	return g
}

// Config is what a client of the gateway needs.
func (g *Gateway) Config() fitconnect.Config {
	return fitconnect.Config{
		Token: g.server.URL + "/token", Submission: g.server.URL + "/submission-api", Destination: g.server.URL + "/destination-api",
		ClientID: ClientID, ClientSecret: ClientSecret, HTTP: g.server.Client(),
	}
}

// Certificate is the gateway's own, PEM, for a program that reads it from a file.
func (g *Gateway) Certificate() []byte { return pemOf(g.server.Certificate().Raw) }

// Manual lets submissions wait for Accept or Reject.
func (g *Gateway) Manual() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.auto = false
}

// Clock sets the time that events are signed with.
func (g *Gateway) Clock(now func() time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.now = now
}

// TokenLife sets how long tokens given from now on are taken.
func (g *Gateway) TokenLife(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.life = d
}

// Tokens counts the tokens that were given.
func (g *Gateway) Tokens() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.given
}

// Expire ends all tokens at once.
func (g *Gateway) Expire() {
	g.mu.Lock()
	defer g.mu.Unlock()
	clear(g.tokens)
}

// Calls counts the requests so far.
func (g *Gateway) Calls() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.calls
}

// Announced counts the submissions that were begun.
func (g *Gateway) Announced() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.all)
}

// Forget drops every submission that was not handed over, as a real one does after some time.
func (g *Gateway) Forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for id, s := range g.all {
		if s.parts == nil {
			delete(g.all, id)
		}
	}
}

// Received are the applications that were handed over, opened, in the order of their coming.
func (g *Gateway) Received() []Opened {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []Opened
	for _, id := range g.order {
		all = append(all, open(g.all[id]))
	}
	return all
}

// Accept signs that the destination took what came as the nth, from 0.
func (g *Gateway) Accept(nth int) { g.decide(nth, fitconnect.Accepted) }

// Reject signs that it did not.
func (g *Gateway) Reject(nth int) { g.decide(nth, fitconnect.Rejected) }

func (g *Gateway) decide(nth int, what fitconnect.EventType) {
	g.mu.Lock()
	defer g.mu.Unlock()
	s := g.all[g.order[nth]]
	s.log = append(s.log, g.event(s, what))
}

func (g *Gateway) token(w http.ResponseWriter, r *http.Request) {
	if r.FormValue("grant_type") != "client_credentials" || r.PostForm.Get("client_id") != ClientID || r.PostForm.Get("client_secret") != ClientSecret {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		w.Write([]byte(`{"error":"invalid_client"}`))
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	token := newID()
	g.given++
	g.tokens[token] = time.Now().Add(g.life)
	answer(w, http.StatusOK, map[string]any{"access_token": token, "token_type": "Bearer", "expires_in": int(g.life / time.Second)})
}

// admit holds a request to its token and to the ids in its path. It needs the lock.
func (g *Gateway) admit(w http.ResponseWriter, r *http.Request) bool {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	until, known := g.tokens[token]
	if !known || time.Now().After(until) {
		problem(w, http.StatusUnauthorized, "invalid-token")
		return false
	}
	for _, name := range []string{"id", "attachment"} {
		if id := r.PathValue(name); id != "" && !link.ValidUUID(id) {
			problem(w, http.StatusBadRequest, "invalid-uuid")
			return false
		}
	}
	return true
}

// ofOurs is the submission of a request. It needs the lock.
func (g *Gateway) ofOurs(w http.ResponseWriter, r *http.Request) (*submission, bool) {
	if !g.admit(w, r) {
		return nil, false
	}
	s, ok := g.all[r.PathValue("id")]
	if !ok {
		problem(w, http.StatusNotFound, "submission-not-found")
	}
	return s, ok
}

func (g *Gateway) announce(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var a struct {
		Destination string             `json:"destinationId"`
		Attachments []string           `json:"announcedAttachments"`
		Service     link.PublicService `json:"publicService"`
	}
	raw, ok := read(w, r, "application/json", maxParts)
	if !ok || !g.admit(w, r) {
		return
	}
	switch {
	case json.Unmarshal(raw, &a) != nil || a.Attachments == nil:
		problem(w, http.StatusBadRequest, "invalid-json")
	case a.Destination != DestinationID:
		problem(w, http.StatusNotFound, "destination-not-found")
	case a.Service.Identifier != Service || a.Service.Name == "":
		problem(w, http.StatusUnprocessableEntity, "service-not-offered")
	case slices.ContainsFunc(a.Attachments, func(id string) bool { return !link.ValidUUID(id) }):
		problem(w, http.StatusBadRequest, "invalid-uuid")
	default:
		s := &submission{id: newID(), caseID: newID(), announced: a.Attachments, attachments: map[string]string{}}
		g.all[s.id] = s
		s.log = append(s.log, g.event(s, fitconnect.Created))
		answer(w, http.StatusCreated, map[string]string{"submissionId": s.id, "caseId": s.caseID, "destinationId": DestinationID})
	}
}

func (g *Gateway) putAttachment(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	raw, ok := read(w, r, "application/jose", maxAttachment)
	if !ok {
		return
	}
	s, ok := g.ofOurs(w, r)
	if !ok {
		return
	}
	id := r.PathValue("attachment")
	switch _, there := s.attachments[id]; {
	case !slices.Contains(s.announced, id):
		problem(w, http.StatusBadRequest, "attachment-not-announced")
	case there || s.parts != nil:
		problem(w, http.StatusConflict, "attachment-exists")
	case !sealed(string(raw)):
		problem(w, http.StatusBadRequest, "invalid-jwe")
	default:
		s.attachments[id] = string(raw)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (g *Gateway) submit(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	raw, ok := read(w, r, "application/json", maxParts)
	if !ok {
		return
	}
	s, ok := g.ofOurs(w, r)
	if !ok {
		return
	}
	var p parts
	switch {
	case s.parts != nil:
		problem(w, http.StatusConflict, "already-submitted")
	case json.Unmarshal(raw, &p) != nil:
		problem(w, http.StatusBadRequest, "invalid-json")
	case len(s.attachments) != len(s.announced):
		problem(w, http.StatusUnprocessableEntity, "attachments-missing")
	case !sealed(p.Metadata) || !sealed(p.Data):
		problem(w, http.StatusBadRequest, "invalid-jwe")
	default:
		s.parts = &p
		g.order = append(g.order, s.id)
		s.log = append(s.log, g.event(s, fitconnect.Submitted), g.event(s, fitconnect.Notified))
		if opened := open(s); opened.Wrong != "" {
			s.log = append(s.log, g.event(s, fitconnect.Rejected))
		} else if g.auto {
			s.log = append(s.log, g.event(s, fitconnect.Accepted))
		}
		answer(w, http.StatusOK, map[string]string{"submissionId": s.id})
	}
}

func (g *Gateway) events(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if s, ok := g.ofOurs(w, r); ok {
		answer(w, http.StatusOK, map[string]any{"eventLog": pageOf(s.log, r), "totalCount": len(s.log)})
	}
}

func newID() string {
	var id [16]byte
	rand.Read(id[:]) // never fails (crypto/rand)
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
	h := hex.EncodeToString(id[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
