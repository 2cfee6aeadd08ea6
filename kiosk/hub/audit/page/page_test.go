package page

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"flag"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/hub/desk/browsertest"
)

var pictures = flag.String("pictures", "", "directory for screenshots of the page")

func TestMain(m *testing.M) { databasetest.Main(m) }

// fixture is a page above a log of three rows.
type fixture struct {
	http.Handler
	log      *audit.Log
	db       *database.DB
	public   []byte
	language string
	reported []string
}

func each(t *testing.T, test func(*testing.T, *fixture)) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) { test(t, newFixture(t, open())) })
}

func newFixture(t *testing.T, db *database.DB) *fixture {
	t.Helper()
	f := &fixture{language: "de", db: db}
	var err error
	if f.log, err = audit.Open(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	for _, e := range []audit.Entry{{Action: audit.Login, Actor: "vogt", Detail: audit.Password}, {Action: audit.CallAccepted, Actor: "krahl", Object: "c1"}, {Action: audit.CallEnded, Actor: "krahl", Object: "c1"}} {
		if err := f.log.Append(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	private, public, err := audit.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	f.public = public
	f.Handler, err = Handler(Options{
		Log: f.log, Town: "Stadt Musterstadt", Home: "/desk/", Location: time.UTC, Actor: func(*http.Request) string { return "vogt" },
		Language: func(*http.Request) string { return f.language },
		Key: func() (ed25519.PrivateKey, []byte, error) {
			key, err := audit.ParsePrivateKey(private)
			return key, public, err
		},
		Report: func(code string) { f.reported = append(f.reported, code) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) do(method, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.ServeHTTP(w, httptest.NewRequest(method, path, nil))
	return w
}

func TestHead(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		head, err := f.log.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string]string{"de": "Ende der Kette", "en": "End of the chain", "ar": "Ende der Kette"} {
			f.language = lang
			w := f.do(http.MethodGet, Path)
			text := w.Body.String()
			for _, want := range []string{want, ">3<", head.Hash.String()[:8], head.Hash.String()[56:], "clerkhub audit verify", `href="#content"`} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: %q is missing", lang, want)
				}
			}
			if w.Code != http.StatusOK || w.Header().Get("Content-Security-Policy") != policy || strings.Contains(text, "krahl") || strings.Contains(text, "<script") || strings.Contains(text, "style=") {
				t.Errorf("%s: the page shows a row, or needs more than its policy allows", lang)
			}
		}
		for _, asset := range []string{"page.css", "roboto-400.ttf", "roboto-500.ttf"} {
			if w := f.do(http.MethodGet, Path+"assets/"+asset); w.Code != http.StatusOK || w.Body.Len() < 1000 {
				t.Errorf("%s: %d, %d bytes", asset, w.Code, w.Body.Len())
			}
		}
	})
}

func TestExport(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		if w := f.do(http.MethodGet, exportPath); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("a link saves the log: %d", w.Code)
		}
		w := f.do(http.MethodPost, exportPath)
		key, err := audit.ParsePublicKey(f.do(http.MethodGet, keyPath).Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		signed, err := audit.Read(bytes.NewReader(w.Body.Bytes()), key)
		if err != nil || signed.Head.Seq != 4 {
			t.Fatalf("the file: %+v, %v", signed.Head, err)
		}
		if !strings.Contains(w.Body.String(), `"action":"log.exported","actor":"vogt"`) || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment; filename=\"audit-") {
			t.Errorf("saved as %q: %s", w.Header().Get("Content-Disposition"), w.Body)
		}
		if _, err := f.log.Verify(t.Context(), signed.Head); err != nil {
			t.Error(err)
		}
	})
}

// TestBroken says what is wrong instead of handing out a log that proves nothing.
func TestBroken(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		if db.Dialect() != database.SQLite {
			t.Skipf("the triggers are taken off on SQLite, which is enough")
		}
		f := newFixture(t, db)
		for _, s := range []string{"DROP TRIGGER audit_no_update", "UPDATE audit SET actor = 'nobody' WHERE seq = 2"} {
			if _, err := db.Exec(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		w := f.do(http.MethodPost, exportPath)
		if text := w.Body.String(); w.Code != http.StatusInternalServerError || !strings.Contains(text, "Die Kette ist unterbrochen") || !strings.Contains(text, "passt: 2.") {
			t.Errorf("%d: %s", w.Code, text)
		}
		if !slices.Equal(f.reported, []string{string(audit.CodeBroken)}) {
			t.Errorf("reported %v", f.reported)
		}
		f.language = "en"
		keep(t, browse(t, f), "31-audit-en-broken", false)
	})
}

// TestTexts has every word in both languages, and nothing that no page says.
func TestTexts(t *testing.T) {
	all := map[string][]string{}
	for _, lang := range languages {
		raw, err := os.ReadFile("texts." + lang + ".json")
		words := map[string]string{}
		if err == nil {
			err = json.Unmarshal(raw, &words)
		}
		if err != nil {
			t.Fatal(err)
		}
		all[lang] = slices.Sorted(maps.Keys(words))
		for key := range words {
			if !strings.Contains(markup, `"`+key+`"`) && !slices.Contains([]string{"problem", "broken", "time"}, key) {
				t.Errorf("%s: nobody says %q", lang, key)
			}
		}
	}
	if !slices.Equal(all["de"], all["en"]) {
		t.Errorf("the languages say different things: %q, %q", all["de"], all["en"])
	}
	for _, part := range strings.Split(markup, `{{.T "`)[1:] {
		if key, _, _ := strings.Cut(part, `"`); !slices.Contains(all["de"], key) {
			t.Errorf("nothing says %q", key)
		}
	}
}

// browse opens the page in Chromium.
func browse(t *testing.T, f *fixture) *httptest.Server {
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	return server
}

// keep opens the page, looks whether it fits, reaches its buttons by keys, and saves its picture where -pictures asks for it.
func keep(t *testing.T, server *httptest.Server, name string, whole bool) {
	t.Helper()
	ctx := browsertest.Open(t, 1280, 1000)
	browsertest.Run(t, ctx, chromedp.Navigate(server.URL+Path))
	browsertest.Until(t, ctx, "the page", `document.querySelector('h1') !== null && document.documentElement.scrollWidth <= innerWidth`)
	if whole {
		var reached []string
		for range 12 {
			var label string
			browsertest.Run(t, ctx, chromedp.KeyEvent("\t"), chromedp.Evaluate(`document.activeElement.innerText.trim()`, &label))
			reached = append(reached, label)
		}
		for _, want := range []string{"Arbeitsplatz", "Protokoll sichern", "Prüfschlüssel sichern"} {
			if !slices.Contains(reached, want) {
				t.Errorf("keys do not reach %q, but %q", want, reached)
			}
		}
	}
	png := browsertest.Picture(t, ctx)
	if *pictures != "" {
		if err := os.WriteFile(filepath.Join(*pictures, name+".png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPageInABrowser(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		if db.Dialect() != database.SQLite {
			t.Skipf("one database is enough for a look")
		}
		f := newFixture(t, db)
		keep(t, browse(t, f), "31-audit", true)
		f.language = "en"
		keep(t, browse(t, f), "31-audit-en", false)
	})
}
