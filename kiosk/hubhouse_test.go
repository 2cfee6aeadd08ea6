package kiosk_test

import (
	"crypto/tls"
	"net"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/drafts"
	"buergerterminal/kiosk/link"
)

// hubHouse is a hub with its store, which can be away and come back at the same address.
type hubHouse struct {
	t       *testing.T
	dir     string
	address string
	store   *hub.Store
	drafts  *drafts.Drafts
	server  *http.Server
	beyond  http.Handler // answers what terminals ask beside the intake, nil for a hub from which nothing goes on
	swallow atomic.Int32 // how many more answers are lost on their way
	asked   atomic.Int32 // applications that reached the intake
}

func newHubHouse(t *testing.T, dir string) *hubHouse {
	t.Helper()
	token, err := hub.Enrol(filepath.Join(dir, "terminals.toml"), hub.Terminal{ID: terminalID, Place: "Foyer"}, false)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "token"), []byte(token+"\n"))
	store, err := hub.OpenStore(filepath.Join(dir, "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	db, err := database.Open(t.Context(), filepath.Join(dir, "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	kept, err := drafts.New(t.Context(), drafts.Config{DB: db, Name: "K7QX2M"})
	if err != nil {
		t.Fatal(err)
	}
	h := &hubHouse{t: t, dir: dir, address: "127.0.0.1:0", store: store, drafts: kept}
	h.open()
	t.Cleanup(h.close)
	return h
}

// open serves, at the address that the hub had before.
func (h *hubHouse) open() {
	h.t.Helper()
	terminals, err := hub.LoadTerminals(filepath.Join(h.dir, "terminals.toml"))
	if err != nil {
		h.t.Fatal(err)
	}
	house, err := hub.New(hub.Config{Store: h.store, Terminals: terminals, Town: "Stadt Musterstadt"})
	if err != nil {
		h.t.Fatal(err)
	}
	certificate, err := hub.DevelopmentCertificate(filepath.Join(h.dir, "tls"))
	if err != nil {
		h.t.Fatal(err)
	}
	listener, err := net.Listen("tcp", h.address)
	if err != nil {
		h.t.Fatal(err)
	}
	h.address = listener.Addr().String()
	mux := http.NewServeMux()
	mux.Handle("/", house.Handler())
	mux.Handle(link.DraftsPath, h.drafts.Handler(func(r *http.Request) (string, bool) {
		id := r.Header.Get(link.HeaderTerminal)
		ok, err := terminals.Admits(id, link.Bearer(r.Header))
		return id, ok && err == nil
	}))
	if h.beyond != nil {
		mux.Handle(link.FatesPath, h.beyond)
		mux.Handle(link.DestinationsPath, h.beyond)
	}
	h.server = hub.NewServer(h.losing(mux))
	go h.server.Serve(tls.NewListener(listener, &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{certificate}}))
}

func (h *hubHouse) close() { h.server.Close() }

// losing lets the hub do its work and then cuts the connection before the answer, as long as swallow says.
func (h *hubHouse) losing(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			h.asked.Add(1)
		}
		if h.swallow.Add(-1) >= 0 {
			next.ServeHTTP(discarded{header: http.Header{}}, r)
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})
}

// discarded is an answer that nobody gets.
type discarded struct{ header http.Header }

func (d discarded) Header() http.Header         { return d.header }
func (d discarded) Write(p []byte) (int, error) { return len(p), nil }
func (d discarded) WriteHeader(int)             {}
