package kiosk

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"buergerterminal/kiosk/session"
)

// TestStanding survives on the disk; what cannot be read locks the technician's code and opens nothing for good.
func TestStanding(t *testing.T) {
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	f := standingFile(filepath.Join(t.TempDir(), "new", "standing.json"))
	if s, err := f.load(now); err != nil || s != (session.Standing{}) {
		t.Errorf("without a file: %+v %v", s, err)
	}
	for _, want := range []session.Standing{{OutOfService: now, Failed: 3, LockedUntil: now.Add(time.Minute)}, {}} {
		if err := f.save(want); err != nil {
			t.Fatal(err)
		}
		if got, err := f.load(now); err != nil || got != want {
			t.Errorf("%+v came back as %+v: %v", want, got, err)
		}
	}
	if info, err := os.Stat(string(f)); err != nil || info.Mode().Perm() != 0o600 {
		t.Error("others may read the file", err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(string(f)), ".new-*")); len(left) > 0 {
		t.Errorf("%v is left over", left)
	}
	for _, broken := range []string{"", "{", `{"failedCodes": -9}`, `{"lockedUntil": "soon"}`} {
		if err := os.WriteFile(string(f), []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := f.load(now); err == nil || !s.LockedUntil.After(now) || s.LockedUntil.After(now.Add(lockedAnew)) {
			t.Errorf("%q: %+v %v", broken, s, err)
		}
	}
	if err := standingFile("/dev/null/standing.json").save(session.Standing{}); err == nil {
		t.Error("written where nothing can be")
	}
}
