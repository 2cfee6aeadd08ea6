package accounts

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"net/netip"
	"time"

	"buergerterminal/kiosk/hub/database"
)

// limit says how failures become waiting: some are free, then each doubles the time, up to an end.
type limit struct {
	free   int64
	first  time.Duration
	most   time.Duration
	forget time.Duration // without a failure for this long, all are forgotten
}

// A name has few free failures. An address has more, because a whole town hall comes through one. Who attacks a name makes
// its owner wait for a password login, a quarter of an hour at most; the passkey still opens.
func nameLimit() limit {
	return limit{free: 5, first: 2 * time.Second, most: 15 * time.Minute, forget: 24 * time.Hour}
}
func addressLimit() limit {
	return limit{free: 40, first: time.Second, most: 5 * time.Minute, forget: time.Hour}
}

func (l limit) delay(failures int64) time.Duration {
	over := failures - l.free
	if over <= 0 {
		return 0
	}
	if over > 30 {
		return l.most
	}
	return min(l.first<<(over-1), l.most)
}

// counter is a row: the failures of one name or one address. Its key is a keyed hash, because people type their password
// where the name belongs.
type counter struct {
	key   string
	limit limit
}

func (a *Accounts) nameCounter(name string) counter {
	return counter{a.pepper.key("name", foldName(name)), nameLimit()}
}

// addressCounter takes the network of an IPv6 address, since who has one address there has 2^64.
func (a *Accounts) addressCounter(address netip.Addr) counter {
	address = address.Unmap()
	if address.Is6() {
		address = netip.PrefixFrom(address.WithZone(""), 64).Masked().Addr()
	}
	return counter{a.pepper.key("address", address.String()), addressLimit()}
}

type pepper []byte

func (p pepper) key(kind, value string) string {
	mac := hmac.New(sha256.New, p)
	mac.Write([]byte(kind + "\x00" + value))
	return hex.EncodeToString(mac.Sum(nil))
}

// Throttled says how long to wait.
type Throttled struct {
	Wait  time.Duration
	first bool // of this waiting time, so that the audit log gets one row and not a thousand
}

func (t *Throttled) Error() string { return "too many attempts" }

// spend counts an attempt before it is judged, so that a thousand at once do not all find the counter low. It fails with
// CodeThrottled around a *Throttled.
func (a *Accounts) spend(ctx context.Context, counters ...counter) error {
	refused, err := a.stillTold(ctx, counters)
	if err != nil {
		return stored(err)
	}
	if refused != nil {
		return &Error{CodeThrottled, refused}
	}
	err = a.db.Tx(ctx, func(tx *database.Tx) error {
		refused = nil
		now := a.now()
		rows := make([]throttleRow, len(counters))
		for i, c := range counters {
			var err error
			if rows[i], err = lockRow(ctx, tx, c, now); err != nil {
				return err
			}
			if wait := rows[i].blocked.Sub(now); wait > 0 && (refused == nil || wait > refused.Wait) {
				refused = &Throttled{Wait: wait}
			}
		}
		for i, r := range rows {
			switch {
			case refused == nil:
				r.failures++
				r.blocked, r.told = now.Add(counters[i].limit.delay(r.failures)), false
				r.last = now
			case r.blocked.After(now) && !r.told:
				r.told, refused.first = true, true
			default:
				continue
			}
			if err := r.save(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return stored(err)
	}
	if refused != nil {
		return &Error{CodeThrottled, refused}
	}
	return nil
}

// stillTold answers without writing who asks again and again while he is to wait.
func (a *Accounts) stillTold(ctx context.Context, counters []counter) (*Throttled, error) {
	var refused *Throttled
	now := a.now()
	for _, c := range counters {
		var blocked, told int64
		err := a.db.QueryRow(ctx, `SELECT blocked, told FROM login_throttle WHERE id = $1`, c.key).Scan(&blocked, &told)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		if wait := moment(blocked).Sub(now); err == nil && told != 0 && wait > 0 && (refused == nil || wait > refused.Wait) {
			refused = &Throttled{Wait: wait}
		}
	}
	return refused, nil
}

// refund takes back what spend counted, after a login that was right: all of the name, one of the address.
func (a *Accounts) refund(ctx context.Context, tx *database.Tx, name *counter, address counter) error {
	if name != nil {
		if _, err := tx.Exec(ctx, `DELETE FROM login_throttle WHERE id = $1`, name.key); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, `UPDATE login_throttle SET failures = failures - 1, blocked = 0 WHERE id = $1 AND failures > 0`, address.key)
	return err
}

type throttleRow struct {
	key      string
	failures int64
	blocked  time.Time
	last     time.Time
	told     bool
}

// lockRow makes the row where there is none and locks it; the writing statement does that on both databases.
func lockRow(ctx context.Context, tx *database.Tx, c counter, now time.Time) (throttleRow, error) {
	_, err := tx.Exec(ctx, `INSERT INTO login_throttle (id, failures, blocked, last, told) VALUES ($1, 0, 0, 0, 0) ON CONFLICT (id) DO NOTHING`, c.key)
	if err != nil {
		return throttleRow{}, err
	}
	r := throttleRow{key: c.key}
	var blocked, last, told int64
	err = tx.QueryRow(ctx, `UPDATE login_throttle SET failures = failures WHERE id = $1 RETURNING failures, blocked, last, told`, c.key).
		Scan(&r.failures, &blocked, &last, &told)
	if err != nil {
		return throttleRow{}, err
	}
	r.blocked, r.last, r.told = moment(blocked), moment(last), told != 0
	if now.Sub(r.last) > c.limit.forget {
		r.failures = 0
	}
	return r, nil
}

func (r throttleRow) save(ctx context.Context, tx *database.Tx) error {
	told := 0
	if r.told {
		told = 1
	}
	_, err := tx.Exec(ctx, `UPDATE login_throttle SET failures = $2, blocked = $3, last = $4, told = $5 WHERE id = $1`,
		r.key, r.failures, millis(r.blocked), millis(r.last), told)
	return err
}
