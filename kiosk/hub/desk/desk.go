// Package desk is the clerk's workplace in the browser: the board of who waits, and the call with the mirror of the citizen's
// page. It serves a page, its style and its modules; whatever they show comes over the live channel (package live) or from
// the other device, and none of it is kept. Who may see it is decided before it: this package knows no account.
package desk

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"buergerterminal/kiosk/health"
	"buergerterminal/kiosk/hub/look"
)

//go:embed page.html
var markup string

//go:embed static
var static embed.FS

// Path is where the desk lives.
const Path = "/desk/"

// policy allows the page what is its own, pictures that came from device to device, and nothing from elsewhere.
const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; " +
	"img-src 'self' blob: data:; media-src 'self' blob: mediastream:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Link leads from the desk's head to another page of the hub.
type Link struct {
	Path string
	Text string // key of the desk's texts
	Role string // who sees it; everybody if empty. What the page behind it shows is decided there.
}

// Options of the desk.
type Options struct {
	Town  string
	Links []Link
	// Language chooses among the languages that the desk has; by Accept-Language if nil.
	Language func(*http.Request) string
}

// languages of the desk, the first where nothing else fits.
var languages = []string{"de", "en"}

// Languages of the desk, the first where nothing else fits.
func Languages() []string { return slices.Clone(languages) }

type handler struct {
	options  Options
	page     *template.Template
	texts    map[string]map[string]string
	assets   map[string]asset
	accepted language.Matcher
}

type asset struct {
	kind    string
	content []byte
}

// Handler serves everything below Path.
func Handler(o Options) (http.Handler, error) {
	page, err := template.New("page").Parse(markup)
	if err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	h := &handler{options: o, page: page, texts: map[string]map[string]string{}, assets: map[string]asset{}}
	var tags []language.Tag
	for _, lang := range languages {
		tags = append(tags, language.MustParse(lang))
	}
	h.accepted = language.NewMatcher(tags)
	if err := h.load(); err != nil {
		return nil, fmt.Errorf("desk: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+Path+"{$}", h.show)
	mux.HandleFunc("GET "+Path+"assets/{name}", h.serve)
	return mux, nil
}

// kinds of the embedded files by their end.
var kinds = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json", ".ttf": "font/ttf",
}

func (h *handler) load() error {
	files, err := fs.ReadDir(static, "static")
	if err != nil {
		return err
	}
	for _, f := range files {
		content, err := static.ReadFile("static/" + f.Name())
		if err != nil {
			return err
		}
		h.assets[f.Name()] = asset{kinds[f.Name()[strings.LastIndex(f.Name(), "."):]], content}
	}
	for _, lang := range languages {
		words := map[string]string{}
		if err := json.Unmarshal(h.assets["texts."+lang+".json"].content, &words); err != nil {
			return err
		}
		h.texts[lang] = words
		titles := map[string]string{}
		for _, entry := range health.Catalogue() {
			titles[entry.Code] = entry.Title.In(lang)
		}
		content, err := json.Marshal(titles)
		if err != nil {
			return err
		}
		h.assets["health."+lang+".json"] = asset{kinds[".json"], content}
	}
	h.assets["desk.css"] = asset{kinds[".css"], look.Sheet(h.assets["desk.css"].content)}
	for name, font := range look.Fonts() {
		h.assets[name] = asset{kinds[".ttf"], font}
	}
	return nil
}

// view is what the page's template shows.
type view struct {
	Lang  string
	Town  string
	Links []named
	words map[string]string
}

type named struct{ Path, Name, Role string }

// T is the text of a key.
func (v view) T(key string) string { return v.words[key] }

func (h *handler) show(w http.ResponseWriter, r *http.Request) {
	lang := h.language(r)
	v := view{Lang: lang, Town: h.options.Town, words: h.texts[lang]}
	for _, l := range h.options.Links {
		v.Links = append(v.Links, named{l.Path, v.T(l.Text), l.Role})
	}
	var out bytes.Buffer
	if err := h.page.Execute(&out, v); err != nil {
		http.Error(w, "page", http.StatusInternalServerError)
		return
	}
	look.Page(w.Header(), policy)
	w.Header().Set("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(), display-capture=()")
	w.Write(out.Bytes())
}

func (h *handler) language(r *http.Request) string {
	if h.options.Language != nil {
		if lang := h.options.Language(r); h.texts[lang] != nil {
			return lang
		}
	}
	_, index := language.MatchStrings(h.accepted, r.Header.Get("Accept-Language"))
	return languages[index]
}

func (h *handler) serve(w http.ResponseWriter, r *http.Request) {
	a, found := h.assets[r.PathValue("name")]
	if !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", a.kind)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(a.content)
}
