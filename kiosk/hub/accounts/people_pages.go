package accounts

import (
	"net/http"
	"net/url"
	"strings"
)

// personForm is what the page of an account shows: what is stored, or what was typed and refused.
type personForm struct {
	New     bool
	Account Account
	Profile Profile
	AnyRole []Role
	Own     bool
	Link    string // a one-time link that was just made; shown once
}

func (a *Accounts) showPeople(w http.ResponseWriter, r *http.Request, c Clerk) {
	all, err := a.List(r.Context(), c)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	a.show(w, r, page{Name: "people", Data: all, Done: r.URL.Query().Get("done")})
}

func (a *Accounts) showNew(w http.ResponseWriter, r *http.Request, c Clerk) {
	// A new colleague mostly works where the supervisor does, and speaks the language of the house.
	p := Profile{Roles: []Role{RoleClerk}, Authorities: c.Authorities, Languages: []string{"de"}}
	a.show(w, r, page{Name: "person", Data: personForm{New: true, Profile: p, AnyRole: Roles()}})
}

func (a *Accounts) postNew(w http.ResponseWriter, r *http.Request, c Clerk) {
	form, err := readForm(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	p := profileOf(form)
	id, err := a.Create(r.Context(), c, p)
	if err != nil {
		a.show(w, r, page{Name: "person", Data: personForm{New: true, Profile: p, AnyRole: Roles()}, Err: err})
		return
	}
	a.showFreshLink(w, r, c, id)
}

func (a *Accounts) showPerson(w http.ResponseWriter, r *http.Request, c Clerk) {
	a.showPersonWith(w, r, c, r.PathValue("id"), personForm{}, nil)
}

// showPersonWith shows the account as it is stored, or the profile of over if it has a name, and the link of over.
func (a *Accounts) showPersonWith(w http.ResponseWriter, r *http.Request, c Clerk, id string, over personForm, problem error) {
	account, err := a.Find(r.Context(), c, id)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	f := personForm{Account: account, Profile: account.Profile, AnyRole: Roles(), Own: account.ID == c.ID, Link: over.Link}
	if problem != nil && over.Profile.Name != "" {
		f.Profile = over.Profile
	}
	a.show(w, r, page{Name: "person", Data: f, Err: problem, Done: r.URL.Query().Get("done")})
}

func (a *Accounts) showFreshLink(w http.ResponseWriter, r *http.Request, c Clerk, id string) {
	secret, err := a.IssueLink(r.Context(), c, id)
	if err != nil {
		a.showPersonWith(w, r, c, id, personForm{}, err)
		return
	}
	a.showPersonWith(w, r, c, id, personForm{Link: a.absolute(r, LinkPath(secret))}, nil)
}

// absolute is a path as it can be sent to somebody.
func (a *Accounts) absolute(r *http.Request, path string) string {
	if a.origin != nil {
		return a.origin.String() + path
	}
	return "https://" + r.Host + path
}

func (a *Accounts) postPerson(w http.ResponseWriter, r *http.Request, c Clerk) {
	form, err := readForm(w, r)
	if err != nil {
		a.fail(w, r, err)
		return
	}
	id, p := r.PathValue("id"), profileOf(form)
	if err := a.Change(r.Context(), c, id, p); err != nil {
		a.showPersonWith(w, r, c, id, personForm{Profile: p}, err)
		return
	}
	http.Redirect(w, r, pathPeople+"?done=account", http.StatusSeeOther)
}

func (a *Accounts) postStep(w http.ResponseWriter, r *http.Request, c Clerk) {
	id, done := r.PathValue("id"), ""
	var err error
	switch r.PathValue("step") {
	case "link":
		a.showFreshLink(w, r, c, id)
		return
	case "disable":
		done, err = "disabled", a.Disable(r.Context(), c, id)
	case "enable":
		done, err = "enabled", a.Enable(r.Context(), c, id)
	case "sessions":
		done, err = "sessions", a.EndSessions(r.Context(), c, id)
	default:
		err = fault(CodeNotFound)
	}
	if err != nil {
		a.showPersonWith(w, r, c, id, personForm{}, err)
		return
	}
	http.Redirect(w, r, pathPeople+"/"+url.PathEscape(id)+"?done="+done, http.StatusSeeOther)
}

// profileOf reads lists as people write them: with commas or spaces between.
func profileOf(form url.Values) Profile {
	p := Profile{
		Name: form.Get("name"), Display: form.Get("display"), Office: form.Get("office"),
		Authorities: words(form.Get("authorities")), Services: words(form.Get("services")), Languages: words(form.Get("languages")),
	}
	for _, r := range form["roles"] {
		p.Roles = append(p.Roles, Role(r))
	}
	return p
}

func words(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\r' || r == '\t' })
}
