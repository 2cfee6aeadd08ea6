package main

import (
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestParseParent(t *testing.T) {
	parent, err := parseParent([]byte("4242 (a) b (c)) S 17 4242 4242 0 -1 4194560 900 0 0 0 250 50 7 8 20 0 11 0 1234 1 1\n"))
	if err != nil || parent != 17 {
		t.Errorf("%d %v", parent, err)
	}
	for _, bad := range []string{"", "1 (x", "1 (x) S", "1 (x) S one 2 3"} {
		if _, err := parseParent([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestParsePSS(t *testing.T) {
	got, err := parsePSS([]byte("00400000-7fff ---p 00000000 00:00 0 [rollup]\nRss:  9999 kB\nPss:              191 kB\nPss_Dirty: 5 kB\n"))
	if err != nil || got != 191*1024 {
		t.Errorf("%d %v", got, err)
	}
	for _, bad := range []string{"", "Rss: 1 kB\n", "Pss: many kB\n"} {
		if _, err := parsePSS([]byte(bad)); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// What a small program needs is not what the large one that started it needs.
func TestPeakIsTheProgramsOwn(t *testing.T) {
	large := make([]byte, 64<<20)
	for i := 0; i < len(large); i += 4096 {
		large[i] = 1
	}
	peak, err := runPeak(exec.Command("sleep", "0.1"))
	if err != nil || peak < 100<<10 || peak > 16<<20 {
		t.Errorf("%d bytes, %v", peak, err)
	}
	runtime.KeepAlive(large)
	if _, err := runPeak(exec.Command("sh", "-c", "echo broken; exit 3")); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a program that failed: %v", err)
	}
}

func TestParsePeak(t *testing.T) {
	for text, want := range map[string]int{"Name:\tsort\nVmPeak:\t  9999 kB\nVmHWM:\t   191 kB\n": 191 * 1024, "": 0, "VmHWM: many kB\n": 0} {
		if got := parsePeak([]byte(text)); got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
}

// TestThisProcess measures the test itself.
func TestThisProcess(t *testing.T) {
	if _, err := os.Stat("/proc/self/smaps_rollup"); err != nil {
		t.Skipf("no /proc as on Linux: %v", err)
	}
	pids, err := tree(os.Getppid())
	if err != nil || !slices.Contains(pids, os.Getpid()) {
		t.Errorf("%d is not among %v, %v", os.Getpid(), pids, err)
	}
	if bytes, err := memory(os.Getpid()); err != nil || bytes < 1<<20 {
		t.Errorf("%d bytes, %v", bytes, err)
	}
	before, err := cpuTime(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	work := 0
	for i := range 10_000_000 {
		work ^= i * i
	}
	runtime.KeepAlive(work)
	if after, err := cpuTime(os.Getpid()); err != nil || after-before < time.Millisecond {
		t.Errorf("%v after %v of work, %v", after, before, err)
	}
}
