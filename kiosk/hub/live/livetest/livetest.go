// Package livetest is a hub's live side on a real socket, with scripted terminals and desks, for tests of what passes
// between them. A scripted party says hello, beats as a real one does, answers nothing by itself, and keeps what it was told
// until the test asks for it.
package livetest

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/live"
	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// Patience is the outer limit of each wait, on a loaded machine.
const Patience = 60 * time.Second

// Authority is that of terminals and clerks without another one.
const Authority = "buergeramt"

// House is one replica with its server.
type House struct {
	URL   string
	Live  *live.Live
	Queue *queue.Queue
	DB    *database.DB

	client *http.Client
	server *httptest.Server
	stop   context.CancelFunc
	ended  chan error

	mu     sync.Mutex
	log    []string
	clerks map[string]live.Clerk
}

// Options of a house; the zero value works.
type Options struct {
	Queue  queue.Options
	Change func(*live.Config)
	TLS    bool
}

// clerkHeader says which clerk a scripted desk is of, as a login's cookie does.
const clerkHeader = "Test-Clerk"

// title names services as desks without a language, and with one, can tell.
func title(flow, lang string) string { return strings.TrimSpace(lang + " " + strings.ToUpper(flow)) }

// Open starts a replica on a database. It ends with the test, or with Close.
func Open(tb testing.TB, db *database.DB, o Options) *House {
	tb.Helper()
	ctx := context.WithoutCancel(tb.Context())
	if o.Queue.NumberKey == nil {
		o.Queue.NumberKey = make([]byte, 32)
	}
	q, err := queue.New(ctx, db, o.Queue)
	if err != nil {
		tb.Fatal(err)
	}
	h := &House{Queue: q, DB: db, clerks: map[string]live.Clerk{}, ended: make(chan error, 1)}
	c := live.Config{DB: db, Queue: q, Town: "Musterstadt", Terminal: identify, Clerk: h.clerk, Log: h.note, Title: title}
	if o.Change != nil {
		o.Change(&c)
	}
	if h.Live, err = live.New(ctx, c); err != nil {
		tb.Fatal(err)
	}
	h.serve(o.TLS)
	running, stop := context.WithCancel(ctx)
	h.stop = stop
	go func() { h.ended <- h.Live.Run(running) }()
	tb.Cleanup(func() { h.Close(tb) })
	return h
}

func (h *House) serve(secure bool) {
	mux := http.NewServeMux()
	mux.Handle(link.LivePath, h.Live.Terminals())
	desks := h.Live.Desks()
	mux.HandleFunc(link.DeskPath, func(w http.ResponseWriter, r *http.Request) {
		desks.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), clerkKey{}, r.Header.Get(clerkHeader))))
	})
	h.server = httptest.NewUnstartedServer(mux)
	if secure {
		h.server.TLS = &tls.Config{MinVersion: tls.VersionTLS13}
		h.server.StartTLS()
	} else {
		h.server.Start()
	}
	h.URL, h.client = h.server.URL, h.server.Client()
}

// Close ends the replica as a hub ends: in order, with all channels closed.
func (h *House) Close(tb testing.TB) {
	tb.Helper()
	h.stop()
	if err, open := <-h.ended; open {
		close(h.ended)
		if err != nil {
			tb.Errorf("the live side ended with %v", err)
		}
	}
	h.server.Close()
}

type clerkKey struct{}

func (h *House) clerk(ctx context.Context) (live.Clerk, bool) {
	id, _ := ctx.Value(clerkKey{}).(string)
	h.mu.Lock()
	defer h.mu.Unlock()
	k, ok := h.clerks[id]
	return k, ok
}

// errToken means that the terminal did not show its secret.
var errToken = errors.New("wrong token")

// identify takes a terminal's id for its secret, and what stands before a slash in it for its authority.
func identify(r *http.Request) (live.Terminal, error) {
	id := r.Header.Get(link.HeaderTerminal)
	if link.Bearer(r.Header) != "token of "+id {
		return live.Terminal{}, errToken
	}
	t := live.Terminal{ID: id, Authority: Authority, Site: "Site " + id}
	if authority, _, found := strings.Cut(id, "/"); found {
		t.Authority = authority
	}
	return t, nil
}

func (h *House) note(event string, pairs ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.log = append(h.log, event+" "+fmt.Sprint(pairs...))
}

// Log returns what was logged until now.
func (h *House) Log() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.log, "\n")
}

// Petra is a clerk who may everything; ids beside her are made by Colleague.
func Petra() live.Clerk { return Colleague("petra") }

// Colleague is a clerk of Authority with this id.
func Colleague(id string) live.Clerk {
	return live.Clerk{ID: id, Name: "Name of " + id, Office: "Bürgeramt", Roles: []string{"clerk"}, Authorities: []string{Authority}, Languages: []string{"de"}, Takes: true}
}

// TerminalHeader is how a scripted terminal says who it is.
func TerminalHeader(id string) http.Header {
	h := http.Header{}
	h.Set(link.HeaderTerminal, id)
	link.SetBearer(h, "token of "+id)
	return h
}

// DeskHeader is how a scripted desk says who it is.
func (h *House) DeskHeader(k live.Clerk) http.Header {
	h.mu.Lock()
	h.clerks[k.ID] = k
	h.mu.Unlock()
	header := http.Header{}
	header.Set(clerkHeader, k.ID)
	header.Set("Origin", h.URL)
	return header
}

// Dial opens a channel without saying anything.
func (h *House) Dial(tb testing.TB, path, protocol string, header http.Header, hears link.Vocabulary) (*Party, *http.Response, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), Patience)
	defer cancel()
	socket, answer, err := websocket.Dial(ctx, h.URL+path, &websocket.DialOptions{HTTPClient: h.client, HTTPHeader: header, Subprotocols: []string{protocol}})
	if err != nil {
		return nil, answer, err
	}
	socket.SetReadLimit(link.MaxMessage)
	p := newParty(socket, hears)
	tb.Cleanup(p.Cut)
	return p, answer, nil
}

// Terminal connects a terminal; call is one that it still holds.
func (h *House) Terminal(tb testing.TB, id, call string) *Party {
	tb.Helper()
	p, _, err := h.Dial(tb, link.LivePath, link.LiveProtocol, TerminalHeader(id), link.ToTerminal)
	if err != nil {
		tb.Fatal(err)
	}
	p.Send(tb, link.Hello{Version: "test", Call: call})
	Await[link.Welcome](tb, p)
	go p.beat()
	return p
}

// Desk connects a desk in a new tab.
func (h *House) Desk(tb testing.TB, k live.Clerk) *Party {
	tb.Helper()
	return h.Tab(tb, k, link.DeskHello{Tab: queue.NewID()})
}

// Tab connects a desk with its own greeting.
func (h *House) Tab(tb testing.TB, k live.Clerk, hello link.DeskHello) *Party {
	tb.Helper()
	p, _, err := h.Dial(tb, link.DeskPath, link.DeskProtocol, h.DeskHeader(k), link.ToDesk)
	if err != nil {
		tb.Fatal(err)
	}
	p.Send(tb, hello)
	Await[link.DeskWelcome](tb, p)
	Await[link.Board](tb, p) // now the queue knows that the clerk is there
	go p.beat()
	return p
}
