package drafts_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// served is the room behind its handler, for terminals that name themselves.
func served(t *testing.T) (*room, http.Handler) {
	t.Helper()
	db, err := database.Open(t.Context(), filepath.Join(t.TempDir(), "hub.sqlite"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	r := newRoom(t, db, 0)
	return r, r.Handler(func(r *http.Request) (string, bool) {
		id := r.Header.Get(link.HeaderTerminal)
		return id, id != ""
	})
}

func asked(h http.Handler, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Header.Set(link.HeaderTerminal, "MS-01")
	r.Header.Set("Content-Type", link.DraftType)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func problemOf(w *httptest.ResponseRecorder) link.ProblemCode {
	var p link.Problem
	_ = json.Unmarshal(w.Body.Bytes(), &p)
	return p.Code
}

// TestRefusals goes through what the hub does not take.
func TestRefusals(t *testing.T) {
	_, h := served(t)
	put, ask := link.DraftsPath, `{"id":"`+first+`","hub":"K7QX2M"}`
	for _, tt := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     link.ProblemCode
	}{
		{"a stranger", "PUT", put, "x", []string{link.HeaderTerminal, ""}, 401, link.ProblemUnauthorized},
		{"no id", "PUT", put, "x", []string{link.HeaderDraftDays, "14"}, 400, link.ProblemEnvelope},
		{"no days", "PUT", put, "x", []string{link.HeaderDraftID, first}, 400, link.ProblemEnvelope},
		{"too many days", "PUT", put, "x", []string{link.HeaderDraftID, first, link.HeaderDraftDays, "91"}, 400, link.ProblemEnvelope},
		{"nothing", "PUT", put, "", []string{link.HeaderDraftID, first, link.HeaderDraftDays, "14"}, 413, link.ProblemTooLarge},
		{"another kind", "PUT", put, "x", []string{link.HeaderDraftID, first, link.HeaderDraftDays, "14", "Content-Type", "text/plain"}, 415, link.ProblemContentType},
		{"too large", "PUT", put, strings.Repeat("x", link.MaxDraft+1), []string{link.HeaderDraftID, first, link.HeaderDraftDays, "14"}, 413, link.ProblemTooLarge},
		{"no question", "POST", link.DraftTakePath, "{", nil, 400, link.ProblemEnvelope},
		{"no id to take", "POST", link.DraftTakePath, `{"hub":"K7QX2M"}`, nil, 400, link.ProblemEnvelope},
		{"another hub's paper", "POST", link.DraftTakePath, strings.Replace(ask, "K7QX2M", "ANDERS", 1), nil, 421, link.ProblemOtherHub},
		{"an unknown draft", "POST", link.DraftTakePath, ask, nil, 404, link.ProblemDraftGone},
	} {
		w := asked(h, tt.method, tt.path, tt.body, tt.headers...)
		if w.Code != tt.status || problemOf(w) != tt.code {
			t.Errorf("%s: %d %s, want %d %s", tt.name, w.Code, problemOf(w), tt.status, tt.code)
		}
	}
	if w := asked(h, "PUT", put, "x", link.HeaderDraftID, first, link.HeaderDraftDays, "14", link.HeaderDraftReplaces, "x"); w.Code != http.StatusBadRequest {
		t.Errorf("a malformed id that is replaced: %d", w.Code)
	}
	if w := asked(h, "POST", link.DraftRenewPath, ask); problemOf(w) != link.ProblemDraftGone {
		t.Errorf("renewed without a lease: %d", w.Code)
	}
	for _, path := range []string{link.DraftBurnPath, link.DraftLeavePath, link.DraftDropPath} {
		if w := asked(h, "POST", path, ask); w.Code != http.StatusNoContent {
			t.Errorf("%s of an unknown draft: %d, which tells that it is unknown", path, w.Code)
		}
	}
}

// TestOneAnswerForAllThatIsGone: unknown, used and expired cannot be told apart.
func TestOneAnswerForAllThatIsGone(t *testing.T) {
	r, h := served(t)
	ask := `{"id":"` + first + `","hub":"K7QX2M"}`
	unknown := asked(h, "POST", link.DraftTakePath, ask)
	r.keep(t, first, "sealed")
	if _, _, err := r.Take(t.Context(), "MS-01", first); err != nil {
		t.Fatal(err)
	}
	if err := r.Burn(t.Context(), "MS-01", first); err != nil {
		t.Fatal(err)
	}
	used := asked(h, "POST", link.DraftTakePath, ask)
	r.keep(t, first, "sealed")
	r.now = r.now.AddDate(0, 0, 20)
	expired := asked(h, "POST", link.DraftTakePath, ask)
	for name, w := range map[string]*httptest.ResponseRecorder{"used": used, "expired": expired} {
		if w.Code != unknown.Code || w.Body.String() != unknown.Body.String() || len(w.Header()) != len(unknown.Header()) {
			t.Errorf("%s: %d %s, unknown: %d %s", name, w.Code, w.Body, unknown.Code, unknown.Body)
		}
	}
}

// TestRate stops a terminal that asks faster than citizens come.
func TestRate(t *testing.T) {
	r, h := served(t)
	ask := `{"id":"` + first + `","hub":"K7QX2M"}`
	refused := 0
	for range 40 {
		if w := asked(h, "POST", link.DraftTakePath, ask); w.Code == http.StatusTooManyRequests && w.Header().Get("Retry-After") != "" {
			refused++
		}
	}
	if refused != 20 {
		t.Errorf("%d of 40 were refused", refused)
	}
	if w := asked(h, "POST", link.DraftTakePath, ask, link.HeaderTerminal, "MS-02"); w.Code == http.StatusTooManyRequests {
		t.Error("another terminal was refused")
	}
	r.now = r.now.Add(30_000_000_000)
	if w := asked(h, "POST", link.DraftTakePath, ask); w.Code == http.StatusTooManyRequests {
		t.Error("refused for ever")
	}
}
