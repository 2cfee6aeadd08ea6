package accounts

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Paths of the pages. All lie below Prefix, so that the hub hangs them up with one line.
const (
	Prefix     = "/account/"
	pathLogin  = Prefix + "login"
	pathLink   = Prefix + "link/"
	pathPeople = Prefix + "people"

	pathOIDCStart = Prefix + "oidc"
	pathOIDCBack  = Prefix + "oidc/back"
)

// Cookies. The prefix makes a browser take them over HTTPS only, from this host only, for the whole host (RFC 6265bis, 4.1.3.2).
const (
	cookieSession  = "__Host-session"
	cookieCeremony = "__Host-ceremony"
	cookieLanguage = "__Host-language"
)

// maxForm bounds what a page sends, answers of passkeys included.
const maxForm = 64 << 10

// contentPolicy allows the pages their own style, fonts and scripts, and no other place to send forms to.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src data:; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// Handler serves the pages below Prefix: login, one's own account, and the administration of accounts.
func (a *Accounts) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+pathLogin, a.showLogin)
	mux.HandleFunc("POST "+pathLogin, a.postLogin)
	mux.HandleFunc("POST "+Prefix+"language", a.postLanguage)
	mux.HandleFunc("GET "+pathLink+"{secret}", a.showLink)
	mux.HandleFunc("POST "+pathLink+"{secret}", a.postLink)
	mux.HandleFunc("GET "+Prefix+"assets/{name}", a.asset)
	if a.passkeys != nil {
		mux.HandleFunc("POST "+pathLogin+"/passkey", a.postAskPasskey)
		mux.HandleFunc("POST "+pathLogin+"/passkey/answer", a.postPasskeyLogin)
		mux.Handle("POST "+Prefix+"passkeys", a.own(a.postBeginPasskey))
		mux.Handle("POST "+Prefix+"passkeys/answer", a.own(a.postFinishPasskey))
		mux.Handle("POST "+Prefix+"passkeys/remove", a.own(a.postRemovePasskey))
	}
	if a.provider != nil {
		mux.HandleFunc("GET "+pathOIDCStart, a.startOIDC)
		mux.HandleFunc("GET "+pathOIDCBack, a.finishOIDC)
	}
	mux.Handle("GET "+Prefix+"{$}", a.own(a.showOwn))
	mux.Handle("POST "+Prefix+"logout", a.own(a.postLogout))
	mux.Handle("POST "+Prefix+"password", a.own(a.postPassword))
	mux.Handle("POST "+Prefix+"sessions", a.own(a.postSessions))
	mux.Handle("GET "+pathPeople, a.supervised(a.showPeople))
	mux.Handle("GET "+pathPeople+"/new", a.supervised(a.showNew))
	mux.Handle("POST "+pathPeople+"/new", a.supervised(a.postNew))
	mux.Handle("GET "+pathPeople+"/{id}", a.supervised(a.showPerson))
	mux.Handle("POST "+pathPeople+"/{id}", a.supervised(a.postPerson))
	mux.Handle("POST "+pathPeople+"/{id}/{step}", a.supervised(a.postStep))
	mux.HandleFunc(Prefix, func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, fault(CodeNotFound)) })
	return a.Middleware(mux)
}

type clerkHandler func(w http.ResponseWriter, r *http.Request, c Clerk)

// own is for every role.
func (a *Accounts) own(next clerkHandler) http.Handler { return a.Require(Roles()...)(unpack(next)) }

func (a *Accounts) supervised(next clerkHandler) http.Handler {
	return a.Require(RoleSupervisor)(unpack(next))
}

func unpack(next clerkHandler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, _ := From(r.Context()) // Require has seen him
		next(w, r, c)
	})
}

// Middleware refuses what another site makes a browser send, and puts the Clerk of a valid session into the request's context. It lets
// everybody else through: Require decides.
func (a *Accounts) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.CheckOrigin(r) != nil {
			a.fail(w, r, fault(CodeOrigin))
			return
		}
		cookie, err := r.Cookie(cookieSession)
		if err != nil {
			next.ServeHTTP(w, r)
			return
		}
		c, since, err := a.lookUp(r.Context(), cookie.Value)
		switch CodeOf(err) {
		case "":
			ctx := context.WithValue(NewContext(r.Context(), c), sinceKey{}, since)
			next.ServeHTTP(w, r.WithContext(ctx))
		case CodeSession:
			next.ServeHTTP(w, r)
		default:
			a.fail(w, r, err)
		}
	})
}

type sinceKey struct{}

// fresh fails with CodeStale when the login is too long ago for what outlives a session.
func (a *Accounts) fresh(r *http.Request) error {
	since, _ := r.Context().Value(sinceKey{}).(time.Time)
	if a.now().Sub(since) > a.options.Fresh {
		return fault(CodeStale)
	}
	return nil
}

// CheckOrigin fails with CodeOrigin for a request that another site made the browser send: anything but GET and HEAD by
// http.CrossOriginProtection, and the opening of a WebSocket, which is a GET that no such protection holds for, by its Origin.
func (a *Accounts) CheckOrigin(r *http.Request) error {
	if err := a.crossing.Check(r); err != nil {
		return &Error{CodeOrigin, err}
	}
	if !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		return nil
	}
	origin, err := url.Parse(r.Header.Get("Origin"))
	if err != nil || origin.Scheme != "https" || !strings.EqualFold(origin.Host, r.Host) {
		return &Error{CodeOrigin, errors.New("a WebSocket of another site")}
	}
	return nil
}

// Require lets only those through who have one of the roles. Who is not logged in is sent to the login, which leads back;
// who has another role gets 403 with a page that says so. Both come as JSON where the request wants that.
func (a *Accounts) Require(roles ...Role) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			c, ok := From(r.Context())
			switch {
			case !ok && r.Method == http.MethodGet && !wantsJSON(r) && r.Header.Get("Upgrade") == "":
				w.Header().Set("Cache-Control", "no-store")
				http.Redirect(w, r, pathLogin+"?next="+url.QueryEscape(r.URL.RequestURI()), http.StatusSeeOther)
			case !ok:
				a.fail(w, r, fault(CodeSession))
			case !c.Is(roles...):
				a.fail(w, r, fault(CodeRole))
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Accept"), "application/json") || strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

func (a *Accounts) client(r *http.Request) client {
	return client{address: a.options.Address(r), browser: browserName(r.UserAgent())}
}

// setCookie with no life sets a cookie that ends with the browser, which at a shared desk is better than a day.
func setCookie(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(life / time.Second)})
}

func dropCookie(w http.ResponseWriter, name string) {
	http.SetCookie(w, &http.Cookie{Name: name, Path: "/", Secure: true, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: -1})
}

func cookieValue(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

// admit gives the browser its new session. A session that it had before ends: nothing of it may be carried over.
func (a *Accounts) admit(w http.ResponseWriter, r *http.Request, secret string) error {
	if before, ok := From(r.Context()); ok {
		if err := a.LogOut(r.Context(), before); err != nil && CodeOf(err) != CodeNotFound {
			return err
		}
	}
	setCookie(w, cookieSession, secret, 0)
	return nil
}

// localPath returns path if it leads to a page of this host and not elsewhere ("//host", "/\host", "https:…"), else "/".
func localPath(path string) string {
	u, err := url.Parse(path)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") ||
		strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r < ' ' }) {
		return "/"
	}
	return path
}

// next is where a login leads.
func (a *Accounts) next(wish string) string {
	if path := localPath(wish); wish != "" && path != "/" && !strings.HasPrefix(path, pathLogin) {
		return path
	}
	return a.options.Home
}
