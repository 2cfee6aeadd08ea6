//go:build cgo && linux

package timerslack

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryThread has the slack, the monitor's too: it is started before any Go code of ours.
func TestEveryThread(t *testing.T) {
	threads, err := filepath.Glob("/proc/self/task/*")
	if err != nil || len(threads) < 2 {
		t.Fatalf("threads %v: %v", threads, err)
	}
	for _, thread := range threads {
		slack, err := os.ReadFile(filepath.Join("/proc", filepath.Base(thread), "timerslack_ns"))
		if os.IsPermission(err) {
			t.Skip("only an administrator sees the slack of other threads")
		}
		if err != nil {
			continue // it has ended
		}
		if got := strings.TrimSpace(string(slack)); got != "1000000" {
			t.Errorf("thread %s has a slack of %s ns", filepath.Base(thread), got)
		}
	}
}
