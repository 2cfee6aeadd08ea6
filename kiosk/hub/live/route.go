package live

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"slices"
	"strings"
	"sync"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/link"
)

// address is a party of the hub, wherever it hangs: a terminal or a clerk.
type address string

func terminalAddress(id string) address { return address("t:" + id) }
func clerkAddress(id string) address    { return address("c:" + id) }

// id is that of the terminal or the clerk.
func (a address) id() string { return string(a)[2:] }

// party is who hangs at an address.
type party interface {
	pipe() *channel
	supersede() // somebody came in its place; it is closed
}

// router finds parties. A party on another replica gets its messages through the database: a row for each, a parcel, and
// a notice that names the address; who delivers a parcel deletes it. Signals may hold what somebody said, so that parcels
// are sealed with a key that only the replicas have: no file and no backup of the database can be read. On SQLite there is
// one replica, and who is not here is nowhere.
type router struct {
	db      *database.DB
	replica string
	seal    cipher.AEAD
	now     func() int64 // milliseconds
	// before is asked before a signal is passed to a party here, so that it was told who sends it.
	before func(context.Context, party, link.Body)

	mu    sync.Mutex
	local map[address]party
}

// parcelChannel carries the notices of parcels, and of parties that came: word, replica, address.
const (
	parcelChannel = "live.parcel"
	noticeParcel  = "parcel"
	noticeCame    = "came"
)

// parcelLife is how long a parcel waits for its party, in milliseconds. A party that comes back is told anew what holds.
const parcelLife = 30_000

func parcelStep() string {
	return `CREATE TABLE live_parcel (
		id {serial},
		address TEXT NOT NULL,
		sealed {bytes} NOT NULL,
		at {int} NOT NULL
	) {strict};
	CREATE INDEX live_parcel_address ON live_parcel (address, id)`
}

func newRouter(db *database.DB, replica string, key [32]byte, now func() int64) (*router, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, err
	}
	return &router{db: db, replica: replica, seal: seal, now: now, before: func(context.Context, party, link.Body) {}, local: map[address]party{}}, nil
}

// attach puts a party at its address; who was there before, here or on another replica, is superseded. Parcels for who was
// there before are dropped.
func (r *router) attach(ctx context.Context, a address, p party) error {
	r.mu.Lock()
	before := r.local[a]
	r.local[a] = p
	r.mu.Unlock()
	if before != nil {
		before.supersede()
	}
	if r.db.Dialect() == database.SQLite {
		return nil
	}
	return r.db.Tx(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM live_parcel WHERE address = $1`, string(a)); err != nil {
			return err
		}
		return tx.Notify(ctx, parcelChannel, r.notice(noticeCame, a))
	})
}

// detach takes a party away and reports whether it was still the one at its address.
func (r *router) detach(a address, p party) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.local[a] != p {
		return false
	}
	delete(r.local, a)
	return true
}

// here returns the party at an address of this replica.
func (r *router) here(a address) (party, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, ok := r.local[a]
	return p, ok
}

// all are the parties of this replica.
func (r *router) all() map[address]party {
	r.mu.Lock()
	defer r.mu.Unlock()
	all := make(map[address]party, len(r.local))
	for a, p := range r.local {
		all[a] = p
	}
	return all
}

// send brings a message to a party, here or on another replica. Nobody learns whether a party elsewhere got it: who comes
// back after a cut is told what holds.
func (r *router) send(ctx context.Context, a address, b link.Body) error {
	raw, err := link.Encode(b)
	if err != nil {
		return err
	}
	if p, ok := r.here(a); ok {
		r.before(ctx, p, b)
		if p.pipe().sendRaw(b.Type(), raw) {
			return nil
		}
	}
	if r.db.Dialect() == database.SQLite {
		return nil
	}
	sealed := r.seal.Seal(nil, nil, append([]byte(b.Type()+" "), raw...), []byte(a))
	return r.db.Tx(ctx, func(tx *database.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO live_parcel (address, sealed, at) VALUES ($1, $2, $3)`, string(a), sealed, r.now()); err != nil {
			return err
		}
		return tx.Notify(ctx, parcelChannel, r.notice(noticeParcel, a))
	})
}

func (r *router) notice(word string, a address) string {
	return word + " " + r.replica + " " + string(a)
}

// hear answers a notice of another replica.
func (r *router) hear(ctx context.Context, n database.Notice) error {
	if n.LookAgain {
		return r.collect(ctx)
	}
	parts := strings.SplitN(n.Payload, " ", 3)
	if len(parts) != 3 || parts[1] == r.replica {
		return nil
	}
	a := address(parts[2])
	p, ok := r.here(a)
	switch {
	case !ok:
		return nil
	case parts[0] == noticeCame:
		if r.detach(a, p) {
			p.supersede()
		}
		return nil
	}
	return r.deliver(ctx, a, p)
}

// collect looks for parcels of everybody here, after notices may have been missed, and throws old ones away.
func (r *router) collect(ctx context.Context) error {
	if r.db.Dialect() == database.SQLite {
		return nil
	}
	if _, err := r.db.Exec(ctx, `DELETE FROM live_parcel WHERE at < $1`, r.now()-parcelLife); err != nil {
		return err
	}
	found, err := database.All(ctx, r.db, func(row func(...any) error) (a address, err error) { return a, row((*string)(&a)) },
		`SELECT DISTINCT address FROM live_parcel`)
	for _, a := range found {
		if p, ok := r.here(a); ok {
			err = errors.Join(err, r.deliver(ctx, a, p))
		}
	}
	return err
}

type parcel struct {
	id     int64
	sealed []byte
}

// deliver takes the parcels of a party out of the database and passes them on in the order in which they were sent. One
// that was not sealed by a replica is dropped.
func (r *router) deliver(ctx context.Context, a address, p party) error {
	var parcels []parcel
	err := r.db.Tx(ctx, func(tx *database.Tx) (err error) {
		parcels, err = database.All(ctx, tx, func(row func(...any) error) (f parcel, err error) { return f, row(&f.id, &f.sealed) },
			`DELETE FROM live_parcel WHERE address = $1 RETURNING id, sealed`, string(a))
		return err
	})
	slices.SortFunc(parcels, func(x, y parcel) int { return int(x.id - y.id) })
	for _, f := range parcels {
		open, sealErr := r.seal.Open(nil, nil, f.sealed, []byte(a))
		if sealErr != nil {
			err = errors.Join(err, sealErr)
			continue
		}
		kind, text, _ := strings.Cut(string(open), " ")
		raw := []byte(text)
		if kind == (link.Signal{}).Type() {
			if b, decodeErr := link.ToTerminal.Decode(raw); decodeErr == nil {
				r.before(ctx, p, b)
			}
		}
		p.pipe().sendRaw(kind, raw)
	}
	return err
}
