package simulator_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
	"buergerterminal/devices/line/linetest"
	"buergerterminal/devices/simulator"
)

func TestTheEndLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	dir, stop := start(t, map[devices.Kind]simulator.Model{devices.Scanner: echo{}, devices.IDCard: echo{}})
	l := open(t, dir, line.Settings{})
	send(t, dir, "idcard", "unplug")
	if err := stop(); err != nil {
		t.Errorf("Run: %v", err)
	}
	if _, err := l.Read(make([]byte, 1)); !errors.Is(err, line.ErrGone) {
		t.Errorf("Read: %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left in the directory: %v, %v", left, err)
	}
	for end := time.Now().Add(patience); runtime.NumGoroutine() > before; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d goroutines, before %d", runtime.NumGoroutine(), before)
		}
	}
}

func TestCablesLeakNoDescriptors(t *testing.T) {
	dir := startEcho(t, echo{})
	cycle := func() {
		send(t, dir, "scanner", "unplug")
		send(t, dir, "scanner", "plug")
	}
	cycle() // the poller's own descriptors come with the first use
	before := linetest.Descriptors(t)
	for range 50 {
		cycle()
	}
	for end := time.Now().Add(patience); linetest.Descriptors(t) > before; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("%d descriptors, before %d", linetest.Descriptors(t), before)
		}
	}
}

// A terminal that is killed cannot give the line back, and the kernel keeps it exclusive while the simulator has it open.
func TestAKilledTerminalDoesNotKeepTheLine(t *testing.T) {
	dir := startEcho(t, echo{})
	fd, err := unix.Open(filepath.Join(dir, "scanner"), unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.IoctlSetInt(fd, unix.TIOCEXCL, 0); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(patience); ; runtime.Gosched() {
		exclusive, err := unix.IoctlGetInt(fd, unix.TIOCGEXCL)
		if err != nil {
			t.Fatal(err)
		}
		if exclusive == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the line is still exclusive")
		}
	}
}

func TestOneSimulationForEachDirectory(t *testing.T) {
	dir := startEcho(t, echo{})
	err := simulator.Run(t.Context(), simulator.Options{Dir: dir, Models: map[devices.Kind]simulator.Model{devices.Scanner: echo{}}})
	if err == nil || !strings.Contains(err.Error(), "another simulation") {
		t.Errorf("Run: %v", err)
	}
	if !answers(t, open(t, dir, line.Settings{}), "still here") {
		t.Error("the first simulation is gone")
	}
}

func TestRunErrors(t *testing.T) {
	occupied := t.TempDir()
	if err := os.WriteFile(filepath.Join(occupied, "scanner"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	stray := t.TempDir()
	if err := os.WriteFile(filepath.Join(stray, "control"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, dir, text string }{
		{"a file where the link goes", occupied, "is no link"},
		{"a file where the socket goes", stray, "is no socket"},
		{"a long path", filepath.Join(t.TempDir(), strings.Repeat("long", 30)), "too long for a socket"},
		{"a file as directory", filepath.Join(occupied, "scanner"), "not a directory"},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := simulator.Run(t.Context(), simulator.Options{Dir: test.dir, Models: map[devices.Kind]simulator.Model{devices.Scanner: echo{}}})
			if err == nil || !strings.Contains(err.Error(), test.text) {
				t.Errorf("Run: %v", err)
			}
		})
	}
	if got, err := os.ReadFile(filepath.Join(occupied, "scanner")); err != nil || string(got) != "mine" {
		t.Errorf("the file in the way: %q, %v", got, err)
	}
}

func TestAStaleSocketAndLinkAreReplaced(t *testing.T) {
	dir := t.TempDir()
	stale := filepath.Join(dir, "scanner")
	if err := os.Symlink("/dev/pts/nowhere", stale); err != nil {
		t.Fatal(err)
	}
	makeStaleSocket(t, filepath.Join(dir, "control"))
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ended := make(chan error, 1)
	ready := make(chan bool)
	go func() {
		ended <- simulator.Run(ctx, simulator.Options{Dir: dir, Models: map[devices.Kind]simulator.Model{devices.Scanner: echo{}}, Ready: func() { close(ready) }})
	}()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatal(err)
	}
	if !answers(t, open(t, dir, line.Settings{}), "new") {
		t.Error("no echo")
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// quitter breaks the contract: it stops while the cable is in.
type quitter struct{ echo }

func (quitter) Serve(context.Context, io.ReadWriter) error { return nil }

func TestAModelThatQuitsEndsTheSimulation(t *testing.T) {
	err := simulator.Run(t.Context(), simulator.Options{
		Dir:    filepath.Join(t.TempDir(), "line"),
		Models: map[devices.Kind]simulator.Model{devices.Printer: quitter{}},
	})
	if err == nil || !strings.Contains(err.Error(), "the model of printer ended by itself") {
		t.Errorf("Run: %v", err)
	}
}
