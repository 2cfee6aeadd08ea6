package line_test

import (
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// awaitWaiting waits until some goroutine that is inside function waits for its file.
func awaitWaiting(t *testing.T, function string) {
	t.Helper()
	stacks := make([]byte, 1<<20)
	for end := time.Now().Add(patience); time.Now().Before(end); runtime.Gosched() {
		all := string(stacks[:runtime.Stack(stacks, true)])
		for g := range strings.SplitSeq(all, "\n\n") {
			if strings.Contains(g, function) && strings.Contains(g, "[IO wait") {
				return
			}
		}
	}
	t.Fatalf("%s never waited", function)
}

// look opens the node beside its owner, which only root can do while it is exclusive.
func look(t *testing.T, path string, f func(fd int)) {
	t.Helper()
	fd, err := unix.Open(path, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if errors.Is(err, unix.EBUSY) {
		t.Skipf("not root: %s is exclusive, and the kernel lets nobody else open it", path)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	f(fd)
}

func termios(t *testing.T, path string) (got *unix.Termios) {
	t.Helper()
	look(t, path, func(fd int) {
		var err error
		if got, err = unix.IoctlGetTermios(fd, unix.TCGETS2); err != nil {
			t.Fatal(err)
		}
	})
	return got
}

func exclusive(t *testing.T, path string) (is bool) {
	t.Helper()
	look(t, path, func(fd int) {
		n, err := unix.IoctlGetInt(fd, unix.TIOCGEXCL)
		if err != nil {
			t.Fatal(err)
		}
		is = n != 0
	})
	return is
}
