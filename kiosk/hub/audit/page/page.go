// Package page shows supervisors the head of the audit log, and hands them the log with its signed head as a file, with the
// commands by which anybody can verify it. It shows no row: who did what is read from the file, by those who may have it. Who
// may see the page is decided before it.
package page

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/look"
)

//go:embed page.html
var markup string

//go:embed page.css
var style []byte

//go:embed texts.*.json
var files embed.FS

// Path is where the page lives; below it lie the export and the key that checks it.
const (
	Path       = "/audit/"
	exportPath = Path + "export"
	keyPath    = Path + "audit.pub"
)

// policy allows the page its own style and fonts, and its one form.
const policy = "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// languages of the page, the first where another one is asked for.
var languages = []string{"de", "en"}

// Options of the page. All members are needed.
type Options struct {
	Log      *audit.Log
	Town     string
	Home     string // path of the desk
	Location *time.Location
	Language func(*http.Request) string
	// Actor is the id of the account whose request this is.
	Actor func(*http.Request) string
	// Key is the key that signs heads, and in PEM the one that checks them.
	Key func() (private ed25519.PrivateKey, public []byte, err error)
	// Report takes the code of what went wrong.
	Report func(code string)
}

type handler struct {
	Options
	page  *template.Template
	texts map[string]map[string]string
}

// Handler serves everything below Path.
func Handler(o Options) (http.Handler, error) {
	t, err := template.New("page").Parse(markup)
	if err != nil {
		return nil, fmt.Errorf("audit page: %w", err)
	}
	h := &handler{Options: o, page: t, texts: map[string]map[string]string{}}
	for _, lang := range languages {
		raw, err := files.ReadFile("texts." + lang + ".json")
		words := map[string]string{}
		if err == nil {
			err = json.Unmarshal(raw, &words)
		}
		if err != nil {
			return nil, fmt.Errorf("audit page: texts: %w", err)
		}
		h.texts[lang] = words
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"{$}", h.show)
	mux.HandleFunc("POST "+exportPath, h.export)
	mux.HandleFunc("GET "+keyPath, h.key)
	mux.Handle("GET "+Path+"assets/{name}", look.Assets(style))
	return mux, nil
}

// view is what the template shows.
type view struct {
	Lang, Town, Home string
	Export, Key      string
	Seq              int64
	Hash             []string // in groups, to be read aloud and compared
	Time, Machine    string
	Problem          string // the key of a text; "" for none
	Row              int64  // where the log is broken
	words            map[string]string
}

// T is the text of a key.
func (v view) T(key string) string { return v.words[key] }

func (h *handler) show(w http.ResponseWriter, r *http.Request) {
	head, err := h.Log.Head(r.Context())
	h.paint(w, r, head, err)
}

// paint shows the head, or what is wrong with it.
func (h *handler) paint(w http.ResponseWriter, r *http.Request, head audit.Head, err error) {
	lang := h.language(r)
	v := view{Lang: lang, Town: h.Town, Home: h.Home, Export: exportPath, Key: keyPath, words: h.texts[lang]}
	status := http.StatusOK
	if err != nil {
		status, v.Problem = http.StatusInternalServerError, "problem"
		if broken := (*audit.Broken)(nil); errors.As(err, &broken) {
			v.Problem, v.Row = "broken", broken.Seq
		}
		h.report(err)
	} else {
		at := head.At.In(h.Location)
		v.Seq, v.Hash, v.Time, v.Machine = head.Seq, groups(head.Hash.String()), at.Format(v.T("time")), at.Format(time.RFC3339)
	}
	var out bytes.Buffer
	if err := h.page.Execute(&out, v); err != nil {
		http.Error(w, "page", http.StatusInternalServerError)
		return
	}
	look.Page(w.Header(), policy)
	w.WriteHeader(status)
	_, _ = w.Write(out.Bytes()) // a browser that is gone needs no page
}

func (h *handler) report(err error) {
	code := audit.CodeOf(err)
	if code == "" {
		code = audit.CodeKey
	}
	h.Report(string(code))
}

// groups are the digits of a hash by eight.
func groups(digits string) (all []string) {
	for len(digits) > 8 {
		all, digits = append(all, digits[:8]), digits[8:]
	}
	return append(all, digits)
}

func (h *handler) language(r *http.Request) string {
	if lang := h.Language(r); h.texts[lang] != nil {
		return lang
	}
	return languages[0]
}

// export verifies the log, notes that it is handed out, and sends it with its signed head. Whatever fails behind that cuts the
// file off, and a file without a head is refused by whoever verifies it.
func (h *handler) export(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	key, err := h.ready(ctx, r)
	if err != nil {
		h.paint(w, r, audit.Head{}, err)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "application/jsonl; charset=utf-8")
	header.Set("Content-Disposition", `attachment; filename="audit-`+time.Now().In(h.Location).Format("2006-01-02-1504")+`.jsonl"`)
	header.Set("Cache-Control", "no-store")
	header.Set("X-Content-Type-Options", "nosniff")
	if _, err := h.Log.Export(ctx, w, key); err != nil {
		h.report(err)
		panic(http.ErrAbortHandler)
	}
}

func (h *handler) ready(ctx context.Context, r *http.Request) (ed25519.PrivateKey, error) {
	key, _, err := h.Key()
	if err != nil {
		return nil, err
	}
	if _, err := h.Log.Verify(ctx); err != nil {
		return nil, err
	}
	return key, h.Log.Append(ctx, audit.Entry{Action: audit.LogExported, Actor: h.Actor(r)})
}

// key hands out the key that checks heads.
func (h *handler) key(w http.ResponseWriter, r *http.Request) {
	_, public, err := h.Key()
	if err != nil {
		h.paint(w, r, audit.Head{}, err)
		return
	}
	w.Header().Set("Content-Type", "application/x-pem-file")
	w.Header().Set("Content-Disposition", `attachment; filename="audit.pub"`)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(string(public)))
}
