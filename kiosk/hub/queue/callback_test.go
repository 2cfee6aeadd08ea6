package queue

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"buergerterminal/kiosk/link"
)

const phone = "+49 30 90182 0"

func (f *fixture) wish(n int) Callback {
	return Callback{ID: call(n).ID, Authority: town, Terminal: "ms-01", Flow: "wohnung", Language: "de", Phone: phone,
		From: noon.Add(time.Duration(n) * time.Hour), To: noon.Add(time.Duration(n+1) * time.Hour)}
}

func TestCallbacks(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl")
		f.must(f.SetPresence(ctx, Clerk{ID: "villager", Authorities: []string{village}}, link.Available))
		f.must(f.AddCallback(ctx, f.wish(2)))
		f.must(f.AddCallback(ctx, f.wish(1)))
		f.must(f.AddCallback(ctx, f.wish(1))) // the same again
		got, err := f.Callbacks(ctx, "krahl")
		f.must(err)
		if len(got) != 2 || got[0].ID != call(1).ID || got[0].Phone != phone || !got[0].From.Equal(noon.Add(time.Hour)) {
			t.Errorf("call-backs %+v", got)
		}
		if none, err := f.Callbacks(ctx, "villager"); err != nil || len(none) != 0 {
			t.Errorf("of another authority: %d, %v", len(none), err)
		}
		f.refused(f.CallbackDone(ctx, "villager", call(1).ID), CodeUnknown)
		f.must(f.CallbackDone(ctx, "krahl", call(1).ID))
		f.refused(f.CallbackDone(ctx, "krahl", call(1).ID), CodeUnknown)
		// What nobody does goes after a week.
		f.clock.move(keptCallbacks + time.Minute)
		f.reap()
		f.arrive("krahl")
		if left, err := f.Callbacks(ctx, "krahl"); err != nil || len(left) != 0 {
			t.Errorf("left after a week: %d, %v", len(left), err)
		}
	})
}

// The database holds the number only encrypted and tied to its row.
func TestNumberIsEncrypted(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		f.arrive("krahl")
		f.must(f.AddCallback(ctx, f.wish(1)))
		f.must(f.AddCallback(ctx, f.wish(2)))
		var first, second []byte
		f.must(f.db.QueryRow(ctx, "SELECT a.number, b.number FROM queue_callback a, queue_callback b WHERE a.id < b.id").Scan(&first, &second))
		if bytes.Contains(first, []byte("90182")) || bytes.Equal(first[12:], second[12:]) {
			t.Error("the number is readable, or the same twice")
		}
		if text := fmt.Sprintf("%v %+v %#v %s", f.wish(1), []Callback{f.wish(1)}, f.wish(1), f.wish(1)); strings.Contains(text, "90182") {
			t.Errorf("printed: %s", text)
		}
		// Exchanged rows, or another key, give no number.
		_, err := f.db.Exec(ctx, "UPDATE queue_callback SET number = $1 WHERE id = $2", second, call(1).ID)
		f.must(err)
		got, err := f.Callbacks(ctx, "krahl")
		f.must(err)
		if got[0].Phone != "" || got[1].Phone != phone {
			t.Errorf("numbers %q, %q", got[0].Phone, got[1].Phone)
		}
		stranger, err := New(ctx, f.db, Options{Now: f.clock.now, NumberKey: bytes.Repeat([]byte{1}, 32)})
		f.must(err)
		if got, err := stranger.Callbacks(ctx, "krahl"); err != nil || got[1].Phone != "" {
			t.Errorf("with another key: %v", err)
		}
		keyless, err := New(ctx, f.db, Options{Now: f.clock.now})
		f.must(err)
		f.refused(keyless.AddCallback(ctx, f.wish(3)), CodeSetup)
	})
}

func TestCallbackRefuses(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		ctx := t.Context()
		for name, change := range map[string]func(*Callback){
			"id":       func(c *Callback) { c.ID = "x" },
			"no phone": func(c *Callback) { c.Phone = "" },
			"a novel":  func(c *Callback) { c.Phone = strings.Repeat("1", 33) },
			"language": func(c *Callback) { c.Language = "" },
			"flow":     func(c *Callback) { c.Flow = "a b" },
			"slot":     func(c *Callback) { c.To = c.From },
			"over":     func(c *Callback) { c.From, c.To = noon.Add(-2*time.Hour), noon.Add(-time.Hour) },
			"too far":  func(c *Callback) { c.From, c.To = noon.Add(keptCallbacks), noon.Add(keptCallbacks+time.Hour) },
		} {
			c := f.wish(1)
			change(&c)
			if err := f.AddCallback(ctx, c); CodeOf(err) != CodeInvalid || strings.Contains(err.Error(), "90182") {
				t.Errorf("%s: %v", name, err)
			}
		}
		for n := range callbacksAtOnce {
			f.must(f.AddCallback(ctx, f.wish(n)))
		}
		f.refused(f.AddCallback(ctx, f.wish(20)), CodeOften)
		foreign := f.wish(1)
		foreign.Terminal = "ms-09"
		f.refused(f.AddCallback(ctx, foreign), CodeConflict)
	})
}

func TestLoadKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	first, err := LoadKey(path)
	if err != nil || len(first) != 32 {
		t.Fatalf("%d bytes, %v", len(first), err)
	}
	if again, err := LoadKey(path); err != nil || !bytes.Equal(first, again) {
		t.Errorf("another key: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(path); CodeOf(err) != CodeSetup {
		t.Errorf("a short key: %v", err)
	}
	if _, err := LoadKey(filepath.Join(path, "x")); CodeOf(err) != CodeSetup {
		t.Errorf("no folder: %v", err)
	}
}
