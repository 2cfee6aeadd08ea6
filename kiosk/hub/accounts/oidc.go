package accounts

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// OIDC connects the town's own login service: OpenID Connect Core 1.0 with the authorization code flow, PKCE (RFC 7636), state and
// nonce. The service decides at each login about roles and authorities; services and languages are the hub's own.
//
// Claims are those of the ID token. A claim is named as it stands there, or by a path: "realm_access.roles".
type OIDC struct {
	Label        string // of the button, in the town's words; those of the pages if empty
	Issuer       string // https://…, where /.well-known/openid-configuration lies
	ClientID     string
	ClientSecret string
	Scopes       []string // beside openid; profile if empty

	NameClaim    string // login name; preferred_username if empty
	DisplayClaim string // name if empty
	OfficeClaim  string // optional

	RolesClaim string          // a string or a list of strings
	Roles      map[string]Role // from what stands in it; what is not here counts nothing

	AuthoritiesClaim string              // optional: without it, everybody gets Authorities[""]
	Authorities      map[string][]string // from what stands in it

	Client *http.Client // to reach the service; one with a time limit if nil
}

// providerTime bounds each talk with the login service.
const providerTime = 10 * time.Second

// provider finds the login service when it is first needed: the hub starts without it.
type provider struct {
	config OIDC
	client *http.Client
	back   string // our page to which the service sends the browser

	mu    sync.Mutex
	found *oidc.Provider
}

func newProvider(c *OIDC, origin *url.URL) (*provider, error) {
	if c == nil {
		return nil, nil
	}
	config := *c
	issuer, err := url.Parse(config.Issuer)
	switch {
	case origin == nil:
		return nil, errors.New("OpenID Connect needs the origin of the hub")
	case err != nil || issuer.Scheme != "https" || issuer.Host == "":
		return nil, errors.New("the issuer is no https address")
	case config.ClientID == "" || config.RolesClaim == "" || len(config.Roles) == 0:
		return nil, errors.New("OpenID Connect needs a client's id, a claim for roles, and what its values mean")
	}
	for _, role := range config.Roles {
		if !slices.Contains(Roles(), role) {
			return nil, fmt.Errorf("%q is no role", role)
		}
	}
	for _, d := range []struct {
		have *string
		want string
	}{{&config.NameClaim, "preferred_username"}, {&config.DisplayClaim, "name"}} {
		if *d.have == "" {
			*d.have = d.want
		}
	}
	if len(config.Scopes) == 0 {
		config.Scopes = []string{"profile"}
	}
	client := config.Client
	if client == nil {
		client = &http.Client{Timeout: providerTime}
	}
	return &provider{config: config, client: client, back: origin.String() + pathOIDCBack}, nil
}

// discover reads the service's description once.
func (p *provider) discover(ctx context.Context) (*oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The keys are fetched later with the client of this context, so it must outlive the request.
	found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.config.Issuer)
	if err != nil {
		return nil, &Error{CodeProvider, errors.New("the description of the login service cannot be read")}
	}
	p.found = found
	return found, nil
}

func (p *provider) exchange(found *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, Endpoint: found.Endpoint(), RedirectURL: p.back,
		Scopes: append([]string{oidc.ScopeOpenID}, p.config.Scopes...),
	}
}

// journey is what must fit when the browser comes back.
type journey struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Next     string `json:"next"`
}

// sendAway returns the page of the login service and the secret of the ceremony. It fails with CodeProvider, CodeBusy or CodeStore.
func (a *Accounts) sendAway(ctx context.Context, next string, from client) (target, secret string, err error) {
	found, err := a.provider.discover(ctx)
	if err != nil {
		return "", "", err
	}
	var j journey
	j.State, _ = newSecret()
	j.Nonce, _ = newSecret()
	j.Verifier = oauth2.GenerateVerifier()
	j.Next = next
	secret, err = a.openCeremony(ctx, loginByOIDC, "", from, j)
	target = a.provider.exchange(found).AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier))
	return target, secret, err
}

// comeBack judges what the browser brings from the login service and begins a session. It fails with CodeThrottled,
// CodeCeremony, CodeProvider, CodeNoRole, CodeNameTaken, CodeDisabled or CodeStore.
func (a *Accounts) comeBack(ctx context.Context, secret string, answer url.Values, from client) (session, next string, err error) {
	byAddress := a.addressCounter(from.address)
	if err := a.spendLogged(ctx, byAddress); err != nil {
		return "", "", err
	}
	var j journey
	switch err := a.takeCeremony(ctx, loginByOIDC, "", secret, &j); {
	case CodeOf(err) == CodeCeremony, err == nil && !same(j.State, answer.Get("state")):
		return "", "", a.refuse(ctx, "", audit.BadState, CodeCeremony)
	case err != nil:
		return "", "", err
	}
	token, err := a.provider.redeem(ctx, j, answer)
	if err != nil {
		return "", "", errors.Join(err, a.refuse(ctx, "", audit.Credentials, CodeProvider))
	}
	profile, err := a.provider.profile(token)
	if err != nil {
		return "", "", errors.Join(err, a.refuse(ctx, "", audit.NoRole, CodeOf(err)))
	}
	err = a.db.Tx(ctx, func(tx *database.Tx) error {
		id, err := a.settle(ctx, tx, profile, token.Issuer, token.Subject)
		if err != nil {
			return err
		}
		if err := a.refund(ctx, tx, nil, byAddress); err != nil {
			return err
		}
		session, err = a.begin(ctx, tx, id, ByOIDC, from.browser)
		return err
	})
	if CodeOf(err) == CodeDisabled {
		return "", "", a.refuse(ctx, "", audit.Disabled, CodeDisabled)
	}
	return session, j.Next, stored(err)
}

// redeem changes the code into an ID token and checks issuer, audience, time, signature and nonce.
func (p *provider) redeem(ctx context.Context, j journey, answer url.Values) (*oidc.IDToken, error) {
	if answer.Get("error") != "" || answer.Get("code") == "" {
		return nil, &Error{CodeProvider, errors.New("the login service refused")}
	}
	// RFC 9207: who answers must be who was asked.
	if issuer := answer.Get("iss"); issuer != "" && issuer != p.config.Issuer {
		return nil, &Error{CodeProvider, errors.New("another service answered")}
	}
	found, err := p.discover(ctx)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(oidc.ClientContext(ctx, p.client), providerTime)
	defer cancel()
	tokens, err := p.exchange(found).Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(j.Verifier))
	if err != nil {
		return nil, &Error{CodeProvider, errors.New("the login service does not take its code back")}
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return nil, &Error{CodeProvider, errors.New("the login service gave no ID token")}
	}
	token, err := found.Verifier(&oidc.Config{ClientID: p.config.ClientID}).Verify(ctx, raw)
	if err != nil {
		return nil, &Error{CodeProvider, errors.New("the ID token is not valid")}
	}
	if !same(token.Nonce, j.Nonce) {
		return nil, &Error{CodeProvider, errors.New("the ID token answers another question")}
	}
	return token, nil
}

// profile reads the claims. It fails with CodeNoRole for a person without a role here, and with CodeProvider where names are missing.
func (p *provider) profile(token *oidc.IDToken) (Profile, error) {
	var claims map[string]any
	if err := token.Claims(&claims); err != nil {
		return Profile{}, &Error{CodeProvider, errors.New("the claims cannot be read")}
	}
	out := Profile{
		Name: first(claim(claims, p.config.NameClaim)), Display: first(claim(claims, p.config.DisplayClaim)), Office: first(claim(claims, p.config.OfficeClaim)),
	}
	if out.Display == "" {
		out.Display = out.Name
	}
	for _, value := range claim(claims, p.config.RolesClaim) {
		if role, ok := p.config.Roles[value]; ok {
			out.Roles = append(out.Roles, role)
		}
	}
	if len(out.Roles) == 0 {
		return Profile{}, fault(CodeNoRole)
	}
	values := []string{""}
	if p.config.AuthoritiesClaim != "" {
		values = claim(claims, p.config.AuthoritiesClaim)
	}
	for _, value := range values {
		out.Authorities = append(out.Authorities, p.config.Authorities[value]...)
	}
	out, err := out.normalize()
	if err != nil {
		return Profile{}, &Error{CodeProvider, err}
	}
	return out, nil
}

// claim returns the strings of a claim: of the one with this name, or at this path.
func claim(claims map[string]any, name string) []string {
	if name == "" {
		return nil
	}
	value, ok := claims[name]
	if !ok {
		outer, inner, deeper := strings.Cut(name, ".")
		if within, is := claims[outer].(map[string]any); deeper && is {
			return claim(within, inner)
		}
	}
	switch v := value.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, one := range v {
			if s, ok := one.(string); ok {
				out = append(out, s)
			}
		}
		return out
	}
	return nil
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// settle makes the account at the first login, and brings names, roles and authorities up to date at each. An account belongs
// to issuer and subject: a login name that a local account has is never taken over.
func (a *Accounts) settle(ctx context.Context, tx *database.Tx, p Profile, issuer, subject string) (id string, err error) {
	var disabled int64
	var roles, authorities string
	err = tx.QueryRow(ctx, `SELECT id, disabled, roles, authorities FROM account WHERE issuer = $1 AND subject = $2`+tx.Dialect().ForUpdate(), issuer, subject).
		Scan(&id, &disabled, &roles, &authorities)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return a.insert(ctx, tx, Clerk{}, p, issuer, subject)
	case err != nil:
		return "", err
	case disabled != 0:
		return "", fault(CodeDisabled)
	}
	_, err = tx.Exec(ctx, `UPDATE account SET name = $2, display = $3, office = $4, roles = $5, authorities = $6 WHERE id = $1`,
		id, p.Name, p.Display, p.Office, list(p.Roles), list(p.Authorities))
	switch {
	case database.CodeOf(err) == database.CodeUnique:
		return "", fault(CodeNameTaken)
	case err != nil:
		return "", err
	case roles == list(p.Roles) && authorities == list(p.Authorities):
		return id, nil
	}
	if err := tx.Notify(ctx, Channel, id); err != nil {
		return "", err
	}
	return id, a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.AccountChanged, Actor: id, Object: id, Detail: audit.Permissions})
}
