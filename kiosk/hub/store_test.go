package hub

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"buergerterminal/kiosk/hub/database/databasetest"
	"buergerterminal/kiosk/link"
)

// childStore turns the test program into a hub that is killed.
const childStore = "HUB_CHILD_STORE"

func TestMain(m *testing.M) {
	if source := os.Getenv(childStore); source != "" {
		storeUntilKilled(source)
	}
	databasetest.Main(m)
}

// firstLayout is the schema of files that were made before the hub's database had steps.
const firstLayout = `
CREATE TABLE submission (
	seq          INTEGER PRIMARY KEY AUTOINCREMENT,
	terminal     TEXT NOT NULL,
	key          TEXT NOT NULL,
	number       TEXT NOT NULL,
	token_sha256 TEXT NOT NULL,
	authority    TEXT NOT NULL,
	flow         TEXT NOT NULL,
	stored_at    INTEGER NOT NULL,
	state        TEXT NOT NULL CHECK (state IN ('stored')),
	size         INTEGER NOT NULL,
	sha256       BLOB NOT NULL CHECK (length(sha256) = 32),
	body         BLOB NOT NULL,
	UNIQUE (terminal, key)
) STRICT;
CREATE INDEX submission_number ON submission (number);
CREATE INDEX submission_stored_at ON submission (stored_at);
PRAGMA user_version = 1;
INSERT INTO submission (terminal, key, number, token_sha256, authority, flow, stored_at, state, size, sha256, body)
	VALUES ('ms-03', '6f1c2f8e-5a0e-4c55-9b1c-0d6a3a1b2c3d', '4K7-219', '', 'amt', 'flow@1', 1, 'stored', 6, ?, CAST('sealed' AS BLOB))`

// What an older program stored is there, its keys are known, and new ones come behind it.
func TestFirstLayoutIsTakenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hub.sqlite")
	old, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	sum := hashOf([]byte("sealed"))
	if _, err := old.Exec(firstLayout, sum[:]); err != nil {
		t.Fatal(err)
	}
	if err := old.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 { // taken over, and opened again
		s, err := OpenStore(path)
		if err != nil {
			t.Fatal(err)
		}
		if body, err := s.Body(t.Context(), 1); err != nil || string(body) != "sealed" {
			t.Errorf("body %q, %v", body, err)
		}
		_, repeated, err := s.Put(t.Context(), link.Envelope{Terminal: "ms-03"}, key, []byte("sealed"))
		if err != nil || !repeated {
			t.Errorf("repeated %v, %v", repeated, err)
		}
		if _, _, err := s.Put(t.Context(), link.Envelope{Terminal: "ms-04"}, key, []byte("other")); err != nil {
			t.Error(err)
		}
		if list, err := s.List(t.Context(), 0, 9); err != nil || len(list) != 2 {
			t.Errorf("%d in the list, %v", len(list), err)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// A full disk is told as such, keeps what was confirmed, and the hub goes on once there is room.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size=6m"); err != nil {
		t.Skipf("a small disk needs the right to mount: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	f := newFixtureIn(t, filepath.Join(dir, "hub.sqlite"))
	filler := filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 3<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	put := func(i int) int {
		r := f.request(fmt.Sprintf("%200000d", i))
		r.URL.Path = link.SubmissionPath(fmt.Sprintf("0123456789-0123456789-%d", i))
		return f.do(r).Code
	}
	stored := 0
	for ; stored < 100; stored++ {
		if code := put(stored); code != http.StatusCreated {
			if code != http.StatusInsufficientStorage {
				t.Fatalf("a full disk is told as %d", code)
			}
			break
		}
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if code := put(stored); code != http.StatusCreated {
		t.Errorf("with room again: %d", code)
	}
	list, err := f.store.List(t.Context(), 0, 1000)
	if err != nil || len(list) != stored+1 || stored == 0 {
		t.Fatalf("%d of %d are there, %v", len(list), stored+1, err)
	}
	for _, s := range list {
		if _, err := f.store.Body(t.Context(), s.Seq); err != nil {
			t.Error(err)
		}
	}
}

// storeUntilKilled prints "KEY SHA256" after each commit: the promise to the terminal.
func storeUntilKilled(source string) {
	s, err := OpenStore(source)
	for err == nil {
		k := fmt.Sprintf("%016x-%016x", rand.Uint64(), rand.Uint64())
		body := []byte(strings.Repeat(k, 1+rand.IntN(3000)))
		if _, _, err = s.Put(context.Background(), link.Envelope{Terminal: "ms-03", Number: "1"}, k, body); err == nil {
			sum := hashOf(body)
			fmt.Println(k, hex.EncodeToString(sum[:]))
		}
	}
	fmt.Println("failed", err)
	os.Exit(1)
}

// A hub that is killed again and again keeps everything that it confirmed.
func TestKill(t *testing.T) {
	databasetest.EachSource(t, func(t *testing.T, source string) {
		promised := map[string]string{}
		for range 8 {
			killAfter(t, source, 10+rand.IntN(20), promised)
		}
		s, err := OpenStore(source)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		for k, sum := range promised {
			found, err := s.Find(t.Context(), k)
			if err != nil || hex.EncodeToString(found.SHA256[:]) != sum {
				t.Errorf("%s was confirmed: %v", k, err)
				continue
			}
			if _, err := s.Body(t.Context(), found.Seq); err != nil {
				t.Error(err)
			}
		}
	})
}

// killAfter starts a hub and kills it after so many promises.
func killAfter(t *testing.T, source string, promises int, promised map[string]string) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childStore+"="+source)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; lines.Scan(); n++ {
		k, sum, _ := strings.Cut(lines.Text(), " ")
		if k == "failed" {
			t.Fatal(lines.Text())
		}
		promised[k] = sum
		if n == promises {
			child.Process.Kill()
		}
	}
	child.Wait()
}

// A PostgreSQL that crashes again and again under two hubs loses nothing that they confirmed; what they could not confirm is
// sent again, and stored once.
func TestServerCrash(t *testing.T) {
	url := databasetest.URL(t)
	var hubs []*Store
	for range 2 {
		s, err := OpenStore(url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		hubs = append(hubs, s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wait sync.WaitGroup
	var stored, unknown atomic.Int64
	for worker := range 4 {
		wait.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				k, body := fmt.Sprintf("0123456789-%d-%d", worker, n), fmt.Appendf(nil, "%d sealed %d", worker, n)
				for turn := 0; ; turn++ {
					_, _, err := hubs[(worker+turn)%2].Put(t.Context(), link.Envelope{Terminal: "ms-03"}, k, body)
					if err == nil {
						stored.Add(1)
						break
					}
					if CodeOf(err) != CodeLost {
						t.Errorf("the crash is told as %v", err)
						return
					}
					unknown.Add(1)
				}
			}
		})
	}
	for crash := range int64(3) {
		for deadline := time.After(time.Minute); stored.Load() < 20*(crash+1); {
			select {
			case <-time.After(5 * time.Millisecond):
			case <-deadline:
				t.Fatal("nothing is stored")
			}
		}
		databasetest.Crash(t)
	}
	cancel()
	wait.Wait()
	list, err := hubs[0].List(t.Context(), 0, 1<<30)
	if err != nil || int64(len(list)) != stored.Load() {
		t.Errorf("%d are there of %d, %v", len(list), stored.Load(), err)
	}
	for _, s := range list {
		if _, err := hubs[1].Body(t.Context(), s.Seq); err != nil {
			t.Error(err)
		}
	}
	if unknown.Load() == 0 {
		t.Error("no crash was noticed")
	}
	t.Logf("%d stored, %d attempts failed", stored.Load(), unknown.Load())
}
