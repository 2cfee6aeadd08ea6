// Package hub is the clerks' side of the house: it takes in what terminals send and shows what came.
//
// Intake stores first and answers then, once for each terminal and key. The hub cannot read an application: it is sealed
// for the authority. It sees the envelope (terminal, authority, service, number, size, time), and logs nothing else.
package hub

import (
	"context"
	"errors"
	"net/http"
	"time"

	"buergerterminal/kiosk/hub/look"
	"buergerterminal/kiosk/link"
)

// Log takes one event with pairs of keys and values. Nothing in it is personal.
type Log func(event string, pairs ...any)

// Events of the log.
const (
	EventStored       = "hub.stored"       // a submission is stored and its receipt is on the way
	EventRepeated     = "hub.repeated"     // it was stored already; the receipt is sent again
	EventRefused      = "hub.refused"      // not stored, with the problem's code
	EventUnauthorized = "hub.unauthorized" // an unknown terminal, or a wrong token
	EventStoreFailed  = "hub.store-failed" // the database failed
	EventTerminals    = "hub.terminals"    // the list of terminals cannot be read; the last good one stays
)

// Config says what a hub works with. Store and Terminals are needed.
type Config struct {
	Store     *Store
	Terminals *Terminals
	// Identify says which terminal sent a request, by an identity other than its token; false where it carries none that
	// counts.
	Identify func(*http.Request) (terminal string, ok bool)
	Stages   Stages         // nil: no submission goes on from here
	Town     string         // head of the page
	Location *time.Location // of the times on the page; time.Local if nil
	Log      Log
}

// Hub serves terminals and clerks.
type Hub struct {
	store     *Store
	terminals *Terminals
	identify  func(*http.Request) (string, bool)
	page      *page
	log       Log
	bodies    chan struct{} // one token for each body in memory
}

// concurrentBodies bounds the memory of the intake: each body may be link.MaxBody.
const concurrentBodies = 8

// New returns a hub; the caller closes the store.
func New(c Config) (*Hub, error) {
	if c.Store == nil || c.Terminals == nil {
		return nil, &Error{CodeSetup, errors.New("store or terminals are missing")}
	}
	if c.Log == nil {
		c.Log = func(string, ...any) {}
	}
	if c.Location == nil {
		c.Location = time.Local
	}
	if c.Stages == nil {
		c.Stages = func(context.Context, int64, int64) (map[int64]Stage, error) { return nil, nil }
	}
	if c.Identify == nil {
		c.Identify = func(*http.Request) (string, bool) { return "", false }
	}
	p, err := newPage(c)
	if err != nil {
		return nil, err
	}
	return &Hub{store: c.Store, terminals: c.Terminals, identify: c.Identify, page: p, log: c.Log, bodies: make(chan struct{}, concurrentBodies)}, nil
}

// Handler serves the intake and the health of the hub.
func (h *Hub) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(link.SubmissionsPath+"{key}", h.takeIn)
	mux.HandleFunc("GET "+link.HealthPath, h.health)
	return mux
}

// PagePath is where the page of what came lies.
const PagePath = "/intake/"

// Page serves the page of what came. Who may see it is decided before it.
func (h *Hub) Page() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+PagePath+"{$}", h.page)
	mux.Handle("GET "+PagePath+"assets/{name}", look.Assets(style))
	return mux
}

// NewServer returns a server with limits on how slowly a client may be; the intake extends them by the size of a body.
func NewServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
	}
}

func (h *Hub) health(w http.ResponseWriter, r *http.Request) {
	if err := h.store.Check(r.Context()); err != nil {
		http.Error(w, string(CodeOf(err)), http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}
