package accounts

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// Method says how somebody proved who he is.
type Method string

// The methods. They are the audit log's details as well.
const (
	ByPassword = Method(audit.Password)
	ByPasskey  = Method(audit.Passkey)
	ByOIDC     = Method(audit.OIDC)
	ByLink     = Method(audit.Link)
)

// Session is one login, as its owner sees it.
type Session struct {
	ID      string
	Method  Method
	Browser string // "Firefox · Linux"; of the closed list of browserName
	Created time.Time
	Seen    time.Time
	Current bool
}

// seenStep is how exactly the last use is kept: writing at every request would cost a commit each.
const seenStep = time.Minute

// begin makes a session in the transaction of a login, and takes out what has ended by itself: sessions, and counters of
// attempts that are forgotten.
func (a *Accounts) begin(ctx context.Context, tx *database.Tx, account string, m Method, browser string) (secret string, err error) {
	now := a.now()
	_, err = tx.Exec(ctx, `DELETE FROM account_session WHERE created < $1 OR seen < $2`,
		millis(now.Add(-a.options.Absolute)), millis(now.Add(-a.options.Idle)))
	if err != nil {
		return "", err
	}
	_, err = tx.Exec(ctx, `DELETE FROM login_throttle WHERE last < $1 AND blocked < $2`, millis(now.Add(-nameLimit().forget)), millis(now))
	if err != nil {
		return "", err
	}
	secret, hash := newSecret()
	_, err = tx.Exec(ctx, `INSERT INTO account_session (secret, id, account, method, browser, created, seen) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
		hash, newID(), account, string(m), browser, millis(now))
	if err != nil {
		return "", err
	}
	return secret, a.log.AppendTx(ctx, tx, audit.Entry{Action: audit.Login, Actor: account, Object: account, Detail: audit.Detail(m)})
}

// lookUp returns the clerk whose browser holds the secret, and when he logged in. It fails with CodeSession or CodeStore.
func (a *Accounts) lookUp(ctx context.Context, secret string) (Clerk, time.Time, error) {
	return a.valid(ctx, `s.secret = $1`, hashSecret(secret))
}

// Check asks again for the account of a session that was found before: by its id, which Clerk.Session holds. A connection
// that stays open calls it at each beat; that keeps the session awake, and fails with CodeSession once it has ended, was
// ended, or the account was disabled.
func (a *Accounts) Check(ctx context.Context, session string) (Clerk, error) {
	c, _, err := a.valid(ctx, `s.id = $1`, session)
	return c, err
}

func (a *Accounts) valid(ctx context.Context, where, arg string) (Clerk, time.Time, error) {
	var id string
	var created, seen int64
	row := a.db.QueryRow(ctx, `SELECT `+accountColumns+`, s.id, s.created, s.seen
		FROM account_session s JOIN account a ON a.id = s.account WHERE `+where, arg)
	account, err := scanAccountAnd(row.Scan, &id, &created, &seen)
	if errors.Is(err, sql.ErrNoRows) {
		return Clerk{}, time.Time{}, fault(CodeSession)
	}
	if err != nil {
		return Clerk{}, time.Time{}, stored(err)
	}
	now, begun, used := a.now(), moment(created), moment(seen)
	if !account.Disabled.IsZero() || now.Sub(begun) >= a.options.Absolute || now.Sub(used) >= a.options.Idle {
		return Clerk{}, time.Time{}, fault(CodeSession)
	}
	if now.Sub(used) >= seenStep {
		if _, err := a.db.Exec(ctx, `UPDATE account_session SET seen = $2 WHERE id = $1`, id, millis(now)); err != nil {
			return Clerk{}, time.Time{}, stored(err)
		}
	}
	return account.clerk(id), begun, nil
}

// Sessions lists the clerk's own logins, the latest first.
func (a *Accounts) Sessions(ctx context.Context, c Clerk) ([]Session, error) {
	now := a.now()
	all, err := database.All(ctx, a.db, func(scan func(...any) error) (Session, error) {
		var s Session
		var created, seen int64
		err := scan(&s.ID, &s.Method, &s.Browser, &created, &seen)
		s.Created, s.Seen, s.Current = moment(created), moment(seen), s.ID == c.Session
		return s, err
	}, `SELECT id, method, browser, created, seen FROM account_session WHERE account = $1 AND created >= $2 AND seen >= $3 ORDER BY created DESC`,
		c.ID, millis(now.Add(-a.options.Absolute)), millis(now.Add(-a.options.Idle)))
	return all, stored(err)
}

// LogOut ends the clerk's own session.
func (a *Accounts) LogOut(ctx context.Context, c Clerk) error {
	return a.endOwn(ctx, c, audit.Logout, func(tx *database.Tx) (sql.Result, error) {
		return tx.Exec(ctx, `DELETE FROM account_session WHERE account = $1 AND id = $2`, c.ID, c.Session)
	})
}

// EndSession ends one of the clerk's own sessions. It fails with CodeNotFound for another's.
func (a *Accounts) EndSession(ctx context.Context, c Clerk, id string) error {
	return a.endOwn(ctx, c, audit.SessionsEnded, func(tx *database.Tx) (sql.Result, error) {
		return tx.Exec(ctx, `DELETE FROM account_session WHERE account = $1 AND id = $2`, c.ID, id)
	})
}

// EndOtherSessions ends all of the clerk's sessions but the one that asks.
func (a *Accounts) EndOtherSessions(ctx context.Context, c Clerk) error {
	err := a.endOwn(ctx, c, audit.SessionsEnded, func(tx *database.Tx) (sql.Result, error) {
		return tx.Exec(ctx, `DELETE FROM account_session WHERE account = $1 AND id <> $2`, c.ID, c.Session)
	})
	if CodeOf(err) == CodeNotFound {
		return nil // there was none
	}
	return err
}

func (a *Accounts) endOwn(ctx context.Context, c Clerk, action audit.Action, end func(*database.Tx) (sql.Result, error)) error {
	return stored(a.db.Tx(ctx, func(tx *database.Tx) error {
		result, err := end(tx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(fault(CodeNotFound), err)
		}
		if err := tx.Notify(ctx, Channel, c.ID); err != nil {
			return err
		}
		return a.log.AppendTx(ctx, tx, audit.Entry{Action: action, Actor: c.ID, Object: c.ID})
	}))
}

// endSessions ends an account's sessions but one, and tells the connections that live on them.
func endSessions(ctx context.Context, tx *database.Tx, account, except string) error {
	if _, err := tx.Exec(ctx, `DELETE FROM account_session WHERE account = $1 AND id <> $2`, account, except); err != nil {
		return err
	}
	return tx.Notify(ctx, Channel, account)
}

// browserName says of a User-Agent what its owner recognizes his browser by, and nothing that a client could make up.
func browserName(agent string) string {
	browser, system := "Browser", ""
	for _, b := range [][2]string{{"Edg", "Edge"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, b[0]) {
			browser = b[1]
			break
		}
	}
	for _, s := range [][2]string{{"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Mac OS", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"}} {
		if strings.Contains(agent, s[0]) {
			system = " · " + s[1]
			break
		}
	}
	return browser + system
}
