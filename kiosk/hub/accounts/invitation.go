package accounts

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// linkLife is how long a one-time link waits for its reader: over a weekend.
const linkLife = 72 * time.Hour

// IssueLink makes a one-time link by which a local account gets a new password, and ends older ones. The password that it has
// stays until the link is used, so that a slip of the hand locks nobody out. It fails with CodeRole, CodeNotFound,
// CodeDisabled, CodeForeign or CodeStore. The path of the link is LinkPath.
func (a *Accounts) IssueLink(ctx context.Context, by Clerk, id string) (secret string, err error) {
	secret, hash := newSecret()
	err = a.administer(ctx, by, id, func(tx *database.Tx, have Account) error {
		switch {
		case !have.Disabled.IsZero():
			return fault(CodeDisabled)
		case !have.Local():
			return fault(CodeForeign)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM account_link WHERE account = $1 OR expires < $2`, id, millis(a.now())); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO account_link (secret, account, expires) VALUES ($1, $2, $3)`, hash, id, millis(a.now().Add(linkLife))); err != nil {
			return err
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.LinkIssued, Actor: by.ID, Object: id})
	})
	return secret, err
}

// LinkPath is the path of the page that a one-time link opens.
func LinkPath(secret string) string { return pathLink + secret }

// linked returns the account of a link that can still be used. It fails with CodeLink.
func (a *Accounts) linked(ctx context.Context, secret string) (Account, error) {
	found, err := find(ctx, a.db, `a.disabled = 0 AND a.id = (SELECT account FROM account_link WHERE secret = $1 AND expires > $2)`,
		hashSecret(secret), millis(a.now()))
	if CodeOf(err) == CodeNotFound {
		return Account{}, fault(CodeLink)
	}
	return found, err
}

// useLink sets the password, ends all sessions of the account and begins one. It fails with CodeLink, the codes of the
// rules, CodeBusy or CodeStore; only after success the link is used.
func (a *Accounts) useLink(ctx context.Context, secret, password string, from client) (session string, err error) {
	account, err := a.linked(ctx, secret)
	if err != nil {
		return "", err
	}
	if err := checkPassword(password, account.Profile.Name); err != nil {
		return "", err
	}
	hash, err := a.vault.hash(ctx, password)
	if err != nil {
		return "", err
	}
	byName := a.nameCounter(account.Profile.Name)
	err = a.db.Tx(ctx, func(tx *database.Tx) error {
		var id string
		err := tx.QueryRow(ctx, `DELETE FROM account_link WHERE secret = $1 AND expires > $2 RETURNING account`, hashSecret(secret), millis(a.now())).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return fault(CodeLink)
		}
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE account SET password = $2 WHERE id = $1`, id, hash); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM login_throttle WHERE id = $1`, byName.key); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, id, ""); err != nil {
			return err
		}
		if err := a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.LinkUsed, Actor: id, Object: id}); err != nil {
			return err
		}
		session, err = a.begin(ctx, tx, id, ByLink, from.browser)
		return err
	})
	return session, stored(err)
}
