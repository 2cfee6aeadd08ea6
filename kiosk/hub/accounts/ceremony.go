package accounts

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"buergerterminal/kiosk/hub/database"
)

// A ceremony is a question that is open in one browser: a challenge for a passkey, or a login on its way through the town's
// login service. The browser holds a secret in a cookie, the database what must fit the answer. An answer takes the ceremony
// out, right or wrong, so that none can be sent twice.

type ceremonyKind string

const (
	addingPasskey  ceremonyKind = "passkey.add"
	loginByPasskey ceremonyKind = "passkey.login"
	loginByOIDC    ceremonyKind = "oidc.login"
)

const (
	ceremonyLife = 5 * time.Minute
	// Nobody is logged in when most ceremonies begin: one address must not keep the others from theirs.
	mostCeremonies = 200
)

// openCeremony stores what must fit the answer. It fails with CodeBusy or CodeStore.
func (a *Accounts) openCeremony(ctx context.Context, kind ceremonyKind, account string, from client, data any) (secret string, err error) {
	raw, err := json.Marshal(data)
	if err != nil {
		return "", stored(err)
	}
	secret, hash := newSecret()
	now, address := a.now(), a.addressCounter(from.address).key
	err = a.db.Tx(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM account_ceremony WHERE expires < $1`, millis(now)); err != nil {
			return err
		}
		var open int64
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM account_ceremony WHERE address = $1`, address).Scan(&open); err != nil {
			return err
		}
		if open >= mostCeremonies {
			return fault(CodeBusy)
		}
		_, err := tx.Exec(ctx, `INSERT INTO account_ceremony (secret, kind, account, data, expires, address) VALUES ($1, $2, $3, $4, $5, $6)`,
			hash, string(kind), account, string(raw), millis(now.Add(ceremonyLife)), address)
		return err
	})
	return secret, stored(err)
}

// takeCeremony reads the ceremony and ends it. It fails with CodeCeremony where there is none of this kind and account.
func (a *Accounts) takeCeremony(ctx context.Context, kind ceremonyKind, account, secret string, data any) error {
	var raw, haveKind, haveAccount string
	var expires int64
	err := a.db.Tx(ctx, func(tx *database.Tx) error {
		return tx.QueryRow(ctx, `DELETE FROM account_ceremony WHERE secret = $1 RETURNING kind, account, data, expires`, hashSecret(secret)).
			Scan(&haveKind, &haveAccount, &raw, &expires)
	})
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return fault(CodeCeremony)
	case err != nil:
		return stored(err)
	case haveKind != string(kind), haveAccount != account, !a.now().Before(moment(expires)):
		return fault(CodeCeremony)
	}
	return stored(json.Unmarshal([]byte(raw), data))
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
