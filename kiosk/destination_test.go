package kiosk_test

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/kiosk"
	"buergerterminal/kiosk/config"
	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/fitconnect"
	"buergerterminal/kiosk/hub/fitconnect/fitconnecttest"
	"buergerterminal/kiosk/hub/forward"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/session/sessiontest"
	"buergerterminal/kiosk/submission"
	"buergerterminal/kiosk/submission/seal"
)

// withDestination lets the hub forward to FIT-Connect what is for the Bürgeramt, and the terminal seal it for the destination there.
func (r *rig) withDestination(t *testing.T) *fitconnecttest.Gateway {
	t.Helper()
	g := fitconnecttest.New(t)
	client, err := fitconnect.New(g.Config())
	if err != nil {
		t.Fatal(err)
	}
	db, err := database.Open(t.Context(), r.path("hub", "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	store, err := hub.NewStore(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	f, err := forward.New(t.Context(), forward.Config{DB: db, Store: store, Audit: log, Gateway: client,
		Authorities: map[string]forward.Authority{"buergeramt": {Way: forward.FITConnect, Destination: fitconnecttest.DestinationID}}})
	if err != nil {
		t.Fatal(err)
	}
	terminals, err := hub.LoadTerminals(r.path("hub", "terminals.toml"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		db.Close()
	})
	r.hub.close()
	r.hub.store = store
	r.hub.beyond = f.Handler(func(q *http.Request) (string, bool) {
		id := q.Header.Get(link.HeaderTerminal)
		known, err := terminals.Admits(id, link.Bearer(q.Header))
		return id, known && err == nil
	})
	r.hub.open()
	leika := map[string]string{}
	for _, f := range sessiontest.Shipped(t).Flows {
		leika[f.ID] = strings.TrimPrefix(fitconnecttest.Service, "urn:de:fim:leika:leistung:")
	}
	r.config.Authorities = []config.Authority{{ID: "buergeramt", Way: config.WayFITConnect, Destination: fitconnecttest.DestinationID, Key: fitconnecttest.Thumbprint(),
		Schemas: map[string]string{"meldebescheinigung": fitconnecttest.Schema}, Services: leika}}
	return g
}

// citizenName stands on jana's card.
const citizenName = "Lehmann"

// TestVisitToDestination: the application goes sealed from the page to the destination, and the citizen reads it when the authority has
// signed that it has it, and not before.
func TestVisitToDestination(t *testing.T) {
	r := newRig(t)
	g := r.withDestination(t)
	g.Manual()
	r.open()
	r.toCard("de")
	r.readCard("jana")
	r.toProof(jana)
	r.toSignature()
	r.toSend()
	r.touch("forward")
	v := r.printed()
	if v.node("title") != plain(r.words("de").Text("done.arrived")) {
		t.Errorf("before the authority has it, the page says %q", v.node("title"))
	}
	eventually(t, "the handing over", func() bool { return len(g.Received()) == 1 })
	g.Accept(0)
	v = r.until("the authority's word", func(v view) bool { return v.state.Visit.Submission.Accepted })
	if v.node("title") != plain(r.words("de").Text("done.accepted")) {
		t.Errorf("the page says %q", v.node("title"))
	}
	if got := g.Received()[0]; got.Wrong != "" || !strings.Contains(string(got.Data), citizenName) || len(got.Attachments) == 0 {
		t.Errorf("the authority reads %q: %.200s", got.Wrong, got.Data)
	}
	if n := r.logged("submission.accepted", ""); n != 1 {
		t.Errorf("the log says it %d times", n)
	}
	r.finish()
	r.noTrace(t, citizenName)
}

// noTrace looks for a name in everything that terminal and hub have on their disks.
func (r *rig) noTrace(t *testing.T, name string) {
	t.Helper()
	for _, room := range []string{"terminal", "hub"} {
		err := filepath.WalkDir(r.path(room), func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := os.ReadFile(path)
			if bytes.Contains(raw, []byte(name)) {
				t.Errorf("%s names the citizen", path)
			}
			return err
		})
		if err != nil && !os.IsNotExist(err) {
			t.Error(err)
		}
	}
}

// opens starts a terminal and ends it again.
func (r *rig) opens() error {
	terminal, err := kiosk.Open(r.config, r.setter, r.window, &r.sound, nil)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return terminal.Run(ctx)
}

// TestStrangersKey: a key that is as good as the right one, but not it, seals nothing.
func TestStrangersKey(t *testing.T) {
	r := newRig(t)
	r.withDestination(t).Set(fitconnecttest.KeyChanged, 1000)
	if err := r.opens(); seal.CodeOf(err) != seal.CodeKeyPin {
		t.Errorf("with a stranger's key: %v", err)
	}
}

// TestPinnedKey: a terminal opens with the pinned key alone, with a name for each service, and not before it has seen the key.
func TestPinnedKey(t *testing.T) {
	r := newRig(t)
	r.withDestination(t)
	entry := &r.config.Authorities[0]
	entry.Key = strings.Repeat("A", 43)
	if err := r.opens(); seal.CodeOf(err) != seal.CodeKeyPin {
		t.Errorf("with another pin: %v", err)
	}
	entry.Key = fitconnecttest.Thumbprint()
	delete(entry.Services, "meldebescheinigung")
	if err := r.opens(); seal.CodeOf(err) != seal.CodeInvalid || !strings.Contains(err.Error(), "meldebescheinigung") {
		t.Errorf("with a service that FIT-Connect cannot take: %v", err)
	}
	entry.Services["meldebescheinigung"] = "99115004012000"
	if err := r.opens(); err != nil {
		t.Errorf("with everything in order: %v", err)
	}
	if err := os.RemoveAll(r.path("terminal", "outbox")); err != nil { // as new
		t.Fatal(err)
	}
	r.hub.close()
	if err := r.opens(); submission.CodeOf(err) != submission.CodeAsk {
		t.Errorf("without having ever seen the key: %v", err)
	}
}

// TestKeptKey: a terminal that has seen the key once starts without its hub.
func TestKeptKey(t *testing.T) {
	r := newRig(t)
	r.withDestination(t)
	r.open()
	r.leave()
	r.hub.close()
	r.open()
	r.toCard("de")
}
