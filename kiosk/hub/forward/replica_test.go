package forward

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/hub/fitconnect/fitconnecttest"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/submission/seal"
)

// patience is how long a test waits for anything.
const patience = time.Minute

// canary stands in what the hub must never read.
const canary = "Lehmann-Kanarienvogel"

// clock is the hub's, moved by tests.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Now()} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// said is the log.
type said struct {
	mu    sync.Mutex
	lines []string
}

func (s *said) log(event string, pairs ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lines = append(s.lines, fmt.Sprint(append([]any{event}, pairs...)...))
}

func (s *said) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.lines, "\n")
}

// replica is one hub on a database.
func replica(t *testing.T, db *database.DB, g *fitconnecttest.Gateway, c *clock, s *said, authorities map[string]Authority) *Forward {
	t.Helper()
	store, err := hub.NewStore(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	g.Clock(c.now)
	config := g.Config()
	config.Now = c.now
	client, err := fitconnect.New(config)
	if err != nil {
		t.Fatal(err)
	}
	if authorities == nil {
		authorities = map[string]Authority{"buergeramt": {Way: FITConnect, Destination: fitconnecttest.DestinationID}}
	}
	f, err := New(t.Context(), Config{DB: db, Store: store, Audit: log, Gateway: client, Authorities: authorities, Log: s.log, Now: c.now})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func application() seal.Application {
	return seal.Application{
		ID: seal.NewID(), FlowID: "meldebescheinigung", FlowVersion: "3", Leistung: "99115004012000", Authority: "buergeramt", Language: "de", CreatedAt: time.Now(),
		Answers:     json.RawMessage(`{"name":"` + canary + `"}`),
		Attachments: []seal.Attachment{{ID: seal.NewID(), Name: "a.pdf", MIME: "application/pdf", Purpose: seal.Proof, Data: []byte("scan")}, {ID: seal.NewID(), Name: "s.png", MIME: "image/png", Purpose: seal.Signature, Data: []byte("ink")}},
	}
}

// sealedFor is an application as the terminal seals it for the gateway's destination.
func sealedFor(t *testing.T, g *fitconnecttest.Gateway, a seal.Application) link.Sealed {
	t.Helper()
	key, err := seal.DestinationKey(g.KeySet(), "", seal.Pin{Thumbprint: fitconnecttest.Thumbprint()}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	s, err := seal.SealForDestination(a, key, seal.Destination{ID: fitconnecttest.DestinationID, Service: "Meldebescheinigung", SchemaURI: fitconnecttest.Schema})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// arrive stores what a terminal sends.
func arrive(t *testing.T, f *Forward, key string, s link.Sealed) hub.Submission {
	t.Helper()
	raw, err := s.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	e := link.Envelope{Terminal: "MS-03", Authority: "buergeramt", Flow: "meldebescheinigung@3", Number: "4K7-219", TokenSHA256: strings.Repeat("0", 64)}
	stored, _, err := f.Store.Put(t.Context(), e, key, raw)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// settle brings on what is due, and lets time pass, until an application is where the test wants it.
func settle(t *testing.T, f *Forward, c *clock, key string, want State) {
	t.Helper()
	for range 60 {
		if err := f.rows.adopt(t.Context(), f.Authorities); err != nil {
			t.Fatal(err)
		}
		if err := f.drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if standingOf(t, f, key).State == want {
			return
		}
		c.move(time.Hour)
	}
	t.Fatalf("it is %+v, not %s", standingOf(t, f, key), want)
}

func standingOf(t *testing.T, f *Forward, key string) (found Standing) {
	t.Helper()
	all, err := f.List(t.Context(), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if s.Key == key {
			return s
		}
	}
	return Standing{}
}

// audited are the actions about an application, in their order.
func audited(t *testing.T, f *Forward, key string) string {
	t.Helper()
	var all []string
	err := f.Audit.Rows(t.Context(), 0, func(r audit.Row) error {
		if r.Entry.Object == key {
			all = append(all, string(r.Entry.Action))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func fate(t *testing.T, f *Forward, key string) link.FateState {
	t.Helper()
	got, err := f.Fate(t.Context(), "MS-03", key)
	if err != nil || got.Check() != nil {
		t.Fatal(got, err)
	}
	return got.State
}

func openDB(t *testing.T) *database.DB {
	t.Helper()
	db, err := database.Open(t.Context(), t.TempDir()+"/hub.sqlite")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}
