package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"go.uber.org/zap"

	"buergerterminal/kiosk/hub"
	"buergerterminal/kiosk/hub/accounts"
	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/audit/page"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/enrol"
	"buergerterminal/kiosk/identity"
	"buergerterminal/kiosk/link"
)

// patience is the outer limit of each wait, on a loaded machine.
const patience = 60 * time.Second

// serving is a whole hub with its server.
type serving struct {
	*house
	server *httptest.Server
	dir    string
}

func serveHouse(t *testing.T) *serving {
	t.Helper()
	return serveHouseIn(t, settingsIn(t, "[[authority]]\nid = 'buergeramt'\nname = 'Bürgeramt'\n[[authority]]\nid = 'bauhof'\nname = 'Bauhof'\n"))
}

// settingsIn is a folder with a hub.toml.
func settingsIn(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hub.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func serveHouseIn(t *testing.T, dir string) *serving {
	t.Helper()
	s, err := loadSettings(dir)
	if err != nil {
		t.Fatal(err)
	}
	db, err := database.Open(t.Context(), s.Database)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h, err := newHouse(t.Context(), db, s, "Musterstadt", dir, "127.0.0.1:0", tls.Certificate{}, zap.NewNop().Sugar())
	if err != nil {
		t.Fatal(err)
	}
	running, stop := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 2)
	go func() { ended <- h.live.Run(running) }()
	go func() { ended <- h.forward.Run(running) }()
	server := httptest.NewUnstartedServer(h.handler())
	server.TLS = &tls.Config{MinVersion: tls.VersionTLS12, ClientAuth: tls.VerifyClientCertIfGiven, ClientCAs: h.authority.Pool()}
	server.StartTLS()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, <-ended); err != nil {
			t.Error(err)
		}
		server.Close()
		if err := h.close(); err != nil {
			t.Error(err)
		}
	})
	return &serving{h, server, dir}
}

// browser is one that does not follow where it is sent.
func (s *serving) browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Transport: s.server.Client().Transport, Jar: jar, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// login makes an account and the browser of whom it belongs to.
func (s *serving) login(t *testing.T, name string, roles ...accounts.Role) *http.Client {
	t.Helper()
	id, err := s.accounts.Create(t.Context(), accounts.Console(), accounts.Profile{Name: name, Display: "Petra Krahl", Roles: roles, Authorities: []string{accounts.Everywhere}, Languages: []string{"de"}})
	if err != nil {
		t.Fatal(err)
	}
	secret, err := s.accounts.IssueLink(t.Context(), accounts.Console(), id)
	if err != nil {
		t.Fatal(err)
	}
	b := s.browser(t)
	answer, err := b.PostForm(s.server.URL+accounts.LinkPath(secret), url.Values{"wanted": {"ein langes Passwort 7"}, "again": {"ein langes Passwort 7"}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("the password was not taken: %s", answer.Status)
	}
	return b
}

// The pages of the house are for those with a login, and what came is for supervisors.
func TestWhoSeesWhat(t *testing.T) {
	s := serveHouse(t)
	stranger, clerk, supervisor := s.browser(t), s.login(t, "krahl", accounts.RoleClerk), s.login(t, "vogt", accounts.RoleSupervisor)
	for _, tt := range []struct {
		path   string
		by     *http.Client
		status int
		leads  string
	}{
		{"/", stranger, http.StatusSeeOther, "/desk/"},
		{"/desk/", stranger, http.StatusSeeOther, "/account/login"},
		{"/desk/", clerk, http.StatusOK, ""},
		{"/desk/", supervisor, http.StatusOK, ""},
		{hub.PagePath, stranger, http.StatusSeeOther, "/account/login"},
		{hub.PagePath, clerk, http.StatusForbidden, ""},
		{hub.PagePath, supervisor, http.StatusOK, ""},
		{page.Path, stranger, http.StatusSeeOther, "/account/login"},
		{page.Path, clerk, http.StatusForbidden, ""},
		{page.Path, supervisor, http.StatusOK, ""},
		{link.DeskPath, stranger, http.StatusSeeOther, "/account/login"},
		{link.LivePath, stranger, http.StatusUnauthorized, ""},
		{link.HealthPath, stranger, http.StatusOK, ""},
	} {
		answer, err := tt.by.Get(s.server.URL + tt.path)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, answer.Body)
		answer.Body.Close()
		if answer.StatusCode != tt.status || !strings.HasPrefix(answer.Header.Get("Location"), tt.leads) {
			t.Errorf("%s: %d to %q, want %d to %q", tt.path, answer.StatusCode, answer.Header.Get("Location"), tt.status, tt.leads)
		}
	}
}

// dial opens a channel, says hello and returns the answer.
func dial(t *testing.T, client *http.Client, address, protocol string, header http.Header, hello link.Body, hears link.Vocabulary) (link.Body, *websocket.Conn) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	socket, _, err := websocket.Dial(ctx, address, &websocket.DialOptions{HTTPClient: client, HTTPHeader: header, Subprotocols: []string{protocol}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.CloseNow() })
	raw, err := link.Encode(hello)
	if err == nil {
		err = socket.Write(ctx, websocket.MessageText, raw)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, raw, err = socket.Read(ctx)
	if err != nil {
		t.Fatal(err)
	}
	b, err := hears.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return b, socket
}

// Terminals come by token and by certificate, and a clerk by the login; what each is told is of its authority. A terminal
// that is revoked is cut off at once.
func TestWhoComesHow(t *testing.T) {
	s := serveHouse(t)
	token, err := hub.Enrol(terminalsPath(s.dir), hub.Terminal{ID: "MS-03", Place: "Foyer"}, false)
	if err != nil {
		t.Fatal(err)
	}
	header := http.Header{}
	header.Set(link.HeaderTerminal, "MS-03")
	link.SetBearer(header, token)
	got, _ := dial(t, s.server.Client(), s.server.URL+link.LivePath, link.LiveProtocol, header, link.Hello{}, link.ToTerminal)
	if got != (link.Welcome{Terminal: "MS-03", Authority: "buergeramt"}) {
		t.Errorf("by token: %+v", got)
	}

	code, err := s.registry.NewCode(t.Context(), enrol.Identity{Terminal: "MS-04", Authority: "bauhof", Place: "Halle"}, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := identity.Enrol(t.Context(), s.server.Client(), s.server.URL, "MS-04", code, dir); err != nil {
		t.Fatal(err)
	}
	i, err := identity.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	client, err := i.Client(s.server.Client())
	if err != nil {
		t.Fatal(err)
	}
	got, socket := dial(t, client, s.server.URL+link.LivePath, link.LiveProtocol, nil, link.Hello{}, link.ToTerminal)
	if got != (link.Welcome{Terminal: "MS-04", Authority: "bauhof"}) {
		t.Errorf("by certificate: %+v", got)
	}

	got, _ = dial(t, s.login(t, "krahl", accounts.RoleClerk), s.server.URL+link.DeskPath, link.DeskProtocol,
		http.Header{"Origin": {s.server.URL}}, link.DeskHello{Tab: "0123456789abcdef"}, link.ToDesk)
	if w, ok := got.(link.DeskWelcome); !ok || w.Name != "Petra Krahl" || w.Town != "Musterstadt" || strings.Join(w.Authorities, " ") != "bauhof buergeramt" {
		t.Errorf("the clerk: %+v", got)
	}

	if err := s.registry.Revoke(t.Context(), "MS-04"); err != nil {
		t.Fatal(err)
	}
	s.live.Dismiss(t.Context(), "MS-04")
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for err = nil; err == nil; {
		_, _, err = socket.Read(ctx)
	}
	if code := websocket.CloseStatus(err); code != websocket.StatusPolicyViolation {
		t.Errorf("the revoked terminal's channel ended with %v", err)
	}
	if _, answer, err := websocket.Dial(ctx, s.server.URL+link.LivePath, &websocket.DialOptions{HTTPClient: client}); err == nil || answer == nil || answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("the revoked terminal came back: %v, %v", answer, err)
	}
}

// A supervisor saves the audit log, which the key from the same page proves, and is named in it.
func TestAuditLogIsSaved(t *testing.T) {
	s := serveHouse(t)
	supervisor := s.login(t, "vogt", accounts.RoleSupervisor)
	fetch := func(method, path string) []byte {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, s.server.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := supervisor.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s %s: %s, %v", method, path, answer.Status, err)
		}
		return body
	}
	exported := fetch(http.MethodPost, page.Path+"export")
	public, err := audit.ParsePublicKey(fetch(http.MethodGet, page.Path+"audit.pub"))
	if err != nil {
		t.Fatal(err)
	}
	signed, err := audit.Read(bytes.NewReader(exported), public)
	if err != nil || signed.Head.Seq < 3 {
		t.Fatalf("the saved log: %+v, %v", signed.Head, err)
	}
	if !strings.Contains(string(exported), `"action":"log.exported"`) {
		t.Error("who saved the log is not noted")
	}
	if err := os.WriteFile(filepath.Join(s.dir, "saved.jsonl"), exported, 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := auditVerify(t.Context(), []string{"--export", filepath.Join(s.dir, "saved.jsonl"), "--public", filepath.Join(s.dir, auditPublicFile)}, &out); err != nil {
		t.Errorf("the command that the page names: %v", err)
	}
}

// Services are named in the desk's language, in German where it has no name for them, and by their ids where nobody knows them.
func TestNamesOfServices(t *testing.T) {
	title := titles()
	for _, tt := range []struct{ flow, lang, want string }{
		{"meldebescheinigung", "de", "Meldebescheinigung"}, {"meldebescheinigung", "en", "Certificate of registration"},
		{"meldebescheinigung", "", "Meldebescheinigung"}, {"meldebescheinigung", "fr", "Meldebescheinigung"}, {"unbekannt", "en", "unbekannt"},
	} {
		if got := title(tt.flow, tt.lang); got != tt.want {
			t.Errorf("%s in %q is %q, wanted %q", tt.flow, tt.lang, got, tt.want)
		}
	}
}
