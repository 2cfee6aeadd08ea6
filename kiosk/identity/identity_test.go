package identity_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/enrol"
	"buergerterminal/kiosk/identity"
	"buergerterminal/kiosk/link"
)

// hub is a real registry behind TLS, whose clock a test moves.
type hub struct {
	*httptest.Server
	registry *enrol.Registry

	mu     sync.Mutex
	offset time.Duration
}

func (h *hub) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.offset)
}

func newHub(t *testing.T) *hub {
	t.Helper()
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	ca, err := enrol.LoadAuthority(t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	h := &hub{}
	if h.registry, err = enrol.Open(t.Context(), db, ca, h.now); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", h.registry.Handler(func(string, ...any) {}))
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		id, err := h.registry.Identify(r)
		if err != nil {
			http.Error(w, string(enrol.CodeOf(err)), http.StatusUnauthorized)
			return
		}
		io.WriteString(w, id.Terminal)
	})
	h.Server = httptest.NewUnstartedServer(mux)
	h.TLS = &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: ca.Pool(), MinVersion: tls.VersionTLS12}
	h.StartTLS()
	t.Cleanup(h.Close)
	return h
}

func (h *hub) code(t *testing.T) string {
	t.Helper()
	code, err := h.registry.NewCode(t.Context(), enrol.Identity{Terminal: "MS-03", Authority: "buergeramt", Place: "Foyer"}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrolled returns the identity of a terminal, and the client that shows it.
func enrolled(t *testing.T, h *hub) (*identity.Identity, *http.Client) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "identity")
	e, err := identity.Enrol(t.Context(), h.Client(), h.URL, "MS-03", h.code(t), dir)
	if err != nil || e.Terminal != "MS-03" || e.Place != "Foyer" {
		t.Fatalf("%+v, %v", e, err)
	}
	if info, err := os.Stat(filepath.Join(dir, identity.File)); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file: %v, %v", info, err)
	}
	i, err := identity.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	client, err := i.Client(h.Client())
	if err != nil {
		t.Fatal(err)
	}
	return i, client
}

func who(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	answer, err := client.Get(url + "/who")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestEnrolAndRenew(t *testing.T) {
	h := newHub(t)
	i, client := enrolled(t, h)
	if got := who(t, client, h.URL); got != "MS-03" {
		t.Errorf("the hub sees %q", got)
	}
	if i.Due(time.Now()) || !i.Due(time.Now().Add(300*24*time.Hour)) {
		t.Error("due at another time than a third before the end")
	}
	if err := i.Renew(t.Context(), client, h.URL); err != nil {
		t.Fatal(err)
	}
	if got := who(t, client, h.URL); got != "MS-03" {
		t.Errorf("renewed, the hub sees %q", got)
	}
}

// A proxy that ends TLS takes the certificate away; the signature stays.
func TestThroughAProxyThatEndsTLS(t *testing.T) {
	h := newHub(t)
	_, client := enrolled(t, h)
	behind, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(behind)
	proxy.Transport = h.Client().Transport
	front := httptest.NewServer(proxy)
	defer front.Close()
	if got := who(t, client, front.URL); got != "MS-03" {
		t.Errorf("the hub sees %q", got)
	}
}

func TestRefusals(t *testing.T) {
	h := newHub(t)
	dir := t.TempDir()
	if _, err := identity.Load(dir); !errors.Is(err, identity.ErrMissing) {
		t.Errorf("without a file: %v", err)
	}
	var refused *identity.Refused
	if _, err := identity.Enrol(t.Context(), h.Client(), h.URL, "MS-03", "ABCD-EFGH", dir); !errors.As(err, &refused) || refused.Problem.Code != link.ProblemCodeUsed {
		t.Errorf("a wrong code: %v", err)
	}
	if _, err := identity.Load(dir); !errors.Is(err, identity.ErrMissing) {
		t.Errorf("after a wrong code: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, identity.File), []byte("?"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := identity.Load(dir); !errors.Is(err, identity.ErrDamaged) {
		t.Errorf("a damaged file: %v", err)
	}
	i, client := enrolled(t, h)
	if err := h.registry.Revoke(t.Context(), "MS-03"); err != nil {
		t.Fatal(err)
	}
	if err := i.Renew(t.Context(), client, h.URL); !errors.As(err, &refused) || refused.Problem.Code != link.ProblemUnauthorized {
		t.Errorf("a revoked terminal renewed: %v", err)
	}
}

// What is due is renewed without anybody asking.
func TestKeep(t *testing.T) {
	h := newHub(t)
	h.mu.Lock()
	h.offset = -300 * 24 * time.Hour // the hub gave the certificate long ago
	h.mu.Unlock()
	i, client := enrolled(t, h)
	h.mu.Lock()
	h.offset = 0
	h.mu.Unlock()
	if !i.Due(time.Now()) {
		t.Fatal("not due")
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		i.Keep(ctx, client, h.URL, time.Millisecond, func(err error) { t.Error(err) })
	}()
	deadline := time.After(60 * time.Second)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for i.Due(time.Now()) {
		select {
		case <-tick.C:
		case <-deadline:
			t.Fatal("not renewed")
		}
	}
	cancel()
	<-done
	if got := who(t, client, h.URL); got != "MS-03" {
		t.Errorf("the hub sees %q", got)
	}
}
