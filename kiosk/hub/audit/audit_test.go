package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
)

func TestMain(m *testing.M) { databasetest.Main(m) }

func open(t *testing.T, db *database.DB) *Log {
	t.Helper()
	l, err := Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// filled is a log of n entries.
func filled(t *testing.T, db *database.DB, n int) *Log {
	t.Helper()
	l := open(t, db)
	err := db.Tx(t.Context(), func(tx *database.Tx) error {
		for i := range n {
			id := fmt.Sprintf("a%d", i)
			if err := l.AppendTx(t.Context(), tx, Entry{Action: Login, Actor: id, Object: id, Detail: Passkey}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEntriesOutsideOfTheLists(t *testing.T) {
	for name, e := range map[string]Entry{
		"action": {Action: "citizen.called"}, "no action": {}, "detail": {Action: Login, Detail: "Erika Mustermann"},
		"name as actor": {Action: Login, Actor: "Erika Mustermann"}, "umlaut": {Action: Login, Object: "Bürgeramt"},
		"line": {Action: Login, Actor: "a\nb"}, "long": {Action: Login, Actor: strings.Repeat("a", maxID+1)},
	} {
		if e.check() == nil {
			t.Errorf("%s is taken", name)
		}
	}
	for _, action := range actions() {
		if err := (Entry{Action: action, Actor: Console, Object: "urn:terminal/ms-03"}).check(); err != nil {
			t.Errorf("%s: %v", action, err)
		}
	}
}

// The bytes of this hash are what exported logs are checked by for years. Its value was computed apart, with another program.
func TestHashIsFixed(t *testing.T) {
	r := Row{Seq: 7, At: time.UnixMilli(1_795_000_000_123), Entry: Entry{CallEnded, "a1", "c9", Completed}, Prev: Hash{1, 2, 3}}
	const want = "5e364c9257a240c61e426b4d216846f460734076be3988be4ed6b3b86e64498e"
	if got := r.Hash().String(); got != want {
		t.Errorf("the hash of a row is %s, and was %s", got, want)
	}
	moved := r
	moved.Entry.Actor, moved.Entry.Object = "a1c", "9"
	if moved.Hash() == r.Hash() {
		t.Error("the border between two fields does not count")
	}
}

func TestAppendAndVerify(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, newDB func() *database.DB) {
		l := filled(t, newDB(), 1100)
		head, err := l.Verify(t.Context())
		if err != nil || head.Seq != 1100 {
			t.Fatalf("head %d, %v", head.Seq, err)
		}
		if err := l.Append(t.Context(), Entry{Action: "nothing"}); CodeOf(err) != CodeEntry {
			t.Errorf("an action outside of the list gives %v", err)
		}
		if err := l.Append(t.Context(), Entry{Action: Logout, Actor: "a1", Object: "a1"}); err != nil {
			t.Fatal(err)
		}
		if longer, err := l.Verify(t.Context(), head); err != nil || longer.Seq != 1101 {
			t.Errorf("the log with one row more: %v, %v", longer.Seq, err)
		}
	})
}

func TestReplicasWriteOneChain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, newDB func() *database.DB) {
		const each = 60
		var logs []*Log
		for range 3 {
			logs = append(logs, open(t, newDB()))
		}
		var all sync.WaitGroup
		for _, l := range logs {
			all.Go(func() {
				for range each {
					if err := l.Append(t.Context(), Entry{Action: CallAccepted, Actor: "a1", Object: "c1"}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Wait()
		if head, err := logs[0].Verify(t.Context()); err != nil || head.Seq != 3*each {
			t.Errorf("head %d, %v", head.Seq, err)
		}
	})
}

func TestEntryAndItsCauseAreOne(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, newDB func() *database.DB) {
		db := newDB()
		l := filled(t, db, 3)
		broken := errors.New("the change failed")
		err := db.Tx(t.Context(), func(tx *database.Tx) error {
			return errors.Join(l.AppendTx(t.Context(), tx, Entry{Action: AccountDisabled, Actor: "a1", Object: "a2"}), broken)
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		if head, err := l.Verify(t.Context()); err != nil || head.Seq != 3 {
			t.Errorf("head %d, %v", head.Seq, err)
		}
	})
}

func TestTheDatabaseRefusesChanges(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, newDB func() *database.DB) {
		db := newDB()
		l := filled(t, db, 3)
		for _, statement := range []string{
			"UPDATE audit SET actor = 'a9' WHERE seq = 2", "DELETE FROM audit WHERE seq = 3", "DELETE FROM audit_head",
			"UPDATE audit_head SET seq = 1", "UPDATE audit_head SET hash = ''",
		} {
			if _, err := db.Exec(t.Context(), statement); err == nil {
				t.Errorf("the database takes %s", statement)
			}
		}
		if _, err := l.Verify(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

// dropTriggers is what somebody does who owns the database.
func dropTriggers(t *testing.T, db *database.DB) {
	t.Helper()
	statements := []string{"ALTER TABLE audit DISABLE TRIGGER ALL", "ALTER TABLE audit_head DISABLE TRIGGER ALL"}
	if db.Dialect() == database.SQLite {
		statements = []string{"DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", "DROP TRIGGER audit_head_forward"}
	}
	for _, s := range statements {
		if _, err := db.Exec(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
}

func TestTamperingIsFoundAtItsRow(t *testing.T) {
	for _, tt := range []struct {
		name       string
		statements []string
		at         int64
	}{
		{"an actor", []string{"UPDATE audit SET actor = 'a9' WHERE seq = 120"}, 120},
		{"a moment", []string{"UPDATE audit SET at = at + 1 WHERE seq = 7"}, 7},
		{"a detail", []string{"UPDATE audit SET detail = 'password' WHERE seq = 1"}, 1},
		{"a hash", []string{"UPDATE audit SET hash = 'no hash' WHERE seq = 12"}, 12},
		{"a row taken out", []string{"DELETE FROM audit WHERE seq = 80"}, 80},
		{"the end cut off", []string{"DELETE FROM audit WHERE seq > 140"}, 141},
		{"the end cut off and the head put back", []string{"DELETE FROM audit WHERE seq > 140",
			"UPDATE audit_head SET seq = 140, hash = (SELECT hash FROM audit WHERE seq = 140)"}, 141},
	} {
		t.Run(tt.name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, newDB func() *database.DB) {
				db := newDB()
				l := filled(t, db, 150)
				exported, err := l.Head(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				dropTriggers(t, db)
				for _, s := range tt.statements {
					if _, err := db.Exec(t.Context(), s); err != nil {
						t.Fatal(err)
					}
				}
				_, err = l.Verify(t.Context(), exported)
				var b *Broken
				if CodeOf(err) != CodeBroken || !errors.As(err, &b) || b.Seq != tt.at {
					t.Errorf("verify says %v, and the change is at %d", err, tt.at)
				}
			})
		})
	}
}

// A chain that somebody computed anew from a changed row on is whole; only a head from before shows it.
func TestRecomputedChainIsFoundByAnExportedHead(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, newDB func() *database.DB) {
		db := newDB()
		l := filled(t, db, 40)
		exported, err := l.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		dropTriggers(t, db)
		var prev Hash
		var forged []Row
		if err := l.Rows(t.Context(), 0, func(r Row) error {
			if r.Seq == 20 {
				r.Entry.Actor = "a9"
			}
			r.Prev = prev
			prev = r.Hash()
			r.Stored = prev
			forged = append(forged, r)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, r := range forged {
			if _, err := db.Exec(t.Context(), "UPDATE audit SET actor = $2, prev = $3, hash = $4 WHERE seq = $1",
				r.Seq, r.Entry.Actor, r.Prev.String(), r.Stored.String()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := db.Exec(t.Context(), "UPDATE audit_head SET hash = $1", prev.String()); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Verify(t.Context()); err != nil {
			t.Fatalf("the forged chain is not whole, so that this test shows nothing: %v", err)
		}
		if _, err := l.Verify(t.Context(), exported); CodeOf(err) != CodeBroken {
			t.Errorf("with the exported head: %v", err)
		}
	})
}

func TestExport(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, newDB func() *database.DB) {
		l := filled(t, newDB(), 1100)
		private, public := keys(t)
		var out bytes.Buffer
		signed, err := l.Export(t.Context(), &out, private)
		if err != nil {
			t.Fatal(err)
		}
		read, err := Read(bytes.NewReader(out.Bytes()), public)
		if err != nil || read.Head != signed.Head || read.Head.Seq != 1100 {
			t.Fatalf("read %+v, %v", read, err)
		}
		if _, err := l.Verify(t.Context(), read.Head); err != nil {
			t.Error(err)
		}
		refuseChanged(t, out.String())
	})
}

// refuseChanged reads the export in every way in which it can be wrong.
func refuseChanged(t *testing.T, text string) {
	t.Helper()
	_, public := keys(t)
	lines := strings.SplitAfter(text, "\n")
	last := lines[len(lines)-2]
	for name, tt := range map[string]struct {
		text string
		code Code
	}{
		"cut off":        {strings.Join(lines[:500], ""), CodeExport},
		"no head":        {strings.TrimSuffix(text, last), CodeExport},
		"a row missing":  {strings.Join(lines[1:], ""), CodeBroken},
		"a changed row":  {strings.Replace(text, `"actor":"a17"`, `"actor":"a18"`, 1), CodeBroken},
		"rows after":     {text + lines[0], CodeExport},
		"another key":    {text, CodeExport},
		"a shorter head": {strings.Join(lines[:500], "") + last, CodeBroken},
		"no log":         {"hello\n", CodeExport},
		"a long line":    {strings.Repeat("x", maxLine+1), CodeExport},
		"nothing":        {"", CodeExport},
	} {
		if _, err := Read(strings.NewReader(tt.text), public); CodeOf(err) != tt.code {
			t.Errorf("%s: %v", name, err)
		}
	}
}
