package simulator

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// openTerminal makes a pseudo-terminal in raw mode, pty(7). Both ends are non-blocking from the start, so that Go's
// poller owns them and a close ends a blocked read.
func openTerminal() (master, slave *os.File, err error) {
	const flags = os.O_RDWR | unix.O_NOCTTY | unix.O_NONBLOCK
	if master, err = os.OpenFile("/dev/ptmx", flags, 0); err != nil {
		return nil, nil, err
	}
	number := 0
	err = control(master, func(fd int) error {
		if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
			return err
		}
		number, err = unix.IoctlGetInt(fd, unix.TIOCGPTN)
		return err
	})
	if err == nil {
		slave, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), flags, 0)
	}
	if err != nil {
		master.Close()
		return nil, nil, err
	}
	if err := setRaw(slave); err != nil {
		master.Close()
		slave.Close()
		return nil, nil, err
	}
	return master, slave, nil
}

// setRaw switches echo and line editing off before a terminal comes.
func setRaw(slave *os.File) error {
	return control(slave, func(fd int) error {
		return unix.IoctlSetTermios(fd, unix.TCSETS, &unix.Termios{Cflag: unix.CS8 | unix.CREAD | unix.CLOCAL | unix.B38400})
	})
}

// control runs call on the descriptor without taking the file from the poller, as File.Fd may.
func control(f *os.File, call func(fd int) error) error {
	conn, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = conn.Control(func(fd uintptr) { failed = call(int(fd)) })
	return errors.Join(err, failed)
}
