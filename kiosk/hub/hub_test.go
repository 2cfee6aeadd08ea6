package hub

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/link"
)

const key = "6f1c2f8e-5a0e-4c55-9b1c-0d6a3a1b2c3d"

type fixture struct {
	hub       *Hub
	store     *Store
	terminals string
	token     string
	log       *bytes.Buffer
}

// each runs a test with a hub on each engine.
func each(t *testing.T, test func(t *testing.T, f *fixture)) {
	t.Helper()
	databasetest.EachSource(t, func(t *testing.T, source string) { test(t, newFixtureIn(t, source)) })
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return newFixtureIn(t, filepath.Join(t.TempDir(), "hub.sqlite"))
}

func newFixtureIn(t *testing.T, source string) *fixture {
	t.Helper()
	dir := t.TempDir()
	f := &fixture{terminals: filepath.Join(dir, "terminals.toml"), log: new(bytes.Buffer)}
	var err error
	if f.token, err = Enrol(f.terminals, Terminal{ID: "ms-03", Place: "Rathaus, Foyer"}, false); err != nil {
		t.Fatal(err)
	}
	list, err := LoadTerminals(f.terminals)
	if err != nil {
		t.Fatal(err)
	}
	if f.store, err = OpenStore(source); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.store.Close() })
	var mu sync.Mutex
	f.hub, err = New(Config{Store: f.store, Terminals: list, Town: "Stadt Musterstadt", Location: time.UTC, Log: func(event string, pairs ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintln(f.log, append([]any{event}, pairs...)...)
	}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) request(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPut, link.SubmissionPath(key), strings.NewReader(body))
	link.Envelope{
		Terminal: "ms-03", Authority: "musterstadt-buergeramt", Flow: "meldebescheinigung@3", Number: "4K7-219",
		TokenSHA256: strings.Repeat("0f", 32),
	}.Set(r.Header)
	link.SetBearer(r.Header, f.token)
	r.Header.Set("Content-Type", link.SealedType)
	r.Header.Set(link.HeaderDigest, link.FormatDigest(hashOf([]byte(body))))
	return r
}

func (f *fixture) do(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.hub.Handler().ServeHTTP(w, r)
	return w
}

func TestIntakeStoresOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		var first link.Receipt
		for i, status := range []int{http.StatusCreated, http.StatusOK, http.StatusOK} {
			w := f.do(f.request("sealed"))
			var receipt link.Receipt
			if err := json.Unmarshal(w.Body.Bytes(), &receipt); err != nil || w.Code != status || w.Header().Get("Content-Type") != "application/json" {
				t.Fatalf("%d: %d %s, %v", i, w.Code, w.Body, err)
			}
			if i == 0 {
				first = receipt
			}
			if receipt != first || receipt.Key != key || receipt.SHA256 != fmt.Sprintf("%x", hashOf([]byte("sealed"))) || receipt.StoredAt.IsZero() {
				t.Errorf("%d: receipt %+v", i, receipt)
			}
		}
		list, err := f.store.List(t.Context(), 0, 10)
		if err != nil || len(list) != 1 || list[0].Envelope.Number != "4K7-219" || list[0].Size != 6 {
			t.Errorf("list %+v, %v", list, err)
		}
		if body, err := f.store.Body(t.Context(), list[0].Seq); err != nil || string(body) != "sealed" {
			t.Errorf("body %q, %v", body, err)
		}
	})
}

func TestIntakeRefuses(t *testing.T) {
	cases := []struct {
		name   string
		change func(*http.Request)
		status int
		code   link.ProblemCode
	}{
		{"GET", func(r *http.Request) { r.Method = http.MethodGet }, 405, link.ProblemMethod},
		{"POST", func(r *http.Request) { r.Method = http.MethodPost }, 405, link.ProblemMethod},
		{"no token", func(r *http.Request) { r.Header.Del("Authorization") }, 401, link.ProblemUnauthorized},
		{"wrong token", func(r *http.Request) { link.SetBearer(r.Header, "x") }, 401, link.ProblemUnauthorized},
		{"unknown terminal", func(r *http.Request) { r.Header.Set(link.HeaderTerminal, "ms-99") }, 401, link.ProblemUnauthorized},
		{"no terminal", func(r *http.Request) { r.Header.Del(link.HeaderTerminal) }, 401, link.ProblemUnauthorized},
		{"no flow", func(r *http.Request) { r.Header.Del(link.HeaderFlow) }, 400, link.ProblemEnvelope},
		{"script as number", func(r *http.Request) { r.Header.Set(link.HeaderNumber, "<script>") }, 400, link.ProblemEnvelope},
		{"short key", func(r *http.Request) { r.URL.Path = link.SubmissionPath("abc") }, 400, link.ProblemEnvelope},
		{"empty", func(r *http.Request) { r.ContentLength, r.Body = 0, http.NoBody }, 400, link.ProblemEnvelope},
		{"JSON", func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }, 415, link.ProblemContentType},
		{"no length", func(r *http.Request) { r.ContentLength = -1 }, 411, link.ProblemLength},
		{"too large", func(r *http.Request) { r.ContentLength = link.MaxBody + 1 }, 413, link.ProblemTooLarge},
		{"no digest", func(r *http.Request) { r.Header.Del(link.HeaderDigest) }, 400, link.ProblemEnvelope},
		{"wrong digest", func(r *http.Request) { r.Header.Set(link.HeaderDigest, link.FormatDigest(hashOf(nil))) }, 400, link.ProblemDigest},
		{"ends early", func(r *http.Request) { r.ContentLength = 100 }, 408, link.ProblemIncomplete},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f := newFixture(t)
			r := f.request("sealed")
			c.change(r)
			w := f.do(r)
			var p link.Problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != c.status || p.Code != c.code || p.Status != c.status ||
				w.Header().Get("Content-Type") != link.ProblemType {
				t.Errorf("%d %s %s, %v", w.Code, w.Header().Get("Content-Type"), w.Body, err)
			}
			if list, err := f.store.List(t.Context(), 0, 1); err != nil || len(list) != 0 {
				t.Errorf("stored %+v, %v", list, err)
			}
			if strings.Contains(f.log.String(), "script") || strings.Contains(f.log.String(), f.token) {
				t.Errorf("the log repeats what was sent: %s", f.log)
			}
		})
	}
}

func TestOtherContentIsAConflict(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.do(f.request("sealed"))
		w := f.do(f.request("other"))
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `"conflict"`) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		list, err := f.store.List(t.Context(), 0, 10)
		if err != nil || len(list) != 1 || list[0].SHA256 != hashOf([]byte("sealed")) {
			t.Errorf("list %+v, %v", list, err)
		}
		// The same key from another terminal is another submission.
		token, err := Enrol(f.terminals, Terminal{ID: "ms-04"}, false)
		if err != nil {
			t.Fatal(err)
		}
		r := f.request("other")
		r.Header.Set(link.HeaderTerminal, "ms-04")
		link.SetBearer(r.Header, token)
		if w := f.do(r); w.Code != http.StatusCreated {
			t.Errorf("another terminal: %d %s", w.Code, w.Body)
		}
		if _, err := f.store.Find(t.Context(), "4K7-219"); CodeOf(err) != CodeAmbiguous {
			t.Errorf("two with one number: %v", err)
		}
	})
}

func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		server := httptest.NewTLSServer(f.hub.Handler())
		defer server.Close()
		var wait sync.WaitGroup
		created, repeated := make(chan bool, 100), make(chan bool, 100)
		for range 4 {
			wait.Go(func() {
				for i := range 10 {
					r := f.request(fmt.Sprint("sealed ", i))
					r.URL.Scheme, r.URL.Host, r.RequestURI = "https", server.Listener.Addr().String(), ""
					r.URL.Path = link.SubmissionPath(fmt.Sprintf("0123456789-0123456789-%d", i))
					response, err := server.Client().Do(r)
					if err != nil {
						t.Error(err)
						return
					}
					io.Copy(io.Discard, response.Body)
					response.Body.Close()
					switch response.StatusCode {
					case http.StatusCreated:
						created <- true
					case http.StatusOK:
						repeated <- true
					default:
						t.Errorf("%s", response.Status)
					}
				}
			})
		}
		wait.Wait()
		if len(created) != 10 || len(repeated) != 30 {
			t.Errorf("%d created, %d repeated", len(created), len(repeated))
		}
	})
}

func TestBusy(t *testing.T) {
	f := newFixture(t)
	for range concurrentBodies {
		f.hub.bodies <- struct{}{}
	}
	w := f.do(f.request("sealed"))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %s", w.Code, w.Header())
	}
}

func TestStoreFailure(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		if err := f.store.Close(); err != nil {
			t.Fatal(err)
		}
		if w := f.do(f.request("sealed")); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), `"storage"`) {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w := f.do(httptest.NewRequest(http.MethodGet, link.HealthPath, nil)); w.Code != http.StatusServiceUnavailable {
			t.Errorf("health: %d", w.Code)
		}
		if w := f.page(PagePath); w.Code != http.StatusInternalServerError {
			t.Errorf("page: %d", w.Code)
		}
	})
}

func TestFlippedBit(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.do(f.request("sealed"))
		if _, err := f.store.db.Exec(t.Context(), "UPDATE submission SET body = $1", []byte("sea\x00ed")); err != nil {
			t.Fatal(err)
		}
		if _, err := f.store.Body(t.Context(), 1); CodeOf(err) != CodeCorrupt {
			t.Errorf("error %v", err)
		}
	})
}

func TestStoreFind(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		f.do(f.request("sealed"))
		for _, by := range []string{key, "4K7-219"} {
			if s, err := f.store.Find(t.Context(), by); err != nil || s.Key != key {
				t.Errorf("%s: %+v, %v", by, s, err)
			}
		}
		if _, err := f.store.Find(t.Context(), "000-000"); CodeOf(err) != CodeNotFound {
			t.Errorf("unknown: %v", err)
		}
		if _, err := f.store.Body(t.Context(), 99); CodeOf(err) != CodeNotFound {
			t.Errorf("unknown body: %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := f.store.List(ctx, 0, 1); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}

func TestOpenStoreRefuses(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "no.sqlite")
	if err := os.WriteFile(path, bytes.Repeat([]byte("hello"), 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenStore(path); CodeOf(err) != CodeCorrupt {
		t.Errorf("no database: %v", err)
	}
	if _, err := OpenStore(filepath.Join(dir, "missing", "x")); CodeOf(err) != CodeStore {
		t.Errorf("no folder: %v", err)
	}
}

func TestHealth(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		if w := f.do(httptest.NewRequest(http.MethodGet, link.HealthPath, nil)); w.Code != http.StatusOK || w.Body.String() != "ok\n" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

// TestArrived counts only what came for the authorities that somebody works for, and only since the moment.
func TestArrived(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		before := time.Now().Add(-time.Minute)
		if w := f.do(f.request("sealed")); w.Code >= 300 {
			t.Fatalf("not stored: %d", w.Code)
		}
		for _, c := range []struct {
			since       time.Time
			authorities []string
			want        int
		}{
			{before, []string{"musterstadt-buergeramt"}, 1},
			{before, []string{"musterstadt-bauhof", "musterstadt-buergeramt"}, 1},
			{before, []string{"musterstadt-bauhof"}, 0},
			{before, nil, 0},
			{time.Now().Add(time.Minute), []string{"musterstadt-buergeramt"}, 0},
		} {
			if n, err := f.store.Arrived(t.Context(), c.since, c.authorities...); err != nil || n != c.want {
				t.Errorf("%v since %v: %d, %v; want %d", c.authorities, c.since, n, err, c.want)
			}
		}
	})
}
