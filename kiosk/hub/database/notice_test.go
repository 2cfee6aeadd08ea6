package database_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"buergerterminal/kiosk/hub/database"
	"buergerterminal/kiosk/hub/database/databasetest"
)

// patience is the outer limit of waiting for a notice on a loaded machine.
const patience = time.Minute

func await(t *testing.T, notices <-chan database.Notice) database.Notice {
	t.Helper()
	select {
	case n, ok := <-notices:
		if !ok {
			t.Fatal("the notices ended")
		}
		return n
	case <-time.After(patience):
		t.Fatal("no notice came")
	}
	return database.Notice{}
}

func notify(t *testing.T, db *database.DB, channel, payload string, fail error) {
	t.Helper()
	err := db.Tx(t.Context(), func(tx *database.Tx) error {
		if err := tx.Notify(t.Context(), channel, payload); err != nil {
			return err
		}
		return fail
	})
	if err != nil && fail == nil {
		t.Fatal(err)
	}
}

func TestNotices(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := migrated(t, open)
		speaker := db
		if db.Dialect() == database.PostgreSQL {
			speaker = open() // another replica
		}
		calls, err := db.Listen(t.Context(), "calls", "clerks")
		if err != nil {
			t.Fatal(err)
		}
		if n := await(t, calls); !n.LookAgain {
			t.Errorf("the first notice is %+v", n)
		}
		notify(t, speaker, "calls", "rolled back", context.Canceled)
		notify(t, speaker, "others", "not asked for", nil)
		notify(t, speaker, "calls", "one two", nil)
		notify(t, speaker, "clerks", "", nil)
		for _, want := range []database.Notice{{Channel: "calls", Payload: "one two"}, {Channel: "clerks"}} {
			if n := await(t, calls); n != want {
				t.Errorf("%+v, want %+v", n, want)
			}
		}
		for name, bad := range map[string][2]string{"no channel": {"", "x"}, "a space": {"a b", "x"}, "too long": {"x", fmt.Sprintf("%5000d", 1)}} {
			err := db.Tx(t.Context(), func(tx *database.Tx) error { return tx.Notify(t.Context(), bad[0], bad[1]) })
			if database.CodeOf(err) != database.CodeStore {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A listener that does not take its notices is told to look again, and hears what comes then.
func TestSlowListener(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := migrated(t, open)
		slow, err := db.Listen(t.Context(), "calls")
		if err != nil {
			t.Fatal(err)
		}
		await(t, slow)
		for range 20 {
			err := db.Tx(t.Context(), func(tx *database.Tx) error {
				for i := range 50 {
					if err := tx.Notify(t.Context(), "calls", fmt.Sprint(i)); err != nil {
						return err
					}
				}
				// PostgreSQL sends the same notice once in each transaction; these differ.
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		lookedAgain := false
		for taken := 0; ; taken++ {
			n := await(t, slow)
			lookedAgain = lookedAgain || n.LookAgain
			if taken > 700 {
				t.Fatal("1000 notices were kept for a slow listener")
			}
			if n.Payload == "49" && lookedAgain {
				break
			}
		}
	})
}

// Listeners end with their context and with the database.
func TestListenEnds(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, open func() *database.DB) {
		db := open()
		ctx, cancel := context.WithCancel(t.Context())
		first, err := db.Listen(ctx, "calls")
		if err != nil {
			t.Fatal(err)
		}
		second, err := db.Listen(t.Context(), "calls")
		if err != nil {
			t.Fatal(err)
		}
		ended := func(name string, notices <-chan database.Notice) {
			limit := time.After(patience)
			for {
				select {
				case _, ok := <-notices:
					if !ok {
						return
					}
				case <-limit:
					t.Fatalf("%s does not end", name)
				}
			}
		}
		cancel()
		ended("the one whose context ended", first)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		ended("the one whose database closed", second)
		if _, err := db.Listen(t.Context(), "calls"); err == nil {
			t.Error("a closed database listens")
		}
		if _, err := db.Listen(t.Context()); err == nil {
			t.Error("listening to nothing")
		}
	})
}

// When the server ends all connections, the listener is told to look again and hears what comes later; the pool recovers.
func TestLostConnection(t *testing.T) {
	url := databasetest.URL(t)
	open := func() *database.DB {
		db, err := database.Open(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return db
	}
	db, other := open(), open()
	notices, err := db.Listen(t.Context(), "calls")
	if err != nil {
		t.Fatal(err)
	}
	await(t, notices)
	if _, err := other.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	if n := await(t, notices); !n.LookAgain {
		t.Errorf("after the loss comes %+v", n)
	}
	notify(t, other, "calls", "later", nil)
	if n := await(t, notices); n.Payload != "later" {
		t.Errorf("after the loss is heard %+v", n)
	}
	if err := db.Check(t.Context()); err != nil && database.CodeOf(err) != database.CodeLost {
		t.Errorf("the first question after the loss: %v", err)
	}
	if err := db.Check(t.Context()); err != nil {
		t.Errorf("the pool does not recover: %v", err)
	}
}
