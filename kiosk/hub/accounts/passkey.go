package accounts

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// relyingParty is nil where the origin has no host name: Web Authentication Level 3, section 4, "Relying Party Identifier", wants a
// domain, and browsers refuse bare addresses. The authenticator must check its user (PIN, finger, face), so that a passkey is
// more than possession; and it must keep the key, so that no login name has to be typed.
func relyingParty(origin *url.URL, town string) (*webauthn.WebAuthn, error) {
	if origin == nil {
		return nil, nil
	}
	if _, err := netip.ParseAddr(origin.Hostname()); err == nil {
		return nil, nil
	}
	if town == "" {
		town = origin.Hostname()
	}
	needed := true
	limit := webauthn.TimeoutConfig{Enforce: true, Timeout: ceremonyLife, TimeoutUVD: ceremonyLife}
	return webauthn.New(&webauthn.Config{
		RPID:                  origin.Hostname(),
		RPDisplayName:         town,
		RPOrigins:             []string{origin.String()},
		AttestationPreference: protocol.PreferNoAttestation, // the make of a clerk's key is nobody's business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			RequireResidentKey: &needed,
			ResidentKey:        protocol.ResidentKeyRequirementRequired,
			UserVerification:   protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: limit, Registration: limit},
	})
}

// Passkey is one key of an account, as its owner sees it.
type Passkey struct {
	ID      string
	Label   string // as the owner named it
	Created time.Time
	Used    time.Time // zero if never
}

// keyHolder is an account in the form of the library.
type keyHolder struct {
	account Account
	keys    []webauthn.Credential
}

func (k keyHolder) WebAuthnID() []byte                         { return []byte(k.account.handle) }
func (k keyHolder) WebAuthnName() string                       { return k.account.Profile.Name }
func (k keyHolder) WebAuthnDisplayName() string                { return k.account.Profile.Display }
func (k keyHolder) WebAuthnCredentials() []webauthn.Credential { return k.keys }

func (a *Accounts) holder(ctx context.Context, where string, arg string) (keyHolder, error) {
	account, err := find(ctx, a.db, where, arg)
	if err != nil {
		return keyHolder{}, err
	}
	keys, err := database.All(ctx, a.db, func(scan func(...any) error) (webauthn.Credential, error) {
		var raw string
		var key webauthn.Credential
		if err := scan(&raw); err != nil {
			return key, err
		}
		return key, json.Unmarshal([]byte(raw), &key)
	}, `SELECT record FROM account_passkey WHERE account = $1 ORDER BY created`, account.ID)
	return keyHolder{account, keys}, stored(err)
}

// beginPasskey asks the browser for a new passkey of the clerk's account. options are for navigator.credentials.create.
func (a *Accounts) beginPasskey(ctx context.Context, c Clerk, from client) (options any, secret string, err error) {
	holder, err := a.holder(ctx, `a.id = $1`, c.ID)
	if err != nil {
		return nil, "", err
	}
	if !holder.account.Local() {
		return nil, "", fault(CodeForeign)
	}
	var have []protocol.CredentialDescriptor
	for _, key := range holder.keys {
		have = append(have, key.Descriptor())
	}
	creation, session, err := a.passkeys.BeginRegistration(holder, webauthn.WithExclusions(have))
	if err != nil {
		return nil, "", &Error{CodePasskey, errors.New("the ceremony cannot begin")}
	}
	secret, err = a.openCeremony(ctx, addingPasskey, c.ID, from, session)
	return creation, secret, err
}

// finishPasskey stores the new passkey. It fails with CodeCeremony, CodePasskey, CodeDisplay or CodeStore.
func (a *Accounts) finishPasskey(ctx context.Context, c Clerk, secret, label string, answer []byte) error {
	var session webauthn.SessionData
	if err := a.takeCeremony(ctx, addingPasskey, c.ID, secret, &session); err != nil {
		return err
	}
	label = strings.Join(strings.Fields(label), " ")
	if label == "" || !printable(label) {
		return fault(CodeDisplay)
	}
	holder, err := a.holder(ctx, `a.id = $1`, c.ID)
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return &Error{CodePasskey, errors.New("the answer cannot be read")}
	}
	key, err := a.passkeys.CreateCredential(holder, session, parsed)
	if err != nil {
		return &Error{CodePasskey, errors.New("the answer does not fit the question")}
	}
	record, err := json.Marshal(key)
	if err != nil {
		return stored(err)
	}
	return stored(a.db.Tx(ctx, func(tx *database.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO account_passkey (id, account, label, record, created, used) VALUES ($1, $2, $3, $4, $5, 0)`,
			passkeyID(key.ID), c.ID, label, string(record), millis(a.now()))
		switch {
		case database.CodeOf(err) == database.CodeUnique:
			return &Error{CodePasskey, errors.New("the passkey is known already")}
		case err != nil:
			return err
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.PasskeyAdded, Actor: c.ID, Object: c.ID})
	}))
}

func passkeyID(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// Passkeys lists the clerk's own passkeys.
func (a *Accounts) Passkeys(ctx context.Context, c Clerk) ([]Passkey, error) {
	all, err := database.All(ctx, a.db, func(scan func(...any) error) (Passkey, error) {
		var p Passkey
		var created, used int64
		err := scan(&p.ID, &p.Label, &created, &used)
		p.Created, p.Used = moment(created), moment(used)
		return p, err
	}, `SELECT id, label, created, used FROM account_passkey WHERE account = $1 ORDER BY created`, c.ID)
	return all, stored(err)
}

// RemovePasskey removes one of the clerk's own passkeys. It fails with CodeNotFound for another's.
func (a *Accounts) RemovePasskey(ctx context.Context, c Clerk, id string) error {
	return stored(a.db.Tx(ctx, func(tx *database.Tx) error {
		result, err := tx.Exec(ctx, `DELETE FROM account_passkey WHERE account = $1 AND id = $2`, c.ID, id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(fault(CodeNotFound), err)
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.PasskeyRemoved, Actor: c.ID, Object: c.ID})
	}))
}

// askPasskey begins a login by passkey, without a name. options are for navigator.credentials.get.
func (a *Accounts) askPasskey(ctx context.Context, from client) (options any, secret string, err error) {
	assertion, session, err := a.passkeys.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return nil, "", &Error{CodePasskey, errors.New("the ceremony cannot begin")}
	}
	secret, err = a.openCeremony(ctx, loginByPasskey, "", from, session)
	return assertion, secret, err
}

// logInByPasskey judges the answer and begins a session. It fails with CodeThrottled, CodeCeremony, CodeCredentials, CodeDisabled or
// CodeStore.
func (a *Accounts) logInByPasskey(ctx context.Context, secret string, answer []byte, from client) (session string, err error) {
	byAddress := a.addressCounter(from.address)
	if err := a.spendLogged(ctx, byAddress); err != nil {
		return "", err
	}
	var question webauthn.SessionData
	switch err := a.takeCeremony(ctx, loginByPasskey, "", secret, &question); {
	case CodeOf(err) == CodeCeremony:
		return "", a.refuse(ctx, "", audit.BadState, CodeCeremony)
	case err != nil:
		return "", err
	}
	holder, key, err := a.judge(ctx, question, answer)
	switch {
	case CodeOf(err) == CodeStore:
		return "", err
	case err != nil:
		return "", a.refuse(ctx, holder.account.ID, audit.Credentials, CodeCredentials)
	case key.Authenticator.CloneWarning:
		return "", a.refuse(ctx, holder.account.ID, audit.Cloned, CodeCredentials)
	case !holder.account.Disabled.IsZero():
		return "", a.refuse(ctx, holder.account.ID, audit.Disabled, CodeDisabled)
	}
	record, err := json.Marshal(key)
	if err != nil {
		return "", stored(err)
	}
	err = a.db.Tx(ctx, func(tx *database.Tx) error {
		result, err := tx.Exec(ctx, `UPDATE account_passkey SET record = $3, used = $4 WHERE id = $1 AND account = $2`,
			passkeyID(key.ID), holder.account.ID, string(record), millis(a.now()))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(fault(CodeCredentials), err) // removed meanwhile
		}
		if err := a.refund(ctx, tx, nil, byAddress); err != nil {
			return err
		}
		session, err = a.begin(ctx, tx, holder.account.ID, ByPasskey, from.browser)
		return err
	})
	return session, stored(err)
}

// judge finds the account by the handle in the answer and checks the signature. The holder is known only after success, or
// when the signature is wrong.
func (a *Accounts) judge(ctx context.Context, question webauthn.SessionData, answer []byte) (holder keyHolder, key *webauthn.Credential, err error) {
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return keyHolder{}, nil, &Error{CodePasskey, errors.New("the answer cannot be read")}
	}
	var failed error
	_, key, err = a.passkeys.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if !utf8.Valid(handle) {
			return nil, fault(CodeNotFound)
		}
		holder, failed = a.holder(ctx, `a.handle = $1`, string(handle))
		return holder, failed
	}, question, parsed)
	switch {
	case CodeOf(failed) == CodeStore:
		return keyHolder{}, nil, failed
	case err != nil:
		return holder, nil, &Error{CodePasskey, errors.New("the answer does not fit the question")}
	}
	return holder, key, nil
}
