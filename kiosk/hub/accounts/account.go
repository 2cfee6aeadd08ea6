package accounts

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// Account is one row, as its administrators see it.
type Account struct {
	ID       string
	Profile  Profile
	Disabled time.Time // zero while it may log in
	Created  time.Time
	Password bool   // it has one
	Issuer   string // of the login service that it belongs to; empty for a local account
	Passkeys int

	handle string // by which passkeys know the account
	hash   string
}

// Local reports whether the hub itself decides about the account's roles and authorities.
func (a Account) Local() bool { return a.Issuer == "" }

func (a Account) clerk(session string) Clerk {
	p := a.Profile
	return Clerk{a.ID, p.Name, p.Display, p.Office, p.Roles, p.Authorities, p.Services, p.Languages, session}
}

// Console is who works at the hub's command line: he administers everything, and is no account.
func Console() Clerk {
	return Clerk{ID: audit.Console, Roles: []Role{RoleSupervisor}, Authorities: []string{Everywhere}}
}

// Channel is where the ids of accounts are told (database.Notify) whose sessions were ended, or whose roles, authorities or
// skills have changed. Who keeps a connection open listens here and asks Check again.
const Channel = "accounts"

// account reads columns of the table account and the number of passkeys.
const accountColumns = `a.id, a.handle, a.name, a.display, a.office, a.roles, a.authorities, a.services, a.languages, a.password, a.issuer,
	a.disabled, a.created, (SELECT count(*) FROM account_passkey p WHERE p.account = a.id)`

func scanAccount(scan func(...any) error) (Account, error) { return scanAccountAnd(scan) }

// scanAccountAnd reads further columns behind those of the account.
func scanAccountAnd(scan func(...any) error, more ...any) (Account, error) {
	var a Account
	var lists [4]string
	var disabled, created int64
	p := &a.Profile
	into := append([]any{&a.ID, &a.handle, &p.Name, &p.Display, &p.Office, &lists[0], &lists[1], &lists[2], &lists[3], &a.hash, &a.Issuer,
		&disabled, &created, &a.Passkeys}, more...)
	if err := scan(into...); err != nil {
		return Account{}, err
	}
	a.Disabled, a.Created, a.Password = moment(disabled), moment(created), a.hash != ""
	return a, errors.Join(json.Unmarshal([]byte(lists[0]), &p.Roles), json.Unmarshal([]byte(lists[1]), &p.Authorities),
		json.Unmarshal([]byte(lists[2]), &p.Services), json.Unmarshal([]byte(lists[3]), &p.Languages))
}

// find reads one account; where is a condition on a.
func find(ctx context.Context, q database.Querier, where string, args ...any) (Account, error) {
	a, err := scanAccount(q.QueryRow(ctx, `SELECT `+accountColumns+` FROM account a WHERE `+where, args...).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, fault(CodeNotFound)
	}
	return a, stored(err)
}

// list is a list as the database holds it.
func list[T ~string](l []T) string {
	raw, _ := json.Marshal(sorted(l)) // strings always can
	return string(raw)
}

// mayAdminister fails with CodeRole unless by is a supervisor of all authorities of the account. It is CodeNotFound for an
// account of which he must not even know.
func mayAdminister(by Clerk, a Account) error {
	switch {
	case !by.Is(RoleSupervisor):
		return fault(CodeRole)
	case !by.covers(a.Profile.Authorities):
		return fault(CodeNotFound)
	}
	return nil
}

// List returns the accounts that by administers, by name. It fails with CodeRole or CodeStore.
func (a *Accounts) List(ctx context.Context, by Clerk) ([]Account, error) {
	if !by.Is(RoleSupervisor) {
		return nil, fault(CodeRole)
	}
	all, err := database.All(ctx, a.db, scanAccount, `SELECT `+accountColumns+` FROM account a ORDER BY a.display, a.name`)
	return slices.DeleteFunc(all, func(x Account) bool { return !by.covers(x.Profile.Authorities) }), stored(err)
}

// Find returns an account that by administers. It fails with CodeRole, CodeNotFound or CodeStore.
func (a *Accounts) Find(ctx context.Context, by Clerk, id string) (Account, error) {
	found, err := find(ctx, a.db, `a.id = $1`, id)
	if err != nil {
		return Account{}, err
	}
	return found, mayAdminister(by, found)
}

// FindName returns the account with a login name, which may be written in capitals.
func (a *Accounts) FindName(ctx context.Context, by Clerk, name string) (Account, error) {
	found, err := find(ctx, a.db, `a.name = $1`, foldName(name))
	if err != nil {
		return Account{}, err
	}
	return found, mayAdminister(by, found)
}

// Create makes a local account that cannot log in yet: IssueLink is the way in. Beside the codes of a bad profile it fails with
// CodeRole and CodeNameTaken.
func (a *Accounts) Create(ctx context.Context, by Clerk, p Profile) (id string, err error) {
	p, err = p.normalize()
	switch {
	case err != nil:
		return "", err
	case !by.Is(RoleSupervisor) || !by.covers(p.Authorities):
		return "", fault(CodeRole)
	}
	err = a.db.Tx(ctx, func(tx *database.Tx) (err error) {
		id, err = a.insert(ctx, tx, by, p, "", "")
		return err
	})
	return id, stored(err)
}

func (a *Accounts) insert(ctx context.Context, tx *database.Tx, by Clerk, p Profile, issuer, subject string) (id string, err error) {
	id = newID()
	_, handle := newSecret()
	result, err := tx.Exec(ctx, `INSERT INTO account
		(id, handle, name, display, office, roles, authorities, services, languages, password, issuer, subject, disabled, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11, 0, $12) ON CONFLICT (name) DO NOTHING`,
		id, handle, p.Name, p.Display, p.Office, list(p.Roles), list(p.Authorities), list(p.Services), list(p.Languages), issuer, subject, millis(a.now()))
	if err != nil {
		return "", err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return "", errors.Join(fault(CodeNameTaken), err)
	}
	if by.ID == "" {
		by.ID = id // who comes from the login service makes his account himself
	}
	return id, a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.AccountCreated, Actor: by.ID, Object: id})
}

// Change replaces an account's profile. Roles and authorities of an account of a login service stay as the service says.
// Nobody takes the supervisor's role or his own authorities from himself: the last one would lock everybody out.
func (a *Accounts) Change(ctx context.Context, by Clerk, id string, p Profile) error {
	return a.administer(ctx, by, id, func(tx *database.Tx, have Account) error {
		if !have.Local() {
			p.Roles, p.Authorities = have.Profile.Roles, have.Profile.Authorities
		}
		want, err := p.normalize()
		switch {
		case err != nil:
			return err
		case !by.covers(want.Authorities):
			return fault(CodeRole)
		case by.ID == id && (!slices.Contains(want.Roles, RoleSupervisor) || !want.contains(have.Profile.Authorities)):
			return fault(CodeOwnAccount)
		}
		_, err = tx.Exec(ctx, `UPDATE account SET name = $2, display = $3, office = $4, roles = $5, authorities = $6, services = $7, languages = $8 WHERE id = $1`,
			id, want.Name, want.Display, want.Office, list(want.Roles), list(want.Authorities), list(want.Services), list(want.Languages))
		switch {
		case database.CodeOf(err) == database.CodeUnique:
			return fault(CodeNameTaken)
		case err != nil:
			return err
		}
		detail := audit.Profile
		if list(want.Roles) != list(have.Profile.Roles) || list(want.Authorities) != list(have.Profile.Authorities) {
			detail = audit.Permissions
		}
		if err := tx.Notify(ctx, Channel, id); err != nil {
			return err
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.AccountChanged, Actor: by.ID, Object: id, Detail: detail})
	})
}

func (p Profile) contains(authorities []string) bool {
	return (Clerk{Authorities: p.Authorities}).covers(authorities)
}

// Disable ends an account's sessions and refuses every login until Enable. Nobody disables himself.
func (a *Accounts) Disable(ctx context.Context, by Clerk, id string) error {
	return a.administer(ctx, by, id, func(tx *database.Tx, have Account) error {
		if by.ID == id {
			return fault(CodeOwnAccount)
		}
		if _, err := tx.Exec(ctx, `UPDATE account SET disabled = $2 WHERE id = $1`, id, millis(a.now())); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM account_link WHERE account = $1`, id); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id, ""); err != nil {
			return err
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.AccountDisabled, Actor: by.ID, Object: id})
	})
}

// Enable lets a disabled account log in again.
func (a *Accounts) Enable(ctx context.Context, by Clerk, id string) error {
	return a.administer(ctx, by, id, func(tx *database.Tx, have Account) error {
		if _, err := tx.Exec(ctx, `UPDATE account SET disabled = 0 WHERE id = $1`, id); err != nil {
			return err
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.AccountEnabled, Actor: by.ID, Object: id})
	})
}

// EndSessions logs an account out everywhere.
func (a *Accounts) EndSessions(ctx context.Context, by Clerk, id string) error {
	return a.administer(ctx, by, id, func(tx *database.Tx, have Account) error {
		if err := endSessions(ctx, tx, id, ""); err != nil {
			return err
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.SessionsEnded, Actor: by.ID, Object: id})
	})
}

// administer runs a change of an account that by may administer, in one transaction, with the account's row locked.
func (a *Accounts) administer(ctx context.Context, by Clerk, id string, change func(*database.Tx, Account) error) error {
	return stored(a.db.Tx(ctx, func(tx *database.Tx) error {
		var locked string
		err := tx.QueryRow(ctx, `SELECT id FROM account WHERE id = $1`+tx.Dialect().ForUpdate(), id).Scan(&locked)
		if errors.Is(err, sql.ErrNoRows) {
			return fault(CodeNotFound)
		}
		if err != nil {
			return err
		}
		have, err := find(ctx, tx, `a.id = $1`, id)
		if err != nil {
			return err
		}
		if err := mayAdminister(by, have); err != nil {
			return err
		}
		return change(tx, have)
	}))
}
