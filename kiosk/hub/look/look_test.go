package look

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestAssets: a room's rules stand behind the shared ones, the fonts beside them, and nothing else is there.
func TestAssets(t *testing.T) {
	mux := http.NewServeMux()
	mux.Handle("GET /page/assets/{name}", Assets([]byte("own { }")))
	for _, tt := range []struct {
		path, kind, end string
		status          int
	}{
		{"/page/assets/page.css", "text/css; charset=utf-8", "\nown { }", http.StatusOK},
		{"/page/assets/roboto-400.ttf", "font/ttf", "", http.StatusOK},
		{"/page/assets/roboto-500.ttf", "font/ttf", "", http.StatusOK},
		{"/page/assets/base.css", "text/plain; charset=utf-8", "", http.StatusNotFound},
		{"/page/assets/", "text/plain; charset=utf-8", "", http.StatusNotFound},
	} {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, tt.path, nil))
		if got := w.Header().Get("Content-Type"); w.Code != tt.status || got != tt.kind || !strings.HasSuffix(w.Body.String(), tt.end) {
			t.Errorf("%s: %d, %s", tt.path, w.Code, got)
		}
		if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options %q", tt.path, got)
		}
	}
}

// TestPage: a page of the hub is never kept, never taken for another type, and loads what its policy names.
func TestPage(t *testing.T) {
	h := http.Header{}
	Page(h, "default-src 'none'")
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": "default-src 'none'", "Cache-Control": "no-store",
		"Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
