package submission

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// mountSmall mounts a tmpfs of size bytes, or skips.
func mountSmall(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small disk needs the right to mount: %v", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, unix.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestDiskFull(t *testing.T) {
	ctx := context.Background()
	dir := mountSmall(t, "10m")
	path, filler := filepath.Join(dir, "o"), filepath.Join(dir, "filler")
	if err := os.WriteFile(filler, make([]byte, 6<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	o := openOutbox(t, path)
	var confirmed []Item
	var refused Item
	for {
		item := newItem(strings.Repeat("0123456789", 20_000))
		err := o.Append(ctx, item)
		if err == nil {
			confirmed = append(confirmed, item)
			continue
		}
		if CodeOf(err) != CodeDiskFull {
			t.Fatalf("full disk: %v", err)
		}
		refused = item
		break
	}
	if len(confirmed) < 3 {
		t.Fatalf("full after %d applications", len(confirmed))
	}
	// A receipt that cannot be recorded leaves the application pending: it is sent again, and the hub knows it.
	pending, err := o.Pending(ctx)
	if err != nil || len(pending) != len(confirmed) {
		t.Fatalf("%d pending of %d confirmed, %v", len(pending), len(confirmed), err)
	}
	e := pending[0]
	if err := o.Delivered(ctx, e.Key, e.SHA256, e.StoredAt); CodeOf(err) != CodeDiskFull {
		t.Errorf("recording a receipt on a full disk: %v", err)
	}
	if _, err := o.Blob(ctx, e.Key); err != nil {
		t.Errorf("after the failed record: %v", err)
	}
	remove(t, filler)
	for _, e := range pending {
		if _, err := o.Blob(ctx, e.Key); err != nil {
			t.Error(err)
		}
		if err := o.Delivered(ctx, e.Key, e.SHA256, e.StoredAt); err != nil {
			t.Fatalf("with room again: %v", err)
		}
	}
	mustAppend(t, o, refused)
	if err := o.Close(); err != nil {
		t.Fatal(err)
	}
	o = openOutbox(t, path)
	if pending, err := o.Pending(ctx); err != nil || len(pending) != 1 || pending[0].Key != refused.Key {
		t.Errorf("pending after reopening: %+v, %v", pending, err)
	}
}

// The disk fills up after every possible number of free pages: each Append either is there after reopening or was refused.
func TestDiskFullAtEveryPage(t *testing.T) {
	ctx := context.Background()
	dir := mountSmall(t, "1m")
	blob := strings.Repeat("0123456789", 1_500)
	for free := int64(0); free < 16; free++ {
		path := filepath.Join(dir, "o")
		o := openOutbox(t, path)
		kept := newItem(blob)
		mustAppend(t, o, kept)
		fillAllBut(t, filepath.Join(dir, "filler"), dir, free)
		tried := newItem(blob)
		err := o.Append(ctx, tried)
		if err != nil && CodeOf(err) != CodeDiskFull {
			t.Fatalf("%d pages free: %v", free, err)
		}
		if err := o.Close(); err != nil {
			t.Logf("%d pages free: close: %v", free, err)
		}
		remove(t, filepath.Join(dir, "filler"))
		o = openOutbox(t, path)
		if _, err := o.Blob(ctx, kept.Key); err != nil {
			t.Errorf("%d pages free: the confirmed one: %v", free, err)
		}
		if _, lost := o.Blob(ctx, tried.Key); err == nil && lost != nil {
			t.Errorf("%d pages free: confirmed and lost: %v", free, lost)
		}
		mustAppend(t, o, tried)
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
		remove(t, path, path+"-wal")
	}
}

func fillAllBut(t *testing.T, filler, dir string, pages int64) {
	t.Helper()
	var fs unix.Statfs_t
	if err := unix.Statfs(dir, &fs); err != nil {
		t.Fatal(err)
	}
	err := os.WriteFile(filler, make([]byte, max(0, int64(fs.Bavail)-pages)*int64(fs.Bsize)), 0o600)
	if err != nil && !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}

func remove(t *testing.T, paths ...string) {
	t.Helper()
	for _, path := range paths {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
	}
}
