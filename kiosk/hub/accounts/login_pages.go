package accounts

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// loginForm is what the page of the login shows.
type loginForm struct {
	Next     string
	Name     string
	Passkeys bool
	OIDC     bool
	Label    string // of the button of the login service; the pages' own words if empty
}

func (a *Accounts) loginForm(next, name string) loginForm {
	f := loginForm{Next: next, Name: name, Passkeys: a.passkeys != nil}
	if a.provider != nil {
		f.OIDC, f.Label = true, a.provider.config.Label
	}
	return f
}

func (a *Accounts) showLogin(w http.ResponseWriter, r *http.Request) {
	next := a.next(r.URL.Query().Get("next"))
	if _, ok := From(r.Context()); ok {
		http.Redirect(w, r, next, http.StatusSeeOther)
		return
	}
	a.show(w, r, page{Name: "login", Data: a.loginForm(next, ""), Done: r.URL.Query().Get("done")})
}

func (a *Accounts) postLogin(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	name, next := form.Get("name"), a.next(form.Get("next"))
	secret, err := a.logIn(r.Context(), name, form.Get("password"), a.client(r))
	if err == nil {
		err = a.admit(w, r, secret)
	}
	if err != nil {
		// The name stays in the form; the password never goes back.
		a.show(w, r, page{Name: "login", Data: a.loginForm(next, name), Err: err})
		return
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

func (a *Accounts) postLogout(w http.ResponseWriter, r *http.Request, c Clerk) {
	if err := a.LogOut(r.Context(), c); err != nil && CodeOf(err) != CodeNotFound {
		a.fail(w, r, err)
		return
	}
	dropCookie(w, cookieSession)
	http.Redirect(w, r, pathLogin+"?done=logout", http.StatusSeeOther)
}

func (a *Accounts) postLanguage(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if tag := form.Get("language"); a.pages.speaks(tag) {
		setCookie(w, cookieLanguage, tag, languageLife)
	}
	http.Redirect(w, r, localPath(form.Get("next")), http.StatusSeeOther)
}

func (a *Accounts) postAskPasskey(w http.ResponseWriter, r *http.Request) {
	options, secret, err := a.askPasskey(r.Context(), a.client(r))
	a.ask(w, r, options, secret, err)
}

func (a *Accounts) ask(w http.ResponseWriter, r *http.Request, options any, secret string, err error) {
	if err != nil {
		a.fail(w, r, err)
		return
	}
	setCookie(w, cookieCeremony, secret, ceremonyLife)
	writeJSON(w, http.StatusOK, options)
}

func (a *Accounts) postPasskeyLogin(w http.ResponseWriter, r *http.Request) {
	answer, err := readBody(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	dropCookie(w, cookieCeremony)
	secret, err := a.logInByPasskey(r.Context(), cookieValue(r, cookieCeremony), answer, a.client(r))
	if err == nil {
		err = a.admit(w, r, secret)
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"next": a.next(r.URL.Query().Get("next"))})
}

func (a *Accounts) startOIDC(w http.ResponseWriter, r *http.Request) {
	target, secret, err := a.sendAway(r.Context(), a.next(r.URL.Query().Get("next")), a.client(r))
	if err != nil {
		a.show(w, r, page{Name: "login", Data: a.loginForm(a.options.Home, ""), Err: err})
		return
	}
	setCookie(w, cookieCeremony, secret, ceremonyLife)
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, target, http.StatusSeeOther)
}

func (a *Accounts) finishOIDC(w http.ResponseWriter, r *http.Request) {
	dropCookie(w, cookieCeremony)
	secret, next, err := a.comeBack(r.Context(), cookieValue(r, cookieCeremony), r.URL.Query(), a.client(r))
	if err == nil {
		err = a.admit(w, r, secret)
	}
	if err != nil {
		a.show(w, r, page{Name: "login", Data: a.loginForm(a.options.Home, ""), Err: err})
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, a.next(next), http.StatusSeeOther)
}

// linkForm is what the page of a one-time link shows.
type linkForm struct {
	Path, Name, Display string
}

func (a *Accounts) showLink(w http.ResponseWriter, r *http.Request) {
	secret := r.PathValue("secret")
	account, err := a.linked(r.Context(), secret)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.show(w, r, page{Name: "link", Data: linkForm{LinkPath(secret), account.Profile.Name, account.Profile.Display}})
}

func (a *Accounts) postLink(w http.ResponseWriter, r *http.Request) {
	form, err := readForm(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	secret := r.PathValue("secret")
	account, err := a.linked(r.Context(), secret)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	wanted := form.Get("wanted")
	if wanted != form.Get("again") {
		err = fault(CodeRepeat)
	}
	var session string
	if err == nil {
		session, err = a.useLink(r.Context(), secret, wanted, a.client(r))
	}
	if err == nil {
		err = a.admit(w, r, session)
	}
	if err != nil {
		a.show(w, r, page{Name: "link", Data: linkForm{LinkPath(secret), account.Profile.Name, account.Profile.Display}, Err: err})
		return
	}
	http.Redirect(w, r, Prefix+"?done=password", http.StatusSeeOther)
}

// readForm reads a form of limited size. It fails with CodeInput.
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		return nil, &Error{CodeInput, errors.New("the form cannot be read")}
	}
	return r.PostForm, nil
}

// readBody reads a JSON body of limited size. Its type keeps forms of other sites out where the browser is too old to say
// where a request comes from.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return nil, &Error{CodeInput, errors.New("the body is no JSON")}
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if err != nil {
		return nil, &Error{CodeInput, errors.New("the body cannot be read")}
	}
	return raw, nil
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(v) // a browser that is gone needs no answer
}
