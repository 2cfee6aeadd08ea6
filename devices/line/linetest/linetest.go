// Package linetest has stand-ins for a serial line: a pseudo-terminal, and a line in memory that fails, splits,
// merges, adds noise and takes its time as it is told; and it counts what a line may leave open. It is for tests only and
// speaks no device's protocol.
package linetest

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"buergerterminal/devices"
	"buergerterminal/devices/line"
)

// Pty makes a pseudo-terminal in raw mode. Path is what line.Open takes; master is the device's end of the line, with
// deadlines, and closing it pulls the cable. Both ends are closed when the test ends.
func Pty(t testing.TB) (path string, master *os.File) {
	t.Helper()
	blocking, slave, err := pty.Open()
	if err != nil {
		t.Skipf("this machine gives no pseudo-terminal: %v", err)
	}
	if master, err = pollable(blocking); err != nil {
		t.Fatalf("taking the pseudo-terminal into the poller: %v", err)
	}
	t.Cleanup(func() {
		master.Close() // the test may have pulled the cable already
		slave.Close()
	})
	if err := raw(slave); err != nil {
		t.Fatalf("setting the pseudo-terminal to raw mode: %v", err)
	}
	return slave.Name(), master
}

// Descriptors is how many files this process has open. Where the kernel does not tell, the test is skipped.
func Descriptors(t testing.TB) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skipf("no /proc: %v", err)
	}
	return len(entries)
}

// pollable exchanges a file that creack/pty left blocking for one with deadlines and a Close that ends a Read.
func pollable(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		return nil, errors.Join(err, unix.Close(fd))
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}

// raw switches echo and line editing off, or the terminal would send the device's own bytes back to it.
func raw(slave *os.File) error {
	conn, err := slave.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = conn.Control(func(fd uintptr) {
		failed = unix.IoctlSetTermios(int(fd), unix.TCSETS, &unix.Termios{Cflag: unix.CS8 | unix.CREAD | unix.CLOCAL | unix.B38400})
	})
	return errors.Join(err, failed)
}

// Faults says what goes wrong on a Line. The zero value is a perfect line.
type Faults struct {
	FailRead  int    // this Read, counted from 1, and all later ones find the line gone; 0 means none
	FailWrite int    // the same for Write
	Split     int    // a Read gives at most so many bytes; 0 means as many as it can
	Merge     int    // a Read waits for so many bytes, or for its deadline, so that answers arrive together
	Noise     []byte // is read before the first byte of the device
	Baud      int    // bytes arrive no faster than 10 bits each at this speed; 0 means at once
}

// A Line is the driver's end of a line in memory. It satisfies the Line interface of every driver.
type Line struct {
	net.Conn
	faults Faults

	mu            sync.Mutex
	reads, writes int
	noise         []byte
	due           time.Time
}

// Pipe makes a line in memory with the faults f on the driver's side. Both ends are closed when the test ends.
func Pipe(t testing.TB, f Faults) (driver *Line, device net.Conn) {
	t.Helper()
	near, device := net.Pipe()
	t.Cleanup(func() {
		near.Close()
		device.Close()
	})
	return &Line{Conn: near, faults: f, noise: f.Noise}, device
}

// Read gives what the device wrote, as the faults allow. A device that closed its end is a line that is gone.
func (l *Line) Read(p []byte) (int, error) {
	noise, failed := l.beforeRead(len(p))
	if failed {
		return 0, gone("read")
	}
	if len(noise) > 0 {
		return copy(p, noise), nil
	}
	if l.faults.Split > 0 && len(p) > l.faults.Split {
		p = p[:l.faults.Split]
	}
	n, err := io.ReadAtLeast(l.Conn, p, min(max(l.faults.Merge, 1), len(p)))
	if n > 0 {
		l.pace(n)
		return n, nil
	}
	if errors.Is(err, io.EOF) {
		return 0, gone("read")
	}
	return n, err
}

// Write hands p to the device, which must read it: a line in memory has no buffer.
func (l *Line) Write(p []byte) (int, error) {
	l.mu.Lock()
	l.writes++
	failed := l.faults.FailWrite > 0 && l.writes >= l.faults.FailWrite
	l.mu.Unlock()
	if failed {
		return 0, gone("write")
	}
	n, err := l.Conn.Write(p)
	if errors.Is(err, io.ErrClosedPipe) {
		return n, gone("write")
	}
	return n, err
}

// beforeRead counts the call and takes up to n bytes of the noise that is left.
func (l *Line) beforeRead(n int) (noise []byte, failed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.reads++
	if l.faults.FailRead > 0 && l.reads >= l.faults.FailRead {
		return nil, true
	}
	noise, l.noise = l.noise[:min(n, len(l.noise))], l.noise[min(n, len(l.noise)):]
	return noise, false
}

// pace waits until n more bytes would have arrived.
func (l *Line) pace(n int) {
	if l.faults.Baud == 0 {
		return
	}
	l.mu.Lock()
	if now := time.Now(); l.due.Before(now) {
		l.due = now
	}
	l.due = l.due.Add(time.Duration(n) * 10 * time.Second / time.Duration(l.faults.Baud))
	due := l.due
	l.mu.Unlock()
	time.Sleep(time.Until(due))
}

func gone(operation string) error {
	return devices.Errorf(devices.FaultUnplugged, "%s: %w", operation, line.ErrGone)
}
