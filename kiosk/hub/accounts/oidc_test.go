package accounts

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
)

// away follows the button of the login page and returns where it leads.
func (b *browser) away() string {
	b.h.t.Helper()
	w := b.get("/account/oidc?next=%2Fdesk%2Fx")
	wantStatus(b.h.t, "away", w, http.StatusSeeOther)
	return w.Header().Get("Location")
}

func (b *browser) back(q url.Values) *httptest.ResponseRecorder {
	b.h.t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/account/oidc/back?"+q.Encode(), nil)
	r.Header.Set("Sec-Fetch-Site", "cross-site") // as a browser says it that was sent back
	return b.do(r)
}

func TestOIDC(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		s := newLoginService(t)
		h := newHub(t, open(), s.connected)
		b := h.browser()
		w := b.get(pathLogin)
		wantText(t, w, "Mit dem Stadt-Konto anmelden")
		w = b.back(s.logIn(b.away(), petra()))
		wantStatus(t, "back", w, http.StatusSeeOther)
		if at := w.Header().Get("Location"); at != "/desk/x" {
			t.Errorf("the login leads to %s", at)
		}
		wantText(t, b.get("/desk/"), "desk of petra.krahl")
		account, err := h.FindName(t.Context(), Console(), "petra.krahl")
		if err != nil {
			t.Fatal(err)
		}
		p := account.Profile
		if p.Office != "Bürgeramt" || list(p.Roles) != `["clerk"]` || list(p.Authorities) != `["musterstadt-buergeramt"]` || account.Local() {
			t.Errorf("%+v", account)
		}
		// The next login brings other roles; it is the same account, even under another name.
		claims := petra()
		claims["preferred_username"], claims["realm_access"] = "petra.weber", map[string]any{"roles": []string{"bt-lead"}}
		b = h.browser()
		wantStatus(t, "second login", b.back(s.logIn(b.away(), claims)), http.StatusSeeOther)
		again, err := h.FindName(t.Context(), Console(), "petra.weber")
		if err != nil || again.ID != account.ID || list(again.Profile.Roles) != `["supervisor"]` {
			t.Errorf("%+v, %v", again, err)
		}
		if h.count(audit.Login, audit.OIDC) != 2 || h.count(audit.AccountChanged, audit.Permissions) != 1 {
			t.Error("the logins are not in the audit log")
		}
	})
}

// The service keeps password and roles: here is no second way in that would outlive them.
func TestAccountsOfTheServiceHaveNoOtherWayIn(t *testing.T) {
	s := newLoginService(t)
	h := onSQLite(t, s.connected)
	b := h.browser()
	wantStatus(t, "login", b.back(s.logIn(b.away(), petra())), http.StatusSeeOther)
	w := b.get(Prefix)
	wantText(t, w, "gehört zum Anmeldedienst der Stadt")
	if strings.Contains(w.Body.String(), `action="/account/password"`) || strings.Contains(w.Body.String(), "addpasskey") {
		t.Error("the page offers a password or a passkey")
	}
	wantStatus(t, "password", b.post(Prefix+"password", "wanted", goodPassword, "again", goodPassword), http.StatusForbidden)
	wantStatus(t, "passkey", b.addKey(newAuthenticator(t), "x"), http.StatusForbidden)
	wantStatus(t, "password login", h.browser().logIn("petra.krahl", ""), http.StatusUnauthorized)
	account, err := h.FindName(t.Context(), Console(), "petra.krahl")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.IssueLink(t.Context(), Console(), account.ID); CodeOf(err) != CodeForeign {
		t.Errorf("a link: %v", err)
	}
	p := account.Profile
	p.Roles, p.Languages = []Role{RoleSupervisor}, []string{"hsb"}
	if err := h.Change(t.Context(), Console(), account.ID, p); err != nil {
		t.Fatal(err)
	}
	account, err = h.FindName(t.Context(), Console(), "petra.krahl")
	if err != nil || list(account.Profile.Roles) != `["clerk"]` || list(account.Profile.Languages) != `["hsb"]` {
		t.Errorf("%+v, %v", account, err)
	}
}

func TestWrongAnswersOfTheService(t *testing.T) {
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	claim := func(name string, value any) func(*loginService, *browser) *httptest.ResponseRecorder {
		return func(s *loginService, b *browser) *httptest.ResponseRecorder {
			s.change = func(c map[string]any) { c[name] = value }
			return b.back(s.logIn(b.away(), petra()))
		}
	}
	person := func(name string, value any) func(*loginService, *browser) *httptest.ResponseRecorder {
		return func(s *loginService, b *browser) *httptest.ResponseRecorder {
			claims := petra()
			claims[name] = value
			return b.back(s.logIn(b.away(), claims))
		}
	}
	for _, tt := range []struct {
		name string
		do   func(s *loginService, b *browser) *httptest.ResponseRecorder
		want int
		why  audit.Detail
	}{
		{"state of another browser", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			q := s.logIn(b.away(), petra())
			other := b.h.browser()
			other.away()
			return other.back(q)
		}, http.StatusUnauthorized, audit.BadState},
		{"without the browser's cookie", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			return b.h.browser().back(s.logIn(b.away(), petra()))
		}, http.StatusUnauthorized, audit.BadState},
		{"code and state replayed", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			target := b.away()
			secret, q := b.cookies[cookieCeremony], s.logIn(target, petra())
			wantStatus(b.h.t, "first", b.back(q), http.StatusSeeOther)
			b.post(Prefix + "logout")
			b.cookies[cookieCeremony] = secret
			return b.back(q)
		}, http.StatusUnauthorized, audit.BadState},
		{"code replayed to a new state", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			q := s.logIn(b.away(), petra())
			wantStatus(b.h.t, "first", b.back(q), http.StatusSeeOther)
			b.post(Prefix + "logout")
			second := s.logIn(b.away(), petra())
			q.Set("state", second.Get("state"))
			return b.back(q)
		}, http.StatusBadGateway, audit.Credentials},
		{"somebody else's code", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			stolen := s.logIn(b.h.browser().away(), petra())
			own := s.logIn(b.away(), petra())
			own.Set("code", stolen.Get("code")) // its verifier is another
			return b.back(own)
		}, http.StatusBadGateway, audit.Credentials},
		{"too late", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			q := s.logIn(b.away(), petra())
			b.h.clock.pass(ceremonyLife)
			return b.back(q)
		}, http.StatusUnauthorized, audit.BadState},
		{"refused", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			q := s.logIn(b.away(), petra())
			q.Del("code")
			q.Set("error", "access_denied")
			return b.back(q)
		}, http.StatusBadGateway, audit.Credentials},
		{"another issuer answers", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			q := s.logIn(b.away(), petra())
			q.Set("iss", "https://evil.example")
			return b.back(q)
		}, http.StatusBadGateway, audit.Credentials},
		{"signed by a stranger", func(s *loginService, b *browser) *httptest.ResponseRecorder {
			s.signer = stranger
			return b.back(s.logIn(b.away(), petra()))
		}, http.StatusBadGateway, audit.Credentials},
		{"wrong nonce", claim("nonce", "another"), http.StatusBadGateway, audit.Credentials},
		{"no nonce", claim("nonce", nil), http.StatusBadGateway, audit.Credentials},
		{"for another client", claim("aud", "another"), http.StatusBadGateway, audit.Credentials},
		{"of another issuer", claim("iss", "https://evil.example"), http.StatusBadGateway, audit.Credentials},
		{"expired", claim("exp", time.Now().Add(-time.Hour).Unix()), http.StatusBadGateway, audit.Credentials},
		{"no role", person("realm_access", map[string]any{"roles": []string{"other"}}), http.StatusForbidden, audit.NoRole},
		{"roles of another shape", person("realm_access", "bt-clerk"), http.StatusForbidden, audit.NoRole},
		{"no name", person("preferred_username", ""), http.StatusBadGateway, audit.NoRole},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newLoginService(t)
			h := onSQLite(t, s.connected)
			b := h.browser()
			w := tt.do(s, b)
			wantStatus(t, tt.name, w, tt.want)
			if h.count(audit.LoginRefused, tt.why) != 1 {
				t.Errorf("the audit log does not say %s", tt.why)
			}
			wantStatus(t, "desk", b.get("/desk/"), http.StatusSeeOther)
		})
	}
}

func TestAServiceAccountTakesNoLocalName(t *testing.T) {
	s := newLoginService(t)
	h := onSQLite(t, s.connected)
	local := h.person("petra.krahl", RoleSupervisor)
	b := h.browser()
	w := b.back(s.logIn(b.away(), petra()))
	wantStatus(t, "login", w, http.StatusConflict)
	wantText(t, w, "Diesen Anmeldenamen hat schon ein anderes Konto.")
	account, err := h.FindName(t.Context(), Console(), "petra.krahl")
	if err != nil || account.ID != local.ID || !account.Local() {
		t.Errorf("%+v, %v", account, err)
	}
}

func TestDisabledServiceAccount(t *testing.T) {
	s := newLoginService(t)
	h := onSQLite(t, s.connected)
	b := h.browser()
	wantStatus(t, "login", b.back(s.logIn(b.away(), petra())), http.StatusSeeOther)
	account, err := h.FindName(t.Context(), Console(), "petra.krahl")
	if err != nil {
		t.Fatal(err)
	}
	if err := h.Disable(t.Context(), Console(), account.ID); err != nil {
		t.Fatal(err)
	}
	wantStatus(t, "session", b.get("/desk/"), http.StatusSeeOther)
	wantStatus(t, "login", b.back(s.logIn(b.away(), petra())), http.StatusForbidden)
}

// The hub starts and serves passwords while the service is away, and finds it when it is back.
func TestServiceAway(t *testing.T) {
	s := newLoginService(t)
	s.down = true
	h := onSQLite(t, s.connected)
	h.person("jan", RoleClerk)
	b := h.browser()
	w := b.get("/account/oidc")
	wantStatus(t, "away", w, http.StatusBadGateway)
	wantText(t, w, "Der Anmeldedienst der Stadt antwortet nicht")
	wantStatus(t, "by password", h.browser().logIn("jan", goodPassword), http.StatusSeeOther)
	s.mu.Lock()
	s.down = false
	s.mu.Unlock()
	wantStatus(t, "back", b.back(s.logIn(b.away(), petra())), http.StatusSeeOther)
}

func TestWrongOptions(t *testing.T) {
	good := OIDC{Issuer: "https://id.example", ClientID: "x", RolesClaim: "roles", Roles: map[string]Role{"a": RoleClerk}}
	for name, o := range map[string]Options{
		"plain HTTP":        {Origin: "http://localhost"},
		"a path":            {Origin: "https://localhost/desk"},
		"weak hash":         {Cost: Cost{Memory: 1 << 10, Time: 1, Lanes: 1}},
		"OIDC, no origin":   {OIDC: &good},
		"OIDC, plain":       {Origin: testOrigin, OIDC: &OIDC{Issuer: "http://id.example", ClientID: "x", RolesClaim: "roles", Roles: good.Roles}},
		"OIDC, no roles":    {Origin: testOrigin, OIDC: &OIDC{Issuer: "https://id.example", ClientID: "x", RolesClaim: "roles"}},
		"OIDC, wrong role":  {Origin: testOrigin, OIDC: &OIDC{Issuer: "https://id.example", ClientID: "x", RolesClaim: "roles", Roles: map[string]Role{"a": "mayor"}}},
		"OIDC, no client":   {Origin: testOrigin, OIDC: &OIDC{Issuer: "https://id.example", RolesClaim: "roles", Roles: good.Roles}},
		"OIDC, no claim":    {Origin: testOrigin, OIDC: &OIDC{Issuer: "https://id.example", ClientID: "x", Roles: good.Roles}},
		"an origin of junk": {Origin: "https://"},
	} {
		h := onSQLite(t)
		if _, err := Open(t.Context(), h.db, h.log, o); CodeOf(err) != CodeSetup {
			t.Errorf("%s: %v", name, err)
		}
	}
}
