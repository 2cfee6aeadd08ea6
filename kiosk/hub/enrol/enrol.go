// Package enrol gives terminals their identity: a one-time code that a technician takes to the terminal, the certificate
// that the terminal gets for it, its renewal, and the list that says which certificates still count.
//
// Who a terminal is, the hub says with the code; of the terminal's request it takes the key alone. The certificate is that
// of the client in TLS. Where a proxy ends TLS, the same key signs each request (RFC 9421, see link.SignRequest), with a
// time and a nonce that counts once. The list is in the database and is asked each time, so that a revoked terminal is out
// at once, on all replicas. The package never sees a terminal's private key, and stores codes only as their hash.
//
// References: RFC 2986 (requests), RFC 5280 (certificates), RFC 9421 (signatures), NIST SP 800-63B section 5.1.2 (codes).
package enrol

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// Identity is a terminal.
type Identity struct {
	Terminal  string // id
	Authority string // whose clerks see it
	Place     string // for people: "Rathaus, Foyer"
}

// Registry is the list of codes and certificates. It is safe for concurrent use, and replicas may work on one database.
type Registry struct {
	db        *database.DB
	authority *Authority
	now       func() time.Time
}

// revokedChannel carries the ids of terminals that were revoked.
const revokedChannel = "enrol.revoked"

var steps = []string{`
CREATE TABLE enrol_code (
	hash TEXT PRIMARY KEY,
	terminal TEXT NOT NULL,
	authority TEXT NOT NULL,
	place TEXT NOT NULL,
	expires {int} NOT NULL
) {strict};
CREATE TABLE enrol_certificate (
	serial TEXT PRIMARY KEY,
	terminal TEXT NOT NULL,
	authority TEXT NOT NULL,
	place TEXT NOT NULL,
	certificate {bytes} NOT NULL,
	issued {int} NOT NULL,
	expires {int} NOT NULL,
	used {int} NOT NULL,
	ended {int} NOT NULL
) {strict};
CREATE INDEX enrol_certificate_terminal ON enrol_certificate (terminal, issued);
CREATE TABLE enrol_nonce (
	serial TEXT NOT NULL,
	nonce TEXT NOT NULL,
	at {int} NOT NULL,
	PRIMARY KEY (serial, nonce)
) {strict};
CREATE INDEX enrol_nonce_at ON enrol_nonce (at)`}

// Open prepares the tables. The caller closes the database. Without a clock it is time.Now.
func Open(ctx context.Context, db *database.DB, authority *Authority, now func() time.Time) (*Registry, error) {
	if now == nil {
		now = time.Now
	}
	if err := db.Migrate(ctx, "enrol", steps); err != nil {
		return nil, stored(err)
	}
	return &Registry{db, authority, now}, nil
}

// codeEncoding has no letters that look like others or like digits.
var codeEncoding = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

// NewCode makes a code for a terminal, which is good for one enrolment until it is too old. It replaces earlier codes for
// the same terminal. The code is returned once and not stored. It fails with CodeName or CodeStore.
func (r *Registry) NewCode(ctx context.Context, id Identity, life time.Duration) (code string, err error) {
	if !link.ValidName(id.Terminal) || id.Authority != "" && !link.ValidName(id.Authority) || len(id.Place) > 200 || life <= 0 {
		return "", fault(CodeName)
	}
	var raw [15]byte // 120 bits: nobody guesses it, and it is 24 letters in six groups
	rand.Read(raw[:])
	letters := codeEncoding.EncodeToString(raw[:])
	var groups []string
	for i := 0; i < len(letters); i += 4 {
		groups = append(groups, letters[i:i+4])
	}
	code = strings.Join(groups, "-")
	err = r.db.Tx(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM enrol_code WHERE terminal = $1 OR expires < $2`, id.Terminal, r.now().UnixMilli()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO enrol_code (hash, terminal, authority, place, expires) VALUES ($1, $2, $3, $4, $5)`,
			hashCode(code), id.Terminal, id.Authority, id.Place, r.now().Add(life).UnixMilli())
		return err
	})
	return code, stored(err)
}

// hashCode reads a code as people type it.
func hashCode(code string) string {
	letters := strings.Map(func(c rune) rune {
		if c == '-' || c == ' ' {
			return -1
		}
		return c
	}, strings.ToUpper(strings.TrimSpace(code)))
	sum := sha256.Sum256([]byte("enrolment " + letters))
	return hex.EncodeToString(sum[:])
}

// Enrol trades a code for a certificate. All certificates that the terminal had before end. It fails with CodeCode,
// CodeOther, CodeRequest or CodeStore; a request that cannot be taken does not cost the code.
func (r *Registry) Enrol(ctx context.Context, code string, request []byte) (link.Enrolled, error) {
	var enrolled link.Enrolled
	err := r.db.Tx(ctx, func(tx *database.Tx) error {
		var id Identity
		err := tx.QueryRow(ctx, `DELETE FROM enrol_code WHERE hash = $1 AND expires >= $2 RETURNING terminal, authority, place`,
			hashCode(code), r.now().UnixMilli()).Scan(&id.Terminal, &id.Authority, &id.Place)
		if errors.Is(err, sql.ErrNoRows) {
			return fault(CodeCode)
		}
		if err != nil {
			return err
		}
		if err := r.end(ctx, tx, id.Terminal); err != nil {
			return err
		}
		enrolled, err = r.issue(ctx, tx, id, request)
		return err
	})
	return enrolled, stored(err)
}

// Renew gives a terminal that has proved its identity a new certificate. The old one counts until the new one is used.
func (r *Registry) Renew(ctx context.Context, id Identity, request []byte) (link.Enrolled, error) {
	var enrolled link.Enrolled
	err := r.db.Tx(ctx, func(tx *database.Tx) (err error) {
		enrolled, err = r.issue(ctx, tx, id, request)
		return err
	})
	return enrolled, stored(err)
}

func (r *Registry) issue(ctx context.Context, tx *database.Tx, id Identity, request []byte) (link.Enrolled, error) {
	now := r.now()
	leaf, err := r.authority.issue(request, id.Terminal, now)
	if err != nil {
		return link.Enrolled{}, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO enrol_certificate (serial, terminal, authority, place, certificate, issued, expires, used, ended)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0)`, serialOf(leaf), id.Terminal, id.Authority, id.Place, leaf.Raw, now.UnixMilli(), leaf.NotAfter.UnixMilli())
	return link.Enrolled{
		Terminal: id.Terminal, Authority: id.Authority, Place: id.Place,
		Certificate: leaf.Raw, Serial: serialOf(leaf), Renew: renewal(leaf).UTC(), Expires: leaf.NotAfter.UTC(),
	}, err
}

func (r *Registry) end(ctx context.Context, tx *database.Tx, terminal string) error {
	_, err := tx.Exec(ctx, `UPDATE enrol_certificate SET ended = $1 WHERE terminal = $2 AND ended = 0`, r.now().UnixMilli(), terminal)
	return err
}

// Revoke ends all certificates and codes of a terminal, and tells who asked for Revoked. It fails with CodeUnknown if there
// is nothing to end.
func (r *Registry) Revoke(ctx context.Context, terminal string) error {
	return stored(r.db.Tx(ctx, func(tx *database.Tx) error {
		codes, err := tx.Exec(ctx, `DELETE FROM enrol_code WHERE terminal = $1`, terminal)
		if err != nil {
			return err
		}
		certificates, err := tx.Exec(ctx, `UPDATE enrol_certificate SET ended = $1 WHERE terminal = $2 AND ended = 0`, r.now().UnixMilli(), terminal)
		if err != nil {
			return err
		}
		a, errA := codes.RowsAffected()
		b, errB := certificates.RowsAffected()
		if err := errors.Join(errA, errB); err != nil {
			return err
		}
		if a+b == 0 {
			return fault(CodeUnknown)
		}
		return tx.Notify(ctx, revokedChannel, terminal)
	}))
}

// Standing is a terminal's newest certificate, or its open code.
type Standing struct {
	Identity
	Serial  string // empty for a code
	Issued  time.Time
	Expires time.Time
	Used    bool // the terminal has shown the certificate
	Ended   bool
}

// List returns the terminals with their newest certificates, and the codes that wait.
func (r *Registry) List(ctx context.Context) ([]Standing, error) {
	list, err := database.All(ctx, r.db, scanStanding, `SELECT terminal, authority, place, serial, issued, expires, used, ended FROM enrol_certificate c
		WHERE issued = (SELECT max(issued) FROM enrol_certificate n WHERE n.terminal = c.terminal) ORDER BY terminal`)
	if err != nil {
		return nil, stored(err)
	}
	codes, err := database.All(ctx, r.db, scanStanding, `SELECT terminal, authority, place, '', 0, expires, 0, 0 FROM enrol_code WHERE expires >= $1 ORDER BY terminal`, r.now().UnixMilli())
	return append(list, codes...), stored(err)
}

func scanStanding(row func(...any) error) (s Standing, err error) {
	var issued, expires, used, ended int64
	err = row(&s.Terminal, &s.Authority, &s.Place, &s.Serial, &issued, &expires, &used, &ended)
	if issued != 0 {
		s.Issued = time.UnixMilli(issued).UTC()
	}
	s.Expires, s.Used, s.Ended = time.UnixMilli(expires).UTC(), used == 1, ended != 0
	return s, err
}

// Revoked tells of terminals that were revoked, on whatever replica. An empty id means: look again at all of them.
func (r *Registry) Revoked(ctx context.Context) (<-chan string, error) {
	notices, err := r.db.Listen(ctx, revokedChannel)
	if err != nil {
		return nil, stored(err)
	}
	out := make(chan string)
	go func() {
		defer close(out)
		for n := range notices {
			select {
			case out <- n.Payload:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out, nil
}

// Counts reports whether a terminal has a certificate that has neither ended nor expired.
func (r *Registry) Counts(ctx context.Context, terminal string) (bool, error) {
	var n int
	err := r.db.QueryRow(ctx, `SELECT count(*) FROM enrol_certificate WHERE terminal = $1 AND ended = 0 AND expires > $2`, terminal, r.now().UnixMilli()).Scan(&n)
	return n > 0, stored(err)
}

// certificate reads one of the list.
func (r *Registry) certificate(ctx context.Context, serial string) (row certificateRow, err error) {
	err = r.db.QueryRow(ctx, `SELECT terminal, authority, place, certificate, issued, used, ended FROM enrol_certificate WHERE serial = $1`, serial).
		Scan(&row.Terminal, &row.Authority, &row.Place, &row.raw, &row.issued, &row.used, &row.ended)
	if errors.Is(err, sql.ErrNoRows) {
		return row, fault(CodeRevoked)
	}
	if err != nil {
		return row, stored(err)
	}
	if row.leaf, err = x509.ParseCertificate(row.raw); err != nil {
		return row, &Error{CodeStore, err}
	}
	return row, nil
}

type certificateRow struct {
	Identity
	raw                 []byte
	leaf                *x509.Certificate
	issued, used, ended int64
}
