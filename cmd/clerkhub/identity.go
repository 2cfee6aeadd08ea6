package main

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"buergerterminal/kiosk/hub/accounts"
	"buergerterminal/kiosk/hub/enrol"
	"buergerterminal/kiosk/hub/live"
	"buergerterminal/kiosk/link"
)

// anyAuthority is that of terminals where the settings name none.
const anyAuthority = "town"

func (h *house) firstAuthority() string {
	if len(h.settings.Authorities) > 0 {
		return h.settings.Authorities[0].ID
	}
	return anyAuthority
}

// terminal says whose request this is: by certificate or signature, else by its token.
func (h *house) terminal(r *http.Request) (live.Terminal, error) {
	id, err := h.registry.Identify(r)
	if err == nil {
		return h.placed(live.Terminal{ID: id.Terminal, Authority: id.Authority, Site: id.Place}), nil
	}
	if enrol.CodeOf(err) != enrol.CodeUnknown {
		return live.Terminal{}, err
	}
	name := r.Header.Get(link.HeaderTerminal)
	known, err := h.terminals.Admits(name, link.Bearer(r.Header))
	if !known {
		return live.Terminal{}, errors.Join(errUnknownTerminal, err)
	}
	found, _, err := h.terminals.Find(name)
	return h.placed(live.Terminal{ID: name, Authority: found.Authority, Site: found.Place}), err
}

var errUnknownTerminal = errors.New("the terminal is unknown or its token is wrong")

func (h *house) placed(t live.Terminal) live.Terminal {
	if t.Authority == "" {
		t.Authority = h.firstAuthority()
	}
	if t.Site == "" {
		t.Site = t.ID
	}
	return t
}

// identified is the identity of a request for the intake.
func (h *house) identified(r *http.Request) (string, bool) {
	id, err := h.registry.Identify(r)
	if err != nil && enrol.CodeOf(err) != enrol.CodeUnknown {
		h.logger.Infow("hub.identity", "code", string(enrol.CodeOf(err)))
	}
	return id.Terminal, err == nil
}

// asking is the terminal that asks what became of its submissions.
func (h *house) asking(r *http.Request) (string, bool) {
	t, err := h.terminal(r)
	return t.ID, err == nil
}

// admitted reports whether a terminal that is connected still counts: by its token's entry or by a certificate.
func (h *house) admitted(ctx context.Context, t live.Terminal) bool {
	_, listed, err := h.terminals.Find(t.ID)
	if listed || err != nil {
		return true
	}
	counts, err := h.registry.Counts(ctx, t.ID)
	return counts || err != nil // a database that fails cuts nobody off
}

// clerk says whose request this is.
func (h *house) clerk(ctx context.Context) (live.Clerk, bool) {
	c, ok := accounts.From(ctx)
	return h.seated(c), ok
}

// check asks again for the clerk of an open desk.
func (h *house) check(ctx context.Context, k live.Clerk) (live.Clerk, error) {
	c, err := h.accounts.Check(ctx, k.Session)
	if accounts.CodeOf(err) == accounts.CodeStore {
		return k, nil // a database that fails cuts nobody off
	}
	return h.seated(c), err
}

// signs reports whether a language is a sign language: of Germany, Austria or Switzerland, by ISO 639-3.
func signs(language string) bool { return slices.Contains([]string{"gsg", "asq", "sgg"}, language) }

// seated is an account at a desk.
func (h *house) seated(c accounts.Clerk) live.Clerk {
	k := live.Clerk{ID: c.ID, Name: c.Display, Office: c.Office, Services: c.Services, Languages: c.Languages, Session: c.Session, Takes: c.Is(accounts.RoleClerk)}
	for _, r := range c.Roles {
		k.Roles = append(k.Roles, string(r))
	}
	if c.Is(accounts.RoleInterpreter) {
		k.Signs = slices.ContainsFunc(c.Languages, signs)
		k.Interpret = slices.ContainsFunc(c.Languages, func(l string) bool { return !signs(l) })
	}
	for _, a := range h.everyAuthority() {
		if c.WorksFor(a) {
			k.Authorities = append(k.Authorities, a)
			if name := h.nameOf(a); k.Office == "" {
				k.Office = name
			}
		}
	}
	for _, a := range c.Authorities {
		if a != accounts.Everywhere && !slices.Contains(k.Authorities, a) {
			k.Authorities = append(k.Authorities, a)
		}
	}
	return k
}

func (h *house) nameOf(authority string) string {
	for _, a := range h.settings.Authorities {
		if a.ID == authority {
			return a.Name
		}
	}
	return ""
}

// everyAuthority are those that the settings or the list of terminals name.
func (h *house) everyAuthority() []string {
	all := []string{h.firstAuthority()}
	for _, a := range h.settings.Authorities {
		all = append(all, a.ID)
	}
	listed, _ := h.terminals.All() // with a mistake in the file, those of the last good one
	for _, t := range listed {
		if t.Authority != "" {
			all = append(all, t.Authority)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
