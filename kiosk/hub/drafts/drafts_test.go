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
	if _, err := r.Keep(t.Context(), "MS-01", id, 14, []byte(body)); err != nil {
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
		if _, err := r.Keep(t.Context(), "MS-01", first, 14, []byte("other")); !errors.Is(err, drafts.ErrConflict) {
			t.Errorf("another draft under the id: %v", err)
		}
		body, lease, err := r.Take(t.Context(), "MS-02", first)
		if err != nil || string(body) != "sealed" {
			t.Fatalf("%q, %v", body, err)
		}
		if _, _, err := r.Take(t.Context(), "MS-03", first); !errors.Is(err, drafts.ErrLent) {
			t.Errorf("a second terminal: %v", err)
		}
		if err := r.Burn(t.Context(), "MS-03", first, strings.Repeat("0", 32)); err != nil || r.count(t) != 1 {
			t.Errorf("burnt without the lease: %v", err)
		}
		for range 2 {
			if err := r.Burn(t.Context(), "MS-02", first, lease); err != nil || r.count(t) != 0 {
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
		if err := errors.Join(r.Burn(t.Context(), "MS-02", first, old), r.Leave(t.Context(), first, old)); err != nil || r.count(t) != 1 {
			t.Errorf("an old lease counts: %v", err)
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

// TestExpiry keeps a draft to the end of its last day, and not a moment longer, swept or not.
func TestExpiry(t *testing.T) {
	each(t, 0, func(t *testing.T, r *room) {
		until, err := r.Keep(t.Context(), "MS-01", first, 14, []byte("sealed"))
		if want := r.now.AddDate(0, 0, 15); err != nil || !until.Equal(want) {
			t.Fatalf("kept until %s, want %s: %v", until, want, err)
		}
		long, err := r.Keep(t.Context(), "MS-01", second, 1000, []byte("sealed"))
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
		if _, err := r.Keep(t.Context(), "MS-01", third, 14, []byte("x")); !errors.Is(err, drafts.ErrQuota) {
			t.Errorf("one too many: %v", err)
		}
		if _, err := r.Keep(t.Context(), "MS-02", third, 14, []byte("x")); err != nil {
			t.Errorf("another terminal: %v", err)
		}
		if err := errors.Join(r.Drop(t.Context(), "MS-02", first), r.Drop(t.Context(), "MS-01", second)); err != nil || r.count(t) != 2 {
			t.Errorf("%d are kept: a terminal drops its own alone; %v", r.count(t), err)
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
		if err := r.Burn(t.Context(), "MS-02", first, lease); err != nil {
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
