package accounts

import (
	"context"
	"errors"
	"net/netip"
	"unicode/utf8"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// client is where a login comes from.
type client struct {
	address netip.Addr
	browser string
}

// logIn checks name and password and begins a session. Whether a name exists shows neither in the answer nor in its time: the
// same attempts are counted, one hash is computed, and one row is logged, for known and unknown names alike. It fails with
// CodeThrottled, CodeBusy, CodeCredentials, CodeDisabled (only after the right password) or CodeStore.
func (a *Accounts) logIn(ctx context.Context, name, password string, from client) (secret string, err error) {
	if len(password) > maxPasswordBytes || len(name) > 4*maxName || !utf8.ValidString(name) {
		name, password = "", "" // wrong, and not worth the hash of a megabyte
	}
	byName, byAddress := a.nameCounter(name), a.addressCounter(from.address)
	if err := a.spendLogged(ctx, byName, byAddress); err != nil {
		return "", err
	}
	account, err := find(ctx, a.db, `a.name = $1`, foldName(name))
	if err != nil && CodeOf(err) != CodeNotFound {
		return "", err
	}
	ok, renew, err := a.vault.verify(ctx, password, account.hash)
	switch {
	case err != nil:
		return "", err
	case !ok:
		return "", a.refuse(ctx, account.ID, audit.Credentials, CodeCredentials)
	case !account.Disabled.IsZero():
		return "", a.refuse(ctx, account.ID, audit.Disabled, CodeDisabled)
	}
	hash := account.hash
	if renew {
		if hash, err = a.vault.hash(ctx, password); err != nil {
			return "", err
		}
	}
	err = a.db.Tx(ctx, func(tx *database.Tx) error {
		// The condition lets a password that was changed meanwhile win.
		result, err := tx.Exec(ctx, `UPDATE account SET password = $2 WHERE id = $1 AND password = $3 AND disabled = 0`, account.ID, hash, account.hash)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(fault(CodeCredentials), err)
		}
		if err := a.refund(ctx, tx, &byName, byAddress); err != nil {
			return err
		}
		secret, err = a.begin(ctx, tx, account.ID, ByPassword, from.browser)
		return err
	})
	return secret, stored(err)
}

// spendLogged spends, and writes one row into the audit log for each time of waiting.
func (a *Accounts) spendLogged(ctx context.Context, counters ...counter) error {
	err := a.spend(ctx, counters...)
	var t *Throttled
	if errors.As(err, &t) && t.first {
		return errors.Join(err, a.refuse(ctx, "", audit.Throttled, CodeThrottled))
	}
	return err
}

// refuse logs a refused login and returns its code.
func (a *Accounts) refuse(ctx context.Context, account string, why audit.Detail, code Code) error {
	if err := a.log.Append(ctx, audit.Entry{Action: audit.LoginRefused, Object: account, Detail: why}); err != nil {
		return stored(err)
	}
	return fault(code)
}

// ChangePassword sets a new password after the present one was given. All other sessions end. It fails with CodeCredentials,
// CodeThrottled, CodeForeign, the codes of the rules, CodeBusy or CodeStore.
func (a *Accounts) ChangePassword(ctx context.Context, c Clerk, present, wanted string) error {
	if err := checkPassword(wanted, c.Name); err != nil {
		return err
	}
	// A stolen session must not be the way to try out passwords.
	byName := a.nameCounter(c.Name)
	if err := a.spendLogged(ctx, byName); err != nil {
		return err
	}
	account, err := find(ctx, a.db, `a.id = $1`, c.ID)
	if err != nil {
		return err
	}
	if !account.Local() {
		return fault(CodeForeign)
	}
	ok, _, err := a.vault.verify(ctx, present, account.hash)
	switch {
	case err != nil:
		return err
	case !ok:
		return fault(CodeCredentials)
	}
	hash, err := a.vault.hash(ctx, wanted)
	if err != nil {
		return err
	}
	return stored(a.db.Tx(ctx, func(tx *database.Tx) error {
		result, err := tx.Exec(ctx, `UPDATE account SET password = $2 WHERE id = $1 AND password = $3`, c.ID, hash, account.hash)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(fault(CodeCredentials), err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM login_throttle WHERE id = $1`, byName.key); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, c.ID, c.Session); err != nil {
			return err
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.PasswordChanged, Actor: c.ID, Object: c.ID})
	}))
}
