// Package line is a serial line that can time out, be closed and be unplugged. It is the only room that knows
// github.com/tarm/serial, and it never knows what is spoken on the line: that is the drivers' matter.
//
// tarm/serial makes all settings of the line (speed, parity, stop bits, raw mode), and its port is closed again as
// soon as they are made. The bytes go through a file of our own on the same node, opened non-blocking, so that Go's
// poller owns it. The port alone would do, put into non-blocking mode behind tarm's back, but it still has no
// deadlines and hands out no descriptor. With a file of our own the four traps of tarm/serial are gone:
//
//   - A time-out is os.ErrDeadlineExceeded, a pulled cable is ErrGone. tarm gives io.EOF for both.
//   - Close returns at once and ends a blocked Read or Write. tarm's Close waits for them.
//   - Write has a deadline. tarm's Write waits for ever when the peer does not drain.
//   - A line has one owner, by flock(2) and TIOCEXCL. tarm lets two programs steal bytes from each other.
//
// Linux only: termios(3), tty_ioctl(4).
package line

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"

	"github.com/tarm/serial"
	"golang.org/x/sys/unix"

	"buergerterminal/devices"
)

// ErrGone tells that the line itself is gone: the cable of the adapter was pulled, or the node was never there.
// A device that is merely silent gives os.ErrDeadlineExceeded. Every error that matches ErrGone has devices.FaultUnplugged.
var ErrGone = errors.New("the line is gone")

// A Line is an open serial line. One goroutine may read while another writes; Close may come from a third.
type Line struct {
	file   *os.File
	closed atomic.Bool
	grace  atomic.Bool // the read deadline was set to a time to come, and no Read has come too late for it yet
}

// Open opens the serial line at path, which may be a symbolic link, and discards what arrived before.
//
// The errors are *devices.Error with FaultUnplugged (no such node), FaultLineDenied, FaultLineBusy (another program, or
// this one, owns the line) or FaultLineUnknown (no serial line, or settings that tarm/serial cannot make).
func Open(path string, s Settings) (*Line, error) {
	file, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, openError(path, err)
	}
	l := &Line{file: file}
	if err := l.take(path, s); err != nil {
		file.Close() // the reason why the line could not be taken says more
		return nil, openError(path, err)
	}
	return l, nil
}

// take becomes the owner of the line and sets it. The lock comes before the settings, so that a second program
// cannot change the speed under the first; TIOCEXCL comes after them, because it would keep tarm/serial out.
func (l *Line) take(path string, s Settings) error {
	if err := l.control(func(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) }); err != nil {
		return err
	}
	config, err := s.config(path)
	if err != nil {
		return err
	}
	port, err := serial.OpenPort(config)
	if err != nil {
		return fmt.Errorf("setting it to %v: %w", s, err)
	}
	if err := port.Close(); err != nil {
		return err
	}
	if err := l.control(func(fd int) error { return claim(fd, s.FlowControl) }); err != nil {
		return err
	}
	return l.file.SetDeadline(time.Time{}) // fails when the file is none that the poller can watch
}

// claim does what tarm/serial cannot: exclusive use, flow control, and an empty line to begin with.
func claim(fd int, f FlowControl) error {
	if err := unix.IoctlSetInt(fd, unix.TIOCEXCL, 0); err != nil {
		return err
	}
	if err := f.set(fd); err != nil {
		return err
	}
	return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIOFLUSH)
}

// Read blocks until at least one byte is there, the read deadline passes (os.ErrDeadlineExceeded), the line is
// unplugged (ErrGone) or closed (os.ErrClosed). Bytes that came in time are given also to a program that stood still
// beyond the deadline itself, so that a busy machine makes no device look silent: the first Read after a deadline takes
// what is there.
func (l *Line) Read(p []byte) (int, error) {
	n, err := l.file.Read(p)
	if errors.Is(err, os.ErrDeadlineExceeded) && l.grace.Swap(false) {
		if late := l.arrived(p); late > 0 {
			return late, nil
		}
	}
	return n, l.failure("read", err)
}

// arrived takes what the kernel holds, without waiting; 0 where there is nothing or the line says what is wrong.
func (l *Line) arrived(p []byte) (n int) {
	if len(p) == 0 {
		return 0
	}
	err := l.control(func(fd int) (err error) {
		n, err = unix.Read(fd, p)
		return err
	})
	if err != nil {
		return 0
	}
	return n
}

// Write blocks until the kernel has accepted all of p, the write deadline passes (os.ErrDeadlineExceeded), the line is
// unplugged (ErrGone) or closed (os.ErrClosed). The count tells how many bytes were accepted, also with an error.
func (l *Line) Write(p []byte) (int, error) {
	n, err := l.file.Write(p)
	return n, l.failure("write", err)
}

// SetReadDeadline sets when a pending or later Read gives up; the zero time means never, and a time that is over ends a
// pending Read at once.
func (l *Line) SetReadDeadline(t time.Time) error {
	l.grace.Store(time.Until(t) > 0)
	return l.failure("deadline", l.file.SetReadDeadline(t))
}

// SetWriteDeadline sets when a pending or later Write gives up; the zero time means never.
func (l *Line) SetWriteDeadline(t time.Time) error {
	return l.failure("deadline", l.file.SetWriteDeadline(t))
}

// Flush discards what has arrived and was not read, and what was written and not yet sent.
func (l *Line) Flush() error {
	return l.failure("flush", l.control(func(fd int) error {
		return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIOFLUSH)
	}))
}

// Close gives the line back. It returns at once, and a blocked Read or Write returns os.ErrClosed. What was
// written and not yet sent is discarded, because the kernel would otherwise wait up to 30 s for a device that does
// not take it. A second Close returns os.ErrClosed.
func (l *Line) Close() error {
	if !l.closed.CompareAndSwap(false, true) {
		return os.ErrClosed
	}
	// A writer must be stopped before the flush, or it would fill the line again.
	_ = l.file.SetDeadline(time.Unix(1, 0))
	// On a line that is gone these fail, and there is nothing left to give back. TIOCEXCL must be taken back here: the
	// kernel keeps it while anyone else, as a simulator, has the line open.
	_ = l.control(func(fd int) error {
		_ = unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCIOFLUSH)
		return unix.IoctlSetInt(fd, unix.TIOCNXCL, 0)
	})
	if err := l.file.Close(); err != nil {
		return devices.Errorf(devices.FaultLineUnknown, "close: %w", err)
	}
	return nil
}

// control runs f on the descriptor without taking the file from the poller, as File.Fd may.
func (l *Line) control(f func(fd int) error) error {
	raw, err := l.file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = f(int(fd)) }); err != nil {
		return err
	}
	return failed
}

// failure translates an error of the open file. A read of zero bytes (io.EOF) is a hang-up here and never a time-out,
// because the line is set to VMIN=1.
func (l *Line) failure(operation string, err error) error {
	switch {
	case err == nil:
		return nil
	case l.closed.Load(), errors.Is(err, os.ErrClosed):
		return os.ErrClosed
	case errors.Is(err, os.ErrDeadlineExceeded):
		return err
	case errors.Is(err, io.EOF), gone(err):
		return devices.Errorf(devices.FaultUnplugged, "%s: %w", operation, ErrGone)
	}
	return devices.Errorf(devices.FaultLineUnknown, "%s: %w", operation, err)
}

func openError(path string, err error) error {
	switch {
	case errors.Is(err, unix.ENOENT), gone(err):
		return devices.Errorf(devices.FaultUnplugged, "line %s: %w: %w", path, ErrGone, err)
	case errors.Is(err, unix.EACCES), errors.Is(err, unix.EPERM):
		return devices.Errorf(devices.FaultLineDenied, "line %s: %w", path, err)
	case errors.Is(err, unix.EBUSY), errors.Is(err, unix.EWOULDBLOCK):
		return devices.Errorf(devices.FaultLineBusy, "line %s has another owner: %w", path, err)
	}
	return devices.Errorf(devices.FaultLineUnknown, "line %s: %w", path, err)
}

// gone reports whether the kernel says that there is no hardware behind the node.
func gone(err error) bool {
	return errors.Is(err, unix.EIO) || errors.Is(err, unix.ENXIO) || errors.Is(err, unix.ENODEV)
}
