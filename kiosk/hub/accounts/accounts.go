// Package accounts knows who may sit at the clerks' desk: accounts with roles, authorities and skills, their passwords,
// passkeys and logins, the town's own login service by OpenID Connect, and the pages to log in and to administer all that.
//
// A session is a random number in a cookie that only this host gets (__Host-, Secure, HttpOnly, SameSite=Lax) and of which the
// database holds the hash. There is no way to have it over plain HTTP: the hub serves TLS, on a developer's machine with a
// certificate that it makes itself. Lax and not Strict, because clerks come by a link on their intranet's page; what
// changes anything is a POST, which http.CrossOriginProtection and the check of WebSockets keep to the desk's own pages.
//
// The package knows no citizen. It logs nothing; what an account did stands in the audit log by the account's id, and
// nothing that somebody typed at the login is ever stored: names and addresses of failed attempts are keyed hashes.
package accounts

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
)

// Options say how logins work. The zero value works, without passkeys and without OpenID Connect.
type Options struct {
	// Origin is what stands in the clerks' address bar: https://host or https://host:port. Passkeys belong to its host, which
	// must be a name; without it, or with a bare address, there are none. OpenID Connect needs it for the way back.
	Origin string

	Town     string         // head of the pages
	Home     string         // where a login leads without another wish; "/" if empty
	Location *time.Location // of the times on the pages; time.Local if nil

	Idle     time.Duration // a session ends when nothing came for this long; 1 h if 0
	Absolute time.Duration // and at the latest after this; 12 h if 0
	Fresh    time.Duration // how old a login may be for adding a passkey; 15 min if 0

	Cost Cost  // of a password's hash; the minimum if zero. Never less.
	OIDC *OIDC // off if nil

	// Address returns the client's address for the limits on logins; that of the connection if nil. Set it behind a proxy.
	Address func(*http.Request) netip.Addr

	Now func() time.Time // time.Now if nil
}

// Accounts serves logins. It is safe for concurrent use, and several replicas may work on one database.
type Accounts struct {
	db       *database.DB
	log      *audit.Log
	options  Options
	origin   *url.URL // nil without
	vault    *vault
	pepper   pepper
	passkeys *webauthn.WebAuthn // nil without
	provider *provider          // nil without
	pages    *pages
	crossing *http.CrossOriginProtection
}

// Open prepares the tables. The caller closes the database. Errors have CodeSetup or CodeStore.
func Open(ctx context.Context, db *database.DB, log *audit.Log, o Options) (*Accounts, error) {
	a := &Accounts{db: db, log: log, options: o.filled(), crossing: http.NewCrossOriginProtection()}
	if a.options.Cost.below(MinimumCost()) || a.options.Cost.Lanes < 1 {
		return nil, &Error{CodeSetup, errors.New("the cost of a password's hash is below the minimum")}
	}
	a.vault = newVault(a.options.Cost)
	var err error
	if a.origin, err = parseOrigin(o.Origin); err != nil {
		return nil, &Error{CodeSetup, err}
	}
	if a.passkeys, err = relyingParty(a.origin, a.options.Town); err != nil {
		return nil, &Error{CodeSetup, err}
	}
	if a.provider, err = newProvider(o.OIDC, a.origin); err != nil {
		return nil, &Error{CodeSetup, err}
	}
	if a.pages, err = newPages(); err != nil {
		return nil, &Error{CodeSetup, err}
	}
	if err := db.Migrate(ctx, room, steps()); err != nil {
		return nil, stored(err)
	}
	if a.pepper, err = a.loadPepper(ctx); err != nil {
		return nil, stored(err)
	}
	return a, nil
}

func (o Options) filled() Options {
	o.Home = localPath(o.Home)
	for _, d := range []struct {
		have *time.Duration
		want time.Duration
	}{{&o.Idle, time.Hour}, {&o.Absolute, 12 * time.Hour}, {&o.Fresh, 15 * time.Minute}} {
		if *d.have == 0 {
			*d.have = d.want
		}
	}
	if o.Cost == (Cost{}) {
		o.Cost = MinimumCost()
	}
	if o.Location == nil {
		o.Location = time.Local
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Address == nil {
		o.Address = connectionAddress
	}
	return o
}

func connectionAddress(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address, err := netip.ParseAddr(host)
	if err != nil {
		return netip.Addr{}
	}
	return address
}

func parseOrigin(origin string) (*url.URL, error) {
	if origin == "" {
		return nil, nil
	}
	u, err := url.Parse(origin)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return nil, fmt.Errorf("the origin %q is not of the form https://host:port", origin)
	}
	return u, nil
}

// loadPepper makes the key of the counters at the first start; all replicas use the one that is stored.
func (a *Accounts) loadPepper(ctx context.Context) (pepper, error) {
	fresh := hex.EncodeToString(randomBytes(32))
	var have string
	err := a.db.Tx(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO account_secret (name, value) VALUES ('throttle', $1) ON CONFLICT (name) DO NOTHING`, fresh); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT value FROM account_secret WHERE name = 'throttle'`).Scan(&have)
	})
	if err != nil {
		return nil, err
	}
	return hex.DecodeString(have)
}

func (a *Accounts) now() time.Time { return a.options.Now() }

// stored gives a failure of the database its code. What has one of ours already comes out of the database's wrapping.
func stored(err error) error {
	var e *Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &e):
		return e
	}
	return &Error{CodeStore, err}
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

// newSecret is 256 random bits for a cookie or a link, and the hash by which the database knows them.
func newSecret() (secret, hash string) {
	secret = base64.RawURLEncoding.EncodeToString(randomBytes(32))
	return secret, hashSecret(secret)
}

func hashSecret(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// newID is the public name of an account or a session.
func newID() string { return hex.EncodeToString(randomBytes(10)) }

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
