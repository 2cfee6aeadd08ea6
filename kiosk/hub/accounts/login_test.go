package accounts

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
)

func TestLoginLeadsBack(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		h.person("petra", RoleClerk)
		b := h.browser()
		w := b.get("/desk/call?id=3")
		wantStatus(t, "without a login", w, http.StatusSeeOther)
		if at := w.Header().Get("Location"); at != "/account/login?next=%2Fdesk%2Fcall%3Fid%3D3" {
			t.Errorf("sent to %s", at)
		}
		w = b.get(w.Header().Get("Location"))
		wantStatus(t, "login page", w, http.StatusOK)
		wantText(t, w, `name="next" value="/desk/call?id=3"`)
		w = b.post(pathLogin, "name", " Petra ", "password", goodPassword, "next", "/desk/call?id=3")
		wantStatus(t, "login", w, http.StatusSeeOther)
		if at := w.Header().Get("Location"); at != "/desk/call?id=3" {
			t.Errorf("the login leads to %s", at)
		}
		w = b.get("/desk/")
		wantStatus(t, "desk", w, http.StatusOK)
		wantText(t, w, "desk of petra")
		if h.count(audit.Login, audit.Password) != 1 {
			t.Error("the login is not in the audit log")
		}
	})
}

func TestLoginAnswersAreTheSameForUnknownNames(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	known, unknown := h.browser().logIn("petra", otherPassword), h.browser().logIn("maria", otherPassword)
	wantStatus(t, "wrong password", known, http.StatusUnauthorized)
	if strings.ReplaceAll(known.Body.String(), "petra", "maria") != unknown.Body.String() || known.Code != unknown.Code {
		t.Error("the answers to a known and an unknown name differ")
	}
	wantText(t, known, "Anmeldename, Kennwort oder Passkey stimmt nicht.")
	if strings.Contains(known.Body.String(), otherPassword) {
		t.Error("the password comes back")
	}
	if h.count(audit.LoginRefused, audit.Credentials) != 2 {
		t.Error("both must be in the audit log")
	}
}

// A thousand attempts at once: a handful is judged, the rest waits, and the audit log does not fill.
func TestAThousandAttempts(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		h := newHub(t, open())
		h.person("petra", RoleClerk)
		var all sync.WaitGroup
		var mu sync.Mutex
		status := map[int]int{}
		for worker := range 10 {
			all.Go(func() {
				for i := range 100 {
					b := h.browser()
					b.address = fmt.Sprintf("198.51.%d.%d:9", worker, i)
					w := b.logIn("petra", fmt.Sprintf("Kennwort Nummer %d", i))
					mu.Lock()
					status[w.Code]++
					mu.Unlock()
				}
			})
		}
		all.Wait()
		judged := int(nameLimit().free) + 1
		if status[http.StatusUnauthorized] != judged || status[http.StatusTooManyRequests] != 1000-judged {
			t.Errorf("answers %v; %d should have been judged", status, judged)
		}
		if refused, waiting := h.count(audit.LoginRefused, audit.Credentials), h.count(audit.LoginRefused, audit.Throttled); refused != judged || waiting != 1 {
			t.Errorf("the audit log has %d refused and %d throttled", refused, waiting)
		}
		// Not even the right password is judged now, nor by another replica, nor after a restart.
		again := newHub(t, open())
		w := again.browser().logIn("Petra", goodPassword)
		wantStatus(t, "right password while waiting", w, http.StatusTooManyRequests)
		wantText(t, w, "Warten Sie 2 Sekunden")
		if wait, err := strconv.Atoi(w.Header().Get("Retry-After")); err != nil || wait != 2 {
			t.Errorf("Retry-After: %q", w.Header().Get("Retry-After"))
		}
		again.clock.pass(3 * time.Second)
		wantStatus(t, "after the wait", again.browser().logIn("petra", goodPassword), http.StatusSeeOther)
		again.clock.pass(time.Second)
		wantStatus(t, "failures are forgotten", again.browser().logIn("petra", otherPassword), http.StatusUnauthorized)
	})
}

func TestManyNamesFromOneAddress(t *testing.T) {
	h := onSQLite(t, func(o *Options) { o.Cost = MinimumCost() })
	var last *httptest.ResponseRecorder
	judged := 0
	for i := range 60 {
		b := h.browser()
		b.address = fmt.Sprintf("[2001:db8:1:2:%x::1]:9", i+1) // all of one network
		last = b.logIn(fmt.Sprintf("name%d", i), otherPassword)
		if last.Code == http.StatusUnauthorized {
			judged++
		}
	}
	if judged != int(addressLimit().free)+1 || last.Code != http.StatusTooManyRequests {
		t.Errorf("%d were judged, the last got %d", judged, last.Code)
	}
	other := h.browser()
	other.address = "[2001:db8:1:3::1]:9"
	wantStatus(t, "the network beside it", other.logIn("name", otherPassword), http.StatusUnauthorized)
}

func TestDelays(t *testing.T) {
	for _, tt := range []struct {
		failures int64
		want     time.Duration
	}{{0, 0}, {5, 0}, {6, 2 * time.Second}, {7, 4 * time.Second}, {10, 32 * time.Second}, {14, 512 * time.Second}, {15, 15 * time.Minute}, {1 << 60, 15 * time.Minute}} {
		if got := nameLimit().delay(tt.failures); got != tt.want {
			t.Errorf("after %d failures: %v, not %v", tt.failures, got, tt.want)
		}
	}
}

func TestMegabytesAtTheLogin(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	w := h.browser().logIn("petra", strings.Repeat("x", 10<<20))
	wantStatus(t, "a password of 10 MB", w, http.StatusBadRequest)
	w = h.browser().logIn("petra", strings.Repeat("x", maxPasswordBytes+1))
	wantStatus(t, "a long password", w, http.StatusUnauthorized)
	w = h.browser().logIn("pe\xfftra", goodPassword)
	wantStatus(t, "a broken name", w, http.StatusUnauthorized)
}

// What the browser brings before the login is never what it has after it.
func TestSessionFixation(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	b := h.browser()
	b.cookies[cookieSession] = "planted"
	b.in("petra")
	first := b.cookies[cookieSession]
	if first == "planted" || len(first) < 40 {
		t.Fatalf("the session is %q", first)
	}
	b.in("petra")
	second := b.cookies[cookieSession]
	if second == first {
		t.Error("the second login keeps the session of the first")
	}
	thief := h.browser()
	thief.cookies[cookieSession] = first
	wantStatus(t, "the session before the second login", thief.get("/desk/"), http.StatusSeeOther)
}

func TestStolenSessionEndsWithTheLogout(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		petra := h.person("petra", RoleClerk)
		b := h.browser().in("petra")
		thief := h.browser()
		thief.cookies[cookieSession] = b.cookies[cookieSession]
		wantStatus(t, "before the logout", thief.get("/desk/"), http.StatusOK)
		c, _, err := h.lookUp(t.Context(), b.cookies[cookieSession])
		if err != nil || c.ID != petra.ID {
			t.Fatal(c, err)
		}
		told, err := h.db.Listen(t.Context(), Channel)
		if err != nil {
			t.Fatal(err)
		}
		<-told // from here on nothing is missed
		wantStatus(t, "logout", b.post(Prefix+"logout"), http.StatusSeeOther)
		if _, ok := b.cookies[cookieSession]; ok {
			t.Error("the cookie stays in the browser")
		}
		wantStatus(t, "page after the logout", thief.get("/desk/"), http.StatusSeeOther)
		wantStatus(t, "script after the logout", thief.json(Prefix+"passkeys", "{}"), http.StatusUnauthorized)
		if _, err := h.Check(t.Context(), c.Session); CodeOf(err) != CodeSession {
			t.Errorf("an open connection goes on: %v", err)
		}
		if n := <-told; n.Payload != petra.ID && !n.LookAgain {
			t.Errorf("connections are told %+v", n)
		}
		if h.count(audit.Logout, audit.None) != 2 { // the first is of person
			t.Error("the logout is not in the audit log")
		}
	})
}

func TestSessionsExpire(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	for _, tt := range []struct {
		name  string
		steps []time.Duration
		want  int
	}{
		{"used within the hour", []time.Duration{50 * time.Minute, 50 * time.Minute, 50 * time.Minute}, http.StatusOK},
		{"idle", []time.Duration{time.Hour}, http.StatusSeeOther},
		{"too long", slicesOf(13, 59*time.Minute), http.StatusSeeOther},
	} {
		b := h.browser().in("petra")
		var w *httptest.ResponseRecorder
		for _, step := range tt.steps {
			h.clock.pass(step)
			w = b.get("/desk/")
		}
		wantStatus(t, tt.name, w, tt.want)
	}
}

func slicesOf(n int, d time.Duration) []time.Duration {
	var out []time.Duration
	for range n {
		out = append(out, d)
	}
	return out
}

func TestWrongRole(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	b := h.browser().in("petra")
	for _, path := range []string{"/fleet/", "/account/people", "/account/people/new"} {
		w := b.get(path)
		wantStatus(t, path, w, http.StatusForbidden)
		wantText(t, w, "Ihr Konto hat die Rolle oder die Behörde nicht, die dafür nötig ist.")
	}
	b.lang = "fr, en;q=0.5"
	w := b.get("/fleet/")
	wantStatus(t, "in English", w, http.StatusForbidden)
	wantText(t, w, "Your account lacks the role or the authority for this.")
	r := httptest.NewRequest(http.MethodGet, "/fleet/", nil)
	r.Header.Set("Accept", "application/json")
	w = b.do(r)
	wantStatus(t, "for a script", w, http.StatusForbidden)
	wantText(t, w, `"code":"accounts.role"`)
}

func TestOtherSites(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	b := h.browser().in("petra")
	for name, header := range map[string][2]string{
		"by Sec-Fetch-Site": {"Sec-Fetch-Site", "cross-site"}, "a sibling host": {"Sec-Fetch-Site", "same-site"},
		"by Origin": {"Origin", "https://evil.example"}, "no origin": {"Origin", "null"}, "another port": {"Origin", "https://localhost:9999"},
	} {
		r := httptest.NewRequest(http.MethodPost, Prefix+"logout", nil)
		r.Header.Set(header[0], header[1])
		w := b.do(r)
		wantStatus(t, name, w, http.StatusForbidden)
		wantText(t, w, "kam von einer anderen Seite")
	}
	wantStatus(t, "still logged in", b.get("/desk/"), http.StatusOK)
}

func TestWebSocketsOfOtherSites(t *testing.T) {
	h := onSQLite(t)
	h.person("petra", RoleClerk)
	b := h.browser().in("petra")
	for origin, want := range map[string]int{
		testOrigin: http.StatusOK, "HTTPS://LOCALHOST:8443": http.StatusOK, "": http.StatusForbidden, "null": http.StatusForbidden,
		"https://evil.example": http.StatusForbidden, "http://localhost:8443": http.StatusForbidden, "https://localhost:8443.evil.example": http.StatusForbidden,
	} {
		r := httptest.NewRequest(http.MethodGet, "/desk/live", nil)
		r.Header.Set("Connection", "Upgrade")
		r.Header.Set("Upgrade", "websocket")
		r.Header.Set("Origin", origin)
		wantStatus(t, "origin "+origin, b.do(r), want)
	}
	r := httptest.NewRequest(http.MethodGet, "/desk/live", nil)
	r.Header.Set("Upgrade", "websocket")
	r.Header.Set("Origin", testOrigin)
	wantStatus(t, "without a login", h.browser().do(r), http.StatusUnauthorized)
}

func TestLoginNeverLeadsElsewhere(t *testing.T) {
	h := onSQLite(t)
	for wish, want := range map[string]string{
		"": "/desk/", "/": "/desk/", "/desk/call?id=1#x": "/desk/call?id=1#x", "/account/people": "/account/people",
		"https://evil.example/": "/desk/", "//evil.example": "/desk/", "/\\evil.example": "/desk/", "\\\\evil.example": "/desk/",
		"javascript:alert(1)": "/desk/", "desk": "/desk/", "/\tx": "/desk/", "/account/login?next=/": "/desk/", "///evil.example": "/desk/",
	} {
		if got := h.next(wish); got != want {
			t.Errorf("next=%q leads to %q, not %q", wish, got, want)
		}
	}
}

func TestLanguageSwitch(t *testing.T) {
	h := onSQLite(t)
	b := h.browser()
	wantText(t, b.get(pathLogin), `<html lang="de">`)
	w := b.post(Prefix+"language", "language", "en", "next", "/account/login?next=%2Fdesk%2F")
	wantStatus(t, "switch", w, http.StatusSeeOther)
	wantText(t, b.get(w.Header().Get("Location")), `<html lang="en">`)
	b.post(Prefix+"language", "language", "xx")
	wantText(t, b.get(pathLogin), `<html lang="en">`)
	for asked, want := range map[string]string{"": "de", "fr": "de", "en-GB": "en", "fr, en;q=0.3": "en", "de-AT, en": "de", "%%%": "de"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Language", asked)
		if got := h.Language(r); got != want {
			t.Errorf("who asks for %q gets %s", asked, got)
		}
	}
}

func TestHeadersOfThePages(t *testing.T) {
	h := onSQLite(t)
	w := h.browser().get(pathLogin)
	for name, want := range map[string]string{
		"Content-Security-Policy": contentPolicy, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer",
		"X-Content-Type-Options": "nosniff", "Content-Language": "de",
	} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if body := w.Body.String(); strings.Contains(body, "style=") || strings.Contains(body, " onclick") || strings.Contains(body, "<script>") {
		t.Error("something stands in the page that its policy forbids")
	}
	for name, status := range map[string]int{"account.js": 200, "account.css": 200, "roboto-400.ttf": 200, "account.go": 404, "..%2Ftexts%2Fde.toml": 404} {
		wantStatus(t, name, h.browser().get(Prefix+"assets/"+name), status)
	}
	wantStatus(t, "no such page", h.browser().get(Prefix+"nothing"), http.StatusNotFound)
}

func FuzzLocalPath(f *testing.F) {
	for _, seed := range []string{"/desk/", "//evil", "/\\evil", "https://evil", "/%2f%2fevil", "/\x00", "/a?b#c", "\t//evil"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := localPath(path)
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\t\n\r\x00") {
			t.Errorf("%q leads to %q", path, got)
		}
	})
}
