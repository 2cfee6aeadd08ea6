package accounts

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

const (
	goodPassword  = "Apfel Traktor Wolke 7"
	otherPassword = "Besen Kanal Leuchtturm"
	testOrigin    = "https://localhost:8443"
)

// clock is the time of a test; it stands until it is moved.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func newClock() *clock { return &clock{at: time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// hub is the accounts of a hub, with a page behind the login for each role.
type hub struct {
	*Accounts
	t     testing.TB
	clock *clock
	db    *database.DB
	log   *audit.Log
	mux   http.Handler
}

func newHub(t testing.TB, db *database.DB, change ...func(*Options)) *hub {
	t.Helper()
	h := &hub{t: t, clock: newClock(), db: db}
	o := Options{Origin: testOrigin, Town: "Stadt Musterstadt", Home: "/desk/", Location: time.UTC, Now: h.clock.now}
	for _, c := range change {
		c(&o)
	}
	var err error
	if h.log, err = audit.Open(context.Background(), db); err != nil {
		t.Fatal(err)
	}
	if h.Accounts, err = Open(context.Background(), db, h.log, o); err != nil {
		t.Fatal(err)
	}
	h.mux = h.routes()
	return h
}

// routes are hung up as the hub does it.
func (h *hub) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle(Prefix, h.Handler())
	page := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := From(r.Context())
		w.Write([]byte("desk of " + c.Name))
	})
	mux.Handle("/desk/", h.Middleware(h.Require(RoleClerk, RoleInterpreter)(page)))
	mux.Handle("/fleet/", h.Middleware(h.Require(RoleTechnician)(page)))
	return mux
}

// person makes an account with a password.
func (h *hub) person(name string, roles ...Role) Clerk {
	return h.personOf(name, []string{"musterstadt"}, roles...)
}

func (h *hub) personOf(name string, authorities []string, roles ...Role) Clerk {
	h.t.Helper()
	id, err := h.Create(context.Background(), Console(), Profile{Name: name, Display: "Frau " + name, Roles: roles, Authorities: authorities, Languages: []string{"de"}})
	if err != nil {
		h.t.Fatal(err)
	}
	secret, err := h.IssueLink(context.Background(), Console(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	session, err := h.useLink(context.Background(), secret, goodPassword, client{})
	if err != nil {
		h.t.Fatal(err)
	}
	c, _, err := h.lookUp(context.Background(), session)
	if err != nil {
		h.t.Fatal(err)
	}
	if err := h.LogOut(context.Background(), c); err != nil {
		h.t.Fatal(err)
	}
	c.Session = ""
	return c
}

// browser is what keeps cookies as a browser does.
type browser struct {
	h       *hub
	cookies map[string]string
	address string
	lang    string
}

func (h *hub) browser() *browser {
	return &browser{h: h, cookies: map[string]string{}, address: "192.0.2.7:41000", lang: "de"}
}

func (b *browser) do(r *http.Request) *httptest.ResponseRecorder {
	b.h.t.Helper()
	r.Host = "localhost:8443"
	r.RemoteAddr = b.address
	r.Header.Set("Accept-Language", b.lang)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0")
	for name, value := range b.cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	b.h.mux.ServeHTTP(w, r)
	for _, c := range w.Result().Cookies() {
		if !c.Secure || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode || !strings.HasPrefix(c.Name, "__Host-") {
			b.h.t.Errorf("the cookie %s is not bound to this host: %s", c.Name, c.Raw)
		}
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c.Value
		}
	}
	return w
}

func (b *browser) get(path string) *httptest.ResponseRecorder {
	b.h.t.Helper()
	return b.do(httptest.NewRequest(http.MethodGet, path, nil))
}

func (b *browser) post(path string, pairs ...string) *httptest.ResponseRecorder {
	b.h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

func (b *browser) json(path, body string) *httptest.ResponseRecorder {
	b.h.t.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return b.do(r)
}

func (b *browser) logIn(name, password string) *httptest.ResponseRecorder {
	b.h.t.Helper()
	return b.post(pathLogin, "name", name, "password", password)
}

// in logs in and fails the test if that does not work.
func (b *browser) in(name string) *browser {
	b.h.t.Helper()
	if w := b.logIn(name, goodPassword); w.Code != http.StatusSeeOther {
		b.h.t.Fatalf("login: %d\n%s", w.Code, w.Body)
	}
	return b
}

func wantStatus(t testing.TB, what string, w *httptest.ResponseRecorder, want int) {
	t.Helper()
	if w.Code != want {
		t.Errorf("%s: status %d, not %d\n%s", what, w.Code, want, w.Body)
	}
}

func wantText(t *testing.T, w *httptest.ResponseRecorder, text string) {
	t.Helper()
	if !strings.Contains(w.Body.String(), text) {
		t.Errorf("%q does not stand on the page\n%s", text, w.Body)
	}
}

// count is how often an action with a detail stands in the audit log.
func (h *hub) count(action audit.Action, detail audit.Detail) (n int) {
	h.t.Helper()
	if err := h.log.Rows(context.Background(), 0, func(r audit.Row) error {
		if r.Entry.Action == action && r.Entry.Detail == detail {
			n++
		}
		return nil
	}); err != nil {
		h.t.Fatal(err)
	}
	return n
}

func from(address string) client {
	return client{address: netip.MustParseAddr(address), browser: "Firefox · Linux"}
}

// each runs a test on both databases.
func each(t *testing.T, test func(t *testing.T, h *hub)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) { test(t, newHub(t, open())) })
}

// onSQLite is for what does not depend on the database.
func onSQLite(t testing.TB, change ...func(*Options)) *hub {
	t.Helper()
	db, err := database.Open(context.Background(), t.TempDir()+"/hub.sqlite")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return newHub(t, db, change...)
}
