package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestVisit walks the scripted visit as "make demo" does: the real window, drivers, pseudo-terminals and hub, in programs
// built for it.
func TestVisit(t *testing.T) {
	if testing.Short() {
		t.Skip("the visit scans a page at the speed of a real line")
	}
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skipf("there is no screen to walk on: %v (apt-get install xvfb)", err)
	}
	bin := t.TempDir()
	build := exec.Command("go", "build", "-trimpath", "-o", bin+"/", "buergerterminal/cmd/demo", "buergerterminal/cmd/devicectl", "buergerterminal/cmd/clerkhub")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir, err := os.MkdirTemp("", "visit") // short: the path of a unix socket has room for 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "demo"), "visit", "--dir", filepath.Join(dir, "v")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	pictures, err := filepath.Glob(filepath.Join(dir, "v", "*.png"))
	if err != nil || len(pictures) < 60 {
		t.Errorf("the visit left %d pictures, want one of each page (%v)", len(pictures), err)
	}
}
