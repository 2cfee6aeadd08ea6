package accounts

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/audit"
)

// addKey registers a passkey in a browser that is logged in.
func (b *browser) addKey(key *authenticator, label string) *httptest.ResponseRecorder {
	b.h.t.Helper()
	w := b.json(Prefix+"passkeys", "{}")
	if w.Code != http.StatusOK {
		return w
	}
	return b.json(Prefix+"passkeys/answer", labelled(label, key.create(w.Body.Bytes())))
}

func labelled(label, answer string) string {
	return fmt.Sprintf(`{"label":%q,"answer":%s}`, label, answer)
}

func (b *browser) ask() []byte {
	b.h.t.Helper()
	w := b.json(pathLogin+"/passkey", "{}")
	wantStatus(b.h.t, "question", w, http.StatusOK)
	return w.Body.Bytes()
}

func (b *browser) answer(answer string) *httptest.ResponseRecorder {
	b.h.t.Helper()
	return b.json(pathLogin+"/passkey/answer?next=%2Fdesk%2F", answer)
}

// withKey is petra and her key.
func withKey(t *testing.T, h *hub) (petra Clerk, key *authenticator) {
	t.Helper()
	petra = h.person("petra", RoleClerk)
	key = newAuthenticator(t)
	wantStatus(t, "add", h.browser().in("petra").addKey(key, "Schlüsselbund"), http.StatusOK)
	return petra, key
}

func TestPasskeys(t *testing.T) {
	each(t, func(t *testing.T, h *hub) {
		_, first := withKey(t, h)
		second := newAuthenticator(t)
		b := h.browser()
		w := b.answer(first.get(b.ask()))
		wantStatus(t, "login", w, http.StatusOK)
		wantText(t, w, `"next":"/desk/"`)
		wantText(t, b.get("/desk/"), "desk of petra")
		wantStatus(t, "a second key", b.addKey(second, "Laptop"), http.StatusOK)
		w = b.get(Prefix)
		wantText(t, w, "Schlüsselbund")
		wantText(t, w, "Laptop")
		other := h.browser()
		wantStatus(t, "login by the second", other.answer(second.get(other.ask())), http.StatusOK)
		wantStatus(t, "remove the first", other.post(Prefix+"passkeys/remove", "id", b64(first.id)), http.StatusSeeOther)
		b = h.browser()
		wantStatus(t, "login by the first", b.answer(first.get(b.ask())), http.StatusUnauthorized)
		if h.count(audit.Login, audit.Passkey) != 2 || h.count(audit.PasskeyAdded, audit.None) != 2 || h.count(audit.PasskeyRemoved, audit.None) != 1 {
			t.Error("passkeys are not in the audit log")
		}
	})
}

// Every answer that is not this key's, to this question, in this browser, once, is refused.
func TestWrongPasskeyAnswers(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(b *browser, key *authenticator) *httptest.ResponseRecorder
		why    audit.Detail
	}{
		{"replayed in the same browser", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			secret := ""
			options := b.ask()
			secret = b.cookies[cookieCeremony]
			answer := key.get(options)
			wantStatus(b.h.t, "first", b.answer(answer), http.StatusOK)
			b.post(Prefix + "logout")
			b.cookies[cookieCeremony] = secret
			return b.answer(answer)
		}, audit.BadState},
		{"replayed to a new question", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			answer := key.get(b.ask())
			b.ask()
			return b.answer(answer)
		}, audit.Credentials},
		{"from another browser", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			return b.h.browser().answer(key.get(b.ask()))
		}, audit.BadState},
		{"too late", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			answer := key.get(b.ask())
			b.h.clock.pass(ceremonyLife)
			return b.answer(answer)
		}, audit.BadState},
		{"for another site", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			key.origin = "https://localhost.evil.example:8443"
			return b.answer(key.get(b.ask()))
		}, audit.Credentials},
		{"for another port", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			key.origin = "https://localhost:9999"
			return b.answer(key.get(b.ask()))
		}, audit.Credentials},
		{"for another host's id", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			key.rpID = "evil.example"
			return b.answer(key.get(b.ask()))
		}, audit.Credentials},
		{"without looking at the person", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			key.flags = userPresent
			return b.answer(key.get(b.ask()))
		}, audit.Credentials},
		{"by another key", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			other := newAuthenticator(b.h.t)
			other.id, other.handle = key.id, key.handle
			return b.answer(other.get(b.ask()))
		}, audit.Credentials},
		{"for another account", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			key.handle = []byte("nobody")
			return b.answer(key.get(b.ask()))
		}, audit.Credentials},
		{"by a copy", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			key.counter = 7
			wantStatus(b.h.t, "the original", b.answer(key.get(b.ask())), http.StatusOK)
			b.post(Prefix + "logout")
			key.counter = 3
			return b.answer(key.get(b.ask()))
		}, audit.Cloned},
		{"no answer", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			b.ask()
			return b.answer(`{"id":"x"}`)
		}, audit.Credentials},
		{"a registration", func(b *browser, key *authenticator) *httptest.ResponseRecorder {
			return b.answer(key.create(b.ask()))
		}, audit.Credentials},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := onSQLite(t)
			_, key := withKey(t, h)
			b := h.browser()
			w := tt.answer(b, key)
			wantStatus(t, tt.name, w, http.StatusUnauthorized)
			if h.count(audit.LoginRefused, tt.why) != 1 {
				t.Errorf("the audit log does not say %s", tt.why)
			}
			wantStatus(t, "desk", b.get("/desk/"), http.StatusSeeOther)
		})
	}
}

func TestPasskeyOfADisabledAccount(t *testing.T) {
	h := onSQLite(t)
	petra, key := withKey(t, h)
	if err := h.Disable(t.Context(), Console(), petra.ID); err != nil {
		t.Fatal(err)
	}
	b := h.browser()
	wantStatus(t, "login", b.answer(key.get(b.ask())), http.StatusForbidden)
}

func TestAddingAPasskey(t *testing.T) {
	h := onSQLite(t)
	_, key := withKey(t, h)
	b := h.browser().in("petra")
	wantStatus(t, "the same key again", b.addKey(key, "noch einmal"), http.StatusUnprocessableEntity)
	wantStatus(t, "without a name", b.addKey(newAuthenticator(t), " "), http.StatusUnprocessableEntity)
	unverified := newAuthenticator(t)
	unverified.flags = userPresent
	wantStatus(t, "without looking at the person", b.addKey(unverified, "x"), http.StatusUnprocessableEntity)

	options := b.json(Prefix+"passkeys", "{}").Body.Bytes()
	secret, fresh := b.cookies[cookieCeremony], newAuthenticator(t)
	answer := labelled("x", fresh.create(options))
	h.person("jan", RoleClerk)
	jan := h.browser().in("jan")
	jan.cookies[cookieCeremony] = secret
	wantStatus(t, "to another account", jan.json(Prefix+"passkeys/answer", answer), http.StatusUnauthorized)
	wantStatus(t, "and then to the own", b.json(Prefix+"passkeys/answer", answer), http.StatusUnauthorized)

	h.clock.pass(16 * time.Minute)
	w := b.addKey(newAuthenticator(t), "x")
	wantStatus(t, "long after the login", w, http.StatusForbidden)
	wantText(t, w, "Melden Sie sich ab und neu an.")
	r := httptest.NewRequest(http.MethodPost, Prefix+"passkeys/answer", strings.NewReader(answer))
	r.Header.Set("Content-Type", "text/plain")
	r.Header.Set("Accept", "application/json")
	wantStatus(t, "as a form", b.do(r), http.StatusBadRequest)
	wantStatus(t, "a megabyte", b.json(Prefix+"passkeys/answer", `{"label":"`+strings.Repeat("x", 1<<20)+`"}`), http.StatusBadRequest)
	wantStatus(t, "another's key", jan.post(Prefix+"passkeys/remove", "id", b64(key.id)), http.StatusNotFound)
}

// A bare address is no name that a passkey could belong to; without an origin there is none, too.
func TestNoPasskeysWithoutAName(t *testing.T) {
	for _, origin := range []string{"", "https://127.0.0.1:8443", "https://[::1]:8443"} {
		h := onSQLite(t, func(o *Options) { o.Origin = origin })
		if strings.Contains(h.browser().get(pathLogin).Body.String(), `id="passkey"`) {
			t.Errorf("origin %q: the login offers passkeys", origin)
		}
		h.person("petra", RoleClerk)
		wantText(t, h.browser().in("petra").get(Prefix), "keine Passkeys hinzufügen")
		wantStatus(t, "question", h.browser().json(pathLogin+"/passkey", "{}"), http.StatusNotFound)
	}
}

// Who opens questions without end fills no disk, and keeps nobody else from his.
func TestCeremoniesOfOneAddress(t *testing.T) {
	h := onSQLite(t)
	for range mostCeremonies {
		if _, _, err := h.askPasskey(t.Context(), from("192.0.2.7")); err != nil {
			t.Fatal(err)
		}
	}
	wantStatus(t, "one more", h.browser().json(pathLogin+"/passkey", "{}"), http.StatusServiceUnavailable)
	other := h.browser()
	other.address = "198.51.100.9:7"
	wantStatus(t, "another address", other.json(pathLogin+"/passkey", "{}"), http.StatusOK)
	h.clock.pass(ceremonyLife + time.Second)
	wantStatus(t, "after they have ended", h.browser().json(pathLogin+"/passkey", "{}"), http.StatusOK)
}

// FuzzPasskeyAnswer holds the judging of answers to refusing what a browser could make up.
func FuzzPasskeyAnswer(f *testing.F) {
	f.Add(`{"id":"eA","rawId":"eA","type":"public-key","response":{"authenticatorData":"","clientDataJSON":"e30","signature":"","userHandle":""}}`)
	f.Add(`{}`)
	f.Add(`null`)
	f.Add(`{"id":"eA","rawId":"eA","type":"public-key","response":{"clientDataJSON":"` + base64.RawURLEncoding.EncodeToString([]byte(`{"type":"webauthn.get"}`)) + `"}}`)
	h := onSQLite(f)
	f.Fuzz(func(t *testing.T, answer string) {
		h.clock.pass(addressLimit().forget + time.Second)
		options, secret, err := h.askPasskey(t.Context(), from("192.0.2.1"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(options); err != nil {
			t.Fatal(err)
		}
		if _, err := h.logInByPasskey(t.Context(), secret, []byte(answer), from("192.0.2.1")); CodeOf(err) != CodeCredentials {
			t.Errorf("%q: %v", answer, err)
		}
	})
}
