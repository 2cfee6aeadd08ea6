package enrol_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/enrol"
	"buergerterminal/kiosk/link"
)

var foyer = enrol.Identity{Terminal: "MS-03", Authority: "buergeramt", Place: "Rathaus, Foyer"}

// house is a hub with enrolment and one page that asks who came.
type house struct {
	registry *enrol.Registry
	ca       *enrol.Authority
	server   *httptest.Server

	mu     sync.Mutex
	offset time.Duration
	log    []string
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return time.Now().Add(h.offset)
}

func (h *house) add(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.offset += d
}

func newHouse(t *testing.T, db *database.DB) *house {
	t.Helper()
	h := &house{}
	var err error
	if h.ca, err = enrol.LoadAuthority(t.TempDir(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if h.registry, err = enrol.Open(t.Context(), db, h.ca, h.now); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/v1/enrolment", h.registry.Handler(h.note))
	mux.Handle("/v1/enrolment/", h.registry.Handler(h.note))
	mux.HandleFunc("/who", func(w http.ResponseWriter, r *http.Request) {
		id, err := h.registry.Identify(r)
		if err != nil {
			http.Error(w, string(enrol.CodeOf(err)), http.StatusUnauthorized)
			return
		}
		io.WriteString(w, id.Terminal+" "+id.Authority+" "+id.Place)
	})
	h.server = httptest.NewUnstartedServer(mux)
	h.server.TLS = &tls.Config{ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: h.ca.Pool(), MinVersion: tls.VersionTLS12}
	h.server.Config.ErrorLog = nil
	h.server.StartTLS()
	t.Cleanup(h.server.Close)
	return h
}

func (h *house) note(event string, pairs ...any) {
	h.mu.Lock()
	defer h.mu.Unlock()
	raw, _ := json.Marshal(pairs)
	h.log = append(h.log, event+" "+string(raw))
}

// terminal is what a terminal keeps.
type terminal struct {
	key         *ecdsa.PrivateKey
	certificate []byte
	serial      string
}

func newRequest(t *testing.T, key any, name string) []byte {
	t.Helper()
	template := &x509.CertificateRequest{}
	template.Subject.CommonName = name
	raw, err := x509.CreateCertificateRequest(rand.Reader, template, key)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// client is that of a terminal; nil has no certificate.
func (h *house) client(m *terminal) *http.Client {
	transport := h.server.Client().Transport.(*http.Transport).Clone()
	if m != nil {
		transport.TLSClientConfig.Certificates = []tls.Certificate{{Certificate: [][]byte{m.certificate}, PrivateKey: m.key}}
	}
	return &http.Client{Transport: transport}
}

func (h *house) post(t *testing.T, c *http.Client, path string, e link.Enrolment) (int, link.Enrolled, link.Problem) {
	t.Helper()
	raw, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := c.Post(h.server.URL+path, "application/json", bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var enrolled link.Enrolled
	var problem link.Problem
	into := any(&enrolled)
	if answer.StatusCode != http.StatusOK {
		into = &problem
	}
	if err := json.NewDecoder(answer.Body).Decode(into); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, enrolled, problem
}

// enrol takes a terminal all the way.
func (h *house) enrol(t *testing.T) *terminal {
	t.Helper()
	code, err := h.registry.NewCode(t.Context(), foyer, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	m := &terminal{key: newKey(t)}
	status, e, problem := h.post(t, h.client(nil), link.EnrolPath, link.Enrolment{Code: code, Request: newRequest(t, m.key, foyer.Terminal)})
	if status != http.StatusOK {
		t.Fatalf("enrolment: %d %+v", status, problem)
	}
	m.certificate, m.serial = e.Certificate, e.Serial
	return m
}

// who asks by the client's certificate.
func (h *house) who(t *testing.T, m *terminal) string {
	t.Helper()
	answer, err := h.client(m).Get(h.server.URL + "/who")
	if err != nil {
		return "no TLS"
	}
	return read(t, answer)
}

func read(t *testing.T, answer *http.Response) string {
	t.Helper()
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(raw))
}

const foyerSaid = "MS-03 buergeramt Rathaus, Foyer"

func selfSigned(t *testing.T) *terminal {
	t.Helper()
	m := &terminal{key: newKey(t)}
	ca, err := enrol.LoadAuthority(t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "other.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	other, err := enrol.Open(t.Context(), db, ca, nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := other.Renew(t.Context(), foyer, newRequest(t, m.key, foyer.Terminal))
	if err != nil {
		t.Fatal(err)
	}
	m.certificate, m.serial = e.Certificate, e.Serial
	return m
}

// enrolBehind enrols without the handler.
func (h *house) enrolBehind(t *testing.T) *terminal {
	t.Helper()
	m := &terminal{key: newKey(t)}
	e, err := h.registry.Renew(t.Context(), foyer, newRequest(t, m.key, foyer.Terminal))
	if err != nil {
		t.Fatal(err)
	}
	m.certificate, m.serial = e.Certificate, e.Serial
	return m
}

func copyFile(from, to string) error {
	raw, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, raw, 0o600)
}
