package drafts_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/audit"
	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/hub/drafts"
	"buergerterminal/kiosk/link"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

// room is the room on a database, with a clock that a test sets and a log that it reads.
type room struct {
	*drafts.Drafts
	now time.Time
	mu  sync.Mutex
	log []string
}

func (r *room) at() time.Time { return r.now }

func (r *room) write(event string, pairs ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.log = append(r.log, fmt.Sprintln(append([]any{event}, pairs...)...))
}

func newRoom(t *testing.T, db *database.DB, most int) *room {
	t.Helper()
	r := &room{now: time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)}
	d, err := drafts.New(t.Context(), drafts.Config{DB: db, Name: "K7QX2M", PerTerminal: most, Log: r.write, Now: r.at})
	if err != nil {
		t.Fatal(err)
	}
	r.Drafts = d
	return r
}

const (
	first  = "00112233445566778899aabbccddeeff"
	second = "ffeeddccbbaa99887766554433221100"
)

// each runs a test on both databases.
func each(t *testing.T, most int, test func(t *testing.T, r *room)) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) { test(t, newRoom(t, open(), most)) })
}

func (r *room) keep(t *testing.T, id string, body string) {
	t.Helper()
	if _, err := r.Keep(t.Context(), "MS-01", id, "", 14, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

func (r *room) count(t *testing.T) int {
	t.Helper()
	n, err := r.Count(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestOnce hands a draft out once: it is lent, then burnt, and then there is none.
func TestOnce(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		r.keep(t, first, "sealed")
		r.keep(t, first, "sealed") // the answer was lost
		if _, err := r.Keep(t.Context(), "MS-01", first, "", 14, []byte("other")); !errors.Is(err, drafts.ErrConflict) {
			t.Errorf("another draft under the id: %v", err)
		}
		body, _, err := r.Take(t.Context(), "MS-02", first)
		if err != nil || string(body) != "sealed" {
			t.Fatalf("%q, %v", body, err)
		}
		if _, _, err := r.Take(t.Context(), "MS-03", first); !errors.Is(err, drafts.ErrLent) {
			t.Errorf("a second terminal: %v", err)
		}
		for range 2 {
			if err := r.Burn(t.Context(), "MS-02", first); err != nil || r.count(t) != 0 {
				t.Errorf("%d are left, %v", r.count(t), err)
			}
		}
		for _, terminal := range []string{"MS-02", "MS-03"} {
			if _, _, err := r.Take(t.Context(), terminal, first); !errors.Is(err, drafts.ErrGone) {
				t.Errorf("%s after the burning: %v", terminal, err)
			}
		}
	})
}

// TestPowerCut: a terminal that has taken a draft and never said more gets it again at once, and another when the lease is over. The
// first lease then ends nothing.
func TestPowerCut(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		r.keep(t, first, "sealed")
		_, old, err := r.Take(t.Context(), "MS-02", first)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.Take(t.Context(), "MS-02", first); err != nil {
			t.Errorf("the same terminal after its start: %v", err)
		}
		r.now = r.now.Add(11 * time.Minute)
		_, lease, err := r.Take(t.Context(), "MS-03", first)
		if err != nil {
			t.Fatalf("after the lease: %v", err)
		}
		if err := r.Leave(t.Context(), first, old); err != nil {
			t.Errorf("an old lease counts: %v", err)
		}
		if err := r.Renew(t.Context(), first, old); !errors.Is(err, drafts.ErrGone) {
			t.Errorf("an old lease is renewed: %v", err)
		}
		if _, _, err := r.Take(t.Context(), "MS-04", first); !errors.Is(err, drafts.ErrLent) {
			t.Errorf("it is not lent any more: %v", err)
		}
		if err := r.Leave(t.Context(), first, lease); err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.Take(t.Context(), "MS-04", first); err != nil {
			t.Errorf("given back: %v", err)
		}
	})
}

// TestRenewedLease lends for as long as the terminal says that its citizen goes on, and a lease more.
func TestRenewedLease(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		r.keep(t, first, "sealed")
		_, lease, err := r.Take(t.Context(), "MS-02", first)
		if err != nil {
			t.Fatal(err)
		}
		for range 8 {
			r.now = r.now.Add(9 * time.Minute)
			if err := r.Renew(t.Context(), first, lease); err != nil {
				t.Fatal(err)
			}
			if _, _, err := r.Take(t.Context(), "MS-03", first); !errors.Is(err, drafts.ErrLent) {
				t.Fatalf("lent twice: %v", err)
			}
		}
		r.now = r.now.Add(11 * time.Minute)
		if err := r.Renew(t.Context(), first, lease); err != nil {
			t.Errorf("nobody else has taken it, and it is not renewed: %v", err)
		}
		r.now = r.now.Add(11 * time.Minute)
		if _, _, err := r.Take(t.Context(), "MS-03", first); err != nil {
			t.Errorf("after the lease: %v", err)
		}
		if err := r.Renew(t.Context(), second, lease); !errors.Is(err, drafts.ErrGone) {
			t.Errorf("an unknown draft is renewed: %v", err)
		}
	})
}

// TestFamily: a citizen went on and kept the application anew. One of the two papers can be used, whichever it is, and one at a time.
func TestFamily(t *testing.T) {
	for _, used := range []string{first, second} {
		each(t, 0, func(t *testing.T, r *room) {
			r.keep(t, first, "sealed")
			if _, _, err := r.Take(t.Context(), "MS-01", first); err != nil {
				t.Fatal(err)
			}
			if _, err := r.Keep(t.Context(), "MS-01", second, first, 14, []byte("sealed anew")); err != nil {
				t.Fatal(err)
			}
			if _, _, err := r.Take(t.Context(), "MS-02", second); !errors.Is(err, drafts.ErrLent) {
				t.Errorf("both are open: %v", err)
			}
			r.now = r.now.Add(11 * time.Minute) // the terminal lost its power before the citizen had the second paper
			if _, _, err := r.Take(t.Context(), "MS-02", used); err != nil {
				t.Fatal(err)
			}
			other := map[string]string{first: second, second: first}[used]
			if _, _, err := r.Take(t.Context(), "MS-03", other); !errors.Is(err, drafts.ErrLent) {
				t.Errorf("the other is open meanwhile: %v", err)
			}
			if err := r.Burn(t.Context(), "MS-02", used); err != nil || r.count(t) != 0 {
				t.Errorf("%d are left, %v", r.count(t), err)
			}
		})
	}
}

// TestReplaced deletes the older one alone; of what has no older one any more, the whole family is still found.
func TestReplaced(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		r.keep(t, first, "sealed")
		if _, err := r.Keep(t.Context(), "MS-01", second, first, 14, []byte("sealed anew")); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := r.Drop(t.Context(), "MS-01", first); err != nil || r.count(t) != 1 {
				t.Fatalf("%d are left, %v", r.count(t), err)
			}
		}
		if _, _, err := r.Take(t.Context(), "MS-02", second); err != nil {
			t.Errorf("the newer one: %v", err)
		}
		if err := r.Burn(t.Context(), "MS-01", first); err != nil || r.count(t) != 0 {
			t.Errorf("%d are left of the family, %v", r.count(t), err)
		}
	})
}

// TestAudit: the audit log learns how many, and nothing else.
func TestAudit(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		log, err := audit.Open(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		r := newRoom(t, db, 0)
		r.Audit = log
		r.keep(t, first, "sealed")
		r.keep(t, first, "sealed") // once, for nothing came of it
		r.keep(t, second, "sealed")
		_, lease, err := r.Take(t.Context(), "MS-02", first)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(r.Renew(t.Context(), first, lease), r.Burn(t.Context(), "MS-02", first), r.Burn(t.Context(), "MS-02", first)); err != nil {
			t.Fatal(err)
		}
		r.now = r.now.AddDate(0, 0, 20)
		if _, err := r.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second time there is nothing to tell
			if err := r.Report(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		var got []audit.Entry
		if err := log.Rows(t.Context(), 0, func(row audit.Row) error { got = append(got, row.Entry); return nil }); err != nil {
			t.Fatal(err)
		}
		want := []audit.Entry{{Action: audit.DraftsKept, Actor: audit.Hub, Object: "2"}, {Action: audit.DraftsLent, Actor: audit.Hub, Object: "1"},
			{Action: audit.DraftsBurnt, Actor: audit.Hub, Object: "1"}, {Action: audit.DraftsExpired, Actor: audit.Hub, Object: "1"}}
		if !slices.Equal(got, want) {
			t.Errorf("the audit log says %+v", got)
		}
	})
}

// TestExpiry keeps a draft to the end of its last day, and not a moment longer, swept or not.
func TestExpiry(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		until, err := r.Keep(t.Context(), "MS-01", first, "", 14, []byte("sealed"))
		if want := r.now.AddDate(0, 0, 15); err != nil || !until.Equal(want) {
			t.Fatalf("kept until %s, want %s: %v", until, want, err)
		}
		long, err := r.Keep(t.Context(), "MS-01", second, "", 1000, []byte("sealed"))
		if want := r.now.AddDate(0, 0, link.MaxDraftDays+1); err != nil || !long.Equal(want) {
			t.Errorf("kept until %s, want %s: %v", long, want, err)
		}
		r.now = until.Add(-time.Millisecond)
		_, lease, err := r.Take(t.Context(), "MS-02", first)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Leave(t.Context(), first, lease); err != nil {
			t.Fatal(err)
		}
		r.now = until
		if _, _, err := r.Take(t.Context(), "MS-02", first); !errors.Is(err, drafts.ErrGone) {
			t.Errorf("after its last day: %v", err)
		}
		if n, err := r.Sweep(t.Context()); n != 1 || err != nil || r.count(t) != 1 {
			t.Errorf("%d swept, %v", n, err)
		}
	})
}

// TestQuota bounds what one terminal keeps, and does not count what has expired.
func TestQuota(t *testing.T) {
	each(t, 2, func(t *testing.T, r *room) {
		r.keep(t, first, "sealed")
		r.keep(t, second, "sealed")
		third := strings.Repeat("ab", 16)
		if _, err := r.Keep(t.Context(), "MS-01", third, "", 14, []byte("x")); !errors.Is(err, drafts.ErrQuota) {
			t.Errorf("one too many: %v", err)
		}
		if _, err := r.Keep(t.Context(), "MS-02", third, "", 14, []byte("x")); err != nil {
			t.Errorf("another terminal: %v", err)
		}
		if err := r.Drop(t.Context(), "MS-01", second); err != nil || r.count(t) != 2 {
			t.Errorf("%d are kept, %v", r.count(t), err)
		}
		r.keep(t, second, "sealed")
	})
}

// TestTwoTerminalsAtOnce lends a draft to one of many that ask in the same moment.
func TestTwoTerminalsAtOnce(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		r.keep(t, first, "sealed")
		got := make(chan error, 6)
		for n := range cap(got) {
			go func() {
				_, _, err := r.Take(context.WithoutCancel(t.Context()), fmt.Sprintf("MS-%02d", n), first)
				got <- err
			}()
		}
		taken := 0
		for range cap(got) {
			switch err := <-got; {
			case err == nil:
				taken++
			case !errors.Is(err, drafts.ErrLent):
				t.Error(err)
			}
		}
		if taken != 1 {
			t.Errorf("lent to %d terminals", taken)
		}
	})
}

// TestLogNamesNoDraft goes through all that is logged.
func TestLogNamesNoDraft(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		r.keep(t, first, "sealed")
		_, lease, err := r.Take(t.Context(), "MS-02", first)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Burn(t.Context(), "MS-02", first); err != nil {
			t.Fatal(err)
		}
		if len(r.log) != 3 {
			t.Errorf("the log has %q", r.log)
		}
		for _, line := range r.log {
			for _, secret := range []string{first, first[:8], lease, "sealed"} {
				if strings.Contains(line, secret) {
					t.Errorf("the log says %q", line)
				}
			}
		}
	})
}

func TestSetup(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		for _, name := range []string{"", "a", "klein", strings.Repeat("A", 13)} {
			if _, err := drafts.New(t.Context(), drafts.Config{DB: open(), Name: name}); err == nil {
				t.Errorf("the name %q is taken", name)
			}
		}
	})
}

// TestLargest keeps the largest draft whole.
func TestLargest(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		body := slices.Repeat([]byte("0123456789abcdef"), link.MaxDraft/16)
		r.keep(t, first, string(body))
		got, _, err := r.Take(t.Context(), "MS-02", first)
		if err != nil || !bytes.Equal(got, body) {
			t.Errorf("%d bytes of %d, %v", len(got), len(body), err)
		}
	})
}
