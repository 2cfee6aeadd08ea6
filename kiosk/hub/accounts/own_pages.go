package accounts

import (
	"encoding/json"
	"net/http"
)

// ownView is what the page of one's own account shows.
type ownView struct {
	Account  Account
	Sessions []Session
	Passkeys []Passkey
	Possible bool // passkeys can be added here
	Fresh    bool // and now
}

func (a *Accounts) ownView(r *http.Request, c Clerk) (v ownView, err error) {
	if v.Account, err = find(r.Context(), a.db, `a.id = $1`, c.ID); err != nil {
		return v, err
	}
	if v.Sessions, err = a.Sessions(r.Context(), c); err != nil {
		return v, err
	}
	v.Passkeys, err = a.Passkeys(r.Context(), c)
	v.Possible, v.Fresh = a.passkeys != nil, a.fresh(r) == nil
	return v, err
}

func (a *Accounts) showOwn(w http.ResponseWriter, r *http.Request, c Clerk) {
	a.showOwnWith(w, r, c, nil)
}

func (a *Accounts) showOwnWith(w http.ResponseWriter, r *http.Request, c Clerk, problem error) {
	v, err := a.ownView(r, c)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.show(w, r, page{Name: "own", Data: v, Err: problem, Done: r.URL.Query().Get("done")})
}

func (a *Accounts) postPassword(w http.ResponseWriter, r *http.Request, c Clerk) {
	form, err := readForm(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if form.Get("wanted") != form.Get("again") {
		err = fault(CodeRepeat)
	} else {
		err = a.ChangePassword(r.Context(), c, form.Get("present"), form.Get("wanted"))
	}
	if err != nil {
		a.showOwnWith(w, r, c, err)
		return
	}
	http.Redirect(w, r, Prefix+"?done=password", http.StatusSeeOther)
}

func (a *Accounts) postSessions(w http.ResponseWriter, r *http.Request, c Clerk) {
	form, err := readForm(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	if id := form.Get("id"); id != "" {
		err = a.EndSession(r.Context(), c, id)
	} else {
		err = a.EndOtherSessions(r.Context(), c)
	}
	if err != nil {
		a.showOwnWith(w, r, c, err)
		return
	}
	http.Redirect(w, r, Prefix+"?done=sessions", http.StatusSeeOther)
}

func (a *Accounts) postBeginPasskey(w http.ResponseWriter, r *http.Request, c Clerk) {
	if err := a.fresh(r); err != nil {
		a.fail(w, r, err)
		return
	}
	options, secret, err := a.beginPasskey(r.Context(), c, a.client(r))
	a.ask(w, r, options, secret, err)
}

func (a *Accounts) postFinishPasskey(w http.ResponseWriter, r *http.Request, c Clerk) {
	raw, err := readBody(w, r)
	var body struct {
		Label  string          `json:"label"`
		Answer json.RawMessage `json:"answer"`
	}
	if err == nil && json.Unmarshal(raw, &body) != nil {
		err = fault(CodeInput)
	}
	if err == nil {
		dropCookie(w, cookieCeremony)
		err = a.finishPasskey(r.Context(), c, cookieValue(r, cookieCeremony), body.Label, body.Answer)
	}
	if err != nil {
		a.fail(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"next": Prefix + "?done=passkey"})
}

func (a *Accounts) postRemovePasskey(w http.ResponseWriter, r *http.Request, c Clerk) {
	form, err := readForm(w, r)
	if err == nil {
		err = a.RemovePasskey(r.Context(), c, form.Get("id"))
	}
	if err != nil {
		a.showOwnWith(w, r, c, err)
		return
	}
	http.Redirect(w, r, Prefix+"?done=passkey-removed", http.StatusSeeOther)
}
