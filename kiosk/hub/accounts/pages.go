package accounts

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"

	"buergerterminal/kiosk/hub/look"
)

//go:embed templates/*.html texts/*.toml assets/*
var embedded embed.FS

// languageLife is how long a browser keeps the language that was chosen.
const languageLife = 365 * 24 * time.Hour

// pages are the templates and the words of all pages, in each language.
type pages struct {
	templates map[string]*template.Template
	texts     map[string]map[string]string
	matcher   language.Matcher
}

// languages of the pages; the first is spoken to who understands neither.
func languages() []string { return []string{"de", "en"} }

func pageNames() []string { return []string{"login", "link", "own", "people", "person", "message"} }

func newPages() (*pages, error) {
	p := &pages{templates: map[string]*template.Template{}, texts: map[string]map[string]string{}}
	var tags []language.Tag
	for _, l := range languages() {
		raw, err := embedded.ReadFile("texts/" + l + ".toml")
		if err != nil {
			return nil, err
		}
		words := map[string]string{}
		if err := toml.Unmarshal(raw, &words); err != nil {
			return nil, fmt.Errorf("texts/%s.toml: %w", l, err)
		}
		p.texts[l] = words
		tags = append(tags, language.Make(l))
	}
	p.matcher = language.NewMatcher(tags)
	for _, name := range pageNames() {
		t, err := template.New(name).ParseFS(embedded, "templates/layout.html", "templates/icons.html", "templates/"+name+".html")
		if err != nil {
			return nil, err
		}
		p.templates[name] = t
	}
	return p, nil
}

func (p *pages) speaks(tag string) bool { return slices.Contains(languages(), tag) }

// Language is what the pages speak to this browser: what was chosen, or what the browser asks for.
func (a *Accounts) Language(r *http.Request) string {
	if chosen := cookieValue(r, cookieLanguage); a.pages.speaks(chosen) {
		return chosen
	}
	asked, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(asked) == 0 {
		return languages()[0]
	}
	_, i, _ := a.pages.matcher.Match(asked...)
	return languages()[i]
}

// text returns the words of a key in a language. A key that is missing is a mistake of the program, which a test finds.
func (p *pages) text(lang, key string, args ...any) (string, error) {
	words, ok := p.texts[lang][key]
	if !ok {
		return "", fmt.Errorf("there is no text %q in %q", key, lang)
	}
	if len(args) == 0 {
		return words, nil
	}
	return fmt.Sprintf(words, args...), nil
}

// page is what a handler wants to be shown.
type page struct {
	Name string
	Data any
	Err  error  // told above the form
	Done string // key of what was just done; told in the same place
}

// view is what a template sees.
type view struct {
	page
	Lang    string
	Town    string
	Home    string
	Here    string // path of this page, for the switch of the language
	Clerk   *Clerk
	Problem string
	Notice  string

	pages    *pages
	location *time.Location
}

// T is the text of a key.
func (v view) T(key string, args ...any) (string, error) { return v.pages.text(v.Lang, key, args...) }

// Time is a moment as the language writes it.
func (v view) Time(at time.Time) string {
	layout := "02.01.2006, 15:04\u00a0Uhr"
	if v.Lang == "en" {
		layout = "2 Jan 2006, 15:04"
	}
	return at.In(v.location).Format(layout)
}

// Machine is a moment for programs that read the page.
func (v view) Machine(at time.Time) string { return at.UTC().Format(time.RFC3339) }

// Role, Roles and Method are the words for them.
func (v view) Role(r Role) (string, error) { return v.T("role." + string(r)) }

func (v view) Roles(roles []Role) (string, error) {
	var names []string
	var errs []error
	for _, r := range roles {
		name, err := v.Role(r)
		names, errs = append(names, name), append(errs, err)
	}
	return strings.Join(names, ", "), errors.Join(errs...)
}

func (v view) Method(m Method) (string, error) { return v.T("method." + string(m)) }

// Join writes a list as it is typed.
func (v view) Join(list []string) string { return strings.Join(list, ", ") }

// Has reports whether a role is in the list.
func (v view) Has(list []Role, r Role) bool { return slices.Contains(list, r) }

// Wrong marks the field that the problem is about for who cannot see the message above it, and puts the focus there.
func (v view) Wrong(field string) template.HTMLAttr {
	fields := map[Code]string{
		CodeName: "name", CodeNameTaken: "name", CodeDisplay: "display", CodeAuthority: "authorities", CodeSkill: "languages",
		CodeTooShort: "wanted", CodeTooLong: "wanted", CodeCommon: "wanted", CodeRepeat: "again",
	}
	if v.Err == nil || fields[CodeOf(v.Err)] != field {
		return ""
	}
	return ` aria-invalid="true" autofocus`
}

// Supervisor reports whether the page is shown to one.
func (v view) Supervisor() bool { return v.Clerk != nil && v.Clerk.Is(RoleSupervisor) }

// Languages are those of the switch.
func (v view) Languages() []string { return languages() }

func (a *Accounts) view(r *http.Request, p page) (view, error) {
	v := view{page: p, Lang: a.Language(r), Town: a.options.Town, Home: a.options.Home, pages: a.pages, location: a.options.Location, Here: Prefix}
	if r.Method == http.MethodGet {
		v.Here = r.URL.RequestURI()
	} else if p.Name == "login" {
		v.Here = pathLogin
	}
	if c, ok := From(r.Context()); ok {
		v.Clerk = &c
	}
	var err error
	if p.Err != nil {
		v.Problem, err = a.problem(v.Lang, p.Err)
	} else if _, ok := a.pages.texts[v.Lang]["done."+p.Done]; ok && p.Done != "" {
		v.Notice, err = v.T("done." + p.Done)
	}
	return v, err
}

// problem is the text of an error's code. A waiting time is told in whole seconds or minutes.
func (a *Accounts) problem(lang string, err error) (string, error) {
	var t *Throttled
	if errors.As(err, &t) {
		if t.Wait < 2*time.Minute {
			return a.pages.text(lang, "wait.seconds", seconds(t.Wait))
		}
		return a.pages.text(lang, "wait.minutes", int(math.Ceil(t.Wait.Minutes())))
	}
	code := CodeOf(err)
	if code == "" {
		code = CodeStore
	}
	return a.pages.text(lang, string(code))
}

func seconds(d time.Duration) int { return max(1, int(math.Ceil(d.Seconds()))) }

// show writes a page. Its status is that of the error.
func (a *Accounts) show(w http.ResponseWriter, r *http.Request, p page) {
	v, err := a.view(r, p)
	var out bytes.Buffer
	if err == nil {
		err = a.pages.templates[p.Name].ExecuteTemplate(&out, "layout", v)
	}
	if err != nil {
		http.Error(w, string(CodeStore), http.StatusInternalServerError)
		return
	}
	a.sayWait(w, p.Err)
	h := w.Header()
	look.Page(h, contentPolicy)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Content-Language", v.Lang)
	h.Set("Vary", "Accept-Language, Cookie")
	w.WriteHeader(statusOf(p.Err))
	w.Write(out.Bytes())
}

// fail tells an error on a page of its own, or as JSON to a script.
func (a *Accounts) fail(w http.ResponseWriter, r *http.Request, err error) {
	if !wantsJSON(r) {
		a.show(w, r, page{Name: "message", Err: err})
		return
	}
	text, missing := a.problem(a.Language(r), err)
	if missing != nil {
		text = string(CodeOf(err))
	}
	a.sayWait(w, err)
	writeJSON(w, statusOf(err), map[string]string{"code": string(CodeOf(err)), "text": text})
}

func (a *Accounts) sayWait(w http.ResponseWriter, err error) {
	var t *Throttled
	if errors.As(err, &t) {
		w.Header().Set("Retry-After", strconv.Itoa(seconds(t.Wait)))
	}
}

func statusOf(err error) int {
	switch CodeOf(err) {
	case "":
		if err == nil {
			return http.StatusOK
		}
		return http.StatusInternalServerError
	case CodeSetup, CodeStore:
		return http.StatusInternalServerError
	case CodeBusy:
		return http.StatusServiceUnavailable
	case CodeProvider:
		return http.StatusBadGateway
	case CodeThrottled:
		return http.StatusTooManyRequests
	case CodeSession, CodeCredentials, CodeCeremony:
		return http.StatusUnauthorized
	case CodeRole, CodeOrigin, CodeStale, CodeNoRole, CodeDisabled, CodeForeign, CodeOwnAccount:
		return http.StatusForbidden
	case CodeNotFound:
		return http.StatusNotFound
	case CodeLink:
		return http.StatusGone
	case CodeInput:
		return http.StatusBadRequest
	case CodeNameTaken:
		return http.StatusConflict
	}
	return http.StatusUnprocessableEntity
}

// assetFor returns a file of the pages and its type.
func assetFor(name string) (content []byte, kind string, ok bool) {
	if font, ok := look.Fonts()[name]; ok {
		return font, "font/ttf", true
	}
	content, err := embedded.ReadFile("assets/" + name)
	switch name {
	case "account.js":
		return content, "text/javascript; charset=utf-8", err == nil
	case "account.css":
		return look.Sheet(content), "text/css; charset=utf-8", err == nil
	}
	return nil, "", false
}

func (a *Accounts) asset(w http.ResponseWriter, r *http.Request) {
	content, kind, ok := assetFor(r.PathValue("name"))
	if !ok {
		http.NotFound(w, r)
		return
	}
	keep := "no-cache" // a new version of the hub brings new ones
	if kind == "font/ttf" {
		keep = "max-age=86400"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", keep)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
