package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// TestVisit walks the scripted visits as "make demo" does: the real window, drivers, pseudo-terminals and hub, in programs
// built for it. A family's registration is as long as the two short visits together.
func TestVisit(t *testing.T) {
	if testing.Short() {
		t.Skipf("-short: the visits scan pages at the speed of a real line")
	}
	if _, err := exec.LookPath("Xvfb"); err != nil {
		t.Skipf("there is no screen to walk on: %v (apt-get install xvfb)", err)
	}
	bin := t.TempDir()
	build := exec.Command("go", "build", "-o", bin+"/", "buergerterminal/cmd/demo", "buergerterminal/cmd/devicectl", "buergerterminal/cmd/clerkhub")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, c := range []struct {
		visits   string
		pictures int // one of each page, and more
	}{{"certificate,defect,keypad", 74}, {"family-de", 80}, {"family-ar", 75}, {"call", 40}, {"service:fuehrungszeugnis", 25}} {
		t.Run(c.visits, func(t *testing.T) {
			if c.visits == "call" {
				needs(t, "chromium", "the clerks' desks are not opened")
			}
			t.Parallel()
			walkThrough(t, bin, c.visits, c.pictures)
		})
	}
}

func needs(t *testing.T, program, lost string) {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		t.Skipf("%s is not installed: %s", program, lost)
	}
}

func walkThrough(t *testing.T, bin, visits string, least int) {
	dir, err := os.MkdirTemp("", "visit") // short: the path of a unix socket has room for 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, filepath.Join(bin, "demo"), "visit", "--dir", filepath.Join(dir, "v"), "--only", visits).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	pictures, err := filepath.Glob(filepath.Join(dir, "v", "*", "[0-9]*.png"))
	if err != nil || len(pictures) < least {
		t.Errorf("the visits left %d pictures, want %d (%v)", len(pictures), least, err)
	}
}
