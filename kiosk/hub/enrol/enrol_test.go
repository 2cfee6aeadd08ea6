package enrol_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/hub/enrol"
	"buergerterminal/kiosk/link"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

func TestIdentity(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		h := newHouse(t, open())
		if got := h.who(t, nil); got != string(enrol.CodeUnknown) {
			t.Errorf("without anything: %s", got)
		}
		m := h.enrol(t)
		if got := h.who(t, m); got != foyerSaid {
			t.Errorf("the name is the hub's, not the request's: %s", got)
		}
		forged := selfSigned(t)
		if got := h.who(t, forged); got != "no TLS" && got != string(enrol.CodeUnknown) {
			t.Errorf("a forged certificate: %s", got)
		}
		revoked, err := h.registry.Revoked(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		<-revoked // look at all
		if err := h.registry.Revoke(t.Context(), foyer.Terminal); err != nil {
			t.Fatal(err)
		}
		if id := <-revoked; id != foyer.Terminal {
			t.Errorf("told of %q", id)
		}
		if got := h.who(t, m); got != string(enrol.CodeRevoked) {
			t.Errorf("revoked: %s", got)
		}
		if err := h.registry.Revoke(t.Context(), foyer.Terminal); enrol.CodeOf(err) != enrol.CodeUnknown {
			t.Errorf("revoked twice: %v", err)
		}
		again := h.enrol(t)
		if got := h.who(t, again); got != foyerSaid {
			t.Errorf("enrolled again: %s", got)
		}
		if got := h.who(t, m); got != string(enrol.CodeRevoked) {
			t.Errorf("the certificate before: %s", got)
		}
	})
}

func TestCodes(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		h := newHouse(t, open())
		ctx := t.Context()
		good := newRequest(t, newKey(t), foyer.Terminal)
		code, err := h.registry.NewCode(ctx, foyer, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		weak, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			t.Fatal(err)
		}
		curve, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		damaged := bytes.Clone(good)
		damaged[len(damaged)-1] ^= 1
		for _, tt := range []struct {
			name, code string
			request    []byte
			want       enrol.Code
		}{
			{"a guess", "ABCD-EFGH-JKLM-NPQR-STUV-WXYZ", good, enrol.CodeCode},
			{"nothing", "", good, enrol.CodeCode},
			{"no request", code, []byte("?"), enrol.CodeRequest},
			{"for another terminal", code, newRequest(t, newKey(t), "MS-99"), enrol.CodeOther},
			{"an RSA key", code, newRequest(t, weak, foyer.Terminal), enrol.CodeRequest},
			{"a key on another curve", code, newRequest(t, curve, foyer.Terminal), enrol.CodeRequest},
			{"a request signed by another", code, damaged, enrol.CodeRequest},
			{"as people type it", " " + strings.ToLower(strings.ReplaceAll(code, "-", " ")), good, ""},
			{"used", code, good, enrol.CodeCode},
		} {
			if _, err := h.registry.Enrol(ctx, tt.code, tt.request); enrol.CodeOf(err) != tt.want {
				t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
			}
		}
		old, err := h.registry.NewCode(ctx, foyer, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		replaced, err := h.registry.NewCode(ctx, foyer, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.registry.Enrol(ctx, old, good); enrol.CodeOf(err) != enrol.CodeCode {
			t.Errorf("a replaced code: %v", err)
		}
		h.add(time.Hour + time.Second)
		if _, err := h.registry.Enrol(ctx, replaced, good); enrol.CodeOf(err) != enrol.CodeCode {
			t.Errorf("a code that is too old: %v", err)
		}
		for _, id := range []enrol.Identity{{}, {Terminal: "MS 03"}, {Terminal: "MS-03", Authority: "a b"}, {Terminal: "MS-03", Place: strings.Repeat("x", 201)}} {
			if _, err := h.registry.NewCode(ctx, id, time.Hour); enrol.CodeOf(err) != enrol.CodeName {
				t.Errorf("%+v: %v", id, err)
			}
		}
	})
}

// Of many who come with one code, one gets a certificate.
func TestACodeCountsOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		h := newHouse(t, open())
		code, err := h.registry.NewCode(t.Context(), foyer, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		request := newRequest(t, newKey(t), foyer.Terminal)
		var wait sync.WaitGroup
		results := make(chan enrol.Code, 20)
		for range cap(results) {
			wait.Go(func() {
				_, err := h.registry.Enrol(t.Context(), code, request)
				results <- enrol.CodeOf(err)
			})
		}
		wait.Wait()
		close(results)
		count := map[enrol.Code]int{}
		for code := range results {
			count[code]++
		}
		if count[""] != 1 || count[enrol.CodeCode] != cap(results)-1 {
			t.Errorf("one code gave %v", count)
		}
	})
}

func TestRenewal(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		h := newHouse(t, open())
		m := h.enrol(t)
		if status, _, problem := h.post(t, h.client(nil), link.RenewPath, link.Enrolment{Request: newRequest(t, newKey(t), foyer.Terminal)}); status != http.StatusUnauthorized || problem.Code != link.ProblemUnauthorized {
			t.Errorf("a renewal without an identity: %d %+v", status, problem)
		}
		next := &terminal{key: newKey(t)}
		status, e, problem := h.post(t, h.client(m), link.RenewPath, link.Enrolment{Request: newRequest(t, next.key, foyer.Terminal)})
		if status != http.StatusOK {
			t.Fatalf("renewal: %d %+v", status, problem)
		}
		next.certificate, next.serial = e.Certificate, e.Serial
		if life := e.Expires.Sub(time.Now()); e.Renew.Before(time.Now()) || e.Expires.Sub(e.Renew) > life/3+time.Hour {
			t.Errorf("renew at %v, expires %v", e.Renew, e.Expires)
		}
		if got := h.who(t, m); got != foyerSaid {
			t.Errorf("the old one, before the new one is used: %s", got)
		}
		if got := h.who(t, next); got != foyerSaid {
			t.Errorf("the new one: %s", got)
		}
		if got := h.who(t, m); got != string(enrol.CodeRevoked) {
			t.Errorf("the old one, after the new one was used: %s", got)
		}
		h.add(366 * 24 * time.Hour)
		if got := h.who(t, next); got != string(enrol.CodeExpired) {
			t.Errorf("a year later: %s", got)
		}
	})
}

// A request through a proxy that ends TLS is signed.
func TestSignedRequests(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		h := newHouse(t, open())
		m, stranger := h.enrol(t), selfSigned(t)
		other := newKey(t)
		for _, tt := range []struct {
			name string
			by   func(*http.Request) error
			want string
		}{
			{"signed", func(r *http.Request) error { return link.SignRequest(r, m.key, m.serial, h.now()) }, foyerSaid},
			{"by another key", func(r *http.Request) error { return link.SignRequest(r, other, m.serial, h.now()) }, string(enrol.CodeForged)},
			{"by a stranger", func(r *http.Request) error { return link.SignRequest(r, stranger.key, stranger.serial, h.now()) }, string(enrol.CodeRevoked)},
			{"long ago", func(r *http.Request) error {
				return link.SignRequest(r, m.key, m.serial, h.now().Add(-link.SignatureWindow-2*time.Second))
			}, string(enrol.CodeClock)},
			{"tomorrow", func(r *http.Request) error { return link.SignRequest(r, m.key, m.serial, h.now().Add(24*time.Hour)) }, string(enrol.CodeClock)},
			{"for another terminal", func(r *http.Request) error {
				r.Header.Set(link.HeaderTerminal, "MS-04")
				return link.SignRequest(r, m.key, m.serial, h.now())
			}, string(enrol.CodeForged)},
			{"and changed", func(r *http.Request) error {
				err := link.SignRequest(r, m.key, m.serial, h.now())
				r.Header.Set(link.HeaderNumber, "X")
				return err
			}, string(enrol.CodeForged)},
		} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.server.URL+"/who", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set(link.HeaderTerminal, foyer.Terminal)
			if err := tt.by(r); err != nil {
				t.Fatal(err)
			}
			for i, want := range []string{tt.want, string(enrol.CodeReplayed)} {
				answer, err := h.client(nil).Do(r)
				if err != nil {
					t.Fatal(err)
				}
				if got := read(t, answer); got != want {
					t.Errorf("%s, sent %d times: %s, want %s", tt.name, i+1, got, want)
				}
				if tt.want != foyerSaid {
					break // what was not taken is refused for its own reason again
				}
			}
		}
	})
}

func TestEnrolmentRefusesFloods(t *testing.T) {
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := newHouse(t, db)
	busy := false
	for range 40 {
		status, _, problem := h.post(t, h.client(nil), link.EnrolPath, link.Enrolment{Code: "SECRET-GUESS", Request: []byte{1}})
		busy = busy || status == http.StatusTooManyRequests && problem.Code == link.ProblemBusy
	}
	if !busy {
		t.Error("forty guesses at once were all heard")
	}
	if status, _, problem := h.post(t, h.client(h.enrolBehind(t)), link.RenewPath, link.Enrolment{Request: make([]byte, link.MaxEnrolment)}); status != http.StatusBadRequest || problem.Code != link.ProblemRequest {
		t.Errorf("a large request: %d %+v", status, problem)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if said := strings.Join(h.log, "\n"); strings.Contains(said, "GUESS") || !strings.Contains(said, string(enrol.CodeCode)) {
		t.Errorf("logged %s", said)
	}
}

func TestList(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		h := newHouse(t, open())
		m := h.enrol(t)
		h.who(t, m)
		hall := enrol.Identity{Terminal: "MS-04", Authority: "bauhof", Place: "Halle"}
		if _, err := h.registry.NewCode(t.Context(), hall, time.Hour); err != nil {
			t.Fatal(err)
		}
		list, err := h.registry.List(t.Context())
		if err != nil || len(list) != 2 || list[0].Identity != foyer || list[0].Serial != m.serial || !list[0].Used || list[0].Ended ||
			list[1].Identity != hall || list[1].Serial != "" || list[1].Expires.IsZero() {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestAuthorityFiles(t *testing.T) {
	dir := t.TempDir()
	first, err := enrol.LoadAuthority(dir, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	second, err := enrol.LoadAuthority(dir, time.Now())
	if err != nil || !second.Pool().Equal(first.Pool()) {
		t.Errorf("loaded another authority: %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "ca-key.pem")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
	other := t.TempDir()
	if _, err := enrol.LoadAuthority(other, time.Now()); err != nil {
		t.Fatal(err)
	}
	for _, damage := range []struct {
		name string
		do   func() error
	}{
		{"another's key", func() error { return copyFile(filepath.Join(other, "ca-key.pem"), filepath.Join(dir, "ca-key.pem")) }},
		{"no key", func() error { return os.Remove(filepath.Join(dir, "ca-key.pem")) }},
		{"no PEM", func() error { return os.WriteFile(filepath.Join(other, "ca.pem"), []byte("?"), 0o600) }},
	} {
		if err := damage.do(); err != nil {
			t.Fatal(err)
		}
		in := dir
		if damage.name == "no PEM" {
			in = other
		}
		if _, err := enrol.LoadAuthority(in, time.Now()); enrol.CodeOf(err) != enrol.CodeSetup {
			t.Errorf("%s: %v", damage.name, err)
		}
	}
}
